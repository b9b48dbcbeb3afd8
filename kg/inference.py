"""What the vocabulary's rules add to what sources assert, each triple with the claims it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TypeAlias

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


# Three terms, as plain as can be: a rule finds millions.
_Terms: TypeAlias = tuple[str, str, str]
# The claims that a triple rests on and the codes of the rules that led to it.
_Support = tuple[frozenset[str], frozenset[str]]
_VARIABLES = ("subject", "relation", "object", "premiseSubject", "premiseRelation", "premiseObject")
_NOTHING: _Support = (frozenset(), frozenset())


def _closure(asserted: Mapping[Triple, Sequence[str]], ontology: Ontology) -> dict[_Terms, _Support]:
    """Return each derived triple with its support; what follows from the vocabulary alone rests on no claim."""
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in ontology.triples)
    given: dict[_Terms, _Support] = {t: (frozenset(claims), frozenset()) for t, claims in asserted.items()}
    derived: dict[_Terms, _Support] = {}
    steps: list[tuple[Rule, _Terms, _Terms]] = []
    new: Iterable[_Terms] = given
    grown = True
    while grown:
        if new:  # else the rules find what they have found before
            store.load("".join(f"{s} {p} {o} .\n" for s, p, o in new).encode(), ox.RdfFormat.N_TRIPLES)
            steps = [(rule, *step) for rule in ontology.rules for step in _apply(rule, store)]
        known = given | derived
        for rule, triple, premise in steps:
            if triple not in given and premise in known:
                derived[triple] = _supported(derived.get(triple, _NOTHING), known[premise], rule)
        new = [triple for triple in derived if triple not in known]
        grown = any(known.get(triple) != support for triple, support in derived.items())
    return derived


def _supported(old: _Support, premise: _Support, rule: Rule) -> _Support:
    """Add what a premise supports; a longer way round to the same claims adds nothing."""
    if premise[0] <= old[0]:
        return old
    return old[0] | premise[0], old[1] | premise[1] | {rule.code}


def _apply(rule: Rule, store: ox.Store) -> list[tuple[_Terms, _Terms]]:
    """Return the triples that a rule finds, each with its premise."""
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
    parts = itemgetter(*order)
    found = [parts(line.split("\t")) for line in written.decode().split("\n")[1:-1]]
    return [(row[:3], row[3:]) for row in found]


def _rule(rule: Rule) -> Iterable[Quad]:
    subject = term(f"rule:{rule.code}")
    yield Quad(subject, TYPE, term("ent:Rule"), INFERRED)
    yield Quad(subject, term("rdfs:label"), literal(rule.summary, language="en"), INFERRED)


def _node(triple: _Terms, claims: Iterable[str], rules: Iterable[str]) -> Iterator[Quad]:
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
