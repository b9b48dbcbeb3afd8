"""Whatever a stranger's corpus, query or data holds: a message with place and cure, and nothing else happens."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from build_fixtures import Ran
from hostile import SOUND, Case, cases

from kg.cli import main


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small sound project, to be spoilt."""
    return write(tmp_path / "project", SOUND)


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def run_inside(arguments: tuple[str, ...], cwd: Path, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """Run ``kg`` in this process, which is quick; what ends a process is run in one of its own elsewhere."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", errors="surrogateescape") for _ in range(2))
    monkeypatch.chdir(cwd)
    monkeypatch.setattr(sys, "argv", ["kg", *arguments])
    monkeypatch.delenv("KG_CORPUS", raising=False)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as left:
        main()
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))
    return Ran(int(left.value.code or 0), *texts)


def listed(folder: Path) -> Iterator[tuple[str, int]]:
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != "build" and not name.startswith(".build-")]
        yield from ((f"{root}/{name}", os.lstat(f"{root}/{name}").st_size) for name in files)


@pytest.mark.parametrize("case", cases(), ids=str)
def test_bad_input_is_told_with_its_place_and_changes_nothing(
    case: Case, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project, case.files)
    if case.prepare:
        case.prepare(project)
    before = sorted(listed(project.parent))

    ran = run_inside(case.arguments, project, monkeypatch)

    said = ran.out + ran.err
    assert "Traceback" not in said and "bug:" not in said, said
    assert ran.code == case.code, said
    assert case.says in said
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said), ascii(said)
    assert len(said) < 100_000
    assert sorted(listed(project.parent)) == before
