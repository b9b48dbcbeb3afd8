"""The W3C's RDF 1.1 test suites, through what reads the files of ``kg query --data``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox
import pytest
from w3c import PREFIXES, W3C, manifest, needs, rows

from kg.problems import KgError
from kg.store import file_store

SUITE = W3C / "rdf" / "rdf11"
HERE = "https://w3c.github.io/rdf-tests/rdf/rdf11/"

pytestmark = needs(SUITE)


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
    for path in sorted(SUITE.glob("*/manifest.ttl")):
        folder = f"{HERE}{path.parent.name}/"
        tests = f"?t a ?kind ; mf:action ?action . FILTER(STRSTARTS(STR(?kind), '{PREFIXES['rdft']}'))"
        for row in rows(manifest(path, f"{folder}manifest.ttl"), f"{tests} OPTIONAL {{ ?t mf:result ?result }}"):
            result = row["result"]
            yield Case(
                name=f"{path.parent.name}/{row['t'].value.rpartition('#')[2]}",
                file=path.parent / row["action"].value.rpartition("/")[2],
                address=urljoin(folder, row["action"].value),
                sound="Negative" not in row["kind"].value,
                result=path.parent / result.value.rpartition("/")[2] if result else None,
            )


CASES = list(cases())


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
