"""Build one corpus in all circumstances that must not matter, and see that the bytes are the same.

Run as ``python tests/long/reproduce.py [PYTHON ...]``: hash seeds, locales, time zones and umasks in all combinations;
other orders of rows, folders and times; and each PYTHON, such as ``python3.13``, with the program installed from a
wheel and as editable. pytest runs a few of them.
"""

from __future__ import annotations

import csv
import hashlib
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from shutil import copytree

sys.path.insert(0, str(Path(__file__).parent.parent))

from build_fixtures import environment

ROOT = Path(__file__).parent.parent.parent
#: The files of a build that are the same wherever it is made.
PROMISED = ("graph.nq", "graph.trig", "graph.html", "manifest.json")
SEEDS = ("0", "1", "2", "random")
LOCALES = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "C.UTF-8": {"LC_ALL": "C.UTF-8"},
    "tr_TR.UTF-8": {"LC_ALL": "tr_TR.UTF-8"},
}
ZONES = ("UTC", "Asia/Tokyo", "America/St_Johns")
UMASKS = (0o000, 0o022, 0o077)
YEAR_1980 = 315532800


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """Where and how a corpus is built; ``change`` is done to the corpus before."""

    name: str
    variables: Mapping[str, str] = field(default_factory=dict)
    umask: int = 0o022
    folder: str = "here"
    change: Callable[[Path], object] = lambda _: None
    from_elsewhere: bool = False
    program: Sequence[str] = (sys.executable, "-m", "kg")


def digests(made_in: Circumstances, parent: Path) -> Mapping[str, str]:
    """Build a copy of the corpus about football and return the digest of each file that is promised."""
    home = parent / made_in.name / made_in.folder
    copytree(ROOT / "tests" / "football" / "corpus", home / "corpus")
    made_in.change(home / "corpus")
    named = ["--corpus", str(home / "corpus")] if made_in.from_elsewhere else []
    subprocess.run(
        [*made_in.program, "build", *named],
        cwd="/" if made_in.from_elsewhere else home,
        env=environment(**made_in.variables),
        umask=made_in.umask,
        check=True,
        capture_output=True,
    )
    return {name: hashlib.sha256((home / "build" / name).read_bytes()).hexdigest() for name in PROMISED}


def shuffle(corpus: Path, seed: int) -> None:
    """Put the rows of every table in another order."""
    for path in corpus.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *lines = csv.reader(file)
        random.Random(seed).shuffle(lines)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *lines])


def date(corpus: Path, seconds: int) -> None:
    """Have all files of a corpus changed last at a time."""
    for path in corpus.rglob("*"):
        os.utime(path, (seconds, seconds))


PLAIN = Circumstances(name="plain", variables={"PYTHONHASHSEED": "0"})
ROWS = Circumstances(name="rows in another order", change=lambda corpus: shuffle(corpus, seed=3))
FUTURE = Circumstances(name="files of the future", change=lambda corpus: date(corpus, 2**32))
CHANGED = (
    ROWS,
    replace(ROWS, name="rows in a third order", change=lambda corpus: shuffle(corpus, seed=4)),
    FUTURE,
    replace(FUTURE, name="files of 1980", change=lambda corpus: date(corpus, YEAR_1980)),
    replace(PLAIN, name="moved", folder="über uns/two\nlines"),
    replace(PLAIN, name="from elsewhere", from_elsewhere=True),
)


def combinations() -> Iterator[Circumstances]:
    """Yield hash seeds, locales that there are, time zones and umasks in all combinations."""
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=True).stdout.lower().replace("-", "")
    there = [name for name in LOCALES if name.lower().replace("-", "") in known.split()]
    for seed, language, zone, umask in product(SEEDS, there, ZONES, UMASKS):
        yield Circumstances(
            name=f"{seed} {language} {zone.replace('/', ' ')} {umask:03o}",
            variables={"PYTHONHASHSEED": seed, "TZ": zone, **LOCALES[language]},
            umask=umask,
        )


def installations(pythons: Sequence[str], folder: Path) -> Iterator[Circumstances]:
    """Install the program from a wheel and as editable for each Python, and yield both."""
    for python, how in product(pythons, ("wheel", "editable")):
        home = folder / f"{Path(python).name}-{how}"
        subprocess.run([python, "-m", "venv", str(home)], check=True)
        install = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*install, *(["-e"] if how == "editable" else []), str(ROOT)], check=True)
        yield Circumstances(name=home.name, variables={"PYTHONPATH": ""}, program=[str(home / "bin" / "kg")])


def main() -> int:
    different = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        expected = digests(PLAIN, folder)
        others = [*CHANGED, *combinations(), *installations(sys.argv[1:], folder)]
        for made_in in others:
            found = digests(made_in, folder)
            if wrong := [file for file in PROMISED if found[file] != expected[file]]:
                different += 1
                print(f"{made_in.name!r}: other bytes in {', '.join(wrong)}", flush=True)
    print(*(f"{digest}  {file}" for file, digest in expected.items()), sep="\n")
    print(f"{len(others)} other circumstances, {different} with other bytes")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
