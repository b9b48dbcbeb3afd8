"""Triples: terms, paths and lists of properties."""

from __future__ import annotations

from collections.abc import Sequence

from kg.sparql.faults import SparqlError
from kg.sparql.grammar.cursor import Cursor, as_term
from kg.sparql.tokens import Token


class Triples(Cursor):
    """Reads triples and their parts."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        super().__init__(tokens)
        self._labels: dict[str, Token] = {}

    def _triples(self) -> None:
        if self._ahead("[", "("):
            self._node()
            if not self._ahead(".", "}"):
                self._property_list()
        else:
            self._term("a triple begins with a variable or a name")
            self._property_list()

    def _property_list(self) -> None:
        self._verb()
        self._objects()
        while self._accept(";"):
            if self._ahead(".", "}", "]", ";"):
                continue
            self._verb()
            self._objects()

    def _verb(self) -> None:
        if self._next.kind == "var":
            self._take()
        elif self._next.kind in ("string", "number"):
            self._refuse(cure="a predicate is a name, a variable or a path")
        elif self._ahead(".", "}", ";"):
            self._refuse(cure="a triple has three parts: subject predicate object")
        else:
            self._path()

    def _path(self) -> None:
        self._sequence()
        while self._accept("|"):
            self._sequence()

    def _sequence(self) -> None:
        self._step()
        while self._ahead("/"):
            if self._before.text in ("http:", "https:"):
                self._bare_address()
            self._take()
            self._step()

    def _bare_address(self) -> None:
        token = self._before
        raise SparqlError(
            "syntax", "an address without angle brackets", token.start, len(token.text), "write <http://...>"
        )

    def _step(self) -> None:
        self._accept("^")
        if self._accept("!"):
            self._negated()
        elif self._ahead("("):
            self._opening("(")
            self._path()
            self._closing(")")
        else:
            self._predicate()
        self._accept("?", "*", "+")

    def _negated(self) -> None:
        if not self._ahead("("):
            self._accept("^")
            self._predicate()
            return
        self._opening("(")
        while not self._ahead(")"):
            self._accept("^")
            self._predicate()
            if not self._accept("|"):
                break
        self._closing(")")

    def _predicate(self) -> None:
        if self._next.kind in ("iri", "name") or self._next.text == "a":
            self._take()
        else:
            self._refuse("a predicate is a name, a variable or a path", "a predicate is a name, a variable or a path")

    def _objects(self) -> None:
        self._object()
        while self._accept(","):
            self._object()

    def _object(self) -> None:
        if self._ahead("[", "("):
            self._node()
        elif self._ahead(".", "}", ";"):
            self._refuse(cure="the object is missing: subject predicate object")
        elif self._next.word and not self._ahead("TRUE", "FALSE") and self._before.kind != "string":
            token = self._next
            raise SparqlError("syntax", f"unexpected {token.text!r}", token.start, len(token.text), as_term(token))
        else:
            self._term("an object is a name, a variable, a text or a number")

    def _node(self) -> None:
        opening = self._next.text
        self._opening(opening)
        if opening == "[":
            if not self._ahead("]"):
                self._property_list()
            self._closing("]")
        else:
            while not self._ahead(")"):
                self._object()
            self._closing(")")

    def _term(self, expected: str) -> None:
        if self._accept("TRUE", "FALSE"):
            return
        signed = self._accept("+", "-")
        if self._next.kind == "string" and not signed:
            self._literal()
        elif self._next.kind == "number" or (not signed and self._next.kind in ("var", "iri", "name", "blank")):
            self._same_group(self._take())
            if self._before.text in ("http:", "https:") and self._ahead("/"):
                self._bare_address()
        else:
            self._refuse(expected)

    def _same_group(self, token: Token) -> None:
        """Refuse a label of a blank node that stands in another group too."""
        group = self._open[-1]
        if token.kind == "blank" and self._labels.setdefault(token.text, group) is not group:
            cure = "a blank node belongs to one group: take a variable"
            raise SparqlError("blank-node", f"{token.text} stands in two groups", token.start, len(token.text), cure)

    def _literal(self) -> None:
        self._take()
        if self._next.kind == "lang":
            self._take()
        elif self._accept("^^"):
            self._name("^^ is followed by a datatype such as xsd:date")

    def _name(self, expected: str) -> None:
        if self._next.kind not in ("iri", "name"):
            self._refuse(expected, expected)
        self._take()

    def _variable(self, expected: str) -> None:
        if self._next.kind != "var":
            self._refuse(expected, expected)
        self._take()
