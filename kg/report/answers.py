"""An answer in any format: which there are, which suit what, and writing it as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from kg.export.triples import FORMATS as RDF
from kg.export.triples import render_graph
from kg.problems import MisuseError
from kg.report.cells import cell
from kg.report.names import Naming, Row, Solutions, as_it_is, named, short_or_full, solutions
from kg.report.rows import pass_on
from kg.report.tables import render_table, render_vertical
from kg.terms import shorten

#: Whatever can be written: rows as the engine gives them or as changed, yes or no, or triples.
Writable: TypeAlias = ox.QuerySolutions | Solutions | ox.QueryBoolean | bool | Iterable[ox.Triple]

# The modules that write a row at a time, by format; the other formats need to see all rows first.
_STREAMED = {
    "csv": "rows",
    "spreadsheet": "rows",
    "tsv": "rows",
    "json": "json_rows",
    "xml": "xml_rows",
    "ndjson": "json_rows",
}
#: Formats of rows, of graphs, and all.
ROWS = ("table", "vertical", "md", "html", *_STREAMED)
GRAPHS = (*RDF, "html")
FORMATS = (*ROWS, *RDF)
# What a graph is written as where a format of rows is asked for that has its like for graphs.
_OF_GRAPHS = {"table": "turtle", "json": "jsonld", "xml": "rdfxml"}
#: How the names of files end that hold CSV for spreadsheets.
SPREADSHEET = ".spreadsheet.csv"
_SUFFIXES = {
    ".csv": "csv", ".tsv": "tsv", ".srj": "json", ".json": "json", ".srx": "xml", ".xml": "xml", ".ndjson": "ndjson",
    ".jsonl": "ndjson", ".md": "md", ".html": "html", ".txt": "table", ".ttl": "turtle", ".trig": "trig", ".nt": "nt",
    ".nq": "nq", ".jsonld": "jsonld", ".rdf": "rdfxml",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: how many rows of how many there are (of a graph, triples), or whether the answer is yes."""

    rows: int | None = None
    total: int | None = None
    answer: bool | None = None


def format_of(path: Path | str) -> str:
    """Return the format that a file's suffix stands for. Raises MisuseError for a suffix that stands for none.

    >>> format_of("allies.ttl")
    'turtle'
    """
    if Path(path).name.lower().endswith(SPREADSHEET):
        return "spreadsheet"
    suffix = Path(path).suffix.lower()
    if suffix not in _SUFFIXES:
        said = f"the suffix {suffix!r} of {path}" if suffix else f"{path}"
        raise MisuseError(f"{said} names no format; known are {' '.join(_SUFFIXES)}")
    return _SUFFIXES[suffix]


def write_answer(
    answer: Writable,
    form: str,
    emit: Callable[[str], object],
    *,
    names: Naming | None = None,
    width: int | None = None,
    limit: int | None = None,
    colour: bool = False,
    title: str = "Answer",
) -> Written:
    """Write an answer in *form*, giving pieces of text to *emit* as soon as they are known.

    Tables are wrapped to *width*. Beyond *limit* rows are counted
    only, after the others have been written. What *emit* raises ends the writing. Raises MisuseError for a form or a
    naming that this kind of answer does not have.
    """
    names = names or Naming()
    if isinstance(answer, ox.QueryBoolean | bool):
        emit(_boolean(bool(answer), form))
        return Written(answer=bool(answer))
    if isinstance(answer, ox.QuerySolutions):
        answer = solutions(answer)
    if isinstance(answer, Solutions):
        return _write_rows(answer, form, emit, names, width=width, limit=limit, colour=colour, title=title)
    return _write_graph(answer, form, emit, names, title)


def render_answer(answer: Writable, form: str, *, width: int | None = None) -> tuple[str, int | None]:
    """Return an answer in *form*, without the line end behind it, and the number of its rows if it has rows."""
    pieces: list[str] = []
    written = write_answer(answer, form, pieces.append, width=width)
    return "".join(pieces).removesuffix("\n"), written.rows if _has_rows(answer) else None


def _has_rows(answer: Writable) -> bool:
    return isinstance(answer, ox.QuerySolutions | Solutions)


class _Counted:
    """Iterates rows and knows how many it gave."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = iter(rows)
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        row = next(self._rows)
        self.count += 1
        return row


def _write_rows(
    found: Solutions,
    form: str,
    emit: Callable[[str], object],
    names: Naming,
    *,
    width: int | None,
    limit: int | None,
    colour: bool,
    title: str,
) -> Written:
    if form not in ROWS:
        raise MisuseError(f"rows cannot be written as {form}; take one of {', '.join(ROWS)}")
    rows = iter(found.rows)
    counted = _Counted(islice(rows, limit))
    shown = named(Solutions(found.columns, counted), names)
    if form in _STREAMED:
        pass_on(_pieces(form)(shown, names.iri), emit)
    else:
        emit(_whole(shown, form, names.iri, width=width, colour=colour, title=title))
    return Written(rows=counted.count, total=counted.count + sum(1 for _ in rows))


def _pieces(form: str) -> Callable[[Solutions, str], Iterator[str]]:
    """Return what writes rows in a format, of which only the module that is asked for is loaded."""
    module = import_module(f"kg.report.{_STREAMED[form]}")
    written: Callable[[Solutions, str], Iterator[str]] = getattr(module, f"{form}_pieces")
    return written


def _whole(found: Solutions, form: str, style: str, *, width: int | None, colour: bool, title: str) -> str:
    if form == "html":
        from kg.report.page import render_page

        return render_page(found, style, title=title)
    spell = as_it_is if style == "full" else shorten
    cells = [[cell(term, spell) for term in row] for row in found.rows]
    if form == "vertical":
        text = render_vertical(found.columns, cells, width=width, colour=colour)
        return f"{text}\n" if text else ""
    return render_table(found.columns, cells, markdown=form == "md", width=width, colour=colour) + "\n"


def _boolean(answer: bool, form: str) -> str:
    if form in RDF:
        raise MisuseError(f"yes or no cannot be written as {form}; take one of {', '.join(ROWS)}")
    word = "true" if answer else "false"
    if form == "json":
        return f'{{"head":{{}},"boolean":{word}}}\n'
    if form == "xml":
        head = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
        return f"{head}<head/><boolean>{word}</boolean></sparql>\n"
    return f"{word}\n"


def _write_graph(
    triples: Iterable[ox.Triple], form: str, emit: Callable[[str], object], names: Naming, title: str
) -> Written:
    form = _OF_GRAPHS.get(form, form)
    if form not in GRAPHS:
        raise MisuseError(f"a graph cannot be written as {form}; take one of {', '.join(GRAPHS)}")
    if form != "html" and (names.iri or names.labels):
        raise MisuseError(f"{form} names things as RDF does; --iri and --labels are for rows and html")
    found = set(triples)
    if form == "html":
        from kg.explorer.triples import draw_triples

        emit(
            draw_triples(found, {"full": as_it_is, "curie": short_or_full}.get(names.iri, names.label_of), title=title)
        )
    else:
        emit(render_graph(found, form))
    return Written(rows=len(found), total=len(found))
