"""CSV as spreadsheets write it, read so strictly that every cell is either understood or reported.

The standard library's reader gives no columns and swallows the rest of the file after an unclosed quote; this one knows
where each cell began and goes on with the next line.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from kg.characters import controls, unseen
from kg.model import Origin, Place
from kg.problems import Problem
from kg.reader import faults

LONGEST_CELL = 10_000
_LINE_END = re.compile(r"\r\n|\n|\r")
_QUOTED = re.compile(r'"((?:[^"]|"")*+)"')
_PLAIN = re.compile(r"[^,\r\n]*")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Cell:
    """The text between two commas and where it begins."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its cells as they are; ``row[column]`` is the cell without white space around it."""

    cells: Mapping[str, str]
    origin: Origin

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def several(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell that ``|`` separates; empty parts are kept, for they are mistakes."""
        return tuple(part.strip() for part in self[column].split("|")) if self[column] else ()


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table must have and those that it may have, in their canonical order."""

    all: tuple[str, ...]
    required: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file as rows; ``header`` is empty where the file could not be read as a table."""

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(data: bytes, file: str, columns: Columns) -> tuple[Table, list[Problem]]:
    r"""Return the table in *data* with everything that is wrong with its form.

    >>> table, problems = read_table(b"id,kind,label\nrome,state,Rome\n", "actors.csv",
    ...                              Columns(("id", "kind", "label"), frozenset({"id"})))
    >>> table.rows[0]["label"], str(table.rows[0].origin.of("label")), problems
    ('Rome', 'actors.csv:2:12', [])
    """
    text, problems = _decode(data, file)
    if text is None:
        return Table(file, (), ()), problems
    problems += _odd_characters(text, file)
    lines = list(_scan(text, file, problems))
    if not lines:
        return Table(file, (), ()), [*problems, faults.empty_file(Place(file, 1, 1))]
    named = _without_empty_end(lines[0])
    header = [cell.text.strip() for cell in named]
    header_problems = list(_check_header(named, columns))
    problems += header_problems
    if any(
        problem.code in {"no-header", "wrong-delimiter", "missing-column", "repeated-column"}
        for problem in header_problems
    ):
        return Table(file, (), ()), problems
    rows = tuple(_rows(header, lines[1:], problems))
    return Table(file, tuple(header), rows), problems


def _decode(data: bytes, file: str) -> tuple[str | None, list[Problem]]:
    if data.startswith(_UTF16_MARKS):
        return None, [faults.wrong_encoding(Place(file, 1, 1), "UTF-16")]
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        return None, [
            faults.wrong_encoding(_place_at(before, len(before), file), "Windows-1252 or another old encoding")
        ]


def _place_at(text: str, index: int, file: str) -> Place:
    ends = list(_LINE_END.finditer(text, 0, index))
    start = ends[-1].end() if ends else 0
    return Place(file, len(ends) + 1, index - start + 1)


def _odd_characters(text: str, file: str) -> Iterator[Problem]:
    """Yield the first of each sort of characters that a table has no use for."""
    if "\0" in text:
        yield faults.nul_character(_place_at(text, text.index("\0"), file))
    for found, fault in ((controls(text), faults.control_character), (unseen(text), faults.unseen_character)):
        for index in islice(found, 1):
            yield fault(_place_at(text, index, file), text[index])


def _scan(text: str, file: str, problems: list[Problem]) -> Iterator[list[Cell]]:
    """Yield the cells of each line; lines inside a quoted cell belong to that cell."""
    index, line, line_start = 0, 1, 0
    row: list[Cell] = []
    first_end = ""
    mixed = False
    while index <= len(text):
        place = Place(file, line, index - line_start + 1)
        content, end = _cell(text, index, place, problems)
        if len(content) > LONGEST_CELL:
            problems.append(faults.oversized_cell(place, len(content), LONGEST_CELL))
        row.append(Cell(content, place))
        for line_end in _LINE_END.finditer(text, index, end):
            line, line_start = line + 1, line_end.end()
        if text.startswith(",", end):
            index = end + 1
            continue
        line_break = _LINE_END.match(text, end)
        if any(cell.text.strip() for cell in row):
            yield row
        if line_break is None:
            return
        first_end = first_end or line_break.group()
        if line_break.group() != first_end and not mixed:
            mixed = True
            problems.append(faults.mixed_line_ends(Place(file, line, 1)))
        row = []
        index = line_start = line_break.end()
        line += 1


def _cell(text: str, index: int, place: Place, problems: list[Problem]) -> tuple[str, int]:
    """Return the content of the cell that begins at *index* and the index behind it."""
    quoted = _QUOTED.match(text, index)
    if quoted and (quoted.end() == len(text) or text[quoted.end()] in ",\r\n"):
        return quoted.group(1).replace('""', '"'), quoted.end()
    plain = _PLAIN.match(text, index)
    assert plain is not None
    if text.startswith('"', index):
        spans_lines = quoted is None or _LINE_END.search(quoted.group()) is not None
        problems.append(faults.unclosed_quote(place) if spans_lines else faults.stray_quote(place))
    return plain.group(), plain.end()


def _check_header(header: Sequence[Cell], columns: Columns) -> Iterator[Problem]:
    first = header[0]
    for name, mark in (("semicolons", ";"), ("tabs", "\t")):
        if len(header) == 1 and mark in first.text:
            yield faults.wrong_delimiter(first.place, name)
            return
    if not any(cell.text.strip() in columns.all for cell in header):
        yield faults.no_header(first.place, [name for name in columns.all if name in columns.required])
        return
    seen: set[str] = set()
    for cell in header:
        name = cell.text.strip()
        if name in seen:
            yield faults.repeated_column(cell.place, name)
        elif name not in columns.all:
            yield faults.unknown_column(cell.place, name, [c for c in columns.all if c not in seen])
        seen.add(name)
    for name in columns.all:
        if name in columns.required and name not in seen:
            yield faults.missing_column(first.place, name)


def _without_empty_end(line: Sequence[Cell], keep: int = 1) -> Sequence[Cell]:
    """Leave out the empty cells that spreadsheets add behind the last column, but keep the first *keep* cells."""
    end = len(line)
    while end > keep and not line[end - 1].text.strip():
        end -= 1
    return line[:end]


def _rows(header: Sequence[str], lines: Sequence[Sequence[Cell]], problems: list[Problem]) -> Iterator[Row]:
    for cells in lines:
        line = _without_empty_end(cells, keep=len(header))
        if len(line) != len(header):
            problems.append(faults.ragged_row(line[min(len(header), len(line) - 1)].place, len(line), len(header)))
            continue
        for cell in line:
            if cell.text != cell.text.strip():
                problems.append(faults.stray_space(cell.place))
        places = {name: cell.place for name, cell in zip(header, line, strict=True)}
        texts = {name: cell.text for name, cell in zip(header, line, strict=True)}
        yield Row(texts, Origin(line[0].place.file, line[0].place.line, places))
