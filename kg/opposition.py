"""What a claim affirms, what it asserts, and which claims contest each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import combinations, product
from typing import TypeAlias

from kg.model import Claim, overlaps
from kg.ontology import Ontology, qualifier


def contests(claims: Iterable[Claim], ontology: Ontology) -> dict[str, tuple[str, ...]]:
    """Return the ids of the claims that each claim contests and is contested by, without those that none contests.

    Two claims contest each other if they are `opposed`, of one modality, and may be of one day: that something is so
    and that it ought not to be so, or that it was so once, can both hold.
    """
    found: dict[str, list[str]] = {}
    for one, other in opposed(claims, ontology):
        if of_one_modality(one, other, ontology) and may_coincide(one, other):
            found.setdefault(one.id, []).append(other.id)
            found.setdefault(other.id, []).append(one.id)
    return {id: tuple(sorted(against)) for id, against in sorted(found.items())}


def opposed(claims: Iterable[Claim], ontology: Ontology) -> Iterator[tuple[Claim, Claim]]:
    """Yield each two claims of which one denies the statement that the other affirms, or that affirm incompatible ones.

    Statements are incompatible if they differ only by relations that cannot both hold. Modality and time do not enter.
    """
    incompatible = set(ontology.incompatible_pairs())
    by_matter: dict[tuple[str, ...], list[Claim]] = {}
    for claim in claims:
        by_matter.setdefault(_matter(claim), []).append(claim)
    for _, on_matter in sorted(by_matter.items()):
        views: dict[_View, list[Claim]] = {}
        for claim in on_matter:
            views.setdefault((claim.relation, is_affirmed(claim, ontology)), []).append(claim)
        for one, other in combinations(views, 2):
            if _excludes(one, other, incompatible):
                yield from (two for two in product(views[one], views[other]) if _reads_alike(*two, ontology))


# A relation, and whether it is affirmed.
_View: TypeAlias = tuple[str, bool]


def _matter(claim: Claim) -> tuple[str, ...]:
    """Return the ends of a claim, in whatever direction, and its items."""
    return (*sorted((claim.subject, claim.object)), *sorted(set(claim.items)))


def _excludes(one: _View, other: _View, incompatible: Collection[tuple[str, str]]) -> bool:
    """Tell whether two views of the same ends, about the same items, cannot both be true."""
    if one[0] == other[0]:
        return one[1] != other[1]
    return one[1] and other[1] and (one[0], other[0]) in incompatible


def of_one_modality(one: Claim, other: Claim, ontology: Ontology) -> bool:
    """Tell whether two claims have the same modality, written or by default."""
    return qualifier(one.modality, ontology.modalities) == qualifier(other.modality, ontology.modalities)


def _reads_alike(one: Claim, other: Claim, ontology: Ontology) -> bool:
    """Tell whether two claims join the same ends in one direction; a symmetric relation has both."""
    symmetric = ontology.relations[one.relation].symmetric or ontology.relations[other.relation].symmetric
    return symmetric or one.subject == other.subject


def may_coincide(one: Claim, other: Claim) -> bool:
    """Tell whether two claims may be of one day: unless both are dated, nothing speaks against it."""
    return one.time is None or other.time is None or overlaps(one.time, other.time, other.time)


def is_affirmed(claim: Claim, ontology: Ontology) -> bool:
    """Tell whether *claim* says that something is so, in whatever mood or voice."""
    return qualifier(claim.polarity, ontology.polarities).asserts


def asserts(claim: Claim, ontology: Ontology) -> bool:
    """Tell whether *claim* says in the source's own voice that something is so."""
    return (
        not claim.claimant and is_affirmed(claim, ontology) and qualifier(claim.modality, ontology.modalities).asserts
    )
