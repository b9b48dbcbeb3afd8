"""What a corpus says in TOML: its settings and its saved views."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.characters import stray
from kg.files import read_file
from kg.model import LANGUAGE, Origin, Place, View
from kg.problems import Problem
from kg.reader import faults
from kg.spelling import nearest
from kg.terms import is_iri

_SETTINGS = ("title", "language", "license")
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_VIEW = ("title", "text", "address")
_HEADING = re.compile(r"\s*\[\[\s*view\s*\]\]")
# How `tomllib` ends its messages.
_AT = re.compile(r" \(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, slots=True)
class _Toml:
    """A file of TOML: what it says and, since its reader gives no places, its lines."""

    file: str
    content: Mapping[str, object]
    lines: Sequence[str]

    def place_of(self, key: str, *, first: int = 1) -> Place:
        """Return where *key* is set, in line *first* or below."""
        setting = re.compile(rf"[\s\[\"']*{re.escape(key)}[\s\]\"'.=]")
        lines = (number for number, line in enumerate(self.lines[first - 1 :], first) if setting.match(line))
        return Place(self.file, next(lines, first), 1)


def read_settings(path: Path) -> tuple[dict[str, str], list[Problem]]:
    """Return what ``corpus.toml`` sets, and what is wrong with it; a corpus without one keeps the defaults."""
    toml, problems = _read(path, faults.bad_setting)
    settings: dict[str, str] = {}
    for key, value in toml.content.items():
        if fault := _fault_of_setting(key, value):
            problems.append(faults.bad_setting(toml.place_of(key), fault))
        else:
            settings[key] = str(value)
    return settings, problems


def read_views(path: Path) -> tuple[list[View], list[Problem]]:
    """Return the sound views in ``views.toml``, and what is wrong with the others."""
    toml, problems = _read(path, faults.bad_view)
    for key in toml.content.keys() - {"view"}:
        problems.append(faults.bad_view(toml.place_of(key), f"{key!r} is not known here; each view begins [[view]]"))
    tables = toml.content.get("view", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        return [], [*problems, faults.bad_view(toml.place_of("view"), "each view begins [[view]], in two brackets")]
    views = []
    for table, origin in zip(tables, _origins(toml, tables), strict=True):
        wrong = list(_faults_of_view(table, origin))
        problems += wrong
        if not wrong:
            views.append(View(**table, origin=origin))
    return views, problems


def _read(path: Path, fault: Callable[[Place, str], Problem]) -> tuple[_Toml, list[Problem]]:
    """Read a file that may be missing; one that is not TOML says nothing and is reported as *fault*."""
    if not os.path.lexists(path):
        return _Toml(path.name, {}, ()), []
    try:
        text = read_file(path).decode("utf-8-sig").replace("\r\n", "\n")
        return _Toml(path.name, tomllib.loads(text), text.split("\n")), []
    except (ValueError, RecursionError) as error:  # of bytes, of TOML, or of what it lets pass, such as endless numbers
        at = _AT.search(str(error))
        place = Place(path.name, *map(int, at.groups())) if at else Place(path.name, 1, 1)
        return _Toml(path.name, {}, ()), [fault(place, f"not TOML: {_AT.sub('', str(error))}")]


def _fault_of_setting(key: str, value: object) -> str:
    """Return what is wrong with a setting, nothing if it is sound."""
    if key not in _SETTINGS:
        return f"{key!r} is no setting; known are {', '.join(_SETTINGS[:-1])} and {_SETTINGS[-1]}"
    if not _is_text(value):
        return f"{key!r} must be a text"
    if key == "language" and not LANGUAGE.fullmatch(str(value)):
        return f"{value!r} is no language code such as 'en'"
    if "\n" in str(value) or stray(str(value)):
        return f"{key!r} has a line end or a character that nobody sees; leave it out"
    if key == "license" and not (_ADDRESS.fullmatch(str(value)) and is_iri(str(value))):
        return f"{value!r} is no address such as 'https://creativecommons.org/licenses/by/4.0/'"
    return ""


def _faults_of_view(table: Mapping[str, object], origin: Origin) -> Iterator[Problem]:
    for key in table.keys() - set(_VIEW):
        yield faults.bad_view(origin.of(key), f"a view has no {key!r}", nearest(key, set(_VIEW) - table.keys()))
    for key in _VIEW:
        if key not in table:
            yield faults.bad_view(origin.of(key), f"the view has no {key!r}")
        elif not _is_text(table[key]):
            yield faults.bad_view(origin.of(key), f"{key!r} must be a text")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _origins(toml: _Toml, tables: Sequence[Mapping[str, object]]) -> Iterator[Origin]:
    """Yield where each view begins and where its keys are set."""
    headings = [number for number, line in enumerate(toml.lines, 1) if _HEADING.match(line)]
    for index, table in enumerate(tables):
        first = headings[index] if index < len(headings) else 1
        places = [toml.place_of(key, first=first) for key in table]
        starts, lines = [place.column for place in places], [place.line for place in places]
        yield Origin(toml.file, first, tuple(table), starts, lines)
