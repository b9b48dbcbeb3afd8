"""A chart of bars along one axis, and how it looks on a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TypeAlias

from kg.characters import visible
from kg.report.tables import width_of, wrap

#: Labels of an axis, each at its place; places run from 0, the beginning of the axis, to 1, its end.
Ticks: TypeAlias = tuple[tuple[float, str], ...]

#: The character of each kind of bar; where two kinds fall on one column, the later shows.
_CHARACTERS = {
    "open": "─",
    "about": "≈",
    "within": "▒",
    "sure": "█",
    "hostile": "█",
    "cooperative": "█",
}
_COLOURS = {"hostile": "\x1b[91m", "cooperative": "\x1b[94m", "bold": "\x1b[1m", "dim": "\x1b[2m"}
_PLAIN = "\x1b[0m"
_BEFORE, _AFTER = "◄", "►"
#: What arrows mean.
BEYOND = "goes on beyond the axis or, alone, lies wholly beyond it"
# The least and the most columns that bars get, and the least for the text behind them.
_BARS, _TEXT = (16, 80), 24


@dataclass(frozen=True, slots=True)
class Bar:
    """From where to where something reaches on the axis, also beyond it, and its kind."""

    start: float
    end: float
    kind: str

    @property
    def shows(self) -> bool:
        """Whether some of it lies on the axis."""
        return self.end > 0 and self.start < 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a chart: what stands before its bars, and after them, and the ids of the claims behind it."""

    head: str
    bars: tuple[Bar, ...]
    tail: str
    claims: tuple[str, ...]

    @property
    def before(self) -> bool:
        """Whether some of it lies before the axis."""
        return any(bar.start < 0 for bar in self.bars)

    @property
    def after(self) -> bool:
        """Whether some of it lies after the axis."""
        return any(bar.end > 1 for bar in self.bars)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars in groups, each under a title, which may be empty.

    ``scales`` are labels for the axis, from many to few, of which the first is taken that has room; ``zero`` is where
    bars begin, if that is a place of its own; ``legend`` says what the kinds of bars mean that occur.
    """

    title: str
    notes: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    scales: tuple[Ticks, ...]
    legend: Mapping[str, str]
    zero: float | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of all groups."""
        return tuple(row for _, rows in self.groups for row in rows)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of bars that show, in the order of the legend."""
        found = {bar.kind for row in self.rows for bar in row.bars if bar.shows}
        return tuple(kind for kind in self.legend if kind in found)

    @property
    def reaches_beyond(self) -> bool:
        """Whether a row has something before or after the axis."""
        return any(row.before or row.after for row in self.rows)


def fitting(scales: Iterable[Ticks], room: float, gap: float, width: float = 1) -> Ticks:
    """Return the first of *scales* whose labels stand at least *gap* apart on an axis of *room*, else none.

    *width* is that of a column.
    """
    for ticks in scales:
        places = [(at * room, width_of(label) * width) for at, label in ticks]
        if all(at + size + gap <= after for (at, size), (after, _) in pairwise(places)):
            return ticks
    return ()


def render_chart(chart: Chart, *, width: int, colour: bool = False) -> str:
    """Return a chart for a terminal of *width* columns; it says the same without *colour*."""
    lines = [line.rstrip() for line in _Screen(chart, width, colour).lines()]
    return "\n".join(lines) + "\n"


class _Screen:
    """Draws a chart: what stands before the bars, the bars, and what stands behind them, two columns apart."""

    def __init__(self, chart: Chart, width: int, colour: bool) -> None:
        least, most = _BARS
        self._chart, self._width, self._colour = chart, width, colour
        self._head = max((width_of(visible(row.head)) for row in chart.rows), default=0)
        self._room = max(least, min(most, (width - self._head - 4) // 2))
        self._text = max(_TEXT, width - self._head - self._room - 4)

    def lines(self) -> Iterator[str]:
        yield self._painted(visible(self._chart.title), "bold")
        yield from (line for note in self._chart.notes for line in wrap(visible(note), self._width))
        if self._chart.rows:
            yield ""
            yield from (self._painted(" " * (self._head + 2) + line, "dim") for line in self._axis())
        for title, rows in self._chart.groups:
            if title:
                yield from ("", self._painted(visible(title), "bold"))
            for row in rows:
                yield from self._row(row)
        if self._chart.rows:
            yield ""
            yield from self._legend()

    def _axis(self) -> Iterator[str]:
        labels, line = "", ["─"] * self._room
        for at, label in fitting(self._chart.scales, self._room, 2):
            column = self._column(at)
            labels, line[column] = labels.ljust(column) + label, "┬"
        yield labels
        yield "".join(line)

    def _row(self, row: Row) -> Iterator[str]:
        head = visible(row.head)
        first, *others = wrap(visible(row.tail), self._text)
        yield f"{head}{' ' * (self._head - width_of(head) + 2)}{self._bars(row)}  {first}"
        yield from (" " * (self._head + self._room + 4) + line for line in others)

    def _bars(self, row: Row) -> str:
        kinds = [""] * self._room
        for kind in _CHARACTERS:
            for bar in row.bars:
                if bar.kind == kind and bar.shows:
                    first, last = self._columns(bar)
                    kinds[first : last + 1] = [kind] * (last + 1 - first)
        signs = [(_CHARACTERS[kind], kind) if kind else (" ", "") for kind in kinds]
        if self._chart.zero is not None and not kinds[self._column(self._chart.zero)]:
            signs[self._column(self._chart.zero)] = ("│", "")
        if row.before:
            signs[0] = (_BEFORE, "")
        if row.after:
            signs[-1] = (_AFTER, "")
        runs = groupby(signs, key=lambda sign: sign[1])
        return "".join(self._painted("".join(character for character, _ in run), kind) for kind, run in runs)

    def _columns(self, bar: Bar) -> tuple[int, int]:
        """Return the first and last column of a bar; one that is shorter than a column gets one."""
        start, end = max(0.0, bar.start), min(1.0, bar.end)
        first = self._column(start)
        short = (end - start) * self._room < 1
        return first, first if short else max(first, math.ceil(end * self._room) - 1)

    def _column(self, at: float) -> int:
        return min(int(at * self._room), self._room - 1)

    def _legend(self) -> Iterator[str]:
        for kind in self._chart.kinds:
            yield f"{self._painted(_CHARACTERS[kind], kind)} {self._chart.legend[kind]}"
        if self._chart.reaches_beyond:
            yield f"{_BEFORE} {_AFTER} {BEYOND}"

    def _painted(self, text: str, style: str) -> str:
        return f"{_COLOURS[style]}{text}{_PLAIN}" if self._colour and style in _COLOURS else text
