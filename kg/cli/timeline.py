"""``kg timeline``."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import Any

import click

from kg.analysis.periods import UNITS, Dyad, Period, periods, valences
from kg.analysis.timeline import timeline
from kg.cli.filters import filter_options, form_of, read_study, sheet_options, show_sheets, show_text
from kg.cli.options import completed_by, page_width, terminal_size
from kg.findings.timeline import SHEETS, timeline_sheets
from kg.part import joining
from kg.problems import KgError, MisuseError
from kg.report import use_colour
from kg.report.chart import Chart, render_chart
from kg.report.sheets import render_sheets
from kg.report.svg import render_svg
from kg.report.timeline import claims_chart, periods_chart, valence_chart
from kg.sheet import Sheet, named
from kg.study import Study

# How many claims have a row each unless --by says so, and how many dyads are drawn.
_ROWS, _DYADS = 30, 6
# The width of a chart that goes into a pipe or file.
_WIDTH = 100


@click.command()
@click.argument("name", nargs=-1, shell_complete=completed_by("entities"))
@click.option("--dyad", is_flag=True, help="Only what joins two of the NAMEs, or one NAME to another.")
@click.option("--valence", is_flag=True, help="How hostile or friendly the dyads of the NAMEs are over time.")
@click.option("--by", type=click.Choice(["claim", *UNITS]), help="A row a claim, or a year, quarter or month.")
@filter_options
@sheet_options(*SHEETS, pictures=("svg",))
def command(name: tuple[str, ...], dyad: bool, valence: bool, by: str | None, **options: Any) -> None:
    """Show what is said to have happened when, and what is not said when.

    With NAMEs of actors or issues, only what mentions one of them. The chart shows what dates leave open, here or with
    -o FILE.svg; --show and formats for programs give tables. Claims without a date are counted and never placed; --show
    undated lists them. --since and --until ask for the time of what is claimed, --as-of for the articles that were
    published by then.
    """
    if valence and by == "claim":
        raise MisuseError("--valence goes by year, quarter or month; a claim alone has no mean")
    if dyad and not name:
        raise MisuseError("--dyad takes what joins the NAMEs; name one or two")
    form = form_of(options, "svg")
    if form == "svg" and options["show"]:
        raise MisuseError("--show names a table, which SVG cannot hold; leave out one of them")
    study = read_study(options, *name, keeps_undated=True)
    view = _View(_joining(study) if dyad or valence else study, valence, by)
    if form != "svg" and (form != "table" or options["show"]):
        show_sheets(view.sheets(), options, view.table)
        return
    if form == "svg":
        show_text(render_svg(view.chart()), options)
        return
    on_screen = options["output"] is None and sys.stdout.isatty()
    colour = on_screen and use_colour("auto", terminal=True, environ=os.environ)
    text = render_chart(view.chart(), width=terminal_size().columns if on_screen else _WIDTH, colour=colour)
    if options["claims"]:
        behind = [sheet for sheet in view.sheets() if sheet.key == view.table]
        text += "\n" + render_sheets(behind, "table", claims=True, width=page_width() if on_screen else None)
    show_text(text, options)


def _joining(study: Study) -> Study:
    """Return a study of what joins two of its things alone. Raises KgError where nothing does."""
    ids = study.part.entities
    claims, undated = joining(study.corpus.claims, ids), joining(study.undated, ids)
    if not claims and not undated:
        raise KgError(f"no claim joins {' and '.join(named(study.corpus, id).label for id in ids)}")
    return replace(study, corpus=replace(study.corpus, claims=claims), undated=undated)


class _View:
    """What there is to see of a study: a row a claim, a row a period, or *valence*; *by* as the option has it."""

    def __init__(self, study: Study, valence: bool, by: str | None) -> None:
        self._study, self._found = study, timeline((*study.corpus.claims, *study.undated))
        many = len(self._found.events) > _ROWS
        self._unit = by if by and by in UNITS else "year"
        self.table = "valence" if valence else "periods" if by in UNITS or (many and not by) else "dated"

    def sheets(self) -> tuple[Sheet, ...]:
        """Return all tables."""
        study = self._study
        return timeline_sheets(
            study.corpus,
            study.ontology,
            found=self._found,
            periods=self._periods(),
            dyads=self._dyads(),
            unpublished=study.unpublished,
            as_of=study.part.as_of,
        )

    def chart(self) -> Chart:
        """Return what the table `table` holds as a chart."""
        study, part = self._study, self._study.part
        if self.table == "valence":
            return valence_chart(study.corpus, self._dyads(), most=_DYADS)
        if self.table == "periods":
            return periods_chart(study.corpus, self._found, self._periods())
        return claims_chart(study.corpus, study.ontology, self._found, since=part.since, until=part.until)

    def _periods(self) -> tuple[Period, ...]:
        part = self._study.part
        return periods(self._found.events, self._unit, since=part.since, until=part.until)

    def _dyads(self) -> tuple[Dyad, ...]:
        study, part = self._study, self._study.part
        return valences(study.corpus, study.ontology, study.undated, self._unit, since=part.since, until=part.until)
