"""Claims as nanopublications, one each and unsigned, after the guidelines of https://nanopub.net."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from kg.export.triples import used_prefixes
from kg.model import Claim, Corpus
from kg.network import in_order
from kg.ontology import Ontology
from kg.opposition import asserts
from kg.terms import PREFIXES, iri

_NP, _NPX = "http://www.nanopub.org/nschema#", "http://purl.org/nanopub/x/"
_PREFIXES = {**PREFIXES, "np": _NP, "npx": _NPX}
#: What of a claim tells where it was found and how surely it was read; all else is what it says.
_PROVENANCE = frozenset(
    ox.NamedNode(iri(name)) for name in ("prov:hadPrimarySource", "ent:paragraph", "ent:evidence", "ent:certainty")
)
_TYPE = ox.NamedNode(iri("rdf:type"))

_Facts = Mapping[str, Sequence[ox.Quad]]


def nanopubs(corpus: Corpus, ontology: Ontology, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the quads of a nanopublication for each claim of a corpus whose build has *quads*.

    It is called ``<claim>/nanopub``, and so begin the names of its four graphs. Its assertion describes the claim, with
    polarity, modality and claimant; the bare triple stands there only if the source asserts it in its own voice, so
    that nobody reads what is denied, planned or reported as asserted. Provenance is the source as the registry has it,
    paragraph, words and how sure the reading is. Publication info has the license of the corpus if it states one; who
    publishes and when is for whoever signs.
    """
    facts = _by_subject(quads)
    for claim in in_order(corpus.claims):
        yield from _nanopub(claim, corpus, ontology, facts)


def render_nanopubs(quads: Iterable[ox.Quad]) -> str:
    """Return nanopublications as TriG, in their order."""
    ordered = list(quads)
    data = ox.serialize(ordered, format=ox.RdfFormat.TRIG, prefixes=used_prefixes(ordered, _PREFIXES))
    assert data is not None
    return data.decode()


def _by_subject(quads: Iterable[ox.Quad]) -> _Facts:
    found: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            found.setdefault(quad.subject.value, []).append(quad)
    return found


def _nanopub(claim: Claim, corpus: Corpus, ontology: Ontology, facts: _Facts) -> Iterator[ox.Quad]:
    node = ox.NamedNode(iri(f"claim:{claim.id}"))
    name = ox.NamedNode(f"{node.value}/nanopub")
    head, assertion, provenance, info = (
        ox.NamedNode(f"{name.value}/{part}") for part in ("Head", "assertion", "provenance", "pubinfo")
    )
    yield ox.Quad(name, _TYPE, ox.NamedNode(f"{_NP}Nanopublication"), head)
    for part, graph in (("Assertion", assertion), ("Provenance", provenance), ("PublicationInfo", info)):
        yield ox.Quad(name, ox.NamedNode(f"{_NP}has{part}"), graph, head)
    own = [quad for quad in facts[node.value] if _is_told_by(quad, claim)]
    yield from _in(assertion, (quad for quad in own if quad.predicate not in _PROVENANCE))
    if asserts(claim, ontology):
        yield _bare(own, assertion)
    source = ox.NamedNode(iri(f"source:{claim.source}"))
    yield ox.Quad(assertion, ox.NamedNode(iri("prov:hadPrimarySource")), source, provenance)
    yield from _in(provenance, (quad for quad in own if quad.predicate in _PROVENANCE))
    for told in (f"evidence:{claim.id}", f"evidence:{claim.id}-anchor", f"source:{claim.source}"):
        yield from _in(provenance, facts.get(iri(told), ()))
    yield from _published(claim, name, node, corpus, info)


def _is_told_by(quad: ox.Quad, claim: Claim) -> bool:
    """Tell whether a quad stands in the graph of the claim's source; what is derived from several claims does not."""
    return quad.graph_name == ox.NamedNode(iri(f"graph:{claim.source}"))


def _in(graph: ox.NamedNode, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    return (ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads)


def _bare(own: Iterable[ox.Quad], graph: ox.NamedNode) -> ox.Quad:
    """Return the bare triple that the quads of a claim describe."""
    parts = {quad.predicate.value: quad.object for quad in own}
    subject, predicate = parts[iri("rdf:subject")], parts[iri("rdf:predicate")]
    assert isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode)
    return ox.Quad(subject, predicate, parts[iri("rdf:object")], graph)


def _published(
    claim: Claim, name: ox.NamedNode, node: ox.NamedNode, corpus: Corpus, graph: ox.NamedNode
) -> Iterator[ox.Quad]:
    yield ox.Quad(name, ox.NamedNode(f"{_NPX}introduces"), node, graph)
    if claim.gloss:
        label = ox.Literal(claim.gloss, language=corpus.language.lower())
        yield ox.Quad(name, ox.NamedNode(iri("rdfs:label")), label, graph)
    if corpus.license:
        yield ox.Quad(name, ox.NamedNode(iri("dct:license")), ox.NamedNode(corpus.license), graph)
