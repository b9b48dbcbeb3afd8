"""Findings as tables whose rows lead back to the claims they rest on."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from kg.model import Claim, Corpus


class Named(NamedTuple):
    """An actor, issue or source: its id for programs, its label for readers."""

    id: str
    label: str


#: The column that names the claims behind a row.
CLAIM_IDS = "claim_ids"
#: What a cell may hold; ``None`` where a figure is not defined.
Cell: TypeAlias = str | int | float | Named | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table, with the claims that its figures count."""

    cells: tuple[Cell, ...]
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of findings; ``key`` names it for programs, ``notes`` say how its figures came about.

    The first *grouping* cells of a row are said once where they are those of the row before.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    grouping: int = 0

    def records(self) -> list[dict[str, str | int | float | list[str] | None]]:
        """Return the rows for programs, by column, each with the ids of its claims under `CLAIM_IDS`.

        A column of actors, issues or sources has their ids, and one beside it, ``NAME_label``, their labels.

        >>> pandas.DataFrame(sheet.records())  # doctest: +SKIP
        """
        with_labels = {
            name for line in self.lines for name, cell in zip(self.columns, line.cells, strict=True) if is_named(cell)
        }
        return [
            {**_record(self.columns, line, with_labels), CLAIM_IDS: [claim.id for claim in line.claims]}
            for line in self.lines
        ]


def is_named(cell: Cell) -> bool:
    """Tell whether a cell has an id and a label."""
    return isinstance(cell, Named)


def _record(columns: tuple[str, ...], line: Line, with_labels: Container[str]) -> dict[str, str | int | float | None]:
    found: dict[str, str | int | float | None] = {}
    for name, cell in zip(columns, line.cells, strict=True):
        id, label = cell if isinstance(cell, Named) else (cell, None)
        found[name] = id
        if name in with_labels:
            found[f"{name}_label"] = label
    return found


def named(corpus: Corpus, id: str) -> Named:
    """Return an actor or issue with its label."""
    return Named(id, corpus.label(id))
