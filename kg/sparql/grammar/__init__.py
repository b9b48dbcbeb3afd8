"""The grammar of SPARQL 1.1 queries (https://www.w3.org/TR/sparql11-query/#grammar), read to find the first fault.

The engine decides what a query is; this reader is asked only for one that the engine refused, to say where and why.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.sparql.faults import SparqlError
from kg.sparql.grammar.queries import Queries, faults_of
from kg.sparql.grammar.words import AGGREGATES, FUNCTIONS, KEYWORDS
from kg.sparql.tokens import Token

__all__ = ["AGGREGATES", "FUNCTIONS", "KEYWORDS", "find_fault"]


def find_fault(tokens: Sequence[Token]) -> SparqlError | None:
    """Return the first fault of a query, ``None`` where the grammar finds none."""
    reader = Queries(tokens)
    try:
        reader.query()
    except SparqlError as fault:
        return fault
    faults = (fault for selection in reader.selections for fault in faults_of(selection))
    return min(faults, key=lambda fault: fault.start, default=None)
