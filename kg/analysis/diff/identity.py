"""Which names of an older and a newer edition mean one thing, though their ids differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import networkx as nx

from kg.analysis.diff.edition import Edition
from kg.model import Claim, Entity, Source

#: An id of the older edition and one of the newer.
Ids: TypeAlias = tuple[str, str]
#: How many of the cells that held an id in one edition hold each id in the other.
Moves: TypeAlias = Mapping[str, Counter[str]]

#: What two ids for one thing come to.
REIDENTIFIED, MERGED, SPLIT = "re-identified", "merged", "split"
# How many cells must have moved for a claim that nothing but claims supports: that a name became part of another.
_LEAST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """The id *old* lives on in the id *new*; ``claims`` are those of the newer edition that changed the one for it.

    ``kind`` is `REIDENTIFIED` if one id took the place of one, `MERGED` if several became one, `SPLIT` if one became
    several.
    """

    kind: str
    old: str
    new: str
    claims: tuple[Claim, ...] = ()


class Identity:
    """Under which key each id goes, of whichever edition: what is one thing has one key.

    An id that both editions have means one thing in both. An id that only one of them has goes with an id of the other
    that alone has its Wikidata or country code, else its label, else an alias that is its label or id; else that stands
    now in more than half of the cells that held it, of claims with one id and relation in both. If that id is in both
    editions, so that the two were merged or split, at least two cells must have moved. A source goes with one that has
    its digest, else its address, else its title.
    """

    def __init__(self, old: Edition, new: Edition) -> None:
        self._old, self._new = old, new
        self._sources = dict(_source_pairs(old.corpus.sources_by_id, new.corpus.sources_by_id))
        lived = list(self.survivors())
        before, after = old.corpus.entities, new.corpus.entities
        kept = before.keys() & after.keys()
        forwards = _heirs(before, after, lived)
        backwards = _heirs(after, before, [(now, then) for then, now in lived])
        pairs = {*forwards.items(), *((then, now) for now, then in backwards.items())}
        self.successions = tuple(_successions(sorted(pairs), kept))
        self._keys = _keys(pairs)

    def survivors(self) -> Iterator[tuple[Claim, Claim]]:
        """Yield the claims that have one id in both editions, but for another id of their source."""
        for claim in self._old.claims_by_id.values():
            if other := self._new.claims_by_id.get(self.claim_id(claim)):
                yield claim, other

    def claim_id(self, claim: Claim) -> str:
        """Return the id of a claim under the newer id of its source."""
        return f"{self.source(claim.source)}.{claim.local_id}"

    def source(self, id: str) -> str:
        """Return the key of a source, which is its newer id."""
        return self._sources.get(id, id)

    def entity(self, id: str) -> str:
        """Return the key of an actor, issue or voice."""
        return self._keys.get(id, id)


def _source_pairs(old: Mapping[str, Source], new: Mapping[str, Source]) -> Iterator[Ids]:
    gone, come = [s for id, s in old.items() if id not in new], [s for id, s in new.items() if id not in old]
    for fact in _SOURCE_FACTS:
        found = _unique(come, fact)
        for key, source in _unique(gone, fact).items():
            if key in found:
                yield source.id, found[key].id
                gone.remove(source)
                come.remove(found[key])


_SOURCE_FACTS: Sequence[Callable[[Source], str]] = (
    lambda source: source.text_sha256,
    lambda source: source.url,
    lambda source: source.title,
)


def _unique(sources: Iterable[Source], fact: Callable[[Source], str]) -> dict[str, Source]:
    """Return the sources by a *fact* that no other of them has."""
    known = [source for source in sources if fact(source)]
    times = Counter(map(fact, known))
    return {fact(source): source for source in known if times[fact(source)] == 1}


def _moves(lived: Iterable[tuple[Claim, Claim]], gone: Collection[str]) -> Moves:
    """Return how many of the cells that held each id of *gone* hold each id now."""
    moves: dict[str, Counter[str]] = {id: Counter() for id in gone}
    for one, other in lived if gone else ():
        if one.relation == other.relation and not moves.keys().isdisjoint(one.mentions):
            for before, after in _cells(one, other):
                if before in moves:
                    moves[before][after] += 1
    return moves


def _cells(one: Claim, other: Claim) -> Iterator[Ids]:
    """Yield each id of a claim with what took its place, which is empty where that cannot be told."""
    yield from ((one.subject, other.subject), (one.object, other.object), (one.claimant, other.claimant))
    for before, after in ((one.items, other.items), (one.places, other.places)):
        gone, come = sorted(set(before) - set(after)), sorted(set(after) - set(before))
        exchanged = come[0] if len(gone) == len(come) == 1 else ""
        yield from ((id, id if id in after else exchanged) for id in before)


def _heirs(
    old: Mapping[str, Entity], new: Mapping[str, Entity], lived: Iterable[tuple[Claim, Claim]]
) -> dict[str, str]:
    """Return in which id of *new* each id lives on that *old* alone has."""
    by_code, by_label, by_alias = (_index(new.values(), keys) for keys in (_codes, _label, _aliases))
    gone = {id: entity for id, entity in old.items() if id not in new}
    named = {
        id: _only(_codes(entity), by_code)
        or _only(_label(entity), by_label)
        or _only((*_label(entity), entity.id), by_alias)
        for id, entity in gone.items()
    }
    moves = _moves(lived, [id for id, heir in named.items() if not heir])
    heirs = {id: heir or _majority(moves[id], new, old.keys() & new.keys()) for id, heir in named.items()}
    return {id: heir for id, heir in heirs.items() if heir}


def _codes(entity: Entity) -> tuple[str, ...]:
    return tuple(f"{what}:{code}" for what, code in (("wd", entity.wikidata), ("iso", entity.iso3166)) if code)


def _label(entity: Entity) -> tuple[str, ...]:
    return (entity.label.casefold(),) if entity.label else ()


def _aliases(entity: Entity) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.casefold() for name in entity.aliases))


def _index(entities: Iterable[Entity], keys: Callable[[Entity], tuple[str, ...]]) -> Mapping[str, set[str]]:
    index: dict[str, set[str]] = {}
    for entity in entities:
        for key in keys(entity):
            index.setdefault(key, set()).add(entity.id)
    return index


def _only(keys: Iterable[str], index: Mapping[str, set[str]]) -> str:
    """Return the one id that *keys* lead to, or an empty text."""
    found = {id for key in keys for id in index.get(key, ())}
    return found.pop() if len(found) == 1 else ""


def _majority(moved: Counter[str], new: Collection[str], kept: Collection[str]) -> str:
    """Return what stands in more than half of the cells, or an empty text."""
    for id, times in moved.items():
        if id in new and 2 * times > moved.total() and (id not in kept or times >= _LEAST):
            return id
    return ""


def _successions(pairs: Sequence[Ids], kept: Collection[str]) -> Iterator[Succession]:
    heirs, parents = Counter(old for old, _ in pairs), Counter(new for _, new in pairs)
    for old, new in pairs:
        is_merged, is_split = parents[new] + (new in kept) > 1, heirs[old] + (old in kept) > 1
        yield Succession(kind=MERGED if is_merged else SPLIT if is_split else REIDENTIFIED, old=old, new=new)


def _keys(pairs: Iterable[Ids]) -> Mapping[str, str]:
    """Return the key of each id in *pairs*: what these join, over however many steps, has one."""
    joined: nx.Graph[str] = nx.Graph()
    joined.add_edges_from(pairs)
    return {id: min(group) for group in nx.connected_components(joined) for id in group}
