"""Checking rows beside SHACL shapes over the compiled graph: a corpus of events, sound and then spoilt.

Spoilt claims have a subject that no table names, in their row and in the graph. Both must find nothing in the sound
corpus, and the same claims in the spoilt one. Run as ``python benchmarks/check.py [CLAIMS]``.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from events import write_corpus
from synthetic import ROOT, seconds

from kg.checks import check
from kg.compiler import canonical, describe
from kg.model import Corpus
from kg.ontology import load_ontology
from kg.problems import Problem
from kg.reader import read_corpus
from kg.shapes import check_shapes
from kg.terms import term

CLAIMS, BOUND = 100_000, 30
#: How many claims are spoilt.
SPOILT = 100


def main() -> int:
    """Print the ratio and return 1 if the bound does not hold."""
    number = int(sys.argv[1]) if sys.argv[1:] else CLAIMS
    ontology = load_ontology(ROOT / "ontology")
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder), number, ontology)
        corpus, problems = read_corpus(Path(folder))
    chosen = {claim.id for claim in corpus.claims[:: max(1, number // SPOILT)]}
    lines = list(canonical(describe(corpus, ontology)))
    found: list[list[Problem]] = [problems]
    ours = seconds(lambda: found.append(check(corpus, ontology)), runs=1)
    theirs = seconds(lambda: found.append(check_shapes(corpus, lines, ROOT / "ontology")), runs=1)
    assert not any(found), found
    by_row = check(_without_actor(corpus, chosen), ontology)
    by_shape = check_shapes(corpus, _unnamed(lines, chosen), ROOT / "ontology")
    places = {claim.origin.line for claim in corpus.claims if claim.id in chosen}
    assert places == _lines(by_row) == _lines(by_shape), (len(places), len(_lines(by_row)), len(_lines(by_shape)))
    print(f"{number:,} claims, {len(lines):,} quads; {len(chosen)} claims spoilt, which both find")
    print(f"rows checked in {ours:.2f} s; pyshacl takes {theirs / ours:.0f} times as long")
    return 0 if theirs / ours >= BOUND else 1


def _without_actor(corpus: Corpus, chosen: set[str]) -> Corpus:
    """Return the corpus with a subject in the chosen claims that no table names."""
    claims = tuple(replace(claim, subject="nobody") if claim.id in chosen else claim for claim in corpus.claims)
    return replace(corpus, claims=claims)


def _unnamed(lines: list[str], chosen: set[str]) -> Iterator[str]:
    """Yield the graph with such a subject in the chosen claims."""
    starts = {f"{term(f'claim:{id}')} {term('rdf:subject')} " for id in chosen}
    for line in lines:
        start, subject, rest = line.partition(f"{term('rdf:subject')} ")
        if start + subject in starts:
            line = f"{start}{subject}{term('actor:nobody')} {rest.partition(' ')[2]}"
        yield line


def _lines(problems: list[Problem]) -> set[int]:
    """Return the rows of claims that problems stand at."""
    return {problem.place.line for problem in problems if problem.place.file == "claims.csv"}


if __name__ == "__main__":
    sys.exit(main())
