"""What can be wrong with the form of a corpus: one function a code, its docstring the manual of that code."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from kg.characters import spelt
from kg.model import Place
from kg.problems import Problem, Severity
from kg.spelling import nearest


def missing_file(place: Place) -> Problem:
    """A file that every corpus has is not there. `kg init` shows what a corpus consists of."""
    return Problem(place, "missing-file", "this file is missing; 'kg init DIR' makes an example of it")


def empty_file(place: Place) -> Problem:
    """A table has no line of column names. Give it one, even if no rows follow."""
    return Problem(place, "empty-file", "the file is empty; its first line must name the columns")


def wrong_encoding(place: Place, guess: str) -> Problem:
    """A file is not UTF-8. In a spreadsheet, save it as 'CSV UTF-8'."""
    return Problem(place, "wrong-encoding", f"not UTF-8 but {guess}; save the file as 'CSV UTF-8'")


def wrong_delimiter(place: Place, what: str) -> Problem:
    """Cells are separated by semicolons or tabs. Save the file with commas."""
    return Problem(place, "wrong-delimiter", f"cells are separated by {what}; save the file with commas")


def nul_character(place: Place) -> Problem:
    """A NUL character stands in a table, as after a crash or a wrong conversion. Delete it."""
    return Problem(place, "nul-character", "a NUL character stands here; delete it")


def control_character(place: Place, character: str) -> Problem:
    """A control character stands in a table; no text has a use for it, and it could steer a terminal. Delete it."""
    return Problem(place, "control-character", f"a control character ({spelt(character)}) stands here; delete it")


def unseen_character(place: Place, character: str) -> Problem:
    """A character stands in a table that nobody sees, so that two names may look alike and differ. Delete it."""
    message = f"a character that is not seen ({spelt(character)}) stands here; delete it unless it is meant"
    return Problem(place, "unseen-character", message, severity=Severity.WARNING)


def mixed_line_ends(place: Place) -> Problem:
    """Some lines of a table end in LF and some in CRLF. `kg fmt` makes them all LF."""
    message = "this line ends otherwise than the first; 'kg fmt' makes all ends alike"
    return Problem(place, "mixed-line-ends", message, severity=Severity.WARNING)


def oversized_cell(place: Place, length: int, longest: int) -> Problem:
    """A cell is far longer than any annotation, as after a paste that went wrong or a quote that was not closed."""
    return Problem(place, "oversized-cell", f"a cell of {length:,} characters; at most {longest:,} are read")


def too_much(place: Place, what: str) -> Problem:
    """A table has more lines, or more faults in its form, than are read; the rest of the file is passed over."""
    return Problem(place, "too-much", f"the table has more than {what}; what follows from here is not read")


def unclosed_quote(place: Place) -> Problem:
    """A quoted cell is not closed before its line ends. Close it, or double the quote if it belongs to the text."""
    return Problem(place, "unclosed-quote", "the quote that opens here is not closed; close it after the cell's text")


def stray_quote(place: Place) -> Problem:
    """Text follows the closing quote of a cell. Quotes inside a quoted cell are doubled."""
    return Problem(place, "stray-quote", "text follows the closing quote of this cell; double the quotes inside it")


def stray_space(place: Place) -> Problem:
    """A cell begins or ends with white space. It is read without."""
    return Problem(place, "stray-space", "white space around the cell's text", severity=Severity.WARNING)


def no_header(place: Place, names: Iterable[str]) -> Problem:
    """The first line of a table names none of its columns, as when it was deleted or a title stands above it."""
    return Problem(place, "no-header", f"the first line must name the columns, at least {', '.join(names)}")


def unread_file(place: Place) -> Problem:
    """A file lies among the tables of claims that nothing is read from: those are `.csv` files in `claims/` or
    `second-reading/` itself.
    """
    folder = PurePosixPath(place.file).parts[0]
    message = f"nothing is read from this file; claims stand in .csv files in {folder}/ itself"
    return Problem(place, "unread-file", message, severity=Severity.WARNING)


def no_claims(place: Place) -> Problem:
    """A corpus has no table of claims: neither `claims.csv` nor a file in `claims/`."""
    message = "no table of claims, neither claims.csv nor claims/SOURCE.csv"
    return Problem(place, "no-claims", message, severity=Severity.WARNING)


def missing_column(place: Place, name: str) -> Problem:
    """A column that the table must have is not there."""
    return Problem(place, "missing-column", f"no column {name!r}")


def repeated_column(place: Place, name: str) -> Problem:
    """Two columns have one name, so that it is unclear which one counts."""
    return Problem(place, "repeated-column", f"a second column {name!r}")


def unknown_column(place: Place, name: str, known: Iterable[str]) -> Problem:
    """A column has a name that the table does not know, and nothing would be read from it."""
    return Problem(place, "unknown-column", f"no such column {name!r}", nearest(name, known))


def ragged_row(place: Place, found: int, expected: int) -> Problem:
    """A row has more or fewer cells than there are columns, often because a comma in a text stands without quotes."""
    cause = "; a text with a comma needs quotes" if found > expected else ""
    return Problem(place, "ragged-row", f"the row has {found} cells and the table {expected} columns{cause}")


def empty_cell(place: Place, name: str) -> Problem:
    """A cell that every row must fill is empty."""
    return Problem(place, "empty-cell", f"{name} is empty")


def empty_part(place: Place) -> Problem:
    """A list of several values has an empty one, as after a second `|`."""
    return Problem(place, "empty-part", "an empty value beside '|'")


def bad_number(place: Place, text: str, suggestions: Iterable[str] = ()) -> Problem:
    """A cell that counts paragraphs holds something else than a whole number from 1."""
    return Problem(place, "bad-number", f"{text!r} is not a whole number from 1", tuple(suggestions))


def bad_time(place: Place, text: str, reason: str, suggestions: Iterable[str] = ()) -> Problem:
    """A time is not EDTF: `2022-07`, `194X`, `1980/1988`, `2010/`, `2025-01~`. Spreadsheets turn times into dates of
    their own; format the column as text.
    """
    return Problem(place, "bad-time", f"{text!r} is not an EDTF time ({reason})", tuple(suggestions))


def bad_quantity(place: Place, text: str, suggestions: Iterable[str] = ()) -> Problem:
    """A quantity is not a number or range with a unit: `4e9 USD`, `~17 %`, `3..5 month`, `<10 km`."""
    message = f"{text!r} is not a quantity such as '4e9 USD', '~17 %' or '3..5 month'"
    return Problem(place, "bad-quantity", message, tuple(suggestions))


def bad_link(place: Place, text: str) -> Problem:
    """A link to another claim is not of the form `key:id`, such as `because:p3-1`."""
    return Problem(place, "bad-link", f"{text!r} is not a link such as 'because:p3-1'")


def bad_figure(place: Place) -> Problem:
    """A measure of agreement is no number; let `kg agree --figures --format csv` write the file."""
    return Problem(place, "bad-figure", "not a row that 'kg agree --figures --format csv' prints")


def bad_position(place: Place, text: str, suggestions: Iterable[str] = ()) -> Problem:
    """A coordinate in `layout.csv` is not a whole number; `kg explore --keep-layout` writes the file."""
    return Problem(place, "bad-position", f"{text!r} is not a whole number", tuple(suggestions))


def bad_setting(place: Place, message: str) -> Problem:
    """A setting in `corpus.toml` is unknown, or no text of one line that can be read; it knows `title`, `language`, a
    code such as `en`, and `license`, an address.
    """
    return Problem(place, "bad-setting", message)


def bad_view(place: Place, message: str, suggestions: Iterable[str] = ()) -> Problem:
    """A view in `views.toml` is not a table `[[view]]` with the texts `title`, `text` and `address`."""
    return Problem(place, "bad-view", message, tuple(suggestions))
