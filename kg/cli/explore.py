"""``kg explore``."""

from __future__ import annotations

import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from kg.cli.options import (
    Progress,
    build_option,
    completed_by,
    corpus_option,
    emit,
    memory_option,
    project_of,
    remark,
    timeout_option,
)
from kg.cli.running import Limits
from kg.cli.times import DAY
from kg.current import refresh
from kg.manifest import PAGE, PART, STORE, is_fresh
from kg.model import Time
from kg.part import Part
from kg.places import Project, display
from kg.problems import MisuseError
from kg.report import write_file
from kg.store import open_store

# The page of a part beside the others of a build.


@click.command()
@click.argument("name", nargs=-1, shell_complete=completed_by("entities"))
@corpus_option
@build_option
@click.option(
    "--view",
    type=click.Choice(["map", "table", "path", "compare"]),
    default="map",
    help="What to open: the map, a table of the claims, the path between two NAMEs, or two sources side by side.",
)
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="ID",
    help="Only what this source says; may be given more than once.",
    shell_complete=completed_by("sources"),
)
@click.option(
    "--since", type=DAY, metavar="TIME", help="Only what is dated to hold in that year, month or day or later."
)
@click.option("--until", type=DAY, metavar="TIME", help="Only what is dated to hold then or before.")
@click.option(
    "--query", "file", type=click.Path(path_type=Path), metavar="FILE", help="Draw what a CONSTRUCT in FILE finds."
)
@timeout_option(30, "Stop --query then")
@memory_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the page to FILE; by default that of a part goes to part.html in the build.",
)
@click.option("--keep-layout", is_flag=True, help="Let the map stay as it is now: write layout.csv into the corpus.")
@click.option("--no-open", is_flag=True, help="Only print where the page is.")
def command(
    name: tuple[str, ...],
    corpus: Path | None,
    build_folder: Path | None,
    output: Path | None,
    keep_layout: bool,
    no_open: bool,
    timeout: float,
    memory: int,
    **options: Any,
) -> None:
    """Open the graph as an interactive page.

    With NAMEs of actors or issues, or with --source, --since or --until, the page has only the claims that mention one
    of the named, come from one of these sources and are dated in that time, and those whom they mention. Names may be
    ids, labels or aliases. What is written is printed, with what follows # in its address if a view is chosen.
    """
    asked = _Asked(names=name, **options)
    if fault := asked.fault(keeps_layout=keep_layout, names_build=build_folder is not None):
        raise MisuseError(fault)
    project = project_of(corpus, build_folder)
    if keep_layout:
        from kg.cli import drawing

        drawing.keep_layout(project)
    if build_folder is None and not is_fresh(project):
        with Progress() as progress:
            refresh(project, tell=remark, warn=remark, step=progress)
    part = _part(asked, project)
    limits = Limits(seconds=timeout, megabytes=memory)
    page = _write(_drawn(asked, part, project, limits), output, project)
    _show(page, _fragment(asked.view, part), no_open=no_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the options ask for."""

    names: tuple[str, ...]
    view: str
    sources: tuple[str, ...]
    since: Time | None
    until: Time | None
    file: Path | None

    @property
    def is_filtered(self) -> bool:
        """Whether sources or times are chosen."""
        return bool(self.sources or self.since or self.until)

    @property
    def is_part(self) -> bool:
        """Whether the page is to have a part of the claims; a path leads through all of them."""
        return self.is_filtered or bool(self.names and self.view != "path")

    def fault(self, *, keeps_layout: bool, names_build: bool) -> str:
        """Return what does not go together, nothing where all does."""
        chosen = bool(self.names) or self.is_filtered
        if self.file and (chosen or self.view != "map" or keeps_layout):
            return "--query draws what it finds; leave names, filters, --view and --keep-layout out"
        if keeps_layout and chosen:
            return "--keep-layout keeps the map of the whole corpus; leave names and filters out"
        if self.view == "path" and (len(self.names) != 2 or self.is_filtered):
            return "--view path needs two names, and leads through all claims: leave --source, --since and --until out"
        if self.view == "compare" and len(set(self.sources)) != 2:
            return "--view compare needs --source twice"
        if self.since and self.until and str(self.since.earliest) > str(self.until.latest):
            return "--since comes after --until"
        return "a part is drawn from the corpus; leave --build out" if names_build and self.is_part else ""


def _part(asked: _Asked, project: Project) -> Part:
    """Return the part that is asked for, with the ids of what is named."""
    if not asked.names and not asked.sources:
        return Part(since=asked.since, until=asked.until)
    from kg.cli.drawing import ids_of

    graph = open_store(project.build / STORE)
    entities, sources = ids_of(graph, asked.names, "actor", "issue"), ids_of(graph, asked.sources, "source")
    for view, given, ids in (("path", asked.names, entities), ("compare", asked.sources, sources)):
        if asked.view == view and len(ids) == 1:
            raise MisuseError(f"{' and '.join(map(repr, given))} are the same; --view {view} needs two")
    return Part(entities=entities, sources=sources, since=asked.since, until=asked.until)


def _drawn(asked: _Asked, part: Part, project: Project, limits: Limits) -> str | None:
    """Return a page of its own, or nothing where that of the build will do."""
    if not asked.file and not asked.is_part:
        return None
    from kg.cli import drawing

    if asked.file:
        return drawing.query_page(open_store(project.build / STORE), asked.file, limits)
    return drawing.part_page(project, part)


def _write(text: str | None, output: Path | None, project: Project) -> Path:
    """Write a page of its own, or a copy of the build's if a file is named for it, and return where the page is."""
    whole = project.build / PAGE
    if text is None and output is None:
        return whole
    page = output or project.build / PART
    with write_file(page) as write:
        write(whole.read_bytes().decode() if text is None else text)
    return page


def _fragment(view: str, part: Part) -> str:
    """Return what the address of the page ends with, so that it opens the view."""
    question = {
        "map": {},
        "table": {"view": view},
        "path": {"view": view} | dict(zip(("from", "to"), part.entities, strict=False)),
        "compare": {"view": view, "sources": ",".join(part.sources)},
    }[view]
    return f"#{urlencode(question, safe=',')}" if question else ""


def _show(page: Path, fragment: str, *, no_open: bool) -> None:
    emit(f"{display(page)}{fragment}")
    if not no_open and not webbrowser.open(page.resolve().as_uri() + fragment):
        remark("no browser could be opened here; open the file in one")
