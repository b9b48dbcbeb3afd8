"""What a source stresses and what it leaves out, beside the others."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.analysis.share import Share
from kg.model import Claim, Corpus
from kg.network import in_order
from kg.ontology import Ontology, qualifier
from kg.opposition import is_affirmed

#: How many claims that use relations as all sources do together are added to either side before the two are compared.
PRIOR = 100.0
#: Beyond it, one way or the other, lie 5 % of all z-scores of what is used alike.
MARKED = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """How claims are made: whose views they are, and how far they commit.

    ``paragraphs`` is the number of those that have claims; ``hedged`` are claims of a modality that the vocabulary
    calls a hedge; ``modalities`` has a share for each but the default, by code; ``unsure`` are readings of which the
    annotator is not sure; ``valence`` is the mean of what is affirmed, ``None`` where nothing is.
    """

    claims: tuple[Claim, ...]
    paragraphs: int
    own_voice: Share
    attributed: Share
    denied: Share
    hedged: Share
    modalities: Mapping[str, Share]
    unsure: Share
    valence: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """What the source and the others say of one thing, or with it: ``key`` are its ids or its code."""

    key: tuple[str, ...]
    own: tuple[Claim, ...]
    others: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stress:
    """How much more a relation is used than by the others: a difference of log-odds, and how many of its deviations."""

    relation: Contrast
    log_odds: float
    z: float

    @property
    def is_marked(self) -> bool:
        """Whether the difference is more than chance would make of one relation in twenty."""
        return abs(self.z) > MARKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A source beside all others of a corpus together.

    ``dyads`` are two entities that a claim joins, ``names`` all that claims mention, ``voices`` the claimants that are
    not the source itself.
    """

    source: str
    own: Traits
    others: Traits
    dyads: tuple[Contrast, ...]
    names: tuple[Contrast, ...]
    voices: tuple[Contrast, ...]
    families: tuple[Contrast, ...]
    relations: tuple[Stress, ...]


def profile(corpus: Corpus, ontology: Ontology, source: str) -> Profile:
    """Return the profile of the source with the id *source* among the claims of *corpus*."""
    ordered = in_order(corpus.claims)
    own = [claim for claim in ordered if claim.source == source]
    others = [claim for claim in ordered if claim.source != source]
    registered = corpus.entities
    return Profile(
        source=source,
        own=traits(own, ontology),
        others=traits(others, ontology),
        dyads=contrasts(own, others, _dyad),
        names=contrasts(own, others, lambda claim: ((id,) for id in claim.mentions if id in registered)),
        voices=contrasts(own, others, lambda claim: [(claim.claimant,)] if claim.claimant else []),
        families=contrasts(own, others, lambda claim: [(ontology.relations[claim.relation].family,)]),
        relations=stresses(contrasts(own, others, lambda claim: [(claim.relation,)])),
    )


def traits(claims: Sequence[Claim], ontology: Ontology) -> Traits:
    """Return how *claims* are made."""

    def share(belongs: Callable[[Claim], bool]) -> Share:
        return Share(claims=tuple(filter(belongs, claims)), of=len(claims))

    def of_mood(code: str) -> Share:
        return share(lambda claim: qualifier(claim.modality, ontology.modalities).code == code)

    return Traits(
        claims=tuple(claims),
        paragraphs=len({(claim.source, claim.paragraph) for claim in claims}),
        own_voice=share(lambda claim: not claim.claimant),
        attributed=share(lambda claim: bool(claim.claimant)),
        denied=share(lambda claim: not is_affirmed(claim, ontology)),
        hedged=share(lambda claim: qualifier(claim.modality, ontology.modalities).is_hedge),
        modalities={code: of_mood(code) for code, mood in ontology.modalities.items() if not mood.by_default},
        unsure=share(lambda claim: not qualifier(claim.certainty, ontology.certainties).by_default),
        valence=mean_valence(claims, ontology),
    )


def mean_valence(claims: Iterable[Claim], ontology: Ontology) -> float | None:
    """Return the mean valence, -10 to 10, of the claims that affirm something, or ``None`` where none does."""
    valences = [ontology.relations[claim.relation].valence for claim in affirmed(claims, ontology)]
    return math.fsum(valences) / len(valences) if valences else None


def affirmed(claims: Iterable[Claim], ontology: Ontology) -> tuple[Claim, ...]:
    """Return those of *claims* that affirm something."""
    return tuple(claim for claim in claims if is_affirmed(claim, ontology))


def contrasts(
    own: Iterable[Claim], others: Iterable[Claim], keys: Callable[[Claim], Iterable[tuple[str, ...]]]
) -> tuple[Contrast, ...]:
    """Return what is said with each of the *keys* that claims have, in order of the keys."""
    found: dict[tuple[str, ...], tuple[list[Claim], list[Claim]]] = {}
    for side, claims in enumerate((own, others)):
        for claim in claims:
            for key in dict.fromkeys(keys(claim)):
                found.setdefault(key, ([], []))[side].append(claim)
    return tuple(Contrast(key=key, own=tuple(mine), others=tuple(rest)) for key, (mine, rest) in sorted(found.items()))


def stresses(relations: Sequence[Contrast], prior: float = PRIOR) -> tuple[Stress, ...]:
    """Return which relations the source uses more, and which less, than the others, the most distinctive first.

    The measure is the log-odds ratio with an informative Dirichlet prior and its z-score (B. L. Monroe, M. P. Colaresi
    and K. M. Quinn, "Fightin' Words", Political Analysis 16, 2008). The prior has the shares of both sides together and
    counts as *prior* claims, so that what is rare is not distinctive for being rare. There are none where a side has no
    claims, or all claims one relation.
    """
    sizes = [sum(len(side) for side in sides) for sides in zip(*((r.own, r.others) for r in relations), strict=True)]
    if len(relations) < 2 or not all(sizes):
        return ()
    found = [_stress(relation, sizes, prior) for relation in relations]
    return tuple(sorted(found, key=lambda stress: (-abs(stress.z), stress.relation.key)))


def _stress(relation: Contrast, sizes: Sequence[int], prior: float) -> Stress:
    counts = [len(relation.own), len(relation.others)]
    pseudo = prior * sum(counts) / sum(sizes)
    odds = [(count + pseudo) / (size + prior - count - pseudo) for count, size in zip(counts, sizes, strict=True)]
    difference = math.log(odds[0]) - math.log(odds[1])
    deviation = math.sqrt(sum(1 / (count + pseudo) for count in counts))
    return Stress(relation=relation, log_odds=difference, z=difference / deviation)


def _dyad(claim: Claim) -> Iterable[tuple[str, ...]]:
    one, other = sorted((claim.subject, claim.object))
    return [(one, other)] if one != other else []
