"""The grammar of SPARQL 1.1 queries (https://www.w3.org/TR/sparql11-query/#grammar), read to find the first fault.

The engine decides what a query is; this reader is asked only for one that the engine refused, to say where and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from kg.sparql.faults import SparqlError
from kg.sparql.tokens import Token
from kg.spelling import nearest

#: How many arguments each function takes, at least and at most.
FUNCTIONS = {
    "STR": (1, 1), "LANG": (1, 1), "LANGMATCHES": (2, 2), "DATATYPE": (1, 1), "BOUND": (1, 1), "IRI": (1, 1),
    "URI": (1, 1), "BNODE": (0, 1), "RAND": (0, 0), "ABS": (1, 1), "CEIL": (1, 1), "FLOOR": (1, 1), "ROUND": (1, 1),
    "CONCAT": (0, 999), "STRLEN": (1, 1), "UCASE": (1, 1), "LCASE": (1, 1), "ENCODE_FOR_URI": (1, 1),
    "CONTAINS": (2, 2), "STRSTARTS": (2, 2), "STRENDS": (2, 2), "STRBEFORE": (2, 2), "STRAFTER": (2, 2),
    "YEAR": (1, 1), "MONTH": (1, 1), "DAY": (1, 1), "HOURS": (1, 1), "MINUTES": (1, 1), "SECONDS": (1, 1),
    "TIMEZONE": (1, 1), "TZ": (1, 1), "NOW": (0, 0), "UUID": (0, 0), "STRUUID": (0, 0), "MD5": (1, 1), "SHA1": (1, 1),
    "SHA256": (1, 1), "SHA384": (1, 1), "SHA512": (1, 1), "COALESCE": (0, 999), "IF": (3, 3), "STRLANG": (2, 2),
    "STRDT": (2, 2), "SAMETERM": (2, 2), "ISIRI": (1, 1), "ISURI": (1, 1), "ISBLANK": (1, 1), "ISLITERAL": (1, 1),
    "ISNUMERIC": (1, 1), "REGEX": (2, 3), "SUBSTR": (2, 3), "REPLACE": (3, 4),
}  # fmt: skip
_ARGUMENTS = {
    "REGEX": 'write REGEX(?text, "pattern") or REGEX(?text, "pattern", "i")',
    "CONTAINS": 'write CONTAINS(?text, "part")',
    "IF": "write IF(condition, then, else)",
    "REPLACE": 'write REPLACE(?text, "pattern", "by")',
    "SUBSTR": "write SUBSTR(?text, start, length)",
}
AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
KEYWORDS = (
    "SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE", "DISTINCT", "REDUCED", "AS", "FROM", "NAMED", "WHERE",
    "OPTIONAL", "UNION", "MINUS", "GRAPH", "SERVICE", "SILENT", "FILTER", "BIND", "VALUES", "UNDEF", "EXISTS", "NOT",
    "IN", "GROUP", "BY", "HAVING", "ORDER", "ASC", "DESC", "LIMIT", "OFFSET", "SEPARATOR", "TRUE", "FALSE",
)  # fmt: skip
_CLOSING = {"{": "}", "(": ")", "[": "]"}
_FORMS = ("SELECT", "CONSTRUCT", "DESCRIBE", "ASK")
_MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_PATTERNS = ("OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES")
_COMPARISONS = ("=", "!=", "<", ">", "<=", ">=")
_OTHER_SPELLINGS = {
    "AND": "&&",
    "OR": "||",
    "LIKE": "REGEX(?text, 'pattern', 'i')",
    "IS": "=",
    "MOD": "no such operator",
}


def find_fault(tokens: Sequence[Token]) -> SparqlError | None:
    """Return the first fault of a query, ``None`` where the grammar finds none."""
    reader = _Reader(tokens)
    try:
        reader.query()
    except SparqlError as fault:
        return fault
    faults = (fault for selection in reader.selections for fault in _faults_of(selection))
    return min(faults, key=lambda fault: fault.start, default=None)


@dataclass
class _Selection:
    """What a SELECT names: plain variables, new names for expressions, what is grouped, and the variables it has."""

    star: Token | None = None
    plain: list[Token] = field(default_factory=list)
    renamed: list[Token] = field(default_factory=list)
    grouped: list[Token] = field(default_factory=list)
    found: set[str] = field(default_factory=set)
    is_grouped: bool = False


def _faults_of(selection: _Selection) -> Iterator[SparqlError]:
    """Yield what the grammar allows and the meaning of SELECT and GROUP BY does not."""
    if selection.star and selection.is_grouped:
        yield SparqlError(
            "ungrouped", "SELECT * does not go with GROUP BY", selection.star.start, 1, "name the variables"
        )
    grouped = {token.text[1:] for token in selection.grouped}
    for token in selection.plain:
        if selection.is_grouped and token.text[1:] not in grouped:
            cure = f"add GROUP BY {token.text}, or select (SAMPLE({token.text}) AS ?name)"
            yield SparqlError(
                "ungrouped", f"{token.text} is neither grouped nor counted", token.start, len(token.text), cure
            )
    for token in selection.renamed:
        if token.text[1:] in selection.found:
            yield _name_taken(token)


def _name_taken(token: Token) -> SparqlError:
    return SparqlError(
        "name-taken", f"{token.text} has a value already", token.start, len(token.text), "take a new name"
    )


class _Reader:
    """Reads tokens from left to right, a method a rule of the grammar; raises SparqlError at the first misfit."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._open: list[Token] = []
        self._labels: dict[str, Token] = {}
        self.selections: list[_Selection] = []

    # What stands next.

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
        if token.text in _CLOSING.values() and token.kind == "sign" and token.text != text:
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
        if token.text in _CLOSING.values() and not self._open and not cure:
            raise SparqlError("bracket", f"{token.text!r} closes nothing", token.start, 1, "leave it out")
        raise SparqlError("syntax", f"unexpected {token.text!r}", token.start, len(token.text), cure or expected)

    def _unfinished(self, expected: str) -> SparqlError:
        if self._open:
            return self._never_closed()
        return SparqlError("syntax", "the query ends too early", max(0, self._next.start - 1), 1, expected)

    def _never_closed(self) -> SparqlError:
        token = self._open[-1]
        return SparqlError(
            "bracket", f"{token.text!r} is never closed", token.start, 1, f"add {_CLOSING[token.text]!r}"
        )

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
        hint = f"did you mean {near[0]}?" if near else _as_term(token)
        return SparqlError(f"unknown-{what}", f"unknown {what} {token.text!r}", token.start, len(token.text), hint)

    # The query and its parts.

    def query(self) -> None:
        self._prologue()
        if not self._ahead(*_FORMS):
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
        selection = _Selection()
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
        end = next((i for i, token in enumerate(rest) if token.word in _MODIFIERS), len(rest))
        return [token for token in rest[:end] if token.kind == "var"]

    def _select_clause(self, selection: _Selection) -> None:
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

    def _selected(self, selection: _Selection) -> None:
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

    # Groups and patterns.

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
            elif self._ahead(*_PATTERNS):
                self._special()
                self._accept(".")
            elif self._next.kind == "end":
                self._refuse()
            else:
                self._triples()
                if not self._accept(".") and not self._ahead("}", "{", *_PATTERNS):
                    self._after_triple()

    def _after_triple(self) -> None:
        """Refuse what follows a triple without a dot: most often the next triple."""
        if _begins_term(self._next):
            last = self._before.text
            token = self._next
            cure = f"missing '.' or ';' after {last!r}"
            raise SparqlError("missing-dot", f"unexpected {token.text!r}", token.start, len(token.text), cure)
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
            raise _name_taken(token)

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

    # Triples.

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
            raise SparqlError("syntax", f"unexpected {token.text!r}", token.start, len(token.text), _as_term(token))
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

    # Expressions.

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
        if token.word in _OTHER_SPELLINGS:
            cure = f"write {_OTHER_SPELLINGS[token.word]}"
            raise SparqlError("syntax", f"unknown operator {token.text!r}", token.start, len(token.text), cure)

    def _chain(self, operators: Sequence[str], rule: Callable[[], None]) -> None:
        rule()
        while self._accept(*operators):
            rule()

    def _relation(self) -> None:
        self._sum()
        if self._next.kind == "iri" and self._next.text == "<>":
            self._refuse(cure="write !=")
        if operator := self._accept(*_COMPARISONS):
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
            raise SparqlError("arguments", message, token.start, len(token.text), _ARGUMENTS.get(name, ""))

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


def _as_term(token: Token) -> str:
    return f"a variable is ?{token.text}, a text '{token.text}'"


def _begins_term(token: Token) -> bool:
    return token.kind in ("var", "iri", "name", "blank", "string", "number") or token.text in ("[", "(")


def _out_of_place(token: Token) -> str:
    if token.word in _MODIFIERS or token.word == "WHERE":
        return "the order is WHERE, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET, VALUES"
    return "nothing may follow here"
