"""The same query asked of rdflib, as the reference that the engine is checked against."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NoReturn

import pyoxigraph as ox

from kg.problems import QueryError
from kg.sparql import SparqlError, guard
from kg.store import Answer, ask, memory_store
from kg.terms import PREFIXES


@contextmanager
def without_its_own_warnings() -> Iterator[None]:
    """Say nothing of what rdflib uses that it, or Python 3.13, deprecates: where it reads N-Quads and evaluates."""
    with warnings.catch_warnings():
        for use in ("Dataset", ".* passed as positional argument"):
            warnings.filterwarnings("ignore", use, DeprecationWarning, "rdflib")
        yield


def ask_rdflib(
    store: ox.Store,
    query: str,
    *,
    name: str = "query",
    prefixes: Mapping[str, str] = PREFIXES,
    base: str | None = None,
    union: bool = True,
) -> Answer:
    """Run a query with rdflib over the quads of *store* and return its answer as the engine would.

    Every quad is copied first, so that this suits thousands and not millions. Nothing is fetched for FROM, and no other
    machine is asked. Raises QueryError for a query that rdflib refuses.
    """
    from pyparsing.exceptions import ParseBaseException
    from rdflib import Dataset
    from rdflib.plugins import sparql
    from rdflib.plugins.sparql.parser import expandUnicodeEscapes

    refuse(query, name=name, prefixes=prefixes, base=base)
    _guard(expandUnicodeEscapes(query), name)
    sparql.SPARQL_LOAD_GRAPHS = False
    graph = Dataset(default_union=union)
    try:
        with without_its_own_warnings(), _asking_nobody():
            graph.parse(data=store.dump(format=ox.RdfFormat.N_QUADS) or b"", format="nquads")
            result = graph.query(query, initNs=dict(prefixes), base=base)
            if result.type in ("CONSTRUCT", "DESCRIBE"):
                assert result.graph is not None
                triples = result.graph.serialize(format="nt", encoding="utf-8").decode()
                return ask(memory_store([triples]), "CONSTRUCT WHERE { ?s ?p ?o }")
            data = result.serialize(format="json")
    except RecursionError:
        cure = "nest less, or ask with --engine oxigraph"
        raise QueryError(f"error[too-deep]: rdflib cannot take so deep a query\n   = help: {cure}") from None
    except (ParseBaseException, ValueError, TypeError, NotImplementedError) as error:
        raise QueryError(f"error[rdflib]: {error}") from None
    assert data is not None
    return ox.parse_query_results(data, ox.QueryResultsFormat.JSON)


def refuse(query: str, *, name: str, prefixes: Mapping[str, str], base: str | None) -> None:
    """Raise QueryError, with the place, for what is wrong with a query; what was found sound is not looked at again.

    That is what the engine says, which heeds no alarm: who has a deadline calls this first where it can be stopped.
    """
    _refuse(query, name, tuple(prefixes.items()), base)


@lru_cache(maxsize=8)
def _refuse(query: str, name: str, prefixes: tuple[tuple[str, str], ...], base: str | None) -> None:
    ask(ox.Store(), query, name=name, prefixes=dict(prefixes), base=base)


def _guard(query: str, name: str) -> None:
    """Look at a query once more as rdflib takes it, for which an escaped line break ends a comment."""
    try:
        guard(query)
    except SparqlError as fault:
        raise QueryError(fault.render(query, name)) from None


@contextmanager
def _asking_nobody() -> Iterator[None]:
    """Refuse SERVICE before rdflib evaluates it, which finds one in a text: it reads the escapes of a query first."""
    from rdflib.plugins.sparql import CUSTOM_EVALS

    CUSTOM_EVALS[__name__] = _refuse_service
    try:
        yield
    finally:
        del CUSTOM_EVALS[__name__]


def _refuse_service(_: Any, part: Any) -> NoReturn:
    """Stand before rdflib's evaluation of each part of a query; NotImplementedError leaves a part to it."""
    if part.name == "ServiceGraphPattern":
        raise QueryError("error[service]: SERVICE would ask another machine; ask this graph alone")
    raise NotImplementedError
