"""Cycles of a network with signs that are not balanced.

A cycle is unbalanced if an odd number of its dyads is hostile, or in the weaker sense of Davis (Human Relations 1967)
if exactly one is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from kg.analysis.network.signs import Ends

Signs: TypeAlias = Mapping[Ends, int]
Cycle: TypeAlias = frozenset[Ends]
Neighbours: TypeAlias = Mapping[str, Mapping[str, int]]


def unbalanced(signs: Signs, weak: bool, roots: Iterable[str]) -> list[Cycle]:
    """Return unbalanced cycles, the shortest first: those that a dyad closes with ways from one of *roots*.

    If there is an unbalanced cycle, at least one is found.
    """
    found: dict[Cycle, None] = {}
    neighbours = neighbours_of({ends: sign for ends, sign in signs.items() if sign > 0 or not weak})
    everybody = actors_of(signs)
    for root in roots:
        above, parity, tree = _forest(neighbours, [root, *everybody])
        for (one, other), sign in signs.items():
            if tree[one] == tree[other] and parity[one] * parity[other] != sign:
                found[_cycle(one, other, above)] = None
    return sorted(found, key=lambda cycle: (len(cycle), sorted(cycle)))


def _forest(
    neighbours: Neighbours, roots: Iterable[str]
) -> tuple[Mapping[str, str], Mapping[str, int], Mapping[str, str]]:
    """Return who stands above each actor in trees of shortest ways, the sign of the way from the root, and the root."""
    above: dict[str, str] = {}
    parity: dict[str, int] = {}
    tree: dict[str, str] = {}
    for root in roots:
        if root in tree:
            continue
        tree[root], parity[root], waiting = root, 1, deque([root])
        while waiting:
            one = waiting.popleft()
            for other, sign in neighbours.get(one, {}).items():
                if other not in tree:
                    above[other], parity[other], tree[other] = one, parity[one] * sign, root
                    waiting.append(other)
    return above, parity, tree


def _cycle(one: str, other: str, above: Mapping[str, str]) -> Cycle:
    """Return the dyad of two actors and those on the way between them in the tree."""
    first, second = _way_up(one, above), _way_up(other, above)
    return frozenset({(one, other)} | (first ^ second))


def _way_up(actor: str, above: Mapping[str, str]) -> set[Ends]:
    way: set[Ends] = set()
    while actor in above:
        way.add((min(actor, above[actor]), max(actor, above[actor])))
        actor = above[actor]
    return way


def actors_of(signs: Signs) -> Sequence[str]:
    """Return the actors of *signs*, those with the most dyads first."""
    return sorted(neighbours := neighbours_of(signs), key=lambda actor: (-len(neighbours[actor]), actor))


def neighbours_of(signs: Signs) -> Neighbours:
    """Return for each actor the others that it has a dyad with, and its sign."""
    found: dict[str, dict[str, int]] = {}
    for (one, other), sign in signs.items():
        found.setdefault(one, {})[other] = sign
        found.setdefault(other, {})[one] = sign
    return found
