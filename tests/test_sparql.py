"""The text of a query: variables, prefixes and keywords, and what is none."""

from __future__ import annotations

import pytest

from kg.problems import QueryError
from kg.sparql import bind, names_graphs, prefixed_names, refuse_service


@pytest.mark.parametrize(
    ("query", "bound"),
    [
        ("?a $a ?ab", "<x> <x> ?ab"),
        ("<http://a/?a> '?a' \"$a\" # ?a\n?a", "<http://a/?a> '?a' \"$a\" # ?a\n<x>"),
        ("'''it's ?a''' ?a", "'''it's ?a''' <x>"),
    ],
)
def test_only_variables_are_bound(query: str, bound: str) -> None:
    assert bind(query, {"a": "<x>"}) == bound


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT * FROM <http://g/> { ?s ?p ?o }", True),
        ("select * from named <http://g/> { ?s ?p ?o }", True),
        ("SELECT ?from { ?from ent:from 'FROM' } # FROM", False),
        ("SELECT * { ?s from:x <http://from/> }", False),
    ],
)
def test_a_query_that_names_its_graphs_is_known(query: str, names: bool) -> None:
    assert names_graphs(query) == names


def test_a_query_that_would_ask_another_machine_is_refused_at_its_place() -> None:
    with pytest.raises(QueryError) as error:
        refuse_service("SELECT * {\n  service <http://127.0.0.1:9/> { ?s ?p ?o } }")

    assert str(error.value).splitlines()[:4] == [
        "error[service]: SERVICE would ask another machine",
        "  --> query:2:3",
        "   |   service <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "   |   ^",
    ]
    assert refuse_service("SELECT ?service { ?service ?p 'SERVICE' }") is None


def test_names_under_a_prefix_that_the_query_declares_itself_are_its_own() -> None:
    assert prefixed_names("PREFIX rel: <http://elsewhere.example/> SELECT ?x { actor:a rel:b ?x }") == ["actor:a"]
