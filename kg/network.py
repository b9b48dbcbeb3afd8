"""Which entities claims join, how, and where they stand on a map."""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple, TypeAlias

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.model import Claim, Corpus
from kg.ontology import Ontology
from kg.opposition import asserts, contests, is_affirmed

Points: TypeAlias = NDArray[np.float64]
Spot: TypeAlias = tuple[float, float]

#: Forces cost the square of what they move: of larger networks they place only this many, the most documented.
CORE = 300
#: How many of the most documented are shown before one is picked.
OVERVIEW = 40
_SEED = 7
_ROUNDS = 300
_LEEWAY = 1.0
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
# How far the first step of a spiral goes, in pixels.
_STRIDE = 12.0
# Half of the width and height of the frame, of a name with its disc, and of a small disc, in pixels at rest.
_HALF_WIDTH, _HALF_HEIGHT = 520.0, 360.0
_NAME = (62.0, 26.0)
_DISC = (12.0, 12.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two entities and the claims that join them.

    ``valence`` is the mean over the claims that affirm something, 0 where none does; ``is_affirmed`` tells that one
    does, ``asserted`` that at least one is affirmed, actual and in its source's own voice; ``disputed`` that another
    claim contests one of them.
    """

    ends: tuple[str, str]
    claims: tuple[Claim, ...]
    valence: float
    asserted: bool
    disputed: bool
    is_affirmed: bool


class Point(NamedTuple):
    """A place on the map; y grows downwards."""

    x: int
    y: int


_NOWHERE: Mapping[str, Point] = {}


def pairs(corpus: Corpus, ontology: Ontology) -> tuple[Pair, ...]:
    """Return a pair for every two entities that claims join, in the order of their ids."""
    contested = contests(corpus.claims, ontology)
    joining: dict[tuple[str, str], list[Claim]] = {}
    for claim in in_order(corpus.claims):
        first, second = sorted((claim.subject, claim.object))
        if first != second:
            joining.setdefault((first, second), []).append(claim)
    return tuple(_pair(ends, claims, contested, ontology) for ends, claims in sorted(joining.items()))


def in_order(claims: Iterable[Claim]) -> list[Claim]:
    """Return *claims* in the order of the sources' ids and, within a source, as one reads it."""
    return sorted(claims, key=lambda claim: (claim.source, claim.paragraph or 0, len(claim.local_id), claim.local_id))


def documented(pairs: Iterable[Pair]) -> Mapping[str, int]:
    """Return how many claims join each entity to others, the most documented first."""
    counts: Counter[str] = Counter()
    for pair in pairs:
        for end in pair.ends:
            counts[end] += len(pair.claims)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def kept_points(corpus: Corpus) -> Mapping[str, Point]:
    """Return where the corpus keeps its entities, without what is in the registry no longer."""
    return {kept.id: Point(kept.x, kept.y) for kept in corpus.positions if kept.id in corpus.entities}


def layout(pairs: Iterable[Pair], kept: Mapping[str, Point] = _NOWHERE) -> Mapping[str, Point]:
    """Return where each entity stands: those that many claims join near each other, and none upon another.

    What is *kept* somewhere stands there, and the others find their places among it. The same pairs give the same map
    in whatever order they come.
    """
    ordered = sorted(pairs, key=lambda pair: pair.ends)
    counts = documented(ordered)
    core = list(counts)[:CORE]
    placed: dict[str, Spot] = {id: kept[id] for id in counts if id in kept}
    if placed:
        placed |= _newcomers(ordered, placed, core, counts)
    else:
        placed = dict(zip(core, _core(ordered, core, counts), strict=True))
    placed |= _fringe(ordered, placed, [id for id in counts if id not in placed])
    return {id: Point(*map(round, placed[id])) for id in counts}


def _pair(ends: tuple[str, str], claims: Sequence[Claim], contested: Container[str], ontology: Ontology) -> Pair:
    valences = [ontology.relations[claim.relation].valence for claim in claims if is_affirmed(claim, ontology)]
    return Pair(
        ends=ends,
        claims=tuple(claims),
        valence=round(math.fsum(valences) / len(valences), 2) if valences else 0.0,
        asserted=any(asserts(claim, ontology) for claim in claims),
        disputed=any(claim.id in contested for claim in claims),
        is_affirmed=bool(valences),
    )


def _core(pairs: Iterable[Pair], core: Sequence[str], counts: Mapping[str, int]) -> list[tuple[float, float]]:
    """Place the overview first, with room for names, and the others where it leaves room."""
    if not core:
        return []
    points = _framed(_drawn_by_forces(pairs, core))
    first = points[:OVERVIEW]
    first = _apart(first, _room([counts[id] for id in core[:OVERVIEW]], _NAME), held=0)
    points = np.concatenate([first, points[OVERVIEW:]])
    points = _apart(points, _room([counts[id] for id in core], _DISC), held=len(first))
    return [(float(x), float(y)) for x, y in points]


def _drawn_by_forces(pairs: Iterable[Pair], core: Sequence[str]) -> Points:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(core)
    for pair in pairs:
        if graph.has_node(pair.ends[0]) and graph.has_node(pair.ends[1]):
            graph.add_edge(*pair.ends, weight=math.log1p(len(pair.claims)))
    found = nx.forceatlas2_layout(graph, max_iter=200, weight="weight", seed=_SEED)
    return np.array([found[id] for id in core], dtype=np.float64)


def _framed(points: Points) -> Points:
    """Return *points* around the middle of the overview, which fills the frame; the outliers are drawn in."""
    offsets = points - np.median(points[:OVERVIEW], axis=0)
    spread = np.hypot(offsets[:, 0], offsets[:, 1])
    drawn_in = offsets * np.where(spread > 0, spread, 1.0)[:, None] ** -0.4
    reach = np.abs(drawn_in[:OVERVIEW]).max(axis=0)
    return np.asarray(drawn_in / np.where(reach > 0, reach, 1.0) * (_HALF_WIDTH, _HALF_HEIGHT), dtype=np.float64)


def _room(counts: Sequence[int], least: tuple[float, float]) -> Points:
    """Return half the width and height that each entity needs: *least*, and more for the better documented."""
    return np.asarray(least, dtype=np.float64) + _growth(counts, max(counts))


def _growth(counts: Sequence[int], highest: int) -> Points:
    """Return, in a column, how much wider and higher entities are for their claims."""
    return np.asarray(24 * np.sqrt(np.array(counts) / highest)[:, None], dtype=np.float64)


def _apart(points: Points, room: Points, *, held: int) -> Points:
    """Return *points* moved until no box of the size of *room* covers another, or rounds run out.

    The first *held* points stay where they are.
    """
    needed = room[:, None, :] + room[None, :, :]
    for _ in range(_ROUNDS):
        offsets = points[:, None, :] - points[None, :, :]
        missing = needed - np.abs(offsets)
        covers = np.asarray((missing > _LEEWAY).all(axis=2), dtype=np.bool_)
        np.fill_diagonal(covers, False)
        covers[:held] = False
        if not covers.any():
            break
        missing[:, :held] *= 2  # what is held does not take its half of the way
        points = np.asarray(points + _pushes(offsets, missing, covers), dtype=np.float64)
    return points


def _pushes(offsets: Points, missing: Points, covers: NDArray[np.bool_]) -> Points:
    """Return the way that each point goes: its part of what is missing, along the axis where that is less.

    A drift of its own frees each point from others on the same spot, or pushing it from two sides.
    """
    sideways = missing[:, :, 0] < missing[:, :, 1]
    along = np.stack([covers & sideways, covers & ~sideways], axis=2)
    # Dividing by the number itself would be slow to part a crowd, not dividing at all would throw it about.
    crowd = np.sqrt(np.maximum(along.sum(axis=1), 1))
    pushes = np.where(along, missing * np.sign(offsets), 0.0).sum(axis=1) * 0.8 / crowd
    turns = np.arange(len(offsets)) * _GOLDEN_ANGLE
    drift = 0.3 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    is_covered = np.asarray(covers.any(axis=1), dtype=np.bool_)
    return np.asarray(np.where(is_covered[:, None], pushes + drift, 0.0), dtype=np.float64)


def _newcomers(
    pairs: Iterable[Pair], held: Mapping[str, Spot], core: Sequence[str], counts: Mapping[str, int]
) -> dict[str, Spot]:
    """Return a place for each of *core* that is not held, the best documented with a placed neighbour first."""
    neighbours = _neighbours(pairs)
    placed = dict(held)
    waiting = [id for id in core if id not in held]
    while waiting:
        id = next((id for id in waiting if not placed.keys().isdisjoint(neighbours[id])), waiting[0])
        waiting.remove(id)
        middle = _middle([placed[other] for other in neighbours[id] if other in placed])
        taken = np.array(list(placed.values()), dtype=np.float64)
        placed[id] = _free_spot(middle, taken, _needed(id, list(placed), core[:OVERVIEW], counts))
    return placed


def _needed(id: str, others: Sequence[str], overview: Container[str], counts: Mapping[str, int]) -> Points:
    """Return how far, sideways and up or down, *id* must stand from each of *others*; the overview has names."""
    highest = max(counts.values())
    named = np.array([id in overview and other in overview for other in others], dtype=np.bool_)
    growth = _growth([counts[id]], highest) + _growth([counts[other] for other in others], highest)
    return np.asarray(2 * np.where(named[:, None], _NAME, _DISC) + growth, dtype=np.float64)


def _free_spot(middle: Spot, taken: Points, needed: Points) -> Spot:
    """Return the nearest place to *middle*, along a spiral, that is as far as *needed* from each that is taken."""
    return next(spot for spot in _spiral(middle) if not (np.abs(taken - spot) < needed).all(axis=1).any())


def _spiral(middle: Spot) -> Iterator[Spot]:
    for turn in count():
        angle, distance = turn * _GOLDEN_ANGLE, _STRIDE * math.sqrt(turn)
        yield middle[0] + distance * math.cos(angle), middle[1] + distance * math.sin(angle)


def _fringe(pairs: Iterable[Pair], placed: Mapping[str, Spot], others: Iterable[str]) -> dict[str, Spot]:
    """Return a place for each of *others*, near the middle of those of its neighbours that are placed."""
    neighbours = _neighbours(pairs)
    return {id: _beside(id, [placed[other] for other in neighbours[id] if other in placed]) for id in others}


def _neighbours(pairs: Iterable[Pair]) -> Mapping[str, Sequence[str]]:
    neighbours: dict[str, list[str]] = {}
    for pair in pairs:
        for one, other in (pair.ends, pair.ends[::-1]):
            neighbours.setdefault(one, []).append(other)
    return neighbours


def _beside(id: str, points: Sequence[Spot]) -> Spot:
    middle = _middle(points)
    mixed = zlib.crc32(id.encode())
    angle, distance = (mixed % 3600) / 3600 * math.tau, 60 + mixed // 3600 % 120
    return middle[0] + distance * math.cos(angle), middle[1] + distance * math.sin(angle)


def _middle(points: Sequence[Spot]) -> Spot:
    points = points or [(0.0, 0.0)]
    return math.fsum(x for x, _ in points) / len(points), math.fsum(y for _, y in points) / len(points)
