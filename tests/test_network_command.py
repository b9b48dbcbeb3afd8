from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from build_fixtures import run_kg
from click.testing import CliRunner, Result
from conftest import ROOT
from ties import corpus_of_ties

from kg.analysis.network import centrality
from kg.analysis.network.signs import SignRule
from kg.cli.network import command
from kg.findings.network import SHEETS, network_sheets
from kg.findings.network.words import rule_text
from kg.model import Corpus
from kg.ontology import Ontology
from kg.problems import KgError
from kg.report.sheets import render_sheets
from kg.sheet import Named, Sheet

TIES = ("a + b s1", "a + c s1", "b - c s2", "c + d s2", "a 0 e s1", "a >+ e s2", "e >- a s1", "b values Sea")
CORPUS = str(ROOT / "corpus")


def sheet(ontology: Ontology, key: str, *ties: str, **options: Any) -> Sheet:
    (found,) = network_sheets(corpus_of_ties(*ties), ontology, [key], **options)
    return found


def cells(found: Sheet) -> list[tuple[object, ...]]:
    """Return the cells of a table, with ids for names."""
    return [tuple(cell.id if isinstance(cell, Named) else cell for cell in line.cells) for line in found.lines]


def kg(*arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "--corpus", CORPUS])


def test_the_most_central_stand_with_the_source_that_holds_them_up(ontology: Ontology) -> None:
    found = sheet(ontology, "centrality", *TIES, top=3)

    assert found.title == "Actors by degree: the first 3 of 5"
    assert [(*row[:3], *row[-2:]) for row in cells(found)] == [
        (1, "a", 3, 2, "s1"),
        (1, "c", 3, 2, "s2"),
        (3, "b", 2, None, None),
    ]
    assert [claim.local_id for claim in found.lines[0].claims] == ["p1-1", "p1-2", "p1-5", "p1-7", "p1-6"]


def test_the_table_follows_another_measure(ontology: Ontology) -> None:
    found = sheet(ontology, "centrality", *TIES, by="betweenness")

    assert found.title == "Actors by betweenness: 5"
    # 3 of 6 pairs of others have their way through a, as many through c
    assert [(row[0], row[1], row[3]) for row in cells(found)] == [
        (1, "a", 0.5),
        (1, "c", 0.5),
        (3, "e", 0.0),
        (3, "b", 0.0),
        (3, "d", 0.0),
    ]


def test_ranks_by_each_measure_are_grouped(ontology: Ontology) -> None:
    found = sheet(ontology, "ranks", *TIES, top=1)

    assert [row[:3] for row in cells(found)] == [
        ("degree", 1, "a"),
        ("betweenness", 1, "a"),
        ("eigenvector", 1, "a"),
        ("pagerank", 1, "a"),
    ]


def test_rows_can_be_about_one_actor_in_the_whole_network(ontology: Ontology) -> None:
    whole = {row[2]: row for row in cells(sheet(ontology, "ranks", *TIES, top=0)) if row[0] == "degree"}
    found = sheet(ontology, "ranks", *TIES, only=["d"])

    assert [row for row in cells(found) if row[0] == "degree"] == [whole["d"]]
    assert [row[2] for row in cells(sheet(ontology, "communities", *TIES, only=["e"]))] == ["A, E"]
    assert sheet(ontology, "triads", *TIES, only=["d"]).title == "Triads: 0 of 1"
    with pytest.raises(KgError, match=r"^SEA is tied to no other actor"):
        sheet(ontology, "ranks", *TIES, "sea values Sea", only=["sea"])


def test_a_triad_has_a_row_for_each_sign_with_its_claims(ontology: Ontology) -> None:
    found = sheet(ontology, "triads", *TIES)

    assert cells(found) == [
        (1, "unbalanced", "a", "b", "friendly", 7, 1, 0),
        (1, "unbalanced", "a", "c", "friendly", 7, 1, 0),
        (1, "unbalanced", "b", "c", "hostile", -6, 0, 1),
    ]
    assert [[claim.local_id for claim in line.claims] for line in found.lines] == [["p1-1"], ["p1-2"], ["p1-3"]]


def test_balance_is_summed_up_with_the_rule_and_what_is_mixed(ontology: Ontology) -> None:
    found = sheet(ontology, "balance", *TIES)

    assert cells(found) == [
        ("friendly dyads", 4, 5, 0.8),
        ("hostile dyads", 1, 5, 0.2),
        ("neutral dyads", 0, 5, 0.0),
        ("mixed dyads, with claims of both signs", 1, 5, 0.2),
        ("balanced triads", 0, 1, 0.0),
        ("balanced or weakly balanced triads", 0, 1, 0.0),
        ("signs against two camps", 1, 5, 0.2),
        ("signs against any number of camps", 1, 5, 0.2),
    ]
    assert found.notes[:3] == (
        "Of Ties, 7 of 8 claims count; left out: 1 that do not join two actors.",
        "Sign of a dyad: of its claims that are affirmed, actual and in the sources' own voice, the sum of the "
        "valences (--voice, --mood, --sign, --neutral).",
        "Mixed dyads: A and E.",
    )
    assert "describes and does not predict" in found.notes[-1]


def test_camps_and_what_stands_against_them(ontology: Ontology) -> None:
    ties = ("a - b", "a - c", "b - c", "c + d", "a - d", "b - d", "x - y")

    assert cells(sheet(ontology, "camps", *ties)) == [
        ("two", 1, "1", 2, "A, B"),
        ("two", 1, "2", 2, "C, D"),
        ("two", 2, "1", 1, "X"),
        ("two", 2, "2", 1, "Y"),
        ("any", 1, "1", 2, "C, D"),
        ("any", 1, "2", 1, "A"),
        ("any", 1, "3", 1, "B"),
        ("any", 2, "1", 1, "X"),
        ("any", 2, "2", 1, "Y"),
    ]
    assert cells(sheet(ontology, "against", *ties)) == [("two", "a", "b", "hostile", -6, 0, 1)]


def test_actors_who_stand_alone_share_a_row_and_one_who_could_change_has_a_mark(ontology: Ontology) -> None:
    foes = ("a - b", "a - c", "b - c")
    found = cells(sheet(ontology, "camps", *foes))

    assert found[-1] == ("any", 1, "each alone", 3, "A, B, C")
    assert any("*" in str(row[-1]) for row in found if row[0] == "two")


def test_a_change_of_the_rule_stands_in_a_row_of_its_own(ontology: Ontology) -> None:
    found = sheet(ontology, "sensitivity", *TIES, "b >+ c s1 claimant=b", rule=SignRule(voice="own", method="majority"))

    assert [(row[0], row[-1]) for row in cells(found)] == [
        ("as given", 0),
        ("--voice any", 1),
        ("--mood any", 0),
        ("--voice any --mood any", 1),
        ("--sign sum", 1),
        ("--sign unanimous", 0),
        ("--sign mean --neutral 1", 0),
        ("without s1", 3),
        ("without s2", 3),
    ]


def test_who_acts_on_whom(ontology: Ontology) -> None:
    assert cells(sheet(ontology, "roles", *TIES))[:2] == [
        ("a", 2, 1, 0, 1, 0, 1, 2, pytest.approx(1 / 3)),
        ("c", 0, 0, 0, 0, 0, 0, 3, None),
    ]
    assert ("a", "e", 2, 1, 0, pytest.approx(1 / 3)) in cells(sheet(ontology, "directions", *TIES))
    assert ("a", "e", 3, "friendly", 1, 1, 1, "mixed") in cells(sheet(ontology, "dyads", *TIES))


def test_a_rule_is_said_in_words(ontology: Ontology) -> None:
    assert rule_text(SignRule(voice="any", mood="any", method="majority", neutral=1.5), ontology) == (
        "of its claims that are affirmed, in any mood and in any voice, how many more are friendly than hostile, "
        "however much so; neutral up to 1.5 either way"
    )


def test_what_was_not_tried_is_said(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(centrality, "WORK", 1600)
    found = sheet(ontology, "centrality", *TIES)

    assert found.notes[-1] == ("Left out in turn: of 2 sources the 1 with the most claims; all would take long.")


def test_from_one_source_none_is_left_out_and_that_is_said(ontology: Ontology) -> None:
    found = sheet(ontology, "brokers", "a + b", "b + c")

    assert found.notes[-1] == "All claims that count are from one source, so that none can be left out."
    assert [row[4:6] for row in cells(found)] == [(None, None)] * 3


def test_nothing_to_count_is_an_error_that_tells_what_was_left_out(ontology: Ontology) -> None:
    with pytest.raises(KgError) as caught:
        sheet(ontology, "balance", "a + b claimant=a", "a + b modality=planned", "a + b polarity=denied")

    assert str(caught.value) == (
        "no two actors are tied. Of Ties, 0 of 3 claims count; left out: 1 denied, 1 in the voice of others "
        "(--voice any), 1 not actual (--mood any)."
    )


# The command


def test_by_default_an_overview_is_shown() -> None:
    done = kg()

    assert (done.exit_code, done.stderr) == (0, "")
    assert [
        line for line in done.stdout.splitlines() if line.startswith(("Actors by", "Communities:", "Structural"))
    ] == [
        "Actors by degree: the first 10 of 81",
        "Communities: 15, modularity 0.217",
        "Structural balance",
    ]
    assert "   6  Turkey                5        0.025        0.260     0.014  18        rusi-2022\n" in done.stdout


def test_each_row_of_each_table_has_claims_behind_it(bundled: Corpus, ontology: Ontology) -> None:
    sheets = network_sheets(bundled, ontology)
    found = json.loads(render_sheets(sheets, "json"))

    assert tuple(sheet.key for sheet in sheets) == SHEETS
    assert {sheet.key: len(found[sheet.key]["rows"]) for sheet in sheets} == {
        sheet.key: len([line for line in sheet.lines if line.claims]) for sheet in sheets
    }
    for sheet in sheets:
        assert len(list(csv.reader(io.StringIO(render_sheets([sheet], "csv", claims=True))))) == len(sheet.lines) + 1


def test_a_filter_by_voice_or_mood_decides_what_counts() -> None:
    planned, asserted = (
        kg("--modality", "planned", "--show", "dyads"),
        kg("--modality", "planned", "--mood", "asserted"),
    )

    assert "Of Iran and Russia in five articles: planned, 34 of 96 claims count; left out:" in planned.stdout
    assert "affirmed, in any mood and in the sources' own voice" in planned.stdout
    assert isinstance(asserted.exception, KgError)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--by", "fame"], 2, "'fame' is not one of 'degree', 'betweenness', 'eigenvector', 'pagerank'"),
        (["--top", "-1"], 2, "-1 is not in the range x>=0"),
        (["--neutral", "nan"], 2, "neutral is up to a number from 0, not nan"),
        (["--sign", "product"], 2, "'product' is not one of 'sum', 'mean', 'majority', 'unanimous'"),
        (
            ["--polarity", "denied"],
            4,
            "no two actors are tied. Of Iran and Russia in five articles: denied, 0 of",
        ),
        (["--actor", "Turky"], 4, "nothing is called 'Turky'; did you mean actor:turkey?"),
        (["-f", "csv"], 2, "CSV holds one table; name it with --show, one of: centrality ranks communities"),
    ],
)
def test_a_wrong_option_is_refused_with_a_cure(arguments: list[str], code: int, message: str) -> None:
    done = kg(*arguments)
    failed = done.exception

    assert (failed.status if isinstance(failed, KgError) else done.exit_code) == code
    assert message in (str(failed) if isinstance(failed, KgError) else done.stderr)


def test_the_same_comes_out_in_each_process(tmp_path: Path) -> None:
    shown = [part for key in ("ranks", "communities", "camps") for part in ("--show", key)]
    first, second = (
        run_kg("network", *shown, "--corpus", CORPUS, cwd=tmp_path, variables={"PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    )

    assert first.code == 0
    assert first == second
