"""Which claims an analysis takes and how its tables are shown: options that all analyses share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import (
    Decorator,
    Progress,
    completed_by,
    corpus_option,
    count,
    emit,
    page_width,
    project_of,
    remark,
    stop_on_errors,
)  # fmt: skip
from kg.cli.times import DAY
from kg.problems import MisuseError
from kg.report import write_file
from kg.report.sheets import SHEET_FORMATS, render_sheets
from kg.sheet import Sheet

if TYPE_CHECKING:
    from kg.builder import Reading
    from kg.study import Study

#: The parameters of commands that choose claims, as `kg.study.study` takes them.
FILTERS = ("sources", "claimants", "modalities", "polarities", "families", "places", "since", "until", "as_of")
_SUFFIXES = {".txt": "table", ".csv": "csv", ".json": "json", ".md": "md"}


def _several(name: str, parameter: str, help: str, completer: str) -> Decorator:
    return click.option(
        f"--{name}", parameter, multiple=True, metavar="NAME", help=help, shell_complete=completed_by(completer)
    )


_FILTERS: Sequence[Decorator] = (
    _several("source", "sources", "Only what this source says.", "sources"),
    _several("claimant", "claimants", "Only views of this actor; 'own' are those of the sources.", "entities"),
    _several("modality", "modalities", "Only what is actual, planned, possible …", "modalities"),
    _several("polarity", "polarities", "Only what is affirmed, or denied.", "polarities"),
    _several("family", "families", "Only relations of this family.", "families"),
    _several("place", "places", "Only what holds at or within this place.", "entities"),
    click.option("--since", type=DAY, metavar="TIME", help="Only what is dated to hold in that time or later."),
    click.option("--until", type=DAY, metavar="TIME", help="Only what is dated to hold then or before."),
    click.option("--as-of", type=DAY, metavar="TIME", help="Only what sources say that were published by then."),
)


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose claims, and ``--corpus``; all but times may be given more than once."""
    for option in reversed((*_FILTERS, corpus_option)):
        command = option(command)
    return command


def sheet_options(*keys: str) -> Decorator:
    """Return what adds the options that show tables: which of *keys*, whether with their claims, how and where."""
    options = (
        click.option("--show", type=click.Choice(keys), multiple=True, help="Only this table."),
        click.option("--claims", is_flag=True, help="Name the claims behind each row, and what they say."),
        click.option(
            "-f", "--format", "form", type=click.Choice(SHEET_FORMATS), help="By default that of FILE, or a table."
        ),
        click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE."),
    )

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options if len(keys) > 1 else options[1:]):
            command = option(command)
        return command

    return add


def read_corpus_of(options: dict[str, Any], undone: str = "nothing analysed") -> Reading:
    """Return the corpus that the options name; with errors, report them, say what is left *undone* and exit with 1."""
    from kg.builder import read_project  # which takes longer to load than commands need that only offer filters

    project = project_of(options["corpus"])
    with Progress() as progress:
        progress("reading the corpus")
        read = read_project(project)
    stop_on_errors(read.problems, project.corpus, undone)
    return read


def read_study(options: dict[str, Any], *names: str) -> Study:
    """Return the claims that the options choose, of those that mention one of *names* if there are any.

    What a span of time leaves out for want of a date is remarked.
    """
    return study_of(read_corpus_of(options), options, *names)


def study_of(read: Reading, options: dict[str, Any], *names: str) -> Study:
    """Return the claims of a corpus that the options choose, as `read_study` does."""
    from kg.study import study

    chosen = study(read.corpus, read.ontology, names=names, **{name: options[name] for name in FILTERS})
    if chosen.undated:
        remark(f"{count(len(chosen.undated), 'claim')} without a date left out")
    return chosen


def show_sheets(sheets: Iterable[Sheet], options: dict[str, Any], *keys: str) -> None:
    """Print the tables that the options choose, by default those with *keys*, or write them to a file."""
    wanted = options.get("show") or keys
    chosen = [sheet for sheet in sheets if not wanted or sheet.key in wanted]
    output: Path | None = options["output"]
    form = options["form"] or (_format_of(output) if output else "table")
    width = page_width() if output is None else None
    text = render_sheets(chosen, form, claims=options["claims"], width=width)
    if output is None:
        emit(text, nl=False)
        return
    with write_file(output) as write:
        write(text)


def _format_of(output: Path) -> str:
    if output.suffix.lower() not in _SUFFIXES:
        raise MisuseError(f"the suffix of {output} names no format; known are {' '.join(_SUFFIXES)}")
    return _SUFFIXES[output.suffix.lower()]
