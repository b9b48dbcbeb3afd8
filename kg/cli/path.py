"""``kg path``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from kg.analysis.obstacles import Wish, obstacle
from kg.analysis.paths import Links, shortest_paths
from kg.cli.filters import filter_options, form_of, read_corpus_of, sheet_options, show_sheets, study_of
from kg.cli.options import completed_by, remark
from kg.findings.needed import needed_sheet
from kg.findings.path import SHEETS, path_sheets, through_sheets
from kg.lookup import find_id
from kg.model import Corpus
from kg.problems import MisuseError
from kg.sheet import Sheet
from kg.study import Study

_PAIRS = 10


@click.command()
@click.argument("a", required=False, shell_complete=completed_by("entities"))
@click.argument("b", required=False, shell_complete=completed_by("entities"))
@click.option(
    "--through",
    multiple=True,
    metavar="NAME",
    shell_complete=completed_by("entities"),
    help="Only paths that pass this.",
)
@click.option(
    "-k", "--number", type=click.IntRange(1, 1000), metavar="N", help="How many; by default 1 path, 10 pairs."
)
@click.option("--all", "everything", is_flag=True, help="Take claims of any kind, not only what sources assert.")
@click.option("--actors", is_flag=True, help="Go through actors alone, not through issues.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there is no path.")
@filter_options
@sheet_options(*SHEETS)
def command(
    a: str | None, b: str | None, through: tuple[str, ...], number: int | None, exit_code: bool, **options: Any
) -> None:
    """Find how claims lead from one actor or issue to another.

    A and B are the ends. A path follows what sources assert in their own voice, whichever of two is the subject; arrows
    show who does what. Of equally short paths that comes first whose least documented hop has the most claims. Items
    and places link nothing. Where there is no path, it says what would be needed for one.

    With --through and without ends: what has to do with that thing, and which actors it joins.
    """
    if a and not b:
        raise MisuseError("name both ends, or none and what joins others: kg path --through NAME")
    if not a and len(through) != 1:
        raise MisuseError("name two ends, or one thing that joins others: kg path --through NAME")
    read = read_corpus_of(options)
    chosen = study_of(read, options, or_nothing=bool(a))
    names = [find_id(read.corpus, name, "actor", "issue") for name in (*((a, b) if a and b else ()), *through)]
    if a:
        sheets = _paths(read.corpus, chosen, _wish(names, chosen, options), number or 1)
    else:
        sheets = _through(chosen, names[0], number or _PAIRS, options)
    is_found = sheets[0].key != "needed" and bool(sheets[0].lines)
    usual = () if form_of(options) == "json" else [sheet.key for sheet in sheets if sheet.key != "hops"]
    show_sheets(sheets, _for(sheets, options), *usual)
    sys.exit(1 if exit_code and not is_found else 0)


def _for(sheets: Sequence[Sheet], options: dict[str, Any]) -> dict[str, Any]:
    """Return the options as they fit *sheets*: where there is no path, what is needed is told whatever was to be shown.

    Raises MisuseError where none of the tables to be shown is there.
    """
    keys = [sheet.key for sheet in sheets]
    if keys == ["needed"]:
        return options | {"show": ()}
    if options["show"] and not set(options["show"]) & set(keys):
        raise MisuseError(f"no table {' or '.join(options['show'])} here; there are: {' '.join(keys)}")
    return options


def _wish(names: Sequence[str], chosen: Study, options: dict[str, Any]) -> Wish:
    start, goal, *through = names
    if start == goal:
        raise MisuseError(f"both ends are {start}; name two things")
    if {start, goal} & set(through):
        raise MisuseError("--through is for what lies between the ends")
    return Wish(
        start=start,
        goal=goal,
        through=tuple(dict.fromkeys(through)),
        part=chosen.part,
        asserted=not options["everything"],
        actors=options["actors"],
    )


def _paths(whole: Corpus, chosen: Study, wish: Wish, number: int) -> tuple[Sheet, ...]:
    """Return the paths, or what would be needed for one."""
    links = Links(chosen.corpus, chosen.ontology, asserted=wish.asserted, actors=wish.actors)
    found = shortest_paths(links, wish.start, wish.goal, number=number, through=wish.through)
    if found.found:
        return path_sheets(found, chosen.corpus, chosen.ontology, number=number, asserted=wish.asserted)
    if found.given_up:
        remark("the search was ended: there may be a path with many hops")
    return (needed_sheet(obstacle(whole, chosen.ontology, wish), wish, whole),)


def _through(chosen: Study, middle: str, number: int, options: dict[str, Any]) -> tuple[Sheet, ...]:
    if options["actors"]:
        raise MisuseError("--actors is for a path between two; with --through alone leave it out")
    asserted = not options["everything"]
    links = Links(chosen.corpus, chosen.ontology, asserted=asserted)
    return through_sheets(links, middle, chosen.corpus, chosen.ontology, number=number, asserted=asserted)
