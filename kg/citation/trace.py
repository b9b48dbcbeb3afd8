"""From a query to its rows, each with the claims it rests on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import pyoxigraph as ox

from kg.algebra import Parsed, Pattern, Step, parse
from kg.citation.claims import Citation, Evidence, Term, Triple, evidence
from kg.citation.rewrite import Rewriter, Unit
from kg.problems import MisuseError
from kg.store import Answer, ask
from kg.terms import PREFIXES, iri

#: Asks a store a query.
Ask: TypeAlias = Callable[[ox.Store, str], Answer]
# The terms of a solution by variable, blank nodes of the query under their labels.
_Bindings: TypeAlias = Mapping[str, Term]
_Claims: TypeAlias = frozenset[ox.NamedNode]
_NO_CLAIMS: _Claims = frozenset()
_COLUMN = "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """The rows of an answer, and what each of them rests on, in the order of sources and paragraphs.

    ``untraced`` names the parts of the query that leave no claims behind.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    citations: tuple[tuple[Citation, ...], ...]
    untraced: tuple[str, ...]

    def answer(self, *, full: bool = False) -> ox.QuerySolutions:
        """Return the rows with one more column for their evidence, as an answer that any format can be made of."""
        column = _COLUMN
        while column in self.variables:
            column += "_"
        rows = [
            dict(zip((*self.variables, column), (*row, ox.Literal(evidence(citations, full=full))), strict=True))
            for row, citations in zip(self.rows, self.citations, strict=True)
        ]
        return _as_answer((*self.variables, column), rows)


def cite(
    store: ox.Store, query: str, *, ask: Ask = ask, prefixes: Mapping[str, str] = PREFIXES, base: str = ""
) -> Cited:
    """Answer a SELECT query, each row with the claims that the triples it was found by rest on.

    Every pattern that matched is looked up with the row's own bindings, those of variables that are not selected too.
    A row of a group, or one of several that DISTINCT made one, has the claims of all of them. *ask* must know
    *prefixes* and *base* too. Raises QueryError as it does, and MisuseError for what is no SELECT query.
    """
    try:
        parsed = parse(query, prefixes=prefixes, base=base)
    except ValueError:
        return _uncited(ask(store, query))
    if parsed.form != "SELECT":
        raise MisuseError(f"only the rows of SELECT can be cited, and this is {parsed.form}; leave --cite out")
    ask(store, query)  # whatever is wrong is said of the query as it was written
    return _Tracer(store, query, parsed, ask).cited()


def _as_answer(names: Sequence[str], rows: Iterable[Mapping[str, Term | None]]) -> ox.QuerySolutions:
    bindings = [{name: _in_json(term) for name, term in row.items() if term is not None} for row in rows]
    text = json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}})
    answer = ox.parse_query_results(text.encode(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(answer, ox.QuerySolutions)
    return answer


def _in_json(term: Term) -> dict[str, str]:
    """Return a term as the SPARQL results format has it."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, ox.Literal):
        return {"type": "literal", "value": str(term)}
    kind = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
    return {"type": "literal", "value": term.value} | kind


def _uncited(answer: Answer) -> Cited:
    if not isinstance(answer, ox.QuerySolutions):
        raise MisuseError("only the rows of SELECT can be cited; leave --cite out")
    rows = tuple(tuple(row) for row in answer)
    names = tuple(variable.value for variable in answer.variables)
    return Cited(variables=names, rows=rows, citations=((),) * len(rows), untraced=("the whole query",))


class _Tracer:
    """Finds the claims of each row of one query."""

    def __init__(self, store: ox.Store, query: str, parsed: Parsed, ask: Ask) -> None:
        self._store, self._ask = store, ask
        self._untraced = parsed.untraced
        self._rewriter = Rewriter(query, parsed)
        self._evidence = Evidence(store)
        self._clusters: dict[tuple[int, tuple[Term, ...]], _Claims] = {}
        self._subqueries: dict[int, _Index] = {}

    def cited(self) -> Cited:
        main = self._rewriter.main
        if main.select.grouped:
            names, found = self._rows(self._rewriter.grouped())
        elif main.select.modifier:
            names, found = self._rows(self._rewriter.plain())
        else:
            names, found = self._rows(self._rewriter.widened())
        claims = self._claims_of_rows(main, names, found)
        shown = [place for place, name in enumerate(names) if self._rewriter.is_shown(name)]
        return Cited(
            variables=tuple(names[place] for place in shown),
            rows=tuple(tuple(row[place] for place in shown) for row in found),
            citations=tuple(map(self._citations, claims)),
            untraced=self._untraced,
        )

    def _claims_of_rows(
        self, main: Unit, names: Sequence[str], rows: Iterable[tuple[Term | None, ...]]
    ) -> Iterator[_Claims]:
        if main.select.grouped or main.select.modifier:
            index = self._index(main, [name for name in self._rewriter.keys(main) if name in names])
            return (index.claims(_bindings(names, row)) for row in rows)
        return (self._solution(main, _bindings(names, row)) for row in rows)

    def _citations(self, claims: _Claims) -> tuple[Citation, ...]:
        return tuple(sorted(map(self._evidence.citation, claims), key=lambda citation: citation.order))

    def _rows(self, query: str) -> tuple[list[str], list[tuple[Term | None, ...]]]:
        answer = self._ask(self._store, query)
        assert isinstance(answer, ox.QuerySolutions)
        return [variable.value for variable in answer.variables], [tuple(row) for row in answer]

    def _index(self, unit: Unit, keys: Sequence[str]) -> _Index:
        """Return the claims of all solutions of a selection, by what they have for *keys*."""
        names, found = self._rows(self._rewriter.traced(unit))
        index = _Index(keys)
        for row in found:
            bindings = _bindings(names, row)
            index.add(bindings, self._solution(unit, bindings))
        return index

    def _solution(self, unit: Unit, bindings: _Bindings) -> _Claims:
        """Return the claims that one solution of a selection rests on."""
        found: set[ox.NamedNode] = set()
        for cluster in unit.clusters:
            if all(mark in bindings for mark in cluster.marks):
                found |= self._cluster(cluster.patterns, bindings)
        for subquery in unit.subqueries:
            if all(mark in bindings for mark in subquery.marks):
                found |= self._subquery(subquery.unit).claims(bindings)
        return frozenset(found)

    def _subquery(self, unit: Unit) -> _Index:
        place = unit.select.start
        if place not in self._subqueries:
            keys = [name for name in self._rewriter.keys(unit) if name in unit.selected]
            self._subqueries[place] = self._index(unit, keys)
        return self._subqueries[place]

    def _cluster(self, patterns: tuple[Pattern, ...], bindings: _Bindings) -> _Claims:
        names = sorted(set().union(*(pattern.variables for pattern in patterns)))
        if not all(name in bindings for name in names):
            return _NO_CLAIMS
        key = id(patterns), tuple(bindings[name] for name in names)
        if key not in self._clusters:
            triples = {triple for match in _matches(self._store, patterns, bindings) for triple in match}
            self._clusters[key] = _NO_CLAIMS.union(*map(self._evidence.claims, triples))
        return self._clusters[key]


class _Index:
    """Claims by the values of some variables."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._exact: dict[tuple[Term | None, ...], set[ox.NamedNode]] = {}

    def add(self, bindings: _Bindings, claims: _Claims) -> None:
        self._exact.setdefault(self._key(bindings), set()).update(claims)

    def claims(self, bindings: _Bindings) -> _Claims:
        return frozenset(self._exact.get(self._key(bindings), ()))

    def _key(self, bindings: _Bindings) -> tuple[Term | None, ...]:
        return tuple(bindings.get(name) for name in self._keys)


def _bindings(names: Sequence[str], row: Iterable[Term | None]) -> dict[str, Term]:
    return {name: term for name, term in zip(names, row, strict=True) if term is not None}


def _matches(store: ox.Store, patterns: Sequence[Pattern], bindings: _Bindings) -> Iterator[list[Triple]]:
    """Yield the triples by which all *patterns* hold together, for each way in which they do."""
    if not patterns:
        yield []
        return
    first, *others = patterns
    ends = _value(first.subject, bindings), _value(first.object, bindings)
    for route in first.routes:
        for start, end, triples in _walks(store, route, ends[0], ends[1], bindings):
            found = dict(bindings)
            for label, node in ((first.subject, start), (first.object, end)):
                if label.startswith("_:"):
                    found[label] = node
            for more in _matches(store, others, found):
                yield triples + more


def _walks(
    store: ox.Store, route: Sequence[Step], start: Term | None, end: Term | None, bindings: _Bindings
) -> Iterator[tuple[Term, Term, list[Triple]]]:
    """Yield the ways along *route*, each with its two ends and its triples."""
    if not route:
        node = start if start is not None else end
        if node is not None and (end is None or node == end):
            yield node, node, []
        return
    step, *others = route
    for triple in _triples(store, step, start, end if not others else None, bindings):
        near, far = (triple[2], triple[0]) if step.backwards else (triple[0], triple[2])
        for _, last, more in _walks(store, others, far, end, bindings):
            yield near, last, [triple, *more]


def _triples(
    store: ox.Store, step: Step, start: Term | None, end: Term | None, bindings: _Bindings
) -> Iterator[Triple]:
    subject, object = (end, start) if step.backwards else (start, end)
    predicate = _value(step.predicate, bindings) if step.predicate else None
    if isinstance(subject, ox.Literal) or (predicate is not None and not isinstance(predicate, ox.NamedNode)):
        return
    for quad in store.quads_for_pattern(subject, predicate, object, None):
        if str(quad.predicate) not in step.excluded:
            yield quad.subject, quad.predicate, quad.object


def _value(term: str, bindings: _Bindings) -> Term | None:
    """Return what a term of a pattern stands for in a solution."""
    if term.startswith("?"):
        return bindings.get(term[1:])
    return bindings.get(term) if term.startswith("_:") else _parsed_term(term)


@cache
def _parsed_term(term: str) -> Term:
    if term.startswith("<"):
        return ox.NamedNode(term[1:-1])
    line = f"<{iri('rdf:nil')}> <{iri('rdf:first')}> {term} ."
    quad: ox.Quad
    (quad,) = ox.parse(line, format=ox.RdfFormat.N_TRIPLES)
    return quad.object
