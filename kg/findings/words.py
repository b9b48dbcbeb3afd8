"""How many claims there are, and of which source, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kg.model import Claim


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
