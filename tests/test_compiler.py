from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pyoxigraph as ox
import pytest
from conftest import GAZETTE, HERALD, SOURCES, CorpusFolder, CorpusOf
from rdflib import Dataset, Variable

from kg.compiler import Quad, asserted, canonical, describe, flatten
from kg.inference import infer
from kg.model import Corpus
from kg.ontology import Ontology
from kg.reader import read_corpus
from kg.terms import PREFIXES, shorten, term

# rdflib warns of its own use of what it has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning:rdflib")

TURTLE_PREFIXES = "".join(f"@prefix {prefix}: <{start}> .\n" for prefix, start in PREFIXES.items())
G, N, X = Variable("g"), Variable("n"), Variable("x")
#: Where the IRIs that we mint begin; that of the ontology itself is not written as a CURIE.
MINTED = tuple(start for start in PREFIXES.values() if "/entente/" in start)
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COUNT_BY_GRAPH = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


def build(corpus: Corpus, ontology: Ontology) -> list[str]:
    """Return a whole build in its canonical form."""
    return list(canonical(describe(corpus, ontology), infer(asserted(corpus, ontology), ontology)))


def triples(quads: Iterator[Quad], graph: str) -> set[str]:
    """Return what stands in *graph*."""
    return {" ".join(quad[:3]) for quad in quads if quad.graph == term(graph)}


def turtle(text: str) -> set[str]:
    """Return the triples of a Turtle text."""
    return {str(quad.triple) for quad in ox.parse((TURTLE_PREFIXES + text).encode(), format=ox.RdfFormat.TURTLE)}


@pytest.fixture(scope="module")
def small(corpus_folder: CorpusFolder, ontology: Ontology) -> list[str]:
    return build(read_corpus(corpus_folder())[0], ontology)


@pytest.fixture(scope="module")
def oxigraph(small: list[str]) -> ox.Store:
    store = ox.Store()
    store.load("".join(small).encode(), ox.RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="module")
def rdflib(small: list[str]) -> Dataset:
    dataset = Dataset(default_union=True)
    dataset.parse(data="".join(small), format="nquads")
    return dataset


def test_a_claim_becomes_one_node_with_everything_that_was_written_down(
    corpus_of: CorpusOf, ontology: Ontology
) -> None:
    corpus, problems = corpus_of(
        "p2-3,2,norland,supplies-arms-to,sudonia,galleys,glass-strait|middle-sea,denied,planned,ada-brand,2031/2032~,"
        '3.50..4e1 %,twelve war galleys,"Norland\'s ""galleys"".",because:p2-1|if:gazette.p1-1,low',
        also="item,place,polarity,modality,claimant,time,quantity,anchor,gloss,link,certainty",
    )

    assert problems == []
    assert triples(flatten(describe(corpus, ontology)), "graph:herald") == turtle("""
        claim:herald.p2-3 a ent:Claim, rdf:Statement ;
            rdf:subject actor:norland ;
            rdf:predicate rel:supplies-arms-to ;
            rdf:object actor:sudonia ;
            ent:statement statement:norland_supplies-arms-to_sudonia_galleys ;
            ent:party actor:norland, actor:sudonia ;
            ent:item issue:galleys ;
            ent:place issue:glass-strait, issue:middle-sea ;
            ent:polarity polarity:denied ;
            ent:modality modality:planned ;
            ent:certainty certainty:low ;
            ent:claimant actor:ada-brand ;
            ent:because claim:herald.p2-1 ;
            ent:if claim:gazette.p1-1 ;
            ent:time "2031/2032~"^^edtf:EDTF ;
            ent:earliest "2031-01-01"^^xsd:date ;
            ent:latest "2032-12-31"^^xsd:date ;
            ent:quantity "3.50..4e1 %" ;
            ent:least "3.5"^^xsd:decimal ;
            ent:most "40"^^xsd:decimal ;
            ent:unit unit:percent ;
            ent:gloss 'Norland\\'s "galleys".'@en ;
            rdfs:label 'Norland\\'s "galleys".'@en ;
            prov:hadPrimarySource source:herald ;
            ent:paragraph 2 ;
            ent:evidence evidence:herald.p2-3 .
        evidence:herald.p2-3 a ent:Evidence, oa:SpecificResource ;
            oa:hasSource source:herald ;
            oa:hasSelector evidence:herald.p2-3-anchor .
        evidence:herald.p2-3-anchor a oa:TextQuoteSelector ;
            oa:exact "twelve war galleys" .
    """)


def test_a_bare_claim_is_the_sources_own_affirmed_actual_and_sure(corpus_of: CorpusOf, ontology: Ontology) -> None:
    corpus, _ = corpus_of("p1-1,1,sudonia,trades-with,norland")

    assert triples(flatten(describe(corpus, ontology)), "graph:herald") == turtle("""
        claim:herald.p1-1 a ent:Claim, rdf:Statement ;
            rdf:subject actor:sudonia ; rdf:predicate rel:trades-with ; rdf:object actor:norland ;
            ent:statement statement:norland_trades-with_sudonia ;
            ent:party actor:norland, actor:sudonia ;
            ent:polarity polarity:affirmed ; ent:modality modality:actual ; ent:certainty certainty:high ;
            ent:claimant source:herald ;
            prov:hadPrimarySource source:herald ;
            ent:paragraph 1 .
    """)


def test_registry_and_statements_stand_beside_the_ontology(corpus_folder: CorpusFolder, ontology: Ontology) -> None:
    folder = corpus_folder(
        settings='language = "nl"\n',
        actors="id,kind,label,aliases,part_of,wikidata,iso3166,description\n"
        "norland,state,Norland,the North,,Q1,NO,Cold\n"
        "ada-brand,person,Ada Brand,,norland,,,\n",
        issues="id,kind,label,broader\nsea,region,Sea,\nstrait,route,Strait,sea\n",
        sources="id,title,author,publisher,published,url,language,paragraphs,text_sha256,note\n"
        "gazette,Galleys,A. Brand,Press,2031-05~,https://example.org/1,en,12,abc,Lost\nherald,,,,,,,,,No title\n",
        gazette=None,
        herald="id,paragraph,subject,relation,object,item\np1-1,1,norland,opposes,strait,sea|ada-brand\n",
    )
    registry = triples(flatten(describe(read_corpus(folder)[0], ontology)), "graph:registry")

    assert registry - triples(flatten(describe(Corpus(), ontology)), "graph:registry") == turtle("""
        actor:norland a ent:State, ent:Actor ;
            skos:prefLabel "Norland"@nl ; rdfs:label "Norland"@nl ; skos:altLabel "the North"@nl ;
            skos:exactMatch wd:Q1 ; ent:iso3166 "NO" ; skos:definition "Cold"@nl .
        actor:ada-brand a ent:Person, ent:Actor ;
            skos:prefLabel "Ada Brand"@nl ; rdfs:label "Ada Brand"@nl ; ent:partOf actor:norland .
        issue:sea a ent:Region, ent:Issue ; skos:prefLabel "Sea"@nl ; rdfs:label "Sea"@nl .
        issue:strait a ent:Route, ent:Issue ;
            skos:prefLabel "Strait"@nl ; rdfs:label "Strait"@nl ; skos:broader issue:sea .
        source:gazette a ent:Source ;
            skos:prefLabel "Galleys"@en ; rdfs:label "Galleys"@en ; dct:title "Galleys"@en ;
            dc:creator "A. Brand" ; dc:publisher "Press" ; dc:language "en" ;
            ent:published "2031-05~"^^edtf:EDTF ;
            ent:earliest "2031-05-01"^^xsd:date ; ent:latest "2031-05-31"^^xsd:date ;
            schema:url "https://example.org/1"^^xsd:anyURI ;
            ent:paragraphs 12 ; ent:textDigest "abc" ; skos:note "Lost"@nl .
        source:herald a ent:Source ; skos:prefLabel "herald"@nl ; rdfs:label "herald"@nl ; skos:note "No title"@nl .
        statement:norland_opposes_strait_ada-brand_sea a ent:Statement ;
            rdfs:label "Norland opposes Strait (Ada Brand, Sea)"@nl .
    """)


@pytest.mark.parametrize(
    ("cells", "is_asserted"),
    [
        (",,", True),
        ("affirmed,actual,", True),
        ("denied,,", False),
        (",former,", False),
        (",expected,", False),
        (",possible,", False),
        (",planned,", False),
        (",normative,", False),
        (",hypothetical,", False),
        (",,ada-brand", False),
        (",,unnamed", False),
        (",,norland", False),
    ],
)
def test_only_what_is_affirmed_actual_and_in_the_sources_own_voice_is_asserted(
    corpus_of: CorpusOf, ontology: Ontology, cells: str, is_asserted: bool
) -> None:
    corpus, _ = corpus_of(f"p1-1,1,norland,opposes,sudonia,{cells}", also="polarity,modality,claimant")

    assert triples(flatten(describe(corpus, ontology)), "graph:asserted") == (
        turtle("actor:norland rel:opposes actor:sudonia .") if is_asserted else set()
    )


def test_what_several_claims_assert_is_one_triple_that_knows_them_all(corpus_of: CorpusOf, ontology: Ontology) -> None:
    corpus, _ = corpus_of("p1-1,1,norland,opposes,sudonia", "p2-1,2,norland,opposes,sudonia")

    assert asserted(corpus, ontology) == {
        (term("actor:norland"), term("rel:opposes"), term("actor:sudonia")): [
            term("claim:herald.p1-1"),
            term("claim:herald.p2-1"),
        ]
    }


@pytest.mark.parametrize(
    ("relation", "one", "other"),
    [
        ("trades-with", "norland_trades-with_sudonia_galleys", "norland_trades-with_sudonia_galleys"),
        ("opposes", "norland_opposes_sudonia_galleys", "sudonia_opposes_norland_galleys"),
    ],
)
def test_a_statement_of_a_symmetric_relation_has_one_name_from_either_side(
    corpus_of: CorpusOf, ontology: Ontology, relation: str, one: str, other: str
) -> None:
    corpus, _ = corpus_of(
        f"p1-1,1,norland,{relation},sudonia,galleys,middle-sea",
        f"p1-2,1,sudonia,{relation},norland,galleys,",
        also="item,place",
    )
    named = {
        quad.subject: quad.object
        for quad in flatten(describe(corpus, ontology))
        if quad.predicate == term("ent:statement")
    }

    assert named == {
        term("claim:herald.p1-1"): term(f"statement:{one}"),
        term("claim:herald.p1-2"): term(f"statement:{other}"),
    }


@pytest.mark.parametrize(
    ("cells", "facts"),
    [
        ("2031/,", 'ent:time "2031/"^^edtf:EDTF ; ent:earliest "2031-01-01"^^xsd:date'),
        ("../2031,", 'ent:time "../2031"^^edtf:EDTF ; ent:latest "2031-12-31"^^xsd:date'),
        (",~2 km", 'ent:quantity "~2 km" ; ent:unit unit:km ; ent:least 2.0 ; ent:most 2.0'),
        (",<2 km", 'ent:quantity "<2 km" ; ent:unit unit:km ; ent:most 2.0'),
        (",>2e3 km", 'ent:quantity ">2e3 km" ; ent:unit unit:km ; ent:least 2000.0'),
    ],
)
def test_an_open_end_or_bound_is_absent(corpus_of: CorpusOf, ontology: Ontology, cells: str, facts: str) -> None:
    measured, _ = corpus_of(f"p1-1,1,norland,opposes,sudonia,{cells}", also="time,quantity")
    bare, _ = corpus_of("p1-1,1,norland,opposes,sudonia")

    assert triples(flatten(describe(measured, ontology)), "graph:herald") - triples(
        flatten(describe(bare, ontology)), "graph:herald"
    ) == {triple.replace('.0"', '"') for triple in turtle(f"claim:herald.p1-1 {facts} .")}


def test_the_order_of_rows_makes_no_difference(
    corpus_folder: CorpusFolder, ontology: Ontology, bundled: Corpus, small: list[str]
) -> None:
    def upside_down(table: str) -> str:
        header, *rows = table.splitlines()
        return "\n".join([header, *reversed(rows), ""])

    turned = read_corpus(corpus_folder(gazette=upside_down(GAZETTE), herald=upside_down(HERALD)))[0]
    shuffled = random.Random(1).sample(bundled.claims, len(bundled.claims))

    assert build(turned, ontology) == small
    assert build(replace(bundled, claims=tuple(shuffled)), ontology) == build(bundled, ontology)


def test_a_build_is_all_its_quads_in_the_order_of_their_lines(
    corpus_folder: CorpusFolder, ontology: Ontology, bundled: Corpus
) -> None:
    small = read_corpus(corpus_folder())[0]
    names = {"gazette": "herald-2", "herald": "herald"}
    alike = replace(
        small,
        sources=tuple(replace(source, id=names[source.id]) for source in small.sources),
        claims=tuple(
            replace(claim, source=names[claim.source], local_id=f"p1-{n}", anchor="x")
            for n, claim in enumerate(small.claims * 6)
        ),
    )

    for corpus in (bundled, alike):
        quads = [*flatten(describe(corpus, ontology)), *flatten(infer(asserted(corpus, ontology), ontology))]
        assert build(corpus, ontology) == sorted({f"{s} {p} {o} {g} .\n" for s, p, o, g in quads})


def test_no_two_graphs_share_a_triple_and_no_node_is_blank(
    ontology: Ontology, bundled: Corpus, small: list[str]
) -> None:
    for lines in (small, build(bundled, ontology)):
        times = Counter(line.rpartition(" <")[0] for line in lines)
        assert [triple for triple, n in times.items() if n > 1] == []
        assert [line for line in lines if line.startswith("_:") or " _:" in line.partition('"')[0]] == []


@pytest.mark.parametrize(
    ("language", "quantity"), [("en", "~12 item"), ("en", "0.50..4e1 %"), ("en", "1e30 USD"), ("pt-BR", "~12 item")]
)
def test_a_store_says_the_same_as_the_file(
    corpus_folder: CorpusFolder, ontology: Ontology, language: str, quantity: str
) -> None:
    sources, gazette = SOURCES.replace(",en,", f",{language},"), GAZETTE.replace("~12 item", quantity)
    lines = build(read_corpus(corpus_folder(sources=sources, gazette=gazette))[0], ontology)
    store = ox.Store()
    store.load("".join(lines).encode(), ox.RdfFormat.N_QUADS)

    assert {f"{quad} .\n" for quad in store} ^ set(lines) == set()


def test_both_engines_count_alike(small: list[str], oxigraph: ox.Store, rdflib: Dataset) -> None:
    union = oxigraph.query(COUNT, use_default_graph_as_union=True)
    by_graph = oxigraph.query(COUNT_BY_GRAPH)
    assert isinstance(union, ox.QuerySolutions)
    assert isinstance(by_graph, ox.QuerySolutions)

    assert [int(row["n"].value) for row in union] == [len(small)]
    assert [int(row[N]) for row in rdflib.query(COUNT).bindings] == [len(small)]
    assert {row["g"].value: int(row["n"].value) for row in by_graph} == {
        str(row[G]): int(row[N]) for row in rdflib.query(COUNT_BY_GRAPH).bindings
    }


def test_every_minted_iri_can_be_pasted_into_a_query_as_a_curie(
    ontology: Ontology, bundled: Corpus, rdflib: Dataset
) -> None:
    quads = ox.parse("".join(build(bundled, ontology)).encode(), format=ox.RdfFormat.N_QUADS)
    nodes = {node for quad in quads for node in (quad.subject, quad.predicate, quad.object, quad.graph_name)}
    minted = {node.value for node in nodes if isinstance(node, ox.NamedNode) and node.value.startswith(MINTED)}
    curies = {shorten(name): name for name in sorted(minted)}
    values = f"SELECT ?x {{ VALUES ?x {{ {' '.join(curies)} }} }}"

    assert [curie for curie in curies if curie.startswith("<")] == []
    assert [curie for curie, name in curies.items() if pasted(curie) != name] == []
    assert {str(row[X]) for row in rdflib.query(values, initNs=dict(PREFIXES)).bindings} == minted


def pasted(curie: str) -> str:
    """Return what pyoxigraph takes *curie* for."""
    try:
        rows = ox.Store().query(f"SELECT ?x {{ BIND({curie} AS ?x) }}", prefixes=dict(PREFIXES))
    except SyntaxError as error:
        return str(error)
    assert isinstance(rows, ox.QuerySolutions)
    return str(next(rows)["x"].value)


def test_what_contests_what_stands_in_the_registry(small: list[str]) -> None:
    pair = term("claim:gazette.p1-1"), term("claim:herald.p2-1")

    assert [line for line in small if f" {term('ent:contests')} " in line] == [
        f"{one} {term('ent:contests')} {other} {term('graph:registry')} .\n" for one, other in (pair, pair[::-1])
    ]
