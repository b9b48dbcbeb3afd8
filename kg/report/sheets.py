"""Tables of findings for readers and programs, with the claims that they rest on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from kg.characters import csv_text, visible
from kg.model import Claim
from kg.problems import MisuseError
from kg.report.tables import render_table
from kg.sheet import CLAIM_IDS, Cell, Line, Named, Sheet

#: What tables of findings can be written as.
SHEET_FORMATS = ("table", "csv", "json", "md")
_DECIMALS = 3


def render_sheets(
    sheets: Sequence[Sheet], form: str, *, claims: bool = False, width: int | None = None, known: Sequence[str] = ()
) -> str:
    """Return tables in one of `SHEET_FORMATS`; with *claims*, each row has the ids of its claims.

    For readers the claims then follow, each once, with what it says. Raises MisuseError for several tables as CSV, with
    the keys of those that there are to choose from: the *known* ones, or *sheets*.
    """
    if form == "csv":
        if len(sheets) != 1:
            keys = " ".join(known or [sheet.key for sheet in sheets])
            raise MisuseError(f"CSV holds one table; name it with --show, one of: {keys}")
        return _csv(sheets[0], claims)
    if form == "json":
        return _json(sheets)
    markdown = form == "md"
    blocks = [block for sheet in sheets for block in _blocks(sheet, markdown, claims, width)]
    if claims and (named := cited(sheets)):
        rows = [[claim.id, _plain(claim.gloss, markdown)] for claim in named]
        blocks += [_heading("Claims", markdown), render_table(["claim", "says"], rows, markdown=markdown, width=width)]
    return "\n\n".join(blocks) + "\n"


def cell_text(cell: Cell) -> str:
    """Return a cell as a reader sees it: labels, and fractions with three decimals.

    >>> cell_text(Named("norland", "Norland")), cell_text(0.5), cell_text(None)
    ('Norland', '0.500', '')
    """
    if isinstance(cell, Named):
        return cell.label
    if isinstance(cell, float):
        return f"{cell:.{_DECIMALS}f}"
    return "" if cell is None else str(cell)


def _blocks(sheet: Sheet, markdown: bool, claims: bool, width: int | None) -> Iterator[str]:
    yield _heading(sheet.title, markdown)
    if sheet.notes:
        yield "\n".join(_plain(note, markdown) for note in sheet.notes)
    if not sheet.lines:
        yield "Nothing."
        return
    rows = [
        [*(_plain(cell, markdown) for cell in cells), *([_ids(line)] if claims else [])]
        for cells, line in zip(_cells(sheet), sheet.lines, strict=True)
    ]
    header = [*sheet.columns, *([CLAIM_IDS] if claims else [])]
    yield render_table(header, rows, markdown=markdown, width=width)


def _cells(sheet: Sheet) -> Iterator[list[str]]:
    """Yield the cells of each row, without those that group it with the row before."""
    before: list[str] = []
    for line in sheet.lines:
        cells = [cell_text(cell) for cell in line.cells]
        grouped = sheet.grouping if cells[: sheet.grouping] == before[: sheet.grouping] else 0
        yield [""] * grouped + cells[grouped:]
        before = cells


def _heading(title: str, markdown: bool) -> str:
    return f"## {_plain(title, markdown)}" if markdown else visible(title)


def _plain(text: str, markdown: bool) -> str:
    """Return a text on one line, in Markdown so that it is no markup of HTML."""
    return visible(text).replace("<", "&lt;") if markdown else visible(text)


def _ids(line: Line) -> str:
    return " ".join(claim.id for claim in line.claims)


def cited(sheets: Sequence[Sheet]) -> list[Claim]:
    """Return the claims of all rows, each once, in the order in which they come."""
    return list({claim.id: claim for sheet in sheets for line in sheet.lines for claim in line.claims}.values())


def _csv(sheet: Sheet, claims: bool) -> str:
    records = sheet.records()
    names = list(records[0]) if records else [*sheet.columns, CLAIM_IDS]
    kept = names if claims else names[:-1]
    return csv_text([kept, *([_csv_cell(record[name]) for name in kept] for record in records)])


def _csv_cell(cell: str | int | float | list[str] | None) -> str:
    if isinstance(cell, list):
        return " ".join(cell)
    return "" if cell is None else f"{cell:.6g}" if isinstance(cell, float) else str(cell)


def _json(sheets: Sequence[Sheet]) -> str:
    tables = {sheet.key: {"title": sheet.title, "notes": sheet.notes, "rows": sheet.records()} for sheet in sheets}
    named = {
        claim.id: {"source": claim.source, "paragraph": claim.paragraph, "gloss": claim.gloss}
        for claim in cited(sheets)
    }
    return json.dumps({**tables, "claims": named}, ensure_ascii=False, indent=2) + "\n"
