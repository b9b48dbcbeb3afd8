"""``kg explore``, run as a command."""

from __future__ import annotations

import json
import re
import shutil
import sys
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


def ids_in(page: Path) -> list[str]:
    """Return the ids of the claims on a page."""
    data = page_data(page)
    return [f"{data['sources'][claim['source']]['id']}.{claim['id']}" for claim in data["claims"]]


# A part


def test_names_make_a_page_of_what_mentions_one_of_them(home: Path) -> None:
    ran = run_kg("explore", "ferry", "MAYOR OF NORTHBANK", "--no-open", cwd=home)
    asked = "SELECT (STRAFTER(STR(?c), 'claim/') AS ?id) { ?c a ent:Claim ; ent:party|ent:item|ent:claimant ?x"
    rows = run_kg("query", f"{asked} VALUES ?x {{ issue:ferry actor:northbank-mayor }} }}", cwd=home).out
    page = home / "build" / "part.html"

    assert ran == Ran(0, "build/part.html\n", "")
    assert sorted(ids_in(page)) == sorted(set(rows.split()[1:]))
    assert "<title>The old bridge: ferry, mayor of Northbank</title>" in page.read_text("utf-8")


def test_a_page_of_a_part_has_only_whom_its_claims_mention_and_is_the_same_each_time(home: Path) -> None:
    ran = [run_kg("explore", "--source", "herald-2024", "-o", name, "--no-open", cwd=home) for name in ("a.html", "b")]
    data = page_data(home / "a.html")
    named = {claim[key] for claim in data["claims"] for key in ("subject", "object", "claimant") if key in claim}
    named |= {number for claim in data["claims"] for key in ("items", "places") for number in claim.get(key, [])}

    assert [(each.code, each.out) for each in ran] == [(0, "a.html\n"), (0, "b\n")]
    assert (home / "a.html").read_bytes() == (home / "b").read_bytes()
    assert named == set(range(len(data["entities"])))
    assert [source["id"] for source in data["sources"]] == ["herald-2024"]
    assert not (home / "build" / "part.html").exists()


def test_a_part_is_of_the_corpus_as_it_is_now(home: Path) -> None:
    claims = home / "corpus" / "claims" / "herald-2024.csv"
    claims.write_text("".join(claims.read_text("utf-8").splitlines(keepends=True)[:2]), "utf-8")
    ran = run_kg("explore", "--source", "herald-2024", "--no-open", cwd=home)

    assert (ran.code, ran.err.splitlines()[0]) == (0, "the corpus has changed: rebuilding build")
    assert len(ids_in(home / "build" / "part.html")) == 1
    assert run_kg("build", cwd=home).code == 0  # the page of a part makes the build no foreign folder


def test_a_part_that_is_all_is_drawn_from_claims_dated_in_it(home: Path) -> None:
    dated = "SELECT (STRAFTER(STR(?c), 'claim/') AS ?id) { ?c a ent:Claim ; ent:latest|ent:earliest ?day }"
    rows = set(run_kg("query", dated, cwd=home).out.split()[1:])

    assert run_kg("explore", "--since", "0001", "--until", "9999-12-31", "--no-open", cwd=home).code == 0
    assert set(ids_in(home / "build" / "part.html")) == rows


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["--view", "map"], "build/graph.html"),
        (["--view", "table"], "build/graph.html#view=table"),
        (["Southbank", "the bridge", "--view", "path"], "build/graph.html#view=path&from=southbank&to=old-bridge"),
        (["ferry", "--view", "table"], "build/part.html#view=table"),
        (
            ["--view", "compare", "--source", "herald-2024", "--source", "gazette-2024"],
            "build/part.html#view=compare&sources=herald-2024,gazette-2024",
        ),
        (["--view", "table", "-o", "copy.html"], "copy.html#view=table"),
    ],
)
def test_a_view_is_opened_by_the_end_of_the_address(home: Path, arguments: list[str], shown: str) -> None:
    opened = home / "opened"
    (home / "browser.py").write_text(f"import sys\nopen({str(opened)!r}, 'w').write(sys.argv[1])\n", "utf-8")
    browser = {"BROWSER": f"{sys.executable} {home / 'browser.py'} %s"}

    assert run_kg("explore", *arguments, cwd=home, variables=browser) == Ran(0, f"{shown}\n", "")
    assert opened.read_text("utf-8") == f"{home.resolve().as_uri()}/{shown}"


def test_a_copy_of_the_whole_page_is_the_page(home: Path) -> None:
    run_kg("explore", "-o", "copy.html", "--no-open", cwd=home)

    assert (home / "copy.html").read_bytes() == (home / "build" / "graph.html").read_bytes()


def test_where_no_browser_opens_the_page_is_named(home: Path) -> None:
    ran = run_kg("explore", "--view", "table", cwd=home, variables={"BROWSER": "false"})

    assert ran == Ran(0, "build/graph.html#view=table\n", "no browser could be opened here; open the file in one\n")


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("CONSTRUCT WHERE { ?a rel:criticises ?b }", 0, ""),
        ("CONSTRUCT WHERE { ?a rel:oposes ?b }", 4, "error: q.rq finds nothing to draw; 'kg query q.rq' says why\n"),
        ("SELECT * { ?a ?b ?c }", 2, "error: q.rq makes no triples; --query draws those of a CONSTRUCT\n"),
        ("CONSTRUCT WHERE {", 3, "error[bracket]: '{' is never closed"),
    ],
)
def test_what_a_query_constructs_is_drawn(home: Path, query: str, code: int, message: str) -> None:
    (home / "q.rq").write_text(query, "utf-8")
    ran = run_kg("explore", "--query", "q.rq", "-o", "q.html", "--no-open", cwd=home)

    assert (ran.code, ran.out, ran.err.startswith(message)) == (code, "" if code else "q.html\n", True), ran.err
    if not code:
        assert {thing["name"] for thing in page_data(home / "q.html")["things"]} == {
            "actor:northbank",
            "actor:southbank",
        }


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["southbnk"], 4, "error: nothing is called 'southbnk'; did you mean actor:southbank?\n"),
        (["herald-2024"], 4, "error: no actor or issue is called 'herald-2024'; source:herald-2024 is\n"),
        (["--source", "herld-2024"], 4, "error: nothing is called 'herld-2024'; did you mean source:herald-2024?\n"),
        (["--since", "soon"], 2, "'soon' is no year, month or day such as 2022, 2022-07 or 2022-07-01\n"),
        (["--since", "2031", "--until", "2030-12"], 2, "error: --since comes after --until\n"),
        (["--until", "1066"], 4, "error: no claim belongs to this part (The old bridge: until 1066)\n"),
        (["ferry", "--view", "path"], 2, "error: --view path needs two names"),
        (["ferry", "Ferry", "--view", "path"], 2, "error: 'ferry' and 'Ferry' are the same; --view path needs two\n"),
        (
            ["--view", "compare", "--source", "herald-2024", "--source", "source:herald-2024"],
            2,
            "error: 'herald-2024' and 'source:herald-2024' are the same; --view compare needs two\n",
        ),
        (["ferry", "southbank", "--view", "path", "--since", "2020"], 2, "leave --source, --since and --until out\n"),
        (["--view", "compare", "--source", "herald-2024"], 2, "error: --view compare needs --source twice\n"),
        (["--build", "build", "ferry"], 2, "error: a part is drawn from the corpus; leave --build out\n"),
        (["--query", "q.rq", "ferry"], 2, "error: --query draws what it finds; leave names, filters, --view and"),
        (["--keep-layout", "--source", "herald-2024"], 2, "error: --keep-layout keeps the map of the whole corpus"),
        (["-o", "corpus"], 2, "error: corpus is a folder; name a file\n"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_reason(
    home: Path, arguments: list[str], code: int, message: str
) -> None:
    ran = run_kg("explore", *arguments, "--no-open", cwd=home)

    assert (ran.code, ran.out, message in ran.err) == (code, "", True), ran.err
    assert not (home / "build" / "part.html").exists()
    assert not (home / "corpus" / "layout.csv").exists()


def test_of_a_corpus_with_errors_no_part_is_drawn(home: Path) -> None:
    claims = home / "corpus" / "claims" / "herald-2024.csv"
    claims.write_text(claims.read_text("utf-8").replace("exploits", "explots", 1), "utf-8")
    ran = run_kg("explore", "ferry", "--no-open", cwd=home)

    assert (ran.code, ran.out, ran.err.splitlines()[-1]) == (1, "", "no page drawn: 1 error, 0 warnings in corpus")


# A kept layout


def test_a_kept_layout_is_that_of_the_map_and_changes_nothing(home: Path) -> None:
    before = (home / "build" / "graph.html").read_bytes()
    ran = run_kg("explore", "--no-open", "--keep-layout", cwd=home)
    kept = (home / "corpus" / "layout.csv").read_text("utf-8")
    data = page_data(home / "build" / "graph.html")
    places = {entity["id"]: (entity["x"], entity["y"]) for entity in data["entities"] if "x" in entity}

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
