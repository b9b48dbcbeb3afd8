from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from build_fixtures import Ran, run_kg
from conftest import ROOT, CorpusFolder
from pyoxigraph import Store

from kg.builder import compile_lines, read_project
from kg.lookup import UnknownTermError
from kg.places import Project, bundled
from kg.search.census import Census, Entry
from kg.store import memory_store

FOOTBALL = ROOT / "tests" / "football"


def census_of(folder: Path) -> Census:
    project = Project(corpus=folder, ontology=bundled("ontology"), build=folder / "build")
    read = read_project(project)
    assert read.problems == ()
    return Census(memory_store(compile_lines(read.corpus, read.ontology)))


@pytest.fixture(scope="module")
def small(corpus_folder: CorpusFolder) -> Census:
    return census_of(corpus_folder())


@pytest.fixture(scope="module")
def football() -> Census:
    return census_of(FOOTBALL / "corpus")


def titles(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.title for entry in entries]


def test_the_overview_counts_relations_kinds_and_qualifiers(small: Census) -> None:
    families, kinds, qualifiers = small.overview()

    assert families.header == ("family", "claims", "relations")
    assert [row for row in families.rows if row[1] != "0"] == [
        ("arms", "2", "supplies-arms-to 2, delays 0, withholds-arms-from 0"),
        (
            "economy-and-transport",
            "1",
            "trades-with 1, bypasses 0, connects 0, controls 0, depends-on 0, develops 0, invests-in 0",
        ),
        ("perception", "1", "values 1, sees-as-threat 0"),
    ]
    assert [row for row in kinds.rows if row[2] != "0"] == [
        ("state", "actor", "2"),
        ("person", "actor", "1"),
        ("region", "issue", "1"),
        ("route", "issue", "1"),
        ("weapon", "issue", "1"),
    ]
    assert qualifiers.rows == (
        ("polarity", "affirmed 3, denied 1"),
        ("modality", "actual 3, planned 1, expected 0, former 0, hypothetical 0, normative 0, possible 0"),
        ("certainty", "high 3, medium 1, low 0"),
        (
            "unit",
            "item 1, % 0, USD 0, bcm 0, day 0, km 0, month 0, person 0, time 0, year 0",
        ),
        ("link", "because 1, content 0, if 0, to 0"),
    )


def test_a_relation_says_what_it_joins_and_shows_a_claim(football: Census) -> None:
    assert football.entries("plays-for") == (
        Entry(
            "plays for  rel:plays-for  (football)",
            (
                ("means", "Is under contract with a club as a player."),
                ("from the other side", "fields"),
                ("joins", "person → club"),
                ("valence", "+5"),
                ("claims", "1 in 1 source"),
                ("example", "Duarte has a contract with Harbour Rovers for four years. [rovers-2024 p4]"),
            ),
        ),
    )


def test_a_symmetric_relation_and_what_it_cannot_go_with_are_said(football: Census) -> None:
    (entry,) = football.entries("draws with")

    assert dict(entry.facts).items() >= {
        ("from the other side", "the same"),
        ("item", "competition"),
        ("valence", "+0"),
        ("never with", "rel:beats"),
    }


def test_the_example_is_the_plainest_claim_and_says_how_it_is_meant(football: Census) -> None:
    examples = {name: dict(football.entries(name)[0].facts)["example"] for name in ("sells-to", "consults", "denied")}

    assert examples == {
        "sells-to": "The Trust should buy the Lantern Ground from the council. (normative) [blog-2024 p6]",
        "consults": "The chairman of Harbour Rovers met the owners of Northgate Athletic twice. [blog-2024 p2]",
        "denied": "Harbour Rovers have not talked to Northgate Athletic. (denied) [rovers-2024 p2]",
    }


@pytest.mark.parametrize("name", ["plays-at", "rel:plays-at", "PLAYS AT", "is the ground of", "rel:is-the-ground-of"])
def test_a_relation_is_found_by_any_of_its_names(football: Census, name: str) -> None:
    assert titles(football.entries(name)) == ["plays at  rel:plays-at  (football)"]


def test_a_family_comes_with_its_relations_those_most_used_first(football: Census) -> None:
    family, *relations = football.entries("football")

    assert family == Entry(
        "football  family:football  (family)",
        (("means", dict(family.facts)["means"]), ("claims", "11")),
    )
    assert [entry.title.split()[-2] for entry in relations] == [
        "rel:sells-to",
        "rel:signs-player-from",
        "rel:beats",
        "rel:draws-with",
        "rel:plays-at",
        "rel:plays-for",
    ]


def test_a_kind_says_what_it_is_and_what_is_of_it(football: Census) -> None:
    assert football.entries("league") == (
        Entry(
            "league  ent:League  (kind of actor)",
            (
                ("means", dict(football.entries("league")[0].facts)["means"]),
                ("is a", "organisation"),
                ("number", "1"),
                ("most named", "actor:tidewater-league"),
            ),
        ),
    )


def test_a_term_without_uses_has_none(football: Census) -> None:
    (entry,) = football.entries("bcm")

    assert entry == Entry("billion cubic metres  unit:bcm  (unit)", (("claims", "0"),))


def test_a_unit_is_found_by_a_sign_that_is_no_word(football: Census) -> None:
    assert titles(football.entries("%")) == ["per cent  unit:percent  (unit)"]


@pytest.mark.parametrize(
    ("sort", "first", "number"),
    [("polarity", "affirmed  polarity:affirmed  (polarity)", 2), ("certainty", "high  certainty:high  (certainty)", 3)],
)
def test_a_sort_stands_for_all_its_terms(football: Census, sort: str, first: str, number: int) -> None:
    assert (titles(football.entries(sort))[0], len(football.entries(sort))) == (first, number)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("footbal", "nothing in the vocabulary is called 'footbal'; did you mean family:football?"),
        ("beets", "nothing in the vocabulary is called 'beets'; did you mean rel:beats?"),
        ("xylophone", "nothing in the vocabulary is called 'xylophone'; 'kg vocab' lists what there is"),
        ("", "nothing in the vocabulary is called ''; 'kg vocab' lists what there is"),
    ],
)
def test_an_unknown_name_gets_the_nearest(football: Census, name: str, message: str) -> None:
    with pytest.raises(UnknownTermError) as error:
        football.entries(name)

    assert str(error.value) == message


def test_an_empty_graph_has_an_empty_vocabulary() -> None:
    assert [overview.rows for overview in Census(Store()).overview()[:2]] == [(), ()]


# The command


@pytest.fixture(scope="module")
def league(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vocab") / "league"
    shutil.copytree(FOOTBALL, folder)
    assert run_kg("build", cwd=folder).code == 0
    return folder


def test_the_command_prints_a_term_as_text(league: Path) -> None:
    assert run_kg("vocab", "draws", "with", cwd=league) == Ran(
        0,
        """\
draws with  rel:draws-with  (football)
  means                Plays a match against the other that nobody wins.
  from the other side  the same
  joins                club → club
  item                 competition
  valence              +0
  never with           rel:beats
  claims               1 in 1 source
  example              In the author's eyes nobody won the cup final, since the whistle had gone before the last goal. \
[blog-2024 p4]
""",
        "",
    )


def test_the_command_prints_a_term_as_markdown(league: Path) -> None:
    ran = run_kg("vocab", "eur", "--format", "md", cwd=league)

    assert (ran.code, ran.err, ran.out.splitlines()[:3]) == (
        0,
        "",
        ["### euro  unit:eur  (unit)", "", "- claims: 6 in 3 sources"],
    )


def test_the_command_prints_three_tables(league: Path) -> None:
    ran = run_kg("vocab", cwd=league)

    assert (ran.code, ran.err) == (0, "")
    assert [table.split()[:2] for table in ran.out.split("\n\n")] == [
        ["family", "claims"],
        ["kind", "of"],
        ["qualifier", "claims"],
    ]
    assert "| stadium | issue | 1 |" in run_kg("vocab", "-f", "md", cwd=league).out.splitlines()


def test_an_unknown_term_ends_in_a_message(league: Path) -> None:
    assert run_kg("vocab", "beets", cwd=league) == Ran(
        4, "", "error: nothing in the vocabulary is called 'beets'; did you mean rel:beats?\n"
    )
