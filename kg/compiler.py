"""One mapping from claims to quads, which serves every output.

Quads are plain N-Triples terms: building a node object for each would cost more than all the rest (`docs/design.md`).
They come subject by subject in canonical order, so that no graph has to be held as a whole to be written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from heapq import merge
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

import pyoxigraph as ox

from kg.model import Actor, Claim, Corpus, Entity, Quantity, Source, Time
from kg.ontology import Concept, Ontology, default_of, statement_name
from kg.opposition import asserts, contests
from kg.terms import DECIMAL, TYPE, iri, literal, term
from kg.wording import statement_text

REGISTRY = term("graph:registry")
ASSERTED = term("graph:asserted")
# How the names begin that no two claims share.
_CLAIM, _EVIDENCE, _STATEMENT = map(iri, ("claim:", "evidence:", "statement:"))


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


class Description(NamedTuple):
    """What a graph says of a subject, or a part of that: predicates with their objects."""

    subject: str
    graph: str
    pairs: Iterable[tuple[str, str]]


def describe(corpus: Corpus, ontology: Ontology) -> Iterator[Description]:
    """Yield what there is to say of a corpus that `kg.checks` finds no error in, in the order of subjects.

    The ontology, the registry, the statements and which claims contest which stand in ``graph:registry``, each source's
    claims in a graph of their own, and the bare triples of what sources assert in ``graph:asserted``.
    """
    names = Names(corpus, ontology)
    return merge(
        _described(_registry(corpus, names, ontology)),
        _claims(corpus, names, ontology),
        _selectors(corpus, names),
        _evidence(corpus, names),
        _statements(corpus, ontology),
        _asserted(corpus, names, ontology),
        key=attrgetter("subject"),
    )


def flatten(descriptions: Iterable[Description]) -> Iterator[Quad]:
    """Yield the quads of descriptions; some may come twice."""
    for subject, graph, pairs in descriptions:
        for predicate, object in pairs:
            yield Quad(subject, predicate, object, graph)


def canonical(*descriptions: Iterable[Description]) -> Iterator[str]:
    """Return sorted lines of N-Quads without repetitions, the canonical form of a build.

    Each of *descriptions* must be in the order of subjects, by which lines begin.
    """
    subject = attrgetter("subject")
    return chain.from_iterable(
        sorted({f"{s} {p} {o} {g} .\n" for s, g, pairs in of_subject for p, o in pairs})
        for _, of_subject in groupby(merge(*descriptions, key=subject), key=subject)
    )


def asserted(corpus: Corpus, ontology: Ontology) -> dict[Triple, list[str]]:
    """Return the bare triples that claims assert, each with those claims.

    A claim asserts its triple when it is affirmed, actual and in the source's own voice.
    """
    names = Names(corpus, ontology)
    triples: dict[Triple, list[str]] = {}
    for claim in corpus.claims:
        if asserts(claim, ontology):
            triples.setdefault(Triple(*names.triple(claim)), []).append(_claim_term(claim))
    return triples


class Names:
    """The terms of what a corpus and its vocabulary name."""

    def __init__(self, corpus: Corpus, ontology: Ontology) -> None:
        self._entities = {id: term(f"{_prefix(entity)}:{id}") for id, entity in corpus.entities.items()}
        self._sources = {id: term(f"source:{id}") for id in corpus.sources_by_id}
        self._graphs = {id: term(f"graph:{id}") for id in corpus.sources_by_id}
        self._voices = {code: f"<{voice.iri}>" for code, voice in ontology.voices.items()}
        self._relations = {code: f"<{relation.iri}>" for code, relation in ontology.relations.items()}
        self._polarities, self._modalities, self._certainties = map(
            _qualifier_terms, (ontology.polarities, ontology.modalities, ontology.certainties)
        )

    def entity(self, id: str) -> str:
        """Return the term of an actor or issue."""
        return self._entities[id]

    def source(self, id: str) -> str:
        """Return the term of a source."""
        return self._sources[id]

    def graph(self, id: str) -> str:
        """Return the term of the graph with a source's claims."""
        return self._graphs[id]

    def triple(self, claim: Claim) -> tuple[str, str, str]:
        """Return what the claim is about."""
        return self._entities[claim.subject], self._relations[claim.relation], self._entities[claim.object]

    def claimant(self, claim: Claim) -> str:
        """Return the term of whose view the claim is, the source itself where the cell is empty."""
        if not claim.claimant:
            return self._sources[claim.source]
        return self._voices.get(claim.claimant) or self._entities[claim.claimant]

    def qualifiers(self, claim: Claim) -> Iterator[tuple[str, str]]:
        """Yield the claim's polarity, modality and certainty, written or by default."""
        yield term("ent:polarity"), self._polarities[claim.polarity]
        yield term("ent:modality"), self._modalities[claim.modality]
        yield term("ent:certainty"), self._certainties[claim.certainty]


def _prefix(entity: Entity) -> str:
    return "actor" if isinstance(entity, Actor) else "issue"


def _qualifier_terms(concepts: Mapping[str, Concept]) -> Mapping[str, str]:
    """Return the terms of qualifiers by what stands in the cell."""
    return {code: f"<{concept.iri}>" for code, concept in [("", default_of(concepts)), *concepts.items()]}


def _described(quads: Iterable[Quad]) -> Iterator[Description]:
    """Yield the descriptions that quads amount to, in the order of subjects."""
    for (subject, graph), of_subject in groupby(sorted(quads, key=itemgetter(0, 3)), key=itemgetter(0, 3)):
        yield Description(subject, graph, [quad[1:3] for quad in of_subject])


def _registry(corpus: Corpus, names: Names, ontology: Ontology) -> Iterator[Quad]:
    for triple in ontology.triples:
        yield Quad(str(triple.subject), str(triple.predicate), _normal(triple.object), REGISTRY)
    for entity in corpus.entities.values():
        yield from (Quad(*triple, REGISTRY) for triple in _entity(entity, names, ontology, corpus.language))
    for source in corpus.sources_by_id.values():
        yield from (Quad(*triple, REGISTRY) for triple in _source(source, corpus.language))


def _normal(value: object) -> str:
    """Return a term with decimals as the store writes them, so that file and store say the same."""
    if isinstance(value, ox.Literal) and value.datatype.value == iri("xsd:decimal") and DECIMAL.fullmatch(value.value):
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
        yield from (Triple(subject, *pair) for pair in _days(source.published))


def _days(time: Time) -> Iterator[tuple[str, str]]:
    for predicate, day in (("ent:earliest", time.earliest), ("ent:latest", time.latest)):
        if day:
            yield term(predicate), literal(day, datatype="xsd:date")


def _claim_term(claim: Claim) -> str:
    return f"<{_CLAIM}{claim.id}>"


def _claims(corpus: Corpus, names: Names, ontology: Ontology) -> Iterator[Description]:
    contested = contests(corpus.claims, ontology)
    for claim in sorted(corpus.claims, key=_claim_term):
        subject = _claim_term(claim)
        yield Description(subject, names.graph(claim.source), _claim(claim, names, ontology, corpus.language))
        if others := contested.get(claim.id):
            contesting = [(term("ent:contests"), term(f"claim:{other}")) for other in others]
            yield Description(subject, REGISTRY, contesting)


def _claim(claim: Claim, names: Names, ontology: Ontology, language: str) -> Iterator[tuple[str, str]]:
    subject, relation, object = names.triple(claim)
    yield TYPE, term("ent:Claim")
    yield TYPE, term("rdf:Statement")
    yield term("rdf:subject"), subject
    yield term("rdf:predicate"), relation
    yield term("rdf:object"), object
    yield term("ent:statement"), _statement_term(claim, ontology)
    yield term("ent:party"), subject
    yield term("ent:party"), object
    for id in claim.items:
        yield term("ent:item"), names.entity(id)
    for id in claim.places:
        yield term("ent:place"), names.entity(id)
    yield term("ent:claimant"), names.claimant(claim)
    yield from names.qualifiers(claim)
    for link in claim.links:
        yield f"<{ontology.links[link.key].iri}>", term(f"claim:{link.target}")
    yield term("prov:hadPrimarySource"), names.source(claim.source)
    yield term("ent:paragraph"), literal(str(claim.paragraph), datatype="xsd:integer")
    if claim.gloss:
        gloss = literal(claim.gloss, language=language)
        yield term("ent:gloss"), gloss
        yield term("rdfs:label"), gloss
    if claim.time:
        yield term("ent:time"), literal(claim.time.text, datatype="edtf:EDTF")
        yield from _days(claim.time)
    if claim.quantity:
        yield from _measured(claim.quantity, ontology)
    if claim.anchor:
        yield term("ent:evidence"), _evidence_term(claim)


def _measured(quantity: Quantity, ontology: Ontology) -> Iterator[tuple[str, str]]:
    yield term("ent:quantity"), literal(quantity.text)
    yield term("ent:unit"), f"<{ontology.units[quantity.unit].iri}>"
    for predicate, bound in (("ent:least", quantity.least), ("ent:most", quantity.most)):
        if bound is not None:
            yield term(predicate), literal(_decimal(bound), datatype="xsd:decimal")


def _evidence_term(claim: Claim) -> str:
    return f"<{_EVIDENCE}{claim.id}>"


def _selector_term(claim: Claim) -> str:
    return f"<{_EVIDENCE}{claim.id}-anchor>"


def _evidence(corpus: Corpus, names: Names) -> Iterator[Description]:
    """Follow the Web Annotation Data Model: a specific resource whose selector quotes the anchor."""
    for claim in _anchored(corpus, _evidence_term):
        pairs = (
            (TYPE, term("ent:Evidence")),
            (TYPE, term("oa:SpecificResource")),
            (term("oa:hasSource"), names.source(claim.source)),
            (term("oa:hasSelector"), _selector_term(claim)),
        )
        yield Description(_evidence_term(claim), names.graph(claim.source), pairs)


def _selectors(corpus: Corpus, names: Names) -> Iterator[Description]:
    for claim in _anchored(corpus, _selector_term):
        pairs = (TYPE, term("oa:TextQuoteSelector")), (term("oa:exact"), literal(claim.anchor))
        yield Description(_selector_term(claim), names.graph(claim.source), pairs)


def _anchored(corpus: Corpus, by: Callable[[Claim], str]) -> list[Claim]:
    return sorted((claim for claim in corpus.claims if claim.anchor), key=by)


def _statement_term(claim: Claim, ontology: Ontology) -> str:
    """Return the term of the statement that *claim* affirms or denies."""
    return f"<{_STATEMENT}{statement_name(claim, ontology)}>"


def _statements(corpus: Corpus, ontology: Ontology) -> Iterator[Description]:
    first: dict[str, Claim] = {}
    for claim in corpus.claims:
        first.setdefault(_statement_term(claim, ontology), claim)
    for subject, claim in sorted(first.items()):
        text = literal(statement_text(claim, corpus, ontology), language=corpus.language)
        yield Description(subject, REGISTRY, ((TYPE, term("ent:Statement")), (term("rdfs:label"), text)))


def _asserted(corpus: Corpus, names: Names, ontology: Ontology) -> Iterator[Description]:
    for subject, relation, object in sorted({names.triple(c) for c in corpus.claims if asserts(c, ontology)}):
        yield Description(subject, ASSERTED, ((relation, object),))
