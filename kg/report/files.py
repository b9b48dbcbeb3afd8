"""Files that are there whole or as they were."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from kg.files import claim, claimed, clear_leftovers, sync, writing
from kg.problems import KgError, MisuseError

# How the names of files begin that are not yet whole.
_UNFINISHED = ".kg-"


@contextlib.contextmanager
def write_file(path: Path) -> Iterator[Callable[[str], None]]:
    """Yield a function that writes text; *path* has it when the block ends, and is left as it was if the block fails.

    The file keeps its mode, and one that a link points to is replaced rather than the link. What is no plain file, such
    as ``/dev/null``, is written to directly. Raises MisuseError for a folder, KgError for what cannot be written.
    """
    with _replaced(path) as write:
        yield lambda text: write(text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write *data* to *path*, which has all of it or is left as it was; raises as `write_file` does."""
    with _replaced(path) as write:
        write(data)


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* into a folder, made where it is missing; what else is in it stays.

    Each is whole or as it was, and none is put in place before all could be written. Raises MisuseError for a file in
    the place of the folder, KgError for what cannot be written.
    """
    if path.exists() and not path.is_dir():
        raise MisuseError(f"{path} is a file; name a folder")
    with writing(path):
        path.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        for name, data in files.items():
            stack.enter_context(_replaced(path / name))(data)


@contextlib.contextmanager
def _replaced(path: Path) -> Iterator[Callable[[bytes], None]]:
    if path.is_dir():
        raise MisuseError(f"{path} is a folder; name a file")
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        with writing(path), target.open("wb") as file:
            yield _writer(file, path)
        return
    with writing(path):
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
        if mode is not None and not os.access(target, os.W_OK):
            raise KgError(f"cannot write {path}: it is read-only")
        clear_leftovers(target.parent, _UNFINISHED)
        begun = claim(target.parent, _UNFINISHED)
    beside = Path(begun.name)
    try:
        yield _writer(begun, path)
        with writing(path):
            begun.flush()
            os.fsync(begun.fileno())
            if mode is not None:
                beside.chmod(mode)
            if sys.platform == "win32":
                begun.close()  # which renames no open file
            beside.replace(target)
            sync(target.parent)
    finally:
        with contextlib.suppress(OSError):  # it writes once more what could not be written, which has been told
            begun.close()
        beside.unlink(missing_ok=True)


def discard_unfinished(path: Path) -> None:
    """Remove what this process has begun to write for *path* and cannot end."""
    for beside in claimed(Path(os.path.realpath(path)).parent, _UNFINISHED):
        beside.unlink(missing_ok=True)


def _writer(file: BinaryIO, path: Path) -> Callable[[bytes], None]:
    def write(data: bytes) -> None:
        with writing(path):
            file.write(data)

    return write
