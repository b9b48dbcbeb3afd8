"""Files that are read: plain ones, whole, and of a size that memory holds; and those not yet in their place."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

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


def entries(folder: Path) -> list[Path]:
    """Return what is in a folder, sorted, without what is hidden or was locked by an editor; nothing if there is none.

    Raises KgError where there is one that may not be listed, or something else of that name: its files would be missed.
    """
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not os.path.lexists(folder):
            return []
        raise KgError(f"cannot read the folder {folder}: {error.strerror or error}") from None


def files_of(folder: Path, *suffixes: str) -> list[Path]:
    """Return what `entries` does whose name ends so, in small letters or capitals; reading tells what is no file."""
    return [path for path in entries(folder) if path.suffix.lower() in suffixes]


def read_input(most: int) -> bytes:
    """Return what standard input holds. Raises KgError where that is more than *most* bytes, and reads no further."""
    data = sys.stdin.buffer.read(most + 1)
    if len(data) > most:
        raise KgError(f"standard input has more than {most:,} bytes, which are the most that is read from it")
    return data


def _kind(found: os.stat_result) -> str:
    if stat.S_ISDIR(found.st_mode):
        return "a folder"
    return "a pipe" if stat.S_ISFIFO(found.st_mode) else "no file but a device or socket"


@contextlib.contextmanager
def writing(path: Path, *, cure: str = "") -> Iterator[None]:
    """Raise what the system says while *path* is written as KgError, which names it and the *cure*."""
    try:
        yield
    except OSError as error:
        raise KgError(f"cannot write {path}: {error.strerror or error}{cure}") from None


def claim(folder: Path, prefix: str) -> BinaryIO:
    """Open a new file in *folder*, locked while it is open, so that no other run takes it for a leftover."""
    import secrets  # costs more than all else here, and most commands write nothing

    while True:
        path = folder / f"{prefix}{os.getpid()}-{secrets.token_hex(8)}"
        file = path.open("xb")
        _lock(file, wait=True)
        if path.exists():
            return file
        file.close()  # another run found it before it was locked, and has removed it


def claimed(folder: Path, prefix: str) -> Iterator[Path]:
    """Yield the files that this process has claimed."""
    return folder.glob(f"{prefix}{os.getpid()}-*")


def clear_leftovers(folder: Path, prefix: str, *, first: Callable[[Path], None] = lambda _: None) -> None:
    """Remove the files that were claimed by runs which were killed, after *first* was done with each."""
    name = re.compile(rf"{re.escape(prefix)}\d+-[0-9a-f]{{16}}")
    for path in _names(folder):
        if name.fullmatch(path.name) and (held := _take_over(path)):
            with held, contextlib.suppress(OSError):  # it may be another user's
                first(path)
                path.unlink()


def _names(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # one may be allowed to write into a folder and not to list it
        return []


def _take_over(path: Path) -> AbstractContextManager[object] | None:
    """Return what keeps a claimed file from other runs, or nothing while the run that claimed it goes on."""
    try:
        if sys.platform == "win32":
            path.rename(path)  # which Windows refuses while another program holds the file open
            return contextlib.nullcontext()
        file = path.open("rb")
    except OSError:
        return None
    if _lock(file, wait=False):
        return file
    file.close()
    return None


def _lock(file: BinaryIO, *, wait: bool) -> bool:
    """Lock a file; return false where another run has it, or where the file system knows no locks."""
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            return False
    return True


def sync(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk before anything else is done."""
    if path.is_file():
        with path.open("r+b") as file:  # Windows syncs only what may be written
            os.fsync(file.fileno())
    else:
        with contextlib.suppress(OSError):  # Windows opens no folder, and some file systems sync none
            _sync_folder(path)


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
