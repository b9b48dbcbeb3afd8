"""From rows of events to canonical N-Quads and a ready store, beside rdflib and Oxigraph's own loader.

The rows are real events (ICEWS, coded by CAMEO), found by ``KG_EVENTS`` or in ``../shared/data``; larger sizes repeat
them in later years. Each becomes a claim between two actors, with a day. Its relation is one of the vocabulary's, drawn
by the name of the CAMEO type, since the shape of the graph alone counts here. Run as
``python benchmarks/events.py [CLAIMS ...]``.
"""

from __future__ import annotations

import csv
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from compile import as_dataset
from synthetic import ROOT, seconds

from kg.checks import check
from kg.compiler import canonical, compile_corpus, describe
from kg.model import Actor, Claim, Corpus, Origin, Source, Time
from kg.ontology import Ontology, load_ontology
from kg.report import render_table
from kg.store import write_store
from kg.terms import iri

EVENTS = Path(os.environ.get("KG_EVENTS") or ROOT.parent / "shared" / "data" / "icews-2005-2015.tsv")
SIZES = (1_000, 10_000, 100_000)
#: rdflib takes gigabytes beyond.
MOST_OF_RDFLIB = 10_000
_HERE = Origin("events.csv", 2)


@dataclass(frozen=True)
class Measured:
    """What one size took: seconds of the processor, and how many times as long the others took."""

    claims: int
    quads: int
    compiled: float
    rdflib: float | None
    checked: float
    stored: float
    kilobytes: float


def rows(number: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield events: subject, type, object and day; from the second round on, in years after all others."""
    with EVENTS.open(encoding="utf-8", newline="") as file:
        known = [tuple(row) for row in csv.reader(file, delimiter="\t")][1:]
    for place in range(number):
        subject, kind, object, day = known[place % len(known)]
        yield subject, kind, object, f"{int(day[:4]) + 12 * (place // len(known))}{day[4:]}"


def corpus_of(number: int, ontology: Ontology) -> Corpus:
    """Return a corpus of as many events, a hundred a paragraph."""
    actor = iri("ent:Actor")
    between = sorted(
        code for code, relation in ontology.relations.items() if {actor} <= relation.domain & relation.range
    )
    names: dict[str, str] = {}
    claims = []
    for place, (subject, kind, object, day) in enumerate(rows(number)):
        ends = [names.setdefault(name, f"actor-{len(names)}") for name in (subject, object)]
        paragraph = place // 100 + 1
        claims.append(
            Claim(
                local_id=f"p{paragraph}-{place % 100 + 1}",
                source="icews",
                paragraph=paragraph,
                subject=ends[0],
                relation=between[zlib.crc32(kind.encode()) % len(between)],
                object=ends[1],
                time=Time(text=day, earliest=day, latest=day),
                gloss=f"{subject}: {kind}: {object}",
                origin=_HERE,
            )
        )
    return Corpus(
        title="Events",
        actors=tuple(Actor(id=id, kind="organisation", label=name, origin=_HERE) for name, id in names.items()),
        sources=(Source(id="icews", title="ICEWS", paragraphs=number, origin=_HERE),),
        claims=tuple(claims),
    )


def measure(number: int) -> Measured:
    """Measure one size in this process."""
    ontology = load_ontology(ROOT / "ontology")
    corpus = corpus_of(number, ontology)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lines: list[str] = []
    compiled = seconds(lambda: lines.extend(canonical(describe(corpus, ontology))), runs=1)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    checked = seconds(partial(check, corpus, ontology), runs=1)
    rdflib = None
    if number <= MOST_OF_RDFLIB:
        quads = list(compile_corpus(corpus, ontology))
        rdflib = seconds(lambda: as_dataset(quads), runs=1) / compiled
    with tempfile.TemporaryDirectory() as name:
        ours = seconds(lambda: write_store(Path(name) / "ours", lines), runs=1)
        theirs = _loaded(Path(name), lines)
    return Measured(number, len(lines), compiled, rdflib, checked, (compiled + ours) / theirs, grown / number)


def _loaded(folder: Path, lines: Sequence[str]) -> float:
    """Return how many seconds of the processor ``oxigraph load`` takes for the same quads."""
    program = shutil.which("oxigraph")
    assert program, "oxigraph comes with '.[test]'"
    (folder / "graph.nq").write_text("".join(lines), "utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [program, "load", "--location", str(folder / "theirs"), "--file", str(folder / "graph.nq")]
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print a table of all sizes, each measured in a process of its own."""
    if len(sys.argv) > 2 and sys.argv[1] == "--one":
        found = measure(int(sys.argv[2]))
        rdflib = "" if found.rdflib is None else f"{found.rdflib:.1f}"
        cells = (f"{found.claims}", f"{found.quads}", f"{found.compiled:.2f}", rdflib)
        print(*cells, f"{found.checked:.2f}", f"{found.stored:.2f}", f"{found.kilobytes:.2f}", sep="\t")
        return
    if not EVENTS.is_file():
        sys.exit(f"no events in {EVENTS}; set KG_EVENTS")
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    header = [
        "claims",
        "quads",
        "compiled, s",
        "rdflib, times",
        "checked, s",
        "to a store, of oxigraph load",
        "kB a claim",
    ]
    lines = []
    for size in sizes:
        command = [sys.executable, __file__, "--one", str(size)]
        lines.append(
            subprocess.run(command, check=True, capture_output=True, text=True).stdout.rstrip("\n").split("\t")
        )
    print(render_table(header, lines, markdown=True))


if __name__ == "__main__":
    main()
