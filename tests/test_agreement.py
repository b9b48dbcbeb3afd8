"""Two readings of invented paragraphs, with every figure worked out by hand."""

from __future__ import annotations

import csv
import io
import math
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from build_fixtures import Ran, run_kg
from conftest import ROOT, CorpusFolder, claims
from hypothesis import given
from hypothesis import strategies as st

from kg.agreement import Agreement, Difference, compare, differences, draw_sample, figures
from kg.model import Claim, Corpus, Figure, Origin, SampledParagraph, Source
from kg.ontology import Ontology

SAMPLE_OF_TWO = "source,paragraph\nherald,1\nherald,2\n"
NOWHERE = Origin("none", 1)


def claim(paragraph: int, subject: str, relation: str, object: str, **cells: Any) -> Claim:
    return Claim(
        local_id=f"p{paragraph}-1", source="herald", paragraph=paragraph, subject=subject, relation=relation,
        object=object, origin=NOWHERE, **cells,
    )  # fmt: skip


def readings(first: Sequence[Claim], second: Sequence[Claim], paragraphs: Iterable[int] = (1, 2)) -> Corpus:
    sample = tuple(SampledParagraph(source="herald", paragraph=n, origin=NOWHERE) for n in paragraphs)
    return Corpus(claims=tuple(first), second_reading=tuple(second), sample=sample)


def value(agreement: Agreement, measure: str, source: str = "all") -> tuple[int, float | None]:
    [figure] = [figure for figure in figures(agreement) if (figure.source, figure.measure) == (source, measure)]
    return figure.n, figure.value and round(figure.value, 4)


def test_who_whom_counts_pairs_once_a_paragraph_and_claims_each(ontology: Ontology) -> None:
    first = [
        claim(1, "norland", "opposes", "sudonia"),
        claim(1, "norland", "sanctions", "sudonia"),
        claim(1, "norland", "values", "middle-sea"),
        claim(2, "norland", "opposes", "sudonia"),
    ]
    second = [claim(1, "norland", "opposes", "sudonia"), claim(2, "sudonia", "values", "norland")]
    found = compare(readings(first, second), ontology)

    assert found.matches == ((first[0], second[0]),)
    assert [value(found, f"who-whom {name}") for name in ("precision", "recall", "F1")] == [
        (3, 0.3333),
        (2, 0.5),
        (5, 0.4),
    ]
    assert [value(found, f"claims {name}") for name in ("precision", "recall", "F1")] == [
        (4, 0.25),
        (2, 0.5),
        (6, 0.3333),
    ]


def test_a_symmetric_relation_matches_in_either_direction_and_no_other_does(ontology: Ontology) -> None:
    mutual = readings(
        [claim(1, "norland", "competes-with", "sudonia")], [claim(1, "sudonia", "competes-with", "norland")]
    )
    directed = readings([claim(1, "norland", "opposes", "sudonia")], [claim(1, "sudonia", "opposes", "norland")])

    assert value(compare(mutual, ontology), "who-whom F1") == (2, 1.0)
    assert value(compare(directed, ontology), "who-whom F1") == (2, 0.0)


def test_as_many_claims_match_as_can_and_of_these_the_most_alike(ontology: Ontology) -> None:
    first = [claim(1, "norland", "opposes", "sudonia"), claim(1, "norland", "sanctions", "sudonia", polarity="denied")]
    second = [claim(1, "norland", "sanctions", "sudonia"), claim(1, "norland", "opposes", "sudonia", modality="former")]

    assert compare(readings(first, second), ontology).matches == ((first[0], second[1]), (first[1], second[0]))


def test_only_the_paragraphs_of_the_sample_count(ontology: Ontology) -> None:
    first = [claim(1, "norland", "opposes", "sudonia"), claim(2, "norland", "opposes", "sudonia")]
    found = compare(readings(first, [claim(2, "norland", "opposes", "sudonia")], [2]), ontology)

    assert (found.first, value(found, "claims F1")) == ((first[1],), (2, 1.0))


def test_kappa_is_that_of_a_textbook_table(ontology: Ontology) -> None:
    """Of fifty, both say yes to 20 and no to 15: 0.7 are equal, chance gives 0.5, so that kappa is 0.4."""
    cells = [("", "")] * 20 + [("", "denied")] * 5 + [("denied", "")] * 10 + [("denied", "denied")] * 15
    pairs = [
        tuple(claim(n, "norland", "opposes", "sudonia", polarity=cell) for cell in pair)
        for n, pair in enumerate(cells, 1)
    ]
    found = compare(readings([one for one, _ in pairs], [other for _, other in pairs], range(1, 51)), ontology)

    assert (value(found, "polarity equal"), value(found, "polarity kappa")) == ((50, 0.7), (50, 0.4))


def test_an_empty_cell_is_what_it_stands_for(ontology: Ontology) -> None:
    plain = claim(1, "norland", "opposes", "sudonia")
    found = compare(readings([plain], [replace(plain, polarity="affirmed", modality="actual")]), ontology)

    assert differences(found) == []


def test_kappa_is_left_open_where_nothing_could_have_differed(ontology: Ontology) -> None:
    same = [claim(1, "norland", "opposes", "sudonia")]

    assert value(compare(readings(same, same), ontology), "modality kappa") == (1, None)


def test_two_empty_readings_have_no_figure(ontology: Ontology) -> None:
    assert {figure.value for figure in figures(compare(readings([], []), ontology))} == {None}


def test_the_interval_is_that_of_resampled_paragraphs(ontology: Ontology) -> None:
    """One paragraph in which both readings agree and one in which they do not: a resample has 0, 1 or 2 of each."""
    first = [claim(n, "norland", "opposes", "sudonia") for n in (1, 2)]
    found = compare(readings(first, [first[0]]), ontology)
    [f1] = [figure for figure in figures(found) if (figure.source, figure.measure) == ("herald", "claims precision")]

    assert f1 == Figure("herald", "claims precision", 2, 0.5, 0.0, 1.0)


ENDS = st.sampled_from(["norland", "sudonia", "middle-sea"])
CLAIMS = st.lists(
    st.builds(
        claim,
        st.integers(1, 2),
        ENDS,
        st.sampled_from(["opposes", "values", "competes-with"]),
        ENDS,
        polarity=st.sampled_from(["", "denied"]),
    ),
    max_size=6,
)


@given(CLAIMS, CLAIMS)
def test_swapping_the_readings_swaps_precision_and_recall_alone(
    ontology: Ontology, first: list[Claim], second: list[Claim]
) -> None:
    one, other = (compare(readings(*pair), ontology) for pair in ((first, second), (second, first)))
    swapped = {"claims precision": "claims recall", "claims recall": "claims precision"}

    for measure in ("claims precision", "claims recall", "claims F1"):
        mine, theirs = value(one, measure), value(other, swapped.get(measure, measure))
        assert mine[0] == theirs[0]
        assert mine[1] is theirs[1] is None or math.isclose(mine[1] or 0, theirs[1] or 0)
    assert len(one.matches) <= min(len(first), len(second))


def test_differences_come_in_the_order_of_the_text(ontology: Ontology) -> None:
    one = replace(claim(2, "norland", "opposes", "sudonia", modality="planned"), local_id="p2-2")
    other = claim(2, "norland", "rejects", "sudonia")
    alone, extra = claim(2, "norland", "values", "middle-sea"), claim(1, "sudonia", "values", "middle-sea")

    assert differences(compare(readings([one, alone], [other, extra]), ontology)) == [
        Difference(what="only-second", first=None, second=extra),
        Difference(what="only-first", first=alone, second=None),
        Difference(what="modality", first=one, second=other, cells=("planned", "actual")),
        Difference(what="relation", first=one, second=other, cells=("opposes", "rejects")),
    ]


def test_a_sample_is_the_same_whoever_draws_it_and_never_too_small() -> None:
    sources = [Source(id=name, paragraphs=n, origin=NOWHERE) for name, n in (("gazette", 11), ("herald", 5))]
    drawn = draw_sample(sources, 0.2)

    assert [len([p for s, p in drawn if s == name]) for name in ("gazette", "herald")] == [3, 1]
    assert sorted(draw_sample(reversed(sources), 0.2)) == sorted(drawn)
    assert set(drawn) < set(draw_sample(sources, 0.5))
    assert draw_sample(sources, 1) == [(s.id, n) for s in sources for n in range(1, (s.paragraphs or 0) + 1)]


def study(corpus_folder: CorpusFolder, sample: str | None, second: str) -> Path:
    first = claims("p1-1,1,norland,opposes,sudonia")
    return corpus_folder(herald=first, second_herald=second, sample=sample)


def agree(folder: Path, *options: str) -> Ran:
    return run_kg("agree", "--corpus", str(folder), *options, cwd=folder)


def test_the_command_prints_figures_and_a_list_to_work_through(corpus_folder: CorpusFolder) -> None:
    folder = study(
        corpus_folder, SAMPLE_OF_TWO, claims("p1-1,1,norland,opposes,sudonia", "p2-1,2,sudonia,values,galleys")
    )
    ran = agree(folder)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[:4] == [
        "who-whom  first  second  precision  recall     F1  95 % interval",
        "--------  -----  ------  ---------  ------  -----  --------------",
        "herald        1       2      1.000   0.500  0.667  0.000 to 1.000",
        "all           1       2      1.000   0.500  0.667  0.000 to 1.000",
    ]
    assert ran.out.endswith(
        "\n1 difference in 2 paragraphs\n\nherald p2\n  only the second: p2-1 sudonia values galleys\n"
    )


def test_figures_and_differences_can_be_had_as_tables(corpus_folder: CorpusFolder) -> None:
    folder = study(corpus_folder, SAMPLE_OF_TWO, claims("p1-1,1,norland,rejects,sudonia"))
    work_list = list(csv.DictReader(io.StringIO(agree(folder, "-f", "csv").out)))
    measures = list(csv.DictReader(io.StringIO(agree(folder, "--figures", "-f", "csv").out)))

    assert [(row["what"], row["first_has"], row["second_has"]) for row in work_list] == [
        ("relation", "opposes", "rejects")
    ]
    assert measures[2] == {
        "source": "herald", "measure": "who-whom F1", "n": "2", "value": "1.000", "low": "1.000", "high": "1.000"
    }  # fmt: skip


def test_the_figures_can_be_kept_and_are_read_back(corpus_folder: CorpusFolder) -> None:
    folder = study(corpus_folder, SAMPLE_OF_TWO, claims("p1-1,1,norland,rejects,sudonia"))
    kept = folder / "second-reading" / "before-settling.csv"
    kept.touch()  # as the shell does before it starts us, if our output goes to this file
    kept.write_text(agree(folder, "--figures", "-f", "csv").out, "utf-8")
    page = run_kg("coverage", "--corpus", str(folder), cwd=folder)

    assert (page.code, page.err) == (0, "")
    before, now = page.out.split("### Before the differences were settled")[1].split("### Now")
    assert before.strip() == now.strip()


@pytest.mark.parametrize(
    ("sample", "second", "problem"),
    [
        (
            None,
            claims("p1-1,1,norland,opposes,sudonia"),
            "second-reading/herald.csv:2:6: no sample.csv beside it lists the paragraphs that were read; "
            "'kg agree --draw 0.2' prints one [no-sample]",
        ),
        (
            SAMPLE_OF_TWO,
            claims("p1-1,1,norland,oposes,sudonia"),
            "second-reading/herald.csv:2:16: no relation 'oposes'; did you mean 'opposes'? [unknown-relation]",
        ),
    ],
)
def test_a_second_reading_with_errors_is_not_compared(
    corpus_folder: CorpusFolder, sample: str | None, second: str, problem: str
) -> None:
    folder = study(corpus_folder, sample, second)

    assert agree(folder) == Ran(1, "", f"{problem}\nnothing compared: 1 error, 0 warnings in .\n")


def test_a_corpus_without_second_reading_is_told_how_to_begin(corpus_folder: CorpusFolder) -> None:
    folder = corpus_folder()

    assert agree(folder) == Ran(
        4, "", "error: no second reading in second-reading; 'kg agree --draw 0.2' prints a sample.csv to begin with\n"
    )
    assert agree(folder, "--draw", "0.5") == Ran(0, "source,paragraph\ngazette,1\nherald,2\n", "")
    assert agree(folder, "--draw", "0").code == 2


def test_nothing_is_drawn_from_a_source_of_unknown_length(corpus_folder: CorpusFolder) -> None:
    folder = corpus_folder(sources="id,title\ngazette,Galleys\nherald,Who?\n")

    assert agree(folder, "--draw", "0.5") == Ran(
        4, "", "error: sources.csv lacks the number of paragraphs of gazette and herald\n"
    )


def test_a_second_reading_is_put_in_order_too(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "football", tmp_path, dirs_exist_ok=True)
    table = tmp_path / "corpus" / "second-reading" / "rovers-2024.csv"
    before = table.read_text("utf-8")
    table.write_text(before.replace("p2-2,", ","), "utf-8")
    sample = (tmp_path / "corpus" / "second-reading" / "sample.csv").read_bytes()

    assert run_kg("fmt", cwd=tmp_path).code == 0
    assert table.read_text("utf-8") == before
    assert (tmp_path / "corpus" / "second-reading" / "sample.csv").read_bytes() == sample


@pytest.fixture
def two_annotators(corpus_folder: CorpusFolder) -> tuple[Path, Path]:
    """Two corpora: one reads the gazette and the herald, the other the herald alone, and half of it otherwise."""
    herald = ["p1-1,1,norland,attacks,sudonia", "p2-1,2,norland,values,glass-strait"]
    other = ["p1-1,1,norland,attacks,sudonia", "p2-1,2,sudonia,values,glass-strait"]
    first = corpus_folder(herald=claims(*herald))
    sources = "id,title,published,language,note\nherald,Who Sold What?,2031-06,en,\n"
    return first, corpus_folder(gazette=None, sources=sources, herald=claims(*other))


def test_two_corpora_are_compared_in_the_paragraphs_of_the_sources_of_both(two_annotators: tuple[Path, Path]) -> None:
    first, second = two_annotators
    ran = run_kg("agree", str(first), str(second), "--figures", "-f", "csv", cwd=first)
    figures = {(row["source"], row["measure"]): row for row in csv.DictReader(io.StringIO(ran.out))}

    assert ran.code == 0
    assert {source for source, _ in figures} == {"herald", "all"}
    assert [figures["herald", f"claims {name}"]["value"] for name in ("precision", "recall", "F1")] == ["0.500"] * 3


def test_a_corpus_agrees_with_itself(two_annotators: tuple[Path, Path]) -> None:
    first, _ = two_annotators
    ran = run_kg("agree", str(first), str(first), "--figures", "-f", "csv", cwd=first)

    assert {row["value"] for row in csv.DictReader(io.StringIO(ran.out)) if "kappa" not in row["measure"]} == {"1.000"}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["{first}"], 2, "name two corpora and nothing else, or none"),
        (["{first}", "{second}", "--draw", "0.5"], 2, "name two corpora and nothing else"),
        (["{first}", "nowhere"], 4, "nowhere"),
    ],
)
def test_two_corpora_are_named_or_none(
    two_annotators: tuple[Path, Path], arguments: list[str], code: int, message: str
) -> None:
    first, second = two_annotators
    ran = run_kg("agree", *(text.format(first=first, second=second) for text in arguments), cwd=first)

    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err
