"""``kg coverage``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.builder import read_project
from kg.cli.options import corpus_option, emit, project_of, stop_on_errors
from kg.coverage import render_coverage


@click.command()
@corpus_option
def command(corpus: Path | None) -> None:
    """Print how the sources were read, as a page in Markdown.

    It has the number of claims of each paragraph, so that those without one are seen, the relations in use, and how far
    a second reading agrees.
    """
    project = project_of(corpus)
    read = read_project(project)
    stop_on_errors(read.problems, project.corpus, "nothing counted")
    emit(render_coverage(read.corpus, read.ontology), nl=False)
