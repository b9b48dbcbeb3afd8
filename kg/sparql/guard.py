"""What is refused before the engine sees it: what would kill it, change the graph or reach over the network."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from kg.sparql.faults import SparqlError
from kg.sparql.names import declared, expand
from kg.sparql.tokens import Token, tokenize
from kg.terms import PREFIXES

#: Far beyond any real query, and far below what ends the engine (nesting by the thousand overflows its stack).
MOST_CHARACTERS, MOST_TOKENS, DEEPEST = 256_000, 10_000, 100
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")


def guard(query: str, *, allowed_hosts: Collection[str] = ()) -> None:
    """Raise SparqlError for a query that is too long or too deep, is an update, or asks a host that is not allowed."""
    if len(query) > MOST_CHARACTERS:
        message = f"the query has {len(query):,} characters; {MOST_CHARACTERS:,} are the most"
        raise SparqlError("too-long", message, 0)
    tokens = tokenize(query)
    if len(tokens) > MOST_TOKENS:
        message = f"the query has {len(tokens):,} words and signs; {MOST_TOKENS:,} are the most"
        raise SparqlError("too-long", message, tokens[MOST_TOKENS].start)
    _refuse_depth(tokens)
    _refuse_update(tokens)
    for fault in _services(tokens, allowed_hosts):
        raise fault


def _refuse_depth(tokens: Sequence[Token]) -> None:
    depth = 0
    for token in tokens:
        if token.kind == "sign":
            depth += (token.text in "{([") - (token.text in "})]")
        if depth > DEEPEST:
            raise SparqlError("too-deep", f"brackets stand more than {DEEPEST} deep in each other", token.start)


def _refuse_update(tokens: Sequence[Token]) -> None:
    first = next((token for token in tokens if token.word and token.word not in ("PREFIX", "BASE")), None)
    if first and first.word in _UPDATES:
        cure = "the graph is made from the tables: change those and run 'kg build'"
        raise SparqlError("update", f"{first.word} would change the graph", first.start, len(first.text), cure)


def _services(tokens: Sequence[Token], allowed_hosts: Collection[str]) -> Iterator[SparqlError]:
    prefixes = {**PREFIXES, **declared(tokens)}
    for index, token in enumerate(tokens):
        if token.word != "SERVICE":
            continue
        target = tokens[index + 1 + (tokens[index + 1].word == "SILENT")]
        host = _host(target, prefixes)
        if host not in allowed_hosts:
            named = f"--allow-service {host}" if host else "an address in angle brackets and --allow-service HOST"
            cure = f"ask this graph alone, or allow it with {named}"
            yield SparqlError("service", "SERVICE would ask another machine", token.start, len(token.text), cure)


def _host(target: Token, prefixes: Mapping[str, str]) -> str:
    """Return the host that a SERVICE names, empty if that is not certain."""
    from urllib.parse import urlsplit

    return (urlsplit(expand(target, prefixes)).hostname or "") if target.kind in ("iri", "name") else ""
