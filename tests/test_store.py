from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.problems import KgError, QueryError
from kg.store import ask, file_store, is_nothing, memory_store, open_store, rows, write_store
from kg.terms import iri, term

LINES = [
    f"{term('actor:iran')} {term('rel:trades-with')} {term('actor:oman')} {term('graph:asserted')} .\n",
    f'{term("actor:iran")} {term("rdfs:label")} "Iran"@en {term("graph:registry")} .\n',
]


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    return memory_store(LINES)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The folder of a store with `LINES`."""
    (tmp_path / "lines.nq").write_text("".join(LINES), "utf-8")
    write_store(tmp_path / "store", tmp_path / "lines.nq")
    return tmp_path / "store"


def test_a_store_on_disk_holds_the_quads_that_were_written(written: Path) -> None:
    assert sorted(f"{quad} .\n" for quad in open_store(written)) == sorted(LINES)


def test_an_opened_store_cannot_be_changed(written: Path) -> None:
    store = open_store(written)

    with pytest.raises(RuntimeError, match="read-write"):
        store.clear()


_UPDATES = (
    "INSERT DATA { <x:a> <x:b> <x:c> }",
    "INSERT DATA { GRAPH <x:g> { <x:a> <x:b> <x:c> } }",
    "DELETE DATA { <x:a> <x:b> <x:c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?o ?p ?s } WHERE { ?s ?p ?o }",
    "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "LOAD <file:///etc/hostname>",
    "CLEAR ALL",
    "CREATE GRAPH <x:g>",
    "DROP ALL",
    "COPY DEFAULT TO <x:g>",
    "MOVE DEFAULT TO <x:g>",
    "ADD DEFAULT TO <x:g>",
    "PREFIX x: <x:> INSERT DATA { x:a x:b x:c }",
    "SELECT * { ?s ?p ?o } ; DROP ALL",
)


@pytest.mark.parametrize("update", _UPDATES)
def test_no_update_is_taken_for_a_query(written: Path, update: str) -> None:
    before = contents(written)

    with pytest.raises(QueryError):
        ask(open_store(written), update)

    assert contents(written) == before


def test_queries_leave_every_file_of_a_store_as_it_is(written: Path) -> None:
    before = contents(written)
    store = open_store(written)

    for query in ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <x:a>", "ASK { ?s ?p ?o }"):
        list(answer) if isinstance(answer := ask(store, query), ox.QuerySolutions | ox.QueryTriples) else bool(answer)

    assert contents(written) == before


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files that hold a store; its log and its lock say that it was opened."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in ("LOG", "LOCK")}


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
    ("query", "first", "place"),
    [
        ("SELECT ?x\n  { ?x a ent:Claim", "error[bracket]: '{' is never closed", "2:3"),
        ("SELECT ?x { }\n\nORDER BY\n", "error[syntax]: the query ends too early", "3:8"),
        ("", "error[syntax]: the query ends too early", "1:1"),
        ("PREFIX a: <x:> # b:c\nASK { ?x a:b <b:c>, 'b:c' ; b:c ?y }", "error[unknown-prefix]: no prefix 'b:'", "2:29"),
    ],
)
def test_a_query_that_is_not_sparql_is_refused_with_its_place(
    graph: ox.Store, query: str, first: str, place: str
) -> None:
    with pytest.raises(QueryError) as error:
        ask(graph, query, name="mine.rq")

    assert str(error.value).splitlines()[:2] == [first, f"  --> mine.rq:{place}"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.ttl").write_text("\ufeff<a> <x:p> 1 .", "utf-8")
    (tmp_path / "two.nq").write_text("<x:a> <x:p> <x:b> <x:g> .\n", "utf-8")
    (tmp_path / "bad.ttl").write_text("<x:a> <x:p> 1 .\n<x:a> <x:p> ;", "utf-8")
    (tmp_path / "bomb.rdf").write_text('<!DOCTYPE x [<!ENTITY a "b">]><rdf:RDF/>', "utf-8")
    (tmp_path / "notes.csv").write_text("", "utf-8")
    return tmp_path


def test_files_are_read_into_the_graphs_that_they_are_for(folder: Path) -> None:
    store = file_store([folder / "one.ttl", folder / "two.nq"], [("x:h", folder / "one.ttl")], base="http://b.example/")

    assert sorted(str(quad) for quad in store) == [
        '<http://b.example/a> <x:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '<http://b.example/a> <x:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <x:h>',
        "<x:a> <x:p> <x:b> <x:g>",
    ]
    assert [bool(ask(store, "ASK { ?s ?p <x:b> }", union=union)) for union in (True, False)] == [True, False]


@pytest.mark.parametrize(
    ("base", "graph", "addresses"),
    [
        ("http://b.example/c/", "urn:g", ["http://b.example/c/me.ttl", "http://b.example/c/me.ttl"]),
        ("http://b.example/c/q.rq", "http://g.example/g", ["http://b.example/c/me.ttl", "http://g.example/g"]),
        ("urn:x:y", "urn:g", ["urn:x:y", "urn:x:y"]),
    ],
)
def test_a_file_lies_beside_the_base_or_where_its_graph_says(
    tmp_path: Path, base: str, graph: str, addresses: list[str]
) -> None:
    (tmp_path / "me.ttl").write_text("<> <x:p> 1 .", "utf-8")
    store = file_store([tmp_path / "me.ttl"], [(graph, tmp_path / "me.ttl")], base=base)

    quads = sorted(store, key=lambda quad: isinstance(quad.graph_name, ox.NamedNode))
    assert [quad.subject.value for quad in quads] == addresses


def test_relative_addresses_are_those_of_the_file_by_default(folder: Path) -> None:
    assert [quad.subject.value for quad in file_store([folder / "one.ttl"])] == [(folder / "a").as_uri()]


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("bad.ttl", "bad.ttl:2:13: "),
        ("bomb.rdf", "bomb.rdf: RDF/XML with a DOCTYPE is refused, as its entities can grow without bound"),
        ("notes.csv", "notes.csv: not known as RDF by its name; .ttl, .trig, .nt, .nq, .rdf and .jsonld are"),
        ("gone.ttl", "gone.ttl: No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_place(folder: Path, file: str, message: str) -> None:
    with pytest.raises(KgError) as error:
        file_store([folder / file])

    assert message in str(error.value)


@pytest.mark.parametrize(
    ("cells", "nothing"),
    [
        ([], True),
        ([[ox.Literal(0)]], True),
        ([[ox.Literal(1)]], False),
        ([[ox.Literal("0")]], False),
        ([[None]], False),
        ([[ox.Literal(0), ox.Literal(0)]], False),
        ([[ox.Literal(0)], [ox.Literal(0)]], False),
    ],
)
def test_no_rows_or_a_lone_count_of_0_is_nothing(cells: list[list[object]], nothing: bool) -> None:
    assert is_nothing(cells) is nothing
