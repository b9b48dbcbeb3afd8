"""Rows in the formats of programs, a piece at a time: nothing is held back until the last row is known.

CSV and TSV are those of https://www.w3.org/TR/sparql12-results-csv-tsv/, with the line ends of Unix.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

import pyoxigraph as ox

from kg.characters import SPREADSHEET_MARK, csv_line, disarmed
from kg.report.cells import parts_of
from kg.report.names import Solutions, Term, as_it_is, short_or_full
from kg.terms import iri, shorten

_STRING = iri("xsd:string")
# What Turtle, and so TSV, reads as a number or a truth value of that type without quotes.
_BARE = {
    iri("xsd:integer"): r"[+-]?[0-9]+",
    iri("xsd:decimal"): r"[+-]?[0-9]*\.[0-9]+",
    iri("xsd:double"): r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+",
    iri("xsd:boolean"): "true|false",
}

# How much is gathered before it is passed on, in characters and in seconds; the first pieces go at once.
_ENOUGH, _SOON, _AT_ONCE = 1 << 16, 0.1, 64

Spell: TypeAlias = Callable[[str], str]


def pass_on(
    pieces: Iterable[str], emit: Callable[[str], object], *, clock: Callable[[], float] = time.monotonic
) -> None:
    """Give *pieces* to *emit*, the first at once and later ones together with those that come soon after."""
    held: list[str] = []
    size, since = 0, clock()
    for number, piece in enumerate(pieces):
        held.append(piece)
        size += len(piece)
        if number < _AT_ONCE or size >= _ENOUGH or clock() - since >= _SOON:
            emit("".join(held))
            held.clear()
            size, since = 0, clock()
    if held:
        emit("".join(held))


def csv_pieces(found: Solutions, style: str) -> Iterator[str]:
    """Yield lines of CSV."""
    spell = spelling(style)
    yield csv_line(found.columns)
    for row in found.rows:
        yield csv_line(plain_text(term, spell) for term in row)


def spreadsheet_pieces(found: Solutions, style: str) -> Iterator[str]:
    """Yield lines of CSV as a spreadsheet opens them: marked as UTF-8, and texts that would be formulas disarmed."""
    spell = spelling(style)
    yield SPREADSHEET_MARK + csv_line(map(disarmed, found.columns))
    for row in found.rows:
        yield csv_line(
            plain_text(term, spell) if _is_number(term) else disarmed(plain_text(term, spell)) for term in row
        )


def _is_number(term: Term | None) -> bool:
    """Tell whether a literal is a number to a spreadsheet too, so that -2 stays one."""
    bare = _BARE.get(term.datatype.value) if isinstance(term, ox.Literal) else None
    return bare is not None and isinstance(term, ox.Literal) and re.fullmatch(bare, term.value) is not None


def plain_text(term: Term | None, spell: Spell) -> str:
    """Return a term as a plain text, IRIs as *spell* has them and nothing for what is unbound."""
    if isinstance(term, ox.Literal):
        return term.value
    if isinstance(term, ox.NamedNode):
        return spell(term.value)
    return "" if term is None else _turtle_term(term, _bracketed)


def tsv_pieces(found: Solutions, style: str) -> Iterator[str]:
    """Yield lines of TSV, whose terms are written as in Turtle."""
    spell = shorten if style == "curie" else _bracketed
    yield "\t".join(f"?{name}" for name in found.columns) + "\n"
    for row in found.rows:
        yield "\t".join("" if term is None else _turtle_term(term, spell) for term in row) + "\n"


def _bracketed(name: str) -> str:
    return f"<{name}>"


def _turtle_term(term: Term, spell: Spell) -> str:
    if isinstance(term, ox.NamedNode):
        return spell(term.value)
    if isinstance(term, ox.Triple):
        return f"<<( {' '.join(_turtle_term(part, spell) for part in parts_of(term))} )>>"
    if isinstance(term, ox.Literal):
        bare = _BARE.get(term.datatype.value)
        if bare and re.fullmatch(bare, term.value):
            return term.value
    return str(term)


def spelling(style: str) -> Spell:
    """Return how IRIs are written in a style; by default in full."""
    return short_or_full if style == "curie" else as_it_is
