from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from conftest import ROOT, CorpusFolder
from owlrl import DeductiveClosure, OWLRL_Semantics  # type: ignore[import-untyped]
from rdflib import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.namespace import DefinedNamespace

from kg.compiler import describe, flatten
from kg.model import Corpus
from kg.ontology import RELATION_PARTS, Ontology, default_of, load_ontology
from kg.problems import KgError
from kg.reader import read_corpus
from kg.terms import PREFIXES, iri
from kg.vocabulary import read_vocabulary

FILES = sorted((ROOT / "ontology").glob("*.ttl"))
OWN = (*(start for start in PREFIXES.values() if "/entente/" in start), "https://w3id.org/entente/shape/")
CLOSED: tuple[type[DefinedNamespace], ...] = (DCTERMS, OWL, PROV, RDF, RDFS, SKOS)
EXAMPLE = re.compile(r"\(([a-z0-9-]+), p(\d+)\)$")
#: How owlrl marks what cannot be.
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")

PREFIXED = "".join(f"@prefix {prefix}: <{start}> .\n" for prefix, start in PREFIXES.items())
RELATION = """\
rel:ferries a ent:Relation ; skos:notation "ferries" ; rdfs:label "ferries"@en ; ent:inverseLabel "is ferried by"@en ;
    skos:definition "Carries across."@en ; skos:example "Ferrymen and travellers"@en ;
    schema:domainIncludes ent:Actor .
"""


@pytest.fixture(scope="module")
def graph() -> Graph:
    """Return all Turtle files as one graph."""
    graph = Graph()
    for path in FILES:
        graph.parse(path)
    return graph


def relations(graph: Graph) -> list[URIRef]:
    return [name for name in graph.subjects(RDF.type, URIRef(iri("ent:Relation"))) if isinstance(name, URIRef)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_both_engines_read_the_same_triples_and_no_blank_node(path: Path) -> None:
    oxigraph = {str(quad.triple) for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)}

    assert len(oxigraph) == len(Graph().parse(path))
    assert [triple for triple in oxigraph if "_:" in triple] == []


def test_there_are_enough_relations_to_choose_from_and_not_too_many(ontology: Ontology, graph: Graph) -> None:
    assert 50 <= len(ontology.relations) <= 90
    assert {relation.iri for relation in ontology.relations.values()} == {str(name) for name in relations(graph)}


def test_every_relation_has_all_its_parts(graph: Graph) -> None:
    parts = [URIRef(iri(part)) for part in (*RELATION_PARTS, "skos:prefLabel", "rdfs:subPropertyOf")]

    assert [(name, part) for name in relations(graph) for part in parts if (name, part, None) not in graph] == []


def test_every_relation_is_symmetric_or_has_one_inverse_that_reads_as_its_inverse_label(graph: Graph) -> None:
    def read_backwards(name: URIRef) -> list[object]:
        symmetric = (name, RDF.type, OWL.SymmetricProperty) in graph
        inverses = [name] if symmetric else graph.subjects(OWL.inverseOf, name)
        return [graph.value(inverse, RDFS.label) for inverse in inverses]

    inverse_label = URIRef(iri("ent:inverseLabel"))
    assert {name: read_backwards(name) for name in relations(graph)} == {
        name: [graph.value(name, inverse_label)] for name in relations(graph)
    }


def test_no_two_terms_of_a_kind_share_a_code(graph: Graph) -> None:
    codes = Counter(
        (kind, code) for name, code in graph.subject_objects(SKOS.notation) for kind in graph.objects(name, RDF.type)
    )

    assert [coded for coded, times in codes.items() if times > 1] == []


def test_a_code_is_the_local_name_of_its_relation_and_no_inverse_has_it_too(ontology: Ontology) -> None:
    assert {code: iri(f"rel:{code}") for code in ontology.relations} == {
        code: relation.iri for code, relation in ontology.relations.items()
    }
    assert ontology.inverses.keys() & ontology.relations.keys() == set()


def test_what_is_incompatible_is_so_both_ways_and_exists(ontology: Ontology, graph: Graph) -> None:
    pairs = list(ontology.incompatible_pairs())

    assert len(pairs) == len(list(graph.triples((None, URIRef(iri("ent:incompatibleWith")), None)))) > 0
    assert {(other, one) for one, other in pairs} == set(pairs)
    assert {one for one, _ in pairs} <= ontology.relations.keys()


def test_valences_run_from_force_to_aid_and_are_those_of_plover_where_they_say_so(graph: Graph) -> None:
    valence = URIRef(iri("ent:valence"))
    scores = {name: float(str(graph.value(name, valence))) for name in relations(graph)}
    plover = {
        (name, float(str(graph.value(category, valence))))
        for name in graph.subjects(URIRef(iri("ent:valenceBasis")), Literal("PLOVER"))
        for category in graph.objects(name, SKOS.closeMatch)
    }

    assert -10 <= min(scores.values()) < 0 < max(scores.values()) <= 10
    assert plover == {(name, scores[name]) for name, _ in plover if isinstance(name, URIRef)}


def test_each_question_about_a_claim_has_one_default(ontology: Ontology) -> None:
    qualifiers = (ontology.polarities, ontology.modalities, ontology.certainties)

    assert [[code for code, value in values.items() if value.by_default] for values in qualifiers] == [
        ["affirmed"],
        ["actual"],
        ["high"],
    ]
    assert [default_of(values).code for values in qualifiers] == ["affirmed", "actual", "high"]


def test_every_term_of_our_own_is_declared(graph: Graph) -> None:
    used = {term for triple in graph for term in triple if isinstance(term, URIRef) and str(term).startswith(OWN)}

    assert sorted(term for term in used if (term, RDF.type, None) not in graph) == []


def test_every_term_taken_from_a_closed_vocabulary_exists_there(graph: Graph) -> None:
    terms = {term for triple in graph for term in triple if isinstance(term, URIRef)}
    taken = [(term, space) for term in terms for space in CLOSED if term.startswith(str(space))]

    assert {space for _, space in taken} == set(CLOSED)
    assert [term for term, space in taken if term not in space] == []


def test_examples_name_paragraphs_that_exist(graph: Graph, bundled: Corpus) -> None:
    paragraphs = {source.id: source.paragraphs or 0 for source in bundled.sources}
    examples = [str(example) for example in graph.objects(None, SKOS.example)]
    named = [(match[1], int(match[2])) for match in map(EXAMPLE.search, examples) if match]

    assert len(named) == len(examples)
    assert [(source, number) for source, number in named if not 1 <= number <= paragraphs.get(source, 0)] == []


def test_the_shapes_are_shacl() -> None:
    shapes = Graph().parse(ROOT / "ontology" / "shapes.ttl")

    conforms, _, report = pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)

    assert conforms, report


def errors_in(corpus: Path, ontology: Ontology, *more: tuple[str, str, str]) -> list[str]:
    """Return what an OWL 2 RL reasoner finds contradictory in the graph of a corpus with *more* triples."""
    lines = {f"{s} {p} {o} .\n" for s, p, o, _ in flatten(describe(read_corpus(corpus)[0], ontology))}
    graph = Graph().parse(data="".join(lines), format="nt")
    for triple in more:
        graph.add((URIRef(iri(triple[0])), URIRef(iri(triple[1])), URIRef(iri(triple[2]))))
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return [str(message) for node in graph.subjects(RDF.type, ERROR) for message in graph.objects(node)]


def test_a_reasoner_finds_no_contradiction(corpus_folder: CorpusFolder, ontology: Ontology) -> None:
    assert errors_in(corpus_folder(), ontology) == []


def test_a_reasoner_finds_that_nothing_is_both_actor_and_issue(corpus_folder: CorpusFolder, ontology: Ontology) -> None:
    errors = errors_in(corpus_folder(), ontology, ("actor:norland", "rdf:type", "ent:Issue"))

    assert any("actor/norland" in error for error in errors), errors


def test_the_ontology_of_a_folder_grows_by_the_vocabulary_of_a_corpus(ontology: Ontology, tmp_path: Path) -> None:
    more = tmp_path / "vocabulary.ttl"
    more.write_text(
        PREFIXED
        + 'ent:Club a owl:Class ; rdfs:subClassOf ent:Organisation ; skos:notation "club" ; rdfs:label "club"@en .'
    )

    grown, _ = read_vocabulary(ROOT / "ontology", more)

    assert grown.kinds.keys() - ontology.kinds.keys() == {"club"}
    assert grown.kinds["club"].lineage == ontology.kinds["organisation"].lineage | {iri("ent:Club")}


def test_a_relation_that_lacks_parts_is_refused_with_their_names(tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    with (folder / "relations.ttl").open("a") as relations:
        relations.write(PREFIXED + RELATION)

    with pytest.raises(KgError) as refusal:
        load_ontology(folder)

    assert str(refusal.value) == (
        "the vocabulary is incomplete: rel:ferries lacks ent:family, schema:rangeIncludes, ent:valence, "
        "ent:valenceBasis, rdfs:subPropertyOf, an owl:inverseOf that names it, or owl:SymmetricProperty"
    )


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        (None, "cannot read {path}: No such file or directory"),
        ("<a:a> <a:b> <a:c> .\nent:x a ent:Y .", "{path}:2:1: not Turtle: "),
    ],
)
def test_a_vocabulary_that_cannot_be_read_is_refused(tmp_path: Path, turtle: str | None, message: str) -> None:
    path = tmp_path / "entente.ttl"
    if turtle:
        path.write_text(turtle)

    with pytest.raises(KgError, match="^" + re.escape(message.format(path=path))):
        load_ontology(tmp_path)
