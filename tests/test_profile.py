from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from conftest import ROOT, CorpusFolder
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.analysis.profile import PRIOR, Contrast, profile, stresses
from kg.analysis.share import wilson
from kg.cli import cli
from kg.findings.profile import profile_sheets
from kg.lookup import UnknownTermError
from kg.model import Actor, Claim, Corpus, Origin, Source
from kg.network import pairs
from kg.ontology import Ontology
from kg.problems import KgError, MisuseError
from kg.sheet import Cell, Named, Sheet

HERE = Origin("claims.csv", 2)


def claim(source: str, local_id: str, subject: str, relation: str, object: str, **more: Any) -> Claim:
    cells: dict[str, Any] = {"paragraph": int(local_id[1]), "origin": HERE} | more
    return Claim(source=source, local_id=local_id, subject=subject, relation=relation, object=object, **cells)


#: Valences: attacks -9, trades-with +4, supplies-arms-to +10, opposes -3.
CORPUS = Corpus(
    actors=tuple(
        Actor(id=id, kind="state", label=id.title(), origin=HERE) for id in ("norland", "sudonia", "isles", "ada")
    ),
    sources=tuple(Source(id=id, origin=HERE) for id in ("gazette", "herald", "times")),
    claims=(
        claim("gazette", "p1-1", "norland", "attacks", "sudonia"),
        claim("gazette", "p1-2", "sudonia", "trades-with", "norland", modality="possible", claimant="ada"),
        claim("gazette", "p3-1", "sudonia", "opposes", "norland", polarity="denied", modality="planned"),
        claim("gazette", "p3-2", "norland", "trades-with", "ada", certainty="medium", claimant="unnamed"),
        claim("herald", "p1-1", "norland", "supplies-arms-to", "sudonia"),
        claim("herald", "p1-2", "sudonia", "supplies-arms-to", "isles", modality="expected"),
        claim("herald", "p1-3", "norland", "trades-with", "sudonia"),
        claim("times", "p2-1", "sudonia", "attacks", "isles", claimant="ada"),
        claim("times", "p2-2", "sudonia", "attacks", "norland", polarity="denied"),
    ),
)


def rows(sheet: Sheet) -> list[tuple[object, ...]]:
    """Return the cells of a table, ids for what has one, and floats to four places."""
    return [tuple(map(plain, line.cells)) for line in sheet.lines]


def plain(cell: Cell) -> str | int | float | None:
    return cell.id if isinstance(cell, Named) else round(cell, 4) if isinstance(cell, float) else cell


@pytest.fixture(scope="module")
def sheets(ontology: Ontology) -> Mapping[str, Sheet]:
    return {sheet.key: sheet for sheet in profile_sheets(CORPUS, ontology, profile(CORPUS, ontology, "gazette"))}


def test_an_overview_tells_how_claims_are_made_beside_the_others(sheets: Mapping[str, Sheet]) -> None:
    figures = {row[0]: (row[1], row[4]) for row in rows(sheets["overview"])}

    assert figures == {
        "claims": (4, 5),
        "paragraphs with claims": (2, 2),
        "claims per such paragraph": (2.0, 2.5),
        "own voice": (0.5, 0.8),
        "attributed": (0.5, 0.2),
        "denied": (0.25, 0.2),
        "hedged": (0.25, 0.2),
        "former": (0.0, 0.0),
        "expected": (0.0, 0.2),
        "possible": (0.25, 0.0),
        "planned": (0.25, 0.0),
        "normative": (0.0, 0.0),
        "hypothetical": (0.0, 0.0),
        "unsure": (0.25, 0.0),
        "mean valence": (-0.3333, 3.75),
    }
    assert sheets["overview"].notes[:2] == (
        "others: herald, times together. Shares are of all claims.",
        "hedged: expected, possible, hypothetical.",
    )


def test_each_figure_of_an_overview_leads_to_its_claims(sheets: Mapping[str, Sheet]) -> None:
    behind = {line.cells[0]: [claim.id for claim in line.claims] for line in sheets["overview"].lines}

    assert behind["denied"] == ["gazette.p3-1", "times.p2-2"]
    assert behind["hedged"] == ["gazette.p1-2", "herald.p1-2"]
    assert behind["mean valence"] == [c.id for c in CORPUS.claims if not c.polarity]
    assert behind["claims"] == [c.id for c in CORPUS.claims]


def test_voices_are_those_that_a_source_reports(sheets: Mapping[str, Sheet]) -> None:
    assert rows(sheets["voices"]) == [("unnamed", 1, 0), ("ada", 1, 1)]


def test_dyads_are_compared_by_the_mean_valence_of_what_is_affirmed(sheets: Mapping[str, Sheet]) -> None:
    """Gazette: -9 and +4; the others: +10 and +4. What is denied has no valence."""
    assert rows(sheets["dyads"]) == [("norland", "sudonia", -2.5, 2, 7.0, 2, -9.5)]
    assert [c.id for c in sheets["dyads"].lines[0].claims] == [
        *("gazette.p1-1", "gazette.p1-2", "herald.p1-1", "herald.p1-3")
    ]
    assert rows(sheets["own-dyads"]) == [("ada", "norland", 1)]
    assert rows(sheets["missing-dyads"]) == [("isles", "sudonia", 2, 2)]


def test_names_are_all_that_claims_mention(sheets: Mapping[str, Sheet]) -> None:
    assert rows(sheets["own-names"]) == []
    assert rows(sheets["missing-names"]) == [("isles", "state", 2, 2)]


def test_families_are_shares_of_all_claims(sheets: Mapping[str, Sheet], ontology: Ontology) -> None:
    found = {row[0]: (row[1], row[4], row[7]) for row in rows(sheets["families"])}
    family = {
        code: ontology.relations[code].family for code in ("attacks", "trades-with", "supplies-arms-to", "opposes")
    }

    assert found == {
        family["attacks"]: (0.25, 0.4, -0.15),
        family["trades-with"]: (0.5, 0.2, 0.3),
        family["supplies-arms-to"]: (0.0, 0.4, -0.4),
        family["opposes"]: (0.25, 0.0, 0.25),
    }
    assert [row[7] for row in rows(sheets["families"])] == [-0.4, 0.3, 0.25, -0.15]


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_are_those_that_newcombe_prints(part: int, whole: int, low: float, high: float) -> None:
    """R. G. Newcombe, Statistics in Medicine 17, 1998, table I, method 3."""
    assert tuple(round(bound, 4) for bound in wilson(part, whole)) == (low, high)


@given(st.integers(1, 500), st.data())
def test_the_bounds_of_an_interval_are_shares_that_just_would_not_surprise(whole: int, data: st.DataObject) -> None:
    """The definition: at a bound p the score |share - p| / sqrt(p (1 - p) / n) is 1.96."""
    part = data.draw(st.integers(0, whole))
    for bound in wilson(part, whole):
        if 0 < bound < 1:
            score = abs(part / whole - bound) / math.sqrt(bound * (1 - bound) / whole)
            assert score == pytest.approx(1.959964, abs=1e-5)
        else:
            assert bound == part / whole


def used(own: Mapping[str, int], others: Mapping[str, int]) -> tuple[Contrast, ...]:
    """Return relations that are used so often."""

    def claims(source: str, number: int) -> tuple[Claim, ...]:
        return tuple(claim(source, f"p1-{n}", "norland", "attacks", "sudonia") for n in range(number))

    codes = sorted({*own, *others})
    return tuple(
        Contrast(key=(code,), own=claims("gazette", own.get(code, 0)), others=claims("herald", others.get(code, 0)))
        for code in codes
    )


def test_what_is_distinctive_is_reckoned_by_hand() -> None:
    """Of 8 claims 4 use a: with a prior of 8 its share counts 4. Odds 7 to 5 and 5 to 7; variance 1/7 + 1/5."""
    one, other = stresses(used({"a": 3, "b": 1}, {"a": 1, "b": 3}), prior=8)

    assert (one.relation.key, other.relation.key) == (("a",), ("b",))
    assert one.log_odds == pytest.approx(math.log(49 / 25)) == pytest.approx(-other.log_odds)
    assert one.z == pytest.approx(math.log(49 / 25) / math.sqrt(12 / 35)) == pytest.approx(-other.z)
    assert not one.is_marked


def test_what_is_far_apart_is_marked() -> None:
    found = stresses(used({"a": 60, "b": 40, "c": 100}, {"a": 10, "b": 90, "c": 100}))

    assert [(s.relation.key[0], s.is_marked, s.z > 0) for s in found[:2]] == [("a", True, True), ("b", True, False)]
    assert (found[2].relation.key[0], round(found[2].z, 9), found[2].is_marked) == ("c", 0.0, False)


@pytest.mark.parametrize(
    ("own", "others"), [({}, {"a": 1, "b": 1}), ({"a": 1, "b": 1}, {}), ({"a": 2}, {"a": 3}), ({}, {})]
)
def test_nothing_is_distinctive_where_there_is_nothing_to_compare(own: dict[str, int], others: dict[str, int]) -> None:
    assert stresses(used(own, others)) == ()


def reference(own: np.ndarray[Any, Any], others: np.ndarray[Any, Any], prior: float) -> np.ndarray[Any, Any]:
    """The z-scores as Monroe, Colaresi and Quinn print them, for all words at once."""
    alpha = prior * (own + others) / (own + others).sum()
    delta = np.log((own + alpha) / (own.sum() + prior - own - alpha))
    delta -= np.log((others + alpha) / (others.sum() + prior - others - alpha))
    return np.asarray(delta / np.sqrt(1 / (own + alpha) + 1 / (others + alpha)))


counts = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=8)


@given(counts, st.floats(0.5, 500))
def test_scores_are_those_of_the_formula_for_all_at_once(pairs: list[tuple[int, int]], prior: float) -> None:
    assume(all(any(pair) for pair in pairs) and all(sum(side) for side in zip(*pairs, strict=True)))
    own, others = ({f"r{n}": pair[side] for n, pair in enumerate(pairs)} for side in (0, 1))

    found = {stress.relation.key[0]: stress.z for stress in stresses(used(own, others), prior=prior)}

    first, second = (np.array(list(side.values()), dtype=float) for side in (own, others))
    expected = reference(first, second, prior)
    assert list(dict(sorted(found.items())).values()) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_scores_are_near_those_of_draws_from_the_posterior() -> None:
    """Independent of the formula: draw shares from the two Dirichlet distributions and compare their log-odds."""
    own, others = {"a": 40, "b": 60, "c": 1900}, {"a": 90, "b": 55, "c": 2855}
    total = {code: own[code] + others[code] for code in own}
    random = np.random.default_rng(7)
    odds = []
    for side in (own, others):
        alphas = [side[code] + PRIOR * total[code] / sum(total.values()) for code in side]
        shares = random.dirichlet(alphas, size=100_000)
        odds.append(np.log(shares / (1 - shares)))
    drawn = dict(zip(own, (odds[0] - odds[1]).mean(axis=0) / (odds[0] - odds[1]).std(axis=0), strict=True))

    found = {stress.relation.key[0]: stress.z for stress in stresses(used(own, others))}

    assert {code: found[code] for code in "ab"} == pytest.approx({code: drawn[code] for code in "ab"}, rel=0.05)


def test_a_source_and_the_others_have_all_claims_between_them(bundled: Corpus, ontology: Ontology) -> None:
    for source in bundled.sources:
        found = profile(bundled, ontology, source.id)

        assert Counter(c.id for c in (*found.own.claims, *found.others.claims)) == Counter(c.id for c in bundled.claims)
        for contrasted in (found.families, tuple(stress.relation for stress in found.relations)):
            assert sum(len(one.own) for one in contrasted) == len(found.own.claims)
            assert sum(len(one.others) for one in contrasted) == len(found.others.claims)
        assert {dyad.key: len(dyad.own) + len(dyad.others) for dyad in found.dyads} == {
            pair.ends: len(pair.claims) for pair in pairs(bundled, ontology)
        }


def test_the_vocabulary_says_what_a_hedge_is(ontology: Ontology) -> None:
    assert [code for code, mood in ontology.modalities.items() if mood.is_hedge] == [
        "expected",
        "possible",
        "hypothetical",
    ]


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["profile", "--corpus", str(folder), *arguments], prog_name="kg")


@pytest.fixture(scope="module")
def folder(corpus_folder: CorpusFolder) -> Path:
    return corpus_folder()


def test_all_sources_stand_side_by_side(folder: Path) -> None:
    ran = run(folder, "-f", "csv", "--show", "sources")

    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.splitlines() == [
        "source,claims,paragraphs,per_paragraph,own_voice,denied,hedged,unsure,valence",
        "gazette,3,2,1.5,0.666667,0,0,0.333333,5.66667",
        "herald,1,1,1,1,1,0,0,",
    ]


def test_a_profile_is_short_unless_a_table_is_asked_for() -> None:
    short, whole = run(ROOT / "corpus", "rusi-2022"), run(ROOT / "corpus", "rusi-2022", "--show", "relations")
    relations = whole.stdout[whole.stdout.index("-----") :].splitlines()[1:]

    assert (short.exit_code, whole.exit_code) == (0, 0)
    assert f"Relations that are distinctive of rusi-2022 (the first 5 of {len(relations)})" in short.stdout
    assert "Profile of rusi-2022\n" in short.stdout
    assert len(short.stdout.splitlines()) < 120


def test_rows_lead_to_claims(folder: Path) -> None:
    told = json.loads(run(folder, "gazette", "-f", "json").stdout)

    assert told["own-names"]["rows"][0] == {
        "name": "ada-brand",
        "name_label": "Ada Brand",
        "kind": "person",
        "claims": 1,
        "claim_ids": ["gazette.p2-1"],
    }
    assert told["claims"]["gazette.p2-1"]["gloss"] == "Norland will trade with Sudonia."


def test_others_may_be_chosen_and_the_source_stays() -> None:
    ran = run(ROOT / "corpus", "rusi-2022", "--source", "noori-2025", "--show", "overview")

    assert "others: noori-2025 together." in ran.stdout


def test_a_source_may_be_alone(folder: Path) -> None:
    ran = run(folder, "Galleys for Sudonia", "--as-of", "2031-05")

    assert ran.exit_code == 0
    assert "others: there are none to compare with." in ran.stdout
    assert ran.stderr == "left out as of 2031-05: herald (published later)\n"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (["gazete"], UnknownTermError, "nothing is called 'gazete'; did you mean source:gazette?"),
        (["norland"], UnknownTermError, "no source is called 'norland'; actor:norland is"),
        (["gazette", "--show", "sources"], MisuseError, "it is one of all sources, so leave out SOURCE"),
        (["--show", "relations"], MisuseError, "it is one of a source, so name SOURCE"),
        (["herald", "--as-of", "2031-05"], KgError, "no claim of herald belongs to this part"),
        (["herald", "--polarity", "affirmed"], KgError, "no claim of herald belongs to this part"),
        (["gazette", "-f", "csv"], MisuseError, "CSV holds one table; name it with --show"),
    ],
)
def test_wrong_use_is_told_with_a_cure(folder: Path, arguments: list[str], error: type[KgError], message: str) -> None:
    found = run(folder, *arguments).exception

    assert isinstance(found, error)
    assert message in str(found)
