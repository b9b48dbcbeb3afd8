"""Options that several commands share, and what they have in common otherwise."""

from __future__ import annotations

import math
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from kg.places import Project, display, locate
from kg.problems import PipeClosedError, Problem, Severity, has_errors, render

Completer = Callable[[click.Context, click.Parameter, str], list[Any]]
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

#: How many problems of one kind in one file are listed unless all are asked for.
SHOWN = 100
#: How much memory a query may make the program hold: few answers come near, and most machines have twice as much.
MOST_MEGABYTES = 4096
_FOLDER = click.Path(file_okay=False, path_type=Path)

corpus_option: Decorator = click.option(
    "--corpus",
    type=_FOLDER,
    metavar="DIR",
    help="The corpus; by default KG_CORPUS, the nearest corpus/ upwards, or the bundled one.",
)
build_option: Decorator = click.option(
    "--build",
    "build_folder",
    type=_FOLDER,
    metavar="DIR",
    help="The build to read; by default build/ beside the corpus.",
)


class Finite(click.FloatRange):
    """A number in a range that is neither infinite nor none at all, which compares with nothing."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number that *value* says; `fail` tells what is wrong with it."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is no finite number.", param, ctx)
        return number


def timeout_option(seconds: float, what: str) -> Decorator:
    """Return the option by which *what* is stopped after some seconds."""
    told = f"{what}; {seconds:g} by default, 0: never."
    return click.option("--timeout", type=Finite(min=0), default=seconds, metavar="SECONDS", help=told)


memory_option: Decorator = click.option(
    "--memory",
    type=click.IntRange(min=0),
    default=MOST_MEGABYTES,
    metavar="MB",
    help=f"Stop when the program holds as much memory; {MOST_MEGABYTES} by default, 0: never.",
)


def project_of(corpus: Path | None, build_folder: Path | None = None) -> Project:
    """Return the project that the options name, and say on stderr if the corpus is the bundled one."""
    project = locate(corpus, build_folder)
    if project.bundled and build_folder is None:
        remark("no corpus/ here or above: taking the one that came with the program")
    return project


def completed_by(name: str) -> Completer:
    """Return the function of `kg.cli.complete` that completes an argument; it is loaded where a shell asks for it."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
        from kg.cli import complete

        completer: Completer = getattr(complete, name)
        return completer(context, parameter, incomplete)

    return complete


def terminal_size() -> os.terminal_size:
    """Return how many columns and lines there are to write on."""
    import shutil  # brings all compressors with it, which no answer into a pipe needs

    return shutil.get_terminal_size()


def page_width() -> int | None:
    """Return how many columns a table may take: those of the terminal, or any number where there is none."""
    return terminal_size().columns if sys.stdout.isatty() else None


def emit(data: str, *, nl: bool = True, colour: bool | None = None) -> None:
    """Write data to stdout, with its colours if *colour* says so or, by default, if that is a terminal.

    Raises PipeClosedError where the reader has gone, which click would report as a failure.
    """
    try:
        click.echo(data, nl=nl, color=colour)
    except BrokenPipeError:
        raise PipeClosedError from None


def emit_bytes(data: bytes) -> None:
    """Write what is no text to stdout; raises as `emit` does."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        raise PipeClosedError from None


def remark(text: str) -> None:
    """Say something that is not data."""
    click.echo(text, err=True)


def count(number: int, name: str) -> str:
    """Return a number with its noun.

    >>> count(1, "claim"), count(1200, "claim")
    ('1 claim', '1,200 claims')
    """
    return f"{number:,} {name}{'s' * (number != 1)}"


def tally(problems: Iterable[Problem]) -> str:
    """Return how many errors and warnings there are."""
    found = Counter(problem.severity for problem in problems)
    return ", ".join(count(found[severity], severity.value) for severity in Severity)


def stop_on_errors(problems: Sequence[Problem], folder: Path, undone: str) -> None:
    """Report what is wrong with the corpus in *folder*; with errors, say what was left *undone* and exit with 1."""
    if problems:
        remark(render(problems, "text", folder=display(folder), limit=SHOWN))
    if has_errors(problems):
        remark(f"{undone}: {tally(problems)} in {display(folder)}")
        sys.exit(1)


class Progress:
    """Names the step that is under way, on a terminal and once more than a second has passed."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._shown = 0

    def __call__(self, step: str) -> None:
        """Show *step* in the place of the one before."""
        if sys.stderr.isatty() and time.monotonic() - self._start > 1:
            click.echo(f"\r{step} …".ljust(self._shown), err=True, nl=False)
            self._shown = len(step) + 3

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r" + " " * self._shown + "\r", err=True, nl=False)
