"""``kg show``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import complete
from kg.cli.graph import open_graph
from kg.cli.options import build_option, corpus_option, emit
from kg.dossier import dossier, find
from kg.report import visible


@click.command()
@click.argument("term", nargs=-1, required=True, shell_complete=complete.things)
@corpus_option
@build_option
def command(term: tuple[str, ...], corpus: Path | None, build_folder: Path | None) -> None:
    """Print all that is known of an actor, issue, relation, source or claim.

    TERM is an id, a label, an alias or a CURIE, in any case.
    """
    graph = open_graph(corpus, build_folder)
    for line in str(dossier(graph, find(graph, " ".join(term)))).split("\n"):
        emit(visible(line))
