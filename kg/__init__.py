"""Entente: hand-annotated claims compiled into a knowledge graph that keeps its evidence."""

__version__ = "0.1.0"
