"""Groups of patterns."""

from __future__ import annotations

from abc import abstractmethod

from kg.sparql.faults import SparqlError
from kg.sparql.grammar.cursor import name_taken
from kg.sparql.grammar.expressions import Expressions
from kg.sparql.grammar.words import PATTERNS
from kg.sparql.tokens import Token


class Groups(Expressions):
    """Reads groups; one may be a SELECT of its own, which is read elsewhere."""

    @abstractmethod
    def _select(self) -> None:
        """Read a SELECT."""

    @abstractmethod
    def _values_clause(self) -> None:
        """Read what VALUES gives, if it stands here."""

    def _group(self, cure: str = "") -> None:
        self._opening("{", cure)
        if self._ahead("SELECT"):
            self._select()
            self._values_clause()
        else:
            self._patterns()
        self._closing("}")

    def _patterns(self) -> None:
        while not self._ahead("}"):
            if self._ahead("{"):
                self._unions()
                self._accept(".")
            elif self._ahead(*PATTERNS):
                self._special()
                self._accept(".")
            elif self._next.kind == "end":
                self._refuse()
            else:
                self._triples()
                if not self._accept(".") and not self._ahead("}", "{", *PATTERNS):
                    self._after_triple()

    def _after_triple(self) -> None:
        """Refuse what follows a triple without a dot: most often the next triple."""
        if _begins_term(self._next):
            last = self._before.text
            token = self._next
            cure = f"missing '.' or ';' after {last!r}"
            raise SparqlError("missing-dot", f"unexpected {token.text!r}", token.start, len(token.text), cure)
        if self._ahead("UNION"):
            self._refuse(cure="both sides of UNION stand in braces: { ... } UNION { ... }")
        if self._ahead("AND"):
            self._refuse(cure="'.' joins patterns")
        self._refuse("a triple ends with '.'")

    def _unions(self) -> None:
        self._group()
        while self._accept("UNION"):
            self._group("what follows UNION stands in braces: UNION { ... }")

    def _special(self) -> None:
        keyword = self._take().word
        if keyword in ("OPTIONAL", "MINUS"):
            self._group(f"what follows {keyword} stands in braces: {keyword} {{ ... }}")
        elif keyword in ("GRAPH", "SERVICE"):
            if keyword == "SERVICE":
                self._accept("SILENT")
            if self._next.kind != "var":
                self._name(f"{keyword} is followed by a name or a variable")
            else:
                self._take()
            self._group(f"then come braces: {keyword} ... {{ ... }}")
        elif keyword == "FILTER":
            self._constraint()
        elif keyword == "BIND":
            self._opening("(", "write BIND(... AS ?name)")
            self._expression()
            self._expect("AS", "write BIND(... AS ?name)")
            self._new_variable()
            self._closing(")")
        else:
            self._data_block()

    def _new_variable(self) -> None:
        """Read the name that BIND gives, which nothing before in the group may have."""
        token = self._next
        self._variable("AS is followed by a variable")
        if token.text[1:] in self._bound_before():
            raise name_taken(token)

    def _bound_before(self) -> set[str]:
        """Return the variables of the group so far; those in parentheses, as of a FILTER, get no value there."""
        group, bind = self._open[-2], self._open[-1]
        bound, depth = set(), 0
        for token in self._tokens:
            if group.start < token.start < bind.start:
                depth += (token.text == "(") - (token.text == ")")
                if token.kind == "var" and not depth:
                    bound.add(token.text[1:])
        return bound

    def _data_block(self) -> None:
        several = self._ahead("(")
        if several:
            self._opening("(")
            while self._next.kind == "var":
                self._take()
            self._closing(")")
        else:
            self._variable("VALUES is followed by a variable")
        self._opening("{")
        while not self._ahead("}"):
            if several:
                self._opening("(", "each row stands in parentheses")
                while not self._ahead(")"):
                    self._datum()
                self._closing(")")
            else:
                self._datum()
        self._closing("}")

    def _datum(self) -> None:
        if self._accept("UNDEF", "TRUE", "FALSE"):
            return
        self._accept("+", "-")
        if self._next.kind == "var":
            self._refuse(cure="VALUES holds names and texts, no variables")
        if self._next.kind == "string":
            self._literal()
        elif self._next.kind in ("iri", "name", "number"):
            self._take()
        else:
            self._refuse("a name, a text or a number stands here")


def _begins_term(token: Token) -> bool:
    return token.kind in ("var", "iri", "name", "blank", "string", "number") or token.text in ("[", "(")
