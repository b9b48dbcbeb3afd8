"""Ten saved questions to the built store and to the graph in memory, beside rdflib with the same answers.

The graph is that of the bundled corpus. rdflib has it parsed before the clock runs; the store is opened for each
question, as a command does.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from statistics import geometric_mean

import pyoxigraph as ox
from rdflib import Dataset
from synthetic import bundled, seconds

from kg.builder import compile_lines, write_lines
from kg.queries import find_query
from kg.report import render_table
from kg.store import ask, memory_store, open_store, write_store
from kg.terms import PREFIXES

IRAN, RUSSIA = "<https://w3id.org/entente/actor/iran>", "<https://w3id.org/entente/actor/russia>"
QUESTIONS: Mapping[str, Mapping[str, str]] = {
    "who-says": {"actor": RUSSIA, "relation": "<https://w3id.org/entente/rel/competes-with>"},
    "acts-of": {"entity": IRAN},
    "claims-between": {"a": IRAN, "b": RUSSIA},
    "contested-claims": {},
    "most-documented": {},
    "most-repeated": {},
    "dated-claims": {},
    "stances-on": {"entity": "<https://w3id.org/entente/issue/instc>"},
    "two-steps": {"a": IRAN, "b": RUSSIA},
    "single-source": {"entity": IRAN},
}
BOUND_STORE, BOUND_MEMORY = 10, 20


def rows_of(answer: object) -> Counter[tuple[str, ...]]:
    """Return the rows of an answer of the engine, in any order."""
    assert isinstance(answer, ox.QuerySolutions)
    return Counter(tuple(str(value) for value in row) for row in answer)


def asked(graph: Callable[[], ox.Store], query: str) -> Counter[tuple[str, ...]]:
    """Return the rows that the engine finds in a graph that is there, or is opened first."""
    return rows_of(ask(graph(), query))


def rows_by_rdflib(dataset: Dataset, query: str) -> Counter[tuple[str, ...]]:
    """Return the rows that rdflib finds, spelt as the engine spells them."""
    data = dataset.query(query, initNs=dict(PREFIXES)).serialize(format="json")
    assert data is not None
    return rows_of(ox.parse_query_results(data, ox.QueryResultsFormat.JSON))


def main() -> int:
    """Print a row for each question and return 1 if a bound does not hold."""
    lines = list(compile_lines(*bundled()))
    dataset = Dataset(default_union=True)
    dataset.parse(data="".join(lines), format="nquads")
    memory = memory_store(lines)
    table, times = [], []
    with tempfile.TemporaryDirectory() as name:
        write_lines(Path(name) / "graph.nq", lines)
        write_store(Path(name) / "store", Path(name) / "graph.nq")
        for question, values in QUESTIONS.items():
            query = find_query(question).bind(values, lambda _, term: term)
            found = rows_of(ask(memory, query))
            assert found == rows_by_rdflib(dataset, query), f"{question}: rdflib answers otherwise"
            rdflib = seconds(partial(rows_by_rdflib, dataset, query), runs=1)
            in_memory = seconds(partial(asked, lambda: memory, query))
            opened = seconds(partial(asked, partial(open_store, Path(name) / "store"), query))
            times.append((rdflib / opened, rdflib / in_memory))
            table.append([question, str(found.total()), f"{rdflib:.3f}", *(f"{ratio:.0f} ×" for ratio in times[-1])])
    means = [geometric_mean(column) for column in zip(*times, strict=True)]
    table.append(["geometric mean", "", "", *(f"{mean:.0f} ×" for mean in means)])
    header = ("question", "rows", "rdflib, s", "rdflib, of the built store", "rdflib, of the graph in memory")
    print(render_table(header, table, markdown=True))
    return 0 if means[0] >= BOUND_STORE and means[1] >= BOUND_MEMORY else 1


if __name__ == "__main__":
    sys.exit(main())
