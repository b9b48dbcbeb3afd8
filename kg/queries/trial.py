"""Saved queries put to a graph: values that they can be asked with, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.problems import QueryError
from kg.queries import Parameter, Samples, SavedQuery, bind, read_query
from kg.store import ask, rows
from kg.terms import shorten

_MOST_USED = Path(__file__).parent / "samples" / "most-used.rq"
# As many as a query may have parameters of one type.
_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a query: ``found`` is None for one that could not be asked for the reason that ``fault`` gives."""

    name: str
    found: bool | None
    fault: str = ""
    text: str = ""


def samples(graph: ox.Store) -> Samples:
    """Return what most claims of *graph* name, by type of parameter: CURIEs of things, else texts."""
    found: dict[str, list[str]] = {}
    for row in rows(graph, read_query(_MOST_USED).text):
        if len(of_type := found.setdefault(row["type"], [])) < _ENOUGH:
            of_type.append(_short(row["thing"]))
    return found


def _short(value: str) -> str:
    short = shorten(value)
    return value if short.startswith("<") else short


def attempt(graph: ox.Store, query: SavedQuery, values: Samples, resolve: Callable[[str, str], str]) -> Outcome:
    """Ask *query* with values for what it requires, before that with one for every parameter."""
    if unused := [p.name for p in query.parameters if not _stands_in(p, query.text)]:
        return Outcome(query.name, None, f"no ?{unused[0]} stands in the query")
    needed, every = (query.sample_values(values, optional=also) for also in (False, True))
    try:
        if len(needed) < sum(p.required for p in query.parameters):
            return Outcome(query.name, False)
        if every != needed:
            _holds(graph, query.bind(every, resolve))
        text = query.bind(needed, resolve)
        return Outcome(query.name, _holds(graph, text), text=text)
    except QueryError as error:
        return Outcome(query.name, None, str(error))


def _stands_in(parameter: Parameter, text: str) -> bool:
    return bind(text, {parameter.name: ""}) != text


def _holds(graph: ox.Store, text: str) -> bool:
    """Tell whether there is any answer; a yes or no is one."""
    answer = ask(graph, text)
    return isinstance(answer, ox.QueryBoolean) or next(iter(answer), None) is not None
