"""What changed between two editions of a corpus, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from kg.analysis.diff import Changes, Edition, Pairing, Turn
from kg.analysis.diff.claims import columns_of
from kg.analysis.diff.points import CHANGED, NEW, SETTLED
from kg.findings.cells import cell_text
from kg.findings.registry import counted, names_sheet, sources_sheet, tally
from kg.model import Claim
from kg.sheet import Line, Named, Sheet
from kg.wording import reserves, statement_text

#: The tables, in order. What is gone comes before what came: where a claim took the id of another, its words count.
SHEETS = (
    "summary", "withdrawn", "added", "changed", "renumbered", "names", "sources", "disagreements", "relations",
)  # fmt: skip
_SAYS = ("claim", "says", "gloss")
# Columns that decide whether claims differ; for figures there are more.
_TELLING = ("subject", "relation", "object", "item", "polarity", "modality", "time")
_NOT_COMPARED = "Disagreements are not compared, as that needs two corpora without errors."


def diff_sheets(found: Changes) -> tuple[Sheet, ...]:
    """Return the tables `SHEETS` of what changed."""
    old, new = found.old, found.new
    return (
        _summary(found),
        Sheet(
            key="withdrawn",
            title=f"Claims withdrawn: {len(found.withdrawn)}",
            columns=_SAYS,
            lines=tuple(_said(found.withdrawn, old)),
        ),
        Sheet(
            key="added", title=f"Claims added: {len(found.added)}", columns=_SAYS, lines=tuple(_said(found.added, new))
        ),
        Sheet(
            key="changed",
            title=f"Claims changed: {len(found.changed)}",
            columns=("claim", "says", "column", "was", "is"),
            lines=tuple(line for pairing in found.changed for line in _changed(pairing, old, new)),
            grouping=2,
        ),
        Sheet(
            key="renumbered",
            title=f"Claims renumbered: {len(found.renumbered)}",
            columns=("was", "claim", "says"),
            lines=tuple(
                Line((pairing.old.id, pairing.new.id, _sentence(pairing.new, new)), (pairing.new,))
                for pairing in found.renumbered
            ),
        ),
        names_sheet(found),
        sources_sheet(found),
        _disagreements(found),
        _relations(found),
    )


def _sentence(claim: Claim, edition: Edition) -> str:
    """Return what a claim says, with its items and what keeps it from being so in its source's own voice."""
    said = statement_text(claim, edition.corpus, edition.ontology)
    return ", ".join([said, *reserves(claim, edition.corpus, edition.ontology)])


def _said(claims: Iterable[Claim], edition: Edition) -> Iterator[Line]:
    for claim in claims:
        yield Line((claim.id, _sentence(claim, edition), claim.gloss), (claim,))


def _changed(pairing: Pairing, old: Edition, new: Edition) -> Iterator[Line]:
    """Yield a row for each column in which a claim differs; what it says is what it says now."""
    for column in pairing.columns:
        was = cell_text(pairing.old, column, old.corpus, old.ontology)
        now = cell_text(pairing.new, column, new.corpus, new.ontology)
        yield Line((pairing.new.id, _sentence(pairing.new, new), column, was, now), (pairing.new,))


def _summary(found: Changes) -> Sheet:
    """Return how much of everything changed, and of claims in which columns."""
    claims = [
        ("added", found.added),
        ("withdrawn", found.withdrawn),
        ("changed", _now(found.changed)),
        *(
            (f"changed: {name}", _now(x for x in found.changed if name in x.columns))
            for name in columns_of(found.changed)
        ),
        ("renumbered", _now(found.renumbered)),
        ("as they were", _now(found.unchanged)),
    ]
    lines = [Line(("claims", change, len(those)), those) for change, those in claims]
    for what, sheet in (
        ("names", names_sheet(found)),
        ("sources", sources_sheet(found)),
        ("relations", _relations(found)),
    ):
        lines += counted(what, sheet.lines)
    if found.turns is not None and found.standing is not None:
        for change in (NEW, SETTLED, CHANGED):
            points = [turn.point for turn in found.turns if turn.change == change]
            lines.append(
                Line(("disagreements", change, len(points)), tuple(c for point in points for c in point.claims))
            )
        standing = tuple(claim for point in found.standing for claim in point.claims)
        lines.append(Line(("disagreements", "as they were", len(found.standing)), standing))
    return Sheet(
        key="summary",
        title=f"From {found.old.name} to {found.new.name}",
        columns=("what", "change", "number"),
        lines=tuple(lines),
        grouping=1,
        notes=tuple(_provisos(found)),
    )


def _provisos(found: Changes) -> Iterator[str]:
    if not found:
        yield "Nothing changed."
    for edition in (found.old, found.new):
        if edition.errors:
            yield f"{edition.name} has errors: {edition.errors}. What could be read of it is compared."
    if found.turns is None:
        yield _NOT_COMPARED


def _now(pairings: Iterable[Pairing]) -> tuple[Claim, ...]:
    return tuple(pairing.new for pairing in pairings)


def _disagreements(found: Changes) -> Sheet:
    counted, reasons = Counter(turn.change for turn in found.turns or ()), _Reasons(found)
    lines = [
        line
        for number, turn in enumerate(found.turns or (), start=1)
        for line in _sides(number, turn, reasons.of(turn))
    ]
    return Sheet(
        key="disagreements",
        title="Disagreements: " + (", ".join(f"{change} {n}" for change, n in counted.items()) or "as they were"),
        columns=("point", "change", "kind", "about", "because", "view", "claims", "sources"),
        lines=tuple(lines),
        grouping=5,
        notes=(_NOT_COMPARED,) if found.turns is None else (),
    )


def _sides(number: int, turn: Turn, reason: str) -> Iterator[Line]:
    """Yield a row for each view of a disagreement, as it is now or as it was if it is settled."""
    group = (number, turn.change, turn.point.kind, turn.point.about, reason)
    for side in turn.point.sides:
        yield Line((*group, side.view, len(side.claims), ", ".join(sorted(side.sources))), side.claims)


class _Reasons:
    """Tells what happened to the claims of a disagreement, or that it was not the claims that changed."""

    def __init__(self, found: Changes) -> None:
        self._old = {claim.id: "withdrawn" for claim in found.withdrawn}
        self._new = {claim.id: "added" for claim in found.added}
        for succession in found.successions:
            self._new |= {claim.id: f"{succession.old} {succession.kind}" for claim in succession.claims}
        self._then = {pairing.old.id: pairing for pairing in found.changed}
        self._now = {pairing.new.id: pairing for pairing in found.changed}

    def of(self, turn: Turn) -> str:
        """Return what happened to which claims."""
        telling = _TELLING if turn.point.kind != "quantity" else (*_TELLING, "place", "quantity")
        events: dict[str, list[str]] = {}
        for events_of, pairings, claims in ((self._new, self._now, turn.joined), (self._old, self._then, turn.left)):
            for claim in claims:
                columns = [name for name in telling if claim.id in pairings and name in pairings[claim.id].columns]
                if what := f"{' and '.join(columns)} changed" if columns else events_of.get(claim.id, ""):
                    events.setdefault(what, []).append(claim.id)
        return "; ".join(f"{what}: {', '.join(ids)}" for what, ids in events.items()) or "the vocabulary changed"


def _relations(found: Changes) -> Sheet:
    editions = (
        ("removed", found.relations_removed, found.old),
        ("added", found.relations_added, found.new),
        ("changed", found.relations_changed, found.new),
    )
    lines = tuple(
        Line((change, Named(code, edition.ontology.relations[code].label)))
        for change, codes, edition in editions
        for code in codes
    )
    return Sheet(key="relations", title=f"Relations: {tally(lines)}", columns=("change", "relation"), lines=lines)
