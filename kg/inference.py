"""What the vocabulary's rules add to what sources assert, each triple with the claims it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

import pyoxigraph as ox

from kg.compiler import Quad, Triple
from kg.ontology import Ontology, Rule
from kg.problems import KgError
from kg.terms import PREFIXES, TYPE, literal, term

INFERRED = term("graph:inferred")


def infer(asserted: Mapping[Triple, Sequence[str]], ontology: Ontology) -> Iterator[Quad]:
    """Yield the quads of ``graph:inferred``: derived triples that no claim asserts, and a node for each.

    The rules run until nothing changes. A node names the three parts of its triple (as OWL annotates axioms, so that
    a search for ``rdf:subject`` finds claims alone), the claims it rests on and the rules that led to it.
    """
    derived = _closure(asserted, ontology)
    for rule in ontology.rules:
        yield from _rule(rule)
    for triple, (claims, rules) in derived.items():
        yield Quad(*triple, INFERRED)
        yield from _node(triple, claims, rules)


# The claims that a triple rests on and the codes of the rules that led to it.
_Support = tuple[frozenset[str], frozenset[str]]
_VARIABLES = ("subject", "relation", "object", "premiseSubject", "premiseRelation", "premiseObject")
_NOTHING: _Support = (frozenset(), frozenset())


def _closure(asserted: Mapping[Triple, Sequence[str]], ontology: Ontology) -> dict[Triple, _Support]:
    """Return each derived triple with its support; what follows from the vocabulary alone rests on no claim."""
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in ontology.triples)
    given: dict[Triple, _Support] = {t: (frozenset(claims), frozenset()) for t, claims in asserted.items()}
    derived: dict[Triple, _Support] = {}
    store.load("".join(f"{s} {p} {o} .\n" for s, p, o in given).encode(), ox.RdfFormat.N_TRIPLES)
    grown = True
    while grown:
        known = given | derived
        for rule in ontology.rules:
            for triple, premise in _apply(rule, store):
                if triple not in given and premise in known:
                    derived[triple] = _supported(derived.get(triple, _NOTHING), known[premise], rule)
        grown = any(known.get(triple) != support for triple, support in derived.items())
        store.load("".join(f"{s} {p} {o} .\n" for s, p, o in derived).encode(), ox.RdfFormat.N_TRIPLES)
    return derived


def _supported(old: _Support, premise: _Support, rule: Rule) -> _Support:
    """Add what a premise supports; a longer way round to the same claims adds nothing."""
    if premise[0] <= old[0]:
        return old
    return old[0] | premise[0], old[1] | premise[1] | {rule.code}


def _apply(rule: Rule, store: ox.Store) -> list[tuple[Triple, Triple]]:
    try:
        rows = store.query(rule.query, prefixes=dict(PREFIXES))
    except SyntaxError as error:
        raise KgError(f"the rule {rule.code!r} is not SPARQL: {error.msg}") from None
    if not isinstance(rows, ox.QuerySolutions) or not {v.value for v in rows.variables} >= set(_VARIABLES):
        raise KgError(f"the rule {rule.code!r} must select {', '.join('?' + name for name in _VARIABLES)}")
    # Written as text, which costs a fraction of as many objects; the variables stand in the order of the query.
    order = [[v.value for v in rows.variables].index(name) for name in _VARIABLES]
    written = rows.serialize(format=ox.QueryResultsFormat.TSV)
    assert written is not None
    terms = [itemgetter(*order)(line.split("\t")) for line in written.decode().split("\n")[1:-1]]
    return [(Triple(*row[:3]), Triple(*row[3:])) for row in terms]


def _rule(rule: Rule) -> Iterable[Quad]:
    subject = term(f"rule:{rule.code}")
    yield Quad(subject, TYPE, term("ent:Rule"), INFERRED)
    yield Quad(subject, term("rdfs:label"), literal(rule.summary, language="en"), INFERRED)


def _node(triple: Triple, claims: Iterable[str], rules: Iterable[str]) -> Iterator[Quad]:
    node = term("inference:" + "_".join(_local_name(part) for part in triple))
    yield Quad(node, TYPE, term("ent:Inference"), INFERRED)
    yield Quad(node, TYPE, term("owl:Axiom"), INFERRED)
    for predicate, part in zip(
        ("owl:annotatedSource", "owl:annotatedProperty", "owl:annotatedTarget"), triple, strict=True
    ):
        yield Quad(node, term(predicate), part, INFERRED)
    for claim in claims:
        yield Quad(node, term("prov:wasDerivedFrom"), claim, INFERRED)
    for rule in rules:
        yield Quad(node, term("ent:rule"), term(f"rule:{rule}"), INFERRED)


def _local_name(iri_term: str) -> str:
    return iri_term.removesuffix(">").replace("#", "/").rpartition("/")[2]
