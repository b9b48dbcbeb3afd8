"""Where the reader is in a query, and what it says of a token that does not fit."""

from __future__ import annotations

from collections.abc import Sequence

from kg.sparql.faults import SparqlError
from kg.sparql.grammar.words import AGGREGATES, CLOSING, FUNCTIONS, KEYWORDS
from kg.sparql.tokens import Token
from kg.spelling import nearest


class Cursor:
    """Stands before a token; its methods look at that, take it, or refuse it with the likeliest cause."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._open: list[Token] = []

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    @property
    def _before(self) -> Token:
        return self._tokens[max(0, self._at - 1)]

    def _take(self) -> Token:
        token = self._next
        self._at += token.kind != "end"
        return token

    def _accept(self, *texts: str) -> Token | None:
        token = self._next
        return self._take() if (token.word or (token.kind == "sign" and token.text)) in texts else None

    def _ahead(self, *texts: str) -> bool:
        token = self._next
        return (token.word or (token.kind == "sign" and token.text)) in texts

    def _expect(self, text: str, cure: str = "") -> Token:
        return self._accept(text) or self._refuse(f"expected {text!r}", cure)

    def _opening(self, text: str, cure: str = "") -> None:
        self._open.append(self._expect(text, cure))

    def _closing(self, text: str) -> None:
        token = self._next
        if token.text in CLOSING.values() and token.kind == "sign" and token.text != text:
            raise self._never_closed()
        if not self._ahead(text):
            self._refuse(f"expected {text!r}")
        self._take()
        self._open.pop()

    def _refuse(self, expected: str = "", cure: str = "") -> Token:
        """Raise the fault at the next token, with the likeliest cause of it."""
        token = self._next
        if token.kind == "end":
            raise self._unfinished(expected)
        if token.kind == "unclosed":
            raise SparqlError("unclosed-text", "a text without end", token.start, 1, f"close it with {token.text[0]}")
        if token.kind == "other" and token.text in "“”‘’«»":
            raise SparqlError(
                "syntax", f"{token.text} is no quotation mark in SPARQL", token.start, 1, "write \"text\" or 'text'"
            )
        if token.kind == "word" and (fault := self._unknown_word(token, cure)):
            raise fault
        if token.text in CLOSING.values() and not self._open and not cure:
            raise SparqlError("bracket", f"{token.text!r} closes nothing", token.start, 1, "leave it out")
        raise SparqlError("syntax", f"unexpected {token.text!r}", token.start, len(token.text), cure or expected)

    def _unfinished(self, expected: str) -> SparqlError:
        if self._open:
            return self._never_closed()
        return SparqlError("syntax", "the query ends too early", max(0, self._next.start - 1), 1, expected)

    def _never_closed(self) -> SparqlError:
        token = self._open[-1]
        return SparqlError("bracket", f"{token.text!r} is never closed", token.start, 1, f"add {CLOSING[token.text]!r}")

    def _unknown_word(self, token: Token, cure: str) -> SparqlError | None:
        if self._before.kind == "string" and self._before.start + len(self._before.text) == token.start:
            message, cure = "the text ended at the quotation mark before", "write \"it's\" or 'it\\'s'"
            return SparqlError("unclosed-text", message, token.start - 1, 1, cure)
        called = self._tokens[self._at + 1].text == "("
        known = (*FUNCTIONS, *AGGREGATES, *KEYWORDS) if called else KEYWORDS
        if token.word in (*FUNCTIONS, *AGGREGATES, *KEYWORDS):
            return None
        near = nearest(token.word, known)
        if cure and not near:
            return None
        what = "function" if called and not (near and near[0] in KEYWORDS) else "keyword"
        hint = f"did you mean {near[0]}?" if near else as_term(token)
        return SparqlError(f"unknown-{what}", f"unknown {what} {token.text!r}", token.start, len(token.text), hint)


def name_taken(token: Token) -> SparqlError:
    """Return the fault of a variable that is to get a value and has one."""
    return SparqlError(
        "name-taken", f"{token.text} has a value already", token.start, len(token.text), "take a new name"
    )


def as_term(token: Token) -> str:
    """Return what a bare word was probably meant to be."""
    return f"a variable is ?{token.text}, a text '{token.text}', a name has a prefix: actor:{token.text}"
