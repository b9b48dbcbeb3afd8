"""Claims in the words of tables: what they say, under which reserve, and how many there are of which source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kg.model import Claim, Corpus
from kg.ontology import Ontology
from kg.wording import marks, statement_text, voice_text


def says(claim: Claim, corpus: Corpus, ontology: Ontology) -> str:
    """Return what a claim says: its gloss or, where it has none, the statement."""
    return claim.gloss or statement_text(claim, corpus, ontology)


def reserve(claim: Claim, corpus: Corpus, ontology: Ontology) -> str:
    """Return what keeps a claim from being so in its source's own voice: denial, mood, or whose view it is."""
    voice = [f"says {voice_text(claim, corpus, ontology)}"] if claim.claimant else []
    return ", ".join([*marks(claim, ontology), *voice])


def tally(claims: Iterable[Claim]) -> str:
    """Return how many claims there are, in all and of each source.

    >>> tally([])
    'none'
    """
    found = Counter(claim.source for claim in claims)
    return f"{found.total()} ({', '.join(f'{id} {n}' for id, n in sorted(found.items()))})" if found else "none"


def sources_of(claims: Iterable[Claim]) -> str:
    """Return the sources of claims, each with how many it has if there are several."""
    found = Counter(claim.source for claim in claims)
    return ", ".join(source if number == 1 else f"{source} ×{number}" for source, number in sorted(found.items()))
