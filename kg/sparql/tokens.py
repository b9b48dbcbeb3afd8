"""A query as tokens, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_STRING = r"""\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
    | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'"""
_LOCAL = r"(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])"
_LOCAL_INNER = r"(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])"
# The order matters: an IRI before "<", a string before its quote, a name before a word.
_TOKEN = re.compile(
    rf"""(?P<space>\s+ | \#[^\n\r]*)
    | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*>)
    | (?P<string>{_STRING})
    | (?P<unclosed>["'].*)
    | (?P<var>[?$]\w+)
    | (?P<lang>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)
    | (?P<blank>_:[\w](?:[\w.-]*[\w-])?)
    | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:{_LOCAL}(?:{_LOCAL_INNER}*{_LOCAL[:-1]}|-))?)?)
    | (?P<number>(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+ | \d*\.\d+ | \d+)
    | (?P<word>[^\W\d]\w*)
    | (?P<sign>\^\^|&&|\|\||!=|<=|>=|[{{}}()\[\].;,|/^?*+\-!=<>])
    | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its kind, its text and where it begins.

    Kinds are ``iri``, ``string``, ``unclosed`` (a string without end), ``var``, ``lang``, ``blank``, ``name`` (with a
    prefix), ``number``, ``word``, ``sign``, ``other`` (what SPARQL does not know) and ``end``.
    """

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """The text of a bare word in capitals, empty for any other token."""
        return self.text.upper() if self.kind == "word" else ""


@lru_cache(maxsize=8)
def tokenize(query: str) -> Sequence[Token]:
    """Return the tokens of *query* without blanks and comments, and one of kind ``end`` behind the last.

    >>> [token.text for token in tokenize("SELECT ?a { ?a rdfs:label 'b' } # c")]
    ['SELECT', '?a', '{', '?a', 'rdfs:label', "'b'", '}', '']
    """
    found = ((match.lastgroup or "", match[0], match.start()) for match in _TOKEN.finditer(query))
    tokens = [Token(kind, text, start) for kind, text, start in found if kind != "space"]
    end = tokens[-1].start + len(tokens[-1].text) if tokens else 0
    return (*tokens, Token("end", "", end))
