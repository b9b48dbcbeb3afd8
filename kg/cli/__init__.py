"""The command line: a thin door. Commands are loaded when they are called, and their libraries with them."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from kg import __version__
from kg.characters import visible
from kg.problems import KgError, PipeClosedError
from kg.spelling import nearest

#: Each command with its one-line help, so that ``kg --help`` need not load them all.
COMMANDS: Mapping[str, str] = {
    "agree": "Compare the claims with a second, independent reading.",
    "build": "Compile the corpus into a graph and a page.",
    "check": "Report everything that is wrong with the corpus.",
    "compare": "Register where sources disagree, with each other and with themselves.",
    "completion": "Print a completion script for a shell.",
    "coverage": "Print how the sources were read, as a page in Markdown.",
    "diff": "Tell what changed between two corpora, or two revisions of one.",
    "explore": "Open the graph as an interactive page.",
    "export": "Write the graph or its claims for another program.",
    "fmt": "Give rows ids, resolve links and put tables in order.",
    "init": "Make a new corpus that checks and builds at once.",
    "network": "Find who is central, who goes together, and whether friends and foes balance.",
    "path": "Find how claims lead from one actor or issue to another.",
    "prefixes": "Print the prefixes that every query knows.",
    "profile": "Tell what a source stresses and leaves out, beside all others.",
    "queries": "List, explain and check the saved queries.",
    "query": "Ask the graph with SPARQL.",
    "search": "Find names and claims by what they say.",
    "shell": "Ask one query after another, with completion.",
    "show": "Print all that is known of an actor, issue, relation, source or claim.",
    "timeline": "Show what is said to have happened when, and what is not said when.",
    "vocab": "Print the relations, kinds and qualifiers, and how often they are used.",
}


class _Commands(click.Group):
    def list_commands(self, _: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"kg.cli.{name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args[0] not in COMMANDS and not args[0].startswith("-") and (cures := nearest(args[0], COMMANDS)):
            ctx.fail(f"No such command {args[0]!r}. Did you mean {cures[0]!r}?")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Complete names from the table: click would load every command for its help."""
        from kg.cli import complete

        return [*complete.commands(COMMANDS, incomplete), *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg")
@click.option("--debug", is_flag=True, help="Show the traceback of a bug.")
def cli(debug: bool) -> None:
    """Turn hand-annotated claims into a knowledge graph that keeps its evidence."""


def main() -> None:
    """Run the command line; every failure ends in a message and an exit code, never in a traceback."""
    _replace_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    debug = "--debug" in sys.argv[1:]
    try:
        status = cli.main(prog_name="kg", standalone_mode=False)
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        _say(shown.getvalue().rstrip("\n"))
        status = error.exit_code
    except click.exceptions.Abort:
        status = 130
    except KgError as error:
        message = str(error)
        _say(message if message.startswith("error[") else f"error: {message}")
        status = error.status
    except PipeClosedError:
        status = _forget_output()
    except OSError as error:
        _forget_output()
        _say(f"error: {_told(error)}")
        status = KgError.status
    except Exception as error:  # the last door: a user sees a message and not a traceback
        if debug:
            raise
        status = _tell(error)
    sys.exit(status)


def _replace_closed_streams() -> None:
    """Put the null device where a standard stream is closed: the next file that is opened would be taken for it."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  # open to the end


def _say(message: str) -> None:
    click.echo("\n".join(map(visible, message.split("\n"))), err=True)


def _told(error: OSError) -> str:
    """Return what the system says, and of what."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return "the current folder is gone; change to one that is there"
    return f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"


def _tell(error: Exception) -> int:
    """Say what nothing else has caught, and return the exit code: that of damaged data, or of a bug."""
    from kg.store import DamagedStoreError, is_damage  # which only a failure needs

    if is_damage(error):
        click.echo(f"error: {DamagedStoreError.of(error)}", err=True)
        return DamagedStoreError.status
    click.echo(f"bug: {type(error).__name__}: {visible(str(error))}", err=True)
    click.echo("Please report this; 'kg --debug COMMAND ...' shows where it happened.", err=True)
    return 70


def _forget_output() -> int:
    """Drop what stdout still holds, so that Python does not fail on it once more when it ends."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
