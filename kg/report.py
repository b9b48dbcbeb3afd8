"""Answers as people and programs read them: aligned tables, CSV, SPARQL results, RDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

import pyoxigraph as ox
from wcwidth import wcswidth

from kg.agreement import ALL, CONFIDENCE, NOMINAL, UNITS
from kg.model import Figure
from kg.problems import MisuseError
from kg.store import Answer
from kg.terms import PREFIXES, iri, shorten

_RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
#: Formats of rows and of graphs.
FORMATS = ("table", "md", *_RESULTS, *_GRAPHS)
# Not printable by themselves, but Persian and emoji are not written without them.
_JOINERS = "\u200c\u200d"
_PLAIN_TYPES = {iri(f"xsd:{name}") for name in ("string", "integer", "decimal", "boolean", "date", "anyURI")} | {
    iri("rdf:langString"),
    iri("edtf:EDTF"),
}


def render_answer(answer: Answer, form: str, *, width: int | None = None) -> tuple[str, int | None]:
    """Return an answer in *form* and the number of its rows (``None`` for a graph or a yes or no).

    Tables are wrapped to *width* columns. Raises MisuseError for a form that this kind of answer does not have.
    """
    if isinstance(answer, ox.QueryBoolean):
        return _boolean(answer, form), None
    if isinstance(answer, ox.QueryTriples):
        return _graph(answer, form), None
    if form in _GRAPHS:
        raise MisuseError(f"rows cannot be written as {form}; take one of {', '.join(('table', 'md', *_RESULTS))}")
    header = [variable.value for variable in answer.variables]
    if form in ("table", "md"):
        cells = [[_cell(row[name]) for name in header] for row in answer]
        return render_table(header, cells, markdown=form == "md", width=width), len(cells)
    data = answer.serialize(format=_RESULTS[form])
    assert data is not None
    return data.decode().replace("\r\n", "\n"), None


def _boolean(answer: ox.QueryBoolean, form: str) -> str:
    if form in ("json", "xml"):
        data = answer.serialize(format=_RESULTS[form])
        assert data is not None
        return data.decode()
    return "true" if answer else "false"


def _graph(triples: ox.QueryTriples, form: str) -> str:
    if form not in _GRAPHS and form != "table":
        raise MisuseError(f"a graph cannot be written as {form}; take one of {', '.join(_GRAPHS)}")
    ordered = sorted(triples, key=str)
    data = ox.serialize(ordered, format=_GRAPHS.get(form, ox.RdfFormat.TURTLE), prefixes=_used_prefixes(ordered))
    assert data is not None
    return data.decode()


def _used_prefixes(triples: Sequence[ox.Triple]) -> dict[str, str]:
    text = " ".join(map(str, triples))
    return {prefix: start for prefix, start in PREFIXES.items() if f"<{start}" in text}


def _cell(term: object) -> str:
    """Return a term as a reader sees it: a CURIE, or a literal without quotes (with its type where that is unusual)."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    if isinstance(term, ox.Literal) and term.datatype.value not in _PLAIN_TYPES:
        return f"{term.value} ({shorten(term.datatype.value)})"
    return term.value if isinstance(term, ox.Literal) else str(term)


def render_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, markdown: bool = False, width: int | None = None
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
    widths = [max(map(wcswidth, column)) for column in zip(header, *rows, strict=True)]
    if width is not None:
        words = [max(map(_longest_word, column)) for column in zip(header, *rows, strict=True)]
        widths = _narrowed(widths, words, width - 2 * (len(header) - 1))
    lines = [header, ["-" * size for size in widths], *rows]
    return "\n".join(line for row in lines for line in _row_lines(row, widths, numeric))


def figure_rows(figures: Iterable[Figure]) -> list[tuple[str, ...]]:
    """Return measures as rows of a table of their fields, with three decimals and nothing where one is not defined."""
    return [(f.source, f.measure, str(f.n), _rounded(f.value), _rounded(f.low), _rounded(f.high)) for f in figures]


def render_figures(figures: Sequence[Figure], *, markdown: bool = False) -> str:
    """Return measures as three tables: who–whom and claims by source, and what is beyond chance."""
    by_name = {(figure.source, figure.measure): figure for figure in figures}
    sources = dict.fromkeys(figure.source for figure in figures)
    tables = []
    for unit in UNITS:
        header = [unit, "first", "second", *_RETRIEVAL, _INTERVAL]
        rows = [_retrieval(source, *(by_name[source, f"{unit} {name}"] for name in _RETRIEVAL)) for source in sources]
        tables.append(render_table(header, rows, markdown=markdown))
    equal = {column: by_name[ALL, f"{column} equal"] for column in NOMINAL}
    kappa = {column: by_name[ALL, f"{column} kappa"] for column in NOMINAL}
    rows = [(c, str(kappa[c].n), _rounded(equal[c].value), *_with_interval(kappa[c])) for c in NOMINAL]
    tables.append(render_table(["matched claims", "n", "equal", "kappa", _INTERVAL], rows, markdown=markdown))
    return "\n\n".join(tables)


_RETRIEVAL = ("precision", "recall", "F1")
_INTERVAL = f"{CONFIDENCE} % interval"


def _retrieval(source: str, precision: Figure, recall: Figure, f1: Figure) -> tuple[str, ...]:
    sizes, shares = (str(precision.n), str(recall.n)), (_rounded(precision.value), _rounded(recall.value))
    return (source, *sizes, *shares, *_with_interval(f1))


def _with_interval(figure: Figure) -> tuple[str, str]:
    bounds = f"{_rounded(figure.low)} to {_rounded(figure.high)}"
    return _rounded(figure.value), bounds if figure.value is not None else ""


def _rounded(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def visible(text: str) -> str:
    r"""Return *text* on one line, with characters that could steer a terminal spelt out.

    >>> print(visible("two\nlines and \x1b[31m"))
    two lines and \x1b[31m
    """
    return "".join(map(_visible_character, text.replace("\r\n", " ")))


def _visible_character(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    return " " if character.isspace() else character.encode("unicode_escape").decode()


def _escape(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|")


def _row_lines(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> Iterator[str]:
    cells = [_wrap(cell, size) for cell, size in zip(row, widths, strict=True)]
    for line in zip_longest(*cells, fillvalue=""):
        aligned = (_pad(text, size, right) for text, size, right in zip(line, widths, numeric, strict=True))
        yield "  ".join(aligned).rstrip()


def _longest_word(text: str) -> int:
    return max(map(wcswidth, text.split()), default=0)


def _narrowed(widths: Sequence[int], words: Sequence[int], room: int) -> list[int]:
    """Take from the widest columns until all fit, but leave each as wide as its longest word."""
    narrowed = list(widths)
    while sum(narrowed) > room and (wider := [i for i, width in enumerate(narrowed) if width > words[i]]):
        narrowed[max(wider, key=narrowed.__getitem__)] -= 1
    return narrowed


def _wrap(text: str, size: int) -> list[str]:
    """Break *text* between words into lines of at most *size* columns; a longer word keeps a line of its own."""
    lines: list[str] = []
    for word in text.split():
        if lines and wcswidth(lines[-1]) + 1 + wcswidth(word) <= size:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines or [""]


def _pad(text: str, size: int, right: bool) -> str:
    gap = " " * (size - wcswidth(text))
    return gap + text if right else text + gap


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).removeprefix("-").isdecimal() or not text
