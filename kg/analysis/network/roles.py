"""Who acts on whom, and how one-sided that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.analysis.network.signs import ActorNetwork, Dyad
from kg.model import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What an actor does and what is done to it; ``mutual`` are the claims of symmetric relations."""

    actor: str
    acts: tuple[Claim, ...]
    acted_on: tuple[Claim, ...]
    mutual: tuple[Claim, ...]

    @property
    def asymmetry(self) -> float | None:
        """From 1, it only acts, to -1, it is only acted on."""
        return asymmetry(len(self.acts), len(self.acted_on))


def asymmetry(one: int, other: int) -> float | None:
    """Return the difference of two counts as a share of both; ``None`` where there is nothing to share.

    >>> asymmetry(3, 1), asymmetry(0, 2), asymmetry(0, 0)
    (0.5, -1.0, None)
    """
    return (one - other) / (one + other) if one + other else None


def roles(network: ActorNetwork) -> Sequence[Role]:
    """Return the role of each actor, those of whom most is said first."""
    sides: dict[str, tuple[list[Claim], list[Claim], list[Claim]]] = {id: ([], [], []) for id in network.actors}
    for dyad in network.dyads:
        for end, acts, acted_on in (
            (dyad.ends[0], dyad.forth, dyad.back),
            (dyad.ends[1], dyad.back, dyad.forth),
        ):
            for side, claims in zip(sides[end], (acts, acted_on, dyad.mutual), strict=True):
                side.extend(claims)
    found = [
        Role(actor=id, acts=tuple(acts), acted_on=tuple(acted_on), mutual=tuple(mutual))
        for id, (acts, acted_on, mutual) in sides.items()
    ]
    return sorted(found, key=lambda role: (-len(network.claims_of[role.actor]), role.actor))


def dyad_asymmetry(dyad: Dyad) -> float | None:
    """Return how one-sided a dyad is: from 1, only the first acts on the second, to -1, the other way round."""
    return asymmetry(len(dyad.forth), len(dyad.back))
