"""``kg coverage``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.builder import read_project
from kg.cli.options import corpus_option, emit, project_of, remark, tally
from kg.coverage import render_coverage
from kg.places import display
from kg.problems import has_errors, render


@click.command()
@corpus_option
def command(corpus: Path | None) -> None:
    """Print how the sources were read, as a page in Markdown.

    It has the number of claims of each paragraph, so that those without one are seen, the relations in use, and how far
    a second reading agrees.
    """
    project = project_of(corpus)
    read = read_project(project)
    if has_errors(read.problems):
        remark(render(read.problems, "text", folder=display(project.corpus)))
        remark(f"nothing counted: {tally(read.problems)} in {display(project.corpus)}")
        sys.exit(1)
    emit(render_coverage(read.corpus, read.ontology), nl=False)
