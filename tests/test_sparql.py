"""The text of a query: variables, prefixes and keywords, and what is none."""

from __future__ import annotations

from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sparql import (
    bind,
    columns,
    form_of,
    names_graphs,
    never_bound,
    portable,
    tokenize,
    used_prefixes,
)


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


@given(st.text(alphabet="?$ab:<>\"'#\\\n{}()., 1e+@^_-é“", max_size=40))
def test_tokens_and_what_stands_between_them_are_the_query(query: str) -> None:
    tokens = tokenize(query)
    rest = query
    for token in tokens:
        assert query[token.start : token.start + len(token.text)] == token.text
        rest = rest.replace(token.text, "", 1)

    assert [token.kind for token in tokens].count("end") == 1
    assert all(first.start + len(first.text) <= second.start for first, second in pairwise(tokens))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT * { ?who ?does ?what }", ["who", "does", "what"]),
        ("SELECT DISTINCT * { ?what ?who ?does }", ["what", "who", "does"]),
        ("SELECT ?does ?who { ?who ?does ?what }", ["does", "who"]),
    ],
)
def test_columns_stand_in_the_order_of_the_query(query: str, names: list[str]) -> None:
    answer = ox.Store().query(query)
    assert isinstance(answer, ox.QuerySolutions)

    assert columns(query, [variable.value for variable in answer.variables]) == names


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT ?actr { ?actor ?p ?o }", [("actr", "actor")]),
        ("SELECT ?zzz ?p { ?actor ?p ?o }", [("zzz", "")]),
        ("SELECT (COUNT(?x) AS ?n) ?p { ?actor ?p ?o } GROUP BY ?p", []),
        ("SELECT * { ?actor ?p ?o }", []),
        ("CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?d }", []),
    ],
)
def test_a_variable_that_is_only_selected_is_never_bound(query: str, found: list[tuple[str, str]]) -> None:
    assert list(never_bound(query)) == found


def test_a_portable_query_declares_what_it_uses_and_no_more() -> None:
    query = "PREFIX rel: <http://elsewhere.example/> SELECT ?x { actor:a rel:b ?x ; rdfs:label 'issue:x' }"

    assert used_prefixes(query) == ["actor", "rdfs"]
    assert portable(query).splitlines() == [
        "PREFIX actor: <https://w3id.org/entente/actor/>",
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>",
        query,
    ]
    assert isinstance(ox.Store().query(portable(query)), ox.QuerySolutions)


@pytest.mark.parametrize(
    ("query", "form"),
    [("prefix a: <x:select> ask {}", "ASK"), ("# SELECT\nCONSTRUCT WHERE { ?s ?p 'ASK' }", "CONSTRUCT"), ("x", "")],
)
def test_the_form_of_a_query_is_known(query: str, form: str) -> None:
    assert form_of(query) == form
