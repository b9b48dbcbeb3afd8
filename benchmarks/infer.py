"""The vocabulary's rules beside owlrl: inverse, symmetric and super-relations of what sources assert.

owlrl is given the asserted triples with the vocabulary, and then the whole graph as it is built; all must derive the
same ties between actors and issues. Ours tells of each which claims and rules it rests on, which owlrl does not. Run as
``python benchmarks/infer.py [CLAIMS]``.
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path

from events import write_corpus
from owlrl import DeductiveClosure, OWLRL_Semantics  # type: ignore[import-untyped]
from rdflib import Graph
from synthetic import ROOT, seconds

from kg.compiler import asserted, describe, flatten
from kg.inference import infer
from kg.ontology import load_ontology
from kg.reader import read_corpus
from kg.terms import term

CLAIMS, BOUND = 2_000, 50


def main() -> int:
    """Print the ratios and return 1 if the bound does not hold."""
    ontology = load_ontology(ROOT / "ontology")
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder), int(sys.argv[1]) if sys.argv[1:] else CLAIMS, ontology)
        corpus, _ = read_corpus(Path(folder))
    given = asserted(corpus, ontology)
    ours = seconds(lambda: infer(given, ontology))
    derived = {" ".join(quad[:3]) for quad in flatten(infer(given, ontology)) if _is_tie(quad.predicate)}
    print(f"{len(given):,} asserted triples; {len(derived):,} ties derived in {ours:.2f} s, with what they rest on")
    vocabulary = [f"{triple} .\n" for triple in ontology.triples]
    bare = [" ".join(triple) + " .\n" for triple in given]
    whole = [f"{s} {p} {o} .\n" for s, p, o, _ in flatten(describe(corpus, ontology))]
    ratios = []
    for what, lines in (("asserted triples and the vocabulary", [*vocabulary, *bare]), ("the whole graph", whole)):
        graph = Graph().parse(data="".join(lines), format="nt")
        theirs = seconds(partial(DeductiveClosure(OWLRL_Semantics).expand, graph), runs=1)
        ties = {f"{s.n3()} {p.n3()} {o.n3()}" for s, p, o in graph if _is_tie(p.n3())} - {" ".join(t) for t in given}
        found = {line for line in ties if line.startswith(_NAMED)}
        assert derived == found, (what, len(derived - found), len(found - derived))
        ratios.append(theirs / ours)
        print(f"owlrl, given {what}: {ratios[-1]:.0f} times as long, the same ties")
    return 0 if min(ratios) >= BOUND else 1


_NAMED = tuple(term(prefix).removesuffix(">") for prefix in ("actor:", "issue:"))


def _is_tie(predicate: str) -> bool:
    return predicate.startswith(term("rel:").removesuffix(">"))


if __name__ == "__main__":
    sys.exit(main())
