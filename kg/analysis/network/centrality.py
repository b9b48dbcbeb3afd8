"""Who stands at the centre of the network, by four measures, and how far each rank hangs on one source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import networkx as nx
import rustworkx as rx

from kg.analysis.network.signs import ActorNetwork, without
from kg.ontology import Ontology

#: What gives actors a score, higher for more; who is missing has none.
Scorer: TypeAlias = Callable[[ActorNetwork], Mapping[str, float]]

#: How much reckoning leaving sources out may take, in steps along one tie; a step is some tens of nanoseconds.
WORK = 200_000_000
# Scores that differ by less are equal: sums of fractions come in any order.
_DECIMALS = 9
_DAMPING = 0.85
_ROUNDS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """The lowest rank that an actor has when one source is left out, ``None`` where it is out of the ranking.

    ``sources`` are those without which it stands there.
    """

    rank: int | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure of centrality: what it says, what gives it, and how many steps along each tie that takes."""

    meaning: str
    scorer: Scorer
    steps: Callable[[ActorNetwork], int]


def ranks(scores: Mapping[str, float]) -> Mapping[str, int]:
    """Return ranks from 1, the highest score first; equal scores share the better rank.

    >>> ranks({"a": 2.0, "b": 3.0, "c": 2.0, "d": 1.0})
    {'b': 1, 'a': 2, 'c': 2, 'd': 4}
    """
    found: dict[str, int] = {}
    before: tuple[float, int] = (float("inf"), 0)
    for place, (id, score) in enumerate(sorted(scores.items(), key=lambda item: (-item[1], item[0])), start=1):
        before = before if score == before[0] else (score, place)
        found[id] = before[1]
    return found


def falls(network: ActorNetwork, ontology: Ontology, scorer: Scorer, steps: int) -> tuple[Mapping[str, Fall], int]:
    """Return the deepest fall of each actor whose rank falls, and how many sources were left out to find it.

    *steps* is what the scorer takes along each tie.
    """
    before, found, tried = ranks(scorer(network)), dict[str, Fall](), 0
    for source, rest in each_without(network, ontology, steps):
        tried += 1
        after = ranks(scorer(rest))
        for id, rank in before.items():
            found[id] = _deeper(found.get(id, Fall(rank=rank, sources=())), after.get(id), source)
    return {id: fall for id, fall in found.items() if fall.sources}, tried


def each_without(network: ActorNetwork, ontology: Ontology, steps: int) -> Iterator[tuple[str, ActorNetwork]]:
    """Yield each source and the network without it, those with the most claims first, as far as `WORK` goes.

    *steps* is what the reckoning takes along each tie. Of a network from one source nothing would be left.
    """
    affordable = WORK // max(1, steps * len(network.dyads))
    if len(network.sources) > 1:
        for source in network.sources[:affordable]:
            yield source, without(network, source, ontology)


def degree(network: ActorNetwork) -> Mapping[str, float]:
    """Return how many actors each is tied to."""
    return dict(network.graph.degree())


def betweenness(network: ActorNetwork) -> Mapping[str, float]:
    """Return the share of the shortest ways between others that lead through each, ties counted alike.

    Freeman, Sociometry 1977, by the algorithm of Brandes, Journal of Mathematical Sociology 2001.
    """
    graph = _fast(network.graph)
    return _by_name(graph, rx.betweenness_centrality(graph))


def eigenvector(network: ActorNetwork) -> Mapping[str, float]:
    """Return how much each is tied to others of whom the same is true, within the largest component; 1 is the most.

    Elsewhere it would be 0, whatever the ties there. Bonacich, Journal of Mathematical Sociology 1972.
    """
    graph = largest_component(network.graph)
    found = _eigenvector(graph)
    highest = max(found.values(), default=1.0)
    return {id: round(score / highest, _DECIMALS) for id, score in found.items()}


def pagerank(network: ActorNetwork) -> Mapping[str, float]:
    """Return how much of others' action reaches each of the largest component, directly or through others; in all 1.

    Two who only act on each other, apart from the rest, would keep all that reaches them and rank high. Each
    claim leads its subject's score on to its object, those of symmetric relations both ways. Brin & Page, Computer
    Networks and ISDN Systems 1998, with their damping of 0.85.
    """
    part = largest_component(network.graph)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(part))
    graph.add_weighted_edges_from((*ends, number) for ends, number in network.arcs.items() if ends[0] in part)
    found = nx.pagerank(graph, alpha=_DAMPING, max_iter=_ROUNDS, tol=1e-12)
    return {id: round(score, _DECIMALS) for id, score in found.items()}


def largest_component(graph: nx.Graph[str]) -> nx.Graph[str]:
    """Return the part of *graph* that hangs together and has the most actors; of several, that of the first id."""
    parts = sorted(map(sorted, nx.connected_components(graph)), key=lambda part: (-len(part), part))
    return graph.subgraph(parts[0]) if parts else graph


def _eigenvector(graph: nx.Graph[str]) -> Mapping[str, float]:
    fast = _fast(graph)
    try:
        return _by_name(fast, rx.eigenvector_centrality(fast, max_iter=_ROUNDS, tol=1e-12))
    except rx.FailedToConverge:  # as on a long chain, where the second eigenvalue is close to the first
        found = nx.eigenvector_centrality_numpy(graph, max_iter=_ROUNDS)
        return {id: abs(score) for id, score in found.items()}


def _fast(graph: nx.Graph[str]) -> rx.PyGraph[str, None]:
    """Return a graph for rustworkx, ten to twenty times faster than networkx (benchmarks/network.py), in one order."""
    names = sorted(graph.nodes)
    places = {name: place for place, name in enumerate(names)}
    fast: rx.PyGraph[str, None] = rx.PyGraph()
    fast.add_nodes_from(names)
    fast.add_edges_from_no_data(sorted((places[one], places[other]) for one, other in graph.edges))
    return fast


def _by_name(graph: rx.PyGraph[str, None], scores: Mapping[int, float]) -> Mapping[str, float]:
    return {graph[place]: round(score, _DECIMALS) for place, score in scores.items()}


def _deeper(fall: Fall, rank: int | None, source: str) -> Fall:
    """Return the deeper of a fall and that to *rank* without *source*; both, if they are alike and there was one."""
    if rank == fall.rank:
        return Fall(rank=rank, sources=(*fall.sources, source)) if fall.sources else fall
    if rank is None or (fall.rank is not None and rank > fall.rank):
        return Fall(rank=rank, sources=(source,))
    return fall


#: The measures, by name.
MEASURES: Mapping[str, Measure] = {
    "degree": Measure(meaning="how many actors it is tied to", scorer=degree, steps=lambda _: 300),
    "betweenness": Measure(
        meaning="the share of shortest ways between others that lead through it",
        scorer=betweenness,
        steps=lambda network: 300 + len(network.actors),
    ),
    "eigenvector": Measure(
        meaning="how much it is tied to others of whom the same holds, in the largest part without a gap; 1 at most",
        scorer=eigenvector,
        steps=lambda _: 500,
    ),
    "pagerank": Measure(
        meaning="how much of all action in that part reaches it, directly or by way of others",
        scorer=pagerank,
        steps=lambda _: 1000,
    ),
}
