"""One mapping from claims to quads, which serves every output.

Quads are plain N-Triples terms: building a node object for each would cost more than all the rest (DESIGN in docs).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

import pyoxigraph as ox

from kg.model import Actor, Claim, Corpus, Entity, Source
from kg.ontology import Ontology, qualifier, statement_name
from kg.opposition import asserts, contests
from kg.terms import TYPE, iri, literal, term
from kg.wording import statement_text

REGISTRY = term("graph:registry")
ASSERTED = term("graph:asserted")


class Quad(NamedTuple):
    """Four N-Triples terms."""

    subject: str
    predicate: str
    object: str
    graph: str


class Triple(NamedTuple):
    """Three N-Triples terms."""

    subject: str
    predicate: str
    object: str


def compile_corpus(corpus: Corpus, ontology: Ontology) -> Iterator[Quad]:
    """Yield the quads of a corpus that `kg.checks` finds no error in; some may come twice.

    The ontology, the registry, the statements and which claims contest which stand in ``graph:registry``, each source's
    claims in a graph of their own, and the bare triples of what sources assert in ``graph:asserted``.
    """
    names = Names(corpus, ontology)
    yield from _ontology_quads(ontology)
    for entity in corpus.entities.values():
        yield from _in(REGISTRY, _entity(entity, names, ontology, corpus.language))
    for source in corpus.sources_by_id.values():
        yield from _in(REGISTRY, _source(source, corpus.language))
    for claim in corpus.claims:
        yield from _in(term(f"graph:{claim.source}"), _claim(claim, names, ontology, corpus.language))
        yield from _in(REGISTRY, _statement(claim, names, ontology, corpus))
    for id, others in contests(corpus.claims, ontology).items():
        for other in others:
            yield Quad(term(f"claim:{id}"), term("ent:contests"), term(f"claim:{other}"), REGISTRY)
    for triple in asserted(corpus, ontology):
        yield Quad(*triple, ASSERTED)


def canonical(quads: Iterable[Quad]) -> list[str]:
    """Return the quads as sorted lines of N-Quads without repetitions: the canonical form of a build."""
    return sorted({f"{s} {p} {o} {g} .\n" for s, p, o, g in quads})


def asserted(corpus: Corpus, ontology: Ontology) -> dict[Triple, list[str]]:
    """Return the bare triples that claims assert, each with those claims.

    A claim asserts its triple when it is affirmed, actual and in the source's own voice.
    """
    names = Names(corpus, ontology)
    triples: dict[Triple, list[str]] = {}
    for claim in corpus.claims:
        if asserts(claim, ontology):
            triple = Triple(names.entity(claim.subject), relation_term(claim, ontology), names.entity(claim.object))
            triples.setdefault(triple, []).append(term(f"claim:{claim.id}"))
    return triples


def relation_term(claim: Claim, ontology: Ontology) -> str:
    """Return the term of the claim's relation."""
    return f"<{ontology.relations[claim.relation].iri}>"


class Names:
    """The terms of what a corpus and its vocabulary name."""

    def __init__(self, corpus: Corpus, ontology: Ontology) -> None:
        self._terms = {id: term(f"{_prefix(entity)}:{id}") for id, entity in corpus.entities.items()}
        self._voices = {code: f"<{voice.iri}>" for code, voice in ontology.voices.items()}

    def entity(self, id: str) -> str:
        """Return the term of an actor or issue."""
        return self._terms[id]

    def claimant(self, claim: Claim) -> str:
        """Return the term of whose view the claim is, the source itself where the cell is empty."""
        if not claim.claimant:
            return term(f"source:{claim.source}")
        return self._voices.get(claim.claimant) or self._terms[claim.claimant]


def _prefix(entity: Entity) -> str:
    return "actor" if isinstance(entity, Actor) else "issue"


def _in(graph: str, triples: Iterable[Triple]) -> Iterator[Quad]:
    return (Quad(*triple, graph) for triple in triples)


def _ontology_quads(ontology: Ontology) -> Iterator[Quad]:
    for triple in ontology.triples:
        yield Quad(str(triple.subject), str(triple.predicate), _normal(triple.object), REGISTRY)


def _normal(value: object) -> str:
    """Return a term with decimals as the store writes them, so that file and store say the same."""
    if isinstance(value, ox.Literal) and value.datatype.value == iri("xsd:decimal"):
        return literal(_decimal(Decimal(value.value)), datatype="xsd:decimal")
    return str(value)


def _decimal(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _label(subject: str, text: str, language: str) -> Iterator[Triple]:
    for predicate in ("skos:prefLabel", "rdfs:label"):
        yield Triple(subject, term(predicate), literal(text, language=language))


def _texts(subject: str, texts: Mapping[str, str], language: str = "") -> Iterator[Triple]:
    """Yield a literal for each predicate that has a text."""
    for predicate, text in texts.items():
        if text:
            yield Triple(subject, term(predicate), literal(text, language=language))


def _entity(entity: Entity, names: Names, ontology: Ontology, language: str) -> Iterator[Triple]:
    subject = names.entity(entity.id)
    yield Triple(subject, TYPE, f"<{ontology.kinds[entity.kind].iri}>")
    yield Triple(subject, TYPE, term("ent:Actor" if isinstance(entity, Actor) else "ent:Issue"))
    yield from _label(subject, entity.label, language)
    for alias in entity.aliases:
        yield Triple(subject, term("skos:altLabel"), literal(alias, language=language))
    for parent in entity.parents:
        above = "ent:partOf" if isinstance(entity, Actor) else "skos:broader"
        yield Triple(subject, term(above), names.entity(parent))
    if entity.wikidata:
        yield Triple(subject, term("skos:exactMatch"), term(f"wd:{entity.wikidata}"))
    yield from _texts(subject, {"ent:iso3166": entity.iso3166})
    yield from _texts(subject, {"skos:definition": entity.description}, language)


def _source(source: Source, language: str) -> Iterator[Triple]:
    subject = term(f"source:{source.id}")
    yield Triple(subject, TYPE, term("ent:Source"))
    yield from _label(subject, source.title or source.id, (source.title and source.language) or language)
    yield from _texts(subject, {"dct:title": source.title}, source.language)
    yield from _texts(subject, {"skos:note": source.note}, language)
    yield from _texts(
        subject,
        {
            "dc:creator": source.author,
            "dc:publisher": source.publisher,
            "dc:language": source.language,
            "ent:textDigest": source.text_sha256,
        },
    )
    if source.url:
        yield Triple(subject, term("schema:url"), literal(source.url, datatype="xsd:anyURI"))
    if source.paragraphs:
        yield Triple(subject, term("ent:paragraphs"), literal(str(source.paragraphs), datatype="xsd:integer"))
    if source.published:
        yield Triple(subject, term("ent:published"), literal(source.published.text, datatype="edtf:EDTF"))
        yield from _days(subject, source.published.earliest, source.published.latest)


def _days(subject: str, earliest: str | None, latest: str | None) -> Iterator[Triple]:
    for predicate, day in (("ent:earliest", earliest), ("ent:latest", latest)):
        if day:
            yield Triple(subject, term(predicate), literal(day, datatype="xsd:date"))


def _claim(claim: Claim, names: Names, ontology: Ontology, language: str) -> Iterator[Triple]:
    subject = term(f"claim:{claim.id}")
    ends = (names.entity(claim.subject), names.entity(claim.object))
    yield Triple(subject, TYPE, term("ent:Claim"))
    yield Triple(subject, TYPE, term("rdf:Statement"))
    yield Triple(subject, term("rdf:subject"), ends[0])
    yield Triple(subject, term("rdf:predicate"), relation_term(claim, ontology))
    yield Triple(subject, term("rdf:object"), ends[1])
    yield Triple(subject, term("ent:statement"), _statement_term(claim, ontology))
    for end in ends:
        yield Triple(subject, term("ent:party"), end)
    for predicate, ids in (("ent:item", claim.items), ("ent:place", claim.places)):
        for id in ids:
            yield Triple(subject, term(predicate), names.entity(id))
    yield Triple(subject, term("ent:claimant"), names.claimant(claim))
    for predicate, code, concepts in (
        ("ent:polarity", claim.polarity, ontology.polarities),
        ("ent:modality", claim.modality, ontology.modalities),
        ("ent:certainty", claim.certainty, ontology.certainties),
    ):
        yield Triple(subject, term(predicate), f"<{qualifier(code, concepts).iri}>")
    for link in claim.links:
        yield Triple(subject, f"<{ontology.links[link.key].iri}>", term(f"claim:{link.target}"))
    yield Triple(subject, term("prov:hadPrimarySource"), term(f"source:{claim.source}"))
    yield Triple(subject, term("ent:paragraph"), literal(str(claim.paragraph), datatype="xsd:integer"))
    yield from _texts(subject, {"ent:gloss": claim.gloss, "rdfs:label": claim.gloss}, language)
    yield from _measured(subject, claim, ontology)
    yield from _evidence(subject, claim)


def _measured(subject: str, claim: Claim, ontology: Ontology) -> Iterator[Triple]:
    if claim.time:
        yield Triple(subject, term("ent:time"), literal(claim.time.text, datatype="edtf:EDTF"))
        yield from _days(subject, claim.time.earliest, claim.time.latest)
    if claim.quantity:
        yield Triple(subject, term("ent:quantity"), literal(claim.quantity.text))
        yield Triple(subject, term("ent:unit"), f"<{ontology.units[claim.quantity.unit].iri}>")
        for predicate, bound in (("ent:least", claim.quantity.least), ("ent:most", claim.quantity.most)):
            if bound is not None:
                yield Triple(subject, term(predicate), literal(_decimal(bound), datatype="xsd:decimal"))


def _evidence(subject: str, claim: Claim) -> Iterator[Triple]:
    """Follow the Web Annotation Data Model: a specific resource whose selector quotes the anchor."""
    if not claim.anchor:
        return
    place, selector = term(f"evidence:{claim.id}"), term(f"evidence:{claim.id}-anchor")
    yield Triple(subject, term("ent:evidence"), place)
    yield Triple(place, TYPE, term("ent:Evidence"))
    yield Triple(place, TYPE, term("oa:SpecificResource"))
    yield Triple(place, term("oa:hasSource"), term(f"source:{claim.source}"))
    yield Triple(place, term("oa:hasSelector"), selector)
    yield Triple(selector, TYPE, term("oa:TextQuoteSelector"))
    yield Triple(selector, term("oa:exact"), literal(claim.anchor))


def _statement_term(claim: Claim, ontology: Ontology) -> str:
    """Return the term of the statement that *claim* affirms or denies."""
    return term(f"statement:{statement_name(claim, ontology)}")


def _statement(claim: Claim, names: Names, ontology: Ontology, corpus: Corpus) -> Iterator[Triple]:
    subject = _statement_term(claim, ontology)
    yield Triple(subject, TYPE, term("ent:Statement"))
    yield Triple(
        subject, term("rdfs:label"), literal(statement_text(claim, corpus, ontology), language=corpus.language)
    )
