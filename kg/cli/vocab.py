"""``kg vocab``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from kg.cli.graph import open_graph
from kg.cli.options import build_option, completed_by, corpus_option, emit, page_width
from kg.report import render_table, visible
from kg.search.census import Census, Entry, Overview


@click.command()
@click.argument("term", nargs=-1, shell_complete=completed_by("terms"))
@corpus_option
@build_option
@click.option("-f", "--format", "form", type=click.Choice(("table", "md")), default="table", help="How to print it.")
def command(term: tuple[str, ...], corpus: Path | None, build_folder: Path | None, form: str) -> None:
    """Print the relations, kinds and qualifiers, and how often they are used.

    TERM is a family, relation, kind or qualifier, by code or label: what it means, what it joins, and an example from
    this graph. A family comes with all its relations.
    """
    census = Census(open_graph(corpus, build_folder))
    if not term:
        emit("\n\n".join(_tables(census.overview(), markdown=form == "md")))
        return
    entries = census.entries(" ".join(term))
    emit("\n\n".join(_as_markdown(entry) if form == "md" else _as_text(entry) for entry in entries))


def _tables(overviews: Iterable[Overview], *, markdown: bool) -> Iterator[str]:
    width = page_width()
    for overview in overviews:
        yield render_table(overview.header, overview.rows, markdown=markdown, width=width)


def _as_text(entry: Entry) -> str:
    width = max(len(name) for name, _ in entry.facts)
    return "\n".join([visible(entry.title), *(f"  {name:{width}}  {visible(value)}" for name, value in entry.facts)])


def _as_markdown(entry: Entry) -> str:
    return "\n".join(
        [f"### {visible(entry.title)}", "", *(f"- {name}: {visible(value)}" for name, value in entry.facts)]
    )
