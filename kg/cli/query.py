"""``kg query``."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import click
import pyoxigraph as ox

from kg.cli.graph import open_graph
from kg.cli.options import build_option, corpus_option, count, emit, remark
from kg.dossier import find, forward, unknown_names
from kg.problems import KgError, QueryError
from kg.queries import SavedQuery, find_query, read_query, saved_queries, text_term
from kg.report import FORMATS, render_answer
from kg.store import ask

_QUESTIONS = "questions"
# How a query without braces begins.
_OPENING = re.compile(r"\s*(PREFIX|BASE|DESCRIBE)\s", re.IGNORECASE)
#: Under which prefixes the value of a parameter of each type is looked up.
_TYPES = {
    "entity": ("actor", "issue"),
    "actor": ("actor",),
    "issue": ("issue",),
    "relation": ("rel",),
    "source": ("source",),
}


@click.command()
@click.argument("query", required=False)
@corpus_option
@build_option
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of a saved query.")
@click.option("-f", "--format", "form", type=click.Choice(FORMATS), help="By default a table on a terminal, else CSV.")
def command(
    query: str | None, corpus: Path | None, build_folder: Path | None, params: tuple[str, ...], form: str | None
) -> None:
    """Ask the graph with SPARQL.

    QUERY is the text of a query if it has a brace or begins with DESCRIBE or PREFIX, '-' for standard input, else a
    file or the name of a saved query. The usual prefixes are known (actor:, issue:, rel:, ent:, source:, claim: ...).
    """
    saved = _read(query, corpus)
    graph = open_graph(corpus, build_folder)
    text = saved.bind(_values(params), lambda kind, value: _term(graph, kind, value))
    on_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if on_terminal else None
    answer = ask(graph, text)
    for name, cures in unknown_names(graph, text):
        remark(f"{name} is not in the graph" + (f"; did you mean {' or '.join(cures)}?" if cures else ""))
    if form is None and not isinstance(answer, ox.QuerySolutions):
        form = "turtle" if isinstance(answer, ox.QueryTriples) else "csv"
    shown, rows = render_answer(answer, form or ("table" if on_terminal else "csv"), width=width)
    emit(shown, nl=not shown.endswith("\n"))
    if rows is not None and on_terminal:
        remark(count(rows, "row"))


def _read(query: str | None, corpus: Path | None) -> SavedQuery:
    """Return the query that the argument names or is."""
    if query is None or query == "-":
        text = "" if query is None and sys.stdin.isatty() else sys.stdin.read()
        if not text.strip():
            raise click.UsageError(_examples(corpus))
        return SavedQuery(name="-", text=text)
    if "{" in query or _OPENING.match(query):
        return SavedQuery(name="query", text=query)
    return read_query(Path(query)) if _is_file(query) else find_query(query, *_folders(corpus))


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except OSError:  # a name that no file can have
        return False


def _folders(corpus: Path | None) -> tuple[Path, ...]:
    from kg.places import locate

    return (locate(corpus).corpus / _QUESTIONS,)


def _examples(corpus: Path | None) -> str:
    lines = [f"  {name:20}{query.summary}" for name, query in saved_queries(*_folders(corpus)).items()]
    return "\n".join(
        [
            "what is the query? For example:",
            "  kg query 'SELECT ?relation (COUNT(*) AS ?claims) { ?c rdf:predicate ?relation } GROUP BY ?relation'",
            "  kg query question.rq",
            "  kg query most-documented",
            "saved queries:",
            *lines,
        ]
    )


def _values(params: tuple[str, ...]) -> dict[str, str]:
    values = dict(param.partition("=")[::2] for param in params)
    for param in params:
        if "=" not in param:
            raise click.UsageError(f"{param!r} is not NAME=VALUE")
    return values


def _term(graph: ox.Store, type: str, value: str) -> str:
    """Return the term that a parameter's value stands for: a thing by any of its names, or a text."""
    if type not in _TYPES:
        return text_term(value)
    try:
        return f"<{forward(graph, find(graph, value, prefixes=_TYPES[type]))}>"
    except KgError as error:
        raise QueryError(f"error[unknown-value]: {error}") from None
