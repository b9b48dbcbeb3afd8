"""Expressions: conditions, functions and aggregates."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from kg.sparql.faults import SparqlError
from kg.sparql.grammar.triples import Triples
from kg.sparql.grammar.words import AGGREGATES, ARGUMENTS, COMPARISONS, FUNCTIONS, OTHER_SPELLINGS
from kg.sparql.tokens import Token


class Expressions(Triples, ABC):
    """Reads expressions; EXISTS holds a group, which is read elsewhere."""

    @abstractmethod
    def _group(self, cure: str = "") -> None:
        """Read patterns in braces."""

    def _constraint(self) -> None:
        if self._ahead("("):
            self._bracketted()
        elif self._next.kind in ("iri", "name") or self._next.word:
            self._call()
        else:
            self._refuse(cure="a condition stands in parentheses: FILTER(...)")

    def _bracketted(self, cure: str = "") -> None:
        self._opening("(", cure)
        self._expression()
        self._closing(")")

    def _expression(self) -> None:
        self._chain(("||",), lambda: self._chain(("&&",), self._relation))
        token = self._next
        if token.word in OTHER_SPELLINGS:
            cure = f"write {OTHER_SPELLINGS[token.word]}"
            raise SparqlError("syntax", f"unknown operator {token.text!r}", token.start, len(token.text), cure)

    def _chain(self, operators: Sequence[str], rule: Callable[[], None]) -> None:
        rule()
        while self._accept(*operators):
            rule()

    def _relation(self) -> None:
        self._sum()
        if self._next.kind == "iri" and self._next.text == "<>":
            self._refuse(cure="write !=")
        if operator := self._accept(*COMPARISONS):
            if operator.text == "=" and self._ahead("="):
                self._refuse(cure="one '=' compares")
            self._sum()
        elif self._ahead("IN") or (self._ahead("NOT") and self._tokens[self._at + 1].word == "IN"):
            self._accept("NOT")
            self._expect("IN")
            self._arguments("IN")

    def _sum(self) -> None:
        self._chain(("+", "-"), lambda: self._chain(("*", "/"), self._unary))

    def _unary(self) -> None:
        self._accept("!", "+", "-")
        token = self._next
        if token.text == "(":
            self._bracketted()
        elif token.kind == "string":
            self._literal()
        elif token.kind in ("var", "number"):
            self._take()
        elif self._accept("TRUE", "FALSE"):
            return
        elif token.kind in ("iri", "name") or token.word:
            self._call(needs_arguments=False)
        else:
            self._refuse("a value stands here: a variable, a text, a number or a function")

    def _call(self, *, needs_arguments: bool = True) -> None:
        token = self._next
        if self._accept("EXISTS"):
            self._group("what follows EXISTS stands in braces")
        elif self._accept("NOT"):
            self._expect("EXISTS", "write NOT EXISTS { ... }")
            self._group("what follows NOT EXISTS stands in braces")
        elif token.word in AGGREGATES:
            self._aggregate()
        elif token.word in FUNCTIONS:
            self._take()
            self._arguments(token.word, token)
        elif token.kind in ("iri", "name"):
            self._take()
            if needs_arguments or self._ahead("("):
                self._arguments(token.text)
        else:
            self._refuse("a function or a condition in parentheses stands here")

    def _arguments(self, name: str, token: Token | None = None) -> None:
        self._opening("(", f"{name} takes its arguments in parentheses")
        self._accept("DISTINCT")
        count = 0
        while not self._ahead(")"):
            self._expression()
            count += 1
            if not self._accept(","):
                break
        self._closing(")")
        least, most = FUNCTIONS.get(name, (0, 999))
        if token and not least <= count <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            message = f"{name} takes {wanted} argument{'s' * (wanted != '1')}, not {count}"
            raise SparqlError("arguments", message, token.start, len(token.text), ARGUMENTS.get(name, ""))

    def _aggregate(self) -> None:
        name = self._take().word
        self._opening("(", f"{name} takes its argument in parentheses")
        self._accept("DISTINCT")
        if not (name == "COUNT" and self._accept("*")):
            self._expression()
        if name == "GROUP_CONCAT" and self._ahead(","):
            self._refuse(cure='write GROUP_CONCAT(?variable; SEPARATOR=", ")')
        if name == "GROUP_CONCAT" and self._accept(";"):
            self._expect("SEPARATOR")
            self._expect("=")
            if self._next.kind != "string":
                self._refuse(cure='write SEPARATOR = ", "')
            self._take()
        self._closing(")")
