"""What a question costs in a fresh process, beside what its libraries cost alone and beside other tools.

The measure is the CPU time, of user and system, of a whole process: the median of several runs, in which the commands
take turns, so that a busy moment of the machine falls on all of them. This program is started as its script ``kg``
starts it. Compiled Python is kept in a folder of its own and is there before the first run that counts, as it is in an
installed program. All tools answer the same query on the same graph, those that do not ask the union of named graphs as
N-Triples, and must find as many rows. Tools that are not on the PATH are left out. Unix only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent

RUNS = 15
QUESTION = ("who-says", "-p", "actor=russia", "-p", "relation=supplies-arms-to")
QUERY, HELP = "kg query", "kg --help"
SCRIPT = "from kg.__main__ import main; main()"
LIBRARIES, CLICK = "import click, pyoxigraph", "import click"
SPARQLQUERY, ARQ, COMUNICA = "sparqlquery", "arq", "comunica-sparql-file"


@dataclass(frozen=True, slots=True)
class Bound:
    """That *command* costs at most *most* times what *beside* costs."""

    command: str
    beside: str
    most: float


BOUNDS = (
    Bound(QUERY, LIBRARIES, 2.5),
    Bound(QUERY, SPARQLQUERY, 1 / 2),
    Bound(QUERY, ARQ, 1 / 10),
    Bound(QUERY, COMUNICA, 1 / 10),
    Bound(HELP, CLICK, 1.5),
)


def environment(folder: Path) -> Mapping[str, str]:
    """Return the environment of all commands: this checkout, and compiled Python kept in *folder*."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KG_"))}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def kg(*arguments: str) -> list[str]:
    """Return the command line of this program."""
    return [sys.executable, "-c", SCRIPT, *arguments]


def output(command: Sequence[str], env: Mapping[str, str]) -> str:
    """Return what a command writes to stdout. Raises CalledProcessError where it fails."""
    return subprocess.run(command, env=env, capture_output=True, text=True, encoding="utf-8", check=True).stdout


def cpu(command: Sequence[str], env: Mapping[str, str]) -> float:
    """Return the seconds of CPU that a command takes while its output runs into a pipe."""
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return used.ru_utime + used.ru_stime


def triples(quads: Path, target: Path) -> None:
    """Write the quads of a file without their graphs; the name of one is the last in its line."""
    with quads.open(encoding="utf-8") as lines:
        target.write_text("".join(f"{line.rpartition(' <')[0]} .\n" for line in lines), "utf-8")


def others(graph: Path, query: Path) -> Mapping[str, Sequence[str]]:
    """Return the command lines of the other tools that can be found, each printing CSV."""
    lines = {
        SPARQLQUERY: [str(graph), "-qf", str(query), "-f", "csv"],
        ARQ: ["--data", str(graph), "--query", str(query), "--results", "csv"],
        COMUNICA: [str(graph), "-f", str(query), "-t", "text/csv"],
    }
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {name: [found, *rest] for name, rest in lines.items() if (found := shutil.which(name, path=path))}


def commands(folder: Path, env: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """Build the bundled graph in *folder* and return all command lines by name."""
    build, query, graph = folder / "build", folder / "question.rq", folder / "graph.nt"
    output(kg("build", "--corpus", str(ROOT / "corpus"), "-o", str(build)), env)
    asked = kg("query", *QUESTION, "--build", str(build))
    query.write_text(output([*asked, "--print-query"], env), "utf-8")
    triples(build / "graph.nq", graph)
    return {
        QUERY: asked,
        LIBRARIES: [sys.executable, "-c", LIBRARIES],
        **others(graph, query),
        HELP: kg("--help"),
        CLICK: [sys.executable, "-c", CLICK],
    }


def warm(lines: Mapping[str, Sequence[str]], env: Mapping[str, str]) -> int:
    """Run every command once, and return how many rows each tool finds, which must be the same."""
    printed = {name: output(line, env) for name, line in lines.items()}
    tools = [name for name in (QUERY, SPARQLQUERY, ARQ, COMUNICA) if name in lines]
    found = {name: len(printed[name].strip().splitlines()) - 1 for name in tools}
    assert set(found.values()) == {found[QUERY]} and found[QUERY], found
    return found[QUERY]


def measured(lines: Mapping[str, Sequence[str]], env: Mapping[str, str]) -> Mapping[str, float]:
    """Return the median seconds of each command; they take turns."""
    rounds = [{name: cpu(line, env) for name, line in lines.items()} for _ in range(RUNS)]
    return {name: median(times[name] for times in rounds) for name in lines}


def verdict(bound: Bound, seconds: Mapping[str, float]) -> str:
    """Return a line of the table."""
    label = f"{bound.command} / {bound.beside}"
    if bound.beside not in seconds:
        return f"{label:36} {'':>6}  at most {bound.most:<4g}  {bound.beside} is not here"
    ratio = seconds[bound.command] / seconds[bound.beside]
    return f"{label:36} {ratio:6.2f}  at most {bound.most:<4g}  {'holds' if ratio <= bound.most else 'DOES NOT HOLD'}"


def main() -> None:
    """Print the medians, then the ratios and whether they hold."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = environment(folder)
        lines = commands(folder, env)
        rows = warm(lines, env)
        seconds = measured(lines, env)
    print(f"kg query {' '.join(QUESTION)}: {rows} rows; medians of {RUNS} fresh processes, user and system CPU")
    for command, taken in seconds.items():
        print(f"{command:36} {taken * 1000:6.0f} ms")
    print()
    for bound in BOUNDS:
        print(verdict(bound, seconds))


if __name__ == "__main__":
    main()
