"""Pages that ``kg explore`` makes: of a part of the corpus or of what a query finds; and the layout that it keeps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox

from kg.builder import Reading, read_project
from kg.cli.options import count, remark, stop_on_errors
from kg.cli.running import Limits, run
from kg.explorer import render_page
from kg.explorer.triples import draw_triples
from kg.formatter import format_positions
from kg.lookup import find, parameter_term
from kg.network import kept_points, layout, pairs
from kg.part import Part, cut
from kg.places import Project, display
from kg.problems import KgError, MisuseError
from kg.queries import read_query
from kg.reader.layout import POSITIONS
from kg.report import labels_from, write_file
from kg.store import ask


def ids_of(graph: ox.Store, names: Sequence[str], *prefixes: str) -> tuple[str, ...]:
    """Return the ids of things under *prefixes*, by any of their names, each once."""
    found = (find(graph, name, prefixes=prefixes) for name in names)
    return tuple(dict.fromkeys(thing.rpartition("/")[2] for thing in found))


def part_page(project: Project, part: Part) -> str:
    """Return the page of a part of the corpus. Raises KgError where no claim belongs to it."""
    read = _sound(project, "no page drawn")
    corpus = cut(read.corpus, read.ontology, part)
    if not corpus.claims:
        raise KgError(f"no claim belongs to this part ({corpus.title})")
    return render_page(corpus, read.ontology)


def query_page(graph: ox.Store, file: Path, limits: Limits) -> str:
    """Return a page with the triples that the query in a file makes. Raises MisuseError for one that makes none."""
    saved = read_query(file)
    text = saved.bind({}, lambda kind, value: parameter_term(graph, kind, value))
    triples = run(lambda: _triples(graph, text, str(file)), limits)
    if not triples:
        raise KgError(f"{file} finds nothing to draw; 'kg query {file}' says why")
    return draw_triples(triples, labels_from(graph), title=saved.name)


def _triples(graph: ox.Store, text: str, name: str) -> list[ox.Triple]:
    found = ask(graph, text, name=name)
    if not isinstance(found, ox.QueryTriples):
        raise MisuseError(f"{name} makes no triples; --query draws those of a CONSTRUCT")
    return list(found)


def keep_layout(project: Project) -> None:
    """Write where everything on the map stands; what no claim joins at present keeps its place too."""
    if project.bundled:
        raise KgError("the corpus that came with the program is not written to; name one with --corpus")
    read = _sound(project, "no layout kept")
    kept = kept_points(read.corpus)
    points = {**kept, **layout(pairs(read.corpus, read.ontology), kept)}
    path = project.corpus / POSITIONS
    with write_file(path) as write:
        write(format_positions(points))
    remark(f"wrote {display(path)} ({count(len(points), 'position')})")


def _sound(project: Project, undone: str) -> Reading:
    """Return the project as it was read; with errors, report them, say what was left *undone* and exit with 1."""
    read = read_project(project)
    stop_on_errors(read.problems, project.corpus, undone)
    return read
