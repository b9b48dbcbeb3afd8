"""Which files a corpus consists of and which columns they have."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from kg.files import entries
from kg.reader.table import Columns

SETTINGS = "corpus.toml"
VIEWS = "views.toml"
POSITIONS = "layout.csv"
ACTORS = "actors.csv"
ISSUES = "issues.csv"
SOURCES = "sources.csv"
ALL_CLAIMS = "claims.csv"
CLAIMS_FOLDER = "claims"
SECOND_READING = "second-reading"
SAMPLE = f"{SECOND_READING}/sample.csv"
BEFORE_SETTLING = f"{SECOND_READING}/before-settling.csv"

_ENTITY = ("id", "kind", "label", "aliases", "{parents}", "wikidata", "iso3166", "description")
_ENTITY_REQUIRED = frozenset({"id", "kind", "label"})
PARENTS = {ACTORS: "part_of", ISSUES: "broader"}
ENTITY_COLUMNS = {
    file: Columns(tuple(name.format(parents=parents) for name in _ENTITY), _ENTITY_REQUIRED)
    for file, parents in PARENTS.items()
}
SOURCE_COLUMNS = Columns(
    ("id", "title", "author", "publisher", "published", "url", "language", "paragraphs", "text_sha256", "note"),
    frozenset({"id", "title"}),
)
_CLAIM = (
    "id", "paragraph", "subject", "relation", "object", "item", "place", "polarity", "modality", "claimant", "time",
    "quantity", "anchor", "gloss", "link", "certainty",
)  # fmt: skip
_CLAIM_REQUIRED = frozenset({"paragraph", "subject", "relation", "object"})
CLAIM_COLUMNS = Columns(_CLAIM, _CLAIM_REQUIRED)
CLAIM_COLUMNS_WITH_SOURCE = Columns(("source", *_CLAIM), _CLAIM_REQUIRED | {"source"})
_POSITION = ("id", "x", "y")
POSITION_COLUMNS = Columns(_POSITION, frozenset(_POSITION))
_SAMPLE = ("source", "paragraph")
_FIGURES = ("source", "measure", "n", "value", "low", "high")
#: The files of the second reading that hold no claims.
_BESIDE_CLAIMS = {
    SAMPLE: Columns(_SAMPLE, frozenset(_SAMPLE)),
    BEFORE_SETTLING: Columns(_FIGURES, frozenset(_FIGURES)),
}


def tables(folder: Path) -> list[tuple[str, Columns]]:
    """Return the tables of the corpus in *folder*, by their path in it, with the columns each may have.

    The registry's three files are listed whether they are there or not.
    """
    listed = [*ENTITY_COLUMNS.items(), (SOURCES, SOURCE_COLUMNS)]
    optional = ((ALL_CLAIMS, CLAIM_COLUMNS_WITH_SOURCE), (POSITIONS, POSITION_COLUMNS))
    listed += [(file, columns) for file, columns in optional if os.path.lexists(folder / file)]
    found = (file for file in _files(folder) if _is_table(file) and not _is_being_written(folder / file))
    return listed + [(file, _BESIDE_CLAIMS.get(file, CLAIM_COLUMNS)) for file in found]


def unread(folder: Path) -> list[str]:
    """Return the files among the tables of claims that are none, by their path in the corpus."""
    return [file for file in _files(folder) if not _is_table(file)]


def _files(folder: Path) -> list[str]:
    """Return the files of both readings, without hidden ones (spreadsheets lock what they have open by such files)."""
    found = (path for name in (CLAIMS_FOLDER, SECOND_READING) for path in _below(folder / name))
    return [path.relative_to(folder).as_posix() for path in found]


def _below(folder: Path) -> Iterator[Path]:
    """Yield what is in a folder and in those in it; a link may lead round in a circle and is not followed."""
    for path in entries(folder):
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)
        else:
            yield path


def is_claims(file: str) -> bool:
    """Tell whether a table, by its path in the corpus, is one of the claims of the first reading."""
    return file == ALL_CLAIMS or file.startswith(f"{CLAIMS_FOLDER}/")


def is_second_reading(file: str) -> bool:
    """Tell whether a table, by its path in the corpus, is one of the claims of the second reading."""
    return file.startswith(f"{SECOND_READING}/") and file not in _BESIDE_CLAIMS


def _is_being_written(path: Path) -> bool:
    """Tell whether a shell has emptied the file that it is about to fill with the figures we print."""
    return path.name == PurePosixPath(BEFORE_SETTLING).name and path.is_file() and path.stat().st_size == 0


def _is_table(file: str) -> bool:
    path = PurePosixPath(file)
    return path.suffix.lower() == ".csv" and len(path.parts) == 2
