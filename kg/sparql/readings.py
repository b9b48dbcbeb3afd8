"""All that a query can be read as: whether "<" opens an address or means less, only the place in the grammar tells."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.sparql.tokens import Token, token_at

# What cannot be an expression behind "<": a name whose local part is empty, divided twice.
_SURELY_ADDRESS = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True, slots=True)
class Reached:
    """A token that some way of reading leads to, and on any such way the most tokens and the deepest brackets."""

    token: Token
    tokens: int
    depth: int


def readings(query: str) -> Iterator[Reached]:
    """Yield the tokens of all ways to read *query*, in the order of their places.

    A "<" in front of what may be an address is taken for both, as text that is one way a part of that address may be
    the opening of a string or a comment the other way.
    """
    most = {0: (0, 0)}
    waiting = [0] if query else []
    while waiting:
        start = heapq.heappop(waiting)
        tokens, depth = most.pop(start)
        for token in _tokens_at(query, start):
            counts = token.kind != "space"
            steps = (token.text in "{([") - (token.text in "})]") if token.kind == "sign" else 0
            here = Reached(token, tokens + counts, depth + steps)
            if counts:
                yield here
            end = start + len(token.text)
            if end not in most and end < len(query):
                heapq.heappush(waiting, end)
            before = most.get(end, (0, 0))
            most[end] = max(before[0], here.tokens), max(before[1], here.depth)


def _tokens_at(query: str, start: int) -> Iterator[Token]:
    token = token_at(query, start)
    yield token
    if token.kind == "iri" and not _SURELY_ADDRESS.match(token.text):
        yield Token("sign", "<=" if token.text.startswith("<=") else "<", start)
