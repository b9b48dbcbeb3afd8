"""Which claim of an older edition is which of a newer one, and in which columns the two differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from kg.analysis.diff.edition import Edition
from kg.analysis.diff.identity import Identity, Ids
from kg.model import Claim
from kg.network import in_order

#: The columns of a claim that are compared, in the order of a table.
COLUMNS = (
    "paragraph", "subject", "relation", "object", "item", "place", "polarity", "modality", "claimant", "time",
    "quantity", "anchor", "gloss", "link", "certainty",
)  # fmt: skip


# All that a row says, as it is written.
_ROW = attrgetter(
    "local_id", "source", "paragraph", "subject", "relation", "object", "items", "places", "polarity", "modality",
    "claimant", "time", "quantity", "anchor", "gloss", "links", "certainty",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """One claim in two editions; ``columns`` are those in which it differs.

    ``moved`` are the ids of one thing that took each other's place in it, which is no difference of the claim.
    """

    old: Claim
    new: Claim
    columns: tuple[str, ...] = ()
    moved: tuple[Ids, ...] = ()

    @property
    def is_renumbered(self) -> bool:
        """Whether the claim has another number in its source, as one that stands in another paragraph must."""
        return self.old.local_id != self.new.local_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """The claims of two editions: those that are in both, and those of the older and of the newer alone."""

    pairings: tuple[Pairing, ...]
    withdrawn: tuple[Claim, ...]
    added: tuple[Claim, ...]


def match(old: Edition, new: Edition, identity: Identity) -> Matching:
    """Return which claims of two editions are one; each is matched once, by the first of these that applies.

    1. The id and the content are the same. Content is all but id, paragraph and links.
    2. The content is the same, and so are the words that support it (anchor or gloss), or the ids are in one edition
       each: the claim was renumbered.
    3. The id is the same, and one of the two ends at least.
    4. The source says the same (statement, polarity, modality, claimant) under ids that are in one edition each.
    """
    left = _Left(old, new, identity)
    pairs = [
        *(left.take(lambda claim, _: _ROW(claim)) if old.usual == new.usual else ()),  # most of them, at little cost
        *left.take(lambda claim, edition: (left.number(claim, edition), left.content(claim, edition))),
        *left.take(left.renumbered),
        *left.take(left.number, fits=left.share_an_end),
        *left.take(left.said),
    ]
    numbers = {then.id: now.id for _, then, now in pairs if then.local_id and now.local_id}
    comparison = _Comparison(old, new, identity, numbers)
    return Matching(
        pairings=tuple(comparison.of(then, now) for _, then, now in sorted(pairs, key=lambda pair: pair[0])),
        withdrawn=tuple(left.claims[0].values()),
        added=tuple(left.claims[1].values()),
    )


class _Left:
    """The claims of each edition that are not matched yet, by their place in the order in which they are read."""

    def __init__(self, old: Edition, new: Edition, identity: Identity) -> None:
        self._editions, self._identity = (old, new), identity
        self.claims = tuple(dict(enumerate(in_order(edition.corpus.claims))) for edition in self._editions)
        self._numbers = tuple(
            {identity.claim_id(claim) for claim in edition.claims_by_id.values()} for edition in self._editions
        )

    def take(
        self,
        key: Callable[[Claim, Edition], Hashable],
        *,
        fits: Callable[[Claim, Claim], bool] = lambda _, __: True,
    ) -> list[tuple[int, Claim, Claim]]:
        """Take out claims of one *key* that fit, in order, and return them after the place of the newer.

        What has no key (``None``) stays.
        """
        waiting: dict[Hashable, list[int]] = {}
        for at, claim in self.claims[1].items():
            waiting.setdefault(key(claim, self._editions[1]), []).append(at)
        pairs = []
        for at, claim in list(self.claims[0].items()):
            places = waiting.get(name, []) if (name := key(claim, self._editions[0])) is not None else []
            if places and fits(claim, self.claims[1][places[0]]):
                pairs.append((places[0], claim, self.claims[1].pop(places.pop(0))))
                del self.claims[0][at]
        return pairs

    def share_an_end(self, one: Claim, other: Claim) -> bool:
        """Tell whether two claims are about one thing at least."""
        return not self._ends(one).isdisjoint(self._ends(other))

    def number(self, claim: Claim, edition: Edition) -> str | None:
        """Return the id of a claim that no other has."""
        return self._identity.claim_id(claim) if claim.id in edition.claims_by_id else None

    def renumbered(self, claim: Claim, edition: Edition) -> Hashable:
        """Return the content of a claim that may be known by it: one with words, or whose id one edition alone has."""
        return self.content(claim, edition) if claim.anchor or claim.gloss or self._is_free(claim, edition) else None

    def said(self, claim: Claim, edition: Edition) -> Hashable:
        """Return what a claim with an id that one edition alone has says, how and in whose voice."""
        return self._statement(claim, edition) if self._is_free(claim, edition) else None

    def content(self, claim: Claim, edition: Edition) -> Hashable:
        """Return all that a claim says, but for its id, its paragraph and its links."""
        return (
            self._statement(claim, edition),
            edition.qualifiers(claim),
            frozenset(map(self._identity.entity, claim.places)),
            claim.time and claim.time.text,
            claim.quantity and claim.quantity.text,
            claim.anchor,
            claim.gloss,
        )

    def _statement(self, claim: Claim, edition: Edition) -> Hashable:
        ends = (self._identity.entity(claim.subject), self._identity.entity(claim.object))
        return (
            self._identity.source(claim.source),
            claim.relation,
            frozenset(ends) if edition.is_symmetric(claim) else ends,
            frozenset(map(self._identity.entity, claim.items)),
            edition.qualifiers(claim)[:2],
            self._identity.entity(claim.claimant),
        )

    def _is_free(self, claim: Claim, edition: Edition) -> bool:
        """Tell whether no claim of the other edition has the id of *claim*, if it has one of its own."""
        number = self.number(claim, edition)
        return number is None or number not in self._numbers[edition is self._editions[0]]

    def _ends(self, claim: Claim) -> set[str]:
        return {self._identity.entity(claim.subject), self._identity.entity(claim.object)}


class _Comparison:
    """Compares claims column by column; *numbers* are the newer ids of claims by the older."""

    def __init__(self, old: Edition, new: Edition, identity: Identity, numbers: Mapping[str, str]) -> None:
        self._old, self._new, self._identity, self._numbers = old, new, identity, numbers

    def of(self, old: Claim, new: Claim) -> Pairing:
        """Return two claims that are one, with what differs."""
        if self._is_kept(old, new):
            return Pairing(old=old, new=new)
        before, after = self._values(old, self._old, self._numbers), self._values(new, self._new, {})
        differing = {name for name in COLUMNS if before[name] != after[name]}
        if self._is_turned(old, new):
            differing -= {"subject", "object"}
        if old.local_id != new.local_id:
            differing.discard("paragraph")  # the id says it
        return Pairing(
            old=old,
            new=new,
            columns=tuple(name for name in COLUMNS if name in differing),
            moved=tuple(dict.fromkeys(self._moved(old, new))),
        )

    def _is_kept(self, old: Claim, new: Claim) -> bool:
        """Tell whether a row is written as it was, and what is empty and what its links lead to are the same."""
        return (
            self._old.usual == self._new.usual
            and _ROW(old) == _ROW(new)
            and all(self._numbers.get(link.target, link.target) == link.target for link in old.links)
        )

    def _values(self, claim: Claim, edition: Edition, numbers: Mapping[str, str]) -> Mapping[str, Hashable]:
        """Return what the columns say, so that two ways to write the same are equal."""
        key = self._identity.entity
        polarity, modality, certainty = edition.qualifiers(claim)
        return {
            "paragraph": claim.paragraph,
            "subject": key(claim.subject),
            "relation": claim.relation,
            "object": key(claim.object),
            "item": frozenset(map(key, claim.items)),
            "place": frozenset(map(key, claim.places)),
            "polarity": polarity,
            "modality": modality,
            "claimant": key(claim.claimant),
            "time": claim.time and claim.time.text,
            "quantity": claim.quantity and claim.quantity.text,
            "anchor": claim.anchor,
            "gloss": claim.gloss,
            "link": frozenset((link.key, numbers.get(link.target, link.target)) for link in claim.links),
            "certainty": certainty,
        }

    def _is_turned(self, old: Claim, new: Claim) -> bool:
        """Tell whether the ends of a symmetric relation were written the other way round."""
        key = self._identity.entity
        both_ways = self._old.is_symmetric(old) and self._new.is_symmetric(new) and old.relation == new.relation
        return both_ways and (key(old.subject), key(old.object)) == (key(new.object), key(new.subject))

    def _moved(self, old: Claim, new: Claim) -> Iterator[Ids]:
        """Yield the two ids of each thing that goes by another one now."""
        ends = (new.object, new.subject) if self._is_turned(old, new) else (new.subject, new.object)
        yield from self._exchanged([old.subject], ends[:1])
        yield from self._exchanged([old.object], ends[1:])
        yield from self._exchanged([old.claimant], [new.claimant])
        yield from self._exchanged(old.items, new.items)
        yield from self._exchanged(old.places, new.places)

    def _exchanged(self, old: Sequence[str], new: Sequence[str]) -> Iterator[Ids]:
        key = self._identity.entity
        come = sorted(set(new) - set(old))
        for then in sorted(set(old) - set(new)):
            yield from ((then, now) for now in come if key(then) == key(now))


def columns_of(pairings: Iterable[Pairing]) -> Counter[str]:
    """Return how many claims differ in each column, in the order of a table."""
    found = Counter(column for pairing in pairings for column in pairing.columns)
    return Counter({column: found[column] for column in COLUMNS if found[column]})
