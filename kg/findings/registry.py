"""What changed in the registry between two editions of a corpus, as tables."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

from kg.analysis.diff import Changes, Edition, EntityChange, SourceChange, Succession
from kg.analysis.diff.identity import REIDENTIFIED
from kg.model import Actor, Claim, Entity, Source
from kg.sheet import Cell, Line, Named, Sheet
from kg.wording import labels_text

_ROW = ("change", "name", "column", "was", "is")
# The words for columns.
_REGISTRY = {"parents": "part of or broader", "iso3166": "country code", "text_sha256": "digest of the text"}


def counted(what: str, lines: Sequence[Line]) -> Iterator[Line]:
    """Yield how many rows there are of each change; what changed in several columns counts once."""
    changes: dict[Cell, dict[Hashable, tuple[Claim, ...]]] = {}
    for line in lines:
        thing = line.cells[1:4] if "id" in line.cells[2:3] else line.cells[1]
        things = changes.setdefault(line.cells[0], {})
        things[thing] = things.get(thing, ()) + line.claims
    for change, things in changes.items():
        yield Line((what, change, len(things)), tuple(claim for claims in things.values() for claim in claims))


def names_sheet(found: Changes) -> Sheet:
    """Return what changed of actors and issues; the claims of an id that lives on are those that exchanged it."""
    old, new = found.old.corpus.entities, found.new.corpus.entities
    lines = [
        *(_row("removed", entity) for entity in found.entities_removed),
        *(_row("added", entity) for entity in found.entities_added),
        *(_succession(succession, old, new) for succession in found.successions),
        *(line for change in found.entities_changed for line in _entity_lines(change, found)),
    ]
    return Sheet(key="names", title=f"Actors and issues: {tally(lines)}", columns=(*_ROW, "claims"), lines=tuple(lines))


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
        return labels_text(entity.parents, edition.corpus)
    if column == "kind":
        kinds = edition.ontology.kinds
        return kinds[entity.kind].label if entity.kind in kinds else entity.kind
    value = getattr(entity, column)
    return ", ".join(sorted(value)) if isinstance(value, tuple) else value


def sources_sheet(found: Changes) -> Sheet:
    """Return what changed of sources."""
    lines = [
        *(Line(("removed", _source(source), "", "", "")) for source in found.sources_removed),
        *(Line(("added", _source(source), "", "", "")) for source in found.sources_added),
        *(line for change in found.sources_changed for line in _source_lines(change)),
    ]
    return Sheet(key="sources", title=f"Sources: {tally(lines)}", columns=_ROW, lines=tuple(lines))


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


def tally(lines: Sequence[Line]) -> str:
    """Return how many things changed in each way.

    >>> tally([Line(("added", "a")), Line(("changed", "b")), Line(("changed", "b"))])
    'added 1, changed 1'
    """
    return ", ".join(f"{line.cells[1]} {line.cells[2]}" for line in counted("", lines)) or "as they were"
