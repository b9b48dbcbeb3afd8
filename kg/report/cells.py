"""Terms as a reader sees them in a cell."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox

from kg.report.names import Term
from kg.terms import iri, shorten

#: Types whose values count.
NUMERIC = frozenset(
    iri(f"xsd:{name}")
    for name in (
        "integer", "decimal", "double", "float", "int", "long", "short", "byte", "nonNegativeInteger", "unsignedInt",
        "positiveInteger", "nonPositiveInteger", "negativeInteger", "unsignedLong", "unsignedShort", "unsignedByte",
    )
)  # fmt: skip
_PLAIN_TYPES = NUMERIC | {
    iri("rdf:langString"),
    iri("rdf:dirLangString"),
    iri("edtf:EDTF"),
    *(iri(f"xsd:{name}") for name in ("string", "boolean", "date", "dateTime", "anyURI")),
}


def cell(term: Term | None, spell: Callable[[str], str]) -> str:
    """Return a term as a reader sees it: an IRI as *spell* names it, a literal without quotes, its type if unusual."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return spell(term.value)
    if isinstance(term, ox.Triple):
        return f"<<( {' '.join(cell(part, spell) for part in parts_of(term))} )>>"
    if isinstance(term, ox.Literal) and term.datatype.value not in _PLAIN_TYPES:
        return f"{term.value} ({shorten(term.datatype.value)})"
    return term.value if isinstance(term, ox.Literal) else str(term)


def parts_of(triple: ox.Triple) -> tuple[Term, Term, Term]:
    """Return subject, predicate and object of a triple that is a term."""
    return triple.subject, triple.predicate, triple.object


def is_number(term: Term | None) -> bool:
    """Tell whether a term is a number."""
    return isinstance(term, ox.Literal) and term.datatype.value in NUMERIC
