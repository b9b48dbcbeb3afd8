"""What several tools say of the broken queries in ``tests/broken_queries.py``, each run as a user would run it.

Every query is given to this program and to those of oxigraph, rdflib's sparqlquery, Jena's arq and Comunica that can be
found, over a graph of one triple. The known prefixes, which only this program knows by itself, are declared for the
others on a line above the query, and that line does not count. Queries that this program refuses for what they would do
(SERVICE) are left out, for they are sound. All tools are scored by the same rules, from what they print:

``refused``
    The tool ends with a failure. What runs is not told to be broken.
``exact``, ``near``
    The first line and column that the message names are those that were weighed by hand, or are in the same token or
    one beside it. A bracket that is never closed may be shown where it opens or at the end of the query.
``cure``
    Without the query itself, the message gives advice in words ("help:", "did you mean", "write", "missing" ...), or it
    expects one of three things at most and one of them occurs in the cure that was weighed. Any other token that could
    follow is no cure, and neither is a long list of them.
``traceback``
    The message shows the insides of the program: a traceback of Python, of Java, of JavaScript or of Rust.

The places were weighed by those who wrote this program, which its scores must be read with.
"""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.sparql import portable, tokenize

ROOT = Path(__file__).parent.parent
#: Query, code, line and column, cure.
BROKEN: list[tuple[str, str, str, str]] = runpy.run_path(str(ROOT / "tests" / "broken_queries.py"))["BROKEN"]
TRIPLE = "<http://a.example/a> <http://a.example/b> <http://a.example/c> .\n"
SCORES = ("refused", "exact", "near", "cure", "traceback")
_PLACE = re.compile(
    r"-->\s\S+?:(?P<l1>\d+):(?P<c1>\d+)|error at (?P<l2>\d+):(?P<c2>\d+)"
    r"|line[ :]\s?(?P<l3>\d+),? (?:col|column)[ :]\s?(?P<c3>\d+)",
    re.IGNORECASE,
)
# Comunica counts characters from the start of the text, or draws a caret under one of its lines.
_OFFSET = re.compile(r"at offset: (\d+)")
_CARET = re.compile(r"error on line (\d+)\n.*\n(-*)\^", re.IGNORECASE)
_ADVICE = re.compile(
    r"\b(?:help|hint):|did you mean|\b(?:perhaps|maybe|instead|missing|must|should|needs?|followed by)\b"
    r"|\b(?:write|add|try|use|close|take|declare)\b|Unresolved|not supported",
    re.IGNORECASE,
)
_EXPECTED = re.compile(r"expect(?:ed|ing)(?: one of)?:?\s*(?P<list>[^\n]+(?:\n\s+[^\n]+)*)", re.IGNORECASE)
_FOUND = re.compile(r"<-- but found .*")
_INSIDES = re.compile(r"^Traceback \(most|^\s+at [\w.$<>]+.*\(.*\)|^Stack backtrace:|panicked at", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that runs a query: its command line, to which the query is added."""

    command: Sequence[str]
    knows_prefixes: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """A query with the place and the cure that were weighed by hand, and whether a bracket of it is never closed."""

    text: str
    start: int
    cure: str
    is_open: bool


def tools(folder: Path) -> Mapping[str, Tool]:
    """Return the tools that can be found, with a graph of one triple in *folder*."""
    graph, store = folder / "one.nt", folder / "store"
    graph.write_text(TRIPLE, "utf-8")
    lines = {
        "oxigraph": ["query", "--location", str(store), "--results-format", "csv", "--query"],
        "sparqlquery": [str(graph), "-q"],
        "arq": ["--data", str(graph)],
        "comunica-sparql-file": [str(graph), "-q"],
    }
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = {name: Tool([where, *rest]) for name, rest in lines.items() if (where := shutil.which(name, path=path))}
    if "oxigraph" in found:
        load = [found["oxigraph"].command[0], "load", "--location", str(store), "--file", str(graph)]
        subprocess.run(load, check=True, capture_output=True)
    this = [sys.executable, "-m", "kg", "query", "--data", str(graph), "--"]
    return {"kg query": Tool(this, knows_prefixes=True), **found}


def weighed() -> list[Broken]:
    """Return the broken queries whose text is at fault."""
    return [
        Broken(text, int(place.partition(":")[2]) - 1, cure, code == "bracket")
        for text, code, place, cure in BROKEN
        if code != "service"
    ]


def said(tool: Tool, query: str, env: Mapping[str, str]) -> tuple[int, str]:
    """Return the exit code of a tool and all that it prints."""
    text = query if tool.knows_prefixes else portable(query)
    done = subprocess.run(
        [*tool.command, text],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=120,
    )
    return done.returncode, done.stderr + done.stdout


def place(message: str, tool: Tool, query: str) -> int | None:
    """Return the character of the one-line query that a message points at, -1 before it, None if it names no place."""
    above = "" if tool.knows_prefixes else portable(query).removesuffix(query)
    if offset := _OFFSET.search(message):
        return max(int(offset[1]) - len(above), -1)
    if caret := _CARET.search(message):
        line, column = int(caret[1]), len(caret[2]) + 1
    elif match := _PLACE.search(message):
        line, column = (int(value) for value in match.groups() if value is not None)
    else:
        return None
    return column - 1 if line == above.count("\n") + 1 else -1


def token_at(query: str, index: int) -> int:
    """Return the number of the token that stands at or before a character."""
    return sum(1 for token in tokenize(query) if token.start <= index) - 1


def is_near(broken: Broken, index: int) -> bool:
    """Tell whether a character is in the token that is at fault or in one beside it."""
    return index >= 0 and abs(token_at(broken.text, index) - token_at(broken.text, broken.start)) <= 1


def gives_cure(message: str, broken: Broken) -> bool:
    """Tell whether a message says what to do about the query."""
    told = _FOUND.sub("", message.replace(broken.text, "")).replace("-->", "")
    if _ADVICE.search(told):
        return True
    expected = _EXPECTED.search(told)
    things = [thing.strip(" '\"") for thing in re.split(r",\s|\s\|\s|\n", expected["list"])] if expected else []
    return len(things) <= 3 and any(thing in broken.cure for thing in things if thing)


def scores(broken: Broken, tool: Tool, code: int, message: str) -> set[str]:
    """Return which of `SCORES` what a tool said earns; what is not refused earns none."""
    if code == 0:
        return set()
    index = place(message, tool, broken.text)
    end = len(broken.text)
    ends = {end - 1, end, end + 1} if broken.is_open else set()
    exact = index is not None and index in {broken.start, *ends}
    near = index is not None and (exact or is_near(broken, index))
    told = {"exact": exact, "near": near, "cure": gives_cure(message, broken)}
    return {"refused", *(name for name, holds in told.items() if holds)} | (
        {"traceback"} if _INSIDES.search(message) else set()
    )


def main() -> None:
    """Print a line a tool."""
    env = {name: value for name, value in os.environ.items() if name != "RUST_BACKTRACE"}
    env["PYTHONPATH"] = str(ROOT)
    queries = weighed()
    print(f"{len(queries)} broken queries\n{'':22}" + "".join(f"{name:>11}" for name in SCORES))
    with tempfile.TemporaryDirectory() as folder:
        for name, tool in tools(Path(folder)).items():
            earned = Counter(score for b in queries for score in scores(b, tool, *said(tool, b.text, env)))
            print(f"{name:22}" + "".join(f"{earned[score]:11}" for score in SCORES), flush=True)


if __name__ == "__main__":
    main()
