"""Rows as SPARQL JSON and as one plain object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from kg.report.cells import is_number, parts_of
from kg.report.names import Solutions, Term
from kg.report.rows import Spell, plain_text, spelling
from kg.terms import iri

_STRING, _BOOLEAN = iri("xsd:string"), iri("xsd:boolean")
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def json_pieces(found: Solutions, style: str) -> Iterator[str]:
    """Yield an object of SPARQL JSON, a row a line."""
    spell = spelling(style)
    yield f'{{"head":{_json({"vars": found.columns})},"results":{{"bindings":['
    before = "\n"
    for row in found.rows:
        bound = zip(found.columns, row, strict=True)
        yield before + _json({name: _json_term(term, spell) for name, term in bound if term is not None})
        before = ",\n"
    yield "\n]}}\n"


def _json_term(term: Term, spell: Spell) -> Mapping[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": spell(term.value)}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        names = ("subject", "predicate", "object")
        parts = {name: _json_term(part, spell) for name, part in zip(names, parts_of(term), strict=True)}
        return {"type": "triple", "value": parts}
    said = {"type": "literal", "value": term.value}
    if term.language:
        return said | {"xml:lang": term.language} | ({"its:dir": str(term.direction)} if term.direction else {})
    return said if term.datatype.value == _STRING else said | {"datatype": term.datatype.value}


def ndjson_pieces(found: Solutions, style: str) -> Iterator[str]:
    """Yield an object a line; numbers and truth values are those of JSON, and what is unbound is ``null``."""
    spell = spelling(style)
    keys = [_json(name) for name in found.columns]
    for row in found.rows:
        yield "{" + ",".join(f"{key}:{_json_value(t, spell)}" for key, t in zip(keys, row, strict=True)) + "}\n"


def _json_value(term: Term | None, spell: Spell) -> str:
    if term is None:
        return "null"
    text = plain_text(term, spell)
    if is_number(term) and _JSON_NUMBER.fullmatch(text):
        return text
    if isinstance(term, ox.Literal) and term.datatype.value == _BOOLEAN and text in ("true", "false"):
        return text
    return _json(text)
