"""Entente: hand-annotated claims compiled into a knowledge graph that keeps its evidence."""

from typing import Any

__version__ = "0.1.0"


def open(folder: Any = None, *, build: Any = None) -> Any:
    """Return the graph of the corpus in *folder*, to be asked from Python: see `kg.session.open`.

    >>> graph = open()  # doctest: +SKIP
    >>> graph.query("SELECT ?x { actor:iran rel:competes-with ?x }").to_dataframe()  # doctest: +SKIP
    """
    from importlib import import_module  # at the left of everything, this module imports nothing of the program

    return import_module("kg.session").open(folder, build=build)
