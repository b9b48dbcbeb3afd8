"""``kg build``."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from pathlib import Path

import click

from kg.builder import Build, Reading, build, read_project, verify
from kg.characters import visible
from kg.cli.options import Progress, corpus_option, count, emit, project_of, stop_on_errors
from kg.manifest import PAGE, QUADS, STORE, TRIG
from kg.model import Corpus
from kg.places import BUILD, Project, display
from kg.problems import MisuseError


@click.command()
@corpus_option
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Build into DIR.")
@click.option("--no-inference", is_flag=True, help="Leave out what rules derive.")
@click.option(
    "--verify", "verifies", is_flag=True, help="Only tell whether the build is what the files make, byte for byte."
)
def command(corpus: Path | None, output: Path | None, no_inference: bool, verifies: bool) -> None:
    """Compile the corpus into a graph and a page.

    With --verify nothing is written: the build that there is is compared with a new one; the exit code is 1 if they
    differ.
    """
    if verifies and no_inference:
        raise MisuseError("--verify takes the build as it was made; leave --no-inference out")
    project = project_of(corpus, output)
    with Progress() as progress:
        progress("reading the corpus")
        read = read_project(project)
        stop_on_errors(read.problems, project.corpus, "nothing verified" if verifies else "nothing built")
        if verifies:
            sys.exit(_verified(project, read, progress))
        made = build(project, read, inference=not no_inference, say=progress)
    emit(_summary(made, read.corpus))


def _verified(project: Project, read: Reading, progress: Progress) -> int:
    differences = verify(project, read, say=progress)
    for difference in differences:
        emit(f"{display(project.build)}: {difference}")
    if not differences:
        emit(f"{display(project.build)} is what the files make")
    return 1 if differences else 0


def _summary(made: Build, corpus: Corpus) -> str:
    folder = display(made.folder)
    option = "" if folder == BUILD else f"--build {shlex.quote(folder)} "
    files = {
        PAGE: "the graph to explore in a browser",
        QUADS: f"{made.counts['quads']:,} quads, canonical",
        TRIG: "the same, for reading",
        STORE: "the same, for queries",
    }
    return "\n".join(
        [
            f"{visible(corpus.title)}: {_counted(made)}",
            *(f"  {folder}/{name:<12}{what}" for name, what in files.items()),
            "next:",
            f"  kg explore {option}".rstrip(),
            *_next_steps(corpus, option),
        ]
    )


def _counted(made: Build) -> str:
    names = ("claim", "source", "actor", "issue")
    claims, sources, actors, issues = (count(made.counts[f"{name}s"], name) for name in names)
    return f"{claims} from {sources} about {actors} and {issues}"


def _next_steps(corpus: Corpus, option: str) -> list[str]:
    """Suggest commands about what the corpus says most of."""
    if not corpus.claims:
        return []
    actor = Counter(id for claim in corpus.claims for id in (claim.subject, claim.object)).most_common(1)[0][0]
    about = (claim.relation for claim in corpus.claims if actor in (claim.subject, claim.object))
    relation = Counter(about).most_common(1)[0][0]
    return [f"  kg show {option}{actor}", f"  kg query {option}who-says -p actor={actor} -p relation={relation}"]
