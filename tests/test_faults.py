"""What commands do when the system stops them or refuses to write."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from build_fixtures import Ran, environment, example
from conftest import ROOT
from long.kill_builds import Trial, building, formatting
from long.kill_syscalls import Call, calls_of, fail_at, kill_at

from kg.places import Project

__all__ = ["example"]
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return building(tmp_path_factory.mktemp("building"))


@pytest.fixture(scope="module")
def calls(trial: Trial) -> list[Call]:
    """The calls with which a build changes files, in their order."""
    return calls_of(trial)


def last(calls: list[Call], name: str) -> Call:
    return next(call for call in reversed(calls) if call.name == name)


@needs_strace
@pytest.mark.parametrize("name", ["renameat2", "unlinkat"])
def test_a_build_may_be_killed_at_any_call(trial: Trial, calls: list[Call], name: str) -> None:
    assert kill_at(trial, last(calls, name)) == ""


@needs_strace
@pytest.mark.parametrize(("name", "error"), [("write", "ENOSPC"), ("fsync", "EIO")])
def test_any_call_of_a_build_may_fail(trial: Trial, calls: list[Call], name: str, error: str) -> None:
    assert fail_at(trial, last(calls, name), error) == ""


@needs_strace
def test_formatting_may_be_killed_before_a_table_is_replaced(tmp_path: Path) -> None:
    trial = formatting(tmp_path)

    assert kill_at(trial, last(calls_of(trial), "rename")) == ""


@needs_strace
def test_a_build_is_on_the_disk_before_it_takes_its_place_and_its_place_after(calls: list[Call], trial: Trial) -> None:
    end = calls.index(last(calls, "renameat2"))
    synced = [re.findall(r"<(.*?)>", call.arguments)[0] for call in calls[:end] if call.name == "fsync"]
    new = next(path for path in synced if path.endswith("/new"))

    assert {f"{new}/{name}" for name in ("graph.nq", "graph.trig", "graph.html", "manifest.json", "store")} <= {*synced}
    assert [call.arguments.partition(">")[0].partition("<")[2] for call in calls[end:] if call.name == "fsync"] == [
        str(trial.folder)
    ]


#: Runs commands twice: as who it is, so that all modules are loaded, and then as nobody.
AS_NOBODY = """
import json, os, sys
from pathlib import Path
from in_process import call_kg
warm, cold, *commands = sys.argv[1:]
for command in commands:
    call_kg(*command.split(), cwd=Path(warm))
os.setgroups([]), os.setgid(65534), os.setuid(65534)
for command in commands:
    ran = call_kg(*command.split(), cwd=Path(cold))
    print(json.dumps([ran.code, ran.err]))
"""


@pytest.fixture
def refused(tmp_path: Path, example: Project) -> Path:
    """A project that nobody but root may change, in a folder that all may enter."""
    for folder in [tmp_path, *tmp_path.parents]:
        if folder.stat().st_uid == os.geteuid() and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o011)
    for name in ("warm", "cold"):
        shutil.copytree(example.build.parent, tmp_path / name)
        (tmp_path / name).chmod(0o755)
    return tmp_path


def contents(folder: Path) -> Mapping[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become nobody")
def test_what_may_not_be_written_or_read_is_said_and_nothing_is_lost(refused: Path) -> None:
    table = refused / "cold" / "corpus" / "claims" / "herald-2024.csv"
    header, *rows = table.read_text("utf-8").splitlines(keepends=True)
    table.write_text("".join([header, *reversed(rows)]), "utf-8")
    before = contents(refused / "cold")
    commands = ["build", "fmt", "check", "query -o answer.csv --build build most-documented", "build -o /new"]
    ran = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(refused / "warm"), str(refused / "cold"), *commands],
        env=environment(PYTHONPATH=f"{ROOT}:{ROOT / 'tests'}"),
        capture_output=True,
        text=True,
        check=False,
    )
    said = [Ran(code, "", err) for code, err in map(json.loads, ran.stdout.splitlines())]

    assert ([one.code for one in said], ran.stderr) == ([4, 4, 0, 4, 4], "")
    assert [one.err.count("error: cannot write ") for one in said] == [1, 1, 0, 1, 1]
    assert contents(refused / "cold") == before
