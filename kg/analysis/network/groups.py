"""Which actors go together, how far that hangs on one source, and who stands between those who do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb

import networkx as nx

from kg.analysis.network.centrality import WORK, each_without
from kg.analysis.network.signs import ActorNetwork
from kg.ontology import Ontology

# How many steps along each tie a run of the method takes, and how many runs are made of a network that allows it.
_STEPS, _RUNS = 1200, 10
#: How many steps along each tie `effective_sizes` takes, as `kg.analysis.network.centrality.falls` asks.
BROKER_STEPS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """Groups of actors, the largest first, and how many more claims fall within them than by chance (modularity)."""

    groups: tuple[tuple[str, ...], ...]
    modularity: float

    @property
    def group_of(self) -> Mapping[str, int]:
        """The number of each actor's group, from 1."""
        return {id: number for number, group in enumerate(self.groups, start=1) for id in group}


def communities(network: ActorNetwork) -> Partition:
    """Return the division of actors with the highest modularity that several runs of the Louvain method find.

    Ties count by their claims, friendly or hostile. Blondel, Guillaume, Lambiotte & Lefebvre, Journal of Statistical
    Mechanics 2008; each run has a seed of its own, so that the same network gives the same groups.
    """
    graph, names = _numbered(network.graph)
    if not graph.number_of_edges():
        return Partition(groups=(), modularity=0.0)
    runs = max(1, min(_RUNS, WORK // (_STEPS * graph.number_of_edges())))
    best = max((_run(graph, seed) for seed in range(runs)), key=lambda found: found[0])  # the first of equals
    groups = (tuple(sorted(names[node] for node in group)) for group in best[1])
    return Partition(groups=tuple(sorted(groups, key=lambda group: (-len(group), group))), modularity=best[0])


def communities_without(
    network: ActorNetwork, ontology: Ontology, whole: Partition
) -> Iterator[tuple[str, Partition, float]]:
    """Yield each source, the communities without it, and how far these agree with *whole*, those of all sources."""
    for source, rest in each_without(network, ontology, _STEPS * _RUNS):
        found = communities(rest)
        yield source, found, agreement(whole, found)


def agreement(one: Partition, other: Partition) -> float:
    """Return the adjusted Rand index of two divisions of the actors that both have: 1 if alike, 0 as by chance.

    It counts the pairs of actors that are together in both. Hubert & Arabie, Journal of Classification 1985.
    """
    first, second = one.group_of, other.group_of
    both = [(first[id], second[id]) for id in first if id in second]
    together = _pairs(Counter(both))
    sums = _pairs(Counter(a for a, _ in both)), _pairs(Counter(b for _, b in both))
    chance = sums[0] * sums[1] / comb(len(both), 2) if len(both) > 1 else 0.0
    most = sum(sums) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)


def effective_sizes(network: ActorNetwork) -> Mapping[str, float]:
    """Return how many neighbours each actor has, less the ties that one of them has to the others on average.

    What is left are contacts that do not already reach each other: what a broker lives on. Burt, Structural Holes 1992,
    as reduced by Borgatti, Connections 1997.
    """
    among: Mapping[str, int] = nx.triangles(network.graph)  # type: ignore[assignment]  # a number for one node alone
    return {id: round(number - 2 * among[id] / number, 9) for id, number in network.graph.degree()}


def cut_off(network: ActorNetwork, id: str) -> tuple[str, ...]:
    """Return the actors that would no longer hang together with the most others if *id* were not there."""
    graph = network.graph
    near = graph.subgraph(nx.node_connected_component(graph, id) - {id})
    parts = sorted(map(sorted, nx.connected_components(near)), key=lambda part: (-len(part), part))
    return tuple(sorted(other for part in parts[1:] for other in part))


def _numbered(graph: nx.Graph[str]) -> tuple[nx.Graph[int], Sequence[str]]:
    """Return a graph of numbers, whose order in sets is the same in each process, and what they stand for."""
    names = sorted(graph.nodes)
    places = {name: place for place, name in enumerate(names)}
    numbered: nx.Graph[int] = nx.Graph()
    numbered.add_nodes_from(range(len(names)))
    numbered.add_weighted_edges_from(
        sorted((places[one], places[other], tie["weight"]) for one, other, tie in graph.edges(data=True))
    )
    return numbered, names


def _run(graph: nx.Graph[int], seed: int) -> tuple[float, list[set[int]]]:
    groups = nx.community.louvain_communities(graph, weight="weight", seed=seed)
    return round(nx.community.modularity(graph, groups, weight="weight"), 9), groups


def _pairs(counts: Mapping[object, int]) -> int:
    return sum(comb(count, 2) for count in counts.values())
