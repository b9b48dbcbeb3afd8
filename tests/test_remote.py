from __future__ import annotations

import base64
import contextlib
import gzip
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from build_fixtures import example

from kg import __version__
from kg.places import Project
from kg.problems import KgError, MisuseError, QueryError
from kg.remote import EndpointError, EndpointTimeoutError, ask_remote
from kg.store import Answer, ask, open_store
from kg.terms import iri

__all__ = ["example"]

ROWS = b'{"head":{"vars":["b","a"]},"results":{"bindings":[{"a":{"type":"literal","value":"x"}}]}}'
JSON = "application/sparql-results+json"
SELECT = "SELECT ?b ?a { ?a ?b 1 }"
CONSTRUCT = "CONSTRUCT { ?a a ?b } { ?a ?b 1 }"
NO_ENVIRONMENT: Mapping[str, str] = {}


def shown(answer: Answer) -> object:
    """Return all of an answer as plain values."""
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QueryTriples):
        return sorted(map(str, answer))
    names = [variable.value for variable in answer.variables]
    return names, [[str(row[name]) for name in names] for row in answer]


# A real server.


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on {port}")


@pytest.fixture(scope="module")
def oxigraph(example: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an Oxigraph server that has the graph of the example."""
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    program = shutil.which("oxigraph", path=beside)
    if program is None:
        pytest.skip("the server is not installed: pip install oxigraph")
    folder = shutil.copytree(example.build / "store", tmp_path_factory.mktemp("oxigraph") / "store")
    port = free_port()
    command = [program, "serve-read-only", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}/query?union-default-graph"
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?label ?s ?none { ?s rdfs:label ?label . OPTIONAL { ?s ent:none ?none } } ORDER BY ?label ?s",
        "SELECT * { ?claim a ent:Claim ; ent:gloss ?gloss ; ent:paragraph ?p } ORDER BY ?claim",
        "SELECT ?s { ?s a ent:Nothing }",
        "ASK { ?claim a ent:Claim }",
        "ASK { ?claim a ent:Nothing }",
        "CONSTRUCT { ?a ?p ?b } { GRAPH graph:asserted { ?a ?p ?b } }",
        "CONSTRUCT { ?a ?p ?b } { ?a ?p ?b ; a ent:Nothing }",
        "PREFIX e: <https://w3id.org/entente/ontology#> # SELECT\nDESCRIBE ?c { ?c a e:Claim ; rdf:subject ?s }",
    ],
)
def test_a_real_server_answers_as_the_store_does(oxigraph: str, example: Project, query: str) -> None:
    here = ask(open_store(example.build / "store"), query)
    there = ask_remote(oxigraph, query, timeout=30, environ=NO_ENVIRONMENT)

    assert (type(there), shown(there)) == (type(here), shown(here))


@pytest.mark.parametrize(
    "query",
    ["SELECT ?x\n{ ?x rell:b ?y }", "SELECT ?x {\n ?x ?p 'open }", "INSERT DATA { actor:a rel:b actor:c }", ""],
)
def test_a_query_that_a_real_server_refuses_is_explained_as_at_home(
    oxigraph: str, example: Project, query: str
) -> None:
    with pytest.raises(QueryError) as here:
        ask(open_store(example.build / "store"), query, name="q.rq")
    with pytest.raises(QueryError) as there:
        ask_remote(oxigraph, query, timeout=30, name="q.rq", environ=NO_ENVIRONMENT)
    said = str(there.value).removeprefix(str(here.value)).splitlines()

    assert said[:2] == ["", f"{oxigraph.partition('?')[0]} refused the query (400 Bad Request)"]


# A server that does as it is told.


Act = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    path: str
    headers: Mapping[str, str]
    query: str


@dataclass
class Stage:
    """A server that does its acts in turn, the last one again and again."""

    port: int
    acts: list[Act]
    scheme: str = "http"
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/sparql"

    def ask(
        self,
        query: str = SELECT,
        *,
        timeout: float = 20,
        largest: int = 10**6,
        environ: Mapping[str, str] | None = None,
    ) -> Answer:
        return ask_remote(self.url, query, timeout=timeout, largest=largest, environ=environ or NO_ENVIRONMENT)

    def fails(self, kind: type[KgError], **options: object) -> str:
        with pytest.raises(KgError) as error:
            self.ask(**options)  # type: ignore[arg-type]
        assert type(error.value) is kind
        return str(error.value).replace(f"127.0.0.1:{self.port}", "HOST")


Play = Callable[..., Stage]


@pytest.fixture
def play() -> Iterator[Play]:
    """Starts servers that do the given acts."""
    running: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def start(*acts: Act, port: int = 0, tls: ssl.SSLContext | None = None) -> Stage:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                stage.asked.append(Asked(self.path, dict(self.headers), parse_qs(body)["query"][0]))
                self.close_connection = True
                stage.acts[min(len(stage.asked), len(acts)) - 1](self)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        stage = Stage(server.server_port, list(acts), "https" if tls else "http")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        running.append((server, thread))
        return stage

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


def says(status: int, body: bytes = b"", kind: str = JSON, **headers: str) -> Act:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        if kind:
            handler.send_header("Content-Type", kind)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        write(handler, body)

    return act


def write(handler: BaseHTTPRequestHandler, data: bytes) -> bool:
    """Write, and tell whether anybody is still there to read."""
    try:
        handler.wfile.write(data)
        handler.wfile.flush()
    except OSError:
        return False
    return True


def writes(data: bytes) -> Act:
    """Write no more than this, without a head of its own."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        write(handler, data)

    return act


def drips(*first: bytes) -> Act:
    """Write something, then a blank now and then for as long as somebody reads, but not for ever."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        write(handler, b"".join(first))
        end = time.monotonic() + 10
        while time.monotonic() < end and write(handler, b" "):
            time.sleep(0.05)

    return act


FINE = says(200, ROWS)
ANSWER = (["b", "a"], [["None", '"x"']])


def test_a_query_goes_out_by_post_with_the_prefixes_that_it_uses(play: Play) -> None:
    stage = play(FINE)
    query = "PREFIX ent: <x:> SELECT ?a { ?a ent:b rel:c ; ?p 'wd:d' }"
    ask_remote(f"{stage.url}?key=k#top", query, timeout=20, environ=NO_ENVIRONMENT)
    asked = stage.asked[0]

    assert (len(stage.asked), asked.path, asked.query) == (
        1,
        "/sparql?key=k",
        f"PREFIX rel: <{iri('rel:')}>\n{query}",
    )
    assert {name: value for name, value in asked.headers.items() if name not in ("Host", "Content-Length")} == {
        "Accept": f"{JSON}, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.5",
        "Accept-Encoding": "gzip",
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": f"entente-kg/{__version__}",
    }


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (JSON, ROWS),
        ("Application/JSON; charset=utf-8", ROWS),
        ("text/tab-separated-values", b'?b\t?a\n\t"x"\n'),
        (
            "application/sparql-results+xml",
            b'<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
            b'<head><variable name="b"/><variable name="a"/></head><results><result>'
            b'<binding name="a"><literal>x</literal></binding></result></results></sparql>',
        ),
    ],
)
def test_rows_are_read_in_each_format(play: Play, kind: str, body: bytes) -> None:
    assert shown(play(says(200, body, kind)).ask()) == ANSWER


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/n-triples", b"<http://a/b> <http://a/c> <http://a/d> ."),
        ("text/turtle;charset=utf-8", b"@prefix a: <http://a/> . a:b a:c a:d , a:d ."),
        (
            "application/rdf+xml",
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://a/">'
            b'<rdf:Description rdf:about="http://a/b"><a:c rdf:resource="http://a/d"/></rdf:Description></rdf:RDF>',
        ),
    ],
)
def test_triples_are_asked_for_and_read_in_each_format(play: Play, kind: str, body: bytes) -> None:
    stage = play(says(200, body, kind))

    assert shown(stage.ask(CONSTRUCT)) == ["<http://a/b> <http://a/c> <http://a/d>"]
    assert stage.asked[0].headers["Accept"] == "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"


def test_a_packed_answer_is_unpacked(play: Play) -> None:
    assert shown(play(says(200, gzip.compress(ROWS), Content_Encoding="gzip")).ask()) == ANSWER


def test_an_answer_without_a_length_is_read_to_its_end(play: Play) -> None:
    chunked = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (9, ROWS[:9], len(ROWS) - 9, ROWS[9:])
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()

    assert shown(play(writes(head + chunked)).ask()) == ANSWER


# Patience.


@pytest.mark.parametrize(
    ("busy", "seconds"),
    [(says(503, Retry_After="1"), 1.0), (says(429, Retry_After="soon"), 0.5), (says(502), 0.5)],
)
def test_a_busy_server_is_asked_again_after_a_pause(play: Play, busy: Act, seconds: float) -> None:
    stage = play(busy, FINE)
    start = time.monotonic()

    assert (shown(stage.ask()), len(stage.asked)) == (ANSWER, 2)
    assert time.monotonic() - start >= seconds


def test_a_server_that_stays_busy_is_asked_four_times(play: Play) -> None:
    stage = play(says(502, b"<html><style>a { b: c }</style><h1>Bad &amp; worse</h1>\n\n<hr>nginx</html>", "text/html"))

    assert stage.fails(EndpointError) == (
        "error[endpoint]: http://HOST/sparql answered 502 Bad Gateway\n   | Bad & worse\n   | nginx"
    )
    assert len(stage.asked) == 4


@pytest.mark.parametrize(("wait", "times"), [("3600", 1), ("0", 2)])
def test_nobody_waits_for_a_busy_server_beyond_the_time_allowed(play: Play, wait: str, times: int) -> None:
    stage = play(says(503, b"come back later", "text/plain", Retry_After=wait))
    start = time.monotonic()

    assert stage.fails(EndpointError, timeout=1.3) == (
        "error[endpoint]: http://HOST/sparql answered 503 Service Unavailable\n   | come back later"
    )
    assert (len(stage.asked), time.monotonic() - start < 1.3) == (times, True)


@pytest.mark.parametrize(
    "act",
    [
        drips(),
        drips(b"HTTP/1.1 200 OK\r\nX: "),
        drips(f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\n\r\n".encode(), ROWS),
    ],
    ids=["before", "in the head", "in the body"],
)
def test_an_answer_that_does_not_end_is_given_up_in_time(play: Play, act: Act) -> None:
    stage = play(act)
    start = time.monotonic()

    assert stage.fails(EndpointTimeoutError, timeout=0.5) == (
        "error[timeout]: http://HOST/sparql gave no whole answer within 0.5 s\n"
        "   = help: ask for less, or allow more with --timeout"
    )
    assert time.monotonic() - start < 3


def test_no_time_limit_is_written_as_nought(play: Play) -> None:
    assert shown(play(FINE).ask(timeout=0)) == ANSWER


def test_failures_and_lateness_have_exit_codes_of_their_own() -> None:
    assert [kind.status for kind in (EndpointError, EndpointTimeoutError, QueryError, MisuseError)] == [5, 124, 3, 2]


# Answers of no use.


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (
            says(200, b"<p>Welcome\n<p>to the \x1b[31mstore", "text/html"),
            "http://HOST/sparql answered with text/html, which is no format of SPARQL results that can be read\n"
            "   | Welcome\n   | to the \\x1b[31mstore\n"
            "   = help: give the address that takes queries, often one that ends in /sparql or /query",
        ),
        (
            says(200, b"b,a\n,x", "text/csv"),
            "http://HOST/sparql answered with text/csv, which is no format of SPARQL results that can be read\n"
            "   | b,a\n   | ,x\n"
            "   = help: give the address that takes queries, often one that ends in /sparql or /query",
        ),
        (
            says(200, b"", ""),
            "http://HOST/sparql answered with something without a type, which is no format of SPARQL results that "
            "can be read\n   = help: give the address that takes queries, often one that ends in /sparql or /query",
        ),
        (
            says(200, ROWS, Content_Length="1000"),
            "the answer of http://HOST/sparql broke off, or is no HTTP",
        ),
        (
            writes(b"220 ready for mail\r\n"),
            "the answer of http://HOST/sparql broke off, or is no HTTP",
        ),
        (
            says(200, ROWS, Content_Encoding="gzip"),
            "the answer of http://HOST/sparql cannot be unpacked",
        ),
        (
            says(200, b'{"head":{},"boolean":true}' + b" " * 10**6),
            "the answer of http://HOST/sparql is larger than 1,000,000 bytes\n"
            "   = help: ask for less, with LIMIT or for fewer variables",
        ),
        (
            says(200, gzip.compress(b" " * 10**8), Content_Encoding="gzip"),
            "the answer of http://HOST/sparql is larger than 1,000,000 bytes\n"
            "   = help: ask for less, with LIMIT or for fewer variables",
        ),
        (
            says(500, b"\n".join(b"line %d\t%s" % (n, b"x" * 300 * (n == 2)) for n in range(1, 10)), "text/plain"),
            "http://HOST/sparql answered 500 Internal Server Error\n"
            f"   | line 1\n   | line 2\\t{'x' * 193}…\n   | line 3\n   | line 4\n   | line 5",
        ),
        (
            says(404, b"", ""),
            "http://HOST/sparql answered 404 Not Found\n"
            "   = help: give the address that takes queries, often one that ends in /sparql or /query",
        ),
        (says(206, ROWS[:9]), 'http://HOST/sparql answered 206 Partial Content\n   | {"head":{'),
    ],
    ids=[
        "a page", "csv", "no type", "a body that breaks off", "no HTTP",
        "no gzip", "too large", "too large when unpacked", "a long failure", "not there", "a part",
    ],
)  # fmt: skip
def test_an_answer_of_no_use_is_told_with_what_the_server_says(play: Play, act: Act, message: str) -> None:
    assert play(act).fails(EndpointError) == f"error[endpoint]: {message}"


def test_rows_are_no_answer_where_triples_were_asked_for(play: Play) -> None:
    assert play(FINE).fails(EndpointError, query=CONSTRUCT) == (
        f"error[endpoint]: http://HOST/sparql answered with {JSON}, which is no format of triples that can be read\n"
        f"   | {ROWS.decode()}\n"
        "   = help: give the address that takes queries, often one that ends in /sparql or /query"
    )


@pytest.mark.parametrize(
    ("query", "kind", "body", "where"),
    [
        (SELECT, JSON, b"{]", "column 2"),
        (SELECT, JSON, ROWS[:-3], "column 87"),
        (SELECT, JSON, ROWS + b"\nRuntimeException", "line 2 column 1"),
        (CONSTRUCT, "text/turtle", b"<http://a/b> <c>", "column 17"),
        (
            CONSTRUCT,
            "application/n-triples",
            b"<http://a/b> <http://a/c> <http://a/d> .\n<b> <c> <d> .",
            "line 2 between columns 1 and 4",
        ),
    ],
)
def test_an_answer_with_a_fault_is_not_shown_in_part(
    play: Play, query: str, kind: str, body: bytes, where: str
) -> None:
    what, how = play(says(200, body, kind)).fails(EndpointError, query=query).split("\n   | ")

    assert what == f"error[endpoint]: the answer of http://HOST/sparql is no sound {kind}"
    assert (how.startswith("Parser error at line "), where in how) == (True, True), how


@pytest.mark.parametrize("query", [SELECT, "SELECT * { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }"])
def test_a_query_that_only_the_server_refuses_is_told_in_its_words(play: Play, query: str) -> None:
    assert play(says(400, b"MalformedQuery: no such index", "text/plain")).fails(QueryError, query=query) == (
        "error[refused]: http://HOST/sparql refused the query (400 Bad Request)\n   | MalformedQuery: no such index"
    )


def test_a_query_with_bytes_that_are_no_characters_is_not_sent(play: Play) -> None:
    stage = play(FINE)

    assert stage.fails(QueryError, query="ASK { ?a ?b '\udcff' }") == (
        "error[encoding]: the query has bytes that are no characters"
    )
    assert stage.asked == []


# Nobody there.


def test_where_nobody_listens_the_message_asks_for_the_server() -> None:
    port = free_port()
    with pytest.raises(EndpointError) as error:
        ask_remote(f"http://127.0.0.1:{port}/q?key=k", SELECT, timeout=20, environ=NO_ENVIRONMENT)

    assert str(error.value) == (
        f"error[endpoint]: nothing listens on 127.0.0.1:{port}\n   = help: is the server running?"
    )


def test_a_server_that_is_about_to_start_is_waited_for(play: Play) -> None:
    port = free_port()
    later = threading.Timer(0.2, play, [FINE], {"port": port})
    later.start()
    try:
        answer = ask_remote(f"http://127.0.0.1:{port}/", SELECT, timeout=20, environ=NO_ENVIRONMENT)
    finally:
        later.join()

    assert shown(answer) == ANSWER


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue refuses at once")
def test_a_host_that_does_not_answer_is_given_up_in_time() -> None:
    with socket.socket() as deaf, contextlib.ExitStack() as waiting:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for _ in range(8):
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(deaf.getsockname())
        host = f"127.0.0.1:{deaf.getsockname()[1]}"
        with pytest.raises(EndpointTimeoutError) as error:
            ask_remote(f"http://{host}/", SELECT, timeout=0.5, environ=NO_ENVIRONMENT)

    assert str(error.value) == f"error[timeout]: no connection to {host} within 0.5 s"


def test_a_certificate_that_nobody_vouches_for_is_refused(
    play: Play, certified: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, context = certified
    stage = play(FINE, tls=context)
    with pytest.raises(EndpointError) as error:
        stage.ask()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    assert str(error.value).replace("self signed", "self-signed") == (  # older OpenSSL has no hyphen
        f"error[endpoint]: no secure connection to 127.0.0.1:{stage.port}: self-signed certificate\n"
        "   = help: if you trust who issued its certificate, name theirs in SSL_CERT_FILE"
    )
    assert (shown(stage.ask()), len(stage.asked)) == (ANSWER, 1)


@pytest.fixture
def certified(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of its own making for this machine, and what a server needs to show it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    make = ["req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "2", "-subj", "/CN=test"]
    files = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([openssl, *make, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context


def test_a_server_without_a_secure_connection_is_not_trusted(play: Play) -> None:
    stage = play(FINE)
    with pytest.raises(EndpointError) as error:
        ask_remote(stage.url.replace("http:", "https:"), SELECT, timeout=20, environ=NO_ENVIRONMENT)

    assert str(error.value).startswith(f"error[endpoint]: no secure connection to 127.0.0.1:{stage.port}: ")
    assert stage.asked == []


# Where a query goes, and with what.

NOT_AN_ADDRESS = "the endpoint is no address such as https://example.org/sparql"
NO_HOST = "the endpoint needs an address that begins with https:// or http:// and names a host"
PASSWORD_IN_ADDRESS = (
    "an address with a password is shown in lists of processes; "
    "set KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD, or KG_ENDPOINT_TOKEN instead"
)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", NO_HOST),
        ("localhost:7878/query", NO_HOST),
        ("file:///etc/passwd", NO_HOST),
        ("http:///sparql", NO_HOST),
        ("http://host:99999/", NOT_AN_ADDRESS),
        ("http://ho st/", NOT_AN_ADDRESS),
        ("http://exämple.org/", f"{NOT_AN_ADDRESS}; letters beyond ASCII in a host are written as xn--…"),
        ("http://ada:secret@[bad/", NOT_AN_ADDRESS),
        ("https://ada:secret@host/", PASSWORD_IN_ADDRESS),
        ("https://secret@host/", PASSWORD_IN_ADDRESS),
    ],
)
def test_an_address_that_cannot_be_asked_is_refused(url: str, message: str) -> None:
    with pytest.raises(MisuseError) as error:
        ask_remote(url, SELECT, timeout=20, environ=NO_ENVIRONMENT)

    assert str(error.value) == message


BASIC = {"KG_ENDPOINT_USER": "ada", "KG_ENDPOINT_PASSWORD": "sécret:x"}
BEARER = {"KG_ENDPOINT_TOKEN": "t0ken.secret"}


@pytest.mark.parametrize(
    ("environ", "sent"),
    [
        (BASIC, f"Basic {base64.b64encode('ada:sécret:x'.encode()).decode()}"),
        (BEARER, "Bearer t0ken.secret"),
        (NO_ENVIRONMENT, None),
    ],
)
def test_credentials_come_from_the_environment(play: Play, environ: Mapping[str, str], sent: str | None) -> None:
    stage = play(FINE)
    stage.ask(environ=environ)

    assert stage.asked[0].headers.get("Authorization") == sent


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        (BASIC | BEARER, "KG_ENDPOINT_TOKEN and KG_ENDPOINT_USER are both set; unset one of them"),
        (
            {"KG_ENDPOINT_TOKEN": "secret\n"},
            "KG_ENDPOINT_TOKEN has characters that no token has, such as a blank or a line break",
        ),
        *(
            (faulty, "set both KG_ENDPOINT_USER, which has no colon, and KG_ENDPOINT_PASSWORD")
            for faulty in (
                {"KG_ENDPOINT_USER": "ada"},
                {"KG_ENDPOINT_PASSWORD": "x"},
                BASIC | {"KG_ENDPOINT_USER": "a:b"},
            )
        ),
    ],
)
def test_credentials_that_cannot_be_sent_are_refused(play: Play, environ: Mapping[str, str], message: str) -> None:
    stage = play(FINE)

    assert (stage.fails(MisuseError, environ=environ), stage.asked) == (message, [])


@pytest.mark.parametrize(("environ", "verb"), [(NO_ENVIRONMENT, "set"), (BEARER, "check")])
def test_where_credentials_are_wanted_the_message_names_the_variables(
    play: Play, environ: Mapping[str, str], verb: str
) -> None:
    assert play(says(401, b"who are you?", "text/plain")).fails(EndpointError, environ=environ) == (
        "error[endpoint]: http://HOST/sparql answered 401 Unauthorized\n"
        "   | who are you?\n"
        f"   = help: {verb} KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD, or KG_ENDPOINT_TOKEN"
    )


@pytest.mark.parametrize("environ", [BASIC, BEARER])
@pytest.mark.parametrize("status", [400, 403, 200])
def test_credentials_that_a_server_repeats_are_not_shown(play: Play, environ: Mapping[str, str], status: int) -> None:
    def act(handler: BaseHTTPRequestHandler) -> None:
        secret = f"you sent {handler.headers['Authorization']}, that is {list(environ.values())[-1]}"
        says(status, secret.encode(), "text/plain")(handler)

    with pytest.raises(KgError) as error:
        play(act).ask(environ=environ)
    told = next(line for line in str(error.value).splitlines() if "you sent" in line)

    assert told == f"   | you sent {'Basic' if environ is BASIC else 'Bearer'} …, that is …"


def test_an_endpoint_that_moved_nearby_is_followed(play: Play) -> None:
    stage = play(says(307, Location="/new/sparql"), says(301, Location="newer?x=y"), FINE)
    answer = ask_remote(f"{stage.url}?key=k", SELECT, timeout=20, environ=NO_ENVIRONMENT)

    assert shown(answer) == ANSWER
    assert [(asked.path, asked.query) for asked in stage.asked] == [
        ("/sparql?key=k", SELECT),
        ("/new/sparql?key=k", SELECT),
        ("/new/newer?x=y", SELECT),
    ]


@pytest.mark.parametrize("environ", [NO_ENVIRONMENT, BASIC])
def test_an_endpoint_that_moved_elsewhere_is_not_followed(play: Play, environ: Mapping[str, str]) -> None:
    other = play(FINE)
    stage = play(says(302, Location=other.url))

    assert stage.fails(EndpointError, environ=environ) == (
        "error[endpoint]: http://HOST/sparql has moved (302 Found)\n"
        f"   = help: if you trust that address, give it with --endpoint: {other.url}"
    )
    assert other.asked == []


@pytest.mark.parametrize(
    "location",
    [
        "https://127.0.0.1:PORT/",
        "ftp://127.0.0.1:PORT/",
        "//localhost:PORT/",
        "http://[",
        "http://a:b@127.0.0.1:PORT/",
        "//a\x1b[m/",
    ],
)
def test_a_strange_new_address_is_not_followed(play: Play, location: str) -> None:
    def act(handler: BaseHTTPRequestHandler) -> None:
        says(308, Location=location.replace("PORT", handler.headers["Host"].rpartition(":")[2]))(handler)

    stage = play(act)
    message = stage.fails(EndpointError)

    assert message.startswith("error[endpoint]: http://HOST/sparql has moved (308 Permanent Redirect)\n   = help: ")
    assert (len(stage.asked), message.replace("\n", "").isprintable()) == (1, True)


def test_credentials_are_not_carried_to_a_new_address(play: Play) -> None:
    stage = play(says(307, Location="/new"), FINE)

    assert stage.fails(EndpointError, environ=BEARER) == (
        "error[endpoint]: http://HOST/sparql has moved (307 Temporary Redirect)\n"
        "   = help: if you trust that address, give it with --endpoint: http://HOST/new"
    )
    assert len(stage.asked) == 1


def test_an_endpoint_that_moves_for_ever_is_given_up(play: Play) -> None:
    stage = play(says(302, Location="/sparql"))

    assert stage.fails(EndpointError) == (
        "error[endpoint]: http://HOST/sparql sends from one address to the next without end"
    )
    assert len(stage.asked) == 5
