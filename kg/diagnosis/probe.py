"""Parts of a query, asked on their own: how many rows they have, and which values stand in them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import pyoxigraph as ox

from kg.diagnosis.outline import Outline
from kg.store import Answer
from kg.terms import iri, shorten

#: As many rows are counted; what has more is said to have so many or more.
ENOUGH = 1000

_BARE = {iri(f"xsd:{name}") for name in ("integer", "decimal", "boolean")}

Clock = Callable[[], float]
#: Answers a query that may be about any graph, here or elsewhere.
Ask = Callable[[str], Answer]
Row = tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, ...]


class OutOfTimeError(Exception):
    """The time that a diagnosis may take is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Asks within the prefixes and graphs of a query; ``around`` stands about all that is asked.

    Raises OutOfTimeError when a question would begin, or a row of its answer comes, after ``deadline``.
    """

    ask: Ask
    prologue: str
    dataset: str
    deadline: float = float("inf")
    clock: Clock = time.monotonic
    around: tuple[str, ...] = ()

    def count(self, body: str, *, most: int = ENOUGH) -> int:
        """Return how many rows a group has, *most* where it has as many or more."""
        return self.rows_of(f"SELECT * {{ {self._within(body)} }}", most=most)

    def rows_of(self, selection: str, *, most: int = ENOUGH) -> int:
        """Return how many rows a SELECT without FROM has, *most* where it has as many or more."""
        return len(self._ask(f"SELECT (1 AS ?__one) {self.dataset} {{ {{ {selection} }} }} LIMIT {most}"))

    def values(self, what: str, body: str, *, limit: int = ENOUGH) -> list[Row]:
        """Return the distinct values of variables or ``(expression AS ?variable)`` in a group."""
        return self._ask(f"SELECT DISTINCT {what} {self.dataset} {{ {self._within(body)} }} LIMIT {limit}")

    def sample(self, what: str, body: str, condition: str) -> list[Row]:
        """Return distinct values as above, but only of the first `ENOUGH` rows, and of those that meet a condition."""
        first = f"{{ SELECT * {{ {self._within(body)} }} LIMIT {ENOUGH} }}"
        return self._ask(f"SELECT DISTINCT {what} {self.dataset} {{ {first} {condition} }}")

    def inside(self, keyword: str) -> Probe:
        """Return a probe whose questions stand in one more group, such as ``GRAPH graph:registry``."""
        return replace(self, around=(*self.around, keyword)) if keyword else self

    def everywhere(self) -> Probe:
        """Return a probe of all graphs together."""
        return replace(self, dataset="", around=())

    def _within(self, body: str) -> str:
        for keyword in reversed(self.around):
            body = f"{keyword} {{ {body} }}"
        return body

    def _ask(self, query: str) -> list[Row]:
        self._look_at_the_clock()
        found = []
        for row in _solutions(self.ask, f"{self.prologue} {query}"):
            self._look_at_the_clock()
            found.append(tuple(row))
        return found

    def _look_at_the_clock(self) -> None:
        if self.clock() >= self.deadline:
            raise OutOfTimeError


def select(ask: Ask, query: str) -> list[Row]:
    """Return the rows of a SELECT query."""
    return [tuple(row) for row in _solutions(ask, query)]


def _solutions(ask: Ask, query: str) -> ox.QuerySolutions:
    answer = ask(query)
    assert isinstance(answer, ox.QuerySolutions)
    return answer


def probe_of(ask: Ask, outline: Outline, *, deadline: float, clock: Clock) -> Probe:
    """Return a probe for a query, which may ask until *deadline*."""
    return Probe(ask=ask, prologue=outline.prologue, dataset=outline.dataset, deadline=deadline, clock=clock)


def rows_in_words(number: int) -> str:
    """Return a number of rows, honest about what was not counted.

    >>> rows_in_words(1), rows_in_words(0), rows_in_words(1000)
    ('1 row', '0 rows', '1,000 or more rows')
    """
    return f"{bounded(number)} row{'s' * (number != 1)}"


def bounded(number: int) -> str:
    """Return a count, honest about where it was ended."""
    return f"{number:,} or more" if number >= ENOUGH else str(number)


def written(term: object) -> str:
    """Return a term as one would write it in a query.

    >>> written(ox.Literal("Iran", language="en")), written(ox.Literal(3))
    ('"Iran"@en', '3')
    """
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    if not isinstance(term, ox.Literal):
        return str(term)
    if term.datatype.value in _BARE:
        return term.value
    text = str(term)
    suffix = f"^^{term.datatype}"
    return f"{text.removesuffix(suffix)}^^{shorten(term.datatype.value)}" if text.endswith(suffix) else text
