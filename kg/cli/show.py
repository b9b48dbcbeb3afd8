"""``kg show``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.graph import open_graph
from kg.cli.options import build_option, completed_by, corpus_option, emit
from kg.dossier import dossier
from kg.lookup import UnknownTermError, find
from kg.places import locate
from kg.queries import query_files
from kg.report import visible


@click.command()
@click.argument("term", nargs=-1, required=True, shell_complete=completed_by("things"))
@corpus_option
@build_option
def command(term: tuple[str, ...], corpus: Path | None, build_folder: Path | None) -> None:
    """Print all that is known of an actor, issue, relation, source or claim.

    TERM is an id, a label, an alias or a CURIE, in any case.
    """
    graph, name = open_graph(corpus, build_folder), " ".join(term)
    try:
        thing = find(graph, name)
    except UnknownTermError:
        if name not in query_files(locate(corpus).questions):
            raise
        raise UnknownTermError(f"{name!r} is a saved query: 'kg queries show {name}' explains it") from None
    for line in str(dossier(graph, thing)).split("\n"):
        emit(visible(line))
