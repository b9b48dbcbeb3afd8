"""Where the corpus, the vocabulary and the build are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.characters import visible
from kg.problems import KgError

CORPUS, ONTOLOGY, BUILD = "corpus", "ontology", "build"
_PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The folders that a command works on; ``bundled`` tells that the corpus is the one that came with the program."""

    corpus: Path
    ontology: Path
    build: Path
    bundled: bool = False

    @property
    def vocabulary(self) -> tuple[Path, ...]:
        """The Turtle files that the corpus adds to the vocabulary."""
        own = self.corpus / "vocabulary.ttl"
        return (own,) if own.is_file() else ()

    @property
    def questions(self) -> Path:
        """The folder of the corpus's own saved queries, whether it is there or not."""
        return self.corpus / "questions"


def locate(corpus: Path | None = None, build: Path | None = None) -> Project:
    """Return the project that a command works on.

    The corpus is *corpus*, else ``KG_CORPUS``, else the nearest ``corpus/`` upwards, else the bundled one; the
    vocabulary is the ``ontology/`` beside it, else the bundled one; the build is *build*, else ``build/`` beside the
    corpus, and for the bundled corpus in the working folder; where that is a link, what it leads to. Raises KgError
    where a named folder does not exist.
    """
    named = corpus or (Path(os.environ["KG_CORPUS"]) if os.environ.get("KG_CORPUS") else None)
    found = _named(named) if named else next(_upwards(Path.cwd()), None)
    folder = found or bundled(CORPUS)
    beside = folder.parent
    return Project(
        corpus=folder,
        ontology=beside / ONTOLOGY if (beside / ONTOLOGY).is_dir() else bundled(ONTOLOGY),
        build=Path(os.path.realpath(build or (beside if found else Path.cwd()) / BUILD)),
        bundled=found is None,
    )


def _named(folder: Path) -> Path:
    """Return *folder*, or the ``corpus/`` in it if that is where the tables are."""
    if not folder.is_dir():
        raise KgError(f"no folder {folder}")
    inner = folder / CORPUS
    return (inner if inner.is_dir() and not any(folder.glob("*.csv")) else folder).resolve()


def _upwards(start: Path) -> Iterator[Path]:
    for folder in (start, *start.parents):
        if any((folder / CORPUS).glob("*.csv")):
            yield folder / CORPUS


def bundled(name: str) -> Path:
    """Return a folder that comes with the program, as the wheel carries it or as the checkout has it."""
    packed = _PACKAGE / "_bundled" / name
    return packed if packed.is_dir() else _PACKAGE.parent / name


def display(path: Path) -> str:
    """Return *path* as a user in the working folder would type it, with slashes on every system.

    Characters that could steer a terminal are spelt out.
    """
    try:
        return visible(path.relative_to(Path.cwd()).as_posix())
    except ValueError:
        return visible(path.as_posix())
