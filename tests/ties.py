"""Small networks of actors, written as ties."""

from __future__ import annotations

from typing import Any

from kg.analysis.network.signs import ActorNetwork, SignRule, actor_network
from kg.model import Actor, Claim, Corpus, Issue, Origin, Source
from kg.ontology import Ontology

_ORIGIN = Origin("claims.csv", 2)
#: Relations by a sign: mutual ones, and with an arrow those that lead from the first to the second.
_RELATIONS = {"+": "cooperates-with", "-": "in-conflict-with", "0": "takes-part-in", ">+": "aids", ">-": "attacks"}


def corpus_of_ties(*ties: str) -> Corpus:
    """Return a corpus with a claim for each tie: ``a + b``, ``a - b``, ``a >- b``, or with the code of a relation.

    After the other end may come the source, which is s1 otherwise, and qualifiers such as ``polarity=denied``. What is
    written with a capital is an issue.
    """
    claims = [_claim(number, tie.split()) for number, tie in enumerate(ties, start=1)]
    ids = sorted({end for claim in claims for end in (claim.subject, claim.object)})
    sources = sorted({claim.source for claim in claims})
    return Corpus(
        title="Ties",
        actors=tuple(Actor(id=id, kind="state", label=id.upper(), origin=_ORIGIN) for id in ids if id.islower()),
        issues=tuple(Issue(id=id, kind="region", label=id, origin=_ORIGIN) for id in ids if not id.islower()),
        sources=tuple(Source(id=source, origin=_ORIGIN) for source in sources),
        claims=tuple(claims),
    )


def network_of(ontology: Ontology, *ties: str, rule: SignRule | None = None) -> ActorNetwork:
    """Return the network of some ties, by default under the usual rule."""
    return actor_network(corpus_of_ties(*ties), ontology, rule or SignRule())


def _claim(number: int, words: list[str]) -> Claim:
    subject, relation, other, *rest = words
    qualifiers: dict[str, Any] = dict(word.split("=") for word in rest if "=" in word)
    source = next((word for word in rest if "=" not in word), "s1")
    return Claim(
        local_id=f"p1-{number}",
        source=source,
        paragraph=1,
        subject=subject,
        relation=_RELATIONS.get(relation, relation),
        object=other,
        origin=_ORIGIN,
        **qualifiers,
    )
