from __future__ import annotations

import json
import time
from functools import partial

import pyoxigraph as ox
import pytest
from conftest import CorpusFolder

from kg.builder import compile_lines
from kg.citation import Citation, cite, evidence
from kg.model import Corpus
from kg.ontology import Ontology
from kg.problems import MisuseError, QueryError
from kg.reader import read_corpus
from kg.store import ask, memory_store

GAZETTE = """\
id,paragraph,subject,relation,object,item,polarity,modality,claimant,anchor,gloss
p1-1,1,norland,supplies-arms-to,sudonia,galleys,,,,war galleys,Norland sold Sudonia galleys.
p1-2,1,sudonia,values,glass-strait,,,,,,Sudonia cares about the strait.
p2-1,2,norland,trades-with,sudonia,,,planned,ada-brand,,Norland will trade with Sudonia.
p2-2,2,norland,trades-with,sudonia,,,,,,Norland trades with Sudonia.
"""
HERALD = """\
id,paragraph,subject,relation,object,item,polarity
p1-1,1,norland,supplies-arms-to,sudonia,galleys,denied
p1-2,1,sudonia,trades-with,norland,,
p2-1,2,ada-brand,values,glass-strait,,
p2-2,2,norland,protects,sudonia,,
p2-3,2,norland,attacks,sudonia,,
"""
SOLD = "gazette.p1-1!"
G_VALUES, H_VALUES = "gazette.p1-2", "herald.p2-1"
G_TRADES, H_TRADES = "gazette.p2-2", "herald.p1-2"
PROTECTS, ATTACKS = "herald.p2-2!", "herald.p2-3!"


@pytest.fixture(scope="module")
def graph(corpus_folder: CorpusFolder, ontology: Ontology) -> ox.Store:
    corpus, problems = read_corpus(corpus_folder(gazette=GAZETTE, herald=HERALD))
    assert problems == []
    return memory_store(compile_lines(corpus, ontology))


@pytest.fixture(scope="module")
def bundled_graph(bundled: Corpus, ontology: Ontology) -> ox.Store:
    return memory_store(compile_lines(bundled, ontology))


def short(term: object) -> str:
    if term is None:
        return ""
    assert isinstance(term, (ox.NamedNode, ox.Literal))
    return term.value.rpartition("/")[2]


def cited(graph: ox.Store, query: str) -> list[tuple[str, list[str]]]:
    """Return the rows of an answer, each with the claims cited for it, those that are contested with a mark."""
    found = cite(graph, query)
    rows = [" ".join(map(short, row)) for row in found.rows]
    claims = [[each.claim + "!" * each.contested for each in citations] for citations in found.citations]
    return sorted(zip(rows, claims, strict=True))


#: What is asked, and the rows with the claims that they rest on, as a reader of the two tables above finds them.
CASES: dict[str, tuple[str, list[tuple[str, list[str]]]]] = {
    "an asserted triple": (
        "SELECT ?o { actor:sudonia rel:values ?o }",
        [("glass-strait", [G_VALUES])],
    ),
    "one that is denied elsewhere is contested": (
        "SELECT ?o { actor:norland rel:supplies-arms-to ?o }",
        [("sudonia", [SOLD])],
    ),
    "one that excludes another is contested": (
        "SELECT ?r { actor:norland ?r actor:sudonia VALUES ?r { rel:attacks rel:protects } }",
        [("attacks", [ATTACKS]), ("protects", [PROTECTS])],
    ),
    "a symmetric relation that both write, each its own way round": (
        "SELECT ?o { actor:norland rel:trades-with ?o }",
        [("sudonia", [G_TRADES])],
    ),
    "the other way round": (
        "SELECT ?o { actor:sudonia rel:trades-with ?o }",
        [("norland", [H_TRADES])],
    ),
    "an inverse that is inferred": (
        "SELECT ?s { issue:glass-strait rel:is-valued-by ?s }",
        [("ada-brand", [H_VALUES]), ("sudonia", [G_VALUES])],
    ),
    "an inferred one rests on a contested claim": (
        "SELECT ?s { actor:sudonia rel:is-attacked-by ?s }",
        [("norland", [ATTACKS])],
    ),
    "in a graph that is named": (
        "SELECT ?s ?g { GRAPH ?g { issue:glass-strait rel:is-valued-by ?s } FILTER(?s = actor:sudonia) }",
        [("sudonia inferred", [G_VALUES])],
    ),
    "variables that are not selected": (
        "SELECT ?o { ?s rel:values ?o ; rel:trades-with ?whom }",
        [("glass-strait", [G_VALUES, H_TRADES])],
    ),
    "equal rows each cite what they were found by": (
        "SELECT ?o { ?s rel:values ?o }",
        [("glass-strait", [G_VALUES]), ("glass-strait", [H_VALUES])],
    ),
    "rows made one cite what all of them were found by": (
        "SELECT DISTINCT ?o { ?s rel:values ?o }",
        [("glass-strait", [G_VALUES, H_VALUES])],
    ),
    "a group": (
        "SELECT ?o (COUNT(*) AS ?n) { ?s rel:values ?o } GROUP BY ?o",
        [("glass-strait 2", [G_VALUES, H_VALUES])],
    ),
    "a group whose key is not selected": (
        "SELECT (COUNT(*) AS ?n) { ?s ?r ?o VALUES ?r { rel:values rel:attacks } } GROUP BY ?r",
        [("1", [ATTACKS]), ("2", [G_VALUES, H_VALUES])],
    ),
    "a group by what is computed": (
        "SELECT ?a (COUNT(*) AS ?n) { ?s rel:values ?o } GROUP BY (SUBSTR(STRAFTER(STR(?s), '/actor/'), 1, 1) AS ?a)",
        [("a 1", [H_VALUES]), ("s 1", [G_VALUES])],
    ),
    "a group by what has no name": (
        "SELECT (COUNT(*) AS ?n) { ?s rel:values ?o } GROUP BY STR(?o) (STRLEN(STR(?s)) > 3)",
        [("2", [G_VALUES, H_VALUES])],
    ),
    "one group of all": (
        "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s rel:values|rel:attacks ?o }",
        [("3", [G_VALUES, H_VALUES, ATTACKS])],
    ),
    "groups that are kept": (
        "SELECT ?r (COUNT(*) AS ?n) { ?a ?r ?b . ?r a ent:Relation } GROUP BY ?r HAVING(COUNT(*) = 2) ORDER BY ?r",
        [("trades-with 2", [G_TRADES, H_TRADES]), ("values 2", [G_VALUES, H_VALUES])],
    ),
    "each step of a path": (
        "SELECT ?o { actor:norland rel:supplies-arms-to/rel:values ?o }",
        [("glass-strait", [SOLD, G_VALUES])],
    ),
    "a path backwards": (
        "SELECT ?a ?b { ?a rel:values/^rel:values ?b FILTER(STR(?a) < STR(?b)) }",
        [("ada-brand sudonia", [G_VALUES, H_VALUES])],
    ),
    "a choice of paths": (
        "SELECT ?a { ?a rel:attacks|rel:values ?b }",
        [("ada-brand", [H_VALUES]), ("norland", [ATTACKS]), ("sudonia", [G_VALUES])],
    ),
    "a step that may be left out": (
        "SELECT ?o { actor:norland rel:attacks/rel:values? ?o }",
        [("glass-strait", [G_VALUES, ATTACKS]), ("sudonia", [ATTACKS])],
    ),
    "any relation but one": (
        "SELECT ?o { actor:sudonia !(rel:trades-with|rdf:type) ?o FILTER(?o = issue:glass-strait) }",
        [("glass-strait", [G_VALUES])],
    ),
    "a blank node": (
        "SELECT ?a { ?a rel:attacks [ rel:values ?o ] }",
        [("norland", [G_VALUES, ATTACKS])],
    ),
    "what is optional and there": (
        "SELECT ?a ?b { ?a rel:values ?o OPTIONAL { ?a rel:trades-with ?b } }",
        [("ada-brand ", [H_VALUES]), ("sudonia norland", [G_VALUES, H_TRADES])],
    ),
    "what is optional binds nothing and is there for one": (
        "SELECT ?a { ?a rel:values ?o OPTIONAL { ?a rel:trades-with actor:norland } }",
        [("ada-brand", [H_VALUES]), ("sudonia", [G_VALUES, H_TRADES])],
    ),
    "what is optional and refused by its filter": (
        "SELECT ?a { ?a rel:values ?o OPTIONAL { ?a rel:trades-with actor:norland FILTER(?a = actor:ada-brand) } }",
        [("ada-brand", [H_VALUES]), ("sudonia", [G_VALUES])],
    ),
    "the branch that matched": (
        "SELECT ?a ?b { { ?a rel:attacks ?b } UNION { ?a rel:protects ?b } }",
        [("norland sudonia", [PROTECTS]), ("norland sudonia", [ATTACKS])],
    ),
    "a branch in an optional one": (
        "SELECT ?a { ?a rel:values ?o OPTIONAL { { ?a rel:attacks ?b } UNION { ?a rel:trades-with ?b } } }",
        [("ada-brand", [H_VALUES]), ("sudonia", [G_VALUES, H_TRADES])],
    ),
    "a claim and whatever is said of it": (
        "SELECT ?p { ?c ent:polarity polarity:denied ; ent:paragraph ?p }",
        [("1", ["herald.p1-1!"])],
    ),
    "a claim that is planned": (
        "SELECT ?who { ?c ent:modality modality:planned ; ent:claimant ?who }",
        [("ada-brand", ["gazette.p2-1"])],
    ),
    "two claims that contest each other": (
        "SELECT ?b { ?a ent:contests ?b . ?b ent:polarity polarity:denied }",
        [("herald.p1-1", [SOLD, "herald.p1-1!"])],
    ),
    "the words of a source": (
        "SELECT ?words { ?place oa:exact ?words }",
        [("war galleys", [SOLD])],
    ),
    "the node of an inference": (
        "SELECT ?r { ?i owl:annotatedSource issue:glass-strait ; owl:annotatedTarget actor:sudonia ; ent:rule ?r }",
        [("inverse", [G_VALUES])],
    ),
    "what the registry says rests on no claim": (
        "SELECT ?label { actor:norland rdfs:label ?label }",
        [("Norland", [])],
    ),
    "the registry beside what is claimed": (
        "SELECT ?label { ?s rel:values issue:glass-strait ; rdfs:label ?label }",
        [("Ada Brand", [H_VALUES]), ("Sudonia", [G_VALUES])],
    ),
    "a subquery": (
        "SELECT ?a ?n { ?a rel:attacks ?x { SELECT ?x (COUNT(*) AS ?n) { ?x rel:trades-with ?y } GROUP BY ?x } }",
        [("norland 1", [H_TRADES, ATTACKS])],
    ),
    "a subquery as a branch": (
        "SELECT ?a { { SELECT ?a { ?a rel:attacks ?x } } UNION { SELECT DISTINCT ?a { ?a rel:values ?x } } }",
        [("ada-brand", [H_VALUES]), ("norland", [ATTACKS]), ("sudonia", [G_VALUES])],
    ),
    "all variables": (
        "SELECT * { ?a rel:values ?o OPTIONAL { ?a rel:trades-with ?b } } ORDER BY ?a",
        [("ada-brand  glass-strait", [H_VALUES]), ("sudonia norland glass-strait", [G_VALUES, H_TRADES])],
    ),
    "what is computed": (
        "SELECT (UCASE(?l) AS ?name) { ?a rel:attacks/rdfs:label ?l }",
        [("SUDONIA", [ATTACKS])],
    ),
    "what is given": (
        "SELECT ?a { ?a rel:values ?o } VALUES ?a { actor:sudonia }",
        [("sudonia", [G_VALUES])],
    ),
    "graphs that the query is about": (
        "SELECT ?o FROM graph:asserted WHERE { actor:sudonia rel:values ?o }",
        [("glass-strait", [G_VALUES])],
    ),
    "rows that may be made one, of any order": (
        "SELECT REDUCED ?o { ?s rel:values ?o } LIMIT 1",
        [("glass-strait", [G_VALUES, H_VALUES])],
    ),
    "prefixes of its own": (
        "PREFIX r: <https://w3id.org/entente/rel/> SELECT ?a { ?a r:attacks ?b ; rel:protects ?b }",
        [("norland", [PROTECTS, ATTACKS])],
    ),
    "a subquery of all variables in an optional part": (
        "SELECT ?a { ?a rel:values ?o OPTIONAL { SELECT * { ?a rel:trades-with ?b } } }",
        [("ada-brand", [H_VALUES]), ("sudonia", [G_VALUES, H_TRADES])],
    ),
    "a subquery in a subquery": (
        "SELECT ?n { { SELECT (COUNT(?a) AS ?n) { ?a rel:values ?o { SELECT ?a { ?a rel:trades-with ?b } } } } }",
        [("1", [G_VALUES, H_TRADES])],
    ),
    "a whole query that is one subquery": (
        "SELECT * { SELECT ?a { ?a rel:attacks ?b } }",
        [("norland", [ATTACKS])],
    ),
    "what is not there": (
        "SELECT ?a { ?a rel:attacks actor:norland }",
        [],
    ),
    "what another pattern forbids is not cited": (
        "SELECT ?a { ?a rel:values ?o MINUS { ?a rel:trades-with ?b } FILTER NOT EXISTS { ?a rel:attacks ?o } }",
        [("ada-brand", [H_VALUES])],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), CASES.values(), ids=CASES.keys())
def test_each_row_cites_the_claims_it_rests_on(
    graph: ox.Store, query: str, expected: list[tuple[str, list[str]]]
) -> None:
    assert cited(graph, query) == sorted(expected)


@pytest.mark.parametrize("query", [query for query, _ in CASES.values()], ids=CASES.keys())
def test_the_rows_are_those_of_the_query_itself(graph: ox.Store, query: str) -> None:
    answer, found = ask(graph, query), cite(graph, query)

    assert isinstance(answer, ox.QuerySolutions)
    assert found.variables == tuple(variable.value for variable in answer.variables)
    assert sorted(map(str, found.rows)) == sorted(str(tuple(row)) for row in answer)


@pytest.mark.parametrize(
    ("pattern", "untraced"),
    [
        ("?a rel:values ?b", ()),
        ("?a rel:values+ ?b", ("the path rel:values+",)),
        ("?a rel:values ?b MINUS { ?b rel:values* ?a }", ("MINUS", "the path rel:values*")),
        ("?a rel:values ?b FILTER NOT EXISTS { ?b a ?c } FILTER EXISTS { ?a a ?c }", ("NOT EXISTS", "EXISTS")),
        ("{ SELECT ?a { ?a rel:values ?b } LIMIT 1 }", ("a subquery with LIMIT or OFFSET",)),
    ],
)
def test_what_is_not_traced_is_said(graph: ox.Store, pattern: str, untraced: tuple[str, ...]) -> None:
    assert cite(graph, f"SELECT ?a {{ {pattern} }}").untraced == untraced


def test_the_order_and_the_limits_of_a_query_are_kept(graph: ox.Store) -> None:
    found = cite(graph, "SELECT ?a { ?a ?r ?o . ?r a ent:Relation } ORDER BY DESC(STR(?a)) ?r OFFSET 1 LIMIT 2")

    rows = zip(found.rows, found.citations, strict=True)
    assert [(short(*row), [each.claim for each in citations]) for row, citations in rows] == [
        ("sudonia", ["gazette.p1-2"]),
        ("norland", ["herald.p2-3"]),
    ]


def test_a_citation_tells_where_a_claim_stands_what_it_says_and_in_whose_voice(graph: ox.Store) -> None:
    (citations,) = cite(graph, "SELECT ?o { ?c ent:modality modality:planned ; rdf:object ?o }").citations

    assert citations == (
        Citation(
            claim="gazette.p2-1",
            source="gazette",
            paragraph=2,
            gloss="Norland will trade with Sudonia.",
            claimant="actor:ada-brand",
            contested=False,
        ),
    )


def test_evidence_is_one_more_column_in_every_format(graph: ox.Store) -> None:
    found = cite(graph, "SELECT ?a ?evidence { ?a rel:values ?o OPTIONAL { ?a rel:attacks ?evidence } } ORDER BY ?a")

    assert found.answer().serialize(format=ox.QueryResultsFormat.CSV) == (
        b"a,evidence,evidence_\r\n"
        b'https://w3id.org/entente/actor/ada-brand,,"herald, paragraph 2"\r\n'
        b'https://w3id.org/entente/actor/sudonia,,"gazette, paragraph 1"\r\n'
    )
    full = found.answer(full=True).serialize(format=ox.QueryResultsFormat.JSON) or b""
    assert json.loads(full)["results"]["bindings"][1]["evidence_"] == {
        "type": "literal",
        "value": "gazette, paragraph 1, p1-2, source:gazette: Sudonia cares about the strait.",
    }


def test_whatever_term_a_row_has_it_keeps_beside_its_evidence(graph: ox.Store) -> None:
    query = "SELECT (BNODE() AS ?a) ('x'@en AS ?b) (3.5 AS ?c) (1 / 0 AS ?d) (actor:norland AS ?e) {}"
    (row,) = cite(graph, query).answer()

    assert isinstance(row["a"], ox.BlankNode)
    assert [str(row[name]) for name in "bcde"] == [
        '"x"@en',
        '"3.5"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        "None",
        "<https://w3id.org/entente/actor/norland>",
    ]


def test_a_paragraph_is_named_once_and_marked_if_any_of_its_claims_is_contested(graph: ox.Store) -> None:
    (citations,) = cite(graph, "SELECT (COUNT(*) AS ?n) { ?a rel:attacks|rel:values|rel:trades-with ?b }").citations

    assert (
        evidence(citations)
        == "gazette, paragraph 1; gazette, paragraph 2; herald, paragraph 1; herald, paragraph 2 (contested)"
    )


@pytest.mark.parametrize("query", ["ASK { ?a ?b ?c }", "DESCRIBE actor:norland", "CONSTRUCT { ?a ?b ?c } { ?a ?b ?c }"])
def test_only_rows_can_be_cited(graph: ox.Store, query: str) -> None:
    with pytest.raises(MisuseError, match="only the rows of SELECT can be cited"):
        cite(graph, query)


def test_what_is_wrong_is_said_of_the_query_as_it_was_written(graph: ox.Store) -> None:
    query = "SELECT ?a { { ?a rel:values ?b } UNION { ?a rel:attacks ?b FILTER(nobody:knows(?b)) } }"

    with pytest.raises(QueryError) as expected:
        ask(graph, query)
    with pytest.raises(QueryError) as error:
        cite(graph, query)
    assert str(error.value) == str(expected.value)


def test_a_query_that_only_the_store_understands_is_answered_without_citations(graph: ox.Store) -> None:
    found = cite(graph, "SELECT ?a { ?a rel:attacks ?b LATERAL { SELECT ?b { ?b rel:values ?c } LIMIT 1 } }")

    assert ([short(*row) for row in found.rows], found.citations) == (["norland"], ((),))
    assert found.untraced == ("the whole query",)


def test_a_query_may_use_names_like_ours(graph: ox.Store) -> None:
    query = "SELECT ?traced1 { ?traced1 rel:values ?traced OPTIONAL { ?traced1 rel:trades-with ?b } # traced_ \n }"

    assert cited(graph, query) == [("ada-brand", [H_VALUES]), ("sudonia", [G_VALUES, H_TRADES])]


def test_the_store_can_be_asked_in_another_way(graph: ox.Store) -> None:
    own = {"r": "https://w3id.org/entente/rel/"}
    base = "https://w3id.org/entente/actor/"
    asked = partial(ask, prefixes=own, base=base)

    found = cite(graph, "SELECT ?b { <norland> r:attacks ?b }", ask=asked, prefixes=own, base=base)

    assert [short(*row) for row in found.rows] == ["sudonia"]
    assert [citation.claim for citation in found.citations[0]] == ["herald.p2-3"]


def test_rows_about_real_states_cite_the_paragraphs_that_say_so(bundled_graph: ox.Store) -> None:
    syria = "SELECT ?r { actor:russia ?r actor:syria VALUES ?r { rel:bases-forces-in rel:withdraws-forces-from } }"
    inferred = "SELECT ?r { actor:syria ?r actor:russia GRAPH graph:inferred { actor:syria ?r actor:russia } }"

    assert cited(bundled_graph, syria) == [
        ("bases-forces-in", ["asbab-2023.p42-7", "avdaliani-2024.p19-6!"]),
        ("withdraws-forces-from", ["asbab-2023.p49-3!"]),
    ]
    assert ("hosts-forces-of", ["asbab-2023.p42-7", "avdaliani-2024.p19-6!"]) in cited(bundled_graph, inferred)


def test_every_bare_triple_of_a_relation_rests_on_a_claim(bundled_graph: ox.Store) -> None:
    query = """SELECT ?a ?r ?b { GRAPH ?g { ?a ?r ?b } ?r a ?kind
               FILTER(?g IN (graph:asserted, graph:inferred) && ?kind IN (ent:Relation, ent:InverseRelation)) }"""
    found = cite(bundled_graph, query)

    assert len(found.rows) > 500
    assert [row for row, citations in zip(found.rows, found.citations, strict=True) if not citations] == []


def test_a_thousand_rows_are_cited_in_seconds(bundled_graph: ox.Store) -> None:
    begun = time.perf_counter()
    found = cite(bundled_graph, "SELECT ?c ?l { ?c a ent:Claim ; rdf:subject/rdfs:label ?l ; ent:gloss ?g } LIMIT 1000")

    assert len(found.rows) == 1000 == sum(map(len, found.citations))
    assert time.perf_counter() - begun < 8
