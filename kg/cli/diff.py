"""``kg diff``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import click

from kg.analysis.diff import Changes, Edition, changes, narrowed, union
from kg.builder import Reading, read_project
from kg.cli.filters import FILTERS, filter_options, form_of, remark_left_out, sheet_options, show_sheets
from kg.cli.options import Progress, project_of, remark
from kg.findings.diff import SHEETS, diff_sheets
from kg.places import Project, display, locate
from kg.problems import MisuseError, Severity
from kg.report.changes import render_changes
from kg.revision import read_revision
from kg.study import study


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@filter_options
@sheet_options(*SHEETS, text=True)
def command(old: str, new: str | None, **options: Any) -> None:
    """Tell what changed between two corpora, or two revisions of one.

    OLD and NEW are folders with a corpus, or revisions of the git repository in which the corpus lies; NEW is by
    default the corpus as it is now. A folder that exists is taken before a revision of its name; heads/NAME is the
    branch. Each is read with the vocabulary that stands beside it. Options that choose claims narrow what is told to
    claims and disagreements that they fit in either.

    Exits with 0 if nothing changed; with 1 if something did, or might have in a corpus with errors; with 2 for misuse
    and with 4 where there is no such corpus or revision.
    """
    project = cache(lambda: project_of(options["corpus"]))
    with Progress() as progress:
        progress("reading the corpus")
        before, after = _edition(old, project), _edition(new, project)
    found = _narrowed(changes(old=before, new=after), options)
    sheets = diff_sheets(found)
    some = () if form_of(options) == "json" else [sheet.key for sheet in sheets if sheet.lines]
    whole = bool(options["show"]) or options["output"] is not None
    show_sheets(sheets, options, *some, text=partial(render_changes, whole=whole, claims=options["claims"]))
    sys.exit(1 if found or before.errors or after.errors else 0)


def _edition(name: str | None, project: Callable[[], Project]) -> Edition:
    """Return the corpus in a folder, at a revision or, without a *name*, as it is now; say what was not as it stood."""
    if name is None or Path(name).is_dir():
        chosen = project() if name is None else locate(Path(name))
        return _of(display(chosen.corpus), read_project(chosen))
    if Path(name).exists():
        raise MisuseError(f"{name} is a file; name a folder with a corpus, or heads/{name} for a branch of that name")
    past = read_revision(project(), name)
    if past.links:
        remark(f"{name}: links are not followed: {', '.join(past.links)}")
    if past.vocabulary_fault:
        remark(f"{name} is read with the vocabulary of today, as its own cannot be taken: {past.vocabulary_fault}")
    return _of(name if name == past.commit else f"{name} ({past.commit})", past.reading)


def _of(name: str, read: Reading) -> Edition:
    errors = sum(problem.severity is Severity.ERROR for problem in read.problems)
    return Edition(name=name, corpus=read.corpus, ontology=read.ontology, errors=errors)


def _narrowed(found: Changes, options: dict[str, Any]) -> Changes:
    """Return what changed of the claims that the options choose; names are looked up in both corpora."""
    filters = {name: options[name] for name in FILTERS}
    if not any(filters.values()):
        return found
    chosen = study(union(found), found.new.ontology, or_nothing=True, **filters)
    remark_left_out(chosen)
    return narrowed(found, chosen.part)
