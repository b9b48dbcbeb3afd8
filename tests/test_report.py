from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.util import from_n3
from wcwidth import wcswidth

from kg.problems import KgError
from kg.report import FORMATS, render_answer, render_table
from kg.store import ask, memory_store
from kg.terms import iri, literal, term

AWKWARD = 'say "yes", then\n日本 <no> & \\ \t| é'
LINES = [
    f"{term('actor:iran')} {term('rdfs:label')} {literal(AWKWARD, language='en')} .\n",
    f"{term('actor:iran')} <http://elsewhere.example/year> {literal('2024', datatype='xsd:gYear')} .\n",
    f"{term('actor:iran')} {term('ent:valence')} {literal('-2.5', datatype='xsd:decimal')} .\n",
]
ROWS = "SELECT ?property ?value ?none { actor:iran ?property ?value } ORDER BY ?property"
GRAPH = "CONSTRUCT WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    return memory_store(LINES)


def shown(graph: ox.Store, query: str, form: str) -> str:
    return render_answer(ask(graph, query), form)[0]


@pytest.mark.parametrize(
    ("header", "rows", "table"),
    [
        pytest.param(
            ["who", "claims"],
            [["Iran", "12"], ["Saudi Arabia", "9"]],
            ["who           claims", "------------  ------", "Iran              12", "Saudi Arabia       9"],
            id="numbers to the right",
        ),
        pytest.param(
            ["x", "n"], [["a", "-1.5"], ["b", ""]], ["x     n", "-  ----", "a  -1.5", "b"], id="numbers with gaps"
        ),
        pytest.param(["x", "n"], [["a", "1 of 2"]], ["x  n", "-  ------", "a  1 of 2"], id="words to the left"),
        pytest.param(
            ["x", "y"], [["日本", "1"], ["ab", "2"]], ["x     y", "----  -", "日本  1", "ab    2"], id="wide letters"
        ),
        pytest.param(
            ["x", "y"], [["cafe\u0301", "1"], ["cafés", "2"]], ["x      y", "-----  -", "cafe\u0301   1", "cafés  2"],
            id="combining marks",
        ),
        pytest.param(
            ["x", "y"], [["日\xa0本", "1"]], ["x      y", "-----  -", "日 本  1"], id="wide letters, no-break space",
        ),
        pytest.param(
            ["x", "y"], [["日本\n日本", "1"]], ["x          y", "---------  -", "日本 日本  1"],
            id="wide letters, line break",
        ),
        pytest.param(
            ["x", "y"], [["می\u200cروم", "1"], ["👩\u200d👧", "2"]],
            ["x      y", "-----  -", "می\u200cروم  1", "👩\u200d👧     2"], id="joiners",
        ),
        pytest.param(["x", "y"], [["", "z"], ["a", ""]], ["x  y", "-  -", "   z", "a"], id="no spaces at the end"),
        pytest.param(["x", "n"], [], ["x  n", "-  -"], id="no rows"),
    ],
)  # fmt: skip
def test_columns_stand_under_each_other(header: list[str], rows: list[list[str]], table: list[str]) -> None:
    assert render_table(header, rows).splitlines() == table


SENTENCES = st.lists(st.text(st.sampled_from("abcé日本-"), min_size=1, max_size=6), max_size=9).map(" ".join)


@given(st.lists(st.tuples(SENTENCES, SENTENCES, SENTENCES), max_size=4), st.integers(50, 90))
def test_no_line_is_wider_than_the_screen_when_words_are_short(rows: list[tuple[str, str, str]], width: int) -> None:
    lines = render_table(["a", "b", "c"], rows, width=width).splitlines()

    assert max(map(wcswidth, lines)) <= width


@pytest.mark.parametrize(
    ("width", "table"),
    [
        (
            24,
            [
                "who   says",
                "----  ------------------",
                "Iran  one two three four",
                "      five",
            ],
        ),
        (
            1,
            [
                "who   says",
                "----  -----",
                "Iran  one",
                "      two",
                "      three",
                "      four",
                "      five",
            ],
        ),
    ],
)
def test_long_cells_are_wrapped_between_words(width: int, table: list[str]) -> None:
    assert render_table(["who", "says"], [["Iran", "one two three four five"]], width=width).splitlines() == table


def test_a_word_that_is_longer_than_the_screen_stays_whole() -> None:
    word = "antidisestablishmentarianism"

    assert render_table(["x"], [[f"an {word}"]], width=10).splitlines() == ["x", "-" * len(word), "an", word]


def test_markdown_is_escaped() -> None:
    assert render_table(["x", "n"], [["a|b\nc", "1"]], markdown=True) == "| x | n |\n| --- | --: |\n| a\\|b c | 1 |"


@pytest.mark.parametrize(("cell", "escaped"), [("\\|", "\\\\\\|"), ("a\r\nb", "a b")])
def test_markdown_takes_nothing_in_a_cell_for_markup(cell: str, escaped: str) -> None:
    assert render_table(["x"], [[cell]], markdown=True) == f"| x |\n| --- |\n| {escaped} |"


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\x9b", "\u202e"])
def test_what_could_steer_a_terminal_is_not_written_to_a_table(character: str) -> None:
    assert character not in render_table(["x"], [[f"red{character}[31m"]])


def test_a_table_shows_short_names_and_unusual_types(graph: ox.Store) -> None:
    query = (
        "SELECT * { VALUES ?what { <http://elsewhere.example/year> ent:valence } actor:iran ?what ?is } ORDER BY ?what"
    )

    assert render_answer(ask(graph, query), "table") == (
        "is                what\n"
        "----------------  -------------------------------\n"
        "2024 (xsd:gYear)  <http://elsewhere.example/year>\n"
        "-2.5              ent:valence",
        2,
    )


def test_csv_reads_back(graph: ox.Store) -> None:
    assert list(csv.reader(io.StringIO(shown(graph, ROWS, "csv"), newline=""))) == [
        ["property", "value", "none"],
        ["http://elsewhere.example/year", "2024", ""],
        [iri("rdfs:label"), AWKWARD, ""],
        [iri("ent:valence"), "-2.5", ""],
    ]


def test_tsv_has_a_line_a_row_in_turtle_terms(graph: ox.Store) -> None:
    head, *lines = shown(graph, ROWS, "tsv").splitlines()
    values = [line.split("\t")[1] for line in lines]

    assert head == "?property\t?value\t?none"
    assert [from_n3(value) for value in values] == [
        rdflib.Literal("2024", datatype=rdflib.XSD.gYear),
        rdflib.Literal(AWKWARD, lang="en"),
        rdflib.Literal("-2.5", datatype=rdflib.XSD.decimal),
    ]


def test_json_reads_back(graph: ox.Store) -> None:
    assert json.loads(shown(graph, ROWS, "json")) == {
        "head": {"vars": ["property", "value", "none"]},
        "results": {
            "bindings": [
                {
                    "property": {"type": "uri", "value": "http://elsewhere.example/year"},
                    "value": {"type": "literal", "value": "2024", "datatype": iri("xsd:gYear")},
                },
                {
                    "property": {"type": "uri", "value": iri("rdfs:label")},
                    "value": {"type": "literal", "value": AWKWARD, "xml:lang": "en"},
                },
                {
                    "property": {"type": "uri", "value": iri("ent:valence")},
                    "value": {"type": "literal", "value": "-2.5", "datatype": iri("xsd:decimal")},
                },
            ]
        },
    }


def test_xml_reads_back(graph: ox.Store) -> None:
    tree = ElementTree.fromstring(shown(graph, ROWS, "xml"))

    assert [value.text for value in tree.iter("{http://www.w3.org/2005/sparql-results#}literal")] == [
        "2024",
        AWKWARD,
        "-2.5",
    ]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # of its own reader of JSON-LD
@pytest.mark.parametrize(
    ("form", "name"),
    [("turtle", "turtle"), ("table", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdfxml", "xml")],
)
def test_graphs_read_back(graph: ox.Store, form: str, name: str) -> None:
    expected = rdflib.Graph().parse(data="".join(LINES), format="nt")

    assert set(rdflib.Graph().parse(data=shown(graph, GRAPH, form), format=name)) == set(expected)


def test_turtle_states_the_prefixes_it_uses_and_no_others(graph: ox.Store) -> None:
    lines = shown(graph, GRAPH, "turtle").splitlines()

    assert {line.split()[1] for line in lines if line.startswith("@prefix")} == {"ent:", "actor:", "rdfs:", "xsd:"}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("query", "word"), [("ASK { ?s ?p ?o }", "true"), ("ASK { ?s ?s ?s }", "false")])
def test_a_yes_or_no_is_one_in_every_format(graph: ox.Store, form: str, query: str, word: str) -> None:
    text, rows = render_answer(ask(graph, query), form)
    answer = {
        "json": lambda: str(json.loads(text)["boolean"]).lower(),
        "xml": lambda: ElementTree.fromstring(text)[1].text,
    }.get(form, lambda: text)

    assert (answer(), rows) == (word, None)


@pytest.mark.parametrize(
    ("query", "form", "message"),
    [
        (ROWS, "turtle", "rows cannot be written as turtle; take one of table, md, csv, tsv, json, xml"),
        (ROWS, "rdfxml", "rows cannot be written as rdfxml; take one of table, md, csv, tsv, json, xml"),
        (GRAPH, "csv", "a graph cannot be written as csv; take one of turtle, nt, jsonld, rdfxml"),
        (GRAPH, "md", "a graph cannot be written as md; take one of turtle, nt, jsonld, rdfxml"),
    ],
)
def test_a_format_that_an_answer_does_not_have_is_refused(graph: ox.Store, query: str, form: str, message: str) -> None:
    with pytest.raises(KgError) as error:
        render_answer(ask(graph, query), form)
    assert str(error.value) == message
