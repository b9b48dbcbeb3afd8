"""``kg prefixes``."""

from __future__ import annotations

import json

import click

from kg.cli.options import emit
from kg.terms import PREFIXES

_LINES = {"sparql": "PREFIX {}: <{}>", "turtle": "@prefix {}: <{}> ."}


@click.command()
@click.option(
    "-f", "--format", "form", type=click.Choice((*_LINES, "json")), default="sparql", help="How to write them."
)
def command(form: str) -> None:
    """Print the prefixes that every query knows.

    They are ready to paste into a query for another tool, or into a Turtle file.
    """
    if form == "json":
        emit(json.dumps(dict(PREFIXES), indent=2))
    else:
        emit("\n".join(_LINES[form].format(prefix, start) for prefix, start in PREFIXES.items()))
