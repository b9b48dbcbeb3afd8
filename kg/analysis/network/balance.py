"""Structural balance: triads of actors whose signs fit together or do not, and what that hangs on.

It describes and does not predict. Harary did so for the Middle East in 1956 (Journal of Conflict Resolution 1961);
Doreian & Mrvar found that the signed relations of states need not move towards balance (Journal of Social Structure
2015).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.analysis.network.centrality import each_without
from kg.analysis.network.frustration import Division, divide
from kg.analysis.network.signs import ActorNetwork, Dyad, SignRule, actor_network, alternatives
from kg.model import Claim, Corpus
from kg.ontology import Ontology

#: How many steps along each tie `balance` takes, as `each_without` asks.
BALANCE_STEPS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Triad:
    """Three actors, by the order of their ids, of whom each two have a dyad with a sign."""

    actors: tuple[str, str, str]
    dyads: tuple[Dyad, Dyad, Dyad]

    @property
    def hostile(self) -> int:
        """How many of its signs are negative."""
        return sum(dyad.sign < 0 for dyad in self.dyads)

    @property
    def is_balanced(self) -> bool:
        """Whether the product of its signs is positive: the friend of a friend is a friend, the foe of a foe too."""
        return self.hostile % 2 == 0

    @property
    def is_weakly_balanced(self) -> bool:
        """Whether not exactly one sign is negative: three foes may be three camps (Davis, Human Relations 1967)."""
        return self.hostile != 1

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that make its signs."""
        return tuple(claim for dyad in self.dyads for claim in dyad.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """How far a network is balanced: its triads, and its best divisions into two camps and into any number."""

    network: ActorNetwork
    triads: tuple[Triad, ...]
    strict: Division
    weak: Division

    @property
    def balanced(self) -> Sequence[Triad]:
        """The triads that are balanced."""
        return [triad for triad in self.triads if triad.is_balanced]

    @property
    def weakly_balanced(self) -> Sequence[Triad]:
        """The triads that are balanced, or would be in the weaker sense."""
        return [triad for triad in self.triads if triad.is_weakly_balanced]


def balance(network: ActorNetwork) -> Balance:
    """Return how far a network is balanced."""
    return Balance(
        network=network,
        triads=tuple(triads(network)),
        strict=divide(network.signs),
        weak=divide(network.signs, weak=True),
    )


def balance_by_rule(corpus: Corpus, ontology: Ontology, rule: SignRule) -> Iterator[Balance]:
    """Yield the balance under *rule* and then under each other that differs from it in one thing."""
    for other in alternatives(rule):
        yield balance(actor_network(corpus, ontology, other))


def balance_without(network: ActorNetwork, ontology: Ontology) -> Iterator[tuple[str, Balance]]:
    """Yield each source and the balance of the network without it, as far as that can be afforded."""
    for source, rest in each_without(network, ontology, BALANCE_STEPS):
        yield source, balance(rest)


def triads(network: ActorNetwork) -> Iterator[Triad]:
    """Yield the triads of a network, those that are not balanced even weakly first, then the others by their actors."""
    yield from sorted(_triads(network), key=lambda triad: (triad.is_weakly_balanced, triad.is_balanced, triad.actors))


def _triads(network: ActorNetwork) -> Iterator[Triad]:
    signed = {dyad.ends: dyad for dyad in network.dyads if dyad.sign}
    later: dict[str, set[str]] = {}
    for one, other in signed:
        later.setdefault(one, set()).add(other)
    for one, second in signed:
        for third in sorted(later[one] & later.get(second, set())):
            yield Triad(
                actors=(one, second, third), dyads=(signed[one, second], signed[one, third], signed[second, third])
            )
