"""``kg explore``."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from kg.cli.options import Progress, build_option, corpus_option, emit, project_of, remark
from kg.current import refresh
from kg.manifest import PAGE, is_fresh
from kg.places import display


@click.command()
@corpus_option
@build_option
@click.option("--no-open", is_flag=True, help="Only print where the page is.")
def command(corpus: Path | None, build_folder: Path | None, no_open: bool) -> None:
    """Open the graph as an interactive page."""
    project = project_of(corpus, build_folder)
    if build_folder is None and not is_fresh(project):
        with Progress() as progress:
            refresh(project, tell=remark, warn=remark, step=progress)
    page = project.build / PAGE
    emit(display(page))
    if not no_open and not webbrowser.open(page.resolve().as_uri()):
        remark("no browser could be opened here; open the file in one")
