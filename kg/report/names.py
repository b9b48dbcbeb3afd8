"""Rows of terms, and how their IRIs are named: in full, as CURIEs or by their labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TypeAlias

import pyoxigraph as ox

from kg.problems import MisuseError
from kg.terms import iri, shorten

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row: TypeAlias = Sequence[Term | None]

#: How IRIs may be named.
STYLES = ("full", "curie", "label")
#: How many rows are looked through for the columns that hold IRIs.
LOOKED_THROUGH = 1000
_REMEMBERED = 100_000


def _no_label(_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How IRIs are named: one of `STYLES`, by default as each format has it; ``labels`` adds a column with the label.

    ``label_of`` returns the label of an IRI, empty where it has none.
    """

    iri: str = ""
    labels: bool = False
    label_of: Callable[[str], str] = _no_label

    def __post_init__(self) -> None:
        if self.iri and self.iri not in STYLES:
            raise MisuseError(f"IRIs are not written as {self.iri!r}; take one of {', '.join(STYLES)}")


@dataclass(frozen=True, slots=True)
class Solutions:
    """Rows with a term, or nothing, for each of the columns; they may be read once and need not all be there yet."""

    columns: tuple[str, ...]
    rows: Iterable[Row]


def solutions(answer: ox.QuerySolutions, columns: Sequence[str] = ()) -> Solutions:
    """Return an answer with its variables in the order of *columns*, by default in its own."""
    names = [variable.value for variable in answer.variables]
    if not columns or list(columns) == names:
        return Solutions(tuple(names), map(tuple, answer))
    order = [names.index(name) for name in columns]
    return Solutions(tuple(columns), (tuple(row[i] for i in order) for row in answer))


def labels_from(graph: ox.Store, languages: Sequence[str] = ()) -> Callable[[str], str]:
    """Return a function that gives the ``rdfs:label`` of an IRI in the first of *languages* that it has, else any.

    ``en`` is content with ``en-GB``; the same graph gives the same label each time.
    """
    label = ox.NamedNode(iri("rdfs:label"))

    def rank(known: ox.Literal) -> tuple[int, str, str]:
        language = known.language or ""
        fits = (n for n, wanted in enumerate(languages) if _fits(language, wanted.lower()))
        return next(fits, len(languages)), language, known.value

    @lru_cache(maxsize=_REMEMBERED)
    def label_of(name: str) -> str:
        found = graph.quads_for_pattern(ox.NamedNode(name), label, None, None)
        return min((rank(quad.object) for quad in found if isinstance(quad.object, ox.Literal)), default=(0, "", ""))[2]

    return label_of


def _fits(language: str, wanted: str) -> bool:
    return language == wanted or language.startswith(f"{wanted}-")


def named(found: Solutions, names: Naming) -> Solutions:
    """Return rows with the labels that *names* asks for, in columns of their own or in the place of IRIs."""
    if names.labels:
        found = _with_label_columns(found, names.label_of)
    if names.iri == "label":
        return Solutions(found.columns, ([_by_label(term, names.label_of) for term in row] for row in found.rows))
    return found


def _with_label_columns(found: Solutions, label_of: Callable[[str], str]) -> Solutions:
    """Put a column ``NAME_label`` behind each that holds an IRI in one of the rows that are looked through.

    Reading stops as soon as all columns do; an answer that has a column of that name keeps it.
    """
    rows = iter(found.rows)
    wanted = {i for i, name in enumerate(found.columns) if f"{name}_label" not in found.columns}
    first, holding = _looked_through(rows, wanted)
    columns = [[name, f"{name}_label"] if i in holding else [name] for i, name in enumerate(found.columns)]
    labelled = (_with_labels(row, holding, label_of) for row in chain(first, rows))
    return Solutions(tuple(chain.from_iterable(columns)), labelled)


def _looked_through(rows: Iterator[Row], wanted: set[int]) -> tuple[list[Row], set[int]]:
    first: list[Row] = []
    holding: set[int] = set()
    while holding != wanted and len(first) < LOOKED_THROUGH and (row := next(rows, None)) is not None:
        first.append(row)
        holding |= {i for i in wanted if isinstance(row[i], ox.NamedNode)}
    return first, holding


def _with_labels(row: Row, holding: set[int], label_of: Callable[[str], str]) -> Row:
    cells: list[Term | None] = []
    for i, term in enumerate(row):
        cells.append(term)
        if i in holding:
            label = label_of(term.value) if isinstance(term, ox.NamedNode) else ""
            cells.append(ox.Literal(label) if label else None)
    return cells


def _by_label(term: Term | None, label_of: Callable[[str], str]) -> Term | None:
    label = label_of(term.value) if isinstance(term, ox.NamedNode) else ""
    return ox.Literal(label) if label else term


def short_or_full(name: str) -> str:
    """Return an IRI as a CURIE where a known prefix fits, else as it is."""
    short = shorten(name)
    return name if short.startswith("<") else short


def as_it_is(name: str) -> str:
    """Return an IRI in full."""
    return name
