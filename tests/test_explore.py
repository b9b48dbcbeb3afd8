"""``kg explore``, run as a command."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from build_fixtures import Ran, example, run_kg
from conftest import ROOT

from kg.places import Project

__all__ = ["example"]


@pytest.fixture
def home(tmp_path: Path, example: Project) -> Path:
    """The folder of a copy of the example and its build."""
    shutil.copytree(example.corpus.parent, tmp_path / "home")
    return tmp_path / "home"


def page_data(page: Path) -> dict[str, Any]:
    """Return what a page knows."""
    island = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    assert island
    data: dict[str, Any] = json.loads(island[1])
    return data


# A kept layout


def test_a_kept_layout_is_that_of_the_map_and_changes_nothing(home: Path) -> None:
    before = (home / "build" / "graph.html").read_bytes()
    ran = run_kg("explore", "--no-open", "--keep-layout", cwd=home)
    kept = (home / "corpus" / "layout.csv").read_text("utf-8")
    data = page_data(home / "build" / "graph.html")
    places = {data["entities"][node["id"]]["id"]: (node["x"], node["y"]) for node in data["nodes"]}

    said = f"wrote corpus/layout.csv ({len(places)} positions)\nthe corpus has changed: rebuilding build\n"
    assert ran == Ran(0, "build/graph.html\n", said)
    assert kept == "id,x,y\n" + "".join(f"{id},{x},{y}\n" for id, (x, y) in sorted(places.items()))
    assert (home / "build" / "graph.html").read_bytes() == before
    assert run_kg("check", "--strict", cwd=home).code == run_kg("fmt", "--check", cwd=home).code == 0


def test_what_is_kept_stays_when_the_corpus_grows(home: Path) -> None:
    layout = home / "corpus" / "layout.csv"
    run_kg("explore", "--no-open", "--keep-layout", cwd=home)
    before = layout.read_text("utf-8").splitlines()
    with (home / "corpus" / "actors.csv").open("a", encoding="utf-8") as actors:
        actors.write("eastbank,state,Eastbank,,,,,\n")
    claims = home / "corpus" / "claims" / "herald-2024.csv"
    header = claims.read_text("utf-8").splitlines()[0].split(",")
    row = {"id": "p1-9", "paragraph": "1", "subject": "eastbank", "relation": "opposes", "object": "northbank"}
    with claims.open("a", encoding="utf-8") as file:
        file.write(",".join(row.get(name, "") for name in header) + "\n")
    ran = run_kg("explore", "--no-open", "--keep-layout", cwd=home)
    after = layout.read_text("utf-8").splitlines()

    assert ran.code == 0, ran.err
    assert [line for line in after if not line.startswith("eastbank,")] == before
    assert len(after) == len(before) + 1


def test_a_place_is_kept_while_no_claim_joins_what_stands_there_and_goes_with_its_row(home: Path) -> None:
    (home / "corpus" / "layout.csv").write_text("id,x,y\nnowhere,1,2\nunused,30,40\n", "utf-8")
    with (home / "corpus" / "issues.csv").open("a", encoding="utf-8") as issues:
        issues.write("unused,treaty,unused treaty,,,,\n")
    ran = run_kg("explore", "--no-open", "--keep-layout", cwd=home)
    kept = (home / "corpus" / "layout.csv").read_text("utf-8").splitlines()

    assert "layout.csv:2:1: warning: no actor or issue 'nowhere' to place [unused-position]" in ran.err
    assert ("unused,30,40" in kept, [line for line in kept if line.startswith("nowhere")]) == (True, [])


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("id,x,y\nnorthbank,1,far\n", "corpus/layout.csv:2:13: 'far' is not a whole number [bad-position]"),
        ("id,x\nnorthbank,1\n", "corpus/layout.csv:1:1: no column 'y' [missing-column]"),
    ],
)
def test_a_layout_with_errors_is_left_as_it_is(home: Path, table: str, message: str) -> None:
    layout = home / "corpus" / "layout.csv"
    layout.write_text(table, "utf-8")

    assert run_kg("explore", "--no-open", "--keep-layout", cwd=home) == Ran(
        1, "", f"{message}\nno layout kept: 1 error, 0 warnings in corpus\n"
    )
    assert layout.read_text("utf-8") == table


def test_the_bundled_corpus_is_given_no_layout(tmp_path: Path) -> None:
    before = sorted((ROOT / "corpus").iterdir())
    ran = run_kg("explore", "--no-open", "--keep-layout", cwd=tmp_path)

    assert (ran.code, "is not written to; name one with --corpus" in ran.err) == (4, True)
    assert sorted((ROOT / "corpus").iterdir()) == before
