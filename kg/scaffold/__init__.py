"""A new corpus to start from: a small invented example with its text, and the coding manual."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kg.places import CORPUS, bundled
from kg.problems import KgError

_OWN = Path(__file__).parent
_MANUAL = "README.md"


def write_scaffold(folder: Path) -> list[Path]:
    """Write the example into *folder* and return the files, sorted. Raises KgError where one exists already."""
    files = {folder / name: data for name, data in _files()}
    standing = [path for path in files if os.path.lexists(path)]
    if standing:
        raise KgError(f"{min(standing)} is there already; nothing was written")
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        raise KgError(f"cannot write {error.filename}: {error.strerror}") from None
    return sorted(files)


def _files() -> Iterator[tuple[str, bytes]]:
    for path in _OWN.rglob("*"):
        if path.is_file() and path.suffix in {".csv", ".toml", ".ttl", ".txt"}:
            yield path.relative_to(_OWN).as_posix(), path.read_bytes()
    yield f"{CORPUS}/{_MANUAL}", (bundled(CORPUS) / _MANUAL).read_bytes()
