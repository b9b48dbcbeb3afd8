"""The W3C's RDF 1.1 test suites, through what reads the files of ``kg query --data``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox
import pytest
from conftest import ROOT

from kg.problems import KgError
from kg.store import file_store

SUITE = Path(os.environ.get("KG_W3C") or ROOT.parent / "shared" / "w3c").resolve() / "rdf" / "rdf11"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
RDFT = "http://www.w3.org/ns/rdftest#"
HERE = "https://w3c.github.io/rdf-tests/rdf/rdf11/"

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason=f"the W3C test suites are not in {SUITE}; set KG_W3C")


@dataclass(frozen=True)
class Case:
    """A file, whether it is sound, and the file that says what it means, if any."""

    name: str
    file: Path
    address: str
    sound: bool
    result: Path | None

    def __str__(self) -> str:
        return self.name


def cases() -> Iterator[Case]:
    for manifest in sorted(SUITE.glob("*/manifest.ttl")):
        folder = f"{HERE}{manifest.parent.name}/"
        store = ox.Store()
        store.load(manifest.read_bytes(), ox.RdfFormat.TURTLE, base_iri=f"{folder}manifest.ttl")
        rows = store.query(
            f"SELECT ?t ?kind ?action ?result {{ ?t a ?kind ; <{MF}action> ?action ."
            f" FILTER(STRSTARTS(STR(?kind), '{RDFT}')) OPTIONAL {{ ?t <{MF}result> ?result }} }} ORDER BY ?t"
        )
        assert isinstance(rows, ox.QuerySolutions)
        for row in rows:
            result = row["result"]
            yield Case(
                name=f"{manifest.parent.name}/{row['t'].value.rpartition('#')[2]}",
                file=manifest.parent / row["action"].value.rpartition("/")[2],
                address=urljoin(folder, row["action"].value),
                sound="Negative" not in row["kind"].value,
                result=manifest.parent / result.value.rpartition("/")[2] if result else None,
            )


CASES = list(cases()) if SUITE.is_dir() else []


def canonical(path: Path, base: str) -> str:
    dataset = ox.Dataset(file_store([path], base=base))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(map(str, dataset)))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_sound_files_are_read_as_they_are_meant_and_others_refused(case: Case) -> None:
    if not case.sound:
        with pytest.raises(KgError, match=case.file.name):
            file_store([case.file], base=case.address)
    elif case.result:
        assert canonical(case.file, case.address) == canonical(case.result, case.address)
    else:
        file_store([case.file], base=case.address)


def test_the_suites_are_there() -> None:
    assert len(CASES) > 800
