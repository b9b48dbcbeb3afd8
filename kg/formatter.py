"""Tables in their canonical form: ids given, links resolved, rows and columns in order, cells as they are."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from kg.characters import csv_text
from kg.files import read_file
from kg.model import CLAIM_ID, COUNT
from kg.problems import KgError, Problem, has_errors
from kg.reader import layout
from kg.reader.table import Columns, Table, read_table

_ROW_ABOVE = re.compile(r"(?P<key>[^\s:|]+):-(?P<steps>[1-9]\d{0,5})(?![\w.-])", re.ASCII)


def format_corpus(folder: Path) -> tuple[Mapping[str, str], list[Problem]]:
    """Return the canonical text of each table of the corpus, and what is wrong with their form.

    A table whose form has errors is left out: nothing is rewritten that was not understood.
    """
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for file, columns in layout.tables(folder):
        if not os.path.lexists(folder / file):
            continue
        table, found = read_table(read_file(folder / file), file, columns)
        if has_errors(found):
            problems += found
        else:
            texts[file] = format_table(
                table, columns.all, is_claims=layout.is_claims(file) or layout.is_second_reading(file)
            )
    return texts, problems


def format_table(table: Table, columns: Sequence[str], *, is_claims: bool) -> str:
    """Return the table as UTF-8 text with commas and LF, its columns in the order of *columns*.

    Claims get the ids they lack and are ordered by paragraph and id; other tables are ordered by id. While a link such
    as ``-1`` leads to no row, rows stay where they are, so that it never comes to mean another one.
    """
    header = [name for name in columns if name in table.header or (is_claims and name == "id")]
    rows: list[dict[str, str]] = [{name: row.cells.get(name, "") for name in header} for row in table.rows]
    if is_claims:
        _give_ids(rows)
        _resolve_links(rows)
    if not any(_ROW_ABOVE.search(row.get("link", "")) for row in rows):
        rows.sort(key=_place_of_claim if is_claims else _id)
    text = _write(header, rows)
    _read_back(text, table.file, header, rows)
    return text


def format_positions(points: Mapping[str, tuple[int, int]]) -> str:
    """Return the canonical table of where each actor or issue is to stand on the map."""
    rows = [{"id": id, "x": str(x), "y": str(y)} for id, (x, y) in sorted(points.items())]
    return _write(layout.POSITION_COLUMNS.all, rows)


def _give_ids(rows: Sequence[dict[str, str]]) -> None:
    """Number the claims that have no id after the highest number that an id with their paragraph has."""
    highest: dict[tuple[str, str], int] = {}
    for row in rows:
        if match := CLAIM_ID.fullmatch(row["id"].strip()):
            key = _paragraph(row)[0], match["paragraph"]
            highest[key] = max(highest.get(key, 0), int(match["number"]))
    for row in rows:
        key = _paragraph(row)
        if not row["id"].strip() and COUNT.fullmatch(key[1]):
            highest[key] = highest.get(key, 0) + 1
            row["id"] = f"p{int(key[1])}-{highest[key]}"


def _paragraph(row: Mapping[str, str]) -> tuple[str, str]:
    """Return the source, if the table names it, and the paragraph without leading zeros."""
    paragraph = row["paragraph"].strip()
    if paragraph.isascii() and paragraph.isdecimal():
        paragraph = paragraph.lstrip("0")
    return row.get("source", "").strip(), paragraph


def _resolve_links(rows: Sequence[dict[str, str]]) -> None:
    """Turn ``-1`` (the row above) into that row's id, before rows are ordered."""
    for index, row in enumerate(rows):
        if "link" in row:
            row["link"] = _ROW_ABOVE.sub(_resolver(rows, index), row["link"])


def _resolver(rows: Sequence[Mapping[str, str]], index: int) -> Callable[[re.Match[str]], str]:
    def resolve(match: re.Match[str]) -> str:
        above = index - int(match["steps"])
        same_source = above >= 0 and _paragraph(rows[above])[0] == _paragraph(rows[index])[0]
        return f"{match['key']}:{rows[above]['id'].strip()}" if same_source and rows[above]["id"].strip() else match[0]

    return resolve


def _id(row: Mapping[str, str]) -> tuple[str, ...]:
    return (row.get("id", "").strip(),)


def _place_of_claim(row: Mapping[str, str]) -> tuple[str, int, int]:
    source, paragraph = _paragraph(row)
    match = CLAIM_ID.fullmatch(row["id"].strip())
    return source, int(paragraph) if COUNT.fullmatch(paragraph) else 0, int(match["number"]) if match else 0


def _write(header: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    return csv_text([header, *([row[name] for name in header] for row in rows)])


def _read_back(text: str, file: str, header: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    """Raise KgError unless reading *text* gives the rows that were written."""
    columns = Columns(tuple(header), frozenset())
    table, _ = read_table(text.encode(), file, columns)
    if [row.cells for row in table.rows] != list(rows):
        raise KgError(f"{file} would not read back as it was written, so it was left alone; please report this")


def changed(folder: Path, texts: Mapping[str, str]) -> Iterator[str]:
    """Yield the files whose bytes differ from their canonical text."""
    return (file for file, text in texts.items() if (folder / file).read_bytes() != text.encode())
