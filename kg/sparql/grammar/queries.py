"""Whole queries: what is selected or made, from where, and what is done to the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from kg.sparql.faults import SparqlError
from kg.sparql.grammar.cursor import name_taken
from kg.sparql.grammar.groups import Groups
from kg.sparql.grammar.words import AGGREGATES, FORMS, FUNCTIONS, MODIFIERS
from kg.sparql.tokens import Token


@dataclass
class Selection:
    """What a SELECT names: plain variables, new names for expressions, what is grouped, and the variables it has."""

    star: Token | None = None
    plain: list[Token] = field(default_factory=list)
    renamed: list[Token] = field(default_factory=list)
    grouped: list[Token] = field(default_factory=list)
    found: set[str] = field(default_factory=set)
    is_grouped: bool = False


def faults_of(selection: Selection) -> Iterator[SparqlError]:
    """Yield what the grammar allows and the meaning of SELECT and GROUP BY does not."""
    if selection.star and selection.is_grouped:
        yield SparqlError(
            "ungrouped", "SELECT * does not go with GROUP BY", selection.star.start, 1, "name the variables"
        )
    grouped = {token.text[1:] for token in selection.grouped}
    for token in selection.plain:
        if selection.is_grouped and token.text[1:] not in grouped:
            cure = f"add GROUP BY {token.text}, or select (SAMPLE({token.text}) AS ?name)"
            if token.text[1:] not in selection.found:
                cure = "it occurs nowhere else: leave it out, or name a variable that does"
            yield SparqlError(
                "ungrouped", f"{token.text} is neither grouped nor counted", token.start, len(token.text), cure
            )
    for token in selection.renamed:
        if token.text[1:] in selection.found:
            yield name_taken(token)


class Queries(Groups):
    """Reads a query to its end; ``selections`` then holds what its SELECTs name."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        super().__init__(tokens)
        self.selections: list[Selection] = []

    def query(self) -> None:
        """Read the whole query."""
        self._prologue()
        if not self._ahead(*FORMS):
            self._refuse("a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE")
        {"SELECT": self._select, "CONSTRUCT": self._construct, "DESCRIBE": self._describe, "ASK": self._ask}[
            self._next.word
        ]()
        self._values_clause()
        if self._next.kind != "end":
            self._refuse(cure="nothing may follow here" if self._next.kind != "word" else _out_of_place(self._next))

    def _prologue(self) -> None:
        while keyword := self._accept("PREFIX", "BASE"):
            if keyword.word == "PREFIX" and not (self._next.kind == "name" and self._next.text.endswith(":")):
                self._refuse(cure="write PREFIX name: <address>")
            if keyword.word == "PREFIX":
                self._take()
            if self._next.kind != "iri":
                self._refuse(cure="the address stands in angle brackets: <http://...>")
            self._take()

    def _select(self) -> None:
        selection = Selection()
        self._select_clause(selection)
        self._datasets()
        first = self._at
        self._where()
        selection.found = {token.text[1:] for token in self._tokens[first : self._at] if token.kind == "var"}
        first = self._at
        self._modifiers()
        selection.grouped = self._grouped(first)
        selection.is_grouped = selection.is_grouped or any(t.word == "GROUP" for t in self._tokens[first : self._at])
        self.selections.append(selection)

    def _grouped(self, first: int) -> list[Token]:
        """Return the variables between GROUP BY, if it begins the modifiers, and the next of them."""
        if self._tokens[first].word != "GROUP":
            return []
        rest = self._tokens[first + 1 : self._at]
        end = next((i for i, token in enumerate(rest) if token.word in MODIFIERS), len(rest))
        return [token for token in rest[:end] if token.kind == "var"]

    def _select_clause(self, selection: Selection) -> None:
        self._expect("SELECT")
        self._accept("DISTINCT", "REDUCED")
        if star := self._accept("*"):
            selection.star = star
            return
        first = self._at
        while self._next.kind == "var" or self._ahead("("):
            self._selected(selection)
        selection.is_grouped = any(token.word in AGGREGATES for token in self._tokens[first : self._at])
        if self._ahead(","):
            self._refuse(cure="variables in SELECT are separated by blanks")
        if self._next.word in (*AGGREGATES, *FUNCTIONS):
            raise self._bare_expression()
        if self._at == first:
            self._refuse("SELECT needs variables or *", "SELECT needs variables or *")

    def _bare_expression(self) -> SparqlError:
        token = self._next
        rest = (
            "".join(t.text for t in self._tokens[self._at : self._at + 4])
            if self._tokens[self._at + 1].text == "("
            else ""
        )
        example = rest if rest.endswith(")") else f"{token.word}(...)"
        return SparqlError(
            "aggregate", f"{token.text} in SELECT stands in parentheses and gets a name", token.start, len(token.text),
            f"write ({example} AS ?n)",
        )  # fmt: skip

    def _selected(self, selection: Selection) -> None:
        if self._next.kind == "var":
            selection.plain.append(self._take())
            return
        self._opening("(")
        self._expression()
        self._expect("AS", "an expression gets a name: (... AS ?name)")
        selection.renamed.append(self._next)
        self._variable("AS is followed by a variable")
        self._closing(")")

    def _construct(self) -> None:
        self._expect("CONSTRUCT")
        if self._ahead("{"):
            self._template()
            self._datasets()
            self._where()
        else:
            self._datasets()
            self._expect("WHERE", "CONSTRUCT is followed by { triples } WHERE { patterns }")
            self._template()
        self._modifiers()

    def _template(self) -> None:
        self._opening("{")
        while not self._ahead("}"):
            self._triples()
            if not self._accept("."):
                break
        self._closing("}")

    def _describe(self) -> None:
        self._expect("DESCRIBE")
        if not self._accept("*"):
            if self._next.kind not in ("var", "iri", "name"):
                self._refuse("DESCRIBE is followed by a name, a variable or *")
            while self._next.kind in ("var", "iri", "name"):
                self._take()
        self._datasets()
        if self._ahead("WHERE", "{"):
            self._where()
        self._modifiers()

    def _ask(self) -> None:
        self._expect("ASK")
        self._datasets()
        self._where()
        self._modifiers()

    def _datasets(self) -> None:
        while self._accept("FROM"):
            self._accept("NAMED")
            self._name("FROM is followed by the name of a graph")

    def _where(self) -> None:
        self._accept("WHERE")
        self._group("the patterns stand in braces: { ... }")

    def _modifiers(self) -> None:
        if self._accept("GROUP"):
            self._expect("BY", "write GROUP BY")
            self._several(self._group_condition)
        if self._accept("HAVING"):
            self._several(self._constraint)
        if self._accept("ORDER"):
            self._expect("BY", "write ORDER BY")
            self._several(self._order_condition)
        while keyword := self._accept("LIMIT", "OFFSET"):
            if self._next.kind != "number" or not self._next.text.isdecimal():
                self._refuse(cure=f"{keyword.word} is followed by a whole number")
            self._take()

    def _several(self, rule: Callable[[], None]) -> None:
        rule()
        while self._next.kind in ("var", "iri", "name") or self._ahead(
            "(", "ASC", "DESC", "NOT", *FUNCTIONS, *AGGREGATES
        ):
            rule()

    def _group_condition(self) -> None:
        if self._next.kind == "var":
            self._take()
        elif self._ahead("("):
            self._opening("(")
            self._expression()
            if self._accept("AS"):
                self._variable("AS is followed by a variable")
            self._closing(")")
        else:
            self._call()

    def _order_condition(self) -> None:
        if self._accept("ASC", "DESC"):
            self._bracketted("write DESC(?variable)")
        elif self._next.kind == "var":
            self._take()
        else:
            self._constraint()

    def _values_clause(self) -> None:
        if self._accept("VALUES"):
            self._data_block()


def _out_of_place(token: Token) -> str:
    if token.word in MODIFIERS or token.word == "WHERE":
        return "the order is WHERE, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET, VALUES"
    return "nothing may follow here"
