"""The values of parameters: what is typed becomes a term of SPARQL."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable
from datetime import date
from typing import NoReturn

from kg.problems import KgError, QueryError
from kg.queries.header import TYPES
from kg.terms import is_iri, literal

#: Turns a name and the prefixes to look under into the IRI of the one thing called so; raises KgError otherwise.
Find = Callable[[str, tuple[str, ...]], str]

_IRI = re.compile(r"<[^<>\"{}|^`\\\s]+>")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)


def value_term(type: str, value: str, find: Find) -> str:
    """Return the term that the *value* of a parameter stands for.

    A thing is looked up by any of its names, a year or month is its first day, a number stays as it is. Raises
    QueryError for a value that is none of the type, or that several things are called, with these.

    >>> value_term("date", "2024-03", lambda name, prefixes: name)
    '"2024-03-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    """
    value = encodable(value, "the value")
    if TYPES[type]:
        try:
            return f"<{find(value, TYPES[type])}>"
        except KgError as error:
            raise QueryError(f"error[unknown-value]: {error}") from None
    if type == "date":
        return literal(_day(value), datatype="xsd:date")
    return _number(value) if type == "number" else text_term(value)


def encodable(text: str, what: str) -> str:
    """Return *text*, or raise QueryError where a terminal or a file gave bytes for it that are not UTF-8.

    Where the system's own encoding is another one, Python has kept what it could not read as bytes.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        with contextlib.suppress(UnicodeError):
            return os.fsencode(text).decode("utf-8")
        raise QueryError(f"error[encoding]: {what} is not UTF-8 at its character {error.start + 1}") from None
    return text


def text_term(value: str) -> str:
    """Return *value* as a term: a whole IRI in angle brackets as it is, anything else as a string.

    >>> text_term("<http://example.org/>"), text_term("<b>")
    ('<http://example.org/>', '"<b>"')
    """
    return value if _IRI.fullmatch(value) and is_iri(value[1:-1]) else literal(value)


def _day(value: str) -> str:
    match = _DAY.fullmatch(value)
    if match is None:
        _refuse(value, "day", "2024-03-31, 2024-03 or 2024")
    try:
        return date(*(int(part or 1) for part in match.groups())).isoformat()
    except ValueError as error:
        raise QueryError(f"error[unknown-value]: {value!r} is no day: {error}") from None


def _number(value: str) -> str:
    if not _NUMBER.fullmatch(value):
        _refuse(value, "number", "12 or 0.5")
    return value


def _refuse(value: str, what: str, examples: str) -> NoReturn:
    raise QueryError(f"error[unknown-value]: {value!r} is no {what}; write it as {examples}")
