"""What changed between two editions of a corpus, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.analysis.diff import Changes, Edition, EntityChange, Pairing, SourceChange, Succession, Turn
from kg.analysis.diff.claims import columns_of
from kg.analysis.diff.identity import REIDENTIFIED
from kg.analysis.diff.points import CHANGED, NEW, SETTLED
from kg.findings.cells import label, name, sentence
from kg.model import Actor, Claim, Entity, Source
from kg.sheet import Cell, Line, Named, Sheet

#: The tables, in order. What is gone comes before what came: where a claim took the id of another, its words count.
SHEETS = (
    "summary", "withdrawn", "added", "changed", "renumbered", "names", "sources", "disagreements", "relations",
)  # fmt: skip
_SAYS = ("claim", "says", "gloss")
# Columns that decide whether claims differ; for figures there are more.
_TELLING = ("subject", "relation", "object", "item", "polarity", "modality", "time")
_ROW = ("change", "name", "column", "was", "is")
_NOT_COMPARED = "Disagreements are not compared, as that needs two corpora without errors."
#: The words for columns of the registry.
_REGISTRY = {"parents": "part of or broader", "iso3166": "country code", "text_sha256": "digest of the text"}


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
        _names(found),
        _sources(found),
        _disagreements(found),
        _relations(found),
    )


def _sentence(claim: Claim, edition: Edition) -> str:
    return sentence(claim, edition.corpus, edition.ontology)


def _said(claims: Iterable[Claim], edition: Edition) -> Iterator[Line]:
    for claim in claims:
        yield Line((claim.id, _sentence(claim, edition), claim.gloss), (claim,))


def _changed(pairing: Pairing, old: Edition, new: Edition) -> Iterator[Line]:
    """Yield a row for each column in which a claim differs; what it says is what it says now."""
    for column in pairing.columns:
        was = label(pairing.old, column, old.corpus, old.ontology)
        now = label(pairing.new, column, new.corpus, new.ontology)
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
    lines = [Line(("claims", change, len(counted)), counted) for change, counted in claims]
    for what, sheet in (("names", _names(found)), ("sources", _sources(found)), ("relations", _relations(found))):
        lines += _counted(what, sheet.lines)
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


def _counted(what: str, lines: Sequence[Line]) -> Iterator[Line]:
    """Yield how many rows there are of each change; what changed in several columns counts once."""
    changes: dict[Cell, dict[Cell, tuple[Claim, ...]]] = {}
    for line in lines:
        changes.setdefault(line.cells[0], {})[line.cells[1]] = line.claims
    for change, things in changes.items():
        yield Line((what, change, len(things)), tuple(claim for claims in things.values() for claim in claims))


def _names(found: Changes) -> Sheet:
    old, new = found.old.corpus.entities, found.new.corpus.entities
    lines = [
        *(_row("removed", entity) for entity in found.entities_removed),
        *(_row("added", entity) for entity in found.entities_added),
        *(_succession(succession, old, new) for succession in found.successions),
        *(line for change in found.entities_changed for line in _entity_lines(change, found)),
    ]
    return Sheet(
        key="names", title=f"Actors and issues: {_tally(lines)}", columns=(*_ROW, "claims"), lines=tuple(lines)
    )


def _row(change: str, entity: Entity) -> Line:
    sort = "actor" if isinstance(entity, Actor) else "issue"
    kind = f"{sort}, {entity.kind}"
    return Line(
        (change, Named(entity.id, entity.label), "", *((kind, "") if change == "removed" else ("", kind)), None)
    )


def _succession(found: Succession, old: Mapping[str, Entity], new: Mapping[str, Entity]) -> Line:
    was, now = old[found.old], new[found.new]
    ids = (f"{was.label} ({was.id})", f"{now.label} ({now.id})")
    thing = Named(now.id, now.label)
    return Line((found.kind, thing, "id", *ids, len(found.claims)), found.claims)


def _entity_lines(change: EntityChange, found: Changes) -> Iterator[Line]:
    for column in change.columns:
        was, now = _cell(change.old, column, found.old), _cell(change.new, column, found.new)
        what = "renamed" if column == "label" else "changed"
        yield Line((what, Named(change.new.id, change.new.label), _REGISTRY.get(column, column), was, now, None))


def _cell(entity: Entity, column: str, edition: Edition) -> str:
    if column == "parents":
        return ", ".join(name(id, edition.corpus) for id in sorted(entity.parents))
    if column == "kind":
        kinds = edition.ontology.kinds
        return kinds[entity.kind].label if entity.kind in kinds else entity.kind
    value = getattr(entity, column)
    return ", ".join(sorted(value)) if isinstance(value, tuple) else value


def _sources(found: Changes) -> Sheet:
    lines = [
        *(Line(("removed", _source(source), "", "", "")) for source in found.sources_removed),
        *(Line(("added", _source(source), "", "", "")) for source in found.sources_added),
        *(line for change in found.sources_changed for line in _source_lines(change)),
    ]
    return Sheet(key="sources", title=f"Sources: {_tally(lines)}", columns=_ROW, lines=tuple(lines))


def _source(source: Source) -> Named:
    return Named(source.id, source.title or source.id)


def _source_lines(change: SourceChange) -> Iterator[Line]:
    for column in change.columns:
        was, now = (getattr(source, column) for source in (change.old, change.new))
        what = REIDENTIFIED if column == "id" else "changed"
        cells = (_REGISTRY.get(column, column), *(_text(value) for value in (was, now)))
        yield Line((what, _source(change.new), *cells))


def _text(value: object) -> str:
    return "" if value is None else str(getattr(value, "text", value))


def _tally(lines: Sequence[Line]) -> str:
    """Return how many things changed in each way.

    >>> _tally([Line(("added", "a")), Line(("changed", "b")), Line(("changed", "b"))])
    'added 1, changed 1'
    """
    return ", ".join(f"{line.cells[1]} {line.cells[2]}" for line in _counted("", lines)) or "as they were"


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
    return Sheet(key="relations", title=f"Relations: {_tally(lines)}", columns=("change", "relation"), lines=lines)
