"""Nothing that is asked of ``kg`` makes it ask another machine, as the kernel sees it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from long.connections import TEMPTING, example_to_trace, trace_kg, traced


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built example beside files that would be fetched from."""
    if not shutil.which("strace") or subprocess.run(["strace", "-qq", "true"], capture_output=True).returncode:
        reason = "strace is not installed or may not trace"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    folder = example_to_trace(tmp_path_factory.mktemp("traced"))
    assert trace_kg(["build"], cwd=folder) == (0, [])
    return folder


@pytest.mark.parametrize(("code", "arguments"), TEMPTING)
def test_no_connection_is_made(folder: Path, code: int, arguments: Sequence[str]) -> None:
    assert trace_kg(arguments, cwd=folder) == (code, [])


def test_a_connection_would_be_seen(folder: Path) -> None:
    asked = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"

    code, connections = traced([sys.executable, "-c", asked], cwd=folder)

    assert code == 0
    assert [line for line in connections if "127.0.0.1" in line and "htons(9)" in line]
