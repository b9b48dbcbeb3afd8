"""Shares of claims, and how far they can be trusted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from kg.model import Claim

#: How many of a hundred intervals would hold the share that is looked for, if claims were drawn one by one.
CONFIDENCE = 95
_Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The *claims* that are of some sort, of all *of* that might be."""

    claims: tuple[Claim, ...]
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; ``None`` of nothing."""
        return len(self.claims) / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | tuple[None, None]:
        """The bounds of the interval of `wilson`, without any of nothing."""
        return wilson(len(self.claims), self.of) if self.of else (None, None)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (E. B. Wilson, Journal of the American Statistical Association, 1927).

    >>> [round(bound, 4) for bound in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    share, spread = part / whole, _Z**2 / whole
    middle = (share + spread / 2) / (1 + spread)
    reach = _Z / (1 + spread) * math.sqrt(share * (1 - share) / whole + spread / whole / 4)
    return middle - reach if part else 0.0, middle + reach if part < whole else 1.0
