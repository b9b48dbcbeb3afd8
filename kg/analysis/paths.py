"""How claims lead from one actor or issue to another: the shortest ways, the best documented first."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, count, islice, pairwise
from typing import TypeAlias

import networkx as nx

from kg.model import Claim, Corpus
from kg.network import in_order
from kg.ontology import Ontology
from kg.opposition import asserts

Chain: TypeAlias = tuple[str, ...]

#: How many hops longer than the shortest path others may be.
DETOUR = 3
#: How many hops longer than seems to be needed a path may be that is to pass something.
FARTHEST = 12
#: After how many partial chains a search is given up.
PATIENCE = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """Two that follow each other on a path, and the claims that join them, whichever of the two is their subject."""

    ends: tuple[str, str]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A way from one to another that passes nothing twice."""

    hops: tuple[Hop, ...]

    @property
    def names(self) -> Chain:
        """The ids on the way, both ends included."""
        return (self.hops[0].ends[0], *(hop.ends[1] for hop in self.hops))

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of all hops."""
        return tuple(claim for hop in self.hops for claim in hop.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """The first paths of all that there are, in order.

    ``more`` tells that others have as many hops as the last, ``given_up`` that the search ended before its end.
    """

    found: tuple[Path, ...]
    more: bool
    given_up: bool


class Links:
    """Which actors and issues claims join, as a network without directions.

    A link is any number of claims with the two as subject and object; items, places and claimants make none. By default
    only claims count that assert something: affirmed, actual and in the source's own voice.
    """

    def __init__(self, corpus: Corpus, ontology: Ontology, *, asserted: bool = True, actors: bool = False) -> None:
        self._claims: dict[frozenset[str], list[Claim]] = {}
        self._kept = {actor.id for actor in corpus.actors} if actors else None
        self.neighbours: dict[str, dict[str, int]] = {}
        for claim in in_order(corpus.claims):
            if claim.subject != claim.object and (not asserted or asserts(claim, ontology)):
                self._claims.setdefault(frozenset((claim.subject, claim.object)), []).append(claim)
        for ends, claims in self._claims.items():
            one, other = ends
            self.neighbours.setdefault(one, {})[other] = len(claims)
            self.neighbours.setdefault(other, {})[one] = len(claims)

    def hop(self, one: str, other: str) -> Hop:
        """Return the link between two neighbours."""
        return Hop(ends=(one, other), claims=tuple(self._claims[frozenset((one, other))]))

    def between(self, ends: Collection[str]) -> Mapping[str, Mapping[str, int]]:
        """Return the neighbours of all that may lie on a path between *ends*, with how many claims join them.

        If paths are to go through actors alone, what else there is may only be an end.
        """
        if self._kept is None:
            return self.neighbours
        kept = self._kept | set(ends)
        return {
            id: {other: number for other, number in joined.items() if other in kept}
            for id, joined in self.neighbours.items()
            if id in kept
        }


def shortest_paths(links: Links, start: str, goal: str, *, number: int = 1, through: Collection[str] = ()) -> Paths:
    """Return the first *number* paths from *start* to *goal* that pass all of *through*.

    Shorter ones come first; of equally long ones that whose least documented hop has the most claims, then that with
    the most claims in all, then by the ids on the way. No path is more than `DETOUR` hops longer than the shortest.
    """
    search = _Search(links.between((start, goal, *through)), start, goal, through)
    chains = list(islice(search.chains(), number + 1))
    shown = chains[:number]
    return Paths(
        found=tuple(Path(hops=tuple(links.hop(*ends) for ends in pairwise(chain))) for chain in shown),
        more=len(chains) > number and len(chains[number]) == len(shown[-1]),
        given_up=search.given_up,
    )


class _Search:
    """Finds chains in order: for each length in turn, the most promising beginning is continued first.

    What a beginning may still become is bounded by the best walk of the hops that are left, which may pass things
    twice; so no chain is found before a better one (Hart, Nilsson and Raphael, IEEE
    Transactions on Systems Science and Cybernetics 4, 1968).
    """

    def __init__(
        self, neighbours: Mapping[str, Mapping[str, int]], start: str, goal: str, through: Collection[str]
    ) -> None:
        self._neighbours, self._start, self._goal, self._through = neighbours, start, goal, frozenset(through)
        self._to_goal = distances(neighbours, goal)
        self._to = {id: distances(neighbours, id) for id in sorted(self._through)}
        self._tours: dict[tuple[str, frozenset[str]], int] = {}
        # For 0, 1, 2 ... hops: from where they lead to the goal, with the claims of the weakest hop and in all at best.
        self._walks: list[Mapping[str, tuple[int, int]]] = [{goal: (_UNBOUNDED, 0)}]
        self._patience = PATIENCE
        self.given_up = False

    def chains(self) -> Iterator[Chain]:
        """Yield the chains in order."""
        if not self._can_pass():
            return
        first, longest = self._least(self._start, self._through), len(self._neighbours) - 1
        last = min(first + FARTHEST, longest)
        has_found = False
        for length in count(first):
            if length > last or self.given_up:
                break
            for chain in self._of_length(length):
                last = last if has_found else min(length + DETOUR, longest)
                has_found = True
                yield chain
        self.given_up |= not has_found and last < longest

    def _can_pass(self) -> bool:
        """Tell whether each thing to be passed lies on some way between the ends.

        It does if, once the ends are joined, it lies with them in a part of the network that no one thing cuts in two.
        """
        if self._start not in self._to_goal or not self._through <= self._to_goal.keys():
            return False
        if not self._through:
            return True
        joined: nx.Graph[str] = nx.Graph()
        joined.add_edges_from((one, other) for one, others in self._neighbours.items() for other in others)
        joined.add_edge(self._start, self._goal)
        wanted = self._through | {self._start, self._goal}
        return any(wanted.issubset(block) for block in nx.biconnected_components(joined))

    def _least(self, id: str, left: frozenset[str]) -> int:
        """Return how many hops it takes at least from a name to the goal, past all of *left* in the best order."""
        if not left:
            return self._to_goal[id]
        return min(self._to[first].get(id, _UNBOUNDED) + self._tour(first, left - {first}) for first in left)

    def _tour(self, first: str, left: frozenset[str]) -> int:
        """Return `_least` from one of what is to be passed, which is asked for again and again."""
        if (first, left) not in self._tours:
            self._tours[first, left] = self._least(first, left)
        return self._tours[first, left]

    def _of_length(self, length: int) -> Iterator[Chain]:
        """Yield the chains of so many hops, in order."""
        while len(self._walks) <= length:
            self._walks.append(self._one_hop_more(self._walks[-1]))
        if self._start not in self._walks[length]:
            return
        heap: list[tuple[int, int, Chain, int, int]] = [(0, 0, (self._start,), _UNBOUNDED, 0)]
        while heap:
            _, _, chain, weakest, total = heapq.heappop(heap)
            left = length + 1 - len(chain)
            if not left:
                yield chain
                continue
            self._patience -= 1
            if self._patience < 0:
                self.given_up = True
                return
            for other, claims in self._neighbours[chain[-1]].items():
                if self._may_follow(chain, other, left - 1):
                    least, most = self._walks[left - 1][other]
                    weak, sum = min(weakest, claims), total + claims
                    heapq.heappush(heap, (-min(weak, least), -(sum + most), (*chain, other), weak, sum))

    def _may_follow(self, chain: Chain, other: str, left: int) -> bool:
        if other not in self._walks[left] or other in chain:
            return False
        waiting = self._through.difference(chain, (other,))
        return not waiting or self._least(other, waiting) <= left

    def _one_hop_more(self, walks: Mapping[str, tuple[int, int]]) -> Mapping[str, tuple[int, int]]:
        longer: dict[str, tuple[int, int]] = {}
        for id, (least, most) in walks.items():
            for other, claims in self._neighbours.get(id, {}).items():
                if other != self._goal:
                    weak, total = longer.get(other, (0, 0))
                    longer[other] = (max(weak, min(least, claims)), max(total, most + claims))
        return longer


_UNBOUNDED = 1 << 60


def distances(neighbours: Mapping[str, Mapping[str, int]], start: str) -> Mapping[str, int]:
    """Return how many hops away everything is that can be reached from *start*, the nearest first."""
    found, edge = {start: 0}, [start]
    for steps in count(1):
        edge = sorted({other for id in edge for other in neighbours.get(id, ()) if other not in found})
        if not edge:
            return found
        found |= dict.fromkeys(edge, steps)
    raise AssertionError


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """Two that one thing joins, and what each has to do with it; ``direct`` tells that claims join the two as well."""

    path: Path
    direct: bool


def joints(links: Links, middle: str, ids: Collection[str]) -> tuple[Joint, ...]:
    """Return each two of *ids* that are neighbours of *middle*, joined through it.

    Those that nothing joins directly come first, then those whose weaker hop has more claims, then more claims in all.
    """
    known = links.neighbours.get(middle, {})
    pairs = combinations(sorted(known.keys() & set(ids)), 2)

    def rank(pair: tuple[str, str]) -> tuple[bool, int, int, tuple[str, str]]:
        numbers = [known[id] for id in pair]
        return pair[1] in links.neighbours[pair[0]], -min(numbers), -sum(numbers), pair

    return tuple(
        Joint(path=Path(hops=(links.hop(one, middle), links.hop(middle, other))), direct=other in links.neighbours[one])
        for one, other in sorted(pairs, key=rank)
    )
