"""``kg network``."""

from __future__ import annotations

from typing import Any

import click

from kg.analysis.network.centrality import MEASURES
from kg.analysis.network.signs import METHODS, SignRule
from kg.cli.filters import filter_options, read_study, sheet_options, show_sheets
from kg.cli.options import completed_by, remark
from kg.findings.network import SHEETS, network_sheets
from kg.study import ids_of

_OVERVIEW = ("centrality", "communities", "balance")


@click.command()
@click.argument("name", nargs=-1, shell_complete=completed_by("entities"))
@click.option("--by", type=click.Choice(list(MEASURES)), default="degree", help="What --show centrality ranks by.")
@click.option(
    "--top", type=click.IntRange(min=0), metavar="N", help="How many rows; by default 10 of rankings, 0 for all."
)
@click.option(
    "--voice",
    type=click.Choice(["own", "any"]),
    help="Count the sources' own voice, which is usual, or any; with --claimant any.",
)
@click.option(
    "--mood",
    type=click.Choice(["asserted", "any"]),
    help="Count what is asserted as actual, which is usual, or any mood; with --modality any.",
)
@click.option(
    "--sign", "method", type=click.Choice(list(METHODS)), default="sum", help="What makes the sign of two actors."
)
@click.option(
    "--neutral", type=click.FloatRange(min=0), default=0.0, metavar="X", help="Up to what, either way, it is neutral."
)
@click.option(
    "--actor",
    "only",
    multiple=True,
    metavar="NAME",
    help="Only rows about this actor, whose place in the whole network is shown.",
    shell_complete=completed_by("entities"),
)
@filter_options
@sheet_options(*SHEETS)
def command(name: tuple[str, ...], by: str, top: int | None, only: tuple[str, ...], **options: Any) -> None:
    """Find who is central, who goes together, and whether friends and foes balance.

    With NAMEs of actors or issues, only claims that mention one of them make the network; with --actor it is whole and
    only its rows are shown. Two actors are tied by the claims on what one does to the other, or both do. Each rank,
    group and figure stands with what becomes of it when one source is left out (--show ranks, sources, brokers,
    sensitivity). How a dyad gets its sign is said beside every figure of balance.
    """
    study = read_study(options, *name)
    rule = SignRule(
        voice=options["voice"] or ("any" if options["claimants"] else "own"),
        mood=options["mood"] or ("any" if options["modalities"] else "asserted"),
        method=options["method"],
        neutral=options["neutral"],
    )
    if study.part.entities:
        remark("only claims that mention these names: ranks are of that part; --actor shows one in the whole network")
    keys = options["show"] or _OVERVIEW
    actors = ids_of(study.corpus, only, "actor")
    show_sheets(network_sheets(study.corpus, study.ontology, keys, rule=rule, by=by, top=top, only=actors), options)
