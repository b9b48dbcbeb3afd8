"""How many rows each part of a query has, alone and with those before it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

from wcwidth import wcswidth

from kg.diagnosis.level import Level, Unit, units_of
from kg.diagnosis.outline import Selection, UnreadableError, read_outline
from kg.diagnosis.probe import Ask, Clock, OutOfTimeError, bounded, probe_of
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

    Rows are texts, empty where they mean nothing and an ellipsis where the time was over.
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
    level = Level(probe, units_of([*selection.parts, *values]))
    return (*_steps(level), *_modifiers(selection))


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


def _steps(level: Level) -> Iterator[Step]:
    """Yield a step for each unit; a FILTER works on all of its group and comes last."""
    filters = [unit for unit in level.units if unit.is_condition]
    ordered = [*(unit for unit in level.units if unit not in filters), *filters]
    number = 0
    for at, unit in enumerate(ordered):
        number += unit.role == "pattern"
        alone = _counted(level, [unit]) if unit.role in ("pattern", "optional") else ""
        yield Step(str(number) if unit.role == "pattern" else "", str(unit), alone, _counted(level, ordered[: at + 1]))


def _counted(level: Level, units: list[Unit]) -> str:
    try:
        return bounded(level.probe.count(" ".join(unit.text for unit in units)))
    except OutOfTimeError:
        return _NOT_COUNTED


def _modifiers(selection: Selection) -> Iterator[Step]:
    """Yield what is done to the rows, in the order in which SPARQL does it."""
    for keyword, words in _WORDS:
        for modifier in selection.modifiers:
            if modifier.keyword == keyword:
                yield Step("", f"{words} {_BEGINNING.sub('', modifier.text, count=1)}", "", "")
        if keyword == "HAVING" and re.match(r"SELECT\s+DISTINCT\b", selection.clause, re.IGNORECASE):
            yield Step("", "equal rows shown once", "", "")
