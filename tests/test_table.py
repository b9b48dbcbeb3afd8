from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Place
from kg.reader.table import Columns, Table, read_table

COLUMNS = Columns(("id", "kind", "label"), frozenset({"id", "kind"}))
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).map(str.strip)
PIECES = st.sampled_from([b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\0", b";", b"|", b" ", b"id", b"a", b"\xff"])


def read(data: bytes) -> tuple[list[list[str]], list[str]]:
    """Return the cells of each row and the problems as they are printed."""
    table, problems = read_table(data, "t.csv", COLUMNS)
    return [[row[name] for name in table.header] for row in table.rows], [str(problem) for problem in problems]


@pytest.mark.parametrize(
    "data",
    [
        b"id,kind,label\na,b,c\nd,,e\n",
        b"id,kind,label\na,b,c\nd,,e",
        b"id,kind,label\r\na,b,c\r\nd,,e\r\n",
        b"id,kind,label\ra,b,c\rd,,e\r",
        b"\xef\xbb\xbfid,kind,label\r\na,b,c\r\nd,,e\r\n",
        b'"id","kind","label"\n"a","b","c"\n"d","","e"\n',
        b"id,kind,label\n\na,b,c\n,,\nd,,e\n\n",
    ],
    ids=["LF", "no last line end", "CRLF", "CR", "BOM and CRLF", "quotes", "blank lines"],
)
def test_what_spreadsheets_write_is_read_without_a_word(data: bytes) -> None:
    assert read(data) == ([["a", "b", "c"], ["d", "", "e"]], [])


def test_columns_may_stand_in_any_order_and_be_left_out() -> None:
    table, problems = read_table(b"kind,id\nb,a\n", "t.csv", COLUMNS)

    assert (table.header, problems) == (("kind", "id"), [])
    assert [next(iter(table.rows))[name] for name in ("id", "kind", "label")] == ["a", "b", ""]


def test_lines_and_columns_are_counted_on_across_cells_of_several_lines() -> None:
    table, _ = read_table('id,kind,label\n"é\nb",c,d\ne,"f,g",h\n'.encode(), "t.csv", COLUMNS)

    assert [[row.origin.of(name) for name in table.header] for row in table.rows] == [
        [Place("t.csv", 2, 1), Place("t.csv", 3, 4), Place("t.csv", 3, 6)],
        [Place("t.csv", 4, 1), Place("t.csv", 4, 3), Place("t.csv", 4, 9)],
    ]


@pytest.mark.parametrize("later", ["f", '"f"'])
@pytest.mark.parametrize("cell", ['"c', '"c""', '"c ""d"" e'])
def test_an_unclosed_quote_is_named_where_it_opened_and_the_rows_after_it_are_read(cell: str, later: str) -> None:
    assert read(f"id,kind,label\na,b,{cell}\nd,e,{later}\ng,h,i\n".encode()) == (
        [["a", "b", cell], ["d", "e", "f"], ["g", "h", "i"]],
        ["t.csv:2:5: the quote that opens here is not closed; close it after the cell's text [unclosed-quote]"],
    )


def test_everything_that_is_wrong_with_a_table_is_reported_at_once() -> None:
    assert read(b'id,kind,lable\n a,b,c\nd,e\n"f"g,h,i\nj,k,l\r\n') == (
        [["a", "b", "c"], ['"f"g', "h", "i"], ["j", "k", "l"]],
        [
            "t.csv:1:9: no such column 'lable'; did you mean 'label'? [unknown-column]",
            "t.csv:2:1: warning: white space around the cell's text [stray-space]",
            "t.csv:3:3: the row has 2 cells and the table 3 columns [ragged-row]",
            "t.csv:4:1: text follows the closing quote of this cell; double the quotes inside it [stray-quote]",
            "t.csv:5:1: warning: this line ends otherwise than the first; 'kg fmt' makes all ends alike "
            "[mixed-line-ends]",
        ],
    )


@pytest.mark.parametrize(
    ("most", "told"),
    [
        (
            {"MOST_LINES": 3},
            "t.csv:4:1: the table has more than 3 lines; what follows from here is not read [too-much]",
        ),
        (
            {"MOST_FAULTS": 1},
            "t.csv:5:1: the table has more than 1 faults; what follows from here is not read [too-much]",
        ),
    ],
)
def test_what_is_too_much_is_not_read_and_the_rows_before_it_are(
    most: dict[str, int], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, number in most.items():
        monkeypatch.setattr(f"kg.reader.table.{name}", number)

    rows, problems = read(b"id,kind,label\na,b,c\nd\ne\nf,g,h\n")

    assert (rows, problems[-1]) == ([["a", "b", "c"]], told)


@given(st.lists(st.tuples(CELLS.filter(bool), CELLS, CELLS)), st.booleans())
def test_what_the_csv_module_writes_is_read_back_equal_and_each_place_points_at_its_cell(
    rows: list[tuple[str, str, str]], all_quoted: bool
) -> None:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL).writerows([COLUMNS.all, *rows])
    text = written.getvalue()

    table, problems = read_table(text.encode(), "t.csv", COLUMNS)

    assert [(row["id"], row["kind"], row["label"]) for row in table.rows] == rows
    assert {problem.code for problem in problems} <= {"mixed-line-ends", "control-character", "unseen-character"}
    assert [_at(place, text) for row in table.rows for place in map(row.origin.of, table.header)] == [
        cell for row in rows for cell in row
    ]


def _at(place: Place, text: str) -> str:
    """Return the content of the cell that begins at *place*, as the csv module reads it."""
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
    rest = csv.reader(io.StringIO(text[starts[place.line - 1] + place.column - 1 :], newline=""))
    return (next(rest, []) or [""])[0]


@given(st.one_of(st.binary(), st.lists(PIECES).map(b"".join)), st.sampled_from([b"", b"id,kind\n", b"\xef\xbb\xbf"]))
def test_no_bytes_make_the_reader_stumble(data: bytes, start: bytes) -> None:
    table, problems = read_table(start + data, "t.csv", COLUMNS)

    assert isinstance(table, Table)
    assert table.header or problems
    assert {tuple(row.cells) for row in table.rows} <= {table.header}
