"""No query asks another machine, however SERVICE is spelt; a server on loopback counts who comes."""

from __future__ import annotations

import contextlib
import http.server
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.problems import QueryError
from kg.reference import ask_rdflib
from kg.sparql import SparqlError, guard
from kg.store import ask, memory_store


@dataclass
class Sentinel:
    """Hangs up on whoever comes, and counts them."""

    socket: socket.socket
    accepted: int = 0
    own: int = 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.socket.getsockname()[1]}"

    def watch(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                visitor, _ = self.socket.accept()
                self.accepted += 1
                visitor.close()

    @property
    def visits(self) -> int:
        """How many came so far; a visit of our own stands behind theirs in the queue."""
        with socket.create_connection(self.socket.getsockname()) as own:
            self.own += 1
            own.recv(1)
        return self.accepted - self.own


@pytest.fixture(scope="module")
def sentinel() -> Iterator[Sentinel]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Sentinel(listening)
        threading.Thread(target=found.watch, daemon=True).start()
        yield found
        listening.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    return memory_store(['<x:s> <x:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n', "<x:s> <x:q> <x:a.b> .\n"])


#: Each asks URL where nothing keeps the engine from it.
CALLS = {
    "plainly": "SELECT * { SERVICE <URL> { ?a ?b ?c } }",
    "silently": "SELECT * { SERVICE SILENT <URL> { ?a ?b ?c } }",
    "without blanks": "SELECT * {sErViCe<URL>{?a ?b ?c}}",
    "behind a comment": "SELECT * { SERVICE #x\n<URL> { ?a ?b ?c } }",
    "behind a carriage return": "SELECT * { #\rSERVICE <URL> { ?a ?b ?c } }",
    "with SILENT glued to it": "SELECT * { SERVICESILENT<URL> { ?a ?b ?c } }",
    "with a name glued to it": "PREFIX ex: <URL> SELECT * { SERVICEex:q { ?a ?b ?c } }",
    "with a name glued to it that is declared too": "PREFIX ex: <URL> PREFIX serviceex: <x:> ASK { serviceex:q {} }",
    "with an empty prefix": "PREFIX : <URL> SELECT * { SERVICE:q { ?a ?b ?c } }",
    "with a name glued to SILENT": "PREFIX ex: <URL> SELECT * { SERVICE SILENTex:q { ?a ?b ?c } }",
    "glued to a name": "PREFIX x: <x:> SELECT * { ?s ?p x:a.b.SERVICE<URL> { ?a ?b ?c } }",
    "in what may be an address": "SELECT * { ?s ?p ?o FILTER(?o<9)SERVICE#>\n<URL> { ?a ?b ?c } }",
    "behind less and a text": "SELECT * { ?s ?p ?o FILTER(!(?o<'>')) SERVICE <URL> { ?a ?b 'x' } FILTER(!(?o<'>')) }",
    "behind an escape and a quote": r"SELECT * { { ?s ?p ?o } UNION { ?s <x:\u0041'> 1 } SERVICE <URL> { ?a ?b '' } }",
    "behind an escape and a hash": r"SELECT * { { ?s ?p ?o } UNION { ?s <x:\u0041#> ?o } SERVICE <URL> { ?a ?b ?c } }",
    "behind an accent": "PREFIX x: <x:> SELECT * { { ?s ?p 1 } UNION { ?s x:a\u0300\\# 1 } SERVICE <URL> {} }",
    "in a text that is none": "SELECT * { VALUES ?z {'''a'} SERVICE <URL> { ?a ?b ?c } #\\q\n VALUES ?y {'b'''} }",
    "in a text with half a character": "SELECT * { VALUES ?z {'''a'} SERVICE <URL> {} #\\uD800\n VALUES ?y {'b'''} }",
    "in LATERAL": "SELECT * { ?s ?p ?o LATERAL { SERVICE <URL> { ?a ?b ?c } } }",
    "in a selection": "SELECT * { { SELECT ?a { SERVICE <URL> { ?a ?b ?c } } } }",
    "in a construction": "CONSTRUCT { ?a ?b ?c } WHERE { SERVICE <URL> { ?a ?b ?c } }",
}  # fmt: skip


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_service_is_refused_however_it_is_spelt(call: str, graph: ox.Store, sentinel: Sentinel) -> None:
    query = call.replace("URL", f"http://{sentinel.host}/")
    before = sentinel.visits
    with contextlib.suppress(OSError):
        answer = graph.query(query)
        bool(answer) if isinstance(answer, ox.QueryBoolean) else list(answer)
    asked_by_engine = sentinel.visits
    assert asked_by_engine > before, "the engine asks nobody: this query proves nothing"

    for asked in (ask, ask_rdflib):
        with pytest.raises(QueryError, match=r"error\[service\]"):
            asked(graph, query)
    assert sentinel.visits == asked_by_engine


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?service ?p 'SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }' } # SERVICE <http://127.0.0.1:9/> {",
        "PREFIX service: <http://x.example/service#>\nASK { GRAPH service:a { ?s service:p service:o } }",
        "ASK { ?s <http://x.example/service#p> <http://x.example/it's> ; ?p '''SERVICE ?x {''' }",
        "PREFIX x: <x:> ASK { ?s x:service ?o . FILTER(?o<3 && 4>?o) }",
    ],
)
def test_the_word_service_where_it_asks_nobody_is_let_through(query: str, graph: ox.Store) -> None:
    assert bool(ask(graph, query)) is False


@pytest.mark.parametrize(
    ("hidden", "code"),
    [
        ("(" * 100_000 + "1#>\n" + ")" * 100_000, "too-deep"),
        ("-" * 200_000 + "1#>\n", "too-long"),
    ],
)
def test_what_would_end_the_engine_is_found_in_what_may_be_an_address(hidden: str, code: str) -> None:
    with pytest.raises(SparqlError) as error:
        guard(f"SELECT * {{ ?s ?p ?x FILTER(?x<{hidden}) }}")

    assert error.value.code == code


@pytest.mark.parametrize(
    ("address", "allowed", "passes"),
    [
        ("http://a.example/x", "a.example", True),
        ("https://A.example:8080/x", "a.EXAMPLE", True),
        ("http://a.example:81/", "a.example:81", True),
        ("http://a.example:82/", "a.example:81", False),
        ("http://user@a.example/", "a.example", True),
        ("http://a.example@b.example/", "a.example", False),
        ("http://a.example:80@b.example/", "a.example", False),
        ("http://a.example@c.example@b.example/", "a.example", False),
        ("http://a.example.b.example/", "a.example", False),
        ("http://a.example./", "a.example", False),
        ("http://a%2eexample/", "a.example", False),
        (r"http://a.example\u0040b.example/", "a.example", False),
        ("http://[::1]:9/", "::1", True),
        ("http://[x/", "x", False),
        ("http://a\u2100b/", "a", False),
        ("file://a.example/etc/passwd", "a.example", False),
        ("//a.example/", "a.example", False),
        ("x", "", False),
    ],
)
def test_only_the_host_that_is_allowed_is_asked(address: str, allowed: str, passes: bool) -> None:
    query = f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
    if passes:
        guard(query, allowed_hosts=[allowed])
    else:
        with pytest.raises(SparqlError, match="SERVICE would ask another machine"):
            guard(query, allowed_hosts=[allowed])


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX a: <http://b.example/> SELECT * { ?s ?p ?o FILTER(?o<'>' || 'PREFIX a: <http://a.example/>'!=?o) "
        "SERVICE a:x { ?s ?p ?o } }",
        "PREFIX a: <http://a.example/> PREFIX a: <http://b.example/> SELECT * { SERVICE a:x { ?s ?p ?o } }",
        "PREFIX SILENTa: <http://a.example/> PREFIX a: <http://b.example/> ASK { SERVICE SILENTa:x { ?s ?p ?o } }",
    ],
)
def test_a_prefix_that_seems_to_be_of_an_allowed_host_is_no_way_to_another(query: str) -> None:
    with pytest.raises(SparqlError, match="SERVICE would ask another machine"):
        guard(query, allowed_hosts=["a.example"])


PIECES = st.sampled_from(
    [
        "SERVICE", "service", "SILENT", "true", " ", "\n", "#", "'", "'''", '"', '"""', "<", ">", "?o", "$o", "x:a",
        "x:", ":b", ".b", "{", "}", "(", ")", "\\#", "\\'", "\\u0041", "\\uD800", "\\q", "\u0300", "FILTER(?o<", "9)",
        "<URL>",
        " { ?a ?b ?c } ", "VALUES ?z {", "?s ?p ", ". ", "GRAPH ", "OPTIONAL {", "UNION {", "1", "@en", "^^", "=",
    ]
)  # fmt: skip


@settings(max_examples=300)
@given(before=st.lists(PIECES, max_size=8), after=st.lists(PIECES, max_size=8), glued=st.booleans())
def test_what_the_guard_lets_through_asks_nobody(
    before: list[str], after: list[str], glued: bool, graph: ox.Store, sentinel: Sentinel
) -> None:
    call = "SERVICESILENT<URL>{?a ?b ?c}" if glued else " SERVICE <URL> { ?a ?b ?c } "
    text = f"PREFIX x: <x:> SELECT * {{ ?s ?p ?o {''.join(before)}{call}{''.join(after)} }}"
    query = text.replace("URL", f"http://{sentinel.host}/")
    visits = sentinel.visits
    try:
        guard(query)
    except SparqlError:
        return
    with contextlib.suppress(SyntaxError, RuntimeError, OSError):
        answer = graph.query(query)
        bool(answer) if isinstance(answer, ox.QueryBoolean) else list(answer)

    assert sentinel.visits == visits


@pytest.mark.parametrize(
    "comment", ["#\\u000a SERVICE <URL> { ?a ?b ?c }\n", "#\\U0000000D SERVICE <URL> { ?a ?b ?c }\n"]
)
def test_rdflib_is_not_asked_what_it_reads_where_the_engine_sees_a_comment(
    comment: str, graph: ox.Store, sentinel: Sentinel
) -> None:
    query = f"SELECT * {{ ?s ?p ?o {comment} }}".replace("URL", f"http://{sentinel.host}/")
    visits = sentinel.visits
    with pytest.raises(QueryError):
        ask_rdflib(graph, query)

    assert sentinel.visits == visits


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_engine_does_not_follow_an_allowed_host_to_another(
    status: int, graph: ox.Store, sentinel: Sentinel
) -> None:
    class Elsewhere(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(status)
            self.send_header("Location", f"http://{sentinel.host}/")
            self.end_headers()

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *args: object) -> None:
            asked.append(self.path)

    asked: list[str] = []
    visits = sentinel.visits
    with http.server.HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        query = f"SELECT * {{ SERVICE <http://127.0.0.1:{server.server_port}/> {{ ?s ?p ?o }} }}"
        with contextlib.suppress(OSError, QueryError):
            list(ask(graph, query, allowed_hosts=["127.0.0.1"]))  # type: ignore[arg-type]
        server.shutdown()

    assert asked
    assert sentinel.visits == visits
