"""Check corpora that are too large in one way or another: how long ``kg check`` takes, and how much memory at most.

Run as ``python tests/long/sizes.py [NAME]...``; it writes up to 1 GB into a temporary folder. Each must end within
`LONGEST` seconds and `MOST` megabytes with an exit code of ours and a place in its message.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from itertools import repeat
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from build_fixtures import environment
from hostile import SOUND

LONGEST, MOST = 300, 6_000
_MB = 1024 * 1024
_HEAD = b"id,paragraph,subject,relation,object,gloss\n"
_COLUMNS = 1_000_000


def _rows(number: int, relation: str) -> Iterable[bytes]:
    yield _HEAD
    for n in range(1, number + 1):
        yield f"p{n % 999_999 + 1}-{n},{n % 999_999 + 1},norland,{relation},sudonia,Norland did {n}.\n".encode()


#: Tables of claims that are large, by what is large.
LARGE: Mapping[str, Callable[[], Iterable[bytes]]] = {
    "a million columns of one name": lambda: (_HEAD.rstrip(), b",x" * _COLUMNS, b"\n"),
    "a million columns of different names": lambda: (
        _HEAD.rstrip(),
        *(f",x{n}".encode() for n in range(_COLUMNS)),
        b"\n",
    ),
    "a row of a million cells": lambda: (_HEAD, b"p1-1,1,norland,attacks,sudonia,x", b",x" * _COLUMNS, b"\n"),
    "a line of 1 GB": lambda: (_HEAD, *repeat(b"x" * _MB, 1024)),
    "a line of 500 MB": lambda: (_HEAD, b"p1-1,1,norland,attacks,sudonia,", *repeat(b"x" * _MB, 500)),
    "a quoted cell of 500 MB": lambda: (
        _HEAD,
        b'p1-1,1,norland,attacks,sudonia,"',
        *repeat(b"x\n" * (_MB // 2), 500),
        b'"\n',
    ),
    "an unclosed quote before 500 MB": lambda: (
        _HEAD,
        b'p1-1,1,norland,attacks,sudonia,"',
        *repeat(b"x\n" * (_MB // 2), 500),
    ),
    "quotes of 100 MB": lambda: (_HEAD, *repeat(b'"' * _MB, 100)),
    "commas of 20 MB": lambda: (_HEAD, *repeat(b"," * _MB, 20)),
    "empty lines of 500 MB": lambda: (_HEAD, *repeat(b"\n" * _MB, 500)),
    "a thousand bad rows": lambda: _rows(1_000, "attaks"),
    "a million bad rows": lambda: _rows(1_000_000, "attaks"),
    "a million sound rows": lambda: _rows(1_000_000, "attacks"),
}


def _bound_memory() -> None:
    """Let a check that takes too much fail rather than the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST * _MB, MOST * _MB))


def measure(parts: Iterable[bytes], folder: Path) -> tuple[int, float, float, str]:
    """Return exit code, seconds, megabytes and message of a check of the sound corpus with this table of claims."""
    for path, data in SOUND.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    (folder / "corpus/claims/gazette.csv").unlink()
    with (folder / "corpus/claims/herald.csv").open("wb") as file:
        file.writelines(parts)
    started = time.monotonic()
    with tempfile.TemporaryFile() as said:
        command = [sys.executable, "-m", "kg", "check"]
        process = subprocess.Popen(
            command, cwd=folder, env=environment(), stdout=said, stderr=subprocess.STDOUT, preexec_fn=_bound_memory
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode()
    return process.returncode, time.monotonic() - started, used.ru_maxrss / 1024, text


def main() -> int:
    faults = 0
    for name in sys.argv[1:] or LARGE:
        with tempfile.TemporaryDirectory() as folder:
            code, seconds, megabytes, said = measure(LARGE[name](), Path(folder))
        lines = said.splitlines()
        fine = code in (0, 1, 4) and seconds < LONGEST and megabytes < MOST and lines and len(said) < 100_000
        faults += not fine
        verdict = "" if fine else ", A FAULT"
        print(f"{name}: exit {code}, {seconds:.1f} s, {megabytes:,.0f} MB, {len(lines)} lines{verdict}")
        print(*(f"    {line[:150]}" for line in (*lines[:2], *lines[-1:])), sep="\n", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
