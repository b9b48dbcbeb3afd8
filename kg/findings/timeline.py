"""What is said to have happened when, as tables: what is dated, what is not, by period, by source, and valence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from kg.analysis.periods import Dyad, Period
from kg.analysis.timeline import Timeline
from kg.findings.words import sources_of, tally
from kg.model import Claim, Corpus, Source, Time
from kg.ontology import Ontology
from kg.part import lateness
from kg.sheet import Line, Sheet, named
from kg.wording import gloss_text, reserves

#: The tables, in order.
SHEETS = ("dated", "undated", "periods", "valence", "sources")
#: Why a period may count claims that another one counts too.
SPREAD = "A claim counts in each period in which it may hold."


def timeline_sheets(
    corpus: Corpus,
    ontology: Ontology,
    *,
    found: Timeline,
    periods: Iterable[Period],
    dyads: Sequence[Dyad],
    unpublished: Iterable[Source] = (),
    as_of: Time | None = None,
) -> tuple[Sheet, ...]:
    """Return the tables `SHEETS` of what was found in a corpus, from which *unpublished* sources are left out."""
    undated = f"Undated: {tally(found.undated)}."
    return (
        Sheet(
            key="dated",
            title=f"Dated claims: {len(found.events)}",
            columns=("time", "earliest", "latest", "says", "but", "source", "paragraph"),
            lines=tuple(
                Line(
                    (event.time.text, event.time.earliest, event.time.latest, *_said(event.claim, corpus, ontology)),
                    (event.claim,),
                )
                for event in found.events
            ),
            notes=(undated,),
        ),
        Sheet(
            key="undated",
            title=f"Undated claims: {len(found.undated)}",
            columns=("says", "but", "source", "paragraph"),
            lines=tuple(Line(_said(claim, corpus, ontology), (claim,)) for claim in found.undated),
        ),
        _periods(periods, undated),
        _valence(corpus, dyads),
        _sources(corpus, found, [(source, lateness(source, as_of)) for source in unpublished if as_of]),
    )


def _said(claim: Claim, corpus: Corpus, ontology: Ontology) -> tuple[str, str, str, int | None]:
    return (
        gloss_text(claim, corpus, ontology),
        ", ".join(reserves(claim, corpus, ontology)),
        claim.source,
        claim.paragraph,
    )


def _periods(found: Iterable[Period], undated: str) -> Sheet:
    return Sheet(
        key="periods",
        title="Dated claims by period",
        columns=("period", "first", "last", "claims", "inside", "reaching"),
        lines=tuple(
            Line((*_when(period), len(period.claims), len(period.inside), len(period.reaching)), period.claims)
            for period in found
        ),
        notes=(
            "inside: claims whose whole time lies in that period. reaching: those that last longer, have an open end, "
            f"or are not known so exactly. {SPREAD}",
            "Neighbouring periods of the same claims stand as one.",
            undated,
        ),
    )


def _when(period: Period) -> tuple[str, str, str]:
    return period.name, date.fromordinal(period.first).isoformat(), date.fromordinal(period.last).isoformat()


def _valence(corpus: Corpus, dyads: Sequence[Dyad]) -> Sheet:
    lines = (
        Line(
            (
                *(named(corpus, id) for id in dyad.ends),
                *(_when(tone.period) if tone.period else ("undated", None, None)),
                tone.valence,
                len(tone.claims),
                sources_of(tone.claims),
            ),
            tone.claims,
        )
        for dyad in dyads
        for tone in dyad.tones
    )
    return Sheet(
        key="valence",
        title="Valence of dyads over time",
        columns=("one", "other", "period", "first", "last", "valence", "claims", "sources"),
        lines=tuple(lines),
        notes=valence_notes(dyads),
        grouping=2,
    )


def valence_notes(dyads: Iterable[Dyad]) -> tuple[str, ...]:
    """Return how means came about, and what has none."""
    return (
        f"Mean valence, -10 to 10, of the claims that affirm something, in whatever mood or voice. {SPREAD}",
        f"Denied, and without a valence: {tally(claim for dyad in dyads for claim in dyad.denied)}.",
    )


def _sources(corpus: Corpus, found: Timeline, missing: Iterable[tuple[Source, str]]) -> Sheet:
    dated = [event.claim for event in found.events]
    return Sheet(
        key="sources",
        title="Sources of the timeline",
        columns=("source", "published", "dated", "undated", "left_out"),
        lines=(
            *(_source_line(source, dated, found.undated) for source in corpus.sources),
            *(Line((source.id, _published(source), None, None, reason)) for source, reason in missing),
        ),
    )


def _source_line(source: Source, dated: Iterable[Claim], undated: Iterable[Claim]) -> Line:
    own, others = ([claim for claim in claims if claim.source == source.id] for claims in (dated, undated))
    return Line((source.id, _published(source), len(own), len(others), None), (*own, *others))


def _published(source: Source) -> str | None:
    return source.published.text if source.published else None
