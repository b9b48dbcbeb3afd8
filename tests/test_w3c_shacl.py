"""The W3C's tests of SHACL core, through what ``kg check --shapes`` runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import SH, BNode, Graph
from rdflib.term import Node
from w3c import W3C, file_of, manifest, needs, rows

from kg.shapes import validate
from kg.store import file_store

SUITE = W3C / "data-shapes-test-suite" / "tests" / "core"
PARTS = (SH.focusNode, SH.resultPath, SH.value, SH.sourceConstraintComponent, SH.resultSeverity)

pytestmark = needs(SUITE)

#: What the validator finds otherwise, and why.
KNOWN = {
    "property/uniqueLang-002.ttl": "only the word true is to be heeded; a boolean that is written 1 is read as true"
}


@dataclass(frozen=True)
class Case:
    """Data, shapes, and the file that says what these find."""

    report: Path
    data: Path
    shapes: Path

    def __str__(self) -> str:
        return self.report.relative_to(SUITE).as_posix()


def cases() -> Iterator[Case]:
    for path in sorted(SUITE.glob("*/*.ttl")):
        for row in rows(
            manifest(path), "?t a sht:Validate ; mf:action [ sht:dataGraph ?data ; sht:shapesGraph ?shapes ]"
        ):
            yield Case(path, file_of(row["data"]), file_of(row["shapes"]))


CASES = list(cases())


def graph(path: Path) -> Graph:
    lines = (f"{quad.triple} .\n" for quad in file_store([path]))
    return Graph().parse(data="".join(lines), format="nt")


def results(report: Graph) -> list[tuple[str, ...]]:
    """Return the verdict and every result of a report, in order, whatever its blank nodes are called."""
    found = [[written(report, report.value(node, part)) for part in PARTS] for node in report.objects(None, SH.result)]
    verdict = [str(value) for value in report.objects(None, SH.conforms)]
    return [tuple(verdict), *sorted(map(tuple, found))]


def written(report: Graph, node: Node | None) -> str:
    """Return a node; a path, which is of blank nodes, by its parts."""
    if not isinstance(node, BNode):
        return node.n3() if node is not None else "-"
    parts = sorted(f"{name.n3()} {written(report, part)}" for name, part in report.predicate_objects(node))
    return f"[{'; '.join(parts)}]"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_shapes_find_what_the_suite_wants(case: Case) -> None:
    shapes = [quad.triple for quad in file_store([case.shapes])]
    report = validate(graph(case.data), shapes)

    assert (results(report) == results(graph(case.report))) == (str(case) not in KNOWN)


def test_the_suite_is_there() -> None:
    assert len(CASES) > 90
