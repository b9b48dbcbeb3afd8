"""From rows to canonical N-Quads and a ready store, beside rdflib, morph-kgc and Oxigraph's own loader.

Ours reads the tables, checks them, and compiles them by the mapping that every build uses. rdflib is given the quads as
ready parts, makes its nodes, adds them to a Dataset and writes them sorted; morph-kgc maps a table in which all that
needs more than a template lies ready, with two processes, and its lines are sorted too. Times are of the processor, of
all processes, up to 10,000 claims the shortest of three runs. Memory is what the process grows by at its highest, from
before the first table is read. Run as ``python benchmarks/compile.py [CLAIMS ...]``; each size has its own process.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

import rival_morph
from events import write_corpus
from rdflib import Dataset, Literal, URIRef
from rdflib.util import from_n3
from synthetic import ROOT, cpu_of_children, seconds

from kg.builder import write_lines
from kg.checks import check
from kg.compiler import Quad, canonical, describe, flatten
from kg.model import Corpus
from kg.ontology import load_ontology
from kg.reader import read_corpus
from kg.report import render_table
from kg.store import write_store
from kg.terms import term

SIZES = (1_000, 10_000, 100_000, 1_000_000)
#: What takes others minutes and gigabytes beyond.
MOST_OF_OTHERS = 100_000
#: Where one run would be too short to tell much.
FEW = 10_000
# IRIs, but for an object that may be a text with its language and datatype.
_Parts: TypeAlias = tuple[str, str, str | tuple[str, str | None, str | None], str]
HEADER = (
    "claims", "quads", "rows read and checked, s", "compiled, s", "rdflib", "morph-kgc", "kB a claim",
    "rows to a store, of oxigraph load",
)  # fmt: skip


def measure(number: int, folder: Path) -> list[str]:
    """Return a row of the table for the corpus in *folder*, measured in this process."""
    ontology = load_ontology(ROOT / "ontology")
    before = peak_memory()
    runs = 3 if number <= FEW else 1
    read: list[Corpus] = []
    reading = seconds(lambda: _read(folder / "corpus", read), runs=runs)
    corpus = read[0]
    checking = seconds(lambda: check(corpus, ontology), runs=runs)
    lines = folder / "graph.nq"
    compiling = seconds(lambda: write_lines(lines, canonical(describe(corpus, ontology))), runs=runs)
    grown = (peak_memory() - before) / number
    ours = reading + checking + compiling
    storing = seconds(lambda: write_store(_new(folder), lines), runs=runs)
    loading = min(seconds_of_oxigraph(_new(folder), lines) for _ in range(runs))
    with lines.open("rb") as file:
        quads = sum(1 for _ in file)
    rdflib = morph = ""
    if number <= MOST_OF_OTHERS:
        rdflib = f"{seconds_of_rdflib(list(flatten(describe(corpus, ontology))), runs) / ours:.1f} ×"
        morph = f"{_morph(corpus, folder) / ours:.1f} ×" if rival_morph.PYTHON else ""
    times = (f"{reading + checking:.2f}", f"{compiling:.2f}", rdflib, morph)
    return [f"{number:,}", f"{quads:,}", *times, f"{grown:.2f}", f"{(ours + storing) / loading:.2f}"]


def _read(folder: Path, into: list[Corpus]) -> None:
    """Read a corpus where another one stood, so that only one is held."""
    into.clear()
    into.append(read_corpus(folder)[0])


def _new(folder: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=folder))


def peak_memory() -> int:
    """Return how many kilobytes this process held at its highest; ``getrusage`` counts what started it too."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def seconds_of_rdflib(quads: Sequence[Quad], runs: int) -> float:
    """Return the seconds that rdflib takes to hold quads and to write them sorted."""
    ready = [_parts(quad) for quad in quads]
    return seconds(lambda: _by_rdflib(ready), runs=runs)


def _parts(quad: Quad) -> _Parts:
    s, p, o, g = map(from_n3, quad)
    return str(s), str(p), (str(o), o.language, o.datatype) if isinstance(o, Literal) else str(o), str(g)


def _by_rdflib(quads: Iterable[_Parts]) -> list[str]:
    dataset = Dataset()
    for s, p, o, g in quads:
        node = Literal(o[0], lang=o[1], datatype=o[2]) if isinstance(o, tuple) else URIRef(o)
        dataset.add((URIRef(s), URIRef(p), node, URIRef(g)))  # type: ignore[arg-type]  # which takes names of graphs too
    return sorted(dataset.serialize(format="nquads").splitlines())


def _morph(corpus: Corpus, folder: Path) -> float:
    """Return the seconds that morph-kgc takes, once it is known that it says the same of claims."""
    ontology = load_ontology(ROOT / "ontology")
    quads = list(flatten(describe(corpus, ontology)))
    took, lines = rival_morph.seconds_of_morph(folder, quads)
    contests = f" {term('ent:contests')} "
    wanted = {
        f"{s} {p} {o} {g} .\n" for s, p, o, g in quads if s.startswith(tuple(map(_start, ("claim:", "statement:"))))
    }
    asserted = {f"{' '.join(quad)} .\n" for quad in quads if quad.graph == term("graph:asserted")}
    differing = ({line for line in wanted if contests not in line} | asserted) ^ set(lines)
    assert not differing, sorted(differing)[:4]
    return took


def _start(prefix: str) -> str:
    return term(prefix).removesuffix(">")


def seconds_of_oxigraph(store: Path, lines: Path) -> float:
    """Return how many seconds of the processor ``oxigraph load`` takes to put a file of quads into a new store."""
    program = shutil.which("oxigraph")
    assert program, "oxigraph comes with '.[test]'"
    with cpu_of_children() as took:
        command: list[str | Path] = [program, "load", "--location", store, "--file", lines]
        subprocess.run(command, check=True, capture_output=True)
    return took[0]


def main() -> None:
    """Print a table of all sizes."""
    if sys.argv[1:2] == ["--one"]:
        print(*measure(int(sys.argv[2]), Path(sys.argv[3])), sep="\t")
        return
    rows = []
    for size in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory() as folder:
            write_corpus(Path(folder) / "corpus", size, load_ontology(ROOT / "ontology"))
            command = [sys.executable, __file__, "--one", str(size), folder]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        rows.append(done.stdout.rstrip("\n").split("\t"))
    print(render_table(HEADER, rows, markdown=True))


if __name__ == "__main__":
    main()
