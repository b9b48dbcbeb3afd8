"""What is refused before the engine sees it: what would kill it, change the graph or reach over the network."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from kg.sparql.faults import SparqlError
from kg.sparql.names import declared, expand
from kg.sparql.readings import Reached, readings
from kg.sparql.tokens import Token, tokenize, tokens_from
from kg.terms import PREFIXES

#: Far beyond any real query, and far below what ends the engine (nesting by the thousand overflows its stack).
MOST_CHARACTERS, MOST_TOKENS, DEEPEST = 256_000, 10_000, 100
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_SERVICE = re.compile("SERVICE", re.IGNORECASE)
# Behind these stands a name, whatever it begins with.
_NAMES_GRAPH = re.compile(r"(?:^|[\s{}])(?:GRAPH|DESCRIBE)[ \t]+$", re.IGNORECASE)
_BEFORE = 100
# Nobody calls a thing by more characters.
_LONGEST_NAME = 200
# Addresses of which Python and the engine surely take the same for the host.
_ADDRESS = re.compile(
    r"https?://(?:[^/?#@\\]*@)?(?P<host>[^/?#@:\[\]\\%]+|\[[0-9a-f:.]+\])(?::(?P<port>\d+))?(?:[/?#][^\\]*)?",
    re.IGNORECASE,
)


def guard(query: str, *, allowed_hosts: Collection[str] = ()) -> None:
    """Raise SparqlError for a query that is too long or too deep, is an update, or asks a host that is not allowed."""
    if len(query) > MOST_CHARACTERS:
        message = f"the query has {len(query):,} characters; {MOST_CHARACTERS:,} are the most"
        raise SparqlError("too-long", message, 0)
    refused: list[SparqlError] = []
    for reached in readings(query):
        _refuse_size(reached)
        if fault := _service(query, reached.token, allowed_hosts):
            refused.append(fault)
    _refuse_update(tokenize(query))
    for fault in refused:
        raise fault


def _refuse_size(reached: Reached) -> None:
    start = reached.token.start
    if reached.tokens > MOST_TOKENS:
        raise SparqlError("too-long", f"the query has more than {MOST_TOKENS:,} words and signs", start)
    if reached.depth > DEEPEST:
        raise SparqlError("too-deep", f"brackets stand more than {DEEPEST} deep in each other", start)


def _refuse_update(tokens: Sequence[Token]) -> None:
    first = next((token for token in tokens if token.word and token.word not in ("PREFIX", "BASE")), None)
    if first and first.word in _UPDATES:
        cure = "the graph is made from the tables: change those and run 'kg build'"
        raise SparqlError("update", f"{first.word} would change the graph", first.start, len(first.text), cure)


def _service(query: str, token: Token, allowed_hosts: Collection[str]) -> SparqlError | None:
    """Return what is wrong with a token that is, or that the engine may take for, a SERVICE that is not allowed."""
    if not _is_service(query, token):
        return None
    found = _ADDRESS.fullmatch(_address(query, token))
    host, port = (found["host"].lower(), found["port"]) if found else ("", "")
    if host and not {host, host.strip("[]"), f"{host}:{port}"}.isdisjoint(map(str.lower, allowed_hosts)):
        return None
    named = f"--allow-service {host}" if host else "an address in angle brackets and --allow-service HOST"
    cure = f"ask this graph alone, or allow it with {named}"
    return SparqlError("service", "SERVICE would ask another machine", token.start, len(token.text), cure)


def _is_service(query: str, token: Token) -> bool:
    """Tell whether a token is SERVICE or has it in it: the engine needs no blank between a keyword and what follows."""
    if token.kind != "name":
        return "SERVICE" in token.word
    end = token.start + len(token.text)
    ends = [found.end() for found in _SERVICE.finditer(query, token.start, end)]
    if not ends or _NAMES_GRAPH.search(query, max(0, token.start - _LONGEST_NAME), token.start):
        return False
    return len(token.text) > _LONGEST_NAME or any(_calls(query, end) for end in ends)


def _calls(query: str, start: int) -> bool:
    """Tell whether an address or variable and a group begin at *start*, as they do behind SERVICE."""
    ahead = list(islice(tokens_from(query, start), 3))
    target, *group = ahead[ahead[:1] != [] and ahead[0].word == "SILENT" :] or [Token("end", "", start)]
    return target.kind in ("iri", "name", "var") and group != [] and group[0].text == "{"


def _address(query: str, service: Token) -> str:
    """Return the address that a SERVICE asks, empty where that is not certain."""
    tokens = tokenize(query)
    at = bisect_left(tokens, service.start, key=lambda token: token.start)
    if service.word != "SERVICE" or tokens[at] != service:
        return ""
    target = tokens[at + 1 + (tokens[at + 1].word == "SILENT")]
    if target.kind not in ("iri", "name") or target.text.upper().startswith("SILENT"):
        return ""
    return expand(target, {**PREFIXES, **_prologue(tokens)})


def _prologue(tokens: Sequence[Token]) -> Mapping[str, str]:
    """Return the prefixes that the query declares before anything else; behind that, none is declared."""
    at = 0
    while tokens[at].word in ("PREFIX", "BASE"):
        at += 3 if tokens[at].word == "PREFIX" else 2
        at = min(at, len(tokens) - 1)
    return declared(tokens[:at])
