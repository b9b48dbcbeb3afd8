"""The graph of a project as its files are now: that of the build, which is made anew where it is out of date."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox

from kg.manifest import PAGE, STORE, has_inferences, is_build, is_fresh
from kg.places import Project, display
from kg.problems import KgError, has_errors
from kg.store import memory_store, open_store

Say = Callable[[str], None]


def current_store(project: Project, *, as_it_is: bool, tell: Say, warn: Say, step: Say = lambda _: None) -> ox.Store:
    """Return the graph of *project*; *as_it_is* takes the build that there is.

    The bundled corpus is compiled in memory, so that a question asked in any folder leaves nothing there. *tell* hears
    that a build is made, also because the store of the one before is damaged or gone, and *step* its steps, *warn* why
    the one that there is serves though it is old. Raises KgError where there is neither a build nor a corpus to build.
    """
    if as_it_is:
        return open_store(project.build / STORE)
    if is_fresh(project):
        try:
            return open_store(project.build / STORE)
        except KgError as error:
            tell(f"{error}\nmaking it anew")
            if not project.bundled:
                refresh(project, tell=lambda _: None, warn=warn, step=step)
                return open_store(project.build / STORE)
    if project.bundled:
        return _in_memory(project)
    refresh(project, tell=tell, warn=warn, step=step)
    return open_store(project.build / STORE)


def current_page(project: Project, *, as_it_is: bool) -> str:
    """Return the page of the graph that `current_store` returns, or an empty text where its build has none."""
    if project.bundled and not as_it_is and not is_fresh(project):
        return _page_in_memory(project)
    page = project.build / PAGE
    return page.read_bytes().decode() if page.is_file() else ""


def _in_memory(project: Project) -> ox.Store:
    from kg.builder import compile_lines, read_project

    read = read_project(project)
    return memory_store(compile_lines(read.corpus, read.ontology))


def _page_in_memory(project: Project) -> str:
    from kg.builder import read_project
    from kg.explorer import render_page

    read = read_project(project)
    return render_page(read.corpus, read.ontology)


def refresh(project: Project, *, tell: Say, warn: Say, step: Say = lambda _: None) -> None:
    """Build the project anew, or say why the build that there is still serves; as `current_store` does, and raises."""
    from kg.builder import build, read_project

    exists = is_build(project.build)
    try:
        read = read_project(project)
    except KgError as error:
        if not exists:
            raise
        warn(f"{error}\nanswering from {display(project.build)} as it was")
        return
    if not has_errors(read.problems):
        tell(f"{'the corpus has changed: rebuilding' if exists else 'building'} {display(project.build)}")
        build(project, read, inference=has_inferences(project.build), say=step)
    elif exists:
        warn(f"the corpus has changed and has errors ('kg check'): answering from {display(project.build)} as it was")
    else:
        raise KgError(f"no graph yet, and the corpus {display(project.corpus)} has errors; 'kg check' lists them")
