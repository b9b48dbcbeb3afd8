"""``kg check``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.builder import compile_lines, read_project
from kg.checks import check_texts
from kg.cli.options import SHOWN, corpus_option, count, emit, project_of, remark, tally, timeout_option
from kg.cli.running import Limits, within
from kg.places import display
from kg.problems import has_errors, render
from kg.reader import read_texts


@click.command()
@corpus_option
@click.option(
    "--texts",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The annotated texts (SOURCE.txt, a paragraph a line) to check anchors against.",
)
@click.option("--shapes", is_flag=True, help="Also hold the compiled graph against the SHACL shapes (takes seconds).")
@timeout_option(600, "Stop --shapes then")
@click.option("--all", "everything", is_flag=True, help="List all problems, not the first 100 of a kind in a file.")
@click.option("--strict", is_flag=True, help="Let warnings count as errors.")
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True
)
def command(
    corpus: Path | None, texts: Path | None, shapes: bool, timeout: float, everything: bool, strict: bool, form: str
) -> None:
    """Report everything that is wrong with the corpus.

    Exits with 0 if it is clean or there are only warnings, with 1 if there are errors.
    """
    project = project_of(corpus)
    read = read_project(project)
    problems = list(read.problems)
    if texts:
        problems = sorted([*problems, *check_texts(read.corpus, read_texts(texts))])
    if shapes and has_errors(problems):
        remark("the shapes are not checked while there are errors")
    elif shapes:
        from kg.shapes import check_shapes

        with within(Limits(seconds=timeout)):
            found = check_shapes(read.corpus, compile_lines(read.corpus, read.ontology), project.ontology)
        problems = sorted([*problems, *found])
    if problems or form == "json":
        emit(render(problems, form, folder=display(project.corpus), limit=None if everything else SHOWN))
    remark(f"{tally(problems)} in {count(len(read.corpus.claims), 'claim')} of {display(project.corpus)}")
    sys.exit(1 if has_errors(problems, strict=strict) else 0)
