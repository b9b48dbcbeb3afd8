from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import ROOT

from kg.algebra import Step, parse
from kg.algebra.patterns import written
from kg.terms import term

TRADES, VALUES = term("rel:trades-with"), term("rel:values")


def patterns(query: str) -> list[str]:
    return [f"{pattern.where}: {pattern}" for pattern in parse(query).patterns]


def test_patterns_come_as_they_were_written_with_short_names() -> None:
    query = """
        PREFIX r: <https://w3id.org/entente/rel/>
        SELECT ?a { ?b r:values ?c , "x"@en ; a ent:State . # ?no rel:such ?pattern
          ?a rel:trades-with ?b . <urn:x> ?p 3, "3"^^edtf:EDTF, "<urn:\\"y>" . }
    """

    assert patterns(query) == [
        "required: ?b rel:values ?c",
        'required: ?b rel:values "x"@en',
        "required: ?b a ent:State",
        "required: ?a rel:trades-with ?b",
        "required: <urn:x> ?p 3",
        'required: <urn:x> ?p "3"^^edtf:EDTF',
        'required: <urn:x> ?p "<urn:\\"y>"',
    ]


def test_the_terms_of_a_pattern_are_written_in_full() -> None:
    (pattern,) = parse("BASE <http://b/> SELECT * { GRAPH graph:asserted { <x> rel:values ?c } }").patterns

    assert (pattern.subject, pattern.predicate, pattern.object) == ("<http://b/x>", VALUES, "?c")
    assert (pattern.graph, pattern.variables) == (term("graph:asserted"), frozenset("c"))
    assert str(pattern) == "GRAPH graph:asserted { <http://b/x> rel:values ?c }"


def test_a_blank_node_keeps_its_name_in_all_its_patterns() -> None:
    assert patterns("SELECT * { ?a rel:values [ a ent:Route ; rdfs:label ?l ] . _:x ?p _:x }") == [
        "required: ?a rel:values _:b1",
        "required: _:b1 a ent:Route",
        "required: _:b1 rdfs:label ?l",
        "required: _:b2 ?p _:b2",
    ]


def test_each_pattern_tells_how_it_enters() -> None:
    query = """
        SELECT ?a {
          ?a a ent:State
          OPTIONAL { ?a rel:values ?v { ?v a ?k } UNION { ?v rdfs:label ?l } }
          MINUS { ?a rel:trades-with ?c }
          FILTER NOT EXISTS { ?a rel:values ?x OPTIONAL { ?x a ?y } }
          FILTER EXISTS { ?a ?p ?o }
          { SELECT ?a { ?a rdfs:label ?n OPTIONAL { ?a ent:iso3166 ?i } } }
          SERVICE <http://elsewhere/> { ?a ?q 1 }
          { ?a ?r 2 }
        }
    """

    assert patterns(query) == [
        "required: ?a a ent:State",
        "optional: ?a rel:values ?v",
        "union: ?v a ?k",
        "union: ?v rdfs:label ?l",
        "minus: ?a rel:trades-with ?c",
        "not exists: ?a rel:values ?x",
        "not exists: ?x a ?y",
        "exists: ?a ?p ?o",
        "subquery: ?a rdfs:label ?n",
        "subquery: ?a ent:iso3166 ?i",
        "service: ?a ?q 1",
        "required: ?a ?r 2",
    ]
    assert parse(query).untraced == ("MINUS", "NOT EXISTS", "EXISTS", "SERVICE")


@pytest.mark.parametrize(
    ("path", "routes"),
    [
        ("rel:values", [[Step(VALUES)]]),
        ("^rel:values", [[Step(VALUES, backwards=True)]]),
        ("rel:trades-with/rel:values", [[Step(TRADES), Step(VALUES)]]),
        ("^(rel:trades-with/^rel:values)", [[Step(VALUES), Step(TRADES, backwards=True)]]),
        ("rel:trades-with|rel:values", [[Step(TRADES)], [Step(VALUES)]]),
        ("rel:trades-with/rel:values?", [[Step(TRADES), Step(VALUES)], [Step(TRADES)]]),
        ("!(rel:trades-with|rel:values)", [[Step("", excluded=(TRADES, VALUES))]]),
        ("rel:values+", []),
        ("rel:values/rel:trades-with*", []),
        ("rel:values|rel:trades-with*", []),
    ],
)
def test_a_path_is_written_as_it_was_and_tells_which_ways_it_goes(path: str, routes: list[list[Step]]) -> None:
    parsed = parse(f"SELECT * {{ ?a {path} ?b }}")

    assert [written(pattern.predicate) for pattern in parsed.patterns] == [path]
    assert [list(route) for route in parsed.patterns[0].routes] == routes
    assert parsed.untraced == (() if routes else (f"the path {path}",))


def test_groups_have_the_places_of_their_braces() -> None:
    query = "SELECT ?a { VALUES ?a { 1 } ?a ?b '}' { ?a ?c 1 } UNION { SELECT ?a { ?a ?d 2 } } }"

    groups = parse(query).groups

    assert [(group.kind, group.parent, query[group.start : group.end + 1]) for group in groups] == [
        ("where", None, query[10:]),
        ("union", 0, "{ ?a ?c 1 }"),
        ("union", 0, "{ SELECT ?a { ?a ?d 2 } }"),
        ("where", 2, "{ ?a ?d 2 }"),
    ]


def test_filters_come_as_they_were_written() -> None:
    query = """SELECT ?a { ?a ?b ?c FILTER(?c > 3 && STR(?a) != ")") FILTER REGEX(?c, "x")
               OPTIONAL { ?c ?d ?e FILTER NOT EXISTS { ?e ?f ?g FILTER(?g = 1) } } }"""

    assert parse(query).filters == (
        '(?c > 3 && STR(?a) != ")")',
        'REGEX(?c, "x")',
        "NOT EXISTS { ?e ?f ?g FILTER(?g = 1) }",
    )


def test_a_selection_tells_what_it_does_to_its_rows() -> None:
    query = "SELECT DISTINCT ?a (COUNT(*) AS ?n) { ?a ?b ?c } GROUP BY ?a (STR(?c) AS ?k) STR(?b) LIMIT 3"
    (select,) = parse(query).selects

    assert (select.form, select.modifier, select.projected, select.computed) == (
        "SELECT",
        "DISTINCT",
        ("a", "n"),
        ("n",),
    )
    assert (select.grouped, select.keys, select.sliced) == (True, ("a", "k", None), True)
    assert query[select.start : select.opening] == "SELECT DISTINCT ?a (COUNT(*) AS ?n) "
    assert query[select.closing + 1 : select.end].strip() == "GROUP BY ?a (STR(?c) AS ?k) STR(?b) LIMIT 3"


@pytest.mark.parametrize(
    ("query", "form", "grouped"),
    [
        ("SELECT (MAX(?c) + 1 AS ?n) { ?a ?b ?c }", "SELECT", True),
        ("SELECT ?a { ?a ?b ?c }", "SELECT", False),
        ("SELECT ?a { ?a ?b ?c { SELECT (COUNT(*) AS ?n) { ?d ?e ?f } } }", "SELECT", False),
        ("ASK { ?a ?b ?c }", "ASK", False),
        ("CONSTRUCT { ?c ?b ?a } WHERE { ?a ?b ?c }", "CONSTRUCT", False),
        ("CONSTRUCT WHERE { ?a ?b ?c }", "CONSTRUCT", False),
        ("DESCRIBE ?a { ?a ?b ?c }", "DESCRIBE", False),
    ],
)
def test_forms_and_groupings_are_told(query: str, form: str, grouped: bool) -> None:
    parsed = parse(query)

    assert (parsed.form, parsed.grouped, str(parsed.patterns[0])) == (form, grouped, "?a ?b ?c")


def test_a_query_without_patterns_has_none() -> None:
    assert (parse("DESCRIBE actor:norland").patterns, parse("ASK {}").patterns) == ((), ())


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?a { ?a rel:values }",
        "SELECT ?a { ?a nobody:knows ?b }",
        "SELECT ?a { ?a rel:values ?b LATERAL { ?b a ?c } }",
        "SELECT ?a { ?a !^rel:values ?b }",
        "SELECT ?a " + "{" * 3000 + "}" * 3000,
        "",
    ],
)
def test_what_cannot_be_parsed_raises_a_value_error(query: str) -> None:
    with pytest.raises(ValueError):
        parse(query)


def test_rdflib_is_loaded_only_when_a_query_is_parsed() -> None:
    script = "import sys, kg.algebra; print('rdflib' in sys.modules, 'pyparsing' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("False False\n", "")
