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
from build_fixtures import Ran, bundled_build, environment, example
from conftest import PAGES, ROOT

from kg.places import Project

__all__ = ["bundled_build", "example"]

#: A block that a reader would type, and why it is not run here, if it is not.
BLOCK = re.compile(r"^(?:<!-- not run: (.+?) -->\n)?```(console|sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: Stands for what a page leaves out: lines where it stands alone, else a part of its line.
LEFT_OUT = "…"
#: The blocks that no test can run, by page and first line.
NOT_RUN = {
    ("README.md", "pip install . && kg build"): "`.ci/run` does, in an environment of its own",
    ("README.md", "pip install '.[test]' && pytest"): "`.ci/run` does, in an environment of its own",
    ("CONTRIBUTING.md", ".ci/run"): "it runs this test",
    ("CONTRIBUTING.md", "python3 -m venv .venv && . .venv/bin/activate"): "it installs packages",
    ("docs/export.md", "neo4j-admin database import full claims --nodes=claims-neo4j/nodes.csv \\"): "it needs Neo4j",
    ("docs/export.md", "oxigraph load --location store --file claims.nq"): "it starts a server",
    ("docs/export.md", "pip install 'entente-kg[parquet]'"): "it installs packages",
}

#: The pages that ask the five articles; the others are as true of the example of ``kg init``.
OF_THE_BUNDLED_CORPUS = ("README.md", "docs/how-to.md")
#: ``kg``, but looking longer for the reason of an empty answer: that a machine is slow is no fault of a page.
PATIENT = """\
import sys

if "query" in sys.argv:
    from kg import diagnosis

    diagnosis.BUDGET = diagnosis.diagnose.__kwdefaults__["budget"] = 60.0
from kg.__main__ import main

main()
"""

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the pages speak to bash")


@dataclass
class Step:
    """What a reader types, with the lines that a page shows of the answer."""

    command: str
    shown: list[str]


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def steps(page: Path) -> Iterator[Step]:
    """Yield what is run of a page: the commands of a console, and each other block as a whole."""
    for reason, language, text in BLOCK.findall(page.read_text("utf-8")):
        if reason:
            continue
        if language == "console":
            yield from _typed(text)
        else:
            yield Step(text if language == "sh" else f"python - <<'END OF BLOCK'\n{text}END OF BLOCK", [])


def _typed(text: str) -> list[Step]:
    """Return the commands of a console: a line after ``$`` and those that belong to it, indented or after ``>``."""
    found: list[Step] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append(Step(line[2:], []))
        elif not found[-1].shown and (line.startswith("> ") or (line.startswith("   ") and _is_open(found[-1]))):
            found[-1].command += "\n" + line.removeprefix("> ")
        else:
            found[-1].shown.append(line)
    return found


def _is_open(step: Step) -> bool:
    """Tell whether a quote of the command is still to be closed."""
    return step.command.count("'") % 2 == 1


def copied(project: Project, folder: Path) -> Path:
    """Return a folder with the corpus of a project and its build, as it is after the first command of the README."""
    work = folder / "work"
    shutil.copytree(project.corpus, work / "corpus")
    shutil.copytree(project.build, work / "build")
    return work


def run(page: Path, folder: Path, work: Path) -> Iterator[tuple[Step, str, int]]:
    """Run what a page shows in one shell and yield what each step wrote, and its exit code."""
    found = list(steps(page))
    programs = folder / "programs"
    programs.mkdir()
    (programs / "patient.py").write_text(PATIENT)
    for program, arguments in (("kg", f'"{programs}/patient.py"'), ("python", "")):
        (programs / program).write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
        (programs / program).chmod(0o755)
    script = "".join(f"{step.command}\nprintf '\\n\\036%s\\036' \"$?\"\n" for step in found)
    variables = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "BROWSER": "true",
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "GIT_CONFIG_GLOBAL": os.devnull,
        **{f"GIT_{who}_{what}": "reader@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1\n{script}"], cwd=work, env=environment(**variables), capture_output=True, timeout=300
    )
    answers = done.stdout.decode("utf-8").split("\x1e")
    for step, answer, code in zip(found, answers[::2], answers[1::2], strict=False):
        yield step, answer.removesuffix("\n"), int(code)


def pattern(shown: list[str]) -> str:
    """Return what an answer has to match, in which a dot stands for line ends too."""
    lines = [".*" if line.strip() == LEFT_OUT else re.escape(line.rstrip()) for line in shown]
    return "\n".join(lines).replace(re.escape(LEFT_OUT), r"[^\n]*")


@pytest.mark.parametrize("page", [page for page in PAGES if [*steps(page)]], ids=name)
def test_every_command_of_a_page_does_what_it_shows(
    page: Path, tmp_path: Path, bundled_build: tuple[Path, Ran], example: Project
) -> None:
    bundled = Project(corpus=ROOT / "corpus", ontology=ROOT / "ontology", build=bundled_build[0] / "build")
    ran = list(run(page, tmp_path, copied(bundled if name(page) in OF_THE_BUNDLED_CORPUS else example, tmp_path)))

    assert [step.command for step, _, _ in ran] == [step.command for step in steps(page)]
    for step, answer, code in ran:
        said = "\n".join(line.rstrip() for line in answer.strip("\n").splitlines())
        if step.shown:
            assert re.fullmatch(pattern(step.shown), said, re.DOTALL), f"$ {step.command}\n{said}"
        else:
            assert code == 0, f"$ {step.command}\n{said}"
        assert "Traceback" not in said and "bug:" not in said


def test_what_is_not_run_is_marked_and_listed() -> None:
    marked = {
        (name(page), text.splitlines()[0]): reason
        for page in PAGES
        for reason, _, text in BLOCK.findall(page.read_text("utf-8"))
        if reason
    }

    assert marked == NOT_RUN


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_is_run_or_marked_or_shows_what_nobody_types(page: Path) -> None:
    text = page.read_text("utf-8")
    fences = re.findall(r"^ *```(.*)$", text, re.MULTILINE)
    runnable = [language for language in fences[::2] if language in ("console", "sh", "python")]
    others = re.findall(r"^```(?:turtle|sparql|toml|text|csv)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)

    assert (len(BLOCK.findall(text)), len(others)) == (len(runnable), len(fences) // 2 - len(runnable))
    assert [block for block in others if re.search(r"^(?:\$|kg) ", block, re.MULTILINE)] == []
