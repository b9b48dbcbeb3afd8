"""The commands that README and docs show do what they show, in the order in which they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from build_fixtures import environment
from conftest import ROOT

PAGES = [ROOT / "README.md", ROOT / "docs" / "tutorial.md"]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
#: Stands for lines that a page leaves out.
LEFT_OUT = "…"

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the pages speak to bash")


@dataclass
class Step:
    """A command with the lines that a page shows of its answer."""

    command: str
    shown: list[str]


def steps(page: Path) -> Iterator[Step]:
    """Yield the commands of a page: a line after ``$`` and those that belong to it, indented or after ``>``."""
    for block in BLOCK.finditer(page.read_text("utf-8")):
        step: Step | None = None
        for line in block[1].splitlines():
            if line.startswith("$ "):
                step = Step(line[2:], [])
                yield step
            elif step and not step.shown and (line.startswith("> ") or (line.startswith("   ") and _is_open(step))):
                step.command += "\n" + line.removeprefix("> ")
            elif step:
                step.shown.append(line)


def _is_open(step: Step) -> bool:
    """Tell whether a quote of the command is still to be closed."""
    return step.command.count("'") % 2 == 1


def run(page: Path, folder: Path) -> Iterator[tuple[Step, str, int]]:
    """Run the commands of a page in one shell and yield what each wrote, and its exit code."""
    found = list(steps(page))
    programs = folder / "programs"
    programs.mkdir()
    (programs / "kg").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n')
    (programs / "kg").chmod(0o755)
    script = "".join(f"{step.command}\nprintf '\\n\\036%s\\036' \"$?\"\n" for step in found)
    variables = {"PATH": f"{programs}:{os.environ['PATH']}", "BROWSER": "true", "NO_COLOR": "1", "COLUMNS": "100"}
    work = folder / "work"
    work.mkdir()
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1\n{script}"], cwd=work, env=environment(**variables), capture_output=True, timeout=300
    )
    answers = done.stdout.decode("utf-8").split("\x1e")
    for step, answer, code in zip(found, answers[::2], answers[1::2], strict=False):
        yield step, answer.removesuffix("\n"), int(code)


def pattern(shown: list[str]) -> str:
    return "\n".join(".*" if line.strip() == LEFT_OUT else re.escape(line.rstrip()) for line in shown)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_does_what_it_shows(page: Path, tmp_path: Path) -> None:
    ran = list(run(page, tmp_path))

    assert [step.command for step, _, _ in ran] == [step.command for step in list(steps(page))] != []
    for step, answer, code in ran:
        said = "\n".join(line.rstrip() for line in answer.strip("\n").splitlines())
        if step.shown:
            assert re.fullmatch(pattern(step.shown), said, re.DOTALL), f"$ {step.command}\n{said}"
        else:
            assert code == 0, f"$ {step.command}\n{said}"
        assert "Traceback" not in said and "bug:" not in said


def test_every_page_with_commands_is_run_here_or_elsewhere() -> None:
    pages = {
        path for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")] if "```console" in path.read_text("utf-8")
    }

    assert pages == set(PAGES)
