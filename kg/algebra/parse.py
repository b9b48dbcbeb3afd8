"""From the text of a query to its patterns, by rdflib's parse tree, which keeps the order of the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import Any, TypeAlias
from urllib.parse import urljoin

import pyoxigraph as ox

from kg.algebra.patterns import Group, Parsed, Pattern, Route, Select, Step, written
from kg.sparql.tokens import Token, tokenize
from kg.terms import PREFIXES

# A node of rdflib's parse tree: a CompValue, a list of nodes, or a term.
_Node: TypeAlias = Any
_FORMS = {"SelectQuery": "SELECT", "AskQuery": "ASK", "ConstructQuery": "CONSTRUCT", "DescribeQuery": "DESCRIBE"}
_BRACES = {
    "OptionalGraphPattern": "optional",
    "MinusGraphPattern": "minus",
    "ServiceGraphPattern": "service",
    "GraphGraphPattern": "graph",
    "Builtin_EXISTS": "exists",
    "Builtin_NOTEXISTS": "not exists",
}
# How a pattern enters, the weightiest first, and the kind of group that makes it so.
_WEIGHTY = {"service": "service", "not exists": "not exists", "minus": "minus", "exists": "exists"}
_UNTRACED = {"service": "SERVICE", "not exists": "NOT EXISTS", "minus": "MINUS", "exists": "EXISTS"}
_ESCAPE = re.compile(r"\\(.)")


def parse(query: str, *, prefixes: Mapping[str, str] = PREFIXES, base: str = "") -> Parsed:
    """Return the groups, patterns and selections of a query, which need not declare *prefixes* and *base*.

    Raises ValueError where rdflib's grammar does not have what pyoxigraph's may have.
    """
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        prologue, tree = parseQuery(query)
    except ParseBaseException as error:
        raise ValueError(f"rdflib cannot parse the query: {error}") from None
    except RecursionError:
        raise ValueError("the query is nested too deeply") from None
    walk = _Walk(query, _Names(prologue, prefixes, base))
    walk.query(tree)
    return walk.parsed()


class _Names:
    """Resolves names by the prefixes that are known and those of the query."""

    def __init__(self, prologue: Iterable[_Node], prefixes: Mapping[str, str], base: str) -> None:
        self._prefixes = dict(prefixes)
        self._base = base
        self._blanks: dict[str, str] = {}
        for declaration in prologue:
            if declaration.name == "Base":
                self._base = self._absolute(declaration.iri)
            else:
                self._prefixes[str(declaration.prefix or "")] = self._absolute(declaration.iri)

    def term(self, node: _Node) -> str:
        """Return a term as SPARQL writes it in full."""
        from rdflib.term import BNode, Literal, URIRef, Variable

        if isinstance(node, Variable):
            return f"?{node}"
        if isinstance(node, BNode):
            return self._blanks.setdefault(str(node), f"_:b{len(self._blanks) + 1}")
        if isinstance(node, URIRef):
            return f"<{self._absolute(node)}>"
        if isinstance(node, Literal):
            return str(ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype))))
        if node.name == "pname":
            return f"<{self._expanded(node)}>"
        if node.name == "literal":
            return self._literal(node)
        raise ValueError(f"a term that is not known: {node.name}")

    def _literal(self, node: _Node) -> str:
        if node.lang:
            return str(ox.Literal(str(node.string), language=str(node.lang)))
        if node.datatype:
            return str(ox.Literal(str(node.string), datatype=ox.NamedNode(self.term(node.datatype)[1:-1])))
        return str(ox.Literal(str(node.string)))

    def _expanded(self, node: _Node) -> str:
        prefix = str(node.prefix or "")
        if prefix not in self._prefixes:
            raise ValueError(f"no prefix '{prefix}:'")
        return self._prefixes[prefix] + _ESCAPE.sub(r"\1", str(node.localname or ""))

    def _absolute(self, name: str) -> str:
        return str(name) if ":" in name else urljoin(self._base, name)


class _Paths:
    """Writes paths, and tells which ways they go."""

    def __init__(self, names: _Names) -> None:
        self._names = names

    def text(self, node: _Node) -> str:
        """Return a path as SPARQL writes it."""
        name = getattr(node, "name", "")
        if name == "PathAlternative":
            return "|".join(map(self.text, node.part))
        if name == "PathSequence":
            return "/".join(map(self.text, node.part))
        if name == "PathElt":
            return self._primary(node.part) + str(node.mod or "")
        if name == "PathEltOrInverse":
            return f"^{self.text(node.part)}"
        if name == "PathNegatedPropertySet":
            return f"!({'|'.join(self._excluded(node))})"
        return self._names.term(node)

    def _primary(self, node: _Node) -> str:
        text = self.text(node)
        return f"({text})" if getattr(node, "name", "") == "PathAlternative" else text

    def routes(self, node: _Node) -> tuple[Route, ...]:
        """Return the ways a path goes from subject to object, none where one of them has no fixed length."""
        name = getattr(node, "name", "")
        if name == "PathAlternative":
            parts = [self.routes(part) for part in node.part]
            return tuple(route for part in parts for route in part) if all(parts) else ()
        if name == "PathSequence":
            ways = product(*(self.routes(part) for part in node.part))
            return tuple(tuple(step for route in way for step in route) for way in ways)
        if name == "PathElt":
            return self._repeated(self.routes(node.part), str(node.mod or ""))
        if name == "PathEltOrInverse":
            return tuple(tuple(map(_turned, reversed(route))) for route in self.routes(node.part))
        if name == "PathNegatedPropertySet":
            return ((Step("", excluded=self._excluded(node)),),)
        return ((Step(self._names.term(node)),),)

    def _repeated(self, routes: tuple[Route, ...], modifier: str) -> tuple[Route, ...]:
        if modifier in ("+", "*"):
            return ()
        return (*routes, ()) if modifier == "?" and routes else routes

    def _excluded(self, node: _Node) -> tuple[str, ...]:
        parts = node.part if isinstance(node.part, list) else [node.part]
        if any(getattr(part, "name", "") == "InversePath" for part in parts):
            raise ValueError("rdflib loses what '!^' excludes")
        return tuple(map(self._names.term, parts))


def _turned(step: Step) -> Step:
    return Step(step.predicate, not step.backwards, step.excluded)


class _Walk:
    """Goes through a parse tree and, beside it, through the braces of the text, which come in the same order."""

    def __init__(self, query: str, names: _Names) -> None:
        self._query, self._names, self._paths = query, names, _Paths(names)
        self._tokens = tokenize(query)
        self._braces = iter(_braces(self._tokens))
        self._select_words = iter([token.start for token in self._tokens if token.word in _FORMS.values()])
        self._groups: list[Group] = []
        self._patterns: list[Pattern] = []
        self._selects: list[Select] = []
        self._inside: int | None = None
        self._untraced: dict[str, None] = {}

    def query(self, tree: _Node) -> None:
        """Go through a whole query."""
        if tree.where is None:  # DESCRIBE without a pattern
            at = len(self._query)
            self._selects.append(_selection(tree, start=next(self._select_words), span=(at, at), end=at, group=-1))
            return
        self._selection(tree, end=len(self._query))

    def parsed(self) -> Parsed:
        """Return what was found. Raises ValueError where text and tree do not tell the same."""
        if next(self._braces, None) or not self._selects:
            raise ValueError("text and parse tree of the query differ")
        main = min(self._selects, key=lambda select: select.start)
        return Parsed(
            form=main.form,
            projected=main.projected,
            patterns=tuple(self._patterns),
            filters=tuple(_filters(self._query, self._tokens)),
            grouped=main.grouped,
            untraced=tuple(self._untraced),
            groups=tuple(self._groups),
            selects=tuple(sorted(self._selects, key=lambda select: select.start)),
        )

    def _selection(self, node: _Node, *, end: int) -> None:
        start = next(self._select_words)
        found: list[int] = []
        for key, value in node.items():
            if key == "where":
                found.append(len(self._groups))
                self._group("where", value)
            elif key != "template":
                self._visit(value)
        group = self._groups[found[0]]
        select = _selection(node, start=start, span=(group.start, group.end), end=end, group=found[0])
        if node.name == "SubSelect" and select.sliced:
            self._untraced["a subquery with LIMIT or OFFSET"] = None
        self._selects.append(select)

    def _group(self, kind: str, node: _Node, graph: str = "") -> None:
        start, end = next(self._braces, (-1, -1))
        if start < 0:
            raise ValueError("text and parse tree of the query differ")
        around, self._inside = self._inside, len(self._groups)
        self._groups.append(Group(kind=kind, parent=around, start=start, end=end, graph=graph))
        if kind in _UNTRACED:
            self._untraced[_UNTRACED[kind]] = None
        if node.name == "SubSelect":
            self._selection(node, end=end)
        else:
            self._visit(node.part)
        self._inside = around

    def _visit(self, node: _Node) -> None:
        name = getattr(node, "name", "")
        if name == "TriplesBlock":
            for flat in node.triples:
                self._triples(list(flat))
        elif name in _BRACES:
            self._group(_BRACES[name], node.graph, self._names.term(node.term) if name == "GraphGraphPattern" else "")
        elif name == "GroupOrUnionGraphPattern":
            alone = len(node.graph) == 1
            for branch in node.graph:
                self._group(("select" if branch.name == "SubSelect" else "group") if alone else "union", branch)
        elif isinstance(node, Mapping):
            for value in node.values():
                self._visit(value)
        elif isinstance(node, Iterable) and not isinstance(node, str):
            for value in node:
                self._visit(value)

    def _triples(self, flat: list[_Node]) -> None:
        for subject, predicate, object in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
            assert self._inside is not None
            text, routes = self._paths.text(predicate), self._paths.routes(predicate)
            pattern = Pattern(
                subject=self._names.term(subject),
                predicate=text,
                object=self._names.term(object),
                graph=next((g.graph for g in self._around() if g.graph), ""),
                where=self._where(),
                routes=routes,
                group=self._inside,
            )
            self._patterns.append(pattern)
            if not routes:
                self._untraced[f"the path {written(text)}"] = None

    def _around(self) -> Iterator[Group]:
        index = self._inside
        while index is not None:
            yield self._groups[index]
            index = self._groups[index].parent

    def _where(self) -> str:
        kinds = [group.kind for group in self._around()]
        for kind in _WEIGHTY:
            if kind in kinds:
                return kind
        if kinds.count("where") > 1:
            return "subquery"
        return next((kind for kind in kinds if kind in ("optional", "union")), "required")


def _selection(node: _Node, *, start: int, span: tuple[int, int], end: int, group: int) -> Select:
    projection = node.projection or []
    conditions = node.groupby.condition if node.groupby else []
    computed = tuple(str(item.evar) for item in projection if item.evar)
    return Select(
        form=_FORMS.get(node.name, "SELECT"),
        modifier=str(node.modifier or ""),
        projected=tuple(str(item.evar or item.var) for item in projection),
        computed=computed,
        grouped=bool(conditions) or _has(node, lambda part: str(part).startswith("Aggregate_")),
        keys=tuple(_key(condition) for condition in conditions),
        sliced=bool(node.limitoffset),
        start=start,
        opening=span[0],
        closing=span[1],
        end=end,
        group=group,
    )


def _key(condition: _Node) -> str | None:
    from rdflib.term import Variable

    if isinstance(condition, Variable):
        return str(condition)
    return str(condition.var) if condition.name == "GroupAs" and condition.var else None


def _has(node: _Node, test: Callable[[str], bool]) -> bool:
    """Tell whether a selection computes something for which *test* holds, its patterns left out."""
    pending = [value for key, value in node.items() if key not in ("where", "template")]
    while pending:
        part = pending.pop()
        if test(getattr(part, "name", "")):
            return True
        if isinstance(part, Mapping):
            pending += part.values()
        elif isinstance(part, Iterable) and not isinstance(part, str):
            pending += part
    return False


def _braces(tokens: Iterable[Token]) -> list[tuple[int, int]]:
    """Return the offsets of the braces of groups, in the order in which they open; those of data and templates not."""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    last, data = "", False
    for token in tokens:
        data = data or token.word == "VALUES"
        if token.text == "{" and token.kind == "sign":
            opened.append(-1 if data or last == "CONSTRUCT" else len(spans))
            if opened[-1] >= 0:
                spans.append((token.start, token.start))
        elif token.text == "}" and token.kind == "sign" and opened:
            index, data = opened.pop(), False
            if index >= 0:
                spans[index] = (spans[index][0], token.start)
        last = token.word
    return spans


def _filters(query: str, tokens: Iterable[Token]) -> Iterator[str]:
    """Yield what each FILTER asks for, to its last bracket; one inside another is part of it."""
    start, depth = -1, 0
    for token in tokens:
        if token.word == "FILTER" and start < 0:
            start = token.start + len("FILTER")
        elif start >= 0 and token.kind == "sign" and token.text in "({":
            depth += 1
        elif start >= 0 and token.kind == "sign" and token.text in ")}":
            depth -= 1
            if depth == 0:
                yield query[start : token.start + 1].strip()
                start = -1
