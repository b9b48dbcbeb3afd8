"""``kg init``."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from kg.cli.options import emit, remark
from kg.places import display
from kg.scaffold import write_scaffold


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Make a new corpus that checks and builds at once.

    DIR gets a folder corpus/ with a small example to overwrite, and the coding manual.
    """
    for path in write_scaffold(folder):
        emit(display(path.resolve()))
    where = "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(str(folder))} && "
    remark(f"next: {where}kg check && kg build && kg explore")
