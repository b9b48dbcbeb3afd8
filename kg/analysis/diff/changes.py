"""All that changed between two editions of a corpus."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from kg.analysis.compare import Point
from kg.analysis.diff.claims import Pairing, match
from kg.analysis.diff.edition import Edition
from kg.analysis.diff.identity import REIDENTIFIED, SPLIT, Identity, Ids, Succession
from kg.analysis.diff.points import Turn, turns
from kg.model import Claim, Corpus, Entity, Source
from kg.ontology import Ontology
from kg.part import Part, select

RowT = TypeVar("RowT")
EntityT = TypeVar("EntityT", bound=Entity)

#: The columns of registry tables that are compared, besides ids.
ENTITY_COLUMNS = ("kind", "label", "aliases", "parents", "wikidata", "iso3166", "description")
SOURCE_COLUMNS = (
    "title", "author", "publisher", "published", "url", "language", "paragraphs", "text_sha256", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityChange:
    """An actor or issue of both editions, and the columns in which it differs."""

    old: Entity
    new: Entity
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange:
    """A source of both editions, and the columns in which it differs, ``id`` among them."""

    old: Source
    new: Source
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed from the edition *old* to the edition *new*.

    ``renumbered`` claims have another number and may be among ``changed`` too. ``unchanged`` are the others that both
    editions have, with those that differ by no more than the id of something that lives on (``successions``) or by
    another way to write the same. ``turns`` and ``standing``, the disagreements as they were, are ``None`` where one
    edition has errors, so that they cannot be compared. Of the vocabularies relations are compared, by code;
    second reading, views and layout are not.
    """

    old: Edition
    new: Edition
    added: tuple[Claim, ...]
    withdrawn: tuple[Claim, ...]
    changed: tuple[Pairing, ...]
    renumbered: tuple[Pairing, ...]
    unchanged: tuple[Pairing, ...]
    successions: tuple[Succession, ...]
    entities_added: tuple[Entity, ...]
    entities_removed: tuple[Entity, ...]
    entities_changed: tuple[EntityChange, ...]
    sources_added: tuple[Source, ...]
    sources_removed: tuple[Source, ...]
    sources_changed: tuple[SourceChange, ...]
    turns: tuple[Turn, ...] | None
    standing: tuple[Point, ...] | None
    relations_added: tuple[str, ...]
    relations_removed: tuple[str, ...]
    relations_changed: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return any(
            (
                self.added, self.withdrawn, self.changed, self.renumbered, self.successions, self.entities_added,
                self.entities_removed, self.entities_changed, self.sources_added, self.sources_removed,
                self.sources_changed, self.turns, self.relations_added, self.relations_removed, self.relations_changed,
            )
        )  # fmt: skip


def changes(*, old: Edition, new: Edition) -> Changes:
    """Return what changed from one edition of a corpus to another.

    `Identity` says when two ids mean one thing, `match` when two claims are one, `turns` when two disagreements are.
    """
    identity = Identity(old, new)
    matching = match(old, new, identity)
    pairings = matching.pairings
    found, standing = (None, None) if old.errors or new.errors else turns(old, new, identity, matching)
    lived = {id for succession in identity.successions for id in (succession.old, succession.new)}
    before, after = old.corpus.entities, new.corpus.entities
    sources = {identity.source(id): source for id, source in sorted(old.corpus.sources_by_id.items())}
    sources_now = dict(sorted(new.corpus.sources_by_id.items()))
    return Changes(
        old=old,
        new=new,
        added=matching.added,
        withdrawn=matching.withdrawn,
        changed=tuple(pairing for pairing in pairings if pairing.columns),
        renumbered=tuple(pairing for pairing in pairings if pairing.is_renumbered),
        unchanged=tuple(pairing for pairing in pairings if not (pairing.columns or pairing.is_renumbered)),
        successions=tuple(_with_claims(identity.successions, pairings)),
        entities_added=tuple(entity for entity in _missing(after, before) if entity.id not in lived),
        entities_removed=tuple(entity for entity in _missing(before, after) if entity.id not in lived),
        entities_changed=tuple(_entities_changed(before, after, identity)),
        sources_added=tuple(_missing(sources_now, sources)),
        sources_removed=tuple(_missing(sources, sources_now)),
        sources_changed=tuple(_sources_changed(sources, sources_now)),
        turns=found,
        standing=standing,
        relations_added=tuple(sorted(new.ontology.relations.keys() - old.ontology.relations.keys())),
        relations_removed=tuple(sorted(old.ontology.relations.keys() - new.ontology.relations.keys())),
        relations_changed=tuple(_relations_changed(old.ontology, new.ontology)),
    )


def narrowed(found: Changes, part: Part) -> Changes:
    """Return what changed of the claims that belong to *part* in either edition, and of their disagreements.

    *part* has newer ids, where there are any. Registry and vocabulary are left out, but for ids that claims of the part
    exchanged.
    """
    wide = _with_earlier_ids(part, found)
    old, new = _chosen(found.old, wide), _chosen(found.new, wide)

    def is_chosen(pairing: Pairing) -> bool:
        return id(pairing.old) in old or id(pairing.new) in new

    def is_about(point: Point | None, chosen: frozenset[int]) -> bool:
        return point is not None and any(id(claim) in chosen for claim in point.claims)

    successions = (
        replace(succession, claims=tuple(claim for claim in succession.claims if id(claim) in new))
        for succession in found.successions
    )
    return replace(
        found,
        added=tuple(claim for claim in found.added if id(claim) in new),
        withdrawn=tuple(claim for claim in found.withdrawn if id(claim) in old),
        changed=tuple(filter(is_chosen, found.changed)),
        renumbered=tuple(filter(is_chosen, found.renumbered)),
        unchanged=tuple(filter(is_chosen, found.unchanged)),
        successions=tuple(succession for succession in successions if succession.claims),
        entities_added=(),
        entities_removed=(),
        entities_changed=(),
        sources_added=(),
        sources_removed=(),
        sources_changed=(),
        turns=found.turns and tuple(turn for turn in found.turns if is_about(turn.old, old) or is_about(turn.new, new)),
        standing=found.standing and tuple(point for point in found.standing if is_about(point, new)),
        relations_added=(),
        relations_removed=(),
        relations_changed=(),
    )


def union(found: Changes) -> Corpus:
    """Return the newer corpus with what the older alone has, so that names of either can be looked up in it.

    What has another id now goes by the older, too.
    """
    old, new = found.old.corpus, found.new.corpus
    earlier: dict[str, list[str]] = {}
    for succession in found.successions:
        earlier.setdefault(succession.new, []).append(succession.old)
    lived = {succession.old for succession in found.successions} | new.entities.keys()
    renamed = {change.old.id for change in found.sources_changed} | new.sources_by_id.keys()

    def known_as(entity: EntityT) -> EntityT:
        return replace(entity, aliases=(*entity.aliases, *earlier.get(entity.id, ())))

    return replace(
        new,
        actors=(*map(known_as, new.actors), *(actor for actor in old.actors if actor.id not in lived)),
        issues=(*map(known_as, new.issues), *(issue for issue in old.issues if issue.id not in lived)),
        sources=(*new.sources, *(source for source in old.sources if source.id not in renamed)),
        claims=(*new.claims, *old.claims),
    )


def _chosen(edition: Edition, part: Part) -> frozenset[int]:
    """Return which claims of an edition belong to *part*, by the identity of the objects: not all have an id."""
    return frozenset(map(id, select(edition.corpus, edition.ontology, part).claims))


def _with_earlier_ids(part: Part, found: Changes) -> Part:
    """Return *part* with the older ids of what it names."""
    ids = [(x.new, x.old) for x in found.successions if x.kind != SPLIT]
    sources = [(change.new.id, change.old.id) for change in found.sources_changed]

    def widened(chosen: tuple[str, ...], known: Iterable[Ids]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*chosen, *(then for now, then in known if now in chosen))))

    return replace(
        part,
        entities=widened(part.entities, ids),
        sources=widened(part.sources, sources),
        claimants=widened(part.claimants, ids),
        places=widened(part.places, ids),
    )


def _missing(rows: Mapping[str, RowT], others: Mapping[str, RowT]) -> Iterator[RowT]:
    return (row for id, row in rows.items() if id not in others)


def _with_claims(successions: Iterable[Succession], pairings: Iterable[Pairing]) -> Iterator[Succession]:
    """Yield *successions*, each with the claims in which the one id took the place of the other."""
    claims: dict[Ids, list[Claim]] = {}
    for pairing in pairings:
        for ids in pairing.moved:
            claims.setdefault(ids, []).append(pairing.new)
    return (replace(found, claims=tuple(claims.get((found.old, found.new), ()))) for found in successions)


def _entities_changed(
    before: Mapping[str, Entity], after: Mapping[str, Entity], identity: Identity
) -> Iterator[EntityChange]:
    """Yield what differs in entities that have one id in both editions, or one took the place of the other's."""
    then = {id: id for id in after} | {x.new: x.old for x in identity.successions if x.kind == REIDENTIFIED}
    for id, entity in after.items():
        if earlier := before.get(then[id]):
            old, new = _entity_values(earlier, identity), _entity_values(entity, identity)
            if columns := tuple(column for column in ENTITY_COLUMNS if old[column] != new[column]):
                yield EntityChange(old=earlier, new=entity, columns=columns)


def _entity_values(entity: Entity, identity: Identity) -> Mapping[str, Hashable]:
    """Return what the columns of an entity say; the order of aliases and parents means nothing."""
    return {
        **{column: getattr(entity, column) for column in ENTITY_COLUMNS},
        "aliases": frozenset(entity.aliases),
        "parents": frozenset(map(identity.entity, entity.parents)),
    }


def _sources_changed(before: Mapping[str, Source], after: Mapping[str, Source]) -> Iterator[SourceChange]:
    for id, source in after.items():
        if earlier := before.get(id):
            columns = tuple(name for name in ("id", *SOURCE_COLUMNS) if getattr(earlier, name) != getattr(source, name))
            if columns:
                yield SourceChange(old=earlier, new=source, columns=columns)


def _relations_changed(old: Ontology, new: Ontology) -> Iterator[str]:
    """Yield the codes of relations that mean, or exclude, something else than they did."""
    excluded, excluded_now = set(old.incompatible_pairs()), set(new.incompatible_pairs())
    excluding = {one for one, _ in excluded ^ excluded_now}
    for code in sorted(old.relations.keys() & new.relations.keys()):
        if old.relations[code] != new.relations[code] or code in excluding:
            yield code
