"""The graph that reading commands ask."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.cli.options import Progress, project_of, remark
from kg.current import current_store


def open_graph(corpus: Path | None, build_folder: Path | None) -> ox.Store:
    """Return the graph of the project, rebuilt if the corpus has changed since; what is done is remarked.

    A build that ``--build`` names is taken as it is.
    """
    project = project_of(corpus, build_folder)
    with Progress() as progress:
        return current_store(project, as_it_is=build_folder is not None, tell=remark, warn=remark, step=progress)
