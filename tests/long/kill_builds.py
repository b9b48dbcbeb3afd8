"""Kill ``kg build`` and ``kg fmt`` at random moments and see that what was there before or the new always stands whole.

Run as ``python tests/long/kill_builds.py [KILLS] [SEED]``, KILLS of each; pytest runs a short form of it.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Mapping
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


def kill_formats(folder: Path, kills: int, seed: int) -> list[Kill]:
    """Kill the formatting of an example whose tables are out of order, which is put back each time."""
    tables = sorted((example_in(folder).corpus / "claims").glob("*.csv"))
    start_kg("fmt", cwd=folder).communicate()
    after = {table: table.read_bytes() for table in tables}
    before = {table: _out_of_order(data) for table, data in after.items()}
    chance = random.Random(seed)
    _put(before)
    started = time.monotonic()
    start_kg("fmt", cwd=folder).communicate()
    longest = time.monotonic() - started
    return [_kill_format(folder, before, after, longest * chance.random()) for _ in range(kills)]


def _out_of_order(data: bytes) -> bytes:
    header, *rows = data.splitlines(keepends=True)
    return b"".join([header, *reversed(rows)])


def _put(tables: Mapping[Path, bytes]) -> None:
    for table, data in tables.items():
        table.write_bytes(data)


def _kill_format(folder: Path, before: Mapping[Path, bytes], after: Mapping[Path, bytes], moment: float) -> Kill:
    _put(before)
    process: Process = start_kg("fmt", cwd=folder)
    time.sleep(moment)
    process.kill()
    process.communicate()
    torn = [t.name for t in before if t.read_bytes() not in (before[t], after[t])]
    changed = sum(table.read_bytes() == after[table] for table in after)
    return Kill(f"neither old nor new: {', '.join(torn)}" if torn else "", 0 < changed < len(after))


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as name:
        formatted = kill_formats(Path(name) / "formatted", kills, seed)
    with tempfile.TemporaryDirectory() as name:
        killed = kill_builds(Path(name), kills, seed)
        start_kg("build", cwd=Path(name)).communicate()
        left = len(list(Path(name).glob(".build-*")))
    faults = [kill.fault for kill in (*killed, *formatted) if kill.fault]
    midway = sum(kill.midway for kill in killed)
    print(
        f"{kills} kills of kg fmt, {sum(kill.midway for kill in formatted)} between two files; "
        f"{kills} kills of kg build, {midway} midway, {left} leftovers after one more build, {len(faults)} faults",
        *faults,
        sep="\n",
    )
    return 1 if faults or left else 0


if __name__ == "__main__":
    sys.exit(main())
