"""What is said where a query finds nothing, and what its parts find."""

from __future__ import annotations

from functools import partial
from itertools import count
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import ROOT, CorpusFolder

from kg.builder import compile_lines
from kg.diagnosis import Unknown, diagnose, explain_lines, unknown_terms
from kg.diagnosis.outline import Outline, body, read_outline
from kg.diagnosis.probe import Ask
from kg.model import Corpus
from kg.ontology import Ontology
from kg.problems import KgError, QueryError
from kg.reader import read_corpus
from kg.store import ask, is_nothing, memory_store


@pytest.fixture(scope="module")
def graph(corpus_folder: CorpusFolder, ontology: Ontology) -> Ask:
    """The small corpus: Norland supplies Sudonia with arms, which one source denies; trade is planned."""
    return partial(ask, memory_store(compile_lines(read_corpus(corpus_folder())[0], ontology)))


@pytest.fixture(scope="module")
def uninferred(corpus_folder: CorpusFolder, ontology: Ontology) -> Ask:
    return partial(ask, memory_store(compile_lines(read_corpus(corpus_folder())[0], ontology, inference=False)))


@pytest.fixture(scope="module")
def articles(bundled: Corpus, ontology: Ontology) -> Ask:
    return partial(ask, memory_store(compile_lines(bundled, ontology)))


def rows(ask: Ask, query: str) -> list[ox.QuerySolution]:
    answer = ask(query)
    assert isinstance(answer, ox.QuerySolutions)
    return list(answer)


def hints(graph: Ask, query: str) -> list[str]:
    """Return what is said of a query that is first shown to find nothing."""
    answer = graph(query)
    if isinstance(answer, ox.QuerySolutions):
        assert is_nothing([tuple(row) for row in answer])
    elif isinstance(answer, ox.QueryTriples):
        assert list(answer) == []
    return list(diagnose(graph, query))


UNKNOWN = [
    (
        "SELECT ?x { actor:norlnad rel:supplys-arms-to ?x ; rdfs:lable ?y }",
        [
            "actor:norlnad is not in the graph; did you mean actor:norland?",
            "rel:supplys-arms-to is not in the graph; did you mean rel:supplies-arms-to?",
            "rdfs:lable is not in the graph; did you mean rdfs:label?",
        ],
    ),
    (  # an alias
        "SELECT ?x { actor:the-north ?p ?x }",
        ["actor:the-north is not in the graph; did you mean actor:norland?"],
    ),
    (  # of another kind
        "SELECT ?x { ?x ?p actor:galleys }",
        ["actor:galleys is not in the graph; did you mean issue:galleys?"],
    ),
    (
        "SELECT ?x { ?x ?p <http://w3id.org/entente/actor/norland> }",
        ["<http://w3id.org/entente/actor/norland> is not in the graph; did you mean actor:norland?"],
    ),
    (
        "PREFIX who: <https://w3id.org/entente/actor/> SELECT ?x { ?x ?p who:sudonai }",
        ["who:sudonai is not in the graph; did you mean actor:sudonia?"],
    ),
    (
        "SELECT ?x FROM graph:asertted { ?x ?p ?o }",
        ["graph:asertted is not in the graph; did you mean graph:asserted?"],
    ),
    ("DESCRIBE actor:norlandd", ["actor:norlandd is not in the graph; did you mean actor:norland?"]),
    (
        "CONSTRUCT { ?x actor:anything ?y } { ?x rel:trades-wiht ?y }",
        ["rel:trades-wiht is not in the graph; did you mean rel:trades-with?"],
    ),
    (  # an unknown name that explains nothing, as the rest would match without it
        "SELECT ?x { ?x a ent:Actor . OPTIONAL { ?x rdfs:lable ?y } FILTER(?x = issue:galleys) }",
        [
            "rdfs:lable is not in the graph; did you mean rdfs:label?",
            "FILTER(?x = issue:galleys) removes all: 3 rows before it, 0 after",
        ],
    ),
    (
        "SELECT ?x { ?x rel:values|rel:valuse actor:sudonia }",
        [
            "rel:valuse is not in the graph; did you mean rel:values?",
            "?x rel:values|rel:valuse actor:sudonia matches only the other way round: "
            "actor:sudonia rel:values|rel:valuse ?x (1 row)",
        ],
    ),
]
LITERALS = [
    ('SELECT ?x { ?x rdfs:label "Norland" }', ['"Norland" is not there, but "Norland"@en is: write that']),
    ('SELECT ?x { ?x rdfs:label "norland"@en }', ['"norland"@en is not there, but "Norland"@en is: write that']),
    ('SELECT ?x { ?x rdfs:label "Atlantis"@en }', ['"Atlantis"@en is not in the graph']),
    ('SELECT ?x { ?x rdfs:label "Nolrand"@en }', ['"Nolrand"@en is not in the graph; did you mean "Norland"@en?']),
    (
        'SELECT ?x { ?x rdfs:label "Nordhaven"@en }',
        ['"Nordhaven"@en is there, but not under rdfs:label: write skos:altLabel "Nordhaven"@en'],
    ),
    (  # of the property that fits the rest, not of any that has the text
        'SELECT ?x { ?x a ent:Source ; skos:altLabel "Norland" }',
        [
            '"Norland" is there, but not under skos:altLabel: rdfs:label "Norland"@en or skos:prefLabel "Norland"@en '
            "matches, though not with the others"
        ],
    ),
    ('SELECT ?x { ?x ent:paragraph "2" }', ['"2" is not there, but 2 is: write that']),
    (
        'SELECT ?x { ?x ent:polarity "denied" }',
        ['ent:polarity leads to names, not texts: write polarity:denied instead of "denied"'],
    ),
    (
        'SELECT (COUNT(*) AS ?n) { ?x ent:earliest "2032-01-01" }',
        ['"2032-01-01" is not there, but "2032-01-01"^^xsd:date is: write that'],
    ),
    (
        'SELECT ?x { ?x a ent:Actor ; rdfs:label ?name FILTER(?name = "Norland") }',
        [
            'FILTER(?name = "Norland") removes all: 3 rows before it, 0 after',
            '?name is never "Norland", but "Norland"@en: write that',
        ],
    ),
    (
        'SELECT ?x { ?x ent:earliest ?day FILTER("2000-01-01" < ?day && ?x != actor:norland) }',
        [
            'FILTER("2000-01-01" < ?day && ?x != actor:norland) removes all: 4 rows before it, 0 after',
            '?day holds xsd:date, "2000-01-01" is xsd:string: write "2000-01-01"^^xsd:date',
        ],
    ),
    (
        'SELECT ?x { ?x a ent:Claim ; ent:paragraph ?p FILTER(?p > "0") }',
        [
            'FILTER(?p > "0") removes all: 4 rows before it, 0 after',
            '?p holds xsd:integer, "0" is xsd:string: write 0 without quotes',
        ],
    ),
    (
        "SELECT ?x { ?x ent:time ?t FILTER(?t > 2000) }",
        [
            "FILTER(?t > 2000) removes all: 2 rows before it, 0 after",
            "?t holds edtf:EDTF, 2000 is xsd:integer: compare xsd:decimal(?t)",
        ],
    ),
    (
        'SELECT ?x { ?x rdf:subject ?who FILTER(?who = "norland") }',
        [
            'FILTER(?who = "norland") removes all: 4 rows before it, 0 after',
            "?who holds names such as actor:norland, not texts: compare with a name, or STR(?who)",
        ],
    ),
]
DIRECTIONS = [
    (
        "SELECT ?x { actor:sudonia rel:supplies-arms-to ?x }",
        [
            "actor:sudonia rel:supplies-arms-to ?x matches only the other way round: "
            "?x rel:supplies-arms-to actor:sudonia (1 row)"
        ],
    ),
    (
        'SELECT ?a { ?b rel:supplies-arms-to ?a . ?a rdfs:label "Norland"@en }',
        [
            "pattern 1 of 2, ?b rel:supplies-arms-to ?a, fits the others only the other way round: "
            "?a rel:supplies-arms-to ?b (1 row)",
            'pattern 1 has 1 row, but none with pattern 2 of 2, ?a rdfs:label "Norland"@en',
        ],
    ),
    (
        "SELECT ?x { issue:middle-sea ent:partOf|skos:broader issue:glass-strait ; rdfs:label ?x }",
        [
            "pattern 1 of 2, issue:middle-sea ent:partOf|skos:broader issue:glass-strait, matches only the other way "
            "round: issue:glass-strait ent:partOf|skos:broader issue:middle-sea (1 row)"
        ],
    ),
    (  # two faults
        "SELECT ?x { actor:sudonia rel:supplies-arms-to actor:norland . actor:norland rel:values ?x }",
        [
            "pattern 1 of 2, actor:sudonia rel:supplies-arms-to actor:norland, matches only the other way round: "
            "actor:norland rel:supplies-arms-to actor:sudonia (by itself 1 row)",
            "pattern 2 of 2, actor:norland rel:values ?x, 0 rows; without it 0 rows",
        ],
    ),
    (
        "SELECT ?what { actor:norland ?what actor:ada-brand }",
        [
            "actor:norland ?what actor:ada-brand matches only the other way round: "
            "actor:ada-brand ?what actor:norland (1 row)"
        ],
    ),
]
CLAIMS = [
    (  # planned, and in the words of another
        "SELECT ?x { actor:norland rel:trades-with ?x }",
        [
            "actor:norland rel:trades-with ?x is asserted by no source, only said in 1 claim: 1 planned in the view of "
            "Ada Brand; see 'kg query who-says -p actor=actor:norland -p relation=rel:trades-with'"
        ],
    ),
    (  # the claim stands the other way round, as both ways are one for a symmetric relation
        "SELECT (COUNT(*) AS ?n) { actor:sudonia rel:trades-with actor:norland }",
        [
            "actor:sudonia rel:trades-with actor:norland is asserted by no source, only said in 1 claim: 1 planned in "
            "the view of Ada Brand; see 'kg query claims-between -p a=actor:sudonia -p b=actor:norland'"
        ],
    ),
    (
        "SELECT ?a { ?a rel:trades-with ?b }",
        [
            "?a rel:trades-with ?b is asserted by no source, only said in 1 claim: 1 planned in the view of Ada Brand; "
            "see 'kg show rel:trades-with'"
        ],
    ),
]
GRAPHS = [
    (
        "SELECT ?a { GRAPH graph:gazette { ?a rel:supplies-arms-to ?b } }",
        ["?a rel:supplies-arms-to ?b matches only in another graph: graph:asserted"],
    ),
    (
        "SELECT ?a FROM graph:registry { ?a rel:supplies-arms-to ?b }",
        ["?a rel:supplies-arms-to ?b matches only in another graph: graph:asserted"],
    ),
    (
        "SELECT ?a FROM graph:asserted { GRAPH ?g { ?a rel:supplies-arms-to ?b } }",
        ["FROM leaves no named graph to look in: leave GRAPH out, or add FROM NAMED"],
    ),
    (
        "SELECT ?a FROM graph:asserted { { GRAPH graph:asserted { { SELECT * { ?a rel:supplies-arms-to ?b } } } } }",
        ["FROM leaves no named graph to look in: leave GRAPH out, or add FROM NAMED"],
    ),
    (
        "SELECT ?a { GRAPH ?g { ?a rel:supplies-arms-to ?b ; rdfs:label ?name } }",
        [
            "all graphs together have 1 row, those asked for none: ?a rel:supplies-arms-to ?b in graph:asserted; "
            "?a rdfs:label ?name in graph:gazette and graph:inferred and graph:registry"
        ],
    ),
]
FILTERS = [
    (
        "SELECT ?x { ?x a ent:Claim ; ent:paragraph ?p FILTER(?p > 7) }",
        ["FILTER(?p > 7) removes all: 4 rows before it, 0 after"],
    ),
    (
        "SELECT ?x { ?x a ent:Claim ; ent:paragraph ?p FILTER(?p > 1) FILTER(?p < 2) }",
        ["FILTER(?p > 1) leaves 2 rows and FILTER(?p < 2) leaves 2 rows of 4 rows, but together they remove all"],
    ),
    (  # the third has no part in it
        "SELECT ?x { ?x a ent:Claim ; ent:paragraph ?p FILTER(?p > 1) FILTER(?p != 7) FILTER(?p < 2) }",
        ["FILTER(?p > 1) leaves 2 rows and FILTER(?p < 2) leaves 2 rows of 4 rows, but together they remove all"],
    ),
    (
        'SELECT ?x { ?x a ent:Actor ; rdfs:label ?l FILTER(CONTAINS(?l, "nor")) }',
        [
            'FILTER(CONTAINS(?l, "nor")) removes all: 3 rows before it, 0 after',
            'letters are there in another case: write FILTER(CONTAINS(LCASE(?l), LCASE("nor"))) (1 row)',
        ],
    ),
    (
        'SELECT ?x { ?x a ent:Actor ; rdfs:label ?l FILTER(!BOUND(?z) && regex(STR(?l), "^nor")) }',
        [
            'FILTER(!BOUND(?z) && regex(STR(?l), "^nor")) removes all: 3 rows before it, 0 after',
            "?z stands in no pattern",
        ],
    ),
    (
        'SELECT ?x { ?x a ent:Actor ; rdfs:label ?l FILTER(regex(STR(?l), "^(nor|sud)")) }',
        [
            'FILTER(regex(STR(?l), "^(nor|sud)")) removes all: 3 rows before it, 0 after',
            'letters are there in another case: write FILTER(regex(STR(?l), "^(nor|sud)", "i")) (2 rows)',
        ],
    ),
    (  # heeds no case as it is
        'SELECT ?x { ?x a ent:Actor ; rdfs:label ?l FILTER(regex(?l, "xyz", "i")) }',
        ['FILTER(regex(?l, "xyz", "i")) removes all: 3 rows before it, 0 after'],
    ),
    (
        'SELECT ?x { ?x a ent:Actor ; rdfs:label ?l FILTER(STRSTARTS(?l, "xyz")) }',
        ['FILTER(STRSTARTS(?l, "xyz")) removes all: 3 rows before it, 0 after'],
    ),
    (
        "SELECT ?x { ?x ent:paragraph ?place FILTER(?plase > 1) }",
        [
            "FILTER(?plase > 1) removes all: 4 rows before it, 0 after",
            "?plase stands in no pattern; did you mean ?place?",
        ],
    ),
    (
        "SELECT ?x { ?x ent:paragraph ?p FILTER(STRLEN(?p) > 0) }",
        [
            "FILTER(STRLEN(?p) > 0) removes all: 4 rows before it, 0 after",
            "it can be computed for none of them: a variable is not bound, or values are not of a kind that it takes",
        ],
    ),
    (
        "SELECT ?x { ?x a ent:Actor FILTER NOT EXISTS { ?x rdfs:label ?name } }",
        ["FILTER NOT EXISTS { ?x rdfs:label ?name } removes all: 3 rows before it, 0 after"],
    ),
    (
        "SELECT ?x { ?x a ent:Actor MINUS { ?x rdfs:label ?name } }",
        ["MINUS { ?x rdfs:label ?name } removes all: 3 rows before it, 0 after"],
    ),
    (
        "SELECT ?s { ?c rdf:subject ?s } GROUP BY ?s HAVING (COUNT(*) > 3)",
        ["HAVING (COUNT(*) > 3) removes all: 2 groups before it, 0 after"],
    ),
    ("SELECT ?x { ?x a ent:Actor } LIMIT 0", ["LIMIT 0 asks for no rows; without it 3 rows"]),
    ("SELECT ?x { ?x a ent:Actor } OFFSET 3", ["OFFSET 3 skips all: without it 3 rows"]),
    (
        "SELECT (COUNT(?actro) AS ?n) { ?actor a ent:Actor }",
        ["3 rows match, but ?actro, which is counted, is bound in none; did you mean ?actor?"],
    ),
    (
        "CONSTRUCT { ?x rdfs:seeAlso ?y } { ?x a ent:Actor }",
        ["3 rows match, but none binds all variables of a triple of the template"],
    ),
]
JOINS = [
    (
        "SELECT ?x { ?x a ent:Actor ; rdfs:label ?name ; ent:paragraph ?p }",
        [
            "patterns 1 to 2 together have 3 rows, but none with pattern 3 of 3, ?x ent:paragraph ?p",
            "every pattern matches by itself: the data holds no such combination",
        ],
    ),
    (
        "SELECT ?x { ?x a ent:Actor . actor:sudonia rel:values actor:norland }",
        ["pattern 2 of 2, actor:sudonia rel:values actor:norland, 0 rows; without it 3 rows"],
    ),
    (
        "SELECT ?x { actor:sudonia rel:values actor:norland }",
        [
            "actor:sudonia rel:values actor:norland: 0 rows; every name in it is known: the data holds no such triple",
        ],
    ),
    (
        "SELECT ?x { ?x rel:aids ?y }",
        ["no triple has rel:aids as its predicate; every name in it is known: the data holds no such triple"],
    ),
    (
        'SELECT ?x { { ?x rdfs:label "Norland" } UNION { ?x a ent:Claim ; rel:values ?y } }',
        [
            "no branch of UNION matches",
            'branch 1: "Norland" is not there, but "Norland"@en is: write that',
            "branch 2: pattern 1 has 4 rows, but none with pattern 2 of 2, ?x rel:values ?y",
            "branch 2: every pattern matches by itself: the data holds no such combination",
        ],
    ),
    (
        "SELECT ?x { ?x a ent:Actor { SELECT ?x { ?x a ent:Claim ; ent:paragraph ?p FILTER(?p > 7) } } }",
        ["FILTER(?p > 7) removes all: 4 rows before it, 0 after"],
    ),
    (
        "SELECT ?x { VALUES ?x { issue:galleys } ?x a ent:Actor }",
        [
            "pattern 1 has 1 row, but none with pattern 2 of 2, ?x a ent:Actor",
            "every pattern matches by itself: the data holds no such combination",
        ],
    ),
    (
        "SELECT ?x { VALUES ?x { } ?x a ent:Actor }",
        ["pattern 1 of 2, VALUES ?x { }, 0 rows; without it 3 rows"],
    ),
    (
        "SELECT ?x { [ a ent:Claim ; rdf:subject ?x ] rdf:object ?x . }",
        [
            "patterns 1 to 2 together have 4 rows, but none with pattern 3 of 3, _:1 rdf:object ?x",
            "every pattern matches by itself: the data holds no such combination",
        ],
    ),
]


def test_a_default_graph_alone_has_no_named_graphs() -> None:
    alone = partial(ask, memory_store(["<x:a> <x:b> <x:c> ."]))

    assert hints(alone, "SELECT * { GRAPH ?g { ?s <x:b> ?o } }") == [
        "there is no named graph: leave GRAPH out, or name one with --graph IRI=FILE"
    ]


@pytest.mark.parametrize(
    ("query", "lines"), [*UNKNOWN, *LITERALS, *DIRECTIONS, *CLAIMS, *GRAPHS, *FILTERS, *JOINS], ids=lambda _: ""
)
def test_a_query_that_finds_nothing_is_told_why(graph: Ask, query: str, lines: list[str]) -> None:
    assert hints(graph, query) == lines


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        (  # both sides named, and read in the tables of claims
            "SELECT ?x { actor:russia rel:allied-with actor:iran }",
            [
                "actor:russia rel:allied-with actor:iran is asserted by no source, only said in 7 claims: 2 denied, "
                "2 denied expected, 1 denied expected in the view of IRAS, 1 denied possible in the view of "
                "Iranian people, 1 possible; see 'kg query claims-between -p a=actor:russia -p b=actor:iran'"
            ],
        ),
        (
            "SELECT ?x { actor:moscow rel:supplies-arms-to ?x }",
            ["actor:moscow is not in the graph; did you mean actor:russia?"],
        ),
        (
            'SELECT ?x { ?x rdfs:label "Iran" ; rel:supplies-arms-to ?y }',
            ['"Iran" is not there, but "Iran"@en is: write that'],
        ),
        (
            'SELECT (COUNT(*) AS ?n) { ?x rdfs:label "Moscow"@en }',
            ['"Moscow"@en is there, but not under rdfs:label: write skos:altLabel "Moscow"@en'],
        ),
        (
            "SELECT ?x { GRAPH graph:rusi-2022 { actor:iran rel:supplies-arms-to ?x } }",
            ["actor:iran rel:supplies-arms-to ?x matches only in another graph: graph:asserted"],
        ),
        (
            "SELECT ?x { ?x a ent:Relation ; ent:valence ?v FILTER(?v > 10) }",
            ["FILTER(?v > 10) removes all: 72 rows before it, 0 after"],
        ),
    ],
)
def test_in_the_articles_too(articles: Ask, query: str, lines: list[str]) -> None:
    assert hints(articles, query) == lines


def test_without_inference_the_inverse_relation_is_named(uninferred: Ask) -> None:
    assert hints(uninferred, "SELECT ?x { actor:sudonia rel:is-supplied-with-arms-by ?x }") == [
        "actor:sudonia rel:is-supplied-with-arms-by ?x matches only as the inverse relation: "
        "?x rel:supplies-arms-to actor:sudonia (1 row)"
    ]


EMPTY = "the default graph is empty, all triples stand in named graphs: write GRAPH ?g { ... } or ask all together"


def test_an_empty_default_graph_is_told_from_a_triple_that_is_not_there() -> None:
    apart = partial(ask, memory_store(["<urn:a> <urn:b> <urn:c> <urn:g> .\n"]), union=False)
    mixed = partial(
        ask, memory_store(["<urn:a> <urn:b> <urn:c> <urn:g> .\n", "<urn:a> <urn:d> <urn:e> .\n"]), union=False
    )

    assert hints(apart, "SELECT ?x { ?x <urn:b> ?y }") == [EMPTY]
    assert hints(apart, "SELECT ?x FROM NAMED <urn:g> { ?x <urn:b> ?y }") == [EMPTY]
    assert hints(mixed, "SELECT ?x { ?x <urn:b> ?y }") == ["?x <urn:b> ?y matches only in another graph: <urn:g>"]


def test_a_datatype_without_a_prefix_is_told_from_others() -> None:
    odd = partial(ask, memory_store(['<urn:a> <urn:b> "7"^^<urn:number> .\n']))

    assert hints(odd, "SELECT ?x { ?x <urn:b> ?y FILTER(?y < 9) }") == [
        "FILTER(?y < 9) removes all: 1 row before it, 0 after",
        "?y holds <urn:number>, 9 is xsd:integer: compare xsd:decimal(?y)",
    ]


def test_a_computed_value_is_not_looked_up_in_the_graph(graph: Ask) -> None:
    assert hints(graph, "SELECT ?x { ?x a ent:Actor BIND(STR(?x) AS ?y) FILTER(?y = 'norland') }") == [
        "FILTER(?y = 'norland') removes all: 3 rows before it, 0 after"
    ]


def test_nothing_is_said_of_a_yes_or_no(graph: Ask) -> None:
    assert diagnose(graph, "ASK { actor:norlnad ?p ?o }") == ()


def test_nothing_is_said_of_a_sum_that_is_0(graph: Ask) -> None:
    assert hints(graph, "SELECT (SUM(?p - ?p) AS ?n) { ?x ent:paragraph ?p }") == []


def test_when_the_time_is_over_it_is_said_so(graph: Ask) -> None:
    query = "SELECT ?x { ?x a ent:Actor ; rdfs:label ?name ; ent:paragraph ?p }"
    ticks = count()

    assert diagnose(graph, query, budget=5, clock=lambda: next(ticks)) == (
        "not everything was tried: the search for a reason ends after 5 seconds",
    )


def test_what_was_found_before_the_time_was_over_is_kept(graph: Ask) -> None:
    query = "SELECT ?x { OPTIONAL { ?x rdfs:lable ?y } ?x a ent:Actor ; rdfs:label ?name ; ent:paragraph ?p }"

    assert diagnose(graph, query, budget=0) == (
        "rdfs:lable is not in the graph; did you mean rdfs:label?",
        "not everything was tried: the search for a reason ends after 0 seconds",
    )


def test_that_no_reason_can_be_had_is_no_failure() -> None:
    def gone(query: str) -> ox.QuerySolutions:
        raise KgError("the endpoint is gone\nand more")

    assert diagnose(gone, "SELECT ?x { ?x ?y ?z }") == ("not everything was tried: the endpoint is gone",)


def test_a_query_that_cannot_be_taken_apart_has_its_names_checked(graph: Ask) -> None:
    assert hints(graph, "SELECT ?x { ?x rel:values (actor:norlnad) }") == [
        "actor:norlnad is not in the graph; did you mean actor:norland?"
    ]


def test_only_names_of_the_project_need_be_in_the_graph_of_a_query_that_finds_something(graph: Ask) -> None:
    query = """PREFIX other: <http://elsewhere.example/> # actor:norlnad
        SELECT ?x { ?x a ent:Actor OPTIONAL { ?x other:b ?y ; rel:c "actor:d"^^xsd:string ; schema:name ?z }
          FILTER(xsd:integer(?y) > 2 || DATATYPE(?y) = xsd:date) }"""

    assert unknown_terms(graph, query, foreign=False) == (Unknown("rel:c"),)
    assert unknown_terms(graph, query) == (Unknown("other:b"), Unknown("rel:c"), Unknown("schema:name"))


# Parts of a query, counted.


def test_a_query_is_explained_by_its_parts_as_written_with_their_rows(graph: Ask) -> None:
    query = """SELECT DISTINCT ?who (COUNT(*) AS ?n) {
        ?claim rdf:subject ?who ;  # comments are no part of it
               ent:paragraph ?place .
        FILTER(?place = 1)
        OPTIONAL { ?other rdf:object ?who }
        { ?claim a ent:Claim } UNION { ?claim a ent:Actor }
        MINUS { ?claim rdf:predicate rel:values }
        BIND(STR(?place) AS ?text)
      } GROUP BY ?who HAVING (COUNT(*) > 0) ORDER BY DESC(?n) ?who LIMIT 10 OFFSET 0"""

    # Of four claims, three on Sudonia, two stand in a first paragraph; the one by Sudonia has rel:values.
    assert explain_lines(graph, query) == (
        "   as written                                           alone  joined",
        "1  ?claim rdf:subject ?who                              4      4",
        "2  ?claim ent:paragraph ?place                          4      4",
        "   OPTIONAL { ?other rdf:object ?who }                  4      6",
        "3  { ?claim a ent:Claim } UNION { ?claim a ent:Actor }  7      6",
        "     { ?claim a ent:Claim }                             4      6",
        "     { ?claim a ent:Actor }                             3      0",
        "   MINUS { ?claim rdf:predicate rel:values }                   3",
        "   BIND(STR(?place) AS ?text)                                  3",
        "   FILTER(?place = 1)                                          1",
        "   rows grouped by ?who",
        "   groups kept where (COUNT(*) > 0)",
        "   equal rows shown once",
        "   sorted by DESC(?n) ?who",
        "   rows skipped: 0",
        "   rows at most: 10",
    )


def test_the_graph_that_a_pattern_is_asked_of_is_shown(graph: Ask) -> None:
    query = "SELECT ?a { GRAPH graph:asserted { ?a ?p ?b . ?c rel:values ?b } }"

    assert explain_lines(graph, query) == (
        "   as written                                 alone  joined",
        "1  GRAPH graph:asserted { ?a ?p ?b }          2      2",
        "2  GRAPH graph:asserted { ?c rel:values ?b }  1      1",
    )


def test_what_stands_inside_a_part_is_counted_in_its_place(graph: Ask) -> None:
    query = """SELECT * {
        ?claim rdf:subject actor:sudonia .
        { ?claim rdf:predicate ?p . ?claim ent:paragraph 1 FILTER(?p = rel:values) } UNION { ?claim a ent:Actor }
        GRAPH ?g { { SELECT ?o (COUNT(?x) AS ?n) { ?x ?q ?o . ?o a ent:Actor } GROUP BY ?o } }
        OPTIONAL { {} }
        MINUS { ?claim rdf:object ?o . ?o a ent:Issue } }"""

    steps = [" ".join(line.split()) for line in explain_lines(graph, query)]

    assert steps[3:10] == [
        "{ ?claim rdf:predicate ?p . ?claim ent:paragraph 1 . FILTER(?p = rel:values) } 1 1",
        "?claim rdf:predicate ?p 4 1",
        "?claim ent:paragraph 1 2 1",
        "FILTER(?p = rel:values) 1",
        "{ ?claim a ent:Actor } 3 0",
        "3 GRAPH ?g { { SELECT ?o (COUNT(?x) AS ?n) WHERE { ?x ?q ?o . ?o a ent:Actor } GROUP BY ?o } } 1 1",
        "?x ?q ?o 1,000 or more 1,000 or more",
    ]
    assert steps[11:] == [
        "OPTIONAL { { } } 1 1",
        "MINUS { ?claim rdf:object ?o . ?o a ent:Issue } 1",
        "?claim rdf:object ?o 4 0",
        "?o a ent:Issue 3 0",
    ]


def test_rows_are_counted_to_a_thousand(graph: Ask) -> None:
    lines = explain_lines(graph, "SELECT ?a { ?a ?b ?c . ?d ?e ?f }")

    assert [line.split()[-6:] for line in lines[1:]] == [["1,000", "or", "more"] * 2] * 2


def test_what_could_not_be_counted_in_time_is_left_open(graph: Ask) -> None:
    assert explain_lines(graph, "SELECT ?a { ?a a ent:Actor }", budget=0)[1] == "1  ?a a ent:Actor  …      …"


def test_a_query_that_cannot_be_taken_apart_is_not_explained(graph: Ask) -> None:
    with pytest.raises(QueryError, match="cannot be taken apart"):
        explain_lines(graph, "SELECT ?x { ?x rel:values (actor:norland) }")


# Taking apart loses nothing.


def whole(outline: Outline) -> str:
    """Return the query that was taken apart, put together again."""
    selection = outline.selection
    modifiers = " ".join(map(str, selection.modifiers))
    return f"{outline.prologue} {selection.clause} {outline.dataset} WHERE {{ {body(selection.parts)} }} {modifiers}"


def answered(ask: Ask, query: str) -> bool | list[str]:
    answer = ask(query)
    return bool(answer) if isinstance(answer, ox.QueryBoolean) else sorted(map(str, answer))


@pytest.mark.parametrize("path", sorted((ROOT / "corpus" / "questions").glob("*.rq")), ids=lambda path: path.stem)
def test_a_query_that_was_taken_apart_and_put_together_answers_the_same(articles: Ask, path: Path) -> None:
    query = path.read_text(encoding="utf-8")

    assert answered(articles, whole(read_outline(query))) == answered(articles, query)


@pytest.mark.parametrize(
    "query",
    [
        "select ?a where { ?a a/rdfs:subClassOf* ?k ; (rdfs:label|skos:altLabel)+ 'x'@en, -3, 4.5e1, true . }",
        "SELECT ?a { ?a !(rdf:type|^rdfs:label) ?b ; ^ent:party/rdf:predicate? ?c ; }",
        "SELECT * FROM graph:asserted FROM NAMED <urn:x> { GRAPH ?g { ?a ?b ?c } } LIMIT 2",
        "SELECT ?a { { SELECT ?a (MAX(?p) AS ?m) { ?a ent:paragraph ?p } GROUP BY ?a HAVING(MAX(?p) > 1) } }",
        "SELECT ?a { ?a ?b ?c } VALUES ?a { actor:norland }",
        r"SELECT ?a { ?a ?b '''it } is \'; FILTER(''' FILTER(?a NOT IN (?b, 'b}')) . FILTER regex(?a, '}') }",
        "SELECT ?a { VALUES (?a ?b) { (actor:norland UNDEF) (UNDEF 'x') } ?a ?p ?b BIND(IF(?b = 1, '{', '}') AS ?c) }",
        "CONSTRUCT { ?a ?b [ rdfs:label 'x' ] } WHERE { ?a a ent:Actor . ?a ?b ?c }",
        "CONSTRUCT WHERE { ?a rel:values ?c }",
        "DESCRIBE ?a WHERE { ?a a ent:Actor } LIMIT 1",
        "BASE <http://x.example/> PREFIX : <y#> ASK { :a :b <z>, [ :c [] ; :d _:e ] . [ :f 1 ] }",
        "ASK { ?a ?b ?c OPTIONAL { ?a a ?d . FILTER EXISTS { ?d ?e ?f } OPTIONAL { ?d ?g ?h } } MINUS { ?a a ?c } }",
    ],
)
def test_all_of_sparql_can_be_taken_apart(graph: Ask, query: str) -> None:
    again = whole(read_outline(query))

    assert whole(read_outline(again)) == again
    if "[" not in query:  # a new blank node in each answer
        assert answered(graph, again) == answered(graph, query)
