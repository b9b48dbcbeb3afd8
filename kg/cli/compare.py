"""``kg compare``."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.filters import filter_options, read_study, sheet_options, show_sheets
from kg.cli.options import completed_by
from kg.findings.compare import SHEETS, compare_sheets
from kg.study import ids_of


@click.command()
@click.argument("name", nargs=-1, shell_complete=completed_by("entities"))
@filter_options
@sheet_options(*SHEETS)
def command(name: tuple[str, ...], **options: Any) -> None:
    """Register where sources disagree, with each other and with themselves.

    With NAMEs of actors or issues, only points that have to do with one of them. Each view stands with its sources and
    voices, and each point with the sources that are silent on it; no winner is picked. What is planned here and done
    there, was so then and not now, or is friendly and hostile at once, is no disagreement and stands apart (--show
    apart).
    """
    study = read_study(options)
    about = ids_of(study.corpus, name, "actor", "issue")
    show_sheets(compare_sheets(study.corpus, study.ontology, about), options, "disagreements", "sources")
