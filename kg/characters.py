"""Characters that a reader does not see, or that steer what shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

#: What tells a spreadsheet that a file is UTF-8.
SPREADSHEET_MARK = "\ufeff"
# What makes a spreadsheet take a cell for a formula, wide forms as some keyboards write them included
# (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = ("=", "+", "-", "@", "\0", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What could steer a terminal: controls but tab and line feed, and what turns the direction of writing.
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# What a cell of CSV must be quoted for.
_SPECIAL = re.compile(r'[",\r\n]')
# Not printable by themselves, but Persian and emoji are not written without them.
_JOINERS = "\u200c\u200d"
#: Controls of C0 (but tab and line ends; NUL is told apart) and C1, and what Unicode keeps free for ever.
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# Spaces without width, letters that stand for none, marks and overrides of direction, and tags, but for those of a flag
# behind its black pennant.
# One set at the front, since a search for that is many times faster than one for alternatives.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u2800\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
    "(?<![\U0001f3f4\U000e0020-\U000e007f][\U000e0000-\U000e007f])"
)


def controls(text: str) -> Iterator[int]:
    r"""Yield where control characters stand that no text has a use for.

    >>> list(controls("a\tb\x1b[31m"))
    [3]
    """
    return (match.start() for match in _CONTROL.finditer(text))


def unseen(text: str) -> Iterator[int]:
    r"""Yield where characters stand that nobody sees, so that two texts that look alike are not.

    >>> list(unseen("nor\u200bland"))
    [3]
    """
    return (match.start() for match in _UNSEEN.finditer(text))


def stray(text: str) -> str:
    r"""Return the first character that a text has no use for: NUL, a control, one that nobody sees; empty without one.

    >>> stray("nor\u200bland"), stray("Norland")
    ('\u200b', '')
    """
    return "\0" if "\0" in text else next((text[place] for place in chain(controls(text), unseen(text))), "")


def visible(text: str) -> str:
    r"""Return *text* on one line, with characters that could steer a terminal spelt out.

    >>> print(visible("two\nlines and \x1b[31m"))
    two lines and \x1b[31m
    """
    if text.isprintable():
        return text
    return "".join(map(_visible_character, text.replace("\r\n", " ")))


def steadied(text: str) -> str:
    r"""Return *text* with what could steer a terminal spelt as JSON, Turtle and SPARQL read it; lines stay lines.

    >>> print(steadied("a\x9b31m\nb"))
    a\u009B31m
    b
    """
    return _STEERS.sub(lambda match: f"\\u{ord(match[0]):04X}", text)


def disarmed(text: str) -> str:
    """Return a text with an apostrophe before it where a spreadsheet would take it for a formula.

    >>> disarmed("=1+1"), disarmed("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_line(cells: Iterable[str]) -> str:
    r"""Return a line of CSV with the line end of Unix, its cells quoted where RFC 4180 asks for it.

    Python's own writer forgets the lone carriage return before 3.13.

    >>> csv_line(["a", "b,c", "d\re"])
    'a,"b,c","d\re"\n'
    """
    line = ",".join('"' + cell.replace('"', '""') + '"' if _SPECIAL.search(cell) else cell for cell in cells)
    return (line or '""') + "\n"  # readers skip a line that is empty


def csv_text(lines: Iterable[Iterable[str]]) -> str:
    """Return lines of cells as CSV."""
    return "".join(map(csv_line, lines))


def spelt(character: str) -> str:
    r"""Return the code point of a character as Unicode writes it.

    >>> spelt("\u200b")
    'U+200B'
    """
    return f"U+{ord(character):04X}"


def _visible_character(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    return " " if character.isspace() else character.encode("unicode_escape").decode()
