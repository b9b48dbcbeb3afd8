"""Which files a corpus consists of and which columns they have."""

from __future__ import annotations

from pathlib import Path

from kg.reader.table import Columns

SETTINGS = "corpus.toml"
ACTORS = "actors.csv"
ISSUES = "issues.csv"
SOURCES = "sources.csv"
ALL_CLAIMS = "claims.csv"
CLAIMS_FOLDER = "claims"

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


def tables(folder: Path) -> list[tuple[str, Columns]]:
    """Return the tables of the corpus in *folder*, by their path in it, with the columns each may have.

    The registry's three files are listed whether they are there or not.
    """
    listed = [*ENTITY_COLUMNS.items(), (SOURCES, SOURCE_COLUMNS)]
    if (folder / ALL_CLAIMS).is_file():
        listed.append((ALL_CLAIMS, CLAIM_COLUMNS_WITH_SOURCE))
    claim_files = (path for path in _files(folder) if _is_table(path, folder))
    return listed + [(f"{CLAIMS_FOLDER}/{path.name}", CLAIM_COLUMNS) for path in claim_files]


def unread(folder: Path) -> list[str]:
    """Return the files among the tables of claims that are none, by their path in the corpus."""
    return [path.relative_to(folder).as_posix() for path in _files(folder) if not _is_table(path, folder)]


def _files(folder: Path) -> list[Path]:
    """Return the files under ``claims/``, without hidden ones (spreadsheets lock what they have open by such files)."""
    found = (path for path in (folder / CLAIMS_FOLDER).rglob("*") if path.is_file())
    return sorted(path for path in found if not path.name.startswith((".", "~$")))


def _is_table(path: Path, folder: Path) -> bool:
    return path.suffix.lower() == ".csv" and path.parent == folder / CLAIMS_FOLDER
