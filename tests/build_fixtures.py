"""The command line in a process of its own, and projects to run it on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import kg
from kg.builder import build, read_project
from kg.places import Project, bundled
from kg.scaffold import write_scaffold

Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Ran:
    """What a command wrote and its exit code."""

    code: int
    out: str
    err: str


def environment(**variables: str) -> Mapping[str, str]:
    """Return this environment without what changes a corpus or a language, and with *variables*."""
    kept = {name: value for name, value in os.environ.items() if name != "KG_CORPUS" and not name.startswith("LC_")}
    return kept | {"PYTHONPATH": str(Path(kg.__file__).parent.parent)} | variables


def start_kg(
    *arguments: str | bytes, cwd: Path, variables: Mapping[str, str] | None = None, under: Sequence[str] = ()
) -> Process:
    """Start ``kg``, perhaps *under* another program, and do not wait for it."""
    command: list[str | bytes] = [*under, sys.executable, "-m", "kg", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=cwd, env=environment(**variables or {}), stdin=pipe, stdout=pipe, stderr=pipe)


def finish(process: Process, given: bytes = b"") -> Ran:
    """Wait for a started command; what it wrote must be UTF-8 without a traceback, whatever happened."""
    out, err = process.communicate(given, timeout=60)
    assert b"Traceback" not in err, err.decode()
    return Ran(process.returncode, out.decode("utf-8"), err.decode("utf-8"))


def run_kg(*arguments: str | bytes, cwd: Path, given: bytes = b"", variables: Mapping[str, str] | None = None) -> Ran:
    """Run ``kg`` with its streams piped."""
    return finish(start_kg(*arguments, cwd=cwd, variables=variables), given)


def run_on_terminal(
    *arguments: str, cwd: Path, columns: int = 80, program: Sequence[str] = ("-m", "kg")
) -> tuple[int, str]:
    """Run ``kg``, or another Python program, in a terminal and return its exit code and what stands on the screen."""
    if sys.platform == "win32":
        pytest.skip("there are no pseudo-terminals on Windows")
    import fcntl
    import pty
    import struct
    import termios

    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    variables = {name: value for name, value in environment(TERM="xterm").items() if name != "COLUMNS"}
    command = [sys.executable, *program, *arguments]
    process = subprocess.Popen(command, cwd=cwd, env=variables, stdin=inner, stdout=inner, stderr=inner)
    os.close(inner)
    screen = bytearray()
    while chunk := _read(outer):
        screen += chunk
    os.close(outer)
    return process.wait(60), screen.decode("utf-8").replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    """Return what comes next from a terminal; Linux reports its end as an error, others as no bytes."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def project_in(folder: Path) -> Project:
    """Return the project of a corpus in *folder*, with the bundled vocabulary."""
    return Project(corpus=folder / "corpus", ontology=bundled("ontology"), build=folder / "build")


def example_in(folder: Path) -> Project:
    """Write the example of ``kg init`` into *folder*."""
    write_scaffold(folder)
    return project_in(folder)


def build_project(project: Project, *, inference: bool = True) -> None:
    """Build a project whose corpus has no errors."""
    read = read_project(project)
    assert read.problems == ()
    build(project, read, inference=inference)


def touch(project: Project, *, title: str = "") -> None:
    """Change the title of the corpus."""
    (project.corpus / "corpus.toml").write_text(f'title = "{title or time.monotonic_ns()}"\n', "utf-8")


@pytest.fixture(scope="session")
def bundled_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """A folder outside any checkout where ``kg build`` ran, and what it said."""
    return _build_bundled(tmp_path_factory.getbasetemp() / "bundled")


@cache  # pytest makes a fixture again for each module that imports it
def _build_bundled(folder: Path) -> tuple[Path, Ran]:
    folder.mkdir()
    return folder, run_kg("build", cwd=folder)


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The example of ``kg init`` with its build, to be read or copied."""
    project = example_in(tmp_path_factory.mktemp("example"))
    build_project(project)
    return project
