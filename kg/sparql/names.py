"""Names with a prefix in a query: which there are, what the query declares, and what they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kg.sparql.tokens import Token


def names(tokens: Sequence[Token]) -> list[Token]:
    """Return the names with a prefix, without those that declare one."""
    before = ("", *(token.word for token in tokens))
    return [token for token, word in zip(tokens, before, strict=False) if token.kind == "name" and word != "PREFIX"]


def prefix_of(name: Token) -> str:
    """Return the prefix of a name."""
    return name.text.partition(":")[0]


def declared(tokens: Sequence[Token]) -> Mapping[str, str]:
    """Return the prefixes that a query declares itself, with their addresses; a broken one has an empty address."""
    triples = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return {
        prefix_of(name): address.text[1:-1] if address.kind == "iri" else ""
        for keyword, name, address in triples
        if keyword.word == "PREFIX" and name.kind == "name"
    }


def expand(token: Token, prefixes: Mapping[str, str]) -> str:
    """Return the IRI that an IRI or a name with one of *prefixes* stands for."""
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    return prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
