"""Count the connections that ``kg`` makes to anything but a socket of this machine's own: there must be none.

Run as ``python tests/long/connections.py`` on Linux with strace: it traces every hostile case, every spoilt input,
every naughty string and hidden SERVICE, and the commands below, each in a process of its own. Pytest runs a short form.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from build_fixtures import environment, example_in

TESTS = Path(__file__).parent.parent

_TRACE = ("strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-e", "signal=none")
_HIDDEN = "SELECT * { FILTER('a'<'>') SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
_SERVICE = "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }"
#: What would ask another machine if anything did, with the exit code of each.
TEMPTING: Sequence[tuple[int, Sequence[str]]] = (
    (3, ("query", _HIDDEN)),
    (3, ("query", _SERVICE, "--engine", "rdflib")),
    (3, ("query", "LOAD <http://127.0.0.1:9/>")),
    (0, ("query", "SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }", "--engine", "rdflib")),
    (4, ("query", "SELECT * { ?s ?p ?o }", "--data", "remote.jsonld")),
    (4, ("query", "SELECT * { ?s ?p ?o }", "--data", "entity.rdf")),
)
#: What anybody runs in a day.
USUAL = (
    ("check", "--shapes"),
    ("build",),
    ("build", "--verify"),
    ("coverage",),
    ("compare",),
    ("network",),
    ("profile", "herald-2024"),
    ("timeline",),
    ("queries",),
    ("vocab",),
    ("search", "ferry"),
    ("show", "southbank"),
    ("show", "southbank", "-o", "brief.html"),
    ("path", "southbank", "northbank"),
    ("explore", "--no-open"),
    ("export", "trig", "-o", "all.trig"),
    ("export", "graphml", "-o", "all.graphml"),
    ("query", "most-documented"),
)
FILES = {
    "remote.jsonld": '{"@context": "http://127.0.0.1:9/context.jsonld", "@id": "x:s"}',
    "entity.rdf": '<!DOCTYPE r [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]><r>&e;</r>',
}


def traced(command: Sequence[str], *, cwd: Path) -> tuple[int, list[str]]:
    """Return the exit code of a command and the connections that it or its children made."""
    with tempfile.NamedTemporaryFile("r", suffix=".strace") as log:
        ran = subprocess.run([*_TRACE, "-o", log.name, *command], cwd=cwd, env=environment(), capture_output=True)
        return ran.returncode, [line.strip() for line in log if "sa_family=" in line and "AF_UNIX" not in line]


def trace_kg(arguments: Sequence[str], *, cwd: Path) -> tuple[int, list[str]]:
    """Return the exit code of ``kg`` and its connections."""
    return traced([sys.executable, "-m", "kg", *arguments], cwd=cwd)


def example_to_trace(folder: Path) -> Path:
    """Write an example with files that would be fetched from."""
    example_in(folder)
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def main() -> int:
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = example_to_trace(Path(name))
        for expected, arguments in (*((0, arguments) for arguments in USUAL), *TEMPTING):
            code, connections = trace_kg(arguments, cwd=folder)
            print(f"kg {' '.join(arguments)[:60]}: exit {code}, {len(connections)} connections", flush=True)
            found += connections if code == expected else [f"kg {arguments[0]} left with {code} and not {expected}"]
    for file in ("test_hostile.py", "test_targets.py", "test_guard.py", "test_naughty.py"):
        asked = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-k", "not page", str(TESTS / file)]
        code, connections = traced(asked, cwd=TESTS.parent)
        print(f"{file}: exit {code}, {len(connections)} connections", flush=True)
        found += connections if code == 0 else [f"{file} failed"]
    print(*found, f"{len(found)} connections or failures", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
