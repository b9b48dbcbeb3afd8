"""The disagreement register as tables: point by point, by dyad, by issue, by source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from kg.analysis.compare import APART, KINDS, Accord, Point, Side, accords, disagreements
from kg.findings.words import sources_of
from kg.model import Claim, Corpus, Issue
from kg.ontology import Ontology
from kg.part import Part, select
from kg.sheet import Line, Sheet, named
from kg.wording import voice_text

KeyT = TypeVar("KeyT", bound=Hashable)

SILENT = "silent: sources that say nothing on the point, of the claims looked at."
#: The tables, in order.
SHEETS = ("disagreements", "apart", "dyads", "issues", "sources")
_POINT = ("point", "kind", "about", "silent", "view", "claims", "when", "sources", "voices")
_GROUPING = _POINT.index("view")


def compare_sheets(corpus: Corpus, ontology: Ontology, about: Collection[str] = ()) -> tuple[Sheet, ...]:
    """Return the tables `SHEETS` of a corpus without errors, with *about* only what has to do with one of these ids."""
    points = tuple(point for point in disagreements(corpus, ontology) if not about or _is_about(point, about))
    counted = [point for point in points if point.is_disagreement]
    apart = [point for point in points if not point.is_disagreement]
    listed = f"Listed apart, and no disagreement: {_tally(apart)}."
    notes = (f"Of {corpus.title}.", SILENT, *_legend(KINDS), listed)
    return (
        _points("disagreements", "Disagreements", counted, corpus, ontology, notes),
        _points("apart", "Differences that are no disagreement", apart, corpus, ontology, _legend(APART)),
        _dyads(corpus, points),
        _issues(corpus, points),
        _sources(accords(select(corpus, ontology, Part(entities=tuple(about))), ontology, points)),
    )


def _is_about(point: Point, ids: Collection[str]) -> bool:
    """Tell whether a point has one of *ids* at issue, or a claim on it mentions one."""
    mentioned = {id for claim in point.claims for id in claim.mentions}
    return any(id in point.entities or id in mentioned for id in ids)


def _legend(kinds: dict[str, str]) -> tuple[str, ...]:
    return tuple(f"{kind}: {meaning}." for kind, meaning in kinds.items())


def _tally(points: Iterable[Point]) -> str:
    found = Counter(point.kind for point in points)
    return ", ".join(f"{kind} {found[kind]}" for kind in APART)


def _points(
    key: str, title: str, points: Sequence[Point], corpus: Corpus, ontology: Ontology, notes: tuple[str, ...]
) -> Sheet:
    lines = tuple(_point_lines(corpus, ontology, points))
    title = f"{title}: {len(points)}"
    return Sheet(key=key, title=title, columns=_POINT, lines=lines, grouping=_GROUPING, notes=notes)


def _point_lines(corpus: Corpus, ontology: Ontology, points: Iterable[Point]) -> Iterator[Line]:
    for number, point in enumerate(points, start=1):
        group = (number, point.kind, point.about, ", ".join(point.silent))
        for side in point.sides:
            when = ", ".join(dict.fromkeys(claim.time.text for claim in side.claims if claim.time))
            whose = (sources_of(side.claims), _voices(corpus, ontology, side))
            yield Line((*group, side.view, len(side.claims), when, *whose), side.claims)


def _voices(corpus: Corpus, ontology: Ontology, side: Side) -> str:
    """Return whose views a side has: the sources' own, or those of others whom they cite."""
    return ", ".join(dict.fromkeys(voice_text(claim, corpus, ontology) for claim in side.claims))


def _dyads(corpus: Corpus, points: Sequence[Point]) -> Sheet:
    """Return how many points there are on each two; causes are named for one thing alone and belong to no dyad."""
    two = [point for point in points if point.kind != "cause"]
    groups = _grouped((tuple(sorted(point.entities[:2])), point) for point in two)
    return Sheet(
        key="dyads",
        title="Disagreements and other differences by dyad",
        columns=("one", "other", *_COUNTED),
        lines=tuple(
            Line((*(named(corpus, id) for id in ends), *_counts(found)), _claims_of(found)) for ends, found in groups
        ),
        notes=("Causes and blame are named for one thing and stand by issue.",),
    )


def _issues(corpus: Corpus, points: Sequence[Point]) -> Sheet:
    groups = _grouped(
        (id, point) for point in points for id in point.entities if isinstance(corpus.entities[id], Issue)
    )
    return Sheet(
        key="issues",
        title="Disagreements and other differences by issue",
        columns=("issue", *_COUNTED),
        lines=tuple(Line((named(corpus, id), *_counts(found)), _claims_of(found)) for id, found in groups),
    )


_COUNTED = ("disagreements", *KINDS, "apart")


def _counts(points: Sequence[Point]) -> tuple[int, ...]:
    found = Counter(point.kind for point in points)
    counted = tuple(found[kind] for kind in KINDS)
    return (sum(counted), *counted, sum(found[kind] for kind in APART))


def _grouped(found: Iterable[tuple[KeyT, Point]]) -> list[tuple[KeyT, list[Point]]]:
    """Return the points under each key, those with the most disagreements first."""
    groups: dict[KeyT, list[Point]] = {}
    for key, point in found:
        groups.setdefault(key, []).append(point)
    return sorted(groups.items(), key=lambda item: (-_counts(item[1])[0], -len(item[1]), str(item[0])))


def _claims_of(points: Iterable[Point]) -> tuple[Claim, ...]:
    return tuple({claim.id: claim for point in points for claim in point.claims}.values())


def _sources(found: Iterable[Accord]) -> Sheet:
    """Return the matrix of sources, a row for each two and for each with itself."""
    return Sheet(
        key="sources",
        title="Agreement of sources",
        columns=("source", "other", "same", "disagreements"),
        lines=tuple(
            Line(
                (*accord.sources, None if len(set(accord.sources)) == 1 else len(accord.same), len(accord.points)),
                tuple({c.id: c for claims in (*accord.same, _claims_of(accord.points)) for c in claims}.values()),
            )
            for accord in found
        ),
        notes=(
            "same: propositions (a statement in a modality) that both affirm or both deny, in whatever voice.",
            "A source beside itself: where it differs from itself, or reports voices that differ.",
        ),
    )
