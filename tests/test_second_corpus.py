"""A corpus from another field, with a vocabulary of its own, goes through every command."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from build_fixtures import Ran, run_kg
from conftest import ROOT

from kg.cli import COMMANDS

FOOTBALL = ROOT / "tests" / "football"
CLAIMS = len((FOOTBALL / "corpus" / "claims.csv").read_text("utf-8").splitlines()) - 1


@pytest.fixture(scope="module")
def league(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the football corpus and its texts, built."""
    folder = tmp_path_factory.mktemp("football") / "league"
    shutil.copytree(FOOTBALL, folder)
    assert run_kg("build", cwd=folder).err == ""
    return folder


def test_it_checks_clean_against_its_texts_and_the_shapes(league: Path) -> None:
    assert run_kg("check", "--strict", "--texts", "texts", "--shapes", cwd=league) == Ran(
        0, "", f"0 errors, 0 warnings in {CLAIMS} claims of corpus\n"
    )


def test_putting_it_in_order_changes_no_quad(league: Path, tmp_path: Path) -> None:
    shutil.copytree(league, tmp_path, dirs_exist_ok=True)
    claims = tmp_path / "corpus" / "claims.csv"
    header, *rows = claims.read_text("utf-8").splitlines()
    claims.write_text("\r\n".join([header, *reversed(rows)]), "utf-8")

    assert run_kg("fmt", "--check", cwd=tmp_path).code == 1
    assert run_kg("fmt", "--diff", cwd=tmp_path).out.startswith("--- a/claims.csv\n+++ b/claims.csv\n")
    assert run_kg("fmt", cwd=tmp_path) == Ran(0, "", "changed corpus/claims.csv\n1 file changed\n")
    assert run_kg("fmt", "--check", cwd=tmp_path) == Ran(0, "", "0 files would change\n")
    assert claims.read_text("utf-8").splitlines() == [header, *sorted(rows)]
    assert run_kg("build", cwd=tmp_path).code == 0
    assert (tmp_path / "build" / "graph.nq").read_bytes() == (league / "build" / "graph.nq").read_bytes()


def test_it_builds_to_a_folder_of_ones_choice(tmp_path: Path) -> None:
    made = run_kg("build", "--corpus", str(FOOTBALL), "-o", "out", cwd=tmp_path)
    counts = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["counts"]
    about = f"{counts['actors']} actors and {counts['issues']} issues"

    assert (made.code, made.err, counts["claims"], counts["sources"]) == (0, "", CLAIMS, 3)
    assert made.out.splitlines()[0] == f"The Tidewater League: {CLAIMS} claims from 3 sources about {about}"
    assert not (FOOTBALL / "build").exists()


def rows(ran: Ran, *columns: str) -> set[tuple[str, ...]]:
    assert (ran.code, ran.err) == (0, "")
    return {tuple(row[name] for name in columns) for row in csv.DictReader(io.StringIO(ran.out))}


def test_it_answers_a_query_in_its_own_vocabulary(league: Path) -> None:
    query = (
        "SELECT ?from ?fee { ?c rdf:predicate rel:signs-player-from ; ent:quantity ?fee ; rdf:object/rdfs:label ?from }"
    )

    assert rows(run_kg("query", query, cwd=league), "from", "fee") == {
        ("Kilnbridge United", "3.8e6 EUR"),
        ("Kilnbridge United", "4.5e6 EUR"),
    }


def test_its_own_inverse_and_symmetric_relations_are_inferred(league: Path) -> None:
    query = "SELECT (STRAFTER(STR(?p), '/rel/') AS ?to) { GRAPH graph:inferred { actor:kilnbridge-united ?p ?o } }"

    assert rows(run_kg("query", query, cwd=league), "to") >= {("draws-with",), ("loses-player-to",), ("loses-to",)}


def test_it_answers_the_saved_queries(league: Path) -> None:
    def ask(*arguments: str) -> Ran:
        return run_kg("query", *arguments, cwd=league)

    final = "Harbour Rovers won the cup final against Kilnbridge United."
    assert rows(ask("who-says", "-p", "actor=Rovers", "-p", "relation=beats"), "says", "paragraph") == {(final, "7")}
    assert (final, "7") in rows(ask("claims-between", "-p", "a=rovers", "-p", "b=Kilnbridge"), "says", "paragraph")
    assert "Harbour Rovers" in {name for (name,) in rows(ask("most-documented"), "name")}
    assert ("blog-2024.p2-1", "rovers-2024.p2-2") in rows(ask("disagreements"), "affirmedBy", "contestedBy")


def test_it_registers_its_disagreements(league: Path) -> None:
    ran = run_kg("compare", "--show", "disagreements", "--claims", "-f", "csv", cwd=league)

    found = rows(ran, "kind", "claim_ids")
    assert {("polarity", "blog-2024.p2-1"), ("polarity", "rovers-2024.p2-2")} <= found


def test_it_writes_a_brief(league: Path) -> None:
    ran = run_kg("show", "rovers", "--brief", cwd=league)

    assert (ran.code, ran.err, ran.out.splitlines()[0]) == (0, "", "# Harbour Rovers")


@pytest.mark.parametrize(
    ("term", "line"),
    [
        ("the chairman", "  invests in Rovers' youth school  [rovers-2024 p7]"),
        ("lantern-ground", "  is the ground of Harbour Rovers  [herald-2024 p4]"),
        (
            "draws with",
            "  Harbour Rovers draws with Kilnbridge United (final of the Tidewater Cup 2024)  [blog-2024 p4]",
        ),
        ("unit:eur", "euro  unit:eur  (unit)"),
        ("league", "league  ent:League"),
        ("blog-2024", "  language              en"),
        ("herald-2024.p7-1", "  subject             Harbour Rovers"),
    ],
)
def test_it_shows_what_is_known(league: Path, term: str, line: str) -> None:
    ran = run_kg("show", term, cwd=league)

    assert (ran.code, ran.err, line in ran.out.splitlines()) == (0, "", True), ran.out


def test_it_has_a_page(league: Path) -> None:
    assert run_kg("explore", "--no-open", cwd=league) == Ran(0, "build/graph.html\n", "")
    page = (league / "build" / "graph.html").read_text("utf-8")
    shown = ("The Tidewater League", "Quayside Homes", "signs a player from", "Paper against blog")
    assert [text in page for text in shown] == [True] * 4


def test_a_part_of_it_has_a_page_and_its_layout_is_kept(league: Path, tmp_path: Path) -> None:
    shutil.copytree(league, tmp_path, dirs_exist_ok=True)
    part = run_kg("explore", "Stanek", "--source", "herald-2024", "--no-open", cwd=tmp_path)
    kept = run_kg("explore", "--keep-layout", "--no-open", cwd=tmp_path)
    said = "wrote corpus/layout.csv (17 positions)\nthe corpus has changed: rebuilding build\n"

    assert part == Ran(0, "build/part.html\n", "")
    assert kept == Ran(0, "build/graph.html\n", said)
    assert (tmp_path / "build" / "graph.html").read_bytes() == (league / "build" / "graph.html").read_bytes()


def test_its_second_reading_is_compared(league: Path) -> None:
    ran = run_kg("agree", cwd=league)

    assert (ran.code, ran.err) == (0, "")
    assert "all             11      11      0.818   0.818  0.818  0.625 to 0.957" in ran.out.splitlines()
    assert (
        "  only the second: p2-2 ines-duarte plays-for harbour-rovers: Duarte is a player of Harbour Rovers now."
        in (ran.out.splitlines())
    )


def test_its_coverage_is_printed(league: Path) -> None:
    ran = run_kg("coverage", cwd=league)

    assert (ran.code, ran.err) == (0, "")
    assert "| p1–p7 | 0 | 3 | 3 | 1 | 3 | 2 | 1 |" in ran.out.splitlines()
    assert "Without a claim: p1, p5." in ran.out.splitlines()
    assert "| sells-to | football | 3 | 2 |  |" in ran.out.splitlines()


def test_its_saved_queries_are_listed_explained_and_run(league: Path) -> None:
    listed = run_kg("queries", cwd=league)
    checked = run_kg("queries", "check", cwd=league)

    assert (listed.code, listed.err) == (0, "")
    assert any(line.split()[:2] == ["who-whom", "who-says"] for line in listed.out.splitlines())
    assert (checked.code, "0 errors" in checked.out.splitlines()[-1]) == (0, True), checked


def test_it_is_searched_and_its_vocabulary_shown(league: Path) -> None:
    found, words = run_kg("search", "lantern", cwd=league), run_kg("vocab", "football", cwd=league)

    assert (found.code, found.err, "Lantern Ground" in found.out) == (0, "", True)
    assert (words.code, words.err, "signs-player-from" in words.out) == (0, "", True)
    assert "PREFIX rel: <https://w3id.org/entente/rel/>" in run_kg("prefixes", cwd=league).out.splitlines()
    assert "kg" in run_kg("completion", "zsh", cwd=league).out


def test_it_is_asked_in_a_shell_with_evidence(league: Path) -> None:
    query = b"SELECT ?who { ?who rel:signs-player-from actor:kilnbridge-united }"
    ran = run_kg("shell", cwd=league, given=query + b"\n")
    cited = run_kg("query", query, "--cite", "-f", "csv", cwd=league)

    assert (ran.code, "actor/harbour-rovers" in ran.out) == (0, True), ran
    assert [line.partition(",")[2] for line in cited.out.splitlines()] == [
        "evidence",
        '"herald-2024, paragraph 2; rovers-2024, paragraph 4"',
    ]


def test_it_is_exported(league: Path, tmp_path: Path) -> None:
    """Each format of it is read back in test_export_graph and test_export_rows."""
    quads = run_kg("export", "-o", str(tmp_path / "league.nq"), cwd=league)
    stanek = run_kg("export", "csv", "Stanek", cwd=league)

    assert (quads, (tmp_path / "league.nq").read_bytes()) == (Ran(0, "", ""), (league / "build/graph.nq").read_bytes())
    assert {"mira-stanek"} <= {row["subject"] for row in csv.DictReader(io.StringIO(stanek.out))}


def test_it_has_a_timeline(league: Path, tmp_path: Path) -> None:
    drawn = run_kg("timeline", "Rovers", "--since", "2024", "-o", str(tmp_path / "rovers.svg"), cwd=league)
    dated = run_kg("timeline", "Rovers", "--as-of", "2024-07-20", "-f", "csv", cwd=league)

    assert drawn == Ran(0, "", "")
    assert "<title>2024-05-18: Harbour Rovers won the cup final" in (tmp_path / "rovers.svg").read_text("utf-8")
    assert (
        dated.err
        == "left out as of 2024-07-20: blog-2024 (may have been published later), rovers-2024 (published later)\n"
    )
    assert [row["time"] for row in csv.DictReader(io.StringIO(dated.out))] == [
        *("/2024-08-31", "1931/", "2024-05-18", "2024-06", "2024-07-12", "2025")
    ]


def test_its_sources_have_profiles(league: Path) -> None:
    alone = rows(run_kg("profile", "blog-2024", "--show", "own-names", "-f", "csv", cwd=league), "name", "claims")
    beside = rows(run_kg("profile", "-f", "csv", "--show", "sources", cwd=league), "source", "claims")

    assert ("rovers-trust", "3") in alone
    assert sum(int(number) for _, number in beside) == CLAIMS


def test_what_changed_in_it_is_told(league: Path, tmp_path: Path) -> None:
    shutil.copytree(league / "corpus", tmp_path / "corpus")
    claims = tmp_path / "corpus" / "claims.csv"
    claims.write_text(
        claims.read_text("utf-8").replace("kilnbridge-united,opposes", "kilnbridge-united,supports"), "utf-8"
    )
    same = run_kg("diff", "corpus", cwd=league)
    other = run_kg("diff", "corpus", str(tmp_path), "--show", "changed", cwd=league)

    assert (same.code, same.err, "Nothing changed." in same.out) == (0, "", True)
    assert (other.code, other.err, other.out.splitlines()[2]) == (1, "", "    relation: opposes → supports")


def test_its_claims_lead_from_one_to_another(league: Path) -> None:
    found = run_kg("path", "Duarte", "the reform", cwd=league)
    joined = run_kg("path", "--through", "the ground", "--all", cwd=league)

    assert (found.code, found.err) == (0, "")
    assert "Path 1: Ines Duarte – Harbour Rovers – Kilnbridge United – Twelve Club Plan" in found.out.splitlines()
    assert (joined.code, joined.err, "Harbour Rovers" in joined.out) == (0, "", True)


def test_its_network_is_measured(league: Path) -> None:
    ran = run_kg("network", "--show", "centrality", "--show", "balance", cwd=league)

    assert (ran.code, ran.err) == (0, "")
    assert "   1  Harbour Rovers               5        0.857        1.000     0.361" in ran.out.splitlines()
    assert "Mixed dyads: Harbour Rovers and Kilnbridge United." in ran.out.splitlines()


def test_a_new_corpus_beside_it_is_refused(league: Path) -> None:
    assert run_kg("init", ".", cwd=league).code == 4


def test_no_command_was_left_out() -> None:
    text = Path(__file__).read_text("utf-8")

    assert [name for name in COMMANDS if f'run_kg("{name}"' not in text] == []
