"""``kg search``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from kg.cli.graph import open_graph
from kg.cli.options import build_option, corpus_option, count, emit, page_width, remark
from kg.problems import MisuseError
from kg.report import render_table
from kg.search import Found, fold, search


@click.command()
@click.argument("text", nargs=-1, required=True)
@corpus_option
@build_option
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Names, and claims, at most.")
@click.option(
    "-f", "--format", "form", type=click.Choice(("table", "md")), default="table", help="How to print tables."
)
def command(text: tuple[str, ...], corpus: Path | None, build_folder: Path | None, limit: int, form: str) -> None:
    """Find names and claims by what they say.

    Looks for TEXT in ids, labels, aliases and descriptions of actors, issues, sources and relations, and in the glosses
    of claims. All words must occur, as words or as beginnings of words, in any case and with or without accents.
    """
    wanted = " ".join(text)
    if not fold(wanted):
        raise MisuseError(f"no word to look for in {wanted!r}")
    found = search(open_graph(corpus, build_folder), wanted, limit)
    width = page_width()
    if found:
        emit("\n\n".join(_tables(found, markdown=form == "md", width=width)))
    if found.more_things or found.more_claims:
        remark(f"{_more(found)} (--limit)")
    if not found:
        hint = f"; did you mean {' or '.join(found.near)}?" if found.near else ""
        remark(f"nothing has {wanted!r} in a name, a description or a gloss{hint}")


def _tables(found: Found, *, markdown: bool, width: int | None) -> Iterator[str]:
    if found.things:
        things = [(thing.label, thing.curie, thing.kind, str(thing.claims), thing.found) for thing in found.things]
        yield render_table(("name", "id", "kind", "claims", "found as"), things, markdown=markdown, width=width)
    if found.claims:
        claims = [(p.claim, p.source, str(p.paragraph), p.says, p.qualified) for p in found.claims]
        header = ("claim", "source", "paragraph", "says", "qualified")
        yield render_table(header, claims, markdown=markdown, width=width)


def _more(found: Found) -> str:
    parts = [count(found.more_things, "more name")] * bool(found.more_things)
    return " and ".join(parts + [count(found.more_claims, "more claim")] * bool(found.more_claims))
