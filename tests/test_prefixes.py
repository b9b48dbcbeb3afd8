from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from build_fixtures import Ran, run_kg

from kg.terms import PREFIXES


def test_prefixes_are_printed_as_sparql_takes_them(tmp_path: Path) -> None:
    ran = run_kg("prefixes", cwd=tmp_path)

    assert ran == Ran(0, "".join(f"PREFIX {name}: <{start}>\n" for name, start in PREFIXES.items()), "")
    assert bool(ox.Store().query(f"{ran.out} ASK {{ FILTER(STR(actor:x) = '{PREFIXES['actor']}x') }}"))


def test_prefixes_are_printed_as_turtle_takes_them(tmp_path: Path) -> None:
    ran = run_kg("prefixes", "--format", "turtle", cwd=tmp_path)
    node = ox.NamedNode(f"{PREFIXES['ent']}x")

    assert [quad.subject for quad in ox.parse(f"{ran.out} ent:x ent:x ent:x .", format=ox.RdfFormat.TURTLE)] == [node]
    assert (ran.code, ran.err, ran.out.count("\n")) == (0, "", len(PREFIXES))


@pytest.mark.parametrize("option", ["-f", "--format"])
def test_prefixes_are_printed_as_json(tmp_path: Path, option: str) -> None:
    ran = run_kg("prefixes", option, "json", cwd=tmp_path)

    assert (ran.code, ran.err, json.loads(ran.out)) == (0, "", PREFIXES)
