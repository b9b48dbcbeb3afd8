"""``kg explore``."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from kg.cli.graph import open_graph
from kg.cli.options import build_option, corpus_option, emit, remark
from kg.manifest import PAGE
from kg.places import display


@click.command()
@corpus_option
@build_option
@click.option("--no-open", is_flag=True, help="Only print where the page is.")
def command(corpus: Path | None, build_folder: Path | None, no_open: bool) -> None:
    """Open the graph as an interactive page."""
    _, project = open_graph(corpus, build_folder)
    page = project.build / PAGE
    emit(display(page))
    if not no_open and not webbrowser.open(page.resolve().as_uri()):
        remark("no browser could be opened here; open the file in one")
