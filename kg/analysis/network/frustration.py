"""How many signs stand in the way of balance: the frustration index, exact where that can be found, else in bounds.

A network with signs is balanced if its actors fall into two camps with friendship within and hostility between them
(Cartwright & Harary, Psychological Review 1956), and in the weaker sense of Davis (Human Relations 1967) if they fall
into any number of such camps. The frustration index, Harary's line index of balance (Behavioral Science 1959), is the
smallest number of dyads whose sign would have to change for that.

Both are the least number of dyads that hit every unbalanced cycle: one with an odd number of hostile dyads, or in the
weaker sense with exactly one. So an integer programme over the cycles found so far gives a lower bound; if what it
picks leaves no unbalanced cycle it is the index, and else that cycle joins the others (Moreno-Centeno & Karp,
Operations Research 2013). No cycle goes through two blocks of a graph, so that each is solved for itself.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

import networkx as nx
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from kg.analysis.network.cycles import Cycle, Neighbours, Signs, actors_of, neighbours_of, unbalanced
from kg.analysis.network.signs import Ends

# A name that the actors who hang together have in common, and the side on which one stands.
Camp: TypeAlias = tuple[str, int]

# A block with more dyads gets bounds; and one on which the solver needs more rounds, or nodes in all of them.
_DYADS, _ROUNDS, _NODES = 400, 60, 60
# How many cycles a round adds, and how many steps along a dyad looking for camps and disjoint cycles may take.
_CYCLES, _STEPS = 400, 1_000_000
_RESTARTS = 30
_SEED = 7
_ALONE: Camp = ("", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """Camps, and the dyads whose sign stands against them.

    ``parts`` are the parts of the network between which there is no dyad, each with its camps, the largest first. Any
    division has at least ``least`` dyads against it: one with no more is one of the best, and their number is the
    frustration index. ``undecided`` are actors who could change camps alone at no cost.
    """

    parts: tuple[tuple[tuple[str, ...], ...], ...]
    against: tuple[Ends, ...]
    least: int
    undecided: tuple[str, ...]

    @property
    def is_exact(self) -> bool:
        """Whether no division has fewer dyads against it."""
        return self.least == len(self.against)


def divide(signs: Signs, *, weak: bool = False) -> Division:
    """Return the best division found of a network with signs: into two camps, or if *weak* into any number.

    Two runs give the same.
    """
    least, against = 0, set[Ends]()
    for block in _blocks(signs):
        bound, hit = _solve(block, weak)
        least, against = least + bound, against | hit
    camp_of = _joined(signs, weak, against)
    return Division(
        parts=_parts(camp_of, _joined(signs, weak=False)),
        against=tuple(sorted(_against(signs, camp_of))),
        least=least,
        undecided=tuple(_undecided(signs, camp_of, weak)),
    )


def _blocks(signs: Signs) -> Iterator[Signs]:
    """Yield the parts that no single actor holds together, without those that have no cycle."""
    graph = nx.Graph(sorted(signs))
    for edges in nx.biconnected_component_edges(graph):
        if len(block := sorted({(min(edge), max(edge)) for edge in edges})) > 1:
            yield {ends: signs[ends] for ends in block}


def _solve(block: Signs, weak: bool) -> tuple[int, set[Ends]]:
    """Return the least number of dyads that stand against a division of a block, and a set that hits all cycles."""
    upper = _search(block, weak)
    lower = _disjoint(block, weak) if upper else 0
    if lower == len(upper) or len(block) > _DYADS:
        return lower, upper
    return _by_cycles(block, weak, lower, upper)


def _by_cycles(block: Signs, weak: bool, lower: int, upper: set[Ends]) -> tuple[int, set[Ends]]:
    cycles = dict.fromkeys(unbalanced(block, weak, actors_of(block))[:_CYCLES])
    nodes = _NODES
    for _ in range(_ROUNDS):
        chosen, bound, used = _smallest_hit(list(block), list(cycles), nodes)
        lower = max(lower, bound)
        nodes -= used
        if lower == len(upper) or nodes <= 0:
            break
        rest = {ends: sign for ends, sign in block.items() if ends not in chosen}
        found = unbalanced(rest, weak, actors_of(block))[:_CYCLES]
        if not found:
            return len(chosen), chosen
        cycles.update(dict.fromkeys(found))
    return lower, upper


def _smallest_hit(dyads: Sequence[Ends], cycles: Sequence[Cycle], nodes: int) -> tuple[set[Ends], int, int]:
    """Return the fewest dyads that hit each cycle, their number or what it is at least, and how many nodes that took.

    Where it takes all of *nodes*, the dyads may not be the fewest.
    """
    places = {ends: place for place, ends in enumerate(dyads)}
    columns = [places[ends] for cycle in cycles for ends in sorted(cycle)]
    rows = np.repeat(np.arange(len(cycles)), [len(cycle) for cycle in cycles])
    holds = csr_array((np.ones(len(columns)), (rows, columns)), shape=(len(cycles), len(dyads)))
    found = milp(
        np.ones(len(dyads)),
        constraints=LinearConstraint(holds, lb=1),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(dyads), dtype=np.int8),
        options={"node_limit": nodes},  # and no limit of time, which would make two runs differ
    )
    bound = 0 if found.mip_dual_bound is None else math.ceil(found.mip_dual_bound - 1e-6)
    chosen = [] if found.x is None else np.flatnonzero(found.x > 0.5).tolist()
    used = int(found.mip_node_count) if found.status == 0 else nodes
    return {dyads[place] for place in chosen}, bound, used


def _disjoint(block: Signs, weak: bool) -> int:
    """Return how many unbalanced cycles without a dyad in common were found: a sign for each must change."""
    rest, count = dict(block), 0
    roots = actors_of(block) if len(block) <= _DYADS else actors_of(block)[:1]
    for _ in range(max(1, _STEPS // (len(block) * len(roots)))):
        found = 0
        for cycle in unbalanced(rest, weak, roots):
            if cycle <= rest.keys():
                found += 1
                for ends in cycle:
                    del rest[ends]
        if not found:
            break
        count += found
    return count


def _search(block: Signs, weak: bool) -> set[Ends]:
    """Return the dyads against the best division that actors find who, one by one, go where fewest dyads oppose.

    They start from the ways in a tree, and then, as often as the size of the block allows, from anywhere.
    """
    random_ = random.Random(_SEED)
    neighbours, actors = neighbours_of(block), actors_of(block)
    best = _settled(neighbours, dict(_joined(block, weak)), weak)
    least = _against(block, best)
    for _ in range(min(_RESTARTS, _STEPS // (10 * len(block)))):
        start = {actor: (actors[0], random_.choice((1, -1))) for actor in actors}
        against = _against(block, _settled(neighbours, start, weak))
        least = min(least, against, key=len)
    return least


def _settled(neighbours: Neighbours, camp_of: dict[str, Camp], weak: bool) -> Mapping[str, Camp]:
    """Return *camp_of* after moves of single actors, each to fewer dyads against it, until there is none left."""
    moves, moved = 0, True
    while moved:
        moved = False
        for actor, near in neighbours.items():
            pulls = _pulls(near, camp_of, camp_of[actor], weak)
            best = max(pulls, key=lambda camp: pulls[camp])  # the first of equals, which begin with that of the actor
            if best != camp_of[actor]:
                moves, moved = moves + 1, True
                camp_of[actor] = (actor, moves + 1) if best == _ALONE else best
    return camp_of


def _pulls(near: Mapping[str, int], camp_of: Mapping[str, Camp], own: Camp, weak: bool) -> Mapping[Camp, int]:
    """Return for each camp that an actor may be in, its own first, the friends it has there less those hostile to it.

    The more that is, the fewer dyads are against the division.
    """
    pulls: dict[Camp, int] = {own: 0, (_ALONE if weak else (own[0], -own[1])): 0}
    for other, sign in near.items():
        pulls[camp_of[other]] = pulls.get(camp_of[other], 0) + sign
    return pulls


def _joined(signs: Signs, weak: bool, against: Set[Ends] = frozenset()) -> Mapping[str, Camp]:
    """Return the camps that dyads make, those *against* a division at last: the first word on two actors holds.

    A dyad puts two into one camp or, unless *weak*, into the two opposite ones.
    """
    above: dict[str, Camp] = {actor: (actor, 1) for actor in actors_of(signs)}
    sizes = dict.fromkeys(above, 1)

    def camp(actor: str) -> Camp:
        parity = 1
        while above[actor][0] != actor:
            actor, parity = above[actor][0], parity * above[actor][1]
        return actor, parity

    agreed = [ends for ends in signs if ends not in against]
    for ends in agreed if weak else [*agreed, *sorted(against)]:
        (one, parity), (other, other_parity) = camp(ends[0]), camp(ends[1])
        if one != other and (signs[ends] > 0 or not weak):
            # The smaller under the larger, so that the way up stays short.
            one, other = sorted((one, other), key=sizes.__getitem__)
            above[one] = (other, parity * other_parity * signs[ends])
            sizes[other] += sizes[one]
    return {actor: camp(actor) for actor in above}


def _against(signs: Signs, camp_of: Mapping[str, Camp]) -> set[Ends]:
    return {ends for ends, sign in signs.items() if (camp_of[ends[0]] == camp_of[ends[1]]) != (sign > 0)}


def _undecided(signs: Signs, camp_of: Mapping[str, Camp], weak: bool) -> Iterator[str]:
    sizes = Counter(camp_of.values())
    for actor, near in sorted(neighbours_of(signs).items()):
        own = camp_of[actor]
        pulls = _pulls(near, camp_of, own, weak)
        same = {own, _ALONE} if sizes[own] == 1 else {own}
        if any(pull == pulls[own] for camp, pull in pulls.items() if camp not in same):
            yield actor


def _parts(camp_of: Mapping[str, Camp], part_of: Mapping[str, Camp]) -> tuple[tuple[tuple[str, ...], ...], ...]:
    parts: dict[str, dict[Camp, list[str]]] = {}
    for actor, camp in sorted(camp_of.items()):
        parts.setdefault(part_of[actor][0], {}).setdefault(camp, []).append(actor)
    found = (tuple(sorted(map(tuple, camps.values()), key=lambda camp: (-len(camp), camp))) for camps in parts.values())
    return tuple(sorted(found, key=lambda camps: (-sum(map(len, camps)), camps)))
