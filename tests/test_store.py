from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.problems import KgError, QueryError
from kg.store import ask, memory_store, open_store, rows, write_store
from kg.terms import iri, term

LINES = [
    f"{term('actor:iran')} {term('rel:trades-with')} {term('actor:oman')} {term('graph:asserted')} .\n",
    f'{term("actor:iran")} {term("rdfs:label")} "Iran"@en {term("graph:registry")} .\n',
]


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    return memory_store(LINES)


def test_a_store_on_disk_holds_the_quads_that_were_written(tmp_path: Path) -> None:
    write_store(tmp_path / "store", LINES)

    assert sorted(f"{quad} .\n" for quad in open_store(tmp_path / "store")) == sorted(LINES)


def test_an_opened_store_cannot_be_changed(tmp_path: Path) -> None:
    write_store(tmp_path / "store", LINES)
    store = open_store(tmp_path / "store")

    with pytest.raises(RuntimeError, match="read-write"):
        store.clear()


def test_where_there_is_no_store_the_message_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(KgError, match=rf"^no graph in {tmp_path}/none \(.*\); 'kg build' makes it$"):
        open_store(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_queries_see_the_union_of_all_graphs_and_know_the_prefixes(graph: ox.Store) -> None:
    assert rows(graph, "SELECT ?name ?other { ?a rdfs:label ?name ; rel:trades-with ?other }") == [
        {"name": "Iran", "other": iri("actor:oman")}
    ]


def test_queries_may_ask_for_one_graph(graph: ox.Store) -> None:
    assert rows(graph, "SELECT ?p { GRAPH graph:asserted { actor:iran ?p ?o } }") == [{"p": iri("rel:trades-with")}]


def test_unbound_variables_are_left_out_of_rows(graph: ox.Store) -> None:
    assert rows(graph, "SELECT ?name ?none { ?a rdfs:label ?name . OPTIONAL { ?a skos:note ?none } }") == [
        {"name": "Iran"}
    ]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT ?x\n  { ?x a ent:Claim", "query:2:19"),
        ("SELECT ?x { ?x ?p 'open }", "query:1:26"),
        ("SELECT ?x { }\n\nORDER BY\n", "query:4:1"),
        ("", "query:1:1"),
        ("INSERT DATA { actor:a rel:b actor:c }", "query:1:10"),
    ],
)
def test_a_query_that_is_not_sparql_is_refused_with_its_place(graph: ox.Store, query: str, place: str) -> None:
    with pytest.raises(QueryError) as error:
        ask(graph, query)
    what, where, *_ = str(error.value).splitlines()

    assert (what.startswith("error[syntax]: expected "), where) == (True, f"  --> {place}")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("SELECT ?x { actr:iran ?p ?x }", "no prefix 'actr:'|1:13|did you mean 'actor:'?"),
        ("SELECT ?x\n{ ?x rel:a/rell:b ?y }", "no prefix 'rell:'|2:12|did you mean 'rel:'?"),
        ("PREFIX a: <x:> # b:c\nASK { ?x a:b <b:c>, 'b:c' ; b:c ?y }", "no prefix 'b:'|2:29|known are ent:, actor:, "),
    ],
)
def test_an_unknown_prefix_is_called_so(graph: ox.Store, query: str, shown: str) -> None:
    message, place, cure = shown.split("|")
    line, column = map(int, place.split(":"))
    with pytest.raises(QueryError) as error:
        ask(graph, query)

    assert str(error.value).startswith(
        f"error[unknown-prefix]: {message}\n"
        f"  --> query:{place}\n"
        f"   | {query.splitlines()[line - 1]}\n"
        f"   | {' ' * (column - 1)}^\n"
        f"   = help: {cure}"
    )
