"""Where sources disagree, on small corpora whose points were worked out by hand, and on the bundled one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pytest
from build_fixtures import Ran, run_kg
from conftest import ROOT, CorpusFolder, claims

from kg.analysis.compare import Point, accords, disagreements
from kg.findings.compare import SHEETS, compare_sheets
from kg.model import Corpus
from kg.ontology import Ontology
from kg.reader import read_corpus

SOURCES = "id,title,published,language,paragraphs,note\n" + "".join(
    f"{id},{id.title()},2031,en,9,\n" for id in ("courier", "gazette", "herald")
)
ALSO = "item,polarity,modality,claimant,time,quantity"


class CorpusWith(Protocol):
    """Returns the corpus in which the gazette and the herald have these rows, each after its id and paragraph."""

    def __call__(self, gazette: Sequence[str], herald: Sequence[str] = ()) -> Corpus: ...


class Register(Protocol):
    """Returns the points of such a corpus."""

    def __call__(self, gazette: Sequence[str], herald: Sequence[str] = ()) -> tuple[Point, ...]: ...


@pytest.fixture(scope="session")
def corpus_with(corpus_folder: CorpusFolder) -> CorpusWith:
    def read(gazette: Sequence[str], herald: Sequence[str] = ()) -> Corpus:
        tables = {
            name: claims(*(f"p1-{n},1,{row}" for n, row in enumerate(rows, start=1)), also=ALSO)
            for name, rows in (("gazette", gazette), ("herald", herald))
        }
        corpus, problems = read_corpus(corpus_folder(sources=SOURCES, **tables))
        assert problems == []
        return corpus

    return read


@pytest.fixture(scope="session")
def register(corpus_with: CorpusWith, ontology: Ontology) -> Register:
    return lambda gazette, herald=(): disagreements(corpus_with(gazette, herald), ontology)


def row(start: str, **cells: str) -> str:
    """Return the cells of a claim behind its place: ``subject,relation,object``, and those that are named."""
    return ",".join([start, *(cells.get(column, "") for column in ALSO.split(","))])


def summary(point: Point) -> tuple[str, str, dict[str, list[str]], tuple[str, ...]]:
    return point.kind, point.about, {s.view: [c.id for c in s.claims] for s in point.sides}, point.silent


def test_a_denial_and_what_it_denies_disagree_and_who_is_silent_is_named(register: Register) -> None:
    found = register([row("norland,attacks,sudonia")], [row("norland,attacks,sudonia", polarity="denied")])

    assert list(map(summary, found)) == [
        (
            "polarity",
            "Norland and Sudonia",
            {"Norland attacks Sudonia": ["gazette.p1-1"], "Norland attacks Sudonia, denied": ["herald.p1-1"]},
            ("courier",),
        )
    ]
    assert found[0].is_disagreement
    assert found[0].parted == {("gazette", "herald")}
    assert found[0].entities == ("norland", "sudonia")


def test_a_source_that_denies_in_another_mood_is_not_silent(register: Register) -> None:
    attack = "norland,attacks,sudonia"
    found = register(
        [row(attack), row(attack, polarity="denied")], [row(attack, polarity="denied", modality="expected")]
    )

    assert [(point.kind, point.silent, set(point.parted)) for point in found] == [
        ("polarity", ("courier",), {("gazette", "gazette")}),
        ("stage", ("courier",), {("gazette", "herald"), ("gazette", "gazette")}),
    ]


def test_relations_that_cannot_both_hold_disagree(register: Register) -> None:
    found = register([row("norland,supports,sudonia")], [row("norland,opposes,sudonia")])

    assert [summary(point)[:3] for point in found] == [
        (
            "incompatible",
            "Norland and Sudonia",
            {"Norland supports Sudonia": ["gazette.p1-1"], "Norland opposes Sudonia": ["herald.p1-1"]},
        ),
    ]


def test_a_dyad_is_mixed_by_what_no_disagreement_has(register: Register) -> None:
    found = register(
        [row("norland,supports,sudonia"), row("norland,attacks,sudonia")], [row("norland,opposes,sudonia")]
    )

    assert [summary(point)[::2] for point in found if point.kind == "mixed"] == [
        ("mixed", {"cooperative": ["gazette.p1-1"], "hostile": ["gazette.p1-2", "herald.p1-1"]})
    ]


def test_only_sources_part_whose_own_figures_or_dates_do_not_meet(
    corpus_folder: CorpusFolder, ontology: Ontology
) -> None:
    figures = {"courier": ["~100 item,"], "gazette": ["105 item,"], "herald": ["500 item,", "500 item,2030"]}
    tables = {
        name: claims(
            *(f"p1-{n},1,norland,supplies-arms-to,sudonia,{cells}" for n, cells in enumerate(rows, 1)),
            also="quantity,time",
        )
        for name, rows in figures.items()
    }
    folder = corpus_folder(sources=SOURCES, gazette=tables["gazette"], herald=tables["herald"])
    (folder / "claims" / "courier.csv").write_text(tables["courier"], "utf-8")
    (point,) = disagreements(read_corpus(folder)[0], ontology)

    assert point.parted == {("courier", "herald"), ("gazette", "herald")}


def test_what_is_denied_of_one_cause_and_affirmed_of_it_is_one_point(register: Register) -> None:
    found = register([row("norland,delays,glass-strait")], [row("norland,delays,glass-strait", polarity="denied")])

    assert [point.kind for point in found] == ["polarity"]


def test_who_is_named_as_a_cause_finds_the_others_too(corpus_with: CorpusWith, ontology: Ontology) -> None:
    corpus = corpus_with([row("norland,delays,glass-strait")], [row("sudonia,delays,glass-strait")])

    assert [line.cells[4] for line in compare_sheets(corpus, ontology, ["norland"])[0].lines] == ["Norland", "Sudonia"]
    assert compare_sheets(corpus, ontology, ["galleys"])[0].lines == ()


def test_an_issue_that_is_object_and_item_counts_once(corpus_with: CorpusWith, ontology: Ontology) -> None:
    crossed = "norland,values,glass-strait"
    corpus = corpus_with([row(crossed, item="glass-strait")], [row(crossed, item="glass-strait", polarity="denied")])
    (sheet,) = [sheet for sheet in compare_sheets(corpus, ontology) if sheet.key == "issues"]

    assert [line.cells for line in sheet.lines] == [(("glass-strait", "Strait of Glass"), 1, 1, 0, 0, 0, 0)]


@pytest.mark.parametrize(
    ("one", "other", "disagree"),
    [
        ({"quantity": "12 item"}, {"quantity": "20 item"}, True),
        ({"quantity": "12 item"}, {"quantity": "12 item"}, False),
        ({"quantity": "12..20 item"}, {"quantity": "20 item"}, False),
        ({"quantity": "<12 item"}, {"quantity": "20 item"}, True),
        ({"quantity": ">12 item"}, {"quantity": "20 item"}, False),
        ({"quantity": "~12 item"}, {"quantity": "13 item"}, False),
        ({"quantity": "~12 item"}, {"quantity": "14 item"}, True),
        ({"quantity": "12 item"}, {"quantity": "20 USD"}, False),
        ({"quantity": "12 item", "time": "2030"}, {"quantity": "20 item", "time": "2031"}, False),
        ({"quantity": "12 item", "time": "2030"}, {"quantity": "20 item", "time": "2030-05"}, True),
        ({"quantity": "12 item"}, {"quantity": "20 item", "time": "2031"}, True),
        ({"quantity": "12 item", "modality": "planned"}, {"quantity": "20 item", "modality": "planned"}, True),
        ({"quantity": "12 item"}, {"quantity": "20 item", "polarity": "denied"}, False),
        ({"quantity": "12 item", "item": "galleys"}, {"quantity": "20 item"}, False),
    ],
)
def test_figures_disagree_that_are_of_one_thing_and_time_and_do_not_meet(
    register: Register, one: dict[str, str], other: dict[str, str], disagree: bool
) -> None:
    found = register(
        [row("norland,supplies-arms-to,sudonia", **one)], [row("norland,supplies-arms-to,sudonia", **other)]
    )

    assert [point.kind for point in found].count("quantity") == disagree


def test_a_figure_is_shown_with_its_time(register: Register) -> None:
    trade = "norland,trades-with,sudonia"
    (point,) = register([row(trade, quantity="4 USD", time="2030")], [row(trade, quantity="2 USD")])

    assert summary(point)[1:3] == ("Norland and Sudonia", {"4 USD (2030)": ["gazette.p1-1"], "2 USD": ["herald.p1-1"]})


def test_sources_that_blame_different_ones_disagree(register: Register) -> None:
    found = register([row("norland,delays,glass-strait")], [row("sudonia,delays,glass-strait")])

    assert list(map(summary, found)) == [
        (
            "cause",
            "Strait of Glass is delayed by …",
            {"Norland": ["gazette.p1-1"], "Sudonia": ["herald.p1-1"]},
            ("courier",),
        )
    ]
    assert found[0].parted == {("gazette", "herald")}


@pytest.mark.parametrize(
    ("gazette", "herald"),
    [
        (["norland", "sudonia"], ["sudonia", "ada-brand"]),
        (["norland"], ["norland"]),
        (["norland", "sudonia"], []),
    ],
    ids=["one cause in common", "the same cause", "several causes in one source"],
)
def test_causes_that_complement_each_other_are_no_disagreement(
    register: Register, gazette: list[str], herald: list[str]
) -> None:
    rows = [[row(f"{who},delays,glass-strait") for who in source] for source in (gazette, herald)]

    assert register(*rows) == ()


def test_a_cause_that_one_source_denies_and_another_names_instead_disagree(register: Register) -> None:
    (point,) = register(
        [row("norland,threatens,sudonia", polarity="denied")], [row("ada-brand,threatens,sudonia", claimant="sudonia")]
    )

    assert (point.kind, [side.view for side in point.sides]) == ("cause", ["not Norland", "Ada Brand"])


def test_plan_and_deed_are_a_stage_and_no_disagreement(register: Register) -> None:
    arms = "norland,supplies-arms-to,sudonia"
    (point,) = register([row(arms, item="galleys", modality="planned")], [row(arms, item="galleys", polarity="denied")])

    assert summary(point)[:3] == (
        "stage",
        "Norland and Sudonia (war galleys)",
        {
            "Norland supplies arms to Sudonia (war galleys), planned": ["gazette.p1-1"],
            "Norland supplies arms to Sudonia (war galleys), denied": ["herald.p1-1"],
        },
    )
    assert not point.is_disagreement


@pytest.mark.parametrize(
    ("one", "other"),
    [({"time": "2030"}, {"time": "2031"}), ({"modality": "former"}, {})],
    ids=["dates that do not meet", "then and now"],
)
def test_what_was_so_then_and_is_not_now_is_a_change(
    register: Register, one: dict[str, str], other: dict[str, str]
) -> None:
    attack = "norland,attacks,sudonia"
    found = register([row(attack, **one)], [row(attack, polarity="denied", **other)])

    assert [point.kind for point in found] == ["change"]


def test_two_sources_are_counted_where_they_agree_and_where_they_part(
    corpus_with: CorpusWith, ontology: Ontology
) -> None:
    attack, trade = "norland,attacks,sudonia", "norland,trades-with,sudonia"
    corpus = corpus_with(
        [row(attack), row(trade), row(attack, polarity="denied", modality="expected")],
        [row(attack, polarity="denied"), row("sudonia,trades-with,norland")],
    )
    found = accords(corpus, ontology, disagreements(corpus, ontology))

    assert [
        (
            accord.sources,
            [[claim.id for claim in same] for same in accord.same],
            [point.kind for point in accord.points],
        )
        for accord in found
        if accord.same or accord.points
    ] == [(("gazette", "herald"), [["gazette.p1-2", "herald.p1-2"]], ["polarity"])]
    assert len(found) == 6


def test_causes_stand_by_issue_and_not_by_dyad(corpus_with: CorpusWith, ontology: Ontology) -> None:
    corpus = corpus_with(
        [row("norland,delays,glass-strait"), row("norland,attacks,sudonia")],
        [row("sudonia,delays,glass-strait"), row("norland,attacks,sudonia", polarity="denied")],
    )
    sheets = {sheet.key: sheet for sheet in compare_sheets(corpus, ontology)}

    assert tuple(sheets) == SHEETS
    assert [line.cells for line in sheets["dyads"].lines] == [
        (("norland", "Norland"), ("sudonia", "Sudonia"), 1, 1, 0, 0, 0, 0)
    ]
    assert [line.cells for line in sheets["issues"].lines] == [(("glass-strait", "Strait of Glass"), 1, 0, 0, 0, 1, 0)]


def test_every_row_has_the_claims_that_it_counts(bundled: Corpus, ontology: Ontology) -> None:
    sheets = {sheet.key: sheet for sheet in compare_sheets(bundled, ontology)}
    views = [line for key in ("disagreements", "apart") for line in sheets[key].lines]

    assert views and all(len(line.claims) == line.cells[5] for line in views)
    assert all(line.claims for key in ("dyads", "issues") for line in sheets[key].lines)


#: What the five articles are known to disagree on: the kind it is found under, what it is about, and two of the views.
KNOWN = {
    "delay of the corridor": (
        "cause",
        "International North-South Transport Corridor is delayed by …",
        "Iran",
        "Russia",
    ),
    "trade in 2023": ("quantity", "Iran and Russia", "4e9 USD (2023)", "1.9e9 USD (2023-01/2023-09)"),
    "what drives the treaty": (
        "cause",
        "Comprehensive Strategic Partnership Treaty of January 2025 is driven by …",
        "new geopolitical realities",
        "aggressive containment by the United States",
    ),
    "strategic or tactical": (
        "incompatible",
        "Iran and Russia",
        "Iran is a strategic partner of Russia",
        "Iran is a partner of convenience of Russia",
    ),
    "the Zangezur corridor": (
        "incompatible",
        "Russian officials and Zangezur corridor",
        "Russian officials advocates Zangezur corridor",
        "Russian officials sees as a threat Zangezur corridor",
    ),
    "Russia and Israel": ("mixed", "Israel and Russia", "cooperative", "hostile"),
    "threat of aggression": ("cause", "Iran is threatened by …", "United States", "not foreign aggression"),
    "Su-35 agreed and not received": (
        "stage",
        "Russia and Iran (Su-35 fighter jets)",
        "Russia supplies arms to Iran (Su-35 fighter jets), planned",
        "Russia supplies arms to Iran (Su-35 fighter jets), denied",
    ),
}


@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)
def test_the_known_disagreements_of_the_bundled_corpus_are_found(
    bundled: Corpus, ontology: Ontology, known: tuple[str, str, str, str]
) -> None:
    kind, about, *views = known
    points = [point for point in disagreements(bundled, ontology) if (point.kind, point.about) == (kind, about)]

    assert any(set(views) <= {side.view for side in point.sides} for point in points)


def kg_compare(*arguments: str) -> Ran:
    return run_kg("compare", "--corpus", str(ROOT / "corpus"), *arguments, cwd=ROOT)


def test_the_register_is_printed_with_its_claims(tmp_path: Path) -> None:
    ran = kg_compare("zangezur-corridor", "--show", "disagreements", "--claims", "-f", "md")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "## Disagreements: 1"
    assert (
        "| avdaliani-2024.p21-8 | Russian officials, Lavrov among them, go on promoting the Zangezur corridor. |"
        in ran.out
    )


def test_a_table_goes_to_a_file_in_the_format_of_its_suffix(tmp_path: Path) -> None:
    file = tmp_path / "dyads.csv"

    assert kg_compare("--show", "dyads", "--claims", "-o", str(file)) == Ran(0, "", "")
    first = next(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    assert (first["one"], first["one_label"], first["other"], first["polarity"]) == ("iran", "Iran", "russia", "4")
    assert "treaty-2025.p3-3" in first["claim_ids"].split()


def test_json_has_every_table_and_every_claim() -> None:
    found = json.loads(kg_compare("--show", "sources", "-f", "json").out)

    assert set(found) == {"sources", "claims"}
    assert {id for line in found["sources"]["rows"] for id in line["claim_ids"]} == set(found["claims"])


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ["-f", "csv"],
            2,
            "error: CSV holds one table; name it with --show, one of: disagreements apart dyads issues sources\n",
        ),
        (["--family", "arm"], 2, "error: no family is called 'arm'; did you mean arms?\n"),
        (
            ["--modality", "xyz"],
            2,
            "error: no modality is called 'xyz'; there are actual, former, expected, possible, ",
        ),
        (["--source", "rusi"], 4, "error: nothing is called 'rusi'; did you mean source:rusi-2022?\n"),
        (["Irna"], 4, "error: nothing is called 'Irna'; did you mean actor:iran"),
        (["--source", "rusi-2022", "--place", "israel"], 4, "error: no claim belongs to this part"),
        (["--since", "2022", "--until", "2021"], 2, "error: 2022 comes after 2021; swap them\n"),
        (["-o", "x.doc"], 2, "error: the suffix of x.doc names no format; known are .txt .csv .json .md\n"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_cure(arguments: list[str], code: int, message: str) -> None:
    ran = kg_compare(*arguments)

    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err


def test_claims_without_a_date_are_counted_where_a_span_of_time_leaves_them_out() -> None:
    ran = kg_compare("--since", "2020", "--show", "sources")

    assert (ran.code, ran.err) == (0, "1,100 claims without a date left out\n")


def test_filters_choose_whose_claims_are_compared() -> None:
    assert "Disagreements: 0\n" in kg_compare("--source", "rusi-2022", "--show", "disagreements").out
    own = kg_compare("--claimant", "own", "--show", "disagreements").out
    assert "many analysts" not in own and "Disagreements: " in own
