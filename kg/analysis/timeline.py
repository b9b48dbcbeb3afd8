"""What is said to have happened when: dated claims with what their dates leave open, and the undated."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from kg.model import Claim, Time
from kg.network import in_order
from kg.reader.values import is_vague, parse_time

#: How a time is known, each way with what it means of the days of a `Span`.
MARKS = {
    "sure": "on each of these days",
    "within": "some time within these days",
    "about": "about then, or perhaps (~ ?)",
    "open": "no beginning or end is given",
}


@dataclass(frozen=True, slots=True)
class Span:
    """Days that are known in one way, from ``first`` to ``last`` as `datetime.date.toordinal` counts them.

    ``mark`` is one of `MARKS`; with ``open``, one of the two days is ``None``.
    """

    first: int | None
    last: int | None
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated claim, and what its time means: spans in order, with no day between them and none in two."""

    claim: Claim
    time: Time
    spans: tuple[Span, ...]

    @property
    def first(self) -> int | None:
        """The earliest day, or ``None``."""
        return self.spans[0].first

    @property
    def last(self) -> int | None:
        """The latest day, or ``None``."""
        return self.spans[-1].last


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The claims that have a time, by their earliest day and open beginnings first, and those that have none."""

    events: tuple[Event, ...]
    undated: tuple[Claim, ...]


def timeline(claims: Iterable[Claim]) -> Timeline:
    """Return *claims* as they follow each other in time."""
    ordered = in_order(claims)
    events = [Event(claim=claim, time=claim.time, spans=spans(claim.time)) for claim in ordered if claim.time]
    return Timeline(
        events=tuple(sorted(events, key=lambda event: (event.first or 0, event.last or math.inf))),
        undated=tuple(claim for claim in ordered if not claim.time),
    )


def spans(time: Time) -> tuple[Span, ...]:
    """Return what a time means, day by day.

    As EDTF (ISO 8601-2:2019) has it, a year is not a span that lasts a year but some time in it, and an interval of
    years begins some time in the first and ends some time in the last.

    >>> [span.mark for span in spans(parse_time("1996/2001~"))]
    ['within', 'sure', 'about']
    """
    start, slash, end = time.text.partition("/")
    if not slash:
        return (Span(*_known(time)),)
    if time.earliest is None:
        ends = _known(parse_time(end))
        return Span(None, ends.first - 1, "open"), Span(*ends)
    begins = _known(parse_time(start))
    if time.latest is None:
        return Span(*begins), Span(begins.last + 1, None, "open")
    return tuple(Span(*known) for known in _joined(begins, _known(parse_time(end))))


class _Known(NamedTuple):
    """Days, and how they are known."""

    first: int
    last: int
    mark: str


def _known(time: Time) -> _Known:
    """Return the days of a time that is no interval."""
    first, last = _ordinal(time.earliest), _ordinal(time.latest)
    return _Known(first, last, "about" if is_vague(time) else "sure" if first == last else "within")


def _joined(begins: _Known, ends: _Known) -> Iterator[_Known]:
    """Yield beginning and end of an interval, and between them the days on which it surely was."""
    if begins.last >= ends.first:
        marks = {begins.mark, ends.mark}
        mark = "about" if "about" in marks else "sure" if begins == ends and marks == {"sure"} else "within"
        yield _Known(begins.first, ends.last, mark)
        return
    first = begins.first if begins.mark == "sure" else begins.last + 1
    last = ends.last if ends.mark == "sure" else ends.first - 1
    if begins.mark != "sure":
        yield begins
    if first <= last:
        yield _Known(first, last, "sure")
    if ends.mark != "sure":
        yield ends


def extent(events: Iterable[Event], since: Time | None = None, until: Time | None = None) -> tuple[int, int] | None:
    """Return the first and the last day that *events* name or, where they are open, *since* and *until*.

    Days before *since* and after *until* do not count. ``None`` where there are no events.
    """
    least = _ordinal(since.earliest) if since else None
    most = _ordinal(until.latest) if until else None
    known = [day for event in events for span in event.spans for day in _bounds(span, least, most)]
    days = [day if most is None else min(day, most) for day in known]
    days = [day if least is None else max(day, least) for day in days]
    return (min(days), max(days)) if days else None


def _bounds(span: Span, least: int | None, most: int | None) -> Iterator[int]:
    """Yield first and last day of a span; at an open end *least* or *most* stands for it, where there is one."""
    if span.mark != "open":
        yield from (day for day in (span.first, span.last) if day is not None)
    elif bound := least if span.first is None else most:
        yield bound


def _ordinal(day: str | None) -> int:
    return date.fromisoformat(str(day)).toordinal()
