"""The network of actors as tables: centre, communities, brokers, structural balance, roles."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from kg.analysis.network.signs import SignRule, actor_network
from kg.findings.network.actors import (
    brokers_sheet,
    centrality_sheet,
    communities_sheet,
    ranks_sheet,
    sources_sheet,
)
from kg.findings.network.balance import (
    against_sheet,
    balance_sheet,
    camps_sheet,
    sensitivity_sheet,
    triads_sheet,
)
from kg.findings.network.ties import directions_sheet, dyads_sheet, roles_sheet
from kg.findings.network.words import Subject, counted
from kg.model import Corpus
from kg.ontology import Ontology
from kg.problems import KgError
from kg.sheet import Sheet

_MAKERS: Mapping[str, Callable[[Subject], Sheet]] = {
    "ranks": ranks_sheet,
    "communities": communities_sheet,
    "sources": sources_sheet,
    "brokers": brokers_sheet,
    "balance": balance_sheet,
    "triads": triads_sheet,
    "camps": camps_sheet,
    "against": against_sheet,
    "sensitivity": sensitivity_sheet,
    "roles": roles_sheet,
    "directions": directions_sheet,
    "dyads": dyads_sheet,
}
#: The tables, in order.
SHEETS = ("centrality", *_MAKERS)


def network_sheets(
    corpus: Corpus,
    ontology: Ontology,
    keys: Collection[str] = SHEETS,
    *,
    rule: SignRule | None = None,
    by: str = "degree",
    top: int | None = None,
    only: Collection[str] = (),
) -> tuple[Sheet, ...]:
    """Return those of the tables `SHEETS` that *keys* name, of a corpus without errors.

    *by* is the measure that the table of centrality follows, *top* how many rows a table has, 0 for all and ``None``
    for what suits it; with *only*, rows are about one of these actors. Raises KgError where no claim counts under the
    rule, or none of such an actor.
    """
    network = actor_network(corpus, ontology, rule or SignRule())
    subject = Subject(network=network, corpus=corpus, ontology=ontology, top=top, only=frozenset(only))
    if not network.claims:
        raise KgError(f"no two actors are tied. {counted(subject)}")
    for id in only:
        if id not in network.claims_of:
            raise KgError(f"{subject.label(id)} is tied to no other actor. {counted(subject)}")
    makers: Mapping[str, Callable[[Subject], Sheet]] = {"centrality": partial(centrality_sheet, by=by), **_MAKERS}
    return tuple(make(subject) for key, make in makers.items() if key in keys)
