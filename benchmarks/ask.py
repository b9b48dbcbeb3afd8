"""Asking the built store against parsing the graph with rdflib and asking that."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rdflib import Dataset
from synthetic import bundled, seconds

from kg.compiler import canonical, compile_corpus
from kg.store import ask, open_store, write_store
from kg.terms import PREFIXES

QUERY = """SELECT ?a ?b ?source { ?c a ent:Claim ; rdf:subject ?a ; rdf:object ?b ; prov:hadPrimarySource ?source ;
  ent:polarity polarity:denied }"""


def with_rdflib(data: str) -> int:
    """Return the number of rows as rdflib finds them."""
    dataset = Dataset(default_union=True)
    dataset.parse(data=data, format="nquads")
    return len(list(dataset.query(QUERY, initNs=dict(PREFIXES))))


def with_store(folder: Path) -> int:
    """Return the number of rows as the store finds them."""
    return sum(1 for _ in ask(open_store(folder), QUERY))  # type: ignore[misc,union-attr]


def main() -> None:
    """Print the ratio."""
    lines = canonical(compile_corpus(*bundled()))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "store"
        write_store(folder, lines)
        found, expected = with_store(folder), with_rdflib("".join(lines))
        assert found == expected, (found, expected)
        store, rdflib = seconds(lambda: with_store(folder)), seconds(lambda: with_rdflib("".join(lines)), runs=1)
    print(f"{len(lines):,} quads, {found} rows in both")
    print(f"rdflib takes {rdflib / store:.0f} times as long as the store opened read-only")


if __name__ == "__main__":
    main()
