"""The command line in this process, which is faster than in one of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from build_fixtures import Ran
from click.testing import CliRunner

from kg.cli import cli
from kg.problems import KgError


def call_kg(*arguments: str, cwd: Path) -> Ran:
    """Run ``kg`` in a folder; anything but an answer, an exit or a message of ours is raised."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(cwd)
        patch.delenv("KG_CORPUS", raising=False)
        ran = CliRunner().invoke(cli, arguments, prog_name="kg")
    if isinstance(ran.exception, KgError):
        return Ran(ran.exception.status, ran.stdout, f"{ran.stderr}error: {ran.exception}\n")
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return Ran(ran.exit_code, ran.stdout, ran.stderr)
