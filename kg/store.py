"""The compiled graph on disk and in memory, asked with SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from kg.problems import KgError, QueryError
from kg.sparql import explain, names_graphs, refuse_service
from kg.terms import PREFIXES

#: What a query answers: rows, yes or no, or triples.
Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def write_store(folder: Path, lines: Iterable[str]) -> None:
    """Load lines of N-Quads into a new store in *folder*."""
    store = ox.Store(str(folder))
    store.bulk_load("".join(lines).encode(), ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()


def open_store(folder: Path) -> ox.Store:
    """Return the store in *folder*, opened so that nothing can change it. Raises KgError where there is none."""
    try:
        return ox.Store.read_only(str(folder))
    except OSError as error:
        raise KgError(f"no graph in {folder} ({error}); 'kg build' makes it") from None


def memory_store(lines: Iterable[str]) -> ox.Store:
    """Return a store in memory with the given lines of N-Quads."""
    store = ox.Store()
    store.load("".join(lines).encode(), ox.RdfFormat.N_QUADS)
    return store


def ask(store: ox.Store, query: str) -> Answer:
    """Run a query with the known prefixes, over the union of all graphs unless it names its own with FROM.

    Raises QueryError, its message showing the place, for a query that is not SPARQL, asks another service or calls an
    unknown function.
    """
    refuse_service(query)
    try:
        return store.query(query, prefixes=dict(PREFIXES), use_default_graph_as_union=not names_graphs(query))
    except SyntaxError as error:
        raise QueryError(explain(query, error)) from None
    except RuntimeError as error:
        raise QueryError(f"error[unknown-function]: {error}") from None


def rows(store: ox.Store, query: str) -> list[Mapping[str, str]]:
    """Return the rows of a SELECT query as plain texts by variable, unbound ones left out."""
    answer = ask(store, query)
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return [{name: row[name].value for name in names if row[name] is not None} for row in answer]
