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
)
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
_SUFFIXES = {".csv": "csv", ".json": "json", ".md": "md"}


def _several(name: str, parameter: str, help: str, completer: str) -> Decorator:
    return click.option(
        f"--{name}", parameter, multiple=True, metavar="NAME", help=help, shell_complete=completed_by(completer)
    )


_FILTERS: Sequence[Decorator] = (
    _several("source", "sources", "Only what this source says; filters may repeat, and any one is enough.", "sources"),
    _several("claimant", "claimants", "Only views of this actor; 'own' are those of the sources.", "entities"),
    _several("modality", "modalities", "Only what is actual, planned, possible …", "modalities"),
    _several("polarity", "polarities", "Only what is affirmed, or denied.", "polarities"),
    _several("family", "families", "Only relations of this family.", "families"),
    _several("place", "places", "Only what holds at or within this place.", "entities"),
    click.option(
        "--since",
        type=DAY,
        metavar="TIME",
        help="Only what is dated to hold in that year, month, day or later.",
    ),
    click.option(
        "--until", type=DAY, metavar="TIME", help="Only what is dated to hold in that year, month, day or before."
    ),
    click.option(
        "--as-of",
        type=DAY,
        metavar="TIME",
        help="Only what sources say that were surely published by then.",
    ),
)


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose claims, and ``--corpus``; all but times may be given more than once."""
    for option in reversed((*_FILTERS, corpus_option)):
        command = option(command)
    return command


def sheet_options(*keys: str, pictures: Sequence[str] = (), text: bool = False) -> Decorator:
    """Return what adds the options that show tables: which of *keys*, whether with their claims, how and where.

    *pictures* are formats that the command knows besides. With *text*, it writes by default a text of its own.
    """
    usual, forms = ("text", ("text", *SHEET_FORMATS)) if text else ("a table", (*SHEET_FORMATS, *pictures))
    options = (
        click.option("--show", type=click.Choice(keys), multiple=True, help="Only this table."),
        click.option("--claims", is_flag=True, help="Name the claims behind each row, and what they say."),
        click.option("-f", "--format", "form", type=click.Choice(forms), help=f"By default that of FILE, or {usual}."),
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


def read_study(options: dict[str, Any], *names: str, keeps_undated: bool = False) -> Study:
    """Return the claims that the options choose, of those that mention one of *names* if there are any.

    Sources that may have been published too late are remarked, and what a span of time leaves out for want of a date
    unless the caller *keeps_undated*.
    """
    return study_of(read_corpus_of(options), options, *names, keeps_undated=keeps_undated)


def study_of(
    read: Reading, options: dict[str, Any], *names: str, keeps_undated: bool = False, or_nothing: bool = False
) -> Study:
    """Return the claims of a corpus that the options choose, as `read_study` does; with *or_nothing* there may be none.

    Remarks what was left out.
    """
    from kg.study import study

    filters = {name: options[name] for name in FILTERS}
    chosen = study(read.corpus, read.ontology, names=names, or_undated=keeps_undated, or_nothing=or_nothing, **filters)
    remark_left_out(chosen, keeps_undated=keeps_undated)
    return chosen


def remark_left_out(chosen: Study, *, keeps_undated: bool = False) -> None:
    """Remark what a span of time leaves out for want of a date, unless that is kept, and sources not surely out yet."""
    from kg.part import lateness

    if chosen.undated and not keeps_undated:
        remark(f"{count(len({claim.id for claim in chosen.undated}), 'claim')} without a date left out")
    if chosen.unpublished and chosen.part.as_of:
        late = [f"{source.id} ({lateness(source, chosen.part.as_of)})" for source in chosen.unpublished]
        remark(f"left out as of {chosen.part.as_of.text}: {', '.join(late)}")


def show_sheets(
    sheets: Iterable[Sheet],
    options: dict[str, Any],
    *keys: str,
    text: Callable[[Sequence[Sheet], int | None], str] | None = None,
) -> None:
    """Print the tables that the options choose, by default those with *keys*, or write them to a file.

    *text* returns them as the text of a command that has one, in lines of a given width.
    """
    wanted = options.get("show") or keys
    chosen = [sheet for sheet in sheets if not wanted or sheet.key in wanted]
    width = page_width() if options["output"] is None else None
    form = form_of(options, usual="text" if text else "table")
    if text and form == "text":
        show_text(text(chosen, width), options)
    else:
        show_text(render_sheets(chosen, form, claims=options["claims"], width=width, known=_tables()), options)


def _tables() -> Sequence[str]:
    """Return what ``--show`` of this command takes."""
    found = (p.type for p in click.get_current_context().command.params if p.name == "show")
    return next((kind.choices for kind in found if isinstance(kind, click.Choice)), ())


def show_text(text: str, options: dict[str, Any]) -> None:
    """Print *text*, or write it to the file that the options name."""
    output: Path | None = options["output"]
    if output is None:
        emit(text, nl=False)
        return
    with write_file(output) as write:
        write(text)


def form_of(options: dict[str, Any], *pictures: str, usual: str = "table") -> str:
    """Return the format that the options ask for, the *usual* one of the command where they do not.

    *pictures* are formats that the command knows besides tables.
    """
    output: Path | None = options["output"]
    if options["form"] or not output:
        return options["form"] or usual
    known = {".txt": usual, **_SUFFIXES, **{f".{name}": name for name in pictures}}
    if output.suffix.lower() not in known:
        raise MisuseError(f"the suffix of {output} names no format; known are {' '.join(known)}")
    return known[output.suffix.lower()]
