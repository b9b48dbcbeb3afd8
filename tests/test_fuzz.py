"""Whatever is typed behind a command: it ends, says what is wrong, and calls nothing a bug."""

from __future__ import annotations

import importlib
import io
from pathlib import Path

import click
import pytest
from build_fixtures import example
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_hostile import run_inside

from kg.cli import COMMANDS
from kg.places import Project

__all__ = ["example"]
#: What writes where it is told to, opens a window or waits for a person is tried elsewhere.
LEFT_OUT = {"build", "completion", "explore", "fmt", "init", "shell"}
WORDS = (
    "southbank",
    "Northbank",
    "herald-2024",
    "issue:ferry",
    "actor:",
    "rel:exploits",
    "",
    " ",
    "-",
    "--",
    "-1",
    "0",
    "1e309",
    "NaN",
    "2024",
    "2024-13",
    "9999",
    "../..",
    "/dev/null",
    "nowhere/x.md",
    "x.md",
    "x.nope",
    "a\nb",
    "\x1b[31m",
    "\u202ex",
    "日本",
    "*",
    "?x",
    "<x>",
    "SELECT * {}",
    "ASK {",
    "x=y",
    "own",
    "unnamed",
    "arms",
    "actual",
    "denied",
    "csv",
    "json",
    "HEAD",
    "x" * 5000,
)


def options_of(name: str) -> list[str]:
    command: click.Command = importlib.import_module(f"kg.cli.{name}").command
    return [
        flag for parameter in command.params for flag in (*parameter.opts, *parameter.secondary_opts) if flag[0] == "-"
    ]


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - LEFT_OUT))
def test_no_command_breaks_on_what_is_typed(
    name: str, example: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    words = st.sampled_from([*options_of(name), *WORDS])
    folder = tmp_path_factory.mktemp("typed")

    @given(st.lists(words, max_size=5))
    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
    def try_it(arguments: list[str]) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"SELECT * { ?s ?p")))
            ran = run_inside((name, "--corpus", str(example.corpus), *arguments), folder, patch)
        assert ran.code in range(5), (arguments, ran)
        assert "Traceback" not in ran.err and "bug:" not in ran.err, (arguments, ran.err)
        assert ran.code == 0 or ran.err or ran.out, arguments

    try_it()
    assert {path.suffix for path in Path(folder).iterdir()} <= {".md", ""}
