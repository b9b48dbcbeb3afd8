"""``kg show``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli.filters import FILTERS, filter_options
from kg.cli.graph import open_graph
from kg.cli.options import build_option, completed_by, emit
from kg.dossier import dossier
from kg.lookup import UnknownTermError, find
from kg.places import locate
from kg.problems import MisuseError
from kg.queries import query_files
from kg.report import visible


@click.command()
@click.argument("term", nargs=-1, required=True, shell_complete=completed_by("things"))
@filter_options
@build_option
@click.option("--brief", "is_brief", is_flag=True, help="Print a brief of two pages in Markdown instead.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the brief to FILE, .md or .html."
)
def command(
    term: tuple[str, ...], build_folder: Path | None, is_brief: bool, output: Path | None, **options: Any
) -> None:
    """Print all that is known of an actor, issue, relation, source or claim.

    TERM is an id, a label, an alias or a CURIE, in any case. Of an actor or issue --brief gives the best documented in
    short, with footnotes to source and paragraph, from the claims that the other options choose; as .html it prints on
    two pages.
    """
    name = " ".join(term)
    if is_brief or output or any(options[filter] for filter in FILTERS):
        if build_folder:
            raise MisuseError("a brief is written from the corpus; leave --build out")
        from kg.cli.briefing import write_brief

        write_brief(name, options, output)
        return
    corpus: Path | None = options["corpus"]
    graph = open_graph(corpus, build_folder)
    try:
        thing = find(graph, name)
    except UnknownTermError:
        if name not in query_files(locate(corpus).questions):
            raise
        raise UnknownTermError(f"{name!r} is a saved query: 'kg queries show {name}' explains it") from None
    for line in str(dossier(graph, thing)).split("\n"):
        emit(visible(line))
