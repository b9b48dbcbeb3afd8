"""In which functions the time of reading, checking and compiling is spent: the share of each in its station.

Measured by cProfile, which makes small functions look dearer than they are. Run as
``python benchmarks/where_time_goes.py [CLAIMS]``.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from events import write_corpus
from synthetic import ROOT

from kg.checks import check
from kg.compiler import asserted, canonical, describe
from kg.inference import infer
from kg.model import Corpus
from kg.ontology import load_ontology
from kg.reader import read_corpus
from kg.report import render_table

CLAIMS, SHOWN = 20_000, 6


def shares(name: str, work: Callable[[], object]) -> Iterator[list[str]]:
    """Yield the functions that take most of the time of some work."""
    profile = cProfile.Profile()
    profile.runcall(work)
    spent = {where: own for where, (_, _, own, _, _) in pstats.Stats(profile).stats.items()}  # type: ignore[attr-defined]
    for (file, _, function), own in sorted(spent.items(), key=lambda item: -item[1])[:SHOWN]:
        yield [name, f"{own / sum(spent.values()):.0%}", Path(file).stem.strip("~"), function.strip("<>{}")]


def main() -> None:
    """Print the table."""
    ontology = load_ontology(ROOT / "ontology")
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder), int(sys.argv[1]) if sys.argv[1:] else CLAIMS, ontology)
        read: list[Corpus] = []
        rows = [*shares("read", lambda: read.append(read_corpus(Path(folder))[0]))]
    corpus = read[0]
    rows += shares("check", lambda: check(corpus, ontology))
    rows += shares("compile", lambda: sum(1 for _ in canonical(describe(corpus, ontology))))
    rows += shares("infer", lambda: infer(asserted(corpus, ontology), ontology))
    print(render_table(("station", "share", "module", "function"), rows, markdown=True))


if __name__ == "__main__":
    main()
