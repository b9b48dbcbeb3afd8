"""Which claims tie two actors, and the sign that a dyad has from them.

A network with signs does not lie in the texts: somebody decides whose voice and which mood count, and how claims of
both signs on one dyad are set off. Here that is a value, `SignRule`, which every figure names.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias

import networkx as nx

from kg.model import Actor, Claim, Corpus
from kg.network import in_order
from kg.ontology import Ontology, qualifier
from kg.opposition import is_affirmed
from kg.problems import MisuseError

Voice: TypeAlias = Literal["own", "any"]
Mood: TypeAlias = Literal["asserted", "any"]
Method: TypeAlias = Literal["sum", "mean", "majority", "unanimous"]
Ends: TypeAlias = tuple[str, str]

#: What each method makes of the claims on a dyad; below 0 it is hostile.
METHODS: Mapping[Method, str] = {
    "sum": "the sum of the valences",
    "mean": "the mean of the valences",
    "majority": "how many more are friendly than hostile, however much so",
    "unanimous": "how many are friendly, or hostile, and 0 where there are both",
}
#: Why a claim does not count, in the order in which that is asked.
REASONS = ("apart", "denied", "voice", "mood")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRule:
    """How a dyad gets its sign: which claims count, what is made of them, and up to what, either way, it is neutral.

    Claims that deny something never count, since the valence of a relation is not that of its denial. Raises
    MisuseError for a distance below 0.
    """

    voice: Voice = "own"
    mood: Mood = "asserted"
    method: Method = "sum"
    neutral: float = 0.0

    def __post_init__(self) -> None:
        if not self.neutral >= 0:  # which a number that is none is not either
            raise MisuseError(f"neutral is up to a number from 0, not {self.neutral}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dyad:
    """Two actors, by the order of their ids, with the claims that count; ``sign`` is 1, -1, or 0 for neutral.

    By direction the claims lead ``forth``, from the first to the second, or ``back``, or they are ``mutual``, of a
    symmetric relation; by valence they are ``friendly``, ``hostile`` or neither.
    """

    ends: Ends
    claims: tuple[Claim, ...]
    forth: tuple[Claim, ...]
    back: tuple[Claim, ...]
    mutual: tuple[Claim, ...]
    friendly: tuple[Claim, ...]
    hostile: tuple[Claim, ...]
    score: float
    sign: int

    @property
    def is_mixed(self) -> bool:
        """Whether claims of both signs count."""
        return bool(self.friendly and self.hostile)


@dataclass(frozen=True, kw_only=True)
class ActorNetwork:
    """The dyads that a rule finds, in the order of their ends, and the claims that do not count, by `REASONS`."""

    rule: SignRule
    dyads: tuple[Dyad, ...]
    left_out: Mapping[str, tuple[Claim, ...]]

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that count."""
        return tuple(claim for dyad in self.dyads for claim in dyad.claims)

    @cached_property
    def claims_of(self) -> Mapping[str, tuple[Claim, ...]]:
        """The claims that count of each actor, by id."""
        found: dict[str, list[Claim]] = {}
        for dyad in self.dyads:
            for end in dyad.ends:
                found.setdefault(end, []).extend(dyad.claims)
        return {id: tuple(claims) for id, claims in sorted(found.items())}

    @property
    def actors(self) -> Sequence[str]:
        """The ids of all actors in a dyad."""
        return tuple(self.claims_of)

    @cached_property
    def friendly(self) -> frozenset[str]:
        """The ids of the claims that count and have a positive valence."""
        return frozenset(claim.id for dyad in self.dyads for claim in dyad.friendly)

    @cached_property
    def hostile(self) -> frozenset[str]:
        """The ids of the claims that count and have a negative valence."""
        return frozenset(claim.id for dyad in self.dyads for claim in dyad.hostile)

    @cached_property
    def signs(self) -> Mapping[Ends, int]:
        """The sign of each dyad that is not neutral."""
        return {dyad.ends: dyad.sign for dyad in self.dyads if dyad.sign}

    @cached_property
    def graph(self) -> nx.Graph[str]:
        """The dyads as a graph without direction; ``weight`` is the number of claims."""
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(self.actors)
        graph.add_weighted_edges_from((*dyad.ends, len(dyad.claims)) for dyad in self.dyads)
        return graph

    @property
    def arcs(self) -> Mapping[Ends, int]:
        """How many claims lead from one actor to another, those of symmetric relations both ways."""
        both = ((dyad.ends, dyad.forth, dyad.mutual) for dyad in self.dyads)
        back = ((dyad.ends[::-1], dyad.back, dyad.mutual) for dyad in self.dyads)
        return {ends: n for ends, one, mutual in (*both, *back) if (n := len(one) + len(mutual))}

    @cached_property
    def sources(self) -> Sequence[str]:
        """The sources of the claims that count, those with the most first."""
        counts = Counter(claim.source for claim in self.claims)
        return sorted(counts, key=lambda source: (-counts[source], source))


def actor_network(corpus: Corpus, ontology: Ontology, rule: SignRule) -> ActorNetwork:
    """Return the network of the actors of *corpus*, which must be without errors."""
    joining: dict[Ends, list[Claim]] = {}
    left_out: dict[str, list[Claim]] = {reason: [] for reason in REASONS}
    for claim in in_order(corpus.claims):
        if reason := _reason(claim, corpus, ontology, rule):
            left_out[reason].append(claim)
        else:
            first, second = sorted((claim.subject, claim.object))
            joining.setdefault((first, second), []).append(claim)
    return ActorNetwork(
        rule=rule,
        dyads=tuple(_dyad(ends, claims, ontology, rule) for ends, claims in sorted(joining.items())),
        left_out={reason: tuple(claims) for reason, claims in left_out.items()},
    )


def without(network: ActorNetwork, source: str, ontology: Ontology) -> ActorNetwork:
    """Return the network as it is without what one source says."""
    return replace(network, dyads=tuple(_rest(network, source, ontology)))


def _rest(network: ActorNetwork, source: str, ontology: Ontology) -> Iterator[Dyad]:
    for dyad in network.dyads:
        claims = [claim for claim in dyad.claims if claim.source != source]
        if len(claims) == len(dyad.claims):
            yield dyad
        elif claims:
            yield _dyad(dyad.ends, claims, ontology, network.rule)


def alternatives(rule: SignRule) -> tuple[SignRule, ...]:
    """Return *rule* and those that differ from it in one thing, and one that takes all that is affirmed."""
    changed = (
        rule,
        replace(rule, voice="any" if rule.voice == "own" else "own"),
        replace(rule, mood="any" if rule.mood == "asserted" else "asserted"),
        replace(rule, voice="any", mood="any"),
        replace(rule, method="sum"),
        replace(rule, method="majority"),
        replace(rule, method="unanimous"),
        # Without a threshold, mean and sum have one sign.
        replace(rule, method="mean", neutral=rule.neutral if rule.method == "mean" and rule.neutral else 1.0),
        replace(rule, neutral=0.0),
    )
    return tuple(dict.fromkeys(changed))


def changed_signs(one: ActorNetwork, other: ActorNetwork) -> int:
    """Return how many dyads have another sign in one network than in the other, or have one in one of them alone."""
    return sum(one.signs.get(ends) != other.signs.get(ends) for ends in {**one.signs, **other.signs})


def _reason(claim: Claim, corpus: Corpus, ontology: Ontology, rule: SignRule) -> str:
    """Return which of `REASONS` keeps a claim from counting, or an empty text."""
    ends = {claim.subject, claim.object}
    if len(ends) != 2 or not all(isinstance(corpus.entities[id], Actor) for id in ends):
        return "apart"
    if not is_affirmed(claim, ontology):
        return "denied"
    if rule.voice == "own" and claim.claimant:
        return "voice"
    asserted = qualifier(claim.modality, ontology.modalities).asserts
    return "mood" if rule.mood == "asserted" and not asserted else ""


def _dyad(ends: Ends, claims: Sequence[Claim], ontology: Ontology, rule: SignRule) -> Dyad:
    relations = [ontology.relations[claim.relation] for claim in claims]
    pairs = list(zip(claims, relations, strict=True))
    score = round(_SCORES[rule.method]([relation.valence for relation in relations]), 9)
    return Dyad(
        ends=ends,
        claims=tuple(claims),
        forth=tuple(claim for claim, relation in pairs if not relation.symmetric and claim.subject == ends[0]),
        back=tuple(claim for claim, relation in pairs if not relation.symmetric and claim.subject == ends[1]),
        mutual=tuple(claim for claim, relation in pairs if relation.symmetric),
        friendly=tuple(claim for claim, relation in pairs if relation.valence > 0),
        hostile=tuple(claim for claim, relation in pairs if relation.valence < 0),
        score=score,
        sign=0 if abs(score) <= rule.neutral else 1 if score > 0 else -1,
    )


def _surplus(valences: Iterable[float]) -> int:
    return sum((valence > 0) - (valence < 0) for valence in valences)


def _unopposed(valences: Sequence[float]) -> int:
    return 0 if min(valences) < 0 < max(valences) else _surplus(valences)


def _mean(valences: Sequence[float]) -> float:
    return math.fsum(valences) / len(valences)


_SCORES: Mapping[Method, Callable[[Sequence[float]], float]] = {
    "sum": math.fsum,
    "mean": _mean,
    "majority": _surplus,
    "unanimous": _unopposed,
}
