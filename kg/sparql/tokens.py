"""A query as tokens, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

# What may stand in names, and which characters may be escaped, is as the grammar has it, for who reads a name, text or
# address a little longer or shorter than the engine does takes a keyword for a part of it, or a part for a keyword.
_LETTERS = "A-Za-z"
_OTHER_LETTERS = (
    r"\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    r"\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_OTHER_SIGNS = r"\xb7\u0300-\u036f\u203f\u2040"
_CODE = r"""\\u(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}
    | \\U(?:0000(?![Dd][89A-Fa-f])|000[1-9A-Fa-f]|0010)[0-9A-Fa-f]{4}"""
_ESCAPE = rf"""\\[tbnrf"'\\] | {_CODE}"""
_STRING = rf"""\"{{3}}(?:[^"\\]|{_ESCAPE}|"(?!""))*\"{{3}} | '{{3}}(?:[^'\\]|{_ESCAPE}|'(?!''))*'{{3}}
    | "(?:[^"\\\n\r]|{_ESCAPE})*" | '(?:[^'\\\n\r]|{_ESCAPE})*'"""


@cache
def _token(is_ascii: bool) -> re.Pattern[str]:
    """Return the expression that every token fits, or but those with other letters, which takes long to be made."""
    base = _LETTERS if is_ascii else _LETTERS + _OTHER_LETTERS
    signs = "" if is_ascii else _OTHER_SIGNS
    variable = rf"[0-9_{base}][0-9_{signs}{base}]*"
    character = rf"[0-9_\-{signs}{base}]"
    # So much of what might be a prefix is looked at, lest a text of its signs alone take the square of its length.
    prefix = rf"[{base}]{character}{{0,99}}+(?:\.++{character}{{1,99}}+){{0,9}}+"
    local = rf"(?:{character}|:|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])"
    # The order matters: an IRI before "<", a string before its quote, a name before a word.
    return re.compile(
        rf"""(?P<space>\s+ | \#[^\n\r]*)
        | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_CODE})*>)
        | (?P<string>{_STRING})
        | (?P<unclosed>["'].*)
        | (?P<var>[?$]{variable})
        | (?P<lang>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)
        | (?P<blank>_:[0-9_{base}]{character}*(?:\.+{character}+)*)
        | (?P<name>(?:{prefix})?:(?:(?!-){local}+(?:\.+{local}+)*)?)
        | (?P<number>(?:\d++(?:\.\d*+)?|\.\d++)[eE][+-]?\d+ | \d*+\.\d+ | \d++)
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
    tokens = list(tokens_from(query, 0))
    end = tokens[-1].start + len(tokens[-1].text) if tokens else 0
    return (*tokens, Token("end", "", end))


def tokens_from(query: str, start: int) -> Iterator[Token]:
    """Yield the tokens of *query* from *start* on, without blanks and comments."""
    found = (
        (match.lastgroup or "", match[0], match.start()) for match in _token(query.isascii()).finditer(query, start)
    )
    return (Token(kind, text, start) for kind, text, start in found if kind != "space")


def token_at(query: str, start: int) -> Token:
    """Return the token that begins at *start*, which may be of kind ``space``: blanks or a comment."""
    match = _token(query.isascii()).match(query, start)
    assert match is not None  # the last of the kinds is any character
    return Token(match.lastgroup or "", match[0], start)
