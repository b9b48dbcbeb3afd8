"""What changed between two editions of a corpus as a text: how much first, then section by section."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from kg.characters import visible
from kg.report.sheets import cell_text, cited
from kg.sheet import Line, Named, Sheet

#: How many things of a section are shown unless it is asked for.
MOST = 15
_SUMMARY = "summary"
Cells = Mapping[str, str]


def render_changes(
    sheets: Sequence[Sheet], width: int | None = None, *, whole: bool = False, claims: bool = False
) -> str:
    """Return the tables of `kg.findings.diff` as a text, in lines of at most *width* columns if that is given.

    Sections without rows are left out, and long ones cut unless they are to be *whole*. With *claims*, each thing has
    the ids of its claims, and what these say follows.
    """
    blocks = [list(_overview(sheet)) for sheet in sheets if sheet.key == _SUMMARY]
    sections = [sheet for sheet in sheets if sheet.key != _SUMMARY and (sheet.lines or whole)]
    blocks += [list(_section(sheet, None if whole else MOST, claims)) for sheet in sections]
    if claims and (named := cited(sections)):
        blocks.append(["Claims", *(f"  {claim.id}  {claim.gloss}" for claim in named)])
    return "\n\n".join("\n".join(_folded(line, width) for line in block) for block in blocks) + "\n"


def _folded(line: str, width: int | None) -> str:
    """Return a line broken between words, what follows a little further in."""
    text = visible(line)
    if width is None:
        return text
    indent = " " * (len(text) - len(text.lstrip()))
    return textwrap.fill(
        text.lstrip(),
        width=width,
        initial_indent=indent,
        subsequent_indent=f"{indent}    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _overview(sheet: Sheet) -> Iterator[str]:
    """Yield a line for each sort of thing that says how many changed in which way."""
    yield sheet.title
    yield from sheet.notes
    for what, lines in groupby(sheet.lines, key=lambda line: cell_text(line.cells[0])):
        counts = [(cell_text(line.cells[1]), cell_text(line.cells[2])) for line in lines]
        columns = ", ".join(f"{change.partition(': ')[2]} {n}" for change, n in counts if ": " in change)
        said = [
            f"{n} {change}{f' ({columns})' if change == 'changed' and columns else ''}"
            for change, n in counts
            if ": " not in change and n != "0"
        ]
        yield f"  {what}: {', '.join(said) or 'none'}"


def _section(sheet: Sheet, most: int | None, claims: bool) -> Iterator[str]:
    yield sheet.title
    write = _WRITERS[sheet.key]
    things = [list(lines) for _, lines in groupby(sheet.lines, key=lambda line: line.cells[: max(sheet.grouping, 1)])]
    if sheet.grouping == 0:
        things = [[line] for line in sheet.lines]
    for lines in things[:most]:
        yield from (f"  {line}" for line in write([_cells(sheet, line) for line in lines]))
        if claims and sheet.key not in _NAMED_BY_CLAIMS:
            ids = dict.fromkeys(claim.id for line in lines for claim in line.claims)
            yield from (f"    claims: {' '.join(ids)}" for _ in [0] if ids)
    if most is not None and len(things) > most:
        yield f"  … and {len(things) - most} more (--show {sheet.key})"


def _cells(sheet: Sheet, line: Line) -> Cells:
    named = {
        f"{name}_id": cell.id for name, cell in zip(sheet.columns, line.cells, strict=True) if isinstance(cell, Named)
    }
    return {**{name: cell_text(cell) for name, cell in zip(sheet.columns, line.cells, strict=True)}, **named}


def _said(rows: Sequence[Cells]) -> Iterator[str]:
    yield from (f"{row['claim']}  {row['says']}" for row in rows)


def _changed(rows: Sequence[Cells]) -> Iterator[str]:
    yield from _said(rows[:1])
    yield from (f"  {_difference(row)}" for row in rows)


def _difference(row: Cells) -> str:
    return f"{row['column']}: {row['was'] or 'nothing'} → {row['is'] or 'nothing'}"


def _renumbered(rows: Sequence[Cells]) -> Iterator[str]:
    yield from (f"{row['was']} → {row['claim']}  {row['says']}" for row in rows)


def _registered(rows: Sequence[Cells]) -> Iterator[str]:
    for row in rows:
        if not row["column"]:
            kind = row["was"] or row["is"]
            yield f"{row['change']}: {row['name']} ({', '.join(filter(None, (row['name_id'], kind)))})"
        elif row["column"] in ("id", "label"):
            claims = f", in {row['claims']} claims" if row.get("claims") else ""
            yield f"{row['change']}: {row['was']} → {row['is']}{claims}"
        else:
            yield f"{row['change']}: {row['name']}, {_difference(row)}"


def _disagreements(rows: Sequence[Cells]) -> Iterator[str]:
    first = rows[0]
    yield f"{first['change']}, {first['kind']}: {first['about']} ({first['because']})"
    yield from (f"  {row['view']} [{row['sources']}, {row['claims']}]" for row in rows)


def _relations(rows: Sequence[Cells]) -> Iterator[str]:
    yield from (f"{row['change']}: {row['relation']} ({row['relation_id']})" for row in rows)


_NAMED_BY_CLAIMS = ("withdrawn", "added", "changed", "renumbered")
_WRITERS: Mapping[str, Callable[[Sequence[Cells]], Iterator[str]]] = {
    "withdrawn": _said,
    "added": _said,
    "changed": _changed,
    "renumbered": _renumbered,
    "names": _registered,
    "sources": _registered,
    "disagreements": _disagreements,
    "relations": _relations,
}
