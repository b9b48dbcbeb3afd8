"""A corpus of any size, the bundled claims repeated under other sources; and what work costs."""

from __future__ import annotations

import contextlib
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from kg.model import Corpus
from kg.ontology import Ontology, load_ontology
from kg.reader import read_corpus

ROOT = Path(__file__).parent.parent


def bundled() -> tuple[Corpus, Ontology]:
    """Return the bundled corpus and its vocabulary."""
    corpus, problems = read_corpus(ROOT / "corpus")
    assert not problems, problems
    return corpus, load_ontology(ROOT / "ontology")


def enlarged(corpus: Corpus, claims: int) -> Corpus:
    """Return *corpus* with its sources and claims repeated until it has at least that many claims."""
    times = -(-claims // len(corpus.claims))
    return replace(
        corpus,
        sources=tuple(replace(s, id=f"{s.id}-{n}") for n in range(times) for s in corpus.sources),
        claims=tuple(
            replace(c, source=f"{c.source}-{n}", links=tuple(replace(k, target=_moved(k.target, n)) for k in c.links))
            for n in range(times)
            for c in corpus.claims
        ),
    )


def _moved(target: str, number: int) -> str:
    source, _, local = target.partition(".")
    return f"{source}-{number}.{local}"


def seconds(work: Callable[[], object], *, runs: int = 3) -> float:
    """Return the shortest time of several runs, in seconds of this process."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


@contextlib.contextmanager
def cpu_of_children() -> Iterator[list[float]]:
    """Yield a list to which the seconds of the processor are added that child processes took meanwhile."""
    took: list[float] = []
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    yield took
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
