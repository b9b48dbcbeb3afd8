"""Kill commands that write at random moments and see that what was there before or the new always stands whole.

Run as ``python tests/long/kill_builds.py [KILLS] [SEED]``, KILLS of each command; pytest runs a short form of it.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from build_fixtures import Process, build_project, example_in, run_kg, start_kg, touch

from kg.manifest import is_fresh
from kg.store import open_store, rows


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A command that may be killed, in a folder of its own.

    ``prepare`` gives it something to do and ``output`` is what messages must name; ``fault`` says what is wrong with
    what stands there, which is nothing where the old or the new is whole; ``done`` tells whether it is the new.
    """

    name: str
    folder: Path
    arguments: Sequence[str]
    output: str
    prepare: Callable[[], object]
    fault: Callable[[], str]
    done: Callable[[], bool]

    def start(self, *, under: Sequence[str] = ()) -> Process:
        return start_kg(*self.arguments, cwd=self.folder, under=under)

    def left(self) -> list[Path]:
        """Return what a command that was stopped has left beside its output."""
        return sorted([*self.folder.rglob(".build-*"), *self.folder.rglob(".kg-*")])

    def fault_of_next(self) -> str:
        """Run the command once more, to its end, and return what is wrong with what it leaves."""
        ran = run_kg(*self.arguments, cwd=self.folder)
        if ran.code or not self.done():
            return f"the next run exits with {ran.code}: {ran.err}"
        return self.fault() or "".join(f"{path.name} is still there" for path in self.left())


@dataclass(frozen=True)
class Kill:
    """What a killed command left behind: something with a *fault* (none if empty), and perhaps a beginning."""

    fault: str
    midway: bool


def fault_of(build: Path) -> str:
    """Return what is wrong with a build, or nothing if it can be read and holds what its manifest says."""
    manifest = json.loads((build / "manifest.json").read_text("utf-8"))
    for name, digest in manifest["sha256"].items():
        if hashlib.sha256((build / name).read_bytes()).hexdigest() != digest:
            return f"{name} is not what the manifest says"
    found = rows(open_store(build / "store"), "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")[0]["n"]
    return "" if int(found) == manifest["counts"]["quads"] else f"the store holds {found} quads"


def building(folder: Path) -> Trial:
    """Return the building of an example whose title is another each time."""
    project = example_in(folder)
    build_project(project)
    return Trial(
        name="kg build",
        folder=folder,
        arguments=["build"],
        output=str(project.build),
        prepare=lambda: touch(project),
        fault=lambda: fault_of(project.build),
        done=lambda: is_fresh(project),
    )


def formatting(folder: Path) -> Trial:
    """Return the formatting of an example whose tables are put out of order each time."""
    tables = sorted((example_in(folder).corpus / "claims").glob("*.csv"))
    run_kg("fmt", cwd=folder)
    after = _contents(tables)
    return _rewriting(folder, ["fmt"], {table: _out_of_order(data) for table, data in after.items()}, after)


def answering(folder: Path) -> Trial:
    """Return the writing of an answer to where an older one is."""
    build_project(example_in(folder))
    arguments, file = ["query", "most-documented", "-o", "answer.csv"], folder / "answer.csv"
    run_kg(*arguments, cwd=folder)
    return _rewriting(folder, arguments, {file: b"old\n"}, _contents([file]))


def _rewriting(
    folder: Path, arguments: Sequence[str], before: Mapping[Path, bytes], after: Mapping[Path, bytes]
) -> Trial:
    def torn() -> str:
        names = [file.name for file, data in _contents(before).items() if data not in (before[file], after[file])]
        return f"neither old nor new: {', '.join(names)}" if names else ""

    return Trial(
        name=f"kg {arguments[0]}",
        folder=folder,
        arguments=arguments,
        output=".csv",
        prepare=lambda: [file.write_bytes(data) for file, data in before.items()],
        fault=torn,
        done=lambda: _contents(after) == after,
    )


def _contents(files: Iterable[Path]) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in files}


def _out_of_order(data: bytes) -> bytes:
    header, *rows = data.splitlines(keepends=True)
    return b"".join([header, *reversed(rows)])


def kill_at_random(trial: Trial, kills: int, seed: int) -> list[Kill]:
    """Kill a command at moments between its beginning and its end, and let it run to its end after the last."""
    chance = random.Random(seed)
    trial.prepare()
    started = time.monotonic()
    trial.start().communicate()
    longest = time.monotonic() - started
    killed = [_kill(trial, longest * chance.random()) for _ in range(kills)]
    return [*killed, Kill(trial.fault_of_next(), midway=False)]


def _kill(trial: Trial, after: float) -> Kill:
    trial.prepare()
    process = trial.start()
    time.sleep(after)
    process.kill()
    process.communicate()
    return Kill(trial.fault(), midway=bool(trial.left()))


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    faults = []
    for prepared in (building, formatting, answering):
        with tempfile.TemporaryDirectory() as folder:
            trial = prepared(Path(folder))
            killed = kill_at_random(trial, kills, seed)
        faults += [f"{trial.name}: {kill.fault}" for kill in killed if kill.fault]
        print(f"{kills} kills of {trial.name}, {sum(kill.midway for kill in killed)} midway", flush=True)
    print(f"{len(faults)} faults", *faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
