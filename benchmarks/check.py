"""Checking rows beside SHACL shapes over the compiled graph: the corpus of events, sound and with faults of both kinds.

The verdicts must be the same: no fault in the sound corpus, and in the spoilt one a fault at the same claims.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from events import write_corpus
from synthetic import ROOT

from kg.checks import check
from kg.compiler import canonical, describe
from kg.ontology import load_ontology
from kg.reader import read_corpus
from kg.shapes import check_shapes

CLAIMS, BOUND = 100_000, 30
#: Every so manieth claim is spoilt.
EACH = 1_000


def main() -> int:
    """Print the ratio for a number of claims and return 1 if the bound does not hold."""
    number = int(sys.argv[1]) if sys.argv[1:] else CLAIMS
    ontology = load_ontology(ROOT / "ontology")
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder), number, ontology)
        corpus, problems = read_corpus(Path(folder))
    assert not problems, problems[:3]
    spoilt = replace(
        corpus, claims=tuple(_spoilt(claim) if n % EACH == 0 else claim for n, claim in enumerate(corpus.claims))
    )
    print(f"{number:,} claims, of which {len(range(0, number, EACH))} are spoilt")
    ours, found = _timed(lambda: check(spoilt, ontology))
    shapes, told = _timed(lambda: check_shapes(spoilt, canonical(describe(spoilt, ontology)), ROOT / "ontology"))
    assert _places(found) == _places(told) != set(), _places(found) ^ _places(told)
    print(
        f"rows checked in {ours:.2f} s, pyshacl in {shapes:.0f} s: {shapes / ours:.0f} times that, the same claims faulty"
    )
    return 0 if shapes / ours >= BOUND else 1
