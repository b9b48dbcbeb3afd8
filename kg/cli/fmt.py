"""``kg fmt``."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from kg.characters import visible
from kg.cli.options import corpus_option, count, emit, project_of, remark
from kg.formatter import changed, format_corpus
from kg.places import display
from kg.problems import KgError, render
from kg.report import write_file


@click.command()
@corpus_option
@click.option("--check", "check_only", is_flag=True, help="Change nothing; exit with 1 if something would change.")
@click.option("--diff", is_flag=True, help="Change nothing; print what would change.")
def command(corpus: Path | None, check_only: bool, diff: bool) -> None:
    """Give rows ids, resolve links and put tables in order.

    Ids once given are never changed, and no other cell is. Tables become UTF-8 with commas and LF.
    """
    project = project_of(corpus)
    if project.bundled and not (check_only or diff):
        raise KgError("the corpus that came with the program is not formatted in place; name one with --corpus")
    texts, problems = format_corpus(project.corpus)
    files = list(changed(project.corpus, texts))
    if diff:
        for line in _diff(project.corpus, texts, files):
            emit(visible(line) if sys.stdout.isatty() else line)
    elif not check_only:
        for file in files:
            with write_file(project.corpus / file) as write:
                write(texts[file])
    verb = "would change" if check_only or diff else "changed"
    for file in files:
        remark(f"{verb} {display(project.corpus / file)}")
    if problems:
        remark(render(problems, "text", folder=display(project.corpus)))
        remark("files with problems are left as they are")
    remark(f"{count(len(files), 'file')} {verb}")
    sys.exit(1 if problems or (check_only and files) else 0)


def _diff(folder: Path, texts: Mapping[str, str], files: list[str]) -> Iterator[str]:
    for file in files:
        before = (folder / file).read_bytes().decode("utf-8").split("\n")
        after = texts[file].split("\n")
        yield from difflib.unified_diff(before, after, f"a/{file}", f"b/{file}", lineterm="")
