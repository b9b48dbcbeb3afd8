"""Rows that share what only one may have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TypeVar

from kg.model import Claim, Entity, Position, Source

RowT = TypeVar("RowT", bound=Entity | Source | Claim | Position)


def twins(rows: Iterable[RowT]) -> Iterator[tuple[RowT, RowT]]:
    """Yield every row that has the id of others, with the next of these: any of them may be the wrong one."""
    same: dict[str, list[RowT]] = {}
    for row in rows:
        same.setdefault(row.id, []).append(row)
    for group in same.values():
        if len(group) > 1:
            yield from pairwise([*group, group[0]])
