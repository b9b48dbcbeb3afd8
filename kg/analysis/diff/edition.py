"""A corpus as it stood at some time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.model import Claim, Corpus
from kg.ontology import Ontology, default_of


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A corpus with the vocabulary it was read with, under a name for readers; ``errors`` is how many it has.

    A corpus with errors lacks what could not be read, and may use words that its vocabulary does not have.
    """

    name: str
    corpus: Corpus
    ontology: Ontology
    errors: int = 0

    @cached_property
    def claims_by_id(self) -> Mapping[str, Claim]:
        """The claims that have an id of their own; what two rows share names neither."""
        times = Counter(claim.id for claim in self.corpus.claims if claim.local_id)
        return {claim.id: claim for claim in self.corpus.claims if times[claim.id] == 1}

    @cached_property
    def usual(self) -> tuple[str, str, str]:
        """The codes that empty cells of polarity, modality and certainty stand for."""
        words = self.ontology
        return (
            default_of(words.polarities).code,
            default_of(words.modalities).code,
            default_of(words.certainties).code,
        )

    def qualifiers(self, claim: Claim) -> tuple[str, str, str]:
        """Return polarity, modality and certainty, with what an empty cell stands for."""
        polarity, modality, certainty = self.usual
        return claim.polarity or polarity, claim.modality or modality, claim.certainty or certainty

    def is_symmetric(self, claim: Claim) -> bool:
        """Tell whether the ends of a claim may change places without a change of meaning."""
        relation = self.ontology.relations.get(claim.relation)
        return relation is not None and relation.symmetric
