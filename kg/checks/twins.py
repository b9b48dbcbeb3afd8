"""Rows that share what only one may have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from operator import attrgetter
from typing import TypeVar

from kg.model import Claim, Entity, Position, Source

RowT = TypeVar("RowT", bound=Entity | Source | Claim | Position)


def twins(rows: Iterable[RowT]) -> Iterator[tuple[RowT, RowT]]:
    """Yield every row that has the id of others, with the next of these: any of them may be the wrong one."""
    by_id = attrgetter("id")
    for _, same in groupby(sorted(rows, key=by_id), key=by_id):
        if len(group := list(same)) > 1:
            yield from pairwise([*group, group[0]])
