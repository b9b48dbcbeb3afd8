"""Answers as people and programs read them: tables, rows in the formats of SPARQL, pages, RDF."""

from kg.characters import visible
from kg.report.answers import FORMATS, GRAPHS, ROWS, Written, format_of, render_answer, write_answer
from kg.report.figures import figure_rows, render_figures
from kg.report.files import discard_unfinished, write_bytes, write_file, write_folder
from kg.report.names import Naming, Solutions, labels_from, solutions
from kg.report.screen import needs_pager, use_colour
from kg.report.tables import render_table

__all__ = [
    "FORMATS",
    "GRAPHS",
    "ROWS",
    "Naming",
    "Solutions",
    "Written",
    "discard_unfinished",
    "figure_rows",
    "format_of",
    "labels_from",
    "needs_pager",
    "render_answer",
    "render_figures",
    "render_table",
    "solutions",
    "use_colour",
    "visible",
    "write_answer",
    "write_bytes",
    "write_file",
    "write_folder",
]
