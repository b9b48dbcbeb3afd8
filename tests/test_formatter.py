from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from build_fixtures import run_kg
from conftest import ACTORS, CorpusFolder
from hypothesis import given
from hypothesis import strategies as st
from long.kill_builds import formatting, kill_at_random

from kg.formatter import changed, format_corpus, format_positions, format_table
from kg.problems import KgError
from kg.reader import layout
from kg.reader.table import LONGEST_CELL, Columns, read_table

ACTOR_COLUMNS = layout.ENTITY_COLUMNS[layout.ACTORS]


def formatted(text: str | bytes, columns: Columns = layout.CLAIM_COLUMNS) -> str:
    """Return the canonical form of a table whose form has no faults."""
    table, problems = read_table(text if isinstance(text, bytes) else text.encode(), "table.csv", columns)
    assert problems == []
    return format_table(table, columns.all, is_claims=columns.all[-1] == "certainty")


def claim_rows(*rows: str, more: str = "") -> str:
    return "\n".join([f"id,paragraph,subject,relation,object{more}", *rows, ""])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([",3,a,r,b", ",3,a,r,c"], ["p3-1,3,a,r,b", "p3-2,3,a,r,c"], id="from one upwards"),
        pytest.param([",3,a,r,b", "p3-7,3,a,r,c"], ["p3-7,3,a,r,c", "p3-8,3,a,r,b"], id="gaps are not filled"),
        pytest.param(
            ["p3-9,3,a,r,b", ",4,a,r,c", "p3-10,3,a,r,d", ",3,a,r,e"],
            ["p3-9,3,a,r,b", "p3-10,3,a,r,d", "p3-11,3,a,r,e", "p4-1,4,a,r,c"],
            id="paragraph by paragraph, in numbers and not in letters",
        ),
        pytest.param(["p10-1,10,a,r,b", "p9-1,9,a,r,c"], ["p9-1,9,a,r,c", "p10-1,10,a,r,b"], id="in order"),
        pytest.param(["x1,3,a,r,b", ",3,a,r,c"], ["x1,3,a,r,b", "p3-1,3,a,r,c"], id="odd ids are not mended"),
        pytest.param([",x,a,r,b", ",,a,r,c"], [",x,a,r,b", ",,a,r,c"], id="no paragraph, no id"),
    ],
)
def test_claims_without_an_id_are_numbered_after_the_highest_of_their_paragraph(
    before: list[str], after: list[str]
) -> None:
    assert formatted(claim_rows(*before)) == claim_rows(*after)


def test_an_id_that_a_row_of_another_paragraph_has_is_not_given_again() -> None:
    assert formatted(claim_rows("p3-1,5,a,r,b", ",3,a,r,c")) == claim_rows("p3-2,3,a,r,c", "p3-1,5,a,r,b")


@pytest.mark.parametrize("paragraph", ["１", "٣", "1000000", "9" * 5_000, "1.5", "-1"])
def test_a_paragraph_that_is_none_gives_no_id(paragraph: str) -> None:
    rows = ["p1-1,1,a,r,b", f",{paragraph},a,r,c"]

    assert sorted(formatted(claim_rows(*rows)).splitlines()) == sorted(claim_rows(*rows).splitlines())


def test_a_link_to_a_row_far_above_the_first_stays() -> None:
    rows = claim_rows(f"p1-1,1,a,r,b,because:-{'9' * 5_000}", more=",link")

    assert formatted(rows) == rows


def test_a_table_without_a_column_of_ids_gets_one() -> None:
    assert formatted("subject,object,paragraph,relation\na,b,2,r\n") == claim_rows("p2-1,2,a,r,b")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([",2,a,r,b,", ",1,a,r,c,if:-1"], ["p1-1,1,a,r,c,if:p2-1", "p2-1,2,a,r,b,"], id="the row above"),
        pytest.param(
            [",1,a,r,b,", ",1,a,r,c,", ",1,a,r,d,if:-2|because:-1"],
            ["p1-1,1,a,r,b,", "p1-2,1,a,r,c,", "p1-3,1,a,r,d,if:p1-1|because:p1-2"],
            id="several in one cell",
        ),
        pytest.param([",1,a,r,b,if:-1", ",1,a,r,c,to:-9"], ["p1-1,1,a,r,b,if:-1", "p1-2,1,a,r,c,to:-9"], id="too far"),
        pytest.param([",x,a,r,b,", ",1,a,r,c,to:-1"], [",x,a,r,b,", "p1-1,1,a,r,c,to:-1"], id="to a row without an id"),
        pytest.param(
            ["p1-1,1,a,r,b,", ",1,a,r,c,to:p1-1|to:x.p1-1|to:-1-1"],
            ["p1-1,1,a,r,b,", "p1-2,1,a,r,c,to:p1-1|to:x.p1-1|to:-1-1"],
            id="other links stay",
        ),
    ],
)
def test_links_to_rows_above_are_resolved_before_rows_are_ordered(before: list[str], after: list[str]) -> None:
    assert formatted(claim_rows(*before, more=",link")) == claim_rows(*after, more=",link")


def test_one_file_of_all_claims_is_ordered_by_source_and_numbered_within_each() -> None:
    header = "source,id,paragraph,subject,relation,object,link\n"
    before = "tides,,1,a,r,b,\nbells,,2,a,r,b,\nbells,,1,a,r,b,if:-1\ntides,p1-4,1,a,r,c,\n"
    after = "bells,p1-1,1,a,r,b,if:p2-1\nbells,p2-1,2,a,r,b,\ntides,p1-4,1,a,r,c,\ntides,p1-5,1,a,r,b,\n"

    assert formatted(header + before, layout.CLAIM_COLUMNS_WITH_SOURCE) == header + after


def test_what_excel_writes_becomes_utf8_with_commas_and_lf() -> None:
    excel = b"\xef\xbb\xbf" + 'id,kind,label\r\nsudonia,state,"Sudönia, South"\r\nnorland,state,Norland\r\n'.encode()

    assert formatted(excel, ACTOR_COLUMNS) == 'id,kind,label\nnorland,state,Norland\nsudonia,state,"Sudönia, South"\n'


@pytest.mark.parametrize(
    "cell",
    [
        "two, with a comma",
        'a "quoted" word',
        '"all of it"',
        "two\nlines",
        "two\r\nlines",
        "two\rlines",
        "  leading and trailing  ",
        "\ttab",
        "Ünïcödé 日本 \u202eright to left",
        "=1+1",
        "-1",
        "007",
    ],
)
def test_a_cell_stays_as_it_was(cell: str) -> None:
    assert cells_after_formatting([("a", "k", cell)]) == [["a", "k", cell]]


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
IDS = st.from_regex(r"[a-z]{1,4}", fullmatch=True)


@given(st.lists(st.tuples(IDS, CELLS, CELLS), max_size=6))
def test_cells_survive_whatever_they_hold(rows: list[tuple[str, str, str]]) -> None:
    assert cells_after_formatting(rows) == sorted(([*row] for row in rows), key=lambda row: row[0])


def cells_after_formatting(rows: list[tuple[str, str, str]]) -> list[list[str]]:
    quoted = "".join(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) + "\n" for row in rows)
    table, _ = read_table(f"id,kind,label\n{quoted}".encode(), "actors.csv", ACTOR_COLUMNS)
    return list(csv.reader(io.StringIO(format_table(table, ACTOR_COLUMNS.all, is_claims=False), newline="")))[1:]


IDS_OF_CLAIMS = st.sampled_from(["", "p1-1", "p1-3", "p2-1", "p2-12", "odd"])
CLAIM_ROWS = st.tuples(st.sampled_from(["bells", "tides"]), IDS_OF_CLAIMS, st.sampled_from("12x"))


@given(st.lists(st.tuples(IDS_OF_CLAIMS, st.sampled_from("12"), st.integers(0, 4)), max_size=8))
def test_formatting_what_is_formatted_changes_nothing(rows: list[tuple[str, str, int]]) -> None:
    links = [f"if:-{steps}|to:p1-1" if 0 < steps <= index else "" for index, (*_, steps) in enumerate(rows)]
    lines = [f"{id},{paragraph},a,r,b,{link}" for (id, paragraph, _), link in zip(rows, links, strict=True)]
    once = formatted(claim_rows(*lines, more=",link"))

    assert formatted(once) == once


def test_rows_stay_where_they_are_while_a_link_leads_to_no_row() -> None:
    header = "source,id,paragraph,subject,relation,object,link\n"
    before = "tides,,1,a,r,b,\nbells,,2,a,r,c,if:-1\nbells,,1,a,r,d,\n"
    after = "tides,p1-1,1,a,r,b,\nbells,p2-1,2,a,r,c,if:-1\nbells,p1-1,1,a,r,d,\n"

    assert formatted(header + before, layout.CLAIM_COLUMNS_WITH_SOURCE) == header + after


@given(st.lists(CLAIM_ROWS, max_size=8))
def test_a_given_id_is_never_changed_and_no_claim_gets_lost(rows: list[tuple[str, ...]]) -> None:
    lines = [f"{source},{id},{paragraph},s{n},r,b\n" for n, (source, id, paragraph, *_) in enumerate(rows)]
    text = formatted("source,id,paragraph,subject,relation,object\n" + "".join(lines), layout.CLAIM_COLUMNS_WITH_SOURCE)
    after = {row["subject"]: row for row in csv.DictReader(io.StringIO(text))}

    assert {
        f"s{n}": (source, id or after[f"s{n}"]["id"], paragraph) for n, (source, id, paragraph, *_) in enumerate(rows)
    } == {subject: (row["source"], row["id"], row["paragraph"]) for subject, row in after.items()}


def test_every_table_of_a_corpus_gets_its_canonical_text(corpus_folder: CorpusFolder) -> None:
    folder = corpus_folder(herald="paragraph,subject,relation,object\r\n2,norland,values,galleys\r\n")
    texts, problems = format_corpus(folder)
    ordered = "".join(sorted(ACTORS.splitlines(keepends=True)[1:]))

    assert problems == []
    assert list(texts) == ["actors.csv", "issues.csv", "sources.csv", "claims/gazette.csv", "claims/herald.csv"]
    assert texts["actors.csv"] == ACTORS.splitlines(keepends=True)[0] + ordered
    assert texts["claims/herald.csv"] == claim_rows("p2-1,2,norland,values,galleys")
    assert list(changed(folder, texts)) == ["actors.csv", "issues.csv", "claims/herald.csv"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"id,kind,label\nrome,state\n", "ragged-row"),
        (b"id,kind,label,colour\nrome,state,Rome,red\n", "unknown-column"),
        (b'id,kind,label\nrome,state,"Rome\n', "unclosed-quote"),
        ("id,kind,label\nrome,state,Römer\n".encode("cp1252"), "wrong-encoding"),
        (b"id;kind;label\nrome;state;Rome\n", "wrong-delimiter"),
        (b"id,kind,label\nrome,state,R\0me\n", "nul-character"),
        (b"id,kind,label\nrome,state," + b"x" * (LONGEST_CELL + 1), "oversized-cell"),
        (b"", "empty-file"),
    ],
)
def test_a_table_that_was_not_understood_is_left_alone(corpus_folder: CorpusFolder, data: bytes, code: str) -> None:
    folder = corpus_folder(actors=data)
    texts, problems = format_corpus(folder)

    assert ([problem.code for problem in problems], "actors.csv" in texts) == ([code], False)
    assert (folder / "actors.csv").read_bytes() == data


def test_the_bundled_corpus_is_formatted_already() -> None:
    folder = Path(__file__).parent.parent / "corpus"
    texts, problems = format_corpus(folder)

    assert (list(changed(folder, texts)), problems) == ([], [])


def test_kept_positions_are_written_as_they_are_put_in_order(corpus_folder: CorpusFolder) -> None:
    written = format_positions({"sudonia": (3, -4), "norland": (12, 0)})
    folder = corpus_folder(positions="y,x,id\r\n-4,3,sudonia\r\n0,12,norland\r\n")
    texts, problems = format_corpus(folder)

    assert (written, problems) == ("id,x,y\nnorland,12,0\nsudonia,3,-4\n", [])
    assert texts["layout.csv"] == written


def test_killed_formatting_leaves_each_table_as_it_was_or_in_order(tmp_path: Path) -> None:
    assert {kill.fault for kill in kill_at_random(formatting(tmp_path / "example"), kills=6, seed=2)} == {""}
    assert run_kg("fmt", "--check", cwd=tmp_path / "example").code == 0


def test_what_is_no_file_is_not_passed_over(corpus_folder: CorpusFolder) -> None:
    folder = corpus_folder()
    (folder / "issues.csv").unlink()
    (folder / "issues.csv").mkdir()

    with pytest.raises(KgError, match=r"issues\.csv: it is a folder; put a plain file there"):
        format_corpus(folder)
