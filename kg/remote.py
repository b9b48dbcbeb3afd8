"""A graph behind a URL, asked with the SPARQL 1.1 Protocol."""

from __future__ import annotations

import base64
import html
import os
import re
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from io import BytesIO
from urllib.parse import urlencode, urljoin

import pyoxigraph as ox
import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    InvalidHeader,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.util import Retry, Timeout, Url, parse_url

from kg import __version__
from kg.problems import KgError, MisuseError, QueryError
from kg.sparql import form_of, portable, tokenize
from kg.store import Answer, ask, memory_store

#: The bytes of an answer, unpacked, that are taken at most.
LARGEST = 2**30
# Nobody waits longer, and sockets refuse times beyond their range.
_DAY = 86_400.0
# How long a host may take to let a caller in; working on the query is another matter.
_CONNECT = 10.0
# What is told of a failure that comes at the last moment is worth a moment more.
_GRACE = 0.2
# Seconds before each new attempt, unless the server names more.
_PAUSES = (0.5, 1.0, 2.0)
_BUSY = {429, 502, 503}
_MOVED = {301, 302, 307, 308}
_REDIRECTS = 5
_CHUNK = 2**16
# Of an answer that tells of a failure: bytes that are read, lines that are shown, characters of a line.
_TOLD, _LINES, _WIDTH = 2**13, 5, 200

_GRAPH_FORMS = {"CONSTRUCT", "DESCRIBE"}
# CSV is not among them: it does not tell an IRI from a text. Some servers write rows as Turtle, or triples as rows,
# where they may, so that each kind of query asks for its own formats alone.
_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.5"
_TRIPLES = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_ROW_FORMATS = (ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML, ox.QueryResultsFormat.TSV)
_TRIPLE_FORMATS = (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML)

_USER, _PASSWORD, _TOKEN = "KG_ENDPOINT_USER", "KG_ENDPOINT_PASSWORD", "KG_ENDPOINT_TOKEN"
_VARIABLES = f"{_USER} and {_PASSWORD}, or {_TOKEN}"
_MARKUP = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_ADDRESS = "give the address that takes queries, often one that ends in /sparql or /query"


class EndpointError(KgError):
    """An endpoint that could not be asked, or whose answer is of no use."""

    status = 5


class EndpointTimeoutError(EndpointError):
    """An endpoint that took too long."""

    status = 124


@dataclass(frozen=True, slots=True)
class _Limits:
    timeout: float
    deadline: float
    largest: int


@dataclass(frozen=True, slots=True)
class _Request:
    address: Url
    query: str
    called: str
    headers: Mapping[str, str] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)

    @property
    def name(self) -> str:
        """The address without what stands behind ``?``, where some services take a key."""
        return self.address._replace(query=None, fragment=None).url

    @property
    def wants_triples(self) -> bool:
        return form_of(self.query) in _GRAPH_FORMS


@dataclass(frozen=True, slots=True)
class _Reply:
    request: _Request
    status: int
    reason: str
    headers: Mapping[str, str]
    body: BytesIO

    @property
    def media_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def ask_remote(
    url: str,
    query: str,
    *,
    timeout: float,
    name: str = "query",
    environ: Mapping[str, str] = os.environ,
    largest: int = LARGEST,
) -> Answer:
    """Run a query with the known prefixes on the endpoint at *url*; the answer is there in whole or not at all.

    It takes *timeout* seconds at most, 0 for no limit; *name* is what messages call the query. What is asked is the
    endpoint's own default graph, and whether it asks others with SERVICE is its own affair. Raises QueryError where the
    endpoint refuses the query, MisuseError for an address or credentials that cannot be used, EndpointTimeoutError,
    and EndpointError for every other failure.
    """
    request = _request(url, query, name, environ)
    patience = min(timeout or _DAY, _DAY)
    limits = _Limits(patience, time.monotonic() + patience, largest)
    reply = _in_time(lambda: _fetch(request, limits), request, limits)
    if reply.status == 400:
        raise QueryError(_refusal(reply))
    if reply.status != 200:
        raise EndpointError(_told(reply, "endpoint", f"{reply.request.name} answered {_status(reply)}"))
    return _triples(reply) if reply.request.wants_triples else _rows(reply)


def _request(url: str, query: str, name: str, environ: Mapping[str, str]) -> _Request:
    authorization, secrets = _credentials(environ)
    headers = {
        "Accept": _TRIPLES if form_of(query) in _GRAPH_FORMS else _ROWS,
        "Accept-Encoding": "gzip",
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": f"entente-kg/{__version__}",
        **({"Authorization": authorization} if authorization else {}),
    }
    return _Request(_address(url), query, name, headers, secrets)


def _address(url: str) -> Url:
    try:
        address = parse_url(url)
    except LocationParseError:  # its message has the address, which may hold a password
        address = None
    if address is None or " " in url or not url.isprintable():
        cure = "" if url.isascii() else "; letters beyond ASCII in a host are written as xn--…"
        raise MisuseError(f"the endpoint is no address such as https://example.org/sparql{cure}")
    if address.auth is not None:
        raise MisuseError(f"an address with a password is shown in lists of processes; set {_VARIABLES} instead")
    if address.scheme not in ("http", "https") or not address.host:
        raise MisuseError("the endpoint needs an address that begins with https:// or http:// and names a host")
    return address


def _credentials(environ: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the value of the header Authorization, empty for none, and the texts that must never be shown."""
    user, password, token = (environ.get(name, "") for name in (_USER, _PASSWORD, _TOKEN))
    if token and (user or password):
        raise MisuseError(f"{_TOKEN} and {_USER} are both set; unset one of them")
    if token and not re.fullmatch(r"[!-~]+", token):
        raise MisuseError(f"{_TOKEN} has characters that no token has, such as a blank or a line break")
    if token:
        return f"Bearer {token}", (token,)
    if bool(user) != bool(password) or ":" in user:
        raise MisuseError(f"set both {_USER}, which has no colon, and {_PASSWORD}")
    pair = base64.b64encode(f"{user}:{password}".encode("utf-8", "surrogateescape")).decode()
    return (f"Basic {pair}", (pair, password)) if user else ("", ())


def _in_time(work: Callable[[], _Reply], request: _Request, limits: _Limits) -> _Reply:
    """Do *work* in a thread, which is left alone when time is up: a name server that is silent cannot be hurried."""
    outcome: Future[_Reply] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # raised again where it is waited for
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        return outcome.result(_left(request, limits) + _GRACE)
    except TimeoutError:
        raise _late(request, limits) from None


def _left(request: _Request, limits: _Limits) -> float:
    left = limits.deadline - time.monotonic()
    if left <= 0:
        raise _late(request, limits)
    return left


def _late(request: _Request, limits: _Limits) -> EndpointTimeoutError:
    message = f"{request.name} gave no whole answer within {limits.timeout:g} s"
    return EndpointTimeoutError(_message("timeout", message, cure="ask for less, or allow more with --timeout"))


def _fetch(request: _Request, limits: _Limits) -> _Reply:
    """Ask, and follow the endpoint where it has moved nearby."""
    for _ in range(_REDIRECTS):
        try:
            reply = _persist(request, limits)
        except HTTPError as error:
            raise _broken(request, error, limits) from None
        if reply.status not in _MOVED:
            return reply
        request = _moved(reply)
    raise EndpointError(_message("endpoint", f"{request.name} sends from one address to the next without end"))


def _moved(reply: _Reply) -> _Request:
    """Return the request for where the endpoint has gone on its own host and port.

    Nothing is sent elsewhere, and credentials not even there: the user is told the address and may give it.
    """
    old, location = reply.request.address, reply.headers.get("Location", "")
    try:
        new = parse_url(urljoin(old.url, location))
    except ValueError:
        new = Url()
    same_place = (new.scheme, new.host, new.port, new.auth) == (old.scheme, old.host, old.port, None)
    if same_place and not reply.request.secrets:
        return replace(reply.request, address=new._replace(query=new.query or old.query))
    where = _visible(_hidden(reply.request, new.url or location))
    cure = f"if you trust that address, give it with --endpoint: {where}"
    raise EndpointError(_message("endpoint", f"{reply.request.name} has moved ({_status(reply)})", cure=cure))


def _persist(request: _Request, limits: _Limits) -> _Reply:
    """Post; while the server is busy wait and post again, as often and as long as there is reason to hope."""
    reply = _reach(request, limits)
    for pause in _PAUSES:
        wait = max(pause, _asked_to_wait(reply))
        if reply.status not in _BUSY or wait >= _left(request, limits):
            return reply
        time.sleep(wait)
        reply = _reach(request, limits)
    return reply


def _reach(request: _Request, limits: _Limits) -> _Reply:
    """Post, and once more where nobody listens: a server may be about to start."""
    pause = _PAUSES[0]
    try:
        return _post(request, limits)
    except NewConnectionError as error:
        if not isinstance(error.__cause__, ConnectionRefusedError) or pause >= _left(request, limits):
            raise
    time.sleep(pause)
    return _post(request, limits)


def _asked_to_wait(reply: _Reply) -> float:
    try:
        return Retry().parse_retry_after(reply.headers.get("Retry-After", "0"))
    except InvalidHeader:
        return 0


def _post(request: _Request, limits: _Limits) -> _Reply:
    body = _encoded(request.query)
    left = _left(request, limits)
    with (
        urllib3.PoolManager() as http,
        http.request(
            "POST",
            request.address.url,
            body=body,
            headers=request.headers,
            timeout=Timeout(connect=min(_CONNECT, left), read=left),
            preload_content=False,
            redirect=False,
            retries=False,
        ) as response,
    ):
        return _Reply(
            request, response.status, response.reason or "", response.headers, _body(request, response, limits)
        )


def _encoded(query: str) -> str:
    try:
        return urlencode({"query": portable(query)})
    except UnicodeEncodeError:
        raise QueryError("error[encoding]: the query has bytes that are no characters") from None


def _body(request: _Request, response: urllib3.BaseHTTPResponse, limits: _Limits) -> BytesIO:
    body = BytesIO()
    while chunk := response.read1(_CHUNK, decode_content=True):
        _left(request, limits)
        body.write(chunk)
        if response.status != 200 and body.tell() > _TOLD:
            break
        if body.tell() > limits.largest:
            message = f"the answer of {request.name} is larger than {limits.largest:,} bytes"
            raise EndpointError(_message("endpoint", message, cure="ask for less, with LIMIT or for fewer variables"))
    body.seek(0)
    return body


def _broken(request: _Request, error: HTTPError, limits: _Limits) -> EndpointError:
    """Return what a failure of the network means to a user."""
    name, host = request.name, request.address.netloc
    match error:
        case ReadTimeoutError():
            return _late(request, limits)
        case NameResolutionError():
            return EndpointError(
                _message("endpoint", f"no host is called {request.address.host}, or no network is there")
            )
        case NewConnectionError(__cause__=ConnectionRefusedError()):
            return EndpointError(_message("endpoint", f"nothing listens on {host}", cure="is the server running?"))
        case NewConnectionError():
            return EndpointError(_message("endpoint", f"no connection to {host}: {_visible(str(error.__cause__))}"))
        case ConnectTimeoutError():  # of which a NewConnectionError is one, to urllib3
            seconds = min(_CONNECT, limits.timeout)
            return EndpointTimeoutError(_message("timeout", f"no connection to {host} within {seconds:g} s"))
        case SSLError():
            return EndpointError(_insecure(host, error))
        case DecodeError():
            return EndpointError(_message("endpoint", f"the answer of {name} cannot be unpacked"))
        case _:
            return EndpointError(_message("endpoint", f"the answer of {name} broke off, or is no HTTP"))


def _insecure(host: str | None, error: SSLError) -> str:
    what, cause = f"no secure connection to {host}", error.args[0] if error.args else error
    if not isinstance(cause, ssl.SSLCertVerificationError):
        return _message("endpoint", f"{what}: {_visible(getattr(cause, 'reason', None) or str(cause))}")
    cure = "if you trust who issued its certificate, name theirs in SSL_CERT_FILE"
    return _message("endpoint", f"{what}: {_visible(cause.verify_message)}", cure=cure)


def _refusal(reply: _Reply) -> str:
    """Return why a query was refused: the fault that a graph of ours finds in it, if any, and the server's words."""
    fault = _fault(reply.request)
    said = _told(reply, "refused", f"{reply.request.name} refused the query ({_status(reply)})")
    return f"{fault}\n{said.partition(': ')[2]}" if fault else said


def _fault(request: _Request) -> str:
    if any(token.word == "SERVICE" for token in tokenize(request.query)):  # which is the endpoint's own affair
        return ""
    try:
        ask(memory_store([]), request.query, name=request.called)
    except QueryError as error:
        return str(error)
    return ""


def _rows(reply: _Reply) -> Answer:
    form = ox.QueryResultsFormat.from_media_type(reply.media_type)
    if form not in _ROW_FORMATS:
        raise _unreadable(reply)
    fault = _fault_in(reply.body, form)
    if fault:
        raise _unsound(reply, fault)
    return ox.parse_query_results(reply.body, form)


def _fault_in(body: BytesIO, form: ox.QueryResultsFormat) -> str:
    """Return what is wrong with rows, so that a fault in the last is found before the first is shown.

    The answer that is read for it must not outlive this call in the frames of an exception: the garbage collector may
    run in any thread, and pyoxigraph's answers can be dropped in their own only.
    """
    try:
        answer = ox.parse_query_results(body, form)
        if isinstance(answer, ox.QuerySolutions):
            for _ in answer:
                pass
    except (SyntaxError, ValueError) as error:
        return str(error) or "no more is known"
    body.seek(0)
    return ""


def _triples(reply: _Reply) -> Answer:
    form = ox.RdfFormat.from_media_type(reply.media_type)
    if form not in _TRIPLE_FORMATS:
        raise _unreadable(reply)
    graph = ox.Store()
    try:
        graph.load(reply.body, form, base_iri=reply.request.name)
    except (SyntaxError, ValueError) as error:
        raise _unsound(reply, str(error)) from None
    return graph.query("CONSTRUCT WHERE { ?s ?p ?o }")


def _unreadable(reply: _Reply) -> EndpointError:
    kind = _visible(reply.media_type) or "something without a type"
    wanted = "triples" if reply.request.wants_triples else "SPARQL results"
    message = f"{reply.request.name} answered with {kind}, which is no format of {wanted} that can be read"
    return EndpointError(_told(reply, "endpoint", message, cure=_ADDRESS))


def _unsound(reply: _Reply, fault: str) -> EndpointError:
    message = f"the answer of {reply.request.name} is no sound {_visible(reply.media_type)}"
    return EndpointError(_message("endpoint", message, lines=[_visible(_hidden(reply.request, fault))]))


def _status(reply: _Reply) -> str:
    return _visible(f"{reply.status} {_hidden(reply.request, reply.reason)}".strip())


def _told(reply: _Reply, code: str, what: str, *, cure: str = "") -> str:
    """Return a message with the first lines of what the server says."""
    text = reply.body.getvalue()[:_TOLD].decode("utf-8", "replace")
    if "html" in reply.media_type:
        text = html.unescape(_MARKUP.sub(" ", text))
    lines = [_visible(line.strip()) for line in _hidden(reply.request, text).splitlines() if line.strip()]
    return _message(code, what, lines=lines[:_LINES], cure=cure or _cure(reply))


def _cure(reply: _Reply) -> str:
    if reply.status in (401, 403):
        return f"{'check' if reply.request.secrets else 'set'} {_VARIABLES}"
    return _ADDRESS if reply.status in (404, 405) else ""


def _hidden(request: _Request, text: str) -> str:
    """Return what a server says without our own password or token, which some repeat."""
    for secret in request.secrets:
        text = text.replace(secret, "…")
    return text


def _message(code: str, what: str, *, lines: list[str] | None = None, cure: str = "") -> str:
    shown = [f"   | {line}" for line in lines or []]
    return "\n".join([f"error[{code}]: {what}", *shown, *([f"   = help: {cure}"] if cure else [])])


def _visible(text: str) -> str:
    """Return *text*, cut where it is long, with characters that could steer a terminal spelt out."""
    cut = text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
