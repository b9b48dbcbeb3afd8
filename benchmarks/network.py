"""Measures of a network of 10,000 actors by networkx and by rustworkx, and what all of ``kg network`` takes."""

from __future__ import annotations

import random
from dataclasses import replace

import networkx as nx
from synthetic import bundled, enlarged, seconds

from kg.analysis.network.centrality import betweenness, eigenvector, largest_component
from kg.analysis.network.signs import ActorNetwork, SignRule, actor_network
from kg.findings.network import network_sheets
from kg.model import Actor, Claim, Corpus, Origin

CLAIMS, ACTORS = 100_000, 10_000
OVERVIEW = ("centrality", "communities", "balance")


def crowded(corpus: Corpus, claims: int, actors: int) -> Corpus:
    """Return a corpus of claims whose ends are drawn among many actors, of whom the first are drawn more often."""
    ids = [f"actor-{number}" for number in range(actors)]
    often = [1 / (place + 1) ** 0.6 for place in range(actors)]
    large = enlarged(replace(corpus, claims=_between_actors(corpus)), claims)
    drawn = iter(random.Random(7).choices(ids, often, k=2 * len(large.claims)))
    origin = Origin("actors.csv", 2)
    return replace(
        large,
        actors=tuple(Actor(id=id, kind="state", label=id, origin=origin) for id in ids),
        claims=tuple(replace(c, subject=next(drawn), object=next(drawn), claimant="") for c in large.claims),
    )


def _between_actors(corpus: Corpus) -> tuple[Claim, ...]:
    actors = {actor.id for actor in corpus.actors}
    return tuple(claim for claim in corpus.claims if {claim.subject, claim.object} <= actors)


def alike(one: dict[str, float], other: dict[str, float]) -> bool:
    """Tell whether two measures agree to six digits."""
    return one.keys() == other.keys() and all(abs(one[id] - other[id]) < 1e-6 for id in one)


def compare(network: ActorNetwork) -> tuple[float, float]:
    """Return how many times as long networkx takes for betweenness and for eigenvector centrality."""
    found: list[dict[str, float]] = []
    graph, part = network.graph, largest_component(network.graph)
    slow = seconds(lambda: found.append(nx.betweenness_centrality(graph)), runs=1)
    fast = seconds(lambda: found.append(dict(betweenness(network))), runs=1)
    assert alike(*found), "betweenness differs"
    slow_eigenvector = seconds(lambda: nx.eigenvector_centrality(part, max_iter=5000, tol=1e-12), runs=1)
    return slow / fast, slow_eigenvector / seconds(lambda: eigenvector(network))


def main() -> None:
    """Print the ratios."""
    corpus, ontology = bundled()
    rule = SignRule(mood="any")
    # networkx would take an hour for all actors, and the ratio grows with them.
    for claims, actors in ((5_000, 500), (20_000, 2_000)):
        network = actor_network(crowded(corpus, claims, actors), ontology, rule)
        ways, vector = compare(network)
        print(f"{claims:,} claims, {len(network.actors):,} actors, {len(network.dyads):,} dyads: networkx takes")
        print(f"  {ways:.0f} times as long as rustworkx for betweenness, {vector:.0f} times for the eigenvector")
    large = crowded(corpus, CLAIMS, ACTORS)
    network = actor_network(large, ontology, rule)
    own = seconds(lambda: betweenness(network), runs=1)
    whole = seconds(lambda: network_sheets(large, ontology, OVERVIEW, rule=rule), runs=1)
    print(f"{CLAIMS:,} claims, {len(network.actors):,} actors, {len(network.dyads):,} dyads: the overview takes")
    print(f"  {whole / own:.1f} times as long as its betweenness alone, for which rustworkx takes {own:.0f} s")


if __name__ == "__main__":
    main()
