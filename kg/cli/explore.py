"""``kg explore``."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from kg.builder import read_project
from kg.cli.options import Progress, build_option, corpus_option, count, emit, project_of, remark, stop_on_errors
from kg.current import refresh
from kg.formatter import format_positions
from kg.manifest import PAGE, is_fresh
from kg.network import kept_points, layout, pairs
from kg.places import Project, display
from kg.problems import KgError
from kg.reader.layout import POSITIONS
from kg.report import write_file


@click.command()
@corpus_option
@build_option
@click.option("--keep-layout", is_flag=True, help="Let the map stay as it is now: write layout.csv into the corpus.")
@click.option("--no-open", is_flag=True, help="Only print where the page is.")
def command(corpus: Path | None, build_folder: Path | None, keep_layout: bool, no_open: bool) -> None:
    """Open the graph as an interactive page."""
    project = project_of(corpus, build_folder)
    if keep_layout:
        _keep_layout(project)
    if build_folder is None and not is_fresh(project):
        with Progress() as progress:
            refresh(project, tell=remark, warn=remark, step=progress)
    page = project.build / PAGE
    emit(display(page))
    if not no_open and not webbrowser.open(page.resolve().as_uri()):
        remark("no browser could be opened here; open the file in one")


def _keep_layout(project: Project) -> None:
    """Write where everything on the map stands; what no claim joins at present keeps its place too."""
    if project.bundled:
        raise KgError("the corpus that came with the program is not written to; name one with --corpus")
    read = read_project(project)
    stop_on_errors(read.problems, project.corpus, "no layout kept")
    kept = kept_points(read.corpus)
    points = {**kept, **layout(pairs(read.corpus, read.ontology), kept)}
    path = project.corpus / POSITIONS
    with write_file(path) as write:
        write(format_positions(points))
    remark(f"wrote {display(path)} ({count(len(points), 'position')})")
