"""Aligned tables for a screen, a record a block for long rows, and tables in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from kg.characters import visible

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
# The least room for a value beside its name.
_NARROWEST = 20


def render_table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    markdown: bool = False,
    width: int | None = None,
    colour: bool = False,
) -> str:
    """Return rows as an aligned table, or as one that Markdown understands; numbers stand to the right.

    Where the table is wider than *width* columns its widest columns are wrapped between words.

    >>> print(render_table(["who", "claims"], [["Iran", "12"], ["Russia", "9"]]))
    who     claims
    ------  ------
    Iran        12
    Russia       9
    """
    numeric = [any(row[i] for row in rows) and all(_is_number(row[i]) for row in rows) for i in range(len(header))]
    if markdown:
        cells = [[_escape(visible(cell)) for cell in row] for row in rows]
        rule = ["--:" if right else "---" for right in numeric]
        return "\n".join(f"| {' | '.join(row)} |" for row in [list(header), rule, *cells])
    rows = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(width_of, column)) for column in zip(header, *rows, strict=True)]
    if width is not None:
        words = [max(map(_longest_word, column)) for column in zip(header, *rows, strict=True)]
        widths = _narrowed(widths, words, width - 2 * (len(header) - 1))
    head = [_styled(line, _BOLD, colour) for line in _row_lines(header, widths, numeric)]
    rule = [_styled(line, _DIM, colour) for line in _row_lines(["-" * size for size in widths], widths, numeric)]
    return "\n".join([*head, *rule, *(line for row in rows for line in _row_lines(row, widths, numeric))])


def render_vertical(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = None, colour: bool = False
) -> str:
    """Return each row as a block with a line a column, for rows that are too long to stand side by side.

    >>> print(render_vertical(["who", "claims"], [["Iran", "12"]]))
    -- 1 --
    who     Iran
    claims  12
    """
    size = max(map(width_of, header), default=0)
    names = [_styled(_pad(name, size, False), _BOLD, colour) for name in header]
    room = None if width is None else max(width - size - 2, _NARROWEST)
    lines: list[str] = []
    for number, row in enumerate(rows, start=1):
        lines.append(_styled(f"-- {number} --", _DIM, colour))
        for name, cell in zip(names, row, strict=True):
            first, *others = wrap(visible(cell), room)
            lines.append(f"{name}  {first}".rstrip())
            lines += [" " * (size + 2) + other for other in others]
    return "\n".join(lines)


def width_of(text: str) -> int:
    """Return how many columns a visible text takes on a terminal.

    >>> width_of("日本")
    4
    """
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    return wcswidth(text)


def _styled(line: str, style: str, colour: bool) -> str:
    return f"{style}{line}{_PLAIN}" if colour and line else line


def _escape(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|")


def _row_lines(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> Iterator[str]:
    cells = [wrap(cell, size) for cell, size in zip(row, widths, strict=True)]
    for line in zip_longest(*cells, fillvalue=""):
        aligned = (_pad(text, size, right) for text, size, right in zip(line, widths, numeric, strict=True))
        yield "  ".join(aligned).rstrip()


def _longest_word(text: str) -> int:
    return max(map(width_of, text.split()), default=0)


def _narrowed(widths: Sequence[int], words: Sequence[int], room: int) -> list[int]:
    """Take from the widest columns until all fit, but leave each as wide as its longest word."""
    narrowed = [min(width, max(word, room)) for width, word in zip(widths, words, strict=True)]
    while sum(narrowed) > room and (wider := [i for i, width in enumerate(narrowed) if width > words[i]]):
        narrowed[max(wider, key=narrowed.__getitem__)] -= 1
    return narrowed


def wrap(text: str, size: int | None) -> list[str]:
    """Break *text* between words into lines of at most *size* columns; a longer word keeps a line of its own.

    >>> wrap("one two three", 8)
    ['one two', 'three']
    """
    if size is None:
        return [text]
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(lines[-1]) + 1 + width_of(word) <= size:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines or [""]


def _pad(text: str, size: int, right: bool) -> str:
    gap = " " * (size - width_of(text))
    return gap + text if right else text + gap


def _is_number(text: str) -> bool:
    return not text or _NUMBER.fullmatch(text) is not None
