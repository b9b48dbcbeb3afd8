"""From a corpus to a build: the graph in three forms and the page, swapped in whole."""

from __future__ import annotations

import contextlib
import ctypes
import filecmp
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from kg.checks import check
from kg.compiler import asserted, canonical, describe
from kg.files import claim, clear_leftovers, entries, sync, writing
from kg.inference import infer
from kg.manifest import (
    INPUTS,
    MANIFEST,
    NAMES,
    PAGE,
    PROGRAM,
    QUADS,
    STORE,
    TRIG,
    fingerprint,
    has_inferences,
    is_build,
)
from kg.model import Corpus
from kg.ontology import Ontology
from kg.places import Project
from kg.problems import KgError, Problem
from kg.reader import read_corpus
from kg.store import canonical_lines, open_store, write_store
from kg.terms import PREFIXES
from kg.vocabulary import read_vocabulary

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What a build made: ``counts`` of sources, actors, issues, claims and quads."""

    folder: Path
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A project as it was read: corpus and vocabulary, all that is wrong with them by place, and the files' digests."""

    corpus: Corpus
    ontology: Ontology
    problems: tuple[Problem, ...]
    inputs: Mapping[str, str]


def read_project(project: Project) -> Reading:
    """Read the corpus and vocabulary of a project.

    The files' digests are taken first, so that one that is saved meanwhile makes a build out of date.
    """
    inputs = fingerprint(project)
    corpus, misread = read_corpus(project.corpus)
    ontology, unsound = read_vocabulary(project.ontology, *project.vocabulary)
    problems = tuple(sorted([*misread, *unsound, *check(corpus, ontology)]))
    return Reading(corpus=corpus, ontology=ontology, problems=problems, inputs=inputs)


def compile_lines(corpus: Corpus, ontology: Ontology, *, inference: bool = True) -> Iterator[str]:
    """Yield the canonical N-Quads of a corpus without errors."""
    derived = infer(asserted(corpus, ontology), ontology) if inference else ()
    return canonical(describe(corpus, ontology), derived)


def build(
    project: Project, read: Reading, *, inference: bool = True, say: Callable[[str], None] = lambda _: None
) -> Build:
    """Build a corpus without errors into the project's build folder and return what was made.

    Everything is written to a temporary folder beside it and swapped in at the end, so that a build that fails or is
    interrupted leaves the one before as it was. *say* is told each step as it begins.
    """
    with writing(project.build, cure="; what stood there is as it was, and 'kg build -o' builds elsewhere"):
        project.build.parent.mkdir(parents=True, exist_ok=True)
        _refuse_foreign_folder(project.build)
        _clear_leftovers(project.build)
        with _temporary_folder(project.build) as made:
            counts = _make(made, read, inference=inference, say=say)
            _sync_all(made)
            _swap(made, project.build)
            sync(project.build.parent)
    return Build(folder=project.build, counts=counts)


def verify(project: Project, read: Reading, *, say: Callable[[str], None] = lambda _: None) -> tuple[str, ...]:
    """Return what keeps the project's build from being what its files make: nothing where all bytes are the same.

    A new build is made elsewhere and compared; the old one is left as it is. Raises KgError where there is none.
    """
    if not is_build(project.build):
        raise KgError(f"no build in {project.build}; 'kg build' makes it")
    with writing(Path(tempfile.gettempdir())), tempfile.TemporaryDirectory(prefix="kg-verify-") as name:
        _make(Path(name), read, inference=has_inferences(project.build), say=say)
        return tuple(_differences(project.build, Path(name)))


def _differences(old: Path, new: Path) -> Iterator[str]:
    for name in (QUADS, TRIG, PAGE, MANIFEST, INPUTS):
        if not (old / name).is_file():
            yield f"{name} is missing"
        elif not filecmp.cmp(old / name, new / name, shallow=False):
            yield f"{name} is not what the files make"
    try:
        held = canonical_lines(open_store(old / STORE))
    except KgError as error:
        yield f"{STORE}: {error}"
    else:
        if held != (new / QUADS).read_bytes().splitlines(keepends=True):
            yield f"{STORE} does not hold what the files make"


def _make(folder: Path, read: Reading, *, inference: bool, say: Callable[[str], None]) -> Mapping[str, int]:
    """Write all files of a build into *folder* and return its counts."""
    say("compiling claims")
    quads = write_lines(folder / QUADS, compile_lines(read.corpus, read.ontology, inference=inference))
    counts = {**_counts(read.corpus), "quads": quads}
    say("writing the graph")
    _write_trig(folder / TRIG, folder / QUADS)
    write_store(folder / STORE, folder / QUADS)
    say("drawing the page")
    _write_page(folder, read.corpus, read.ontology)
    _write_json(folder / MANIFEST, _manifest(counts, folder, read.ontology, inference=inference))
    _write_json(folder / INPUTS, {"files": read.inputs})
    return counts


@contextlib.contextmanager
def _temporary_folder(beside: Path) -> Iterator[Path]:
    """Yield a new folder that is known as ours, and as in use, until it is left."""
    with contextlib.ExitStack() as stack:
        marker = claim(beside.parent, _temporary_prefix(beside))
        folder = _folder_of(Path(marker.name))
        stack.callback(_unmark, folder, Path(marker.name))
        stack.enter_context(marker)
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        (folder / "new").mkdir(parents=True)
        yield folder / "new"


def _unmark(folder: Path, marker: Path) -> None:
    """Remove what marks a temporary folder as ours once it is gone; else the next build tries again."""
    if not folder.exists():
        marker.unlink(missing_ok=True)


def _temporary_prefix(folder: Path) -> str:
    return f".{folder.name}-"


def _folder_of(marker: Path) -> Path:
    """Return the temporary folder that goes with a claimed file."""
    return marker.with_name(f"{marker.name}-files")


def _refuse_foreign_folder(folder: Path) -> None:
    """Refuse to replace what is not a build: ``-o`` may name any folder by mistake."""
    if os.path.lexists(folder) and not is_build(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise KgError(f"{folder} is not a build and is left alone; name another one with 'kg build -o'")
    if others := [path.name for path in entries(folder) if path.name not in NAMES]:
        what = ", ".join(others[:3]) + (" ..." if others[3:] else "")
        raise KgError(f"{folder} has files that 'kg build' did not make and would remove ({what}); move them elsewhere")


def _clear_leftovers(folder: Path) -> None:
    """Remove what killed builds left behind, and bring back a build that was set aside when one was killed."""

    def restore(marker: Path) -> None:
        left = _folder_of(marker)
        if not folder.exists() and is_build(left / "old"):
            (left / "old").rename(folder)
        if left.exists():
            shutil.rmtree(left)

    clear_leftovers(folder.parent, _temporary_prefix(folder), first=restore)


def write_lines(file: Path, lines: Iterable[str]) -> int:
    """Write lines as they come, none of them empty, into a new file and return their number."""
    number, remaining = 0, iter(lines)
    with file.open("w", encoding="utf-8", newline="") as opened:
        while batch := list(islice(remaining, 1_000)):  # a call for each line would cost as much as the lines
            opened.writelines(batch)
            number += len(batch)
    return number


def render_trig(quads: Iterable[ox.Quad]) -> bytes:
    """Return quads as TriG, a block a graph, with all known prefixes."""
    by_graph = sorted(quads, key=lambda quad: str(quad.graph_name))
    data = ox.serialize(by_graph, format=ox.RdfFormat.TRIG, prefixes=dict(PREFIXES))
    assert data is not None
    return data


def _write_trig(file: Path, quads: Path) -> None:
    """Do as `render_trig` with a file of N-Quads, of which little is held at once."""
    with quads.open("rb") as opened:
        ox.serialize(_by_graph(opened), str(file), format=ox.RdfFormat.TRIG, prefixes=dict(PREFIXES))


def _by_graph(quads: BinaryIO) -> Iterator[ox.Quad]:
    """Yield the quads of a file graph by graph, each in the order in which it stands there."""
    runs = _runs(quads)
    for graph in sorted(runs):
        for start, number in runs[graph]:
            quads.seek(start)
            lines = islice(quads, number)
            while some := b"".join(islice(lines, 10_000)):
                yield from ox.parse(some, format=ox.RdfFormat.N_QUADS)


def _runs(quads: BinaryIO) -> dict[bytes, list[tuple[int, int]]]:
    """Return where lines of each graph follow one another: the place of the first, and how many there are."""
    runs: dict[bytes, list[tuple[int, int]]] = {}
    place = 0
    for graph, lines in groupby(quads, key=lambda line: line.rsplit(b" ", 2)[1]):
        lengths = [len(line) for line in lines]
        runs.setdefault(graph, []).append((place, len(lengths)))
        place += sum(lengths)
    return runs


def _write_page(folder: Path, corpus: Corpus, ontology: Ontology) -> None:
    from kg.explorer import render_page

    (folder / PAGE).write_bytes(render_page(corpus, ontology).encode())


def _write_json(path: Path, content: object) -> None:
    path.write_bytes((json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())


def _counts(corpus: Corpus) -> dict[str, int]:
    return {
        "sources": len(corpus.sources),
        "actors": len(corpus.actors),
        "issues": len(corpus.issues),
        "claims": len(corpus.claims),
    }


def _manifest(counts: Mapping[str, int], folder: Path, ontology: Ontology, *, inference: bool) -> dict[str, object]:
    files = {name: _digest(folder / name) for name in (QUADS, TRIG, PAGE)}
    versions = {"program": PROGRAM, "ontology": ontology.version}
    return {**versions, "inference": inference, "counts": counts, "sha256": files}


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _swap(new: Path, old: Path) -> None:
    """Put *new* in the place of *old*, in one step where the system can exchange two folders.

    Elsewhere the old build is set aside first; if the program is killed between the two steps, the next build finds it.
    """
    if not old.exists():
        new.rename(old)
    elif not _exchange(new, old):
        aside = new.parent / "old"
        old.rename(aside)
        try:
            new.rename(old)
        except OSError:
            aside.rename(old)
            raise


def _sync_all(folder: Path) -> None:
    """Have all files of a build on the disk before it takes the place of the one before."""
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, as Linux can (renameat2); return whether it was done."""
    if not sys.platform.startswith("linux"):
        return False
    with contextlib.suppress(OSError, AttributeError):
        rename = ctypes.CDLL(None, use_errno=True).renameat2
        done: int = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
        return done == 0
    return False
