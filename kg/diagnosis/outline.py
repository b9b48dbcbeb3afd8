"""A query taken apart into what stands between its braces, each part in its author's own words.

The engine has read the query before and found no fault in it, so that this reader only looks for where parts begin and
end. It needs no other parser: what is not copied is not changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.sparql.tokens import Token, tokenize

# Blank nodes of a query are variables that are not shown; as such they may stand in several groups.
_BLANK = "?__"
_CLOSING = {"(": ")", "{": "}", "[": "]"}
_GROUPS = ("OPTIONAL", "MINUS", "GRAPH", "SERVICE")
_MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


class UnreadableError(Exception):
    """A query has what SPARQL 1.1 does not have."""


@dataclass(frozen=True, slots=True)
class Triple:
    """One triple pattern; ``number`` counts those of the query from 1, as written."""

    number: int
    subject: str
    predicate: str
    object: str

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.object}"


@dataclass(frozen=True, slots=True)
class Clause:
    """A FILTER, BIND or VALUES, word for word."""

    keyword: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Group:
    """What stands between braces; ``keyword`` is OPTIONAL, MINUS, GRAPH with its name, or nothing."""

    keyword: str
    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return f"{self.keyword} {{ {body(self.parts)} }}".lstrip()


@dataclass(frozen=True, slots=True)
class Union:
    """Groups of which one must match."""

    branches: tuple[Group, ...]

    def __str__(self) -> str:
        return " UNION ".join(map(str, self.branches))


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A query or subquery: its clause up to the braces, what stands in them, and what is done to the rows."""

    form: str
    clause: str
    parts: tuple[Part, ...]
    modifiers: tuple[Clause, ...]

    def __str__(self) -> str:
        return self.without()

    def without(self, *keywords: str) -> str:
        """Return the text without the modifiers of these names."""
        kept = [str(modifier) for modifier in self.modifiers if modifier.keyword not in keywords]
        return " ".join([self.clause, f"WHERE {{ {body(self.parts)} }}", *kept])


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A query: its prefixes, the graphs it names with FROM, and its selection."""

    prologue: str
    dataset: str
    selection: Selection


Part = Triple | Clause | Group | Union | Selection


def body(parts: Iterable[Part], instead: Mapping[int, str] | None = None) -> str:
    """Return parts as SPARQL, with other text in place of the triples whose numbers *instead* has."""
    return " ".join(_text(part, instead or {}) for part in parts)


def _text(part: Part, instead: Mapping[int, str]) -> str:
    match part:
        case Triple():
            return instead.get(part.number, f"{part} .")
        case Group():
            return f"{part.keyword} {{ {body(part.parts, instead)} }}".lstrip()
        case Union():
            return " UNION ".join(_text(branch, instead) for branch in part.branches)
        case _:
            return str(part)


def shown(part: Part | str) -> str:
    """Return a part as a user wrote it, on one line."""
    text = str(part).replace(_BLANK, "_:")
    return " ".join(text.replace(" . }", " }").split())


def triples(parts: Iterable[Part]) -> Iterator[Triple]:
    """Yield the triple patterns of parts and of the groups in them."""
    for part in parts:
        match part:
            case Triple():
                yield part
            case Group() | Selection():
                yield from triples(part.parts)
            case Union():
                yield from triples(part.branches)


def variables(text: str) -> tuple[str, ...]:
    """Return the names of the variables in a piece of SPARQL, each once.

    >>> variables("?a rdfs:label ?b . ?b ?c '?d'")
    ('a', 'b', 'c')
    """
    return tuple(dict.fromkeys(token.text[1:] for token in tokenize(text) if token.kind == "var"))


def read_outline(query: str) -> Outline:
    """Take apart a query that the engine accepts. Raises UnreadableError for what SPARQL 1.1 does not have."""
    return _Reader(tokenize(query)).outline()


class _Reader:
    """Goes through the tokens of a sound query from left to right."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._triples = 0
        self._blanks = 0

    # What stands next, and its text.

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _ahead(self, *texts: str) -> bool:
        return (self._next.word or self._next.text) in texts

    def _take(self) -> Token:
        token = self._next
        if token.kind == "end":
            raise UnreadableError("the query ends too early")
        self._at += 1
        return token

    def _accept(self, *texts: str) -> bool:
        found = self._ahead(*texts)
        self._at += found
        return found

    def _since(self, start: int) -> str:
        """Return the text from the token *start* to here, without comments and with single blanks."""
        taken = self._tokens[start : self._at]
        apart = (" " if b.start > a.start + len(a.text) else "" for a, b in pairwise(taken))
        return "".join(token.text + gap for token, gap in zip(taken, [*apart, ""], strict=False))

    def _skip_brackets(self) -> None:
        """Go behind the bracket that closes the one that stands next."""
        depth = 0
        while True:
            token = self._take()
            if token.kind == "sign":
                depth += (token.text in _CLOSING) - (token.text in _CLOSING.values())
            if depth == 0:
                return

    # The query.

    def outline(self) -> Outline:
        while not self._ahead("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            self._take()
        prologue = self._since(0)
        dataset, selection = self._selection()
        if self._next.kind != "end":
            raise UnreadableError(f"unexpected {self._next.text!r}")
        return Outline(prologue=prologue, dataset=dataset, selection=selection)

    def _selection(self) -> tuple[str, Selection]:
        start = self._at
        form = self._take().word
        if form == "CONSTRUCT" and self._ahead("{"):
            self._skip_brackets()
        while not self._ahead("FROM", "WHERE", "{") and self._next.kind != "end":
            self._skip_brackets() if self._ahead("(") else self._take()
        clause = self._since(start)
        dataset = self._dataset()
        self._accept("WHERE")
        parts = self._parts() if self._ahead("{") else ()
        modifiers = tuple(self._modifiers())
        return dataset, Selection(form=form, clause=clause, parts=parts, modifiers=modifiers)

    def _dataset(self) -> str:
        start = self._at
        while self._accept("FROM"):
            self._accept("NAMED")
            self._take()
        return self._since(start)

    def _modifiers(self) -> Iterator[Clause]:
        while self._ahead(*_MODIFIERS):
            start, keyword = self._at, self._take().word
            while not self._ahead(*_MODIFIERS, "}") and self._next.kind != "end":
                self._skip_brackets() if self._ahead("(", "{") else self._take()
            yield Clause(keyword, self._since(start))

    # What stands between braces.

    def _parts(self) -> tuple[Part, ...]:
        self._take()
        parts = tuple(self._group_parts())
        self._take()
        return parts

    def _group_parts(self) -> Iterator[Part]:
        if self._ahead("SELECT"):
            yield self._selection()[1]
        while not self._ahead("}"):
            if self._accept("."):
                continue
            if self._ahead("{"):
                yield self._groups()
            elif self._ahead(*_GROUPS):
                yield Group(self._group_keyword(), self._parts())
            elif self._ahead("FILTER", "BIND", "VALUES"):
                yield self._clause()
            else:
                yield from self._same_subject()

    def _groups(self) -> Part:
        branches = [Group("", self._parts())]
        while self._accept("UNION"):
            branches.append(Group("", self._parts()))
        return Union(tuple(branches)) if len(branches) > 1 else branches[0]

    def _group_keyword(self) -> str:
        start = self._at
        while not self._ahead("{"):
            self._take()
        return self._since(start)

    def _clause(self) -> Clause:
        start, keyword = self._at, self._take().word
        while not self._ahead("(", "{"):
            self._take()
        names_several = keyword == "VALUES" and self._ahead("(")
        self._skip_brackets()
        if names_several:
            self._skip_brackets()
        return Clause(keyword, self._since(start))

    # Triples.

    def _same_subject(self) -> list[Triple]:
        subject, found = self._node()
        if not self._ahead(".", "}"):
            found += self._properties(subject)
        return found

    def _properties(self, subject: str) -> list[Triple]:
        found = self._objects(subject, self._verb())
        while self._accept(";"):
            if self._next.kind in ("var", "iri", "name") or self._next.text in ("a", "^", "!", "("):
                found += self._objects(subject, self._verb())
        return found

    def _objects(self, subject: str, verb: str) -> list[Triple]:
        found = []
        while True:
            self._triples += 1
            number = self._triples
            object, inner = self._node()
            found += [Triple(number, subject, verb, object), *inner]
            if not self._accept(","):
                return found

    def _verb(self) -> str:
        start = self._at
        if self._take().kind == "var":
            return self._since(start)
        self._at = start
        self._path()
        return self._since(start)

    def _path(self) -> None:
        while True:
            self._accept("^")
            self._accept("!")
            self._accept("^")
            self._skip_brackets() if self._ahead("(") else self._take()
            before = self._tokens[self._at - 1]
            if self._next.start == before.start + len(before.text):
                self._accept("?", "*", "+")
            if not self._accept("/", "|"):
                return

    def _node(self) -> tuple[str, list[Triple]]:
        """Return the text of a term, and the triples that it holds if it stands in square brackets."""
        start, token = self._at, self._take()
        if token.kind == "blank":
            return f"{_BLANK}{token.text[2:]}", []
        if token.text == "[":
            return self._unnamed()
        if token.text in ("+", "-"):
            token = self._take()
        if token.kind == "string":
            if self._accept("^^") or self._next.kind == "lang":
                self._take()
        elif token.kind not in ("var", "iri", "name", "number") and token.word not in ("TRUE", "FALSE"):
            raise UnreadableError(f"unexpected {token.text!r}")
        return self._since(start), []

    def _unnamed(self) -> tuple[str, list[Triple]]:
        self._blanks += 1
        name = f"{_BLANK}{self._blanks}"
        found = [] if self._ahead("]") else self._properties(name)
        self._take()
        return name, found
