"""``kg profile``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from kg.analysis.profile import profile
from kg.cli.filters import filter_options, form_of, read_study, sheet_options, show_sheets
from kg.cli.options import completed_by
from kg.findings.profile import SHEETS, profile_sheets, shortened
from kg.findings.sources import ALL_SHEETS, source_sheets
from kg.problems import KgError, MisuseError
from kg.sheet import Sheet
from kg.study import Study, ids_of

_TOP = 5


@click.command()
@click.argument("source", required=False, shell_complete=completed_by("sources"))
@click.option("--top", type=click.IntRange(1), metavar="N", help=f"Rows of each table; {_TOP} if several are printed.")
@filter_options
@sheet_options(*SHEETS, *ALL_SHEETS)
def command(source: str | None, top: int | None, **options: Any) -> None:
    """Tell what a source stresses and leaves out, beside all others.

    Whose views it reports, how much it denies and hedges, how it sees dyads, what it alone names, what the others
    name most and it does not, and which relations are distinctive of it. --source limits whom it is compared with.
    Without SOURCE, all sources stand side by side.
    """
    stray = [key for key in options["show"] if key not in (SHEETS if source else ALL_SHEETS)]
    if stray:
        cure = "it is one of all sources, so leave out SOURCE" if source else "it is one of a source, so name SOURCE"
        raise MisuseError(f"no table {stray[0]} here; {cure}")
    if source and options["sources"]:
        options["sources"] = (source, *options["sources"])
    study = read_study(options)
    sheets = _sheets_of(source, study) if source else source_sheets(study.corpus, study.ontology)
    if not top and not options["show"] and form_of(options) not in ("csv", "json"):
        top = _TOP if source else None
    show_sheets([shortened(sheet, top) if top else sheet for sheet in sheets], options)


def _sheets_of(source: str, study: Study) -> tuple[Sheet, ...]:
    """Return the tables of one source. Raises UnknownTermError for an unknown one, KgError for one without claims."""
    every = replace(study.corpus, sources=(*study.corpus.sources, *study.unpublished))
    (id,) = ids_of(every, [source], "source")
    if not any(claim.source == id for claim in study.corpus.claims):
        raise KgError(f"no claim of {id} belongs to this part ({study.corpus.title})")
    return profile_sheets(study.corpus, study.ontology, profile(study.corpus, study.ontology, id))
