"""The figures on the page of limits are those of the program."""

from __future__ import annotations

import re
from pathlib import Path

from conftest import ROOT

import kg.explorer
from kg import files, inference, ontology, remote, revision
from kg.analysis import paths
from kg.analysis.network import frustration
from kg.checks import evidence
from kg.cli import answering, options
from kg.cli.query import command as query
from kg.cli.shell import MOST_INPUT
from kg.diagnosis import nothing
from kg.queries import header
from kg.reader import table, values
from kg.sparql.guard import DEEPEST, MOST_CHARACTERS, MOST_TOKENS

_MEGABYTE = 2**20


def of_the_page(name: str) -> int:
    """Return a constant of the page's own JavaScript."""
    scripts = [path.read_text("utf-8") for path in Path(kg.explorer.__file__).parent.glob("*.js")]
    (found,) = (match for script in scripts for match in re.findall(rf"^const {name} = (\d+);", script, re.MULTILINE))
    return int(found)


def test_every_figure_is_that_of_the_program() -> None:
    page = (ROOT / "docs" / "limits.md").read_text("utf-8")
    figures = re.findall(r"^\| ([^|]+) \| ([^|]*\d[^|]*) \| [^|]+ \|$", page, re.MULTILINE)
    seconds = next(option.default for option in query.params if option.name == "timeout")

    assert figures == [
        ("a file of a corpus, or of `--data`", f"{files.LARGEST // _MEGABYTE} MB"),
        ("lines of a table", f"{table.MOST_LINES:,}"),
        ("faults in the form of a table", f"{table.MOST_FAULTS:,}"),
        ("a cell", f"{table.LONGEST_CELL:,} characters"),
        ("digits of a quantity before the point, and behind it", f"{values.MOST_DIGITS}"),
        ("words of an anchor", f"{evidence.SHORTEST} to {evidence.LONGEST}"),
        ("share of a source that anchors may cover", f"{evidence.QUOTED_SHARE * 100:.0f} %"),
        ("problems of a kind that `kg check` lists in a file", f"{options.SHOWN}"),
        ("words and signs of a rule that did not come with the program", f"{ontology.MOST_OF_A_RULE}"),
        ("time for such rules", f"{inference.MOST_SECONDS} s"),
        ("memory for such rules", f"{inference.MOST_MEGABYTES:,} MB"),
        ("rounds in which rules may find something new", f"{inference.MOST_ROUNDS}"),
        ("a query", f"{MOST_CHARACTERS:,} characters"),
        ("words and signs of a query", f"{MOST_TOKENS:,}"),
        ("brackets in each other", f"{DEEPEST}"),
        ("the head of a saved query", f"{header.MOST // 1024} kB"),
        ("queries that are piped into `kg shell`", f"{MOST_INPUT // _MEGABYTE} MB"),
        ("time for a query", f"{seconds:.0f} s"),
        ("memory of the program while it answers", f"{options.MOST_MEGABYTES:,} MB"),
        ("time to find why there is no row", f"{nothing.BUDGET:.0f} s"),
        ("rows on a terminal", f"{answering.SHOWN:,}"),
        ("an answer of another server", f"{remote.LARGEST // _MEGABYTE:,} MB"),
        ("hops by which a path may be longer than the shortest", f"{paths.DETOUR}"),
        ("beginnings of paths that `kg path` tries", f"{paths.PATIENCE:,}"),
        ("tables of a git revision", f"{revision.MOST_BYTES // _MEGABYTE} MB"),
        ("links of the map", f"{of_the_page('MOST_LINKS'):,}"),
        ("links of one actor on the map", f"{of_the_page('MOST_OF_ONE'):,}"),
        ("steps of a path on the page", f"{of_the_page('MOST_STEPS')}"),
        ("dyads of a block for which frustration is exact", f"{frustration._DYADS}"),
    ]
