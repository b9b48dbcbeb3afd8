"""The graph that reading commands ask."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.cli.options import Progress, project_of, remark
from kg.manifest import STORE, has_inferences, is_build, is_fresh
from kg.places import Project, display
from kg.problems import KgError, has_errors
from kg.store import memory_store, open_store


def open_graph(corpus: Path | None, build_folder: Path | None) -> ox.Store:
    """Return the graph of the project, rebuilt if the corpus has changed since.

    A build that ``--build`` names is taken as it is, and the bundled corpus is compiled in memory, so that a question
    asked in any folder leaves nothing there. Raises KgError where there is neither a build nor a corpus to build.
    """
    project = project_of(corpus, build_folder)
    if build_folder is None and not is_fresh(project):
        if project.bundled:
            return _in_memory(project)
        rebuild(project)
    return open_store(project.build / STORE)


def _in_memory(project: Project) -> ox.Store:
    from kg.builder import compile_lines, read_project

    read = read_project(project)
    return memory_store(compile_lines(read.corpus, read.ontology))


def rebuild(project: Project) -> None:
    """Build the project anew, or say why the build that there is still serves."""
    from kg.builder import build, read_project

    exists = is_build(project.build)
    try:
        read = read_project(project)
    except KgError as error:
        if not exists:
            raise
        remark(f"{error}\nanswering from {display(project.build)} as it was")
        return
    if not has_errors(read.problems):
        remark(f"{'the corpus has changed: rebuilding' if exists else 'building'} {display(project.build)}")
        with Progress() as progress:
            build(project, read, inference=has_inferences(project.build), say=progress)
    elif exists:
        remark(f"the corpus has changed and has errors ('kg check'): answering from {display(project.build)} as it was")
    else:
        raise KgError(f"no graph yet, and the corpus {display(project.corpus)} has errors; 'kg check' lists them")
