"""How many rows each part of a query has, alone and with those before it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wcwidth import wcswidth

from kg.diagnosis.level import Unit, units_of
from kg.diagnosis.outline import Group, Part, Selection, Union, UnreadableError, read_outline, shown
from kg.diagnosis.probe import Ask, Clock, OutOfTimeError, Probe, bounded, probe_of
from kg.problems import QueryError

#: How long counting may take, in seconds.
BUDGET = 30.0
HEADER = ("", "as written", "alone", "joined")
_NOT_COUNTED = "…"
_BEGINNING = re.compile(r"\w+(?:\s+BY)?\s*", re.IGNORECASE)
# What each modifier does, in the order in which SPARQL does it.
_WORDS = (
    ("GROUP", "rows grouped by"),
    ("HAVING", "groups kept where"),
    ("ORDER", "sorted by"),
    ("OFFSET", "rows skipped:"),
    ("LIMIT", "rows at most:"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a query: its number if it is a pattern, its text, its rows alone and with all before it.

    What stands inside another part is indented and has no number. Rows are texts, empty where they mean nothing and an
    ellipsis where the time was over.
    """

    number: str
    text: str
    alone: str
    joined: str


def explain(ask: Ask, query: str, *, budget: float = BUDGET, clock: Clock = time.monotonic) -> tuple[Step, ...]:
    """Return the patterns of a query as written, then its filters, then what is done to the rows.

    Nothing is said of the order in which the engine takes them, which it does not tell. Raises QueryError for what
    SPARQL 1.1 does not have.
    """
    try:
        outline = read_outline(query)
    except UnreadableError as error:
        raise QueryError(f"error[explain]: this query cannot be taken apart ({error})") from None
    probe = probe_of(ask, outline, deadline=clock() + budget, clock=clock)
    selection = outline.selection
    values = [modifier for modifier in selection.modifiers if modifier.keyword == "VALUES"]
    return (*_steps(units_of([*selection.parts, *values]), _Place(probe=probe)), *_modifiers(selection))


def explain_lines(ask: Ask, query: str, *, budget: float = BUDGET, clock: Clock = time.monotonic) -> tuple[str, ...]:
    """Return the steps of a query as the lines of a table."""
    steps = explain(ask, query, budget=budget, clock=clock)
    rows = [HEADER, *((step.number, step.text, step.alone, step.joined) for step in steps)]
    widths = [max(map(wcswidth, column)) for column in zip(*rows, strict=True)]
    return tuple(
        "  ".join(_padded(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - wcswidth(cell))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where in a query a step is counted: what stands before it, which graphs it stands in, how far it is indented."""

    probe: Probe
    before: str = ""
    graphs: tuple[str, ...] = ()
    open_braces: int = 0
    depth: int = 0

    def alone(self, text: str) -> str:
        """Return how many rows a text has by itself."""
        return self._count(f"{self._opened} {text}{' }' * len(self.graphs)}")

    def joined(self, text: str) -> str:
        """Return how many rows a text has with all before it."""
        return self._count(f"{self.before} {text}{' }' * self.open_braces}")

    def behind(self, text: str, keyword: str = "") -> _Place:
        """Return the place in a group behind *text*; of keywords only GRAPH and SERVICE change what it matches."""
        graphs = (keyword,) if keyword.upper().startswith(("GRAPH", "SERVICE")) else ()
        before = f"{self.before} {text} {' '.join(graphs)} {{"
        inner = replace(self, before=before, open_braces=self.open_braces + 1, depth=self.depth + 1)
        return replace(inner, graphs=(*self.graphs, *graphs))

    def apart(self) -> _Place:
        """Return the place in a subquery, which knows nothing of what stands before it."""
        return replace(self, before=self._opened, open_braces=len(self.graphs), depth=self.depth + 1)

    @property
    def _opened(self) -> str:
        return "".join(f"{graph} {{ " for graph in self.graphs)

    def _count(self, text: str) -> str:
        try:
            return bounded(self.probe.count(text))
        except OutOfTimeError:
            return _NOT_COUNTED


def _steps(units: Sequence[Unit], place: _Place) -> Iterator[Step]:
    """Yield a step for each unit and those in it; a FILTER works on all of its group and comes last."""
    ordered = sorted(units, key=lambda unit: unit.is_condition)
    number = 0
    for at, unit in enumerate(ordered):
        before = " ".join(other.text for other in ordered[:at])
        number += unit.role == "pattern"
        alone = place.alone(unit.text) if unit.role in ("pattern", "optional") else ""
        name = str(number) if unit.role == "pattern" and not place.depth else ""
        yield Step(name, _indented(str(unit), place), alone, place.joined(f"{before} {unit.text}"))
        yield from _inside(unit.part, before, place)


def _inside(part: Part, before: str, place: _Place) -> Iterator[Step]:
    """Yield a step for each branch of a UNION and for each part of a group that has several."""
    match part:
        case Union():
            inner = place.behind(before)
            for branch in part.branches:
                yield Step("", _indented(str(branch), inner), inner.alone(str(branch)), inner.joined(str(branch)))
                yield from _inside(branch, "", inner)
        case Group():
            yield from _several(units_of(part.parts), place.behind(before, part.keyword))
        case Selection():
            yield from _several(units_of(part.parts), place.apart())


def _several(units: Sequence[Unit], place: _Place) -> Iterator[Step]:
    """Yield a step for each of several units; a single one has been told with its group, but not what is in it."""
    if len(units) == 1:
        yield from _inside(units[0].part, "", replace(place, depth=place.depth - 1))
    else:
        yield from _steps(units, place)


def _indented(text: str, place: _Place) -> str:
    return "  " * place.depth + shown(text)


def _modifiers(selection: Selection) -> Iterator[Step]:
    """Yield what is done to the rows, in the order in which SPARQL does it."""
    for keyword, words in _WORDS:
        for modifier in selection.modifiers:
            if modifier.keyword == keyword:
                yield Step("", f"{words} {_BEGINNING.sub('', modifier.text, count=1)}", "", "")
        if keyword == "HAVING" and re.match(r"SELECT\s+DISTINCT\b", selection.clause, re.IGNORECASE):
            yield Step("", "equal rows shown once", "", "")
