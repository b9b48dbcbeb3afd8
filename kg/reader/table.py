"""CSV as spreadsheets write it, read so strictly that every cell is either understood or reported.

The standard library's reader gives no columns and swallows the rest of the file after an unclosed quote; this one knows
where each cell began and goes on with the next line.
"""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from typing import NamedTuple

from kg.characters import controls, unseen
from kg.model import Origin, Place
from kg.problems import Problem
from kg.reader import faults

LONGEST_CELL = 10_000
#: Beyond these the rest of a file is not read: it is no table that somebody annotated, and would fill the memory.
MOST_LINES, MOST_FAULTS = 2_000_000, 10_000
# What keeps a file from being a table at all.
_NO_TABLE = frozenset({"no-header", "wrong-delimiter", "missing-column", "repeated-column"})
_LINE_END = re.compile(r"\r\n|\n|\r")
_QUOTED = re.compile(r'"((?:[^"]|"")*+)"')
_PLAIN = re.compile(r"[^,\r\n]*")
_PLAIN_LINE = re.compile(r"[^\r\n]*")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class _Line(NamedTuple):
    """The texts between commas and where they begin, as in an `Origin`, their columns not known yet."""

    texts: Sequence[str]
    number: int
    starts: Sequence[int]
    numbers: Sequence[int] = ()

    def origin(self, file: str, header: Sequence[str] = ()) -> Origin:
        return Origin(file, self.number, header, self.starts, self.numbers)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: ``row[column]`` is a cell without white space around it, empty where there is none."""

    origin: Origin
    _texts: Sequence[str]
    _stripped: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self._stripped.get(column, "")

    @property
    def cells(self) -> dict[str, str]:
        """The cells as they are, by column."""
        return dict(zip(self._stripped, self._texts, strict=True))


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table must have and those that it may have, in their canonical order."""

    all: tuple[str, ...]
    required: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file as rows; ``header`` is empty where the file could not be read as a table.

    Those of `stream_table` can be read once alone.
    """

    file: str
    header: tuple[str, ...]
    rows: Iterable[Row]


def read_table(data: bytes, file: str, columns: Columns) -> tuple[Table, list[Problem]]:
    r"""Return the table in *data* with everything that is wrong with its form.

    >>> table, problems = read_table(b"id,kind,label\nrome,state,Rome\n", "actors.csv",
    ...                              Columns(("id", "kind", "label"), frozenset({"id"})))
    >>> table.rows[0]["label"], str(table.rows[0].origin.of("label")), problems
    ('Rome', 'actors.csv:2:12', [])
    """
    problems: list[Problem] = []
    table = stream_table(data, file, columns, problems)
    return replace(table, rows=tuple(table.rows)), problems


def stream_table(data: bytes, file: str, columns: Columns, problems: list[Problem]) -> Table:
    """Return the table in *data*, its rows to be read once; what is wrong with them goes to *problems* meanwhile."""
    nothing = Table(file, (), ())
    text = _decode(data, file, problems)
    if text is None:
        return nothing
    problems += _odd_characters(text, file)
    lines = _scan(text, file, problems)
    first = next(lines, None)
    if first is None:
        problems.append(faults.empty_file(Place(file, 1, 1)))
        return nothing
    header = tuple(name.strip() for name in _without_empty_end(first.texts))
    wrong = list(_check_header(header, first.origin(file), columns))
    problems += wrong
    if _NO_TABLE & {problem.code for problem in wrong}:
        deque(lines, maxlen=0)  # what is wrong with the form of the others is told all the same
        return nothing
    return Table(file, header, _rows(header, len(first.texts), lines, file, problems))


def _decode(data: bytes, file: str, problems: list[Problem]) -> str | None:
    if data.startswith(_UTF16_MARKS):
        problems.append(faults.wrong_encoding(Place(file, 1, 1), "UTF-16"))
        return None
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        place = _place_at(before, len(before), file)
        problems.append(faults.wrong_encoding(place, "Windows-1252 or another old encoding"))
        return None


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


def _scan(text: str, file: str, problems: list[Problem]) -> Iterator[_Line]:
    """Yield each line that has a text; lines inside a quoted cell belong to that cell."""
    index, number = 0, 1
    first_end = ""
    mixed = False
    before = len(problems)
    while True:
        if number > MOST_LINES or len(problems) - before > MOST_FAULTS:
            what = f"{MOST_LINES:,} lines" if number > MOST_LINES else f"{MOST_FAULTS:,} faults"
            problems.append(faults.too_much(Place(file, number, 1), what))
            return
        line, end, number = _line(text, index, number, file, problems)
        if any(map(str.strip, line.texts)):
            yield line
        line_break = _LINE_END.match(text, end)
        if line_break is None:
            return
        first_end = first_end or line_break.group()
        if line_break.group() != first_end and not mixed:
            mixed = True
            problems.append(faults.mixed_line_ends(Place(file, number, 1)))
        index, number = line_break.end(), number + 1


def _line(text: str, index: int, number: int, file: str, problems: list[Problem]) -> tuple[_Line, int, int]:
    """Return the line that begins at *index*, the index behind it, and the number of its last line."""
    match = _PLAIN_LINE.match(text, index)
    assert match is not None
    plain, end = match.group(), match.end()
    if '"' in plain:
        line, end, number = _quoted_line(text, index, number, file, problems)
    else:
        texts = plain.split(",")
        line = _Line(texts, number, tuple(accumulate([len(cell) + 1 for cell in texts[:-1]], initial=1)))
    if end - index > LONGEST_CELL:
        for place, cell in enumerate(line.texts):
            if len(cell) > LONGEST_CELL:
                problems.append(faults.oversized_cell(line.origin(file).at(place), len(cell), LONGEST_CELL))
    return line, end, number


def _quoted_line(text: str, index: int, number: int, file: str, problems: list[Problem]) -> tuple[_Line, int, int]:
    """Do as `_line` does, cell by cell."""
    texts: list[str] = []
    starts: list[Place] = []
    line_start = index
    while True:
        starts.append(Place(file, number, index - line_start + 1))
        cell, end = _cell(text, index, starts[-1], problems)
        texts.append(cell)
        for line_end in _LINE_END.finditer(text, index, end):
            number, line_start = number + 1, line_end.end()
        if not text.startswith(",", end):
            break
        index = end + 1
    lines = tuple(place.line for place in starts)
    several = lines if len(set(lines)) > 1 else ()
    return _Line(texts, lines[0], tuple(place.column for place in starts), several), end, number


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


def _check_header(header: Sequence[str], origin: Origin, columns: Columns) -> Iterator[Problem]:
    for name, mark in (("semicolons", ";"), ("tabs", "\t")):
        if len(header) == 1 and mark in header[0]:
            yield faults.wrong_delimiter(origin.at(0), name)
            return
    if not any(name in columns.all for name in header):
        yield faults.no_header(origin.at(0), [name for name in columns.all if name in columns.required])
        return
    seen: set[str] = set()
    for index, name in enumerate(header):
        if name in seen:
            yield faults.repeated_column(origin.at(index), name)
        elif name not in columns.all:
            yield faults.unknown_column(origin.at(index), name, [c for c in columns.all if c not in seen])
        seen.add(name)
    for name in columns.all:
        if name in columns.required and name not in seen:
            yield faults.missing_column(origin.at(0), name)


def _without_empty_end(texts: Sequence[str], keep: int = 1) -> Sequence[str]:
    """Leave out the empty cells that spreadsheets add behind the last column, but keep the first *keep* cells."""
    end = len(texts)
    while end > keep and not texts[end - 1].strip():
        end -= 1
    return texts[:end]


def _rows(
    header: Sequence[str], width: int, lines: Iterable[_Line], file: str, problems: list[Problem]
) -> Iterator[Row]:
    """Yield the rows; *width* is the number of cells in the line of the header, empty ones at its end included.

    A line with more than those is no row with some empty cells: a comma in a text has moved the others to the right.
    """
    for line in lines:
        texts, origin = line.texts, line.origin(file, header)
        if len(texts) <= width:
            texts = _without_empty_end(texts, keep=len(header))
        if len(texts) != len(header):
            place = origin.at(min(len(header), len(texts) - 1))
            problems.append(faults.ragged_row(place, len(texts), len(header)))
            continue
        stripped = [text.strip() for text in texts]
        if stripped != texts:
            places = (n for n, text in enumerate(texts) if text != stripped[n])
            problems += [faults.stray_space(origin.at(place)) for place in places]
        yield Row(origin, texts, dict(zip(header, stripped, strict=True)))
