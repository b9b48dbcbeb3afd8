"""How much is said of which years, quarters or months, and how friendly it is."""

from __future__ import annotations

import math
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from kg.analysis.timeline import Event, extent, timeline
from kg.model import Claim, Corpus, Time
from kg.network import in_order
from kg.ontology import Ontology
from kg.opposition import is_affirmed

#: How long a period is, in months.
UNITS: Mapping[str, int] = {"year": 12, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One or more years, quarters or months, from one day to another, in which the same claims may hold.

    ``inside`` are the claims whose days all lie in one year (quarter, month), ``reaching`` those that last longer, are
    open, or are not known so exactly.
    """

    name: str
    first: int
    last: int
    inside: tuple[Claim, ...]
    reaching: tuple[Claim, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims that may hold then."""
        return self.inside + self.reaching


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """The mean valence, -10 to 10, of the claims that affirm something of a dyad in a period, or of those undated."""

    period: Period | None
    valence: float
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dyad:
    """How two entities stand to each other over time; ``denied`` are claims that affirm nothing and have no valence."""

    ends: tuple[str, str]
    tones: tuple[Tone, ...]
    denied: tuple[Claim, ...]


def periods(
    events: Iterable[Event], unit: str = "year", *, since: Time | None = None, until: Time | None = None
) -> tuple[Period, ...]:
    """Return the periods of the `extent` of *events*; *unit* is one of `UNITS`.

    Neighbours in which the same claims may hold, or none, are one period.
    """
    events = list(events)
    days = extent(events, since, until)
    return tuple(_swept(events, unit, *(number_of(day, unit) for day in days))) if days else ()


def _swept(events: Iterable[Event], unit: str, begin: int, end: int) -> Iterator[Period]:
    """Yield the periods from number *begin* to *end*, going from each at which claims begin or end to the next."""
    starting, ending = defaultdict[int, list[Event]](list), defaultdict[int, list[Event]](list)
    for event in events:
        first = begin if event.first is None else max(begin, number_of(event.first, unit))
        last = end if event.last is None else min(end, number_of(event.last, unit))
        if first <= last:
            starting[first].append(event)
            ending[last + 1].append(event)
    held: dict[str, Event] = {}
    turns = sorted({begin, *starting, *(number for number in ending if number <= end), end + 1})
    for number, following in pairwise(turns):
        for event in ending[number]:
            del held[event.claim.id]
        held.update({event.claim.id: event for event in starting[number]})
        yield _period(held.values(), unit, number, following - 1)


def _period(held: Iterable[Event], unit: str, number: int, last: int) -> Period:
    events, days = list(held), days_of(number, unit)
    inside = [event.claim for event in events if _lies_in(event, days)]
    others = [event.claim for event in events if not _lies_in(event, days)]
    return Period(
        name=_name(number, unit) + (f"/{_name(last, unit)}" if last > number else ""),
        first=days[0],
        last=days_of(last, unit)[1],
        inside=tuple(inside),
        reaching=tuple(others),
    )


def _lies_in(event: Event, days: tuple[int, int]) -> bool:
    """Tell whether all that an event may mean lies between two days, and is not only about then."""
    if event.first is None or event.last is None:
        return False
    return days[0] <= event.first and event.last <= days[1] and all(span.mark != "about" for span in event.spans)


def number_of(day: int, unit: str) -> int:
    """Return the number of the year, quarter or month that has a day."""
    then = date.fromordinal(day)
    return (then.year * 12 + then.month - 1) // UNITS[unit]


def days_of(number: int, unit: str) -> tuple[int, int]:
    """Return the first and the last day of a year, quarter or month."""
    month = number * UNITS[unit]
    first, (year, last) = date(month // 12, month % 12 + 1, 1), divmod(month + UNITS[unit] - 1, 12)
    return first.toordinal(), date(year, last + 1, monthrange(year, last + 1)[1]).toordinal()


def _name(number: int, unit: str) -> str:
    year, part = divmod(number, 12 // UNITS[unit])
    return f"{year:04d}" + {"year": "", "quarter": f"-Q{part + 1}", "month": f"-{part + 1:02d}"}[unit]


def valences(
    corpus: Corpus,
    ontology: Ontology,
    undated: Iterable[Claim] = (),
    unit: str = "year",
    *,
    since: Time | None = None,
    until: Time | None = None,
) -> tuple[Dyad, ...]:
    """Return how each two stand to each other over time, those with the most dated claims first.

    A claim counts in each period in which it may hold. Those without a date, of the corpus or among the *undated* that
    were left out, have a tone of their own, the last.
    """
    joining: dict[tuple[str, str], list[Claim]] = {}
    for claim in in_order({claim.id: claim for claim in (*corpus.claims, *undated)}.values()):
        one, other = sorted((claim.subject, claim.object))
        if one != other:
            joining.setdefault((one, other), []).append(claim)
    dated = {ends: sum(claim.time is not None for claim in claims) for ends, claims in joining.items()}
    return tuple(
        Dyad(
            ends=ends,
            tones=tuple(_tones([c for c in joining[ends] if is_affirmed(c, ontology)], ontology, unit, since, until)),
            denied=tuple(claim for claim in joining[ends] if not is_affirmed(claim, ontology)),
        )
        for ends in sorted(joining, key=lambda ends: (-dated[ends], -len(joining[ends]), ends))
    )


def _tones(
    claims: Sequence[Claim], ontology: Ontology, unit: str, since: Time | None, until: Time | None
) -> Iterator[Tone]:
    found = timeline(claims)
    for period in periods(found.events, unit, since=since, until=until):
        if period.claims:
            yield Tone(period=period, valence=_mean(period.claims, ontology), claims=period.claims)
    if found.undated:
        yield Tone(period=None, valence=_mean(found.undated, ontology), claims=found.undated)


def _mean(claims: Sequence[Claim], ontology: Ontology) -> float:
    return math.fsum(ontology.relations[claim.relation].valence for claim in claims) / len(claims)
