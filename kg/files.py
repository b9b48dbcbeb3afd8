"""Files that are read: plain ones, whole, and of a size that memory holds."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from kg.problems import KgError

#: How many bytes a file may have. A million claims take a third of that.
LARGEST = 512 * 1024 * 1024


def read_file(path: Path) -> bytes:
    """Return what a file holds.

    A link leads to its file. Raises KgError, with the cure, for what is missing, larger than `LARGEST`, not allowed to
    be read, or no plain file: a pipe or a device would never end.
    """
    try:
        kind = path.stat()
        if not stat.S_ISREG(kind.st_mode):
            raise KgError(f"cannot read {path}: it is {_kind(kind)}; put a plain file there")
        if kind.st_size > LARGEST:
            raise KgError(f"cannot read {path}: it has {kind.st_size:,} bytes, at most {LARGEST:,} are read; split it")
        with path.open("rb") as file:
            return file.read(LARGEST)
    except OSError as error:
        raise KgError(f"cannot read {path}: {error.strerror or error}") from None


def _kind(found: os.stat_result) -> str:
    if stat.S_ISDIR(found.st_mode):
        return "a folder"
    return "a pipe" if stat.S_ISFIFO(found.st_mode) else "no file but a device or socket"
