"""Rows as HTML: a page of its own, or a table for somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from markupsafe import Markup

from kg.characters import visible
from kg.report import html
from kg.report.cells import cell, is_number
from kg.report.names import Solutions, Term, as_it_is
from kg.terms import iri, shorten

_ADDRESS = iri("xsd:anyURI")
_STYLE = "rows.css"


@dataclass(frozen=True, slots=True)
class _Cell:
    """What stands in a cell, where it leads, its language and whether it is a number."""

    text: str
    href: str
    language: str
    number: bool


def render_page(found: Solutions, style: str, *, title: str) -> str:
    """Return rows as a page that needs no other file and runs nothing."""
    own = html.style(_STYLE)
    page = html.environment().get_template("page.html")
    return (
        page.render(title=visible(title), policy=html.policy(own), style=Markup(own), **_content(found, style)) + "\n"
    )


def render_fragment(found: Solutions, style: str = "", *, note: str = "") -> str:
    """Return rows as a table to be put into a page, such as that of a notebook."""
    fragment = html.environment().get_template("fragment.html")
    return fragment.render(style=Markup(html.style(_STYLE)), note=note, **_content(found, style))


def _content(found: Solutions, style: str) -> dict[str, object]:
    return {"columns": found.columns, "rows": _rows(found, style)}


def _rows(found: Solutions, style: str) -> Iterator[list[_Cell]]:
    spell = as_it_is if style == "full" else shorten
    for row in found.rows:
        yield [_Cell(visible(cell(term, spell)), _href(term), _language(term), is_number(term)) for term in row]


def _href(term: Term | None) -> str:
    """Return where an IRI or a literal that is one leads, if a browser may go there."""
    if isinstance(term, ox.NamedNode) or (isinstance(term, ox.Literal) and term.datatype.value == _ADDRESS):
        return term.value if term.value.lower().startswith(("http://", "https://")) else ""
    return ""


def _language(term: Term | None) -> str:
    return (isinstance(term, ox.Literal) and term.language) or ""
