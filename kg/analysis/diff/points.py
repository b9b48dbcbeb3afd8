"""Which disagreements of two editions are one, which are new and which are settled."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from kg.analysis.compare import Point, disagreements
from kg.analysis.diff.claims import Matching
from kg.analysis.diff.edition import Edition
from kg.analysis.diff.identity import Identity
from kg.model import Claim
from kg.ontology import qualifier

#: What becomes of a disagreement: it has none before it, none after it, or other claims.
NEW, SETTLED, CHANGED = "new", "settled", "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What became of a disagreement between two editions; ``old`` is ``None`` if it is new, ``new`` if it is settled.

    ``joined`` are the claims that take part in it and did not, ``left`` those that do no longer.
    """

    change: str
    old: Point | None
    new: Point | None
    joined: tuple[Claim, ...]
    left: tuple[Claim, ...]

    @property
    def point(self) -> Point:
        """The disagreement as it is, or as it was if it is settled."""
        point = self.new or self.old
        assert point is not None
        return point


def turns(
    old: Edition, new: Edition, identity: Identity, matching: Matching
) -> tuple[tuple[Turn, ...], tuple[Point, ...]]:
    """Return the disagreements that are new, settled or changed, in this order, and those that are as they were.

    Two are one if they are of one kind and about one matter, or if two claims that differed in the one differ in the
    other. Both corpora must be without errors.
    """
    before, after = _points(old), _points(new)
    became = {pairing.old.id: pairing.new.id for pairing in matching.pairings}
    pairs = _paired(before, after, _by_matter(before, after, old, new, identity))
    pairs |= _paired(before, after, _by_claims(before, after, became), pairs)
    continued = set(pairs.values())
    found = [_turn(None, point, became) for at, point in enumerate(after) if at not in continued]
    found += [_turn(point, None, became) for at, point in enumerate(before) if at not in pairs]
    both = [_turn(before[at], after[other], became) for at, other in sorted(pairs.items(), key=lambda pair: pair[1])]
    changed = [turn for turn in both if turn.joined or turn.left]
    return tuple(found + changed), tuple(turn.point for turn in both if not (turn.joined or turn.left))


def _points(edition: Edition) -> Sequence[Point]:
    return [point for point in disagreements(edition.corpus, edition.ontology) if point.is_disagreement]


def _paired(
    before: Sequence[Point], after: Sequence[Point], found: Iterable[tuple[int, int]], taken: Mapping[int, int] = {}
) -> dict[int, int]:
    """Return the places of points that are one, each once, by the older."""
    pairs, continued = dict[int, int](), set(taken.values())
    for at, other in found:
        if at not in pairs and at not in taken and other not in continued and before[at].kind == after[other].kind:
            pairs[at] = other
            continued.add(other)
    return pairs


def _by_matter(
    before: Sequence[Point], after: Sequence[Point], old: Edition, new: Edition, identity: Identity
) -> Iterator[tuple[int, int]]:
    places: dict[Hashable, list[int]] = {}
    for other, point in enumerate(after):
        places.setdefault(_matter(point, new, identity), []).append(other)
    for at, point in enumerate(before):
        yield from ((at, other) for other in places.get(_matter(point, old, identity), ()))


def _matter(point: Point, edition: Edition, identity: Identity) -> Hashable:
    """Return what a point is about: its statements and moods, or its effect where it is about causes.

    Figures are about one place and one unit, too.
    """
    first = point.claims[0]
    moods = frozenset(qualifier(claim.modality, edition.ontology.modalities).code for claim in point.claims)
    if point.kind == "cause":
        items = frozenset(map(identity.entity, first.items))
        return point.kind, first.relation, identity.entity(first.object), items, moods
    measure = (frozenset(map(identity.entity, first.places)), first.quantity and first.quantity.unit)
    statements = frozenset(_statement(claim, edition, identity) for claim in point.claims)
    return point.kind, statements, moods, measure if point.kind == "quantity" else ()


def _statement(claim: Claim, edition: Edition, identity: Identity) -> Hashable:
    ends = (identity.entity(claim.subject), identity.entity(claim.object))
    items = frozenset(map(identity.entity, claim.items))
    return claim.relation, frozenset(ends) if edition.is_symmetric(claim) else ends, items


def _by_claims(before: Sequence[Point], after: Sequence[Point], became: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    places: dict[frozenset[str], list[int]] = {}
    for other, point in enumerate(after):
        for pair in _opposed(point):
            places.setdefault(frozenset(pair), []).append(other)
    for at, point in enumerate(before):
        for one, two in _opposed(point):
            if one in became and two in became:
                yield from ((at, other) for other in places.get(frozenset((became[one], became[two])), ()))


def _opposed(point: Point) -> Iterator[tuple[str, str]]:
    """Yield the ids of each two claims on different sides."""
    for one, other in combinations(point.sides, 2):
        yield from product((claim.id for claim in one.claims), (claim.id for claim in other.claims))


def _turn(old: Point | None, new: Point | None, became: Mapping[str, str]) -> Turn:
    before, after = old.claims if old else (), new.claims if new else ()
    carried = {became[claim.id] for claim in before if claim.id in became}
    now = {claim.id for claim in after}
    return Turn(
        change=NEW if old is None else SETTLED if new is None else CHANGED,
        old=old,
        new=new,
        joined=tuple(claim for claim in after if claim.id not in carried),
        left=tuple(claim for claim in before if became.get(claim.id) not in now),
    )
