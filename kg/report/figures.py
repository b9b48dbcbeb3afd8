"""Measures of agreement as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.model import Figure
from kg.report.tables import render_table

_RETRIEVAL = ("precision", "recall", "F1")


def figure_rows(figures: Iterable[Figure]) -> list[tuple[str, ...]]:
    """Return measures as rows of a table of their fields, with three decimals and nothing where one is not defined."""
    return [(f.source, f.measure, str(f.n), _rounded(f.value), _rounded(f.low), _rounded(f.high)) for f in figures]


def render_figures(figures: Sequence[Figure], *, markdown: bool = False) -> str:
    """Return measures as three tables: who–whom and claims by source, and what is beyond chance."""
    from kg.agreement import ALL, CONFIDENCE, NOMINAL, UNITS  # which brings numpy, and queries do without

    interval = f"{CONFIDENCE} % interval"
    by_name = {(figure.source, figure.measure): figure for figure in figures}
    sources = dict.fromkeys(figure.source for figure in figures)

    def measure(source: str, name: str) -> Figure:
        return by_name.get((source, name)) or Figure(source, name, 0, None, None, None)

    tables = []
    for unit in UNITS:
        header = [unit, "first", "second", *_RETRIEVAL, interval]
        rows = [_retrieval(source, *(measure(source, f"{unit} {name}") for name in _RETRIEVAL)) for source in sources]
        tables.append(render_table(header, rows, markdown=markdown))
    equal = {column: measure(ALL, f"{column} equal") for column in NOMINAL}
    kappa = {column: measure(ALL, f"{column} kappa") for column in NOMINAL}
    rows = [(c, str(kappa[c].n), _rounded(equal[c].value), *_with_interval(kappa[c])) for c in NOMINAL]
    tables.append(render_table(["matched claims", "n", "equal", "kappa", interval], rows, markdown=markdown))
    return "\n\n".join(tables)


def _retrieval(source: str, precision: Figure, recall: Figure, f1: Figure) -> tuple[str, ...]:
    sizes, shares = (str(precision.n), str(recall.n)), (_rounded(precision.value), _rounded(recall.value))
    return (source, *sizes, *shares, *_with_interval(f1))


def _with_interval(figure: Figure) -> tuple[str, str]:
    bounds = f"{_rounded(figure.low)} to {_rounded(figure.high)}"
    return _rounded(figure.value), bounds if figure.value is not None else ""


def _rounded(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
