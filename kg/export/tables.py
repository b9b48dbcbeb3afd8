"""Tables as CSV: exactly, or for spreadsheets, which take some texts for formulas."""

from __future__ import annotations

from decimal import Decimal

from kg.characters import SPREADSHEET_MARK, csv_text, disarmed
from kg.export.claims import Table, Type, Value

#: What stands between the values of one cell, as in the tables of a corpus; no id, code or alias has it.
SEPARATOR = "|"


def render_csv(table: Table) -> str:
    """Return a table as CSV that changes nothing; what is not known is an empty cell."""
    return csv_text([[*table.types], *([cell_text(row[name]) for name in table.types] for row in table.rows)])


def render_spreadsheet(table: Table) -> str:
    """Return a table as CSV that spreadsheets open as it is meant.

    A byte order mark says that it is UTF-8, and a text that would be a formula begins with an apostrophe. Numbers are
    never texts here, so that -2.0 stays a number.
    """
    rows = ([_guarded(row[name], type) for name, type in table.types.items()] for row in table.rows)
    return SPREADSHEET_MARK + csv_text([[*table.types], *rows])


def guarded(table: Table) -> int:
    """Return how many cells `render_spreadsheet` changes."""
    return sum(_is_formula(row[name], type) for row in table.rows for name, type in table.types.items())


def cell_text(value: Value) -> str:
    """Return a value as a cell has it.

    >>> cell_text(-2.0), cell_text(True), cell_text(("galleys", "grain")), cell_text(None)
    ('-2.0', 'true', 'galleys|grain', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return SEPARATOR.join(value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _guarded(value: Value, type: Type) -> str:
    return disarmed(cell_text(value)) if type in (Type.TEXT, Type.TEXTS) else cell_text(value)


def _is_formula(value: Value, type: Type) -> bool:
    return _guarded(value, type) != cell_text(value)
