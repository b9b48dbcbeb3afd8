"""Rows as SPARQL XML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import pyoxigraph as ox

from kg.export.xml import xml_text
from kg.report.cells import parts_of
from kg.report.names import Solutions, Term
from kg.report.rows import Spell, spelling
from kg.terms import iri

_STRING = iri("xsd:string")


def xml_pieces(found: Solutions, style: str) -> Iterator[str]:
    """Yield a document of SPARQL XML. Raises KgError at a character that no XML can hold."""
    spell = spelling(style)
    yield '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n<head>'
    yield "".join(f'<variable name="{escape(name)}"/>' for name in found.columns) + "</head>\n<results>\n"
    for row in found.rows:
        bound = zip(found.columns, row, strict=True)
        cells = (f'<binding name="{escape(n)}">{_xml_term(t, spell)}</binding>' for n, t in bound if t is not None)
        yield f"<result>{''.join(cells)}</result>\n"
    yield "</results>\n</sparql>\n"


def _xml_term(term: Term, spell: Spell) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{xml_text(spell(term.value))}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{term.value}</bnode>"
    if isinstance(term, ox.Triple):
        parts = zip(("subject", "predicate", "object"), parts_of(term), strict=True)
        return f"<triple>{''.join(f'<{name}>{_xml_term(part, spell)}</{name}>' for name, part in parts)}</triple>"
    return f"<literal{_xml_type(term)}>{xml_text(term.value)}</literal>"


def _xml_type(literal: ox.Literal) -> str:
    if literal.direction:
        its = 'xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0"'
        return f' {its} xml:lang="{escape(literal.language or "")}" its:dir="{literal.direction}"'
    if literal.language:
        return f' xml:lang="{escape(literal.language)}"'
    return "" if literal.datatype.value == _STRING else f' datatype="{escape(literal.datatype.value)}"'
