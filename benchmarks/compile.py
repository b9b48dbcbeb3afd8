"""Compiling and checking 5,000 claims: our N-Quads text against rdflib's objects, row checks against SHACL."""

from __future__ import annotations

from rdflib import Dataset
from rdflib.util import from_n3
from synthetic import ROOT, bundled, enlarged, seconds

from kg.checks import check
from kg.compiler import canonical, compile_corpus
from kg.shapes import check_shapes

CLAIMS = 5000


def as_dataset(quads: list[tuple[str, str, str, str]]) -> Dataset:
    """Build the same graph from rdflib's terms."""
    dataset = Dataset()
    for quad in quads:
        s, p, o, g = map(from_n3, quad)
        dataset.add((s, p, o, g))  # type: ignore[arg-type]
    return dataset


def main() -> None:
    """Print the ratios."""
    corpus, ontology = bundled()
    corpus = enlarged(corpus, CLAIMS)
    quads = list(compile_corpus(corpus, ontology))
    lines = canonical(quads)
    compiling = seconds(lambda: canonical(compile_corpus(corpus, ontology)))
    print(f"{len(corpus.claims):,} claims, {len(lines):,} quads")
    print(f"compiled to canonical N-Quads in {compiling:.2f} s")
    print(
        f"rdflib Dataset from the same quads: {seconds(lambda: as_dataset(quads), runs=1) / compiling:.1f} times that"
    )
    checking = seconds(lambda: check(corpus, ontology))
    print(f"rows checked in {checking:.2f} s")
    shapes = seconds(lambda: check_shapes(corpus, lines, ROOT / "ontology"), runs=1)
    print(f"SHACL shapes: {shapes / checking:.0f} times that")


if __name__ == "__main__":
    main()
