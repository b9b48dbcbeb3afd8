"""The text of a query, changed so that its rows tell more: all variables, and which branches matched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.algebra import Parsed, Pattern, Select
from kg.sparql.tokens import Token, tokenize

_WEIGHTY = ("minus", "exists", "not exists", "service")
_MARKED = ("optional", "union")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Something in a selection, with the marks of the branches around it: it counts where all of them are bound."""

    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster(Placed):
    """Patterns that share blank nodes, or one alone."""

    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subquery(Placed):
    """A selection in a selection."""

    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A selection with what can be traced in it, apart from what its subqueries hold."""

    select: Select
    clusters: tuple[Cluster, ...]
    subqueries: tuple[Subquery, ...]

    @property
    def visible(self) -> tuple[str, ...]:
        """The variables that tell what matched, those that its subqueries select too."""
        own = (name for cluster in self.clusters for pattern in cluster.patterns for name in sorted(pattern.variables))
        below = (name for subquery in self.subqueries for name in subquery.unit.selected)
        return tuple(dict.fromkeys((*own, *below)))

    @property
    def selected(self) -> tuple[str, ...]:
        """The variables of its rows."""
        return self.select.projected or self.visible


class Rewriter:
    """Writes one query in other ways."""

    def __init__(self, query: str, parsed: Parsed) -> None:
        self._query, self._parsed = query, parsed
        self._tokens = tokenize(query)
        self._stem = "traced"
        while self._stem in query:
            self._stem += "_"
        self.main = self._unit(parsed.selects[0])

    def is_shown(self, name: str) -> bool:
        """Tell whether a variable is one that the query selects."""
        projected = self.main.select.projected
        return name in projected if projected else not name.startswith(self._stem)

    def widened(self) -> str:
        """Return the query with all variables beside those it selects, its rows and their order unchanged."""
        select = self.main.select
        more = [name for name in (*self.main.visible, *self._marked(select).values()) if name not in select.projected]
        clause = self._clause(select)
        added = "" if clause.items == "*" else "".join(f" ?{name}" for name in more)
        before = self._query[: select.start]
        return f"{before}SELECT {clause.items}{added} {clause.dataset} {self._where(select)}{self._after(select)}"

    def plain(self) -> str:
        """Return the query as it was written."""
        return self._query

    def grouped(self) -> str:
        """Return the query with all that it groups by beside what it selects."""
        select, clause = self.main.select, self._clause(self.main.select)
        more = () if select.modifier else tuple(name for name in self.keys(self.main) if name not in select.projected)
        added = "".join(f" ?{name}" for name in more)
        where = self._query[select.opening : select.closing + 1]
        before = (
            f"{self._query[: select.start]}SELECT {select.modifier} {clause.items}{added} {clause.dataset} {where} "
        )
        return before + self._after(select)

    def traced(self, unit: Unit) -> str:
        """Return a query for all solutions of a selection before they are grouped, made distinct, or cut off."""
        main, select = self._parsed.selects[0], unit.select
        items = " ".join(text for _, text in self._conditions(select)) if select.grouped else self._clause(select).items
        names = self.keys(unit)
        more = [name for name in (*unit.visible, *self._marked(select).values()) if name not in names]
        added = "" if items == "*" else "".join(f" ?{name}" for name in more)
        where, values = self._where(select), self._values(select)
        none = "" if items or added else f"(1 AS ?{self._stem})"
        return f"{self._query[: main.start]}SELECT {items}{added}{none} {self._clause(main).dataset} {where} {values}"

    def keys(self, unit: Unit) -> tuple[str, ...]:
        """Return the variables that tie a row to the solutions it was made from."""
        if unit.select.grouped:
            return tuple(name for name, _ in self._conditions(unit.select))
        return unit.selected

    def _unit(self, select: Select) -> Unit:
        clusters: list[tuple[set[str], tuple[str, ...], int, list[Pattern]]] = []
        for pattern in self._parsed.patterns:
            marks = self._home(pattern.group, select)
            if marks is None or not pattern.routes:
                continue
            blanks = {term for term in (pattern.subject, pattern.object) if term.startswith("_:")}
            joined = [c for c in clusters if c[2] == pattern.group and c[0] & blanks]
            clusters = [c for c in clusters if c not in joined]
            patterns = [*(p for c in joined for p in c[3]), pattern]
            clusters.append((blanks.union(*(c[0] for c in joined)), marks, pattern.group, patterns))
        below = ((each, self._around_subquery(each, select)) for each in self._parsed.selects if each != select)
        return Unit(
            select=select,
            clusters=tuple(Cluster(marks=marks, patterns=tuple(patterns)) for _, marks, _, patterns in clusters),
            subqueries=tuple(
                Subquery(marks=marks, unit=self._unit(each))
                for each, marks in below
                if marks is not None and not each.sliced
            ),
        )

    def _around_subquery(self, inner: Select, outer: Select) -> tuple[str, ...] | None:
        parent = self._parsed.groups[inner.group].parent
        return None if parent is None else self._home(parent, outer)

    def _home(self, group: int, select: Select) -> tuple[str, ...] | None:
        """Return the marks between a group and the selection that it belongs to, None if that is another."""
        marks: list[str] = []
        for index in self._parsed.around(group):
            kind = self._parsed.groups[index].kind
            if index == select.group:
                return tuple(marks)
            if kind in _WEIGHTY or kind == "where":
                return None
            if kind in _MARKED:
                marks.append(self._mark(index))
        return None

    def _mark(self, group: int) -> str:
        return f"{self._stem}{group}"

    def _marked(self, select: Select) -> Mapping[int, str]:
        """Return the groups of a selection that may or may not match, each with its mark."""
        kinds = enumerate(group.kind for group in self._parsed.groups)
        return {i: self._mark(i) for i, kind in kinds if kind in _MARKED and self._home(i, select) is not None}

    def _where(self, select: Select) -> str:
        """Return the pattern of a selection, with a mark bound in each branch that may or may not match."""
        inserted: dict[int, str] = {}
        full = {self._parsed.groups[each.group].parent for each in self._parsed.selects}
        for index, mark in self._marked(select).items():
            group = self._parsed.groups[index]
            bound = f" BIND(true AS ?{mark}) "
            if index in full:  # nothing may stand beside a subquery in its braces
                inserted[group.start + 1] = "{"
                bound = "}" + bound
            inserted[group.end] = bound
        return _with_inserted(self._query, select.opening, select.closing + 1, inserted)

    def _clause(self, select: Select) -> _Clause:
        """Take the clause of a selection apart: its items, and where its data comes from."""
        tokens = [token for token in self._tokens if select.start < token.start < select.opening]
        while tokens and tokens[0].word in ("DISTINCT", "REDUCED"):
            tokens = tokens[1:]
        outside = [token for token, depth in _depths(tokens) if depth == 0]
        data = next((token.start for token in outside if token.word in ("FROM", "WHERE")), select.opening)
        where = next((token.start for token in outside if token.word == "WHERE"), select.opening)
        first = tokens[0].start if tokens else select.opening
        return _Clause(items=self._query[first:data].strip(), dataset=self._query[data:where].strip())

    def _conditions(self, select: Select) -> list[tuple[str, str]]:
        """Return what a selection groups by: a name each, and how it is written in a SELECT clause."""
        found = []
        for number, (name, text) in enumerate(zip(select.keys, self._slices(select), strict=True)):
            key = name or f"{self._stem}key{number}"
            written = self._query[slice(*text)]
            found.append((key, written if name else f"({written} AS ?{key})"))
        return found

    def _slices(self, select: Select) -> list[tuple[int, int]]:
        """Return where each condition of GROUP BY begins and ends."""
        after = [token for token in self._tokens if select.closing < token.start < select.end]
        words = [token.word for token in after]
        if "GROUP" not in words:
            return []
        slices: list[tuple[int, int]] = []
        start = -1
        for token, depth in _depths(after[words.index("GROUP") + 2 :]):
            if depth == 0 and token.word in _MODIFIERS:
                break
            start = token.start if start < 0 else start
            if depth == 0 and (token.kind == "var" or token.text == ")"):
                slices.append((start, token.start + len(token.text)))
                start = -1
        return slices

    def _after(self, select: Select) -> str:
        """Return what follows the pattern, each condition of GROUP BY with a name."""
        replaced = list(zip(self._slices(select), self._conditions(select), strict=True))
        text, at = "", select.closing + 1
        for (start, end), (_, written) in replaced:
            text += self._query[at:start] + written
            at = end
        return text + self._query[at : select.end]

    def _values(self, select: Select) -> str:
        """Return the VALUES clause at the end of a selection."""
        after = [token for token in self._tokens if select.closing < token.start < select.end]
        return next((self._query[token.start : select.end] for token in after if token.word == "VALUES"), "")


_MODIFIERS = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    items: str
    dataset: str


def _depths(tokens: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    """Yield each token with the number of brackets around it; a bracket stands outside of what it holds."""
    depth = 0
    for token in tokens:
        if token.kind == "sign" and token.text in ")}":
            depth -= 1
        yield token, depth
        if token.kind == "sign" and token.text in "({":
            depth += 1


def _with_inserted(text: str, start: int, end: int, inserted: Mapping[int, str]) -> str:
    """Return a part of *text* with pieces put in before the characters at their offsets."""
    pieces, at = [], start
    for offset in sorted(inserted):
        pieces += [text[at:offset], inserted[offset]]
        at = offset
    return "".join([*pieces, text[at:end]])
