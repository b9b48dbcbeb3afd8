from __future__ import annotations

import csv
import io
import itertools
import json
import os
import re
import stat
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from in_process import call_kg
from rdflib.util import from_n3
from wcwidth import wcswidth

from kg.problems import KgError, MisuseError
from kg.report import (
    FORMATS,
    Naming,
    Solutions,
    Written,
    format_of,
    labels_from,
    needs_pager,
    render_answer,
    render_table,
    solutions,
    use_colour,
    write_answer,
    write_bytes,
    write_file,
    write_folder,
)
from kg.report.answers import ROWS as FORMATS_OF_ROWS
from kg.report.rows import pass_on
from kg.report.tables import render_vertical
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


def written(graph: ox.Store, query: str, form: str, names: Naming | None = None, **how: int | bool) -> str:
    pieces: list[str] = []
    write_answer(ask(graph, query), form, pieces.append, names=names, **how)  # type: ignore[arg-type]
    return "".join(pieces)


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
        pytest.param(["n"], [["1.5E3"], ["+2"], [".5"]], ["    n", "-----", "1.5E3", "   +2", "   .5"], id="any"),
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
    [
        ("turtle", "turtle"),
        ("table", "turtle"),
        ("nt", "nt"),
        ("trig", "turtle"),
        ("nq", "nt"),
        ("jsonld", "json-ld"),
        ("rdfxml", "xml"),
    ],
)
def test_graphs_read_back(graph: ox.Store, form: str, name: str) -> None:
    expected = rdflib.Graph().parse(data="".join(LINES), format="nt")

    assert set(rdflib.Graph().parse(data=shown(graph, GRAPH, form), format=name)) == set(expected)


@pytest.mark.parametrize(("form", "like"), [("json", "jsonld"), ("xml", "rdfxml"), ("table", "turtle")])
def test_a_graph_is_written_in_the_format_of_graphs_that_is_like_one_of_rows(
    graph: ox.Store, form: str, like: str
) -> None:
    assert shown(graph, GRAPH, form) == shown(graph, GRAPH, like)


def test_turtle_states_the_prefixes_it_uses_and_no_others(graph: ox.Store) -> None:
    lines = shown(graph, GRAPH, "turtle").splitlines()

    assert {line.split()[1] for line in lines if line.startswith("@prefix")} == {"ent:", "actor:", "rdfs:", "xsd:"}


@pytest.mark.parametrize("form", sorted(set(FORMATS) - set(FORMATS_OF_ROWS)))
def test_a_yes_or_no_is_no_graph(graph: ox.Store, form: str) -> None:
    with pytest.raises(MisuseError, match=f"^yes or no cannot be written as {form}; take one of table, "):
        write_answer(ask(graph, "ASK {}"), form, print)


@pytest.mark.parametrize("form", FORMATS_OF_ROWS)
@pytest.mark.parametrize(("query", "word"), [("ASK { ?s ?p ?o }", "true"), ("ASK { ?s ?s ?s }", "false")])
def test_a_yes_or_no_is_one_in_every_format_of_rows(graph: ox.Store, form: str, query: str, word: str) -> None:
    pieces: list[str] = []
    done = write_answer(ask(graph, query), form, pieces.append)
    text = "".join(pieces)
    if form == "json":
        answer = str(json.loads(text)["boolean"]).lower()
    elif form == "xml":
        answer = ElementTree.fromstring(text)[1].text or ""
    else:
        answer = text.removesuffix("\n")

    assert (answer, done) == (word, Written(answer=word == "true"))


OF_ROWS = "table, vertical, md, html, csv, spreadsheet, tsv, json, xml, ndjson"


@pytest.mark.parametrize(
    ("query", "form", "message"),
    [
        (
            ROWS,
            "turtle",
            f"rows cannot be written as turtle; take one of {OF_ROWS}",
        ),
        (
            ROWS,
            "rdfxml",
            f"rows cannot be written as rdfxml; take one of {OF_ROWS}",
        ),
        (GRAPH, "tsv", "a graph cannot be written as tsv; take one of turtle, trig, nt, nq, jsonld, rdfxml, html"),
        (GRAPH, "csv", "a graph cannot be written as csv; take one of turtle, trig, nt, nq, jsonld, rdfxml, html"),
        (GRAPH, "md", "a graph cannot be written as md; take one of turtle, trig, nt, nq, jsonld, rdfxml, html"),
    ],
)
def test_a_format_that_an_answer_does_not_have_is_refused(graph: ox.Store, query: str, form: str, message: str) -> None:
    with pytest.raises(KgError) as error:
        render_answer(ask(graph, query), form)
    assert str(error.value) == message


# Rows for programs

EVERY_TERM = """SELECT ?iri ?text ?tagged ?turned ?whole ?part ?far ?yes ?day ?quoted ?none {
  VALUES (?iri ?text ?tagged ?turned ?whole ?part ?far ?yes ?day ?quoted) {
    (<http://a.example/?a=b&c=d> "a\\tb\\"\\n\\r\\r\\n\\\\<&>,é日" "x"@en-gb
     "x"@ar--rtl 7 -1.50 1e3 true "2024-02-30"^^xsd:date "")
    (rel:x "" "y"@fr "y"@he--ltr "007"^^xsd:integer "5."^^xsd:decimal "INF"^^xsd:double "1"^^xsd:boolean
     "x"^^<http://a.example/b'c> "y")
  }
}"""
_READ = {"tsv": ox.QueryResultsFormat.TSV, "json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML}


def terms(answer: object) -> list[list[object]]:
    assert isinstance(answer, ox.QuerySolutions)
    return [list(row) for row in answer]


@pytest.mark.parametrize("form", _READ)
def test_every_kind_of_term_reads_back(graph: ox.Store, form: str) -> None:
    text = written(graph, EVERY_TERM, form)

    assert terms(ox.parse_query_results(text.encode(), _READ[form])) == terms(ask(graph, EVERY_TERM))


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_triple_that_is_a_term_reads_back(graph: ox.Store, form: str) -> None:
    query = 'SELECT * { BIND(<<( actor:iran rel:x "y"@en )>> AS ?said) }'

    assert terms(ox.parse_query_results(written(graph, query, form).encode(), _READ[form])) == terms(ask(graph, query))


def test_a_triple_that_is_a_term_is_written_in_every_format_of_rows(graph: ox.Store) -> None:
    query = "SELECT * { BIND(<<( actor:iran rel:x 1 )>> AS ?said) }"
    full = f"<<( <{iri('actor:iran')}> <{iri('rel:x')}> 1 )>>"

    assert [written(graph, query, form).splitlines()[-1] for form in ("table", "csv", "tsv", "ndjson")] == [
        "<<( actor:iran rel:x 1 )>>",
        full,
        full,
        json.dumps({"said": full}, separators=(",", ":")),
    ]


def rows_of(*values: str) -> Solutions:
    return Solutions(("x",), [(ox.Literal(value),) for value in values])


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
XML_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20)


@pytest.mark.parametrize("form", ["tsv", "json"])
@given(values=st.lists(TEXTS, max_size=4))
def test_any_text_reads_back(form: str, values: list[str]) -> None:
    text = render_answer(rows_of(*values), form)[0] + "\n"

    assert terms(ox.parse_query_results(text.encode(), _READ[form])) == [[ox.Literal(value)] for value in values]


@given(values=st.lists(XML_TEXTS, max_size=4))
def test_any_text_that_xml_can_hold_reads_back(values: list[str]) -> None:
    text = render_answer(rows_of(*values), "xml")[0]

    assert [e.text or "" for e in ElementTree.fromstring(text.encode()).iter() if e.tag.endswith("literal")] == values


@given(values=st.lists(TEXTS, max_size=4))
def test_any_text_reads_back_from_csv(values: list[str]) -> None:
    lines = render_answer(rows_of(*values), "csv")[0] + "\n"

    assert list(csv.reader(io.StringIO(lines, newline=""))) == [["x"], *([value] for value in values)]


def test_xml_refuses_what_it_cannot_hold() -> None:
    with pytest.raises(KgError) as error:
        render_answer(rows_of("bell\x07"), "xml")
    assert str(error.value) == "XML cannot hold the character U+0007 that the answer has; take another format"


def test_ndjson_has_plain_values(graph: ox.Store) -> None:
    query = """SELECT ?a ?b ?c ?d ?e ?f {
      VALUES (?a ?b ?c ?d ?e) { (actor:iran 7 -1.5 true "say \\"é\\"\\n"@en)
      ("007"^^xsd:integer 1e3 "INF"^^xsd:double false "7")
    } }"""

    first, second = written(graph, query, "ndjson").splitlines()
    assert json.loads(first) == {
        "a": iri("actor:iran"), "b": 7, "c": -1.5, "d": True, "e": 'say "é"\n', "f": None,
    }  # fmt: skip
    assert json.loads(second) == {"a": 7, "b": 1000.0, "c": "INF", "d": False, "e": "7", "f": None}


# Streaming

# As many rows as there are numbers, to the fifth power.
HUGE = "SELECT * {{ VALUES ?a {{ actor:iran }} " + " ".join(f"VALUES ?{x} {{{{ {{n}} }}}}" for x in "bcdef") + " }}"


class ReaderGoneError(Exception):
    pass


@pytest.mark.parametrize("labels", [False, True])
@pytest.mark.parametrize("form", ["csv", "tsv", "json", "ndjson", "xml"])
def test_the_first_row_is_written_before_the_last_is_known(graph: ox.Store, form: str, labels: bool) -> None:
    """The query has a two million million rows, so that nothing that waits for all of them would ever end."""
    query = HUGE.format(n=" ".join(map(str, range(300))))
    pieces: list[str] = []

    def emit(piece: str) -> None:
        pieces.append(piece)
        if len(pieces) == 4:
            raise ReaderGoneError

    with pytest.raises(ReaderGoneError):
        names = Naming(labels=labels, label_of=labels_from(graph))
        write_answer(ask(graph, query), form, emit, names=names)
    assert "".join(pieces).count(iri("actor:iran")) == {"csv": 3, "tsv": 3, "json": 3, "ndjson": 4, "xml": 2}[form]


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "ndjson"])
def test_what_is_held_does_not_grow_with_the_answer(graph: ox.Store, form: str) -> None:
    query = HUGE.format(n=" ".join(map(str, range(8))))
    size = 0

    def emit(piece: str) -> None:
        nonlocal size
        size += len(piece)

    tracemalloc.start()
    done = write_answer(ask(graph, query), form, emit)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert done == Written(rows=32_768, total=32_768)
    assert peak < 500_000 < size


@given(st.lists(st.text(max_size=3), max_size=200), st.lists(st.sampled_from([0.0, 0.01, 0.2]), min_size=1))
def test_pieces_are_passed_on_in_order_and_whole(pieces: list[str], steps: list[float]) -> None:
    passed: list[str] = []
    times = itertools.accumulate(itertools.cycle(steps))

    pass_on(pieces, passed.append, clock=lambda: next(times))

    assert "".join(passed) == "".join(pieces)


def test_later_pieces_go_together_unless_they_are_slow() -> None:
    passed: list[str] = []
    now = 0.0

    def slow() -> Iterator[str]:
        nonlocal now
        for number in range(100):
            now += 1 if number >= 97 else 0.001
            yield f"{number} "

    pass_on(slow(), passed.append, clock=lambda: now)

    assert passed == [*(f"{n} " for n in range(64)), "".join(f"{n} " for n in range(64, 98)), "98 ", "99 "]


# Names


LABELLED = [
    f"<http://l.example/a> {term('rdfs:label')} {literal('Grain', language='en-gb')} .\n",
    f"<http://l.example/a> {term('rdfs:label')} {literal('Korn', language='de')} .\n",
    f"<http://l.example/b> {term('rdfs:label')} {literal('bare')} .\n",
    f"<http://l.example/b> {term('rdfs:label')} {literal('bar', language='de')} .\n",
]


@pytest.mark.parametrize(
    ("languages", "labels"),
    [((), ["Korn", "bare", ""]), (("en",), ["Grain", "bare", ""]), (("fr", "de"), ["Korn", "bar", ""])],
)
def test_a_label_is_in_the_language_that_is_asked_for(languages: tuple[str, ...], labels: list[str]) -> None:
    label_of = labels_from(memory_store(LABELLED), languages)

    assert [label_of(f"http://l.example/{name}") for name in "abc"] == labels


NAMED = "SELECT ?who ?n ?other { VALUES (?who ?n ?other) { (actor:iran 1 <http://elsewhere.example/>) } }"


@pytest.mark.parametrize(
    ("form", "full", "curie", "label"),
    [
        ("csv", "{iran},1,{away}", "actor:iran,1,{away}", "Persia,1,{away}"),
        ("tsv", "<{iran}>\t1\t<{away}>", "actor:iran\t1\t<{away}>", '"Persia"\t1\t<{away}>'),
        (
            "ndjson",
            '{{"who":"{iran}","n":1,"other":"{away}"}}',
            '{{"who":"actor:iran","n":1,"other":"{away}"}}',
            '{{"who":"Persia","n":1,"other":"{away}"}}',
        ),
        ("md", "| {iran} | 1 | {away} |", "| actor:iran | 1 | <{away}> |", "| Persia | 1 | <{away}> |"),
    ],
)
def test_names_are_written_in_full_short_or_as_labels(
    graph: ox.Store, form: str, full: str, curie: str, label: str
) -> None:
    persia = {iri("actor:iran"): "Persia"}
    lines = {
        style: written(graph, NAMED, form, Naming(iri=style, label_of=lambda name: persia.get(name, ""))).splitlines()[
            -1
        ]
        for style in ("full", "curie", "label", "")
    }
    known = {"iran": iri("actor:iran"), "away": "http://elsewhere.example/"}

    expected = {"full": full.format(**known), "curie": curie.format(**known), "label": label.format(**known)}
    assert lines == expected | {"": expected["curie" if form == "md" else "full"]}


@pytest.mark.parametrize(
    ("form", "type"), [("full", "uri"), ("curie", "uri"), ("label", "literal")]
)  # fmt: skip
def test_json_and_xml_say_whether_a_name_is_still_an_iri(graph: ox.Store, form: str, type: str) -> None:
    names = Naming(iri=form, label_of=lambda _: "Persia")
    said = json.loads(written(graph, NAMED, "json", names))["results"]["bindings"][0]["who"]
    tree = ElementTree.fromstring(written(graph, NAMED, "xml", names))

    text = {"full": iri("actor:iran"), "curie": "actor:iran", "label": "Persia"}[form]
    assert (said, tree[1][0][0][0].text, tree[1][0][0][0].tag.partition("}")[2]) == (
        {"type": type, "value": text},
        text,
        type,
    )


def test_an_unknown_way_of_naming_is_refused() -> None:
    with pytest.raises(MisuseError, match="take one of full, curie, label"):
        Naming(iri="short")


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        pytest.param(
            "SELECT * { VALUES (?a ?b) { (1 <http://l.example/a>) (2 <http://l.example/c>) } }",
            ["a,b,b_label", "1,http://l.example/a,Korn", "2,http://l.example/c,"],
            id="beside things and not beside numbers",
        ),
        pytest.param(
            "SELECT * { VALUES (?a ?b) { (1 2) (UNDEF <http://l.example/b>) (<http://l.example/b> 3) } }",
            ["a,a_label,b,b_label", "1,,2,", ",,http://l.example/b,bare", "http://l.example/b,bare,3,"],
            id="wherever a thing may come",
        ),
        pytest.param(
            "SELECT ?b_label ?b { VALUES (?b ?b_label) { (<http://l.example/b> 1) } }",
            ["b_label,b", "1,http://l.example/b"],
            id="not twice",
        ),
        pytest.param("SELECT ?a { FILTER(false) }", ["a"], id="no rows"),
    ],
)
def test_a_column_of_labels_stands_beside_each_of_things(query: str, lines: list[str]) -> None:
    graph = memory_store(LABELLED)
    names = Naming(labels=True, label_of=labels_from(graph))

    assert written(graph, query, "csv", names).splitlines() == lines


def test_a_graph_takes_no_way_of_naming(graph: ox.Store) -> None:
    with pytest.raises(MisuseError, match="turtle names things as RDF does; --iri and --labels are for rows and html"):
        written(graph, GRAPH, "turtle", Naming(labels=True))


def test_columns_come_in_the_order_that_is_asked_for(graph: ox.Store) -> None:
    answer = ask(graph, "SELECT * { VALUES (?b ?a) { (1 2) } }")
    assert isinstance(answer, ox.QuerySolutions)

    assert render_answer(solutions(answer, ["b", "a"]), "csv") == ("b,a\n1,2", 1)


# Tables

COUNTED = "SELECT ?n { VALUES ?n { 1 2 3 4 5 } }"


@pytest.mark.parametrize(
    ("form", "limit", "rows", "done"),
    [
        ("table", 2, 2, Written(rows=2, total=5)),
        ("table", 5, 5, Written(rows=5, total=5)),
        ("vertical", 1, 1, Written(rows=1, total=5)),
        ("csv", 4, 4, Written(rows=4, total=5)),
        ("table", 0, 0, Written(rows=0, total=5)),
    ],
)
def test_what_is_left_out_is_counted(graph: ox.Store, form: str, limit: int, rows: int, done: Written) -> None:
    pieces: list[str] = []

    assert write_answer(ask(graph, COUNTED), form, pieces.append, limit=limit) == done
    assert len(re.findall(r"\d$", "".join(pieces), re.MULTILINE)) == rows


def test_the_rows_are_shown_before_the_others_are_counted() -> None:
    told: list[str] = []

    def rows() -> Iterator[tuple[ox.Literal]]:
        for number in range(3):
            told.append(f"row {number}")
            yield (ox.Literal(number),)

    write_answer(Solutions(("n",), rows()), "table", lambda text: told.append(text), limit=1)

    assert told == ["row 0", "n\n-\n0\n", "row 1", "row 2"]


def test_long_rows_stand_one_column_below_the_other() -> None:
    rows = [["Iran", "one two three four five six"], ["日本", ""]]

    assert render_vertical(["who", "says it"], rows, width=28).splitlines() == [
        "-- 1 --",
        "who      Iran",
        "says it  one two three four",
        "         five six",
        "-- 2 --",
        "who      日本",
        "says it",
    ]


def test_a_row_of_many_columns_is_written_without_a_width(graph: ox.Store) -> None:
    assert written(graph, NAMED, "vertical") == (
        "-- 1 --\nwho    actor:iran\nn      1\nother  <http://elsewhere.example/>\n"
    )


def test_an_answer_without_columns_or_rows_is_no_trouble(graph: ox.Store) -> None:
    nothing = "SELECT ?x { FILTER(false) }"
    forms = ("table", "vertical", "md", "csv", "tsv", "ndjson")

    assert [written(graph, nothing, form) for form in forms] == ["x\n-\n", "", "| x |\n| --- |\n", "x\n", "?x\n", ""]
    assert [written(graph, "SELECT * {}", form) for form in ("ndjson", "json")] == [
        "{}\n",
        '{"head":{"vars":[]},"results":{"bindings":[\n{}\n]}}\n',
    ]


def test_colour_is_only_where_it_is_asked_for(graph: ox.Store) -> None:
    query = "SELECT * { VALUES (?a ?n) { ('x' 1) } }"

    assert written(graph, query, "table", colour=True).splitlines() == [
        "\x1b[1ma  n\x1b[0m",
        "\x1b[2m-  -\x1b[0m",
        "x  1",
    ]
    assert written(graph, query, "vertical", colour=True).splitlines() == [
        "\x1b[2m-- 1 --\x1b[0m",
        "\x1b[1ma\x1b[0m  x",
        "\x1b[1mn\x1b[0m  1",
    ]
    assert "\x1b" not in written(graph, query, "table") + written(graph, query, "csv", colour=True)


@pytest.mark.parametrize(
    ("when", "terminal", "environ", "coloured"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", True, {"TERM": "dumb"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {}, False),
    ],
)
def test_colour_follows_the_option_the_terminal_and_the_environment(
    when: str, terminal: bool, environ: dict[str, str], coloured: bool
) -> None:
    assert use_colour(when, terminal=terminal, environ=environ) is coloured


@pytest.mark.parametrize(
    ("lines", "needed"),
    [
        (["x"] * 9, False),
        (["x"] * 10, True),
        ([""] * 10, True),
        (["x" * 20] * 9, False),
        (["x" * 21] + ["x"] * 8, True),
        (["日" * 10] * 9, False),
        (["日" * 11] + ["x"] * 8, True),
        (["\x1b[1m" + "x" * 20 + "\x1b[0m"] * 9, False),
        ([], False),
    ],
)
def test_a_pager_is_needed_for_more_than_a_screen(lines: list[str], needed: bool) -> None:
    assert needs_pager(lines, 20, 10) is needed


# Pages


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


HOSTILE = """SELECT ?a ?b ?c ?d ?e ?n {
  VALUES (?a ?b ?c ?d ?e ?n) { (<javascript:alert(1)> <https://a.example/?x=1&y=%22> "<script>alert(1)</script>"
    "\u202eevil\u0007" "javascript:alert(2)"^^xsd:anyURI 12)
    (actor:iran "http://b.example/"^^xsd:anyURI "متن"@fa 'a"b' 1 2) }
}"""


def test_a_page_runs_nothing_leads_only_to_the_web_and_asks_no_network(graph: ox.Store) -> None:
    text = written(graph, HOSTILE, "html")
    page = Page(text)
    tags = {tag for tag, _ in page.tags}

    assert [attributes["href"] for tag, attributes in page.tags if tag == "a"] == [
        "https://a.example/?x=1&y=%22",
        iri("actor:iran"),
        "http://b.example/",
    ]
    assert tags == {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "a",
    }
    assert not [a for _, attributes in page.tags for a in attributes if a.startswith("on") or a == "src"]
    assert {"<script>alert(1)</script>", "\\u202eevil\\x07", "actor:iran", "متن"} <= set(page.texts)
    assert {a["dir"] for tag, a in page.tags if tag == "td"} == {"auto"}
    assert [a.get("lang") for tag, a in page.tags if tag == "td" if "lang" in a] == ["fa"]
    assert [a.get("class") for tag, a in page.tags if tag == "td" if "class" in a] == ["number"] * 3


def test_the_title_of_a_page_is_text(graph: ox.Store) -> None:
    pieces: list[str] = []
    write_answer(ask(graph, COUNTED), "html", pieces.append, title="<b>&")

    assert '<h1 dir="auto">&lt;b&gt;&amp;</h1>' in "".join(pieces)


# Graphs

OTHERS = [
    f"{term('actor:iran')} {term('rel:x')} {term('actor:other')} .\n",
    f"{term('actor:iran')} {term('rdf:type')} {term('ent:Actor')} .\n",
    f"{term('actor:iran')} {term('ent:valence')} {literal('1', datatype='xsd:integer')} .\n",
    f"_:b {term('rel:x')} <dc:odd> .\n",
]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # of its own reader of JSON-LD
def test_jsonld_has_the_prefixes_that_it_uses_as_its_context() -> None:
    data = json.loads(written(memory_store(OTHERS), GRAPH, "jsonld"))
    expanded = rdflib.Graph().parse(data="".join(OTHERS[:3]), format="nt")

    assert data["@context"] == {name: iri(f"{name}:") for name in ("ent", "actor", "rel", "rdf", "xsd")}
    assert {node["@id"] for node in data["@graph"]} >= {"actor:iran"}
    assert {*rdflib.Graph().parse(data=json.dumps(data), format="json-ld")} >= set(expanded)


@pytest.mark.parametrize(
    ("triple", "form", "message"),
    [
        ("<http://x/s> <http://x/1> 2", "rdfxml", "RDF/XML has no way to write the relation <http://x/1>; take turtle"),
        (
            "<http://x/s> <http://x/p> '\\u0007'",
            "rdfxml",
            "XML cannot hold the character U+0007 that the answer has; take another format",
        ),
        (
            "<http://x/s> <http://x/p> <<( <http://x/s> <http://x/p> 1 )>>",
            "jsonld",
            "jsonld: JSON-LD does not support RDF 1.2 yet; take turtle",
        ),
    ],
)
def test_what_a_format_of_graphs_cannot_say_is_refused(graph: ox.Store, triple: str, form: str, message: str) -> None:
    with pytest.raises(KgError) as error:
        written(graph, f"CONSTRUCT {{ {triple} }} {{}}", form)
    assert str(error.value) == message


def test_a_graph_has_each_triple_once_and_says_how_many(graph: ox.Store) -> None:
    pieces: list[str] = []
    query = "CONSTRUCT { actor:iran rel:x ?n } { VALUES ?n { 2 1 2 } }"

    assert write_answer(ask(graph, query), "nt", pieces.append) == Written(rows=2, total=2)
    assert re.findall(r'"(\d)"', "".join(pieces)) == ["1", "2"]


def test_triples_from_anywhere_are_a_graph() -> None:
    triple = ox.Triple(ox.NamedNode(iri("actor:iran")), ox.NamedNode(iri("rel:x")), ox.Literal("y"))
    pieces: list[str] = []

    write_answer(iter([triple]), "turtle", pieces.append)

    assert "".join(pieces).endswith('actor:iran rel:x "y" .\n')


# Files


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.csv", "csv"), ("a.tsv", "tsv"), ("a.srj", "json"), ("a.json", "json"), ("a.srx", "xml"), ("a.xml", "xml"),
        ("a.ndjson", "ndjson"), ("a.md", "md"), ("a.html", "html"), ("a.txt", "table"), ("a.ttl", "turtle"),
        ("a.trig", "trig"), ("a.nq", "nq"), ("a.nt", "nt"), ("a.jsonld", "jsonld"), ("a.rdf", "rdfxml"),
        ("folder.x/A.B.TTL", "turtle"),
    ],
)  # fmt: skip
def test_a_suffix_stands_for_a_format(name: str, form: str) -> None:
    assert format_of(Path(name)) == form


@pytest.mark.parametrize(("name", "said"), [("a.xlsx", "the suffix '.xlsx' of a.xlsx"), ("answer", "answer")])
def test_a_suffix_that_stands_for_nothing_is_refused_with_those_that_do(name: str, said: str) -> None:
    with pytest.raises(MisuseError, match=rf"^{re.escape(said)} names no format; known are \.csv \.tsv .* \.rdf$"):
        format_of(Path(name))


def test_a_file_has_what_was_written_when_all_is_done(tmp_path: Path) -> None:
    file = tmp_path / "answer.csv"
    with write_file(file) as write:
        write("é\n")
        assert not file.exists()
        write("two\n")

    assert file.read_bytes() == "é\ntwo\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["answer.csv"]


@pytest.mark.parametrize("error", [KgError, KeyboardInterrupt, BrokenPipeError])
def test_a_failure_leaves_the_old_file_whole(tmp_path: Path, error: type[BaseException]) -> None:
    file = tmp_path / "answer.csv"
    file.write_text("old")
    with pytest.raises(error), write_file(file) as write:
        write("new" * 100_000)
        raise error

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("answer.csv", "old")]


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of Unix")
def test_a_file_keeps_its_mode_and_a_new_one_has_the_usual(tmp_path: Path) -> None:
    old, usual, new = tmp_path / "old", tmp_path / "usual", tmp_path / "new"
    old.write_text("")
    old.chmod(0o640)
    usual.write_text("")
    for file in (old, new):
        with write_file(file) as write:
            write("x")

    modes = [stat.S_IMODE(file.stat().st_mode) for file in (old, new)]
    assert modes == [0o640, stat.S_IMODE(usual.stat().st_mode)]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "answer.csv", tmp_path / "link.csv"
    target.write_text("old")
    link.symlink_to(target)
    with write_file(link) as write:
        write("new")

    assert (link.is_symlink(), target.read_text()) == (True, "new")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such devices")
def test_what_is_no_plain_file_is_written_to_directly() -> None:
    device = Path("/dev/null")
    with write_file(device) as write:
        write("x")

    assert stat.S_ISCHR(device.stat().st_mode)
    full = Path("/dev/full")
    with pytest.raises(KgError, match="cannot write /dev/full: No space left on device"), write_file(full) as write:
        write("x" * 100_000)


def test_bytes_are_written_whole_as_text_is(tmp_path: Path) -> None:
    file = tmp_path / "claims.parquet"
    file.write_bytes(b"old")
    write_bytes(file, b"\x00\xff\r\n")

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("claims.parquet", b"\x00\xff\r\n")]


def test_a_folder_is_made_and_what_else_is_in_it_stays(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    write_folder(folder, {"a.csv": b"1", "b.csv": b"2"})
    (folder / "mine.txt").write_text("mine")
    write_folder(folder, {"a.csv": b"3", "b.csv": b"4"})

    assert {path.name: path.read_text() for path in folder.iterdir()} == {
        "a.csv": "3",
        "b.csv": "4",
        "mine.txt": "mine",
    }


def test_a_folder_gets_all_files_or_none(tmp_path: Path) -> None:
    (tmp_path / "b.csv").mkdir()
    (tmp_path / "a.csv").write_text("old")
    with pytest.raises(MisuseError, match=r"b\.csv is a folder; name a file"):
        write_folder(tmp_path, {"a.csv": b"new", "b.csv": b"new"})

    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "b.csv"}
    assert (tmp_path / "a.csv").read_text() == "old"


def test_a_file_in_the_place_of_a_folder_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("old")
    with pytest.raises(MisuseError, match="is a file; name a folder"):
        write_folder(file, {"a.csv": b"new"})

    assert file.read_text() == "old"


def folder_of(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda folder: folder_of(folder / "a"), MisuseError, "is a folder; name a file"),
        (lambda folder: folder / "none" / "a", KgError, "No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_written_is_explained(
    tmp_path: Path, make: Callable[[Path], Path], error: type[KgError], message: str
) -> None:
    with pytest.raises(error, match=message), write_file(make(tmp_path)) as write:
        write("x")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit to the size of files")
def test_what_finds_no_room_is_told_with_its_path_and_leaves_the_old_file(tmp_path: Path) -> None:
    import resource

    file = tmp_path / "answer.csv"
    file.write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        with pytest.raises(KgError, match=f"cannot write {file}: File too large"), write_file(file) as write:
            write("new")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("answer.csv", "old")]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anything")
def test_a_read_only_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "answer.csv"
    file.write_text("old")
    file.chmod(0o444)
    with pytest.raises(KgError, match="it is read-only"), write_file(file) as write:
        write("new")

    assert file.read_text() == "old"


def test_a_plain_answer_loads_nothing_heavy() -> None:
    script = (
        "import sys, kg.report; print({'rdflib', 'networkx', 'numpy', 'jinja2', 'pyvis', 'pandas'} & {*sys.modules})"
    )

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("set()\n", "")


FORMULAS = ("=1+1", "+49", "-1+1", "@name", "\tx", "\rx", "\nx", "＝1", "－1", "＋1", "＠x")


def test_a_spreadsheet_gets_no_formula_and_exact_csv_changes_nothing() -> None:
    listed = " ".join(f"({text!r} -2)" for text in (*FORMULAS, "a=1"))
    query = f"SELECT ?text ?number {{ VALUES (?text ?number) {{ {listed} }} }}"
    written = {form: "".join(render_answer(ask(ox.Store(), query), form)[:1]) for form in ("csv", "spreadsheet")}

    cells = {form: list(csv.reader(io.StringIO(text, newline=""))) for form, text in written.items()}
    assert cells["csv"] == [["text", "number"], *([text, "-2"] for text in (*FORMULAS, "a=1"))]
    assert cells["spreadsheet"] == [
        ["\ufefftext", "number"],
        *([f"'{text}", "-2"] for text in FORMULAS),
        ["a=1", "-2"],
    ]


@pytest.mark.parametrize(("form", "name"), [("csv", "x.spreadsheet.csv"), ("spreadsheet", "x.csv")])
def test_the_name_of_a_file_tells_which_csv_it_is(form: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "none.ttl").write_bytes(b"")
    ran = call_kg("query", "SELECT (1 AS ?x) {}", "--data", "none.ttl", "-f", form, "-o", name, cwd=tmp_path)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: the name of {name} tells {format_of(name)}, not {form}; ")
    assert not (tmp_path / name).exists()
