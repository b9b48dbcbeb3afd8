"""The graph in every RDF format is read back, by another library too, and says what the build says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox
import pytest
import rdflib
from conftest import ROOT, CorpusFolder, CorpusOf
from naughty import texts, write_texts

from kg.builder import compile_lines, read_project
from kg.export.dataset import graph_named, graph_of, quads_of, reified, render_dataset
from kg.export.formats import FORMATS, TRIPLES, export
from kg.export.nanopubs import nanopubs
from kg.export.triples import render_graph
from kg.lookup import UnknownTermError
from kg.model import Corpus
from kg.ontology import Ontology
from kg.opposition import asserts
from kg.places import Project, bundled
from kg.problems import KgError
from kg.reader import read_corpus
from kg.terms import PREFIXES, iri, shorten

# rdflib warns of its own use of what it has deprecated.
pytestmark = [
    pytest.mark.filterwarnings(f"ignore:{name}:DeprecationWarning:rdflib") for name in ("Dataset", "ConjunctiveGraph")
]

OXIGRAPH = {"ttl": "TURTLE", "nt": "N_TRIPLES", "rdfxml": "RDF_XML"}
OXIGRAPH |= {"trig": "TRIG", "nq": "N_QUADS", "jsonld": "JSON_LD", "nanopub": "TRIG"}
RDFLIB = {"ttl": "turtle", "nt": "nt", "rdfxml": "xml", "trig": "trig", "nq": "nquads", "jsonld": "json-ld"}
NP = "http://www.nanopub.org/nschema#"
HOSTILE = 'p1-1,1,norland,trades-with,sudonia,"a ""quoted"" word, and\na line",'
HOSTILE += '"\\back | =1+1 \t {<&>} Ünïcödé 😀 مرحبا \u202e\u0301"'


@dataclass(frozen=True)
class Compiled:
    """A corpus, its vocabulary and its build."""

    corpus: Corpus
    ontology: Ontology
    lines: tuple[str, ...]
    quads: tuple[ox.Quad, ...]


def compiled(corpus: Corpus, ontology: Ontology) -> Compiled:
    return Compiled(corpus, ontology, tuple(compile_lines(corpus, ontology)), quads_of(corpus, ontology))


@pytest.fixture(scope="module")
def small(corpus_folder: CorpusFolder, ontology: Ontology) -> Compiled:
    return compiled(read_corpus(corpus_folder())[0], ontology)


@pytest.fixture(scope="module")
def hostile(corpus_of: CorpusOf, ontology: Ontology) -> Compiled:
    corpus, problems = corpus_of(HOSTILE, also="anchor,gloss")
    assert {problem.code for problem in problems} <= {"unseen-character"}
    return compiled(corpus, ontology)


@pytest.fixture(scope="module")
def league() -> Compiled:
    folder = ROOT / "tests" / "football"
    read = read_project(Project(corpus=folder / "corpus", ontology=bundled("ontology"), build=folder / "build"))
    return compiled(read.corpus, read.ontology)


@pytest.fixture(scope="module")
def five(bundled: Corpus, ontology: Ontology) -> Compiled:
    """The corpus that comes with the program."""
    return compiled(bundled, ontology)


@pytest.fixture(scope="module")
def naughty(tmp_path_factory: pytest.TempPathFactory, ontology: Ontology) -> Compiled:
    """The corpus of the big list of naughty strings."""
    return compiled(read_corpus(write_texts(tmp_path_factory.mktemp("naughty"), texts()))[0], ontology)


@pytest.fixture(params=["small", "hostile", "naughty", "league"])
def given(request: pytest.FixtureRequest) -> Compiled:
    found: Compiled = request.getfixturevalue(request.param)
    return found


def text_of(given: Compiled, form: str) -> str:
    content = export(given.corpus, given.ontology, form).content
    assert isinstance(content, str)
    return content


def by_oxigraph(text: str, form: str) -> list[ox.Quad]:
    return list(ox.parse(text.encode(), format=getattr(ox.RdfFormat, OXIGRAPH[form])))


def by_rdflib(text: str, form: str) -> set[object]:
    dataset = rdflib.Dataset()
    dataset.parse(data=text, format=RDFLIB[form])
    return set(dataset.quads())


def turtle(text: str) -> set[ox.Triple]:
    prefixes = "".join(f"@prefix {prefix}: <{start}> .\n" for prefix, start in PREFIXES.items())
    extra = f"@prefix np: <{NP}> . @prefix npx: <http://purl.org/nanopub/x/> .\n"
    return {quad.triple for quad in ox.parse((prefixes + extra + text).encode(), format=ox.RdfFormat.TURTLE)}


# The whole graph


@pytest.mark.parametrize("form", ["trig", "nq", "jsonld"])
def test_the_whole_graph_is_read_back_as_it_was_built(given: Compiled, form: str) -> None:
    text = text_of(given, form)

    assert Counter(by_oxigraph(text, form)) == Counter(given.quads)
    assert by_rdflib(text, form) == by_rdflib("".join(given.lines), "nq")


@pytest.mark.parametrize("form", ["trig", "nq", "jsonld"])
def test_the_bundled_corpus_is_read_back_as_it_was_built(five: Compiled, form: str) -> None:
    assert Counter(by_oxigraph(render_dataset(five.quads, form), form)) == Counter(five.quads)


def test_n_quads_are_those_of_the_build(given: Compiled) -> None:
    assert text_of(given, "nq") == "".join(given.lines)


def test_json_ld_names_things_by_known_prefixes(small: Compiled) -> None:
    text = text_of(small, "jsonld")

    assert '"@id": "claim:gazette.p1-1"' in text
    assert '"actor": "https://w3id.org/entente/actor/"' in text
    assert re.findall('"@id": "https://w3id.org/entente/.*"', text) == ['"@id": "https://w3id.org/entente/ontology"']


# One graph


@pytest.mark.parametrize("form", TRIPLES)
def test_each_graph_is_read_back_alone(given: Compiled, form: str) -> None:
    names = {str(quad.graph_name)[1:-1].rpartition("/")[2] for quad in given.quads}
    for name in names:
        triples = graph_of(given.quads, name)
        text = render_graph(triples, TRIPLES[form])

        assert Counter(quad.triple for quad in by_oxigraph(text, form)) == Counter(triples)
        canonical = "".join(f"{triple} .\n" for triple in triples)
        assert by_rdflib(text, form) == by_rdflib(canonical, "nt")


def test_by_default_it_has_what_sources_assert_and_says_what_it_leaves_out(small: Compiled) -> None:
    made = export(small.corpus, small.ontology, "nt")
    counted = Counter(str(quad.graph_name)[1:-1].rpartition("/")[2] for quad in small.quads)
    others = {name: number for name, number in sorted(counted.items()) if name != "asserted"}

    assert made.content == "".join(
        f"{line} .\n"
        for line in sorted(
            map(
                str,
                turtle(
                    "actor:norland rel:supplies-arms-to actor:sudonia . actor:sudonia rel:values issue:glass-strait ."
                ),
            )
        )
    )
    assert made.remarks == (
        f"graph:asserted has 2 triples; left out are {sum(others.values()):,} of other graphs "
        f"({', '.join(f'{name} {number:,}' for name, number in others.items())})",
        "2 of 4 claims are denied, not actual or somebody else's view: they are not in it",
    )


def test_what_is_left_out_of_another_graph_is_said_without_claims(small: Compiled) -> None:
    (said,) = export(small.corpus, small.ontology, "ttl", graph="herald").remarks

    assert said.startswith("graph:herald has ")
    assert "asserted 2, gazette " in said


def test_an_empty_graph_is_said_to_be_empty(corpus_of: CorpusOf, ontology: Ontology) -> None:
    corpus, _ = corpus_of("p1-1,1,norland,trades-with,sudonia,denied", also="polarity")
    made = export(corpus, ontology, "ttl")

    assert made.content == ""
    assert made.remarks[0].startswith("graph:asserted is empty; left out are ")
    assert made.remarks[1] == "1 of 1 claims are denied, not actual or somebody else's view: they are not in it"


@pytest.mark.parametrize(
    ("name", "graph"),
    [
        ("asserted", "asserted"),
        ("graph:inferred", "inferred"),
        ("registry", "registry"),
        ("gazette", "gazette"),
        ("Who Sold What?", "herald"),
    ],
)
def test_a_graph_goes_by_its_name_or_the_title_of_its_source(small: Compiled, name: str, graph: str) -> None:
    assert graph_named(small.corpus, name) == graph


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("assrted", "no graph is called 'assrted'; did you mean asserted?"),
        ("graph:gazete", "no graph is called 'graph:gazete'; did you mean gazette?"),
        ("x", "no graph is called 'x'; there are asserted, inferred, registry, gazette, herald"),
    ],
)
def test_an_unknown_graph_gets_the_nearest_name(small: Compiled, name: str, message: str) -> None:
    with pytest.raises(UnknownTermError) as raised:
        graph_named(small.corpus, name)

    assert str(raised.value) == message


def test_rdf_xml_refuses_what_xml_cannot_hold(corpus_of: CorpusOf, ontology: Ontology) -> None:
    corpus, _ = corpus_of("p1-1,1,norland,trades-with,sudonia,a\x01b", also="gloss")

    with pytest.raises(KgError, match=r"XML cannot hold the character U\+0001"):
        export(corpus, ontology, "rdfxml", graph="herald")
    assert "\\u0001" in str(export(corpus, ontology, "nt", graph="herald").content)


# RDF 1.2


def test_in_rdf_1_2_each_claim_reifies_its_triple(small: Compiled) -> None:
    text = export(small.corpus, small.ontology, "nq", in_rdf_1_2=True).content
    assert isinstance(text, str)

    assert re.findall(r"^(\S+) <\S+reifies> <<\( (\S+) (\S+) (\S+) \)>> (\S+) \.$", text, re.MULTILINE) == [
        tuple(f"<{iri(name)}>" for name in names)
        for names in (
            ("claim:gazette.p1-1", "actor:norland", "rel:supplies-arms-to", "actor:sudonia", "graph:gazette"),
            ("claim:gazette.p1-2", "actor:sudonia", "rel:values", "issue:glass-strait", "graph:gazette"),
            ("claim:gazette.p2-1", "actor:norland", "rel:trades-with", "actor:sudonia", "graph:gazette"),
            ("claim:herald.p2-1", "actor:norland", "rel:supplies-arms-to", "actor:sudonia", "graph:herald"),
        )
    ]


def test_to_reify_what_is_denied_does_not_assert_it(corpus_of: CorpusOf, ontology: Ontology) -> None:
    corpus, _ = corpus_of("p1-1,1,norland,trades-with,sudonia,denied", also="polarity")
    store = ox.Store()
    store.extend(reified(quads_of(corpus, ontology)))
    asked = "ASK { GRAPH ?g { actor:norland rel:trades-with actor:sudonia } }"
    reifying = "ASK { GRAPH graph:herald { ?c rdf:reifies <<( actor:norland rel:trades-with actor:sudonia )>> } }"

    assert [bool(store.query(query, prefixes=dict(PREFIXES))) for query in (asked, reifying)] == [False, True]


@pytest.mark.parametrize("form", ["trig", "nq"])
def test_the_older_form_is_rebuilt_from_rdf_1_2_as_the_page_says(given: Compiled, form: str) -> None:
    page = (ROOT / "docs" / "export.md").read_text("utf-8")
    (rebuild,) = re.findall(r"```sparql\n(.*?)```", page, re.DOTALL)
    text = export(given.corpus, given.ontology, form, in_rdf_1_2=True).content
    assert isinstance(text, str)
    store = ox.Store()
    store.extend(by_oxigraph(text, form))
    rebuilt = store.query(rebuild)
    assert isinstance(rebuilt, ox.QueryTriples)
    kept = {quad.triple for quad in store if quad.predicate.value != iri("rdf:reifies")}

    assert kept | set(rebuilt) == {quad.triple for quad in given.quads}
    assert len(store) == len(given.quads) - 3 * len(given.corpus.claims)


def test_one_graph_can_be_turtle_1_2(league: Compiled) -> None:
    text = export(league.corpus, league.ontology, "ttl", graph="blog-2024", in_rdf_1_2=True).content
    assert isinstance(text, str)
    expected = graph_of(reified(league.quads), "blog-2024")

    assert Counter(quad.triple for quad in by_oxigraph(text, "ttl")) == Counter(expected)
    assert "rdf:reifies <<( actor:saltmere-council rel:sells-to actor:quayside-homes )>>" in text


# Nanopublications


def faults(quads: Sequence[ox.Quad]) -> list[str]:
    """Return which criteria of well-formedness a nanopublication misses, as the guidelines of nanopub.net list them."""

    def in_head(predicate: str, object: str = "") -> list[ox.Quad]:
        return [q for q in quads if q.predicate.value == predicate and object in ("", getattr(q.object, "value", ""))]

    named = in_head(iri("rdf:type"), f"{NP}Nanopublication")
    parts = {name: in_head(f"{NP}has{name}") for name in ("Assertion", "Provenance", "PublicationInfo")}
    found = [name for name, links in {"Nanopublication": named, **parts}.items() if len(links) != 1]
    if found:
        return [f"not exactly one {name}" for name in found]
    (type,), head = named, named[0].graph_name
    graphs = {name: links[0].object for name, links in parts.items()}

    def refers(graph: str, name: object) -> bool:
        return any(name in (q.subject, q.object) for q in quads if q.graph_name == graphs[graph])

    tests = {
        "a quad has no named graph": all(isinstance(q.graph_name, ox.NamedNode) for q in quads),
        "the head does not say it": all(q.graph_name == head for (q,) in parts.values()),
        "the parts are not of it": all(q.subject == type.subject for (q,) in parts.values()),
        "the head says more": sum(q.graph_name == head for q in quads) == 4,
        "graphs share a name": len({head, *graphs.values()}) == 4,
        "a quad stands elsewhere": all(q.graph_name in {head, *graphs.values()} for q in quads),
        "a graph is empty": all(any(q.graph_name == graph for q in quads) for graph in graphs.values()),
        "provenance is not of the assertion": refers("Provenance", graphs["Assertion"]),
        "publication info is not of it": refers("PublicationInfo", type.subject),
    }
    return [fault for fault, fine in tests.items() if not fine]


def each(quads: Iterable[ox.Quad]) -> dict[str, list[ox.Quad]]:
    """Return the quads of each nanopublication by the CURIE of its claim."""
    found: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        assert isinstance(quad.graph_name, ox.NamedNode)
        found.setdefault(shorten(quad.graph_name.value.rpartition("/nanopub/")[0]), []).append(quad)
    return found


@pytest.mark.parametrize("name", ["small", "hostile", "league", "five"])
def test_each_claim_is_a_well_formed_nanopublication(request: pytest.FixtureRequest, name: str) -> None:
    given: Compiled = request.getfixturevalue(name)
    found = each(by_oxigraph(text_of(given, "nanopub"), "nanopub"))

    assert sorted(found) == sorted(f"claim:{claim.id}" for claim in given.corpus.claims)
    assert {claim: wrong for claim, quads in found.items() if (wrong := faults(quads))} == {}


@pytest.mark.parametrize(
    ("spoilt", "fault"),
    [
        ("Nanopublication", "not exactly one Nanopublication"),
        ("hasProvenance", "not exactly one Provenance"),
        ("introduces", "a graph is empty"),
        ("/nanopub/assertion> <http://www.w3.org/ns/prov#hadPrimarySource>", "provenance is not of the assertion"),
    ],
)
def test_a_nanopublication_that_lacks_something_would_be_found(
    corpus_of: CorpusOf, ontology: Ontology, spoilt: str, fault: str
) -> None:
    corpus, _ = corpus_of("p1-1,1,norland,trades-with,sudonia")
    quads = [quad for quad in nanopubs(corpus, ontology, quads_of(corpus, ontology)) if spoilt not in str(quad)]

    assert fault in faults(quads)


def test_a_nanopublication_says_what_where_and_under_which_license(small: Compiled) -> None:
    corpus = replace(small.corpus, license="https://creativecommons.org/licenses/by/4.0/")
    found = each(nanopubs(corpus, small.ontology, small.quads))["claim:gazette.p2-1"]
    graphs: dict[str, set[ox.Triple]] = {}
    for quad in found:
        assert isinstance(quad.graph_name, ox.NamedNode)
        graphs.setdefault(quad.graph_name.value.rpartition("/")[2], set()).add(quad.triple)

    name = f"<{iri('claim:gazette.p2-1')}/nanopub"
    assert graphs == {
        "Head": turtle(f"""
            {name}> a np:Nanopublication ; np:hasAssertion {name}/assertion> ;
                np:hasProvenance {name}/provenance> ; np:hasPublicationInfo {name}/pubinfo> .
        """),
        "assertion": turtle("""
            claim:gazette.p2-1 a ent:Claim, rdf:Statement ;
                rdf:subject actor:norland ; rdf:predicate rel:trades-with ; rdf:object actor:sudonia ;
                ent:statement statement:norland_trades-with_sudonia ; ent:party actor:norland, actor:sudonia ;
                ent:claimant actor:ada-brand ; ent:polarity polarity:affirmed ; ent:modality modality:planned ;
                ent:time "2032/"^^edtf:EDTF ; ent:earliest "2032-01-01"^^xsd:date ;
                ent:gloss "Norland will trade with Sudonia."@en ; rdfs:label "Norland will trade with Sudonia."@en .
        """),
        "provenance": turtle(f"""
            {name}/assertion> prov:hadPrimarySource source:gazette .
            claim:gazette.p2-1 prov:hadPrimarySource source:gazette ; ent:paragraph 2 ; ent:certainty certainty:medium ;
                ent:evidence evidence:gazette.p2-1 .
            evidence:gazette.p2-1 a ent:Evidence, oa:SpecificResource ;
                oa:hasSource source:gazette ; oa:hasSelector evidence:gazette.p2-1-anchor .
            evidence:gazette.p2-1-anchor a oa:TextQuoteSelector ; oa:exact "will trade" .
            source:gazette a ent:Source ; skos:prefLabel "Galleys for Sudonia"@en ;
                rdfs:label "Galleys for Sudonia"@en ; dct:title "Galleys for Sudonia"@en ;
                dc:language "en" ; ent:paragraphs 2 ;
                ent:published "2031-05-04"^^edtf:EDTF ;
                ent:earliest "2031-05-04"^^xsd:date ; ent:latest "2031-05-04"^^xsd:date .
        """),
        "pubinfo": turtle(f"""
            {name}> npx:introduces claim:gazette.p2-1 ; rdfs:label "Norland will trade with Sudonia."@en ;
                dct:license <https://creativecommons.org/licenses/by/4.0/> .
        """),
    }  # fmt: skip


def test_only_what_the_source_asserts_stands_bare_in_a_nanopublication(five: Compiled) -> None:
    relations = {relation.iri for relation in five.ontology.relations.values()}
    bare = {
        claim
        for claim, quads in each(nanopubs(five.corpus, five.ontology, five.quads)).items()
        if any(quad.predicate.value in relations for quad in quads)
    }

    assert bare == {f"claim:{claim.id}" for claim in five.corpus.claims if asserts(claim, five.ontology)}


def test_nanopublications_have_all_that_the_graphs_of_the_sources_have(league: Compiled) -> None:
    theirs = {quad.triple for quad in nanopubs(league.corpus, league.ontology, league.quads)}
    sources = {iri(f"graph:{source}") for source in league.corpus.sources_by_id}

    assert {q.triple for q in league.quads if str(q.graph_name)[1:-1] in sources} <= theirs


def test_what_nanopublications_lack_is_said(small: Compiled, bundled: Corpus) -> None:
    unsigned = "nanopublications, unsigned: creator and date are for whoever signs them"

    assert export(small.corpus, small.ontology, "nanopub").remarks == (
        f"4 {unsigned}",
        "no license, since corpus.toml names none",
    )
    assert bundled.license == "https://creativecommons.org/licenses/by/4.0/"
    licensed = replace(small.corpus, license=bundled.license)
    assert export(licensed, small.ontology, "nanopub").remarks == (f"4 {unsigned}",)


def test_every_format_is_read_back_by_a_test() -> None:
    rows = {"graphml", "neo4j", "csv", "spreadsheet", "parquet"}

    assert set(FORMATS) == {*OXIGRAPH, *rows}
