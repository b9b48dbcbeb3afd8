"""The W3C's SPARQL 1.1 queries: whatever the engine answers, the program answers in the same words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from build_fixtures import run_kg
from w3c import PREFIXES, W3C, file_of, manifest, needs, rows

from kg.problems import QueryError
from kg.report import render_answer
from kg.sparql import tokenize
from kg.store import ask, file_store

SUITE = W3C / "sparql" / "sparql11"

pytestmark = needs(SUITE)


@dataclass(frozen=True)
class Case:
    query: Path
    data: tuple[Path, ...]
    graphs: tuple[tuple[str, Path], ...]
    result: Path | None

    def __str__(self) -> str:
        return self.query.relative_to(SUITE).as_posix()


def cases() -> Iterator[Case]:
    for path in sorted(SUITE.glob("*/manifest.ttl")):
        triples = manifest(path)
        tests = "?t a mf:QueryEvaluationTest ; mf:action ?a . ?a qt:query ?q OPTIONAL { ?t mf:result ?r }"
        for row in rows(triples, tests):
            yield Case(
                query=file_of(row["q"]),
                data=tuple(file_of(quad.object) for quad in found(triples, row["a"], "data")),
                graphs=tuple(named(triples, quad.object) for quad in found(triples, row["a"], "graphData")),
                result=file_of(row["r"]) if row["r"] else None,
            )


def found(triples: ox.Store, action: Any, name: str) -> list[ox.Quad]:
    return list(triples.quads_for_pattern(action, ox.NamedNode(PREFIXES["qt"] + name), None, None))


def named(triples: ox.Store, graph: Any) -> tuple[str, Path]:
    inner = found(triples, graph, "graph")
    node: Any = inner[0].object if inner else graph
    return node.value, file_of(node)


CASES = list(cases())


def engine(case: Case) -> str | None:
    """Return what the engine answers, ``None`` where it refuses the query."""
    store = file_store(case.data, case.graphs)
    try:
        answer = store.query(case.query.read_text("utf-8"), base_iri=case.query.as_uri())
    except (SyntaxError, RuntimeError):
        return None
    return shown(answer)


def shown(answer: object) -> str:
    form = "nt" if isinstance(answer, ox.QueryTriples) else "json"
    return render_answer(answer, form)[0]  # type: ignore[arg-type]


def _by_value(cell: dict[str, str]) -> str:
    """Return a value as the store writes it, which keeps what was meant and not how it was written."""
    kind = cell.get("datatype", "").rpartition("#")[2]
    if kind in ("decimal", "double", "float"):
        return str(float(cell["value"]))
    return {"0": "false", "1": "true"}.get(cell["value"], cell["value"]) if kind == "boolean" else cell["value"]


def entails(case: Case) -> bool:
    """Tell whether a case asks for what only an entailment regime finds, which no engine here has."""
    return case.query.parent.name == "entailment"


def uses_service(case: Case) -> bool:
    return any(token.word == "SERVICE" for token in tokenize(case.query.read_text("utf-8")))


@pytest.mark.parametrize("case", [case for case in CASES if not uses_service(case)], ids=str)
def test_the_program_answers_what_the_engine_answers(case: Case) -> None:
    expected = engine(case)
    store = file_store(case.data, case.graphs)
    try:
        answer = ask(store, case.query.read_text("utf-8"), prefixes={}, base=case.query.as_uri(), union=False)
    except QueryError:
        assert expected is None
    else:
        assert canonical(shown(answer)) == canonical(expected or "")


def canonical(text: str) -> str:
    """Return a result with the labels of blank nodes, which differ in each run, made alike, and its rows in order."""
    if not text.startswith("{"):
        return "\n".join(
            sorted(
                " ".join("_:b" if word.startswith("_:") else word for word in line.split())
                for line in text.splitlines()
            )
        )
    result = json.loads(text)
    rows = result.get("results", {}).get("bindings", [])
    for row in rows:
        for cell in row.values():
            cell.update({"value": "b"} if cell["type"] == "bnode" else {})
            cell["value"] = _by_value(cell)
    rows.sort(key=lambda row: json.dumps(row, sort_keys=True))
    result["head"].get("vars", []).sort()
    return json.dumps(result, sort_keys=True)


#: Results as files that tell rows, in the formats that a reader of the engine knows.
READABLE = {".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON}
#: What the program answers otherwise than the suite, and why.
_LANGUAGE = "texts of one language keep it when the engine joins them"
_NOWHERE = "a path of no length joins a name to itself; the engine wants it in the graph"
KNOWN = {
    "aggregates/agg-groupconcat-4.rq": _LANGUAGE,
    "aggregates/agg-groupconcat-6.rq": _LANGUAGE,
    "negation/graph-minus.rq": "to the engine both sides of MINUS have the variable of GRAPH in common",
    "property-path/zero_or_more_set_end.rq": _NOWHERE,
    "property-path/zero_or_more_set_start.rq": _NOWHERE,
    "property-path/zero_or_one_set_end.rq": _NOWHERE,
    "property-path/zero_or_one_set_start.rq": _NOWHERE,
}


def wanted(case: Case) -> str:
    assert case.result is not None
    return shown(ox.parse_query_results(path=case.result, format=READABLE[case.result.suffix]))


JUDGED = [
    case for case in CASES
    if case.result and case.result.suffix in READABLE and not uses_service(case) and not entails(case)
]  # fmt: skip


@pytest.mark.parametrize("case", JUDGED, ids=str)
def test_the_program_answers_what_the_suite_wants(case: Case) -> None:
    store = file_store(case.data, case.graphs)
    answer = ask(store, case.query.read_text("utf-8"), prefixes={}, base=case.query.as_uri(), union=False)

    assert (canonical(shown(answer)) == canonical(wanted(case))) == (str(case) not in KNOWN)


def test_the_suite_is_there() -> None:
    assert len(CASES) > 200


# Those two ask for the address of the file that they are asked of.
ADDRESSED = ("exists/exists-graph-variable.rq", "subquery/sq02.rq")


@pytest.mark.parametrize("case", [*CASES[5:200:40], *(case for case in CASES if str(case) in ADDRESSED)], ids=str)
def test_the_command_line_takes_the_files_of_a_case(case: Case, tmp_path: Path) -> None:
    files = [word for path in case.data for word in ("--data", str(path))]
    graphs = [word for name, path in case.graphs for word in ("--graph", f"{name}={path}")]
    options = ["--strict", "--base", case.query.as_uri(), "--format", "json", *files, *graphs]
    ran = run_kg("query", str(case.query), *options, cwd=tmp_path)

    assert (ran.code, ran.err) == (0, "")
    assert canonical(ran.out) == canonical(engine(case) or "")
