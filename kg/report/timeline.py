"""Timelines as charts: a row a claim, a row a period, or the valence of dyads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.analysis.periods import Dyad, Period, Tone, days_of, number_of
from kg.analysis.timeline import MARKS, Event, Span, Timeline, extent
from kg.findings.timeline import SPREAD, valence_notes
from kg.findings.words import sources_of, tally
from kg.model import Claim, Corpus, Time
from kg.ontology import Ontology
from kg.report.chart import Bar, Chart, Row, Ticks
from kg.sheet import named
from kg.wording import gloss_text, reserves

# How many months lie between the labels of an axis of time.
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000)
_MOST_LABELS = 100
# An axis is cut short if that leaves out at most one claim in so many, and all but the last of so many parts.
_FEW, _SHORTER = 4, 4


def claims_chart(
    corpus: Corpus, ontology: Ontology, found: Timeline, *, since: Time | None = None, until: Time | None = None
) -> Chart:
    """Return a chart with a row a dated claim, on an axis of days from *since* to *until*.

    Where few claims are much older than all others the axis begins after them, and an arrow points to them.
    """
    axis = _axis(found.events, since, until)
    rows = tuple(
        Row(
            head=event.time.text,
            bars=tuple(_bar(span, axis) for span in event.spans),
            tail=said(event.claim, corpus, ontology),
            claims=(event.claim.id,),
        )
        for event in found.events
    )
    return Chart(
        title=f"{corpus.title}: {_dated(found)}",
        notes=(f"Undated: {tally(found.undated)}.",),
        groups=(("", rows),),
        scales=tuple(_scales(*axis)),
        legend=MARKS,
    )


def _dated(found: Timeline) -> str:
    return "1 dated claim" if len(found.events) == 1 else f"{len(found.events)} dated claims"


def said(claim: Claim, corpus: Corpus, ontology: Ontology) -> str:
    """Return under which reserve a claim says what, and where."""
    but = ", ".join(reserves(claim, corpus, ontology))
    return f"{f'({but}) ' if but else ''}{gloss_text(claim, corpus, ontology)} [{claim.source} p{claim.paragraph}]"


def _axis(events: Sequence[Event], since: Time | None, until: Time | None) -> tuple[int, int]:
    """Return the first day of the axis and that after its last, so that it has whole months."""
    first, last = extent(events, since, until) or (1, 1)
    if not since and events:
        begun = sorted(event.first or event.last or 1 for event in events)
        for later in begun[: len(begun) // _FEW + 1]:
            if (last - later + 1) * _SHORTER <= last - first + 1:
                first = later
    return days_of(number_of(first, "month"), "month")[0], days_of(number_of(last, "month"), "month")[1] + 1


def _bar(span: Span, axis: tuple[int, int]) -> Bar:
    """Return the place of a span on the axis; an open end lies beyond it."""
    start, end = axis
    length = end - start
    first = (span.first - start) / length if span.first is not None else -1.0
    last = (span.last + 1 - start) / length if span.last is not None else 2.0
    return Bar(first, last, span.mark)


def _scales(start: int, end: int) -> Iterator[Ticks]:
    """Yield labels for an axis from one day to another, a month, a year or more apart."""
    first, last = number_of(start, "month"), number_of(end - 1, "month")
    for step in _STEPS:
        months = range(-(-first // step) * step, last + 1, step)
        if 0 < len(months) <= _MOST_LABELS:
            days = [(days_of(month, "month")[0], _label(month, step)) for month in months]
            yield tuple(((day - start) / (end - start), label) for day, label in days)


def _label(month: int, step: int) -> str:
    return f"{month // 12:04d}" + ("" if step % 12 == 0 else f"-{month % 12 + 1:02d}")


def periods_chart(corpus: Corpus, found: Timeline, periods: Sequence[Period]) -> Chart:
    """Return a chart with a row a period, as long as there are claims of it."""
    most = max((len(period.claims) for period in periods), default=1) or 1
    return Chart(
        title=f"{corpus.title}: {_dated(found)}",
        notes=(
            f"{SPREAD} Neighbouring periods of the same claims stand as one. --by claim shows each claim.",
            f"Undated: {tally(found.undated)}.",
        ),
        groups=(("", tuple(_period_row(period, most) for period in periods)),),
        scales=(((0.0, "0 claims"), (1.0, str(most))), ((0.0, "0 claims"),)),
        legend={
            "sure": "claims whose whole time lies in that period",
            "within": "claims that last longer, have an open end, or are not known so exactly",
        },
    )


def _period_row(period: Period, most: int) -> Row:
    inside, all_claims = len(period.inside) / most, len(period.claims) / most
    bars = [Bar(0, inside, "sure")] if inside else []
    if period.reaching:
        bars.append(Bar(inside, all_claims, "within"))
    sources = f": {sources_of(period.claims)}" if period.claims else ""
    return Row(head=period.name, bars=tuple(bars), tail=f"{len(period.claims)}{sources}", claims=_ids(period.claims))


def valence_chart(corpus: Corpus, dyads: Sequence[Dyad], *, most: int) -> Chart:
    """Return a chart with a group a dyad and a row a period, hostile to the left and cooperative to the right.

    It has the first *most* dyads of which something is dated, and names the others.
    """
    dated = [dyad for dyad in dyads if any(tone.period for tone in dyad.tones)]
    return Chart(
        title=f"{corpus.title}: valence over time",
        notes=(*valence_notes(dyads), *_undrawn(dated[most:], len(dyads) - len(dated), corpus)),
        groups=tuple((_ends(dyad, corpus), tuple(map(_tone_row, dyad.tones))) for dyad in dated[:most]),
        scales=(((0.0, "-10"), (0.5, "0"), (1.0, "10")),),
        legend={"hostile": "hostile, on average", "cooperative": "cooperative, on average"},
        zero=0.5,
    )


def _undrawn(dyads: Sequence[Dyad], undated: int, corpus: Corpus) -> Iterator[str]:
    if dyads:
        yield f"Not drawn: {'; '.join(_ends(dyad, corpus) for dyad in dyads)}."
    if undated:
        yield f"Not drawn, since nothing affirmed of them is dated: {undated} {'dyad' if undated == 1 else 'dyads'}."


def _ends(dyad: Dyad, corpus: Corpus) -> str:
    return " and ".join(named(corpus, id).label for id in dyad.ends)


def _tone_row(tone: Tone) -> Row:
    place = (tone.valence + 10) / 20
    bar = Bar(place, 0.5, "hostile") if tone.valence < 0 else Bar(0.5, place, "cooperative")
    return Row(
        head=tone.period.name if tone.period else "undated",
        bars=(bar,) if tone.valence else (),
        tail=f"{tone.valence:+.2f} of {len(tone.claims)}: {sources_of(tone.claims)}",
        claims=_ids(tone.claims),
    )


def _ids(claims: Iterable[Claim]) -> tuple[str, ...]:
    return tuple(claim.id for claim in claims)
