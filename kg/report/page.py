"""Rows as HTML: a page of its own, or a table for somebody else's."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyoxigraph as ox
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kg.report.cells import cell, is_number
from kg.report.names import Solutions, Term, as_it_is
from kg.report.tables import visible
from kg.terms import iri, shorten

_ADDRESS = iri("xsd:anyURI")


@dataclass(frozen=True, slots=True)
class _Cell:
    """What stands in a cell, where it leads, its language and whether it is a number."""

    text: str
    href: str
    language: str
    number: bool


def render_page(found: Solutions, style: str, *, title: str) -> str:
    """Return rows as a page that needs no other file and runs nothing."""
    own = _style()
    digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    page = _environment().get_template("page.html")
    return page.render(title=visible(title), policy=policy, style=Markup(own), **_content(found, style)) + "\n"


def render_fragment(found: Solutions, style: str = "", *, note: str = "") -> str:
    """Return rows as a table to be put into a page, such as that of a notebook."""
    fragment = _environment().get_template("fragment.html")
    return fragment.render(style=Markup(_style()), note=note, **_content(found, style))


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


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("kg", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> str:
    return files("kg.report").joinpath("rows.css").read_text("utf-8")
