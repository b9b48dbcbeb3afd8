"""Kill ``kg build`` at random moments and see that the build before it or the new one always stands whole.

Run as ``python tests/long/kill_builds.py [KILLS] [SEED]``; pytest runs a short form of it.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from build_fixtures import Process, example_in, start_kg, touch

from kg.places import Project
from kg.store import open_store, rows


def fault_of(build: Path) -> str:
    """Return what is wrong with a build, or nothing if it can be read and holds what its manifest says."""
    manifest = json.loads((build / "manifest.json").read_text("utf-8"))
    for name, digest in manifest["sha256"].items():
        if hashlib.sha256((build / name).read_bytes()).hexdigest() != digest:
            return f"{name} is not what the manifest says"
    found = rows(open_store(build / "store"), "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")[0]["n"]
    return "" if int(found) == manifest["counts"]["quads"] else f"the store holds {found} quads"


@dataclass(frozen=True)
class Kill:
    """What a killed build left behind: a build with a *fault* (none if empty), and perhaps a folder of its own."""

    fault: str
    midway: bool


def kill_builds(folder: Path, kills: int, seed: int) -> list[Kill]:
    """Kill builds of an example at moments between their beginning and their end."""
    project = example_in(folder)
    chance = random.Random(seed)
    started = time.monotonic()
    start_kg("build", cwd=folder).communicate()
    longest = time.monotonic() - started
    return [_kill_one(project, longest * chance.random()) for _ in range(kills)]


def _kill_one(project: Project, after: float) -> Kill:
    touch(project)
    process: Process = start_kg("build", cwd=project.build.parent)
    time.sleep(after)
    process.kill()
    process.communicate()
    return Kill(fault_of(project.build), any(project.build.parent.glob(".build-*")))


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as name:
        killed = kill_builds(Path(name), kills, seed)
        start_kg("build", cwd=Path(name)).communicate()
        left = len(list(Path(name).glob(".build-*")))
    faults = [kill.fault for kill in killed if kill.fault]
    midway = sum(kill.midway for kill in killed)
    print(
        f"{kills} kills, {midway} midway, {left} leftovers after one more build, {len(faults)} faults",
        *faults,
        sep="\n",
    )
    return 1 if faults or left else 0


if __name__ == "__main__":
    sys.exit(main())
