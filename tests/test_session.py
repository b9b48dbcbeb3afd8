from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from build_fixtures import build_project, example, project_in, touch
from conftest import ROOT, CorpusFolder

import kg
from kg.explorer.frame import frame
from kg.places import Project
from kg.problems import KgError, QueryError
from kg.session import Given, Graph, Rows, Value
from kg.store import memory_store
from kg.terms import iri, literal, term

__all__ = ["example"]  # a fixture

LINES = [
    f"{term('actor:norland')} {term('rel:fears')} {term('actor:sudonia')} .\n",
    f"{term('actor:sudonia')} {term('rel:fears')} {term('actor:norland')} .\n",
    f"{term('actor:norland')} {term('rdfs:label')} {literal('Norland', language='en')} .\n",
    f"{term('actor:norland')} {term('rdf:type')} {term('ent:Actor')} .\n",
    f"{term('actor:norland')} {term('skos:altLabel')} {literal('the North')} .\n",
]
VALUES = """SELECT ?thing ?other ?text ?whole ?part ?far ?yes ?day ?odd ?none {
  VALUES (?thing ?other ?text ?whole ?part ?far ?yes ?day ?odd) {
    (actor:norland <http://elsewhere.example/> "x"@en 7 1.50 1e3 true "2024-02-29"^^xsd:date "2024-13-40"^^xsd:date)
  } }"""


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph(memory_store(LINES))


@pytest.fixture
def project(tmp_path: Path, example: Project) -> Project:
    """A copy of the example with its build."""
    shutil.copytree(example.corpus, tmp_path / "corpus")
    copied = project_in(tmp_path)
    build_project(copied)
    return copied


def test_rows_are_mappings_from_column_to_a_value_of_python(graph: Graph) -> None:
    rows = graph.query(VALUES)

    assert rows.columns == ("thing", "other", "text", "whole", "part", "far", "yes", "day", "odd", "none")
    assert list(rows) == [
        {
            "thing": "actor:norland",
            "other": "<http://elsewhere.example/>",
            "text": "x",
            "whole": 7,
            "part": 1.5,
            "far": 1000.0,
            "yes": True,
            "day": datetime.date(2024, 2, 29),
            "odd": "2024-13-40",
            "none": None,
        }
    ]
    assert rows.terms[0][4] == ox.Literal("1.5", datatype=ox.NamedNode(iri("xsd:decimal")))


def test_rows_are_a_sequence(graph: Graph) -> None:
    rows = graph.query("SELECT ?n { VALUES ?n { 3 1 2 } } ORDER BY ?n")

    assert (len(rows), rows[0], rows[-1], list(rows[1:])) == (3, {"n": 1}, {"n": 3}, [{"n": 2}, {"n": 3}])
    assert {"n": 2} in rows
    with pytest.raises(IndexError):
        rows[3]


def test_columns_stand_in_the_order_of_the_query(graph: Graph) -> None:
    assert graph.query("SELECT * { ?who rel:fears ?a }").columns == ("who", "a")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("actor:norland", "actor:norland"),
        ("<http://a.example/>", "<http://a.example/>"),
        ("nothing:known", "nothing:known"),
        ("<a> } DROP ALL #>", "<a> } DROP ALL #>"),
        ('say "x"\n', 'say "x"\n'),
        (7, 7),
        (True, True),
        (0.5, 0.5),
        (Decimal("1.50"), 1.5),
        (datetime.date(2024, 2, 29), datetime.date(2024, 2, 29)),
        (ox.Literal("x", language="en"), "x"),
    ],
)
def test_a_value_takes_the_place_of_a_variable(graph: Graph, value: Given, expected: Value) -> None:
    assert list(graph.query("SELECT ?x { BIND(?given AS ?x) }", given=value)) == [{"x": expected}]


def test_a_row_can_be_given_to_the_next_query(graph: Graph) -> None:
    feared = graph.query("SELECT ?x { ?who rel:fears ?x }", who="actor:norland")[0]["x"]

    assert graph.ask("ASK { ?x rel:fears actor:norland }", x=feared)


@pytest.mark.parametrize(
    ("question", "values", "message"),
    [
        ("SELECT ?x {}", {"y": 1}, "error[unknown-parameter]: the query has no ?y"),
        ("ASK {}", {}, "error[form]: this query has no rows; take ask() for it"),
        ("CONSTRUCT WHERE { ?a ?b ?c }", {}, "error[form]: this query has no rows; take construct() for it"),
        ("who-sys", {}, "error[unknown-query]: no saved query and no file 'who-sys'; did you mean 'who-says'?"),
    ],
)
def test_a_question_that_has_no_rows_is_refused(
    graph: Graph, question: str, values: dict[str, Value], message: str
) -> None:
    with pytest.raises(QueryError) as error:
        graph.query(question, **values)
    assert str(error.value) == message


def test_each_form_of_query_has_its_method(graph: Graph) -> None:
    assert graph.ask("ASK { actor:norland rel:fears ?x }")
    assert not graph.ask("ASK { ?x rel:loves ?y }")
    with pytest.raises(QueryError, match="not answered with yes or no"):
        graph.ask("SELECT * { ?a ?b ?c }")
    with pytest.raises(QueryError, match="makes no triples"):
        graph.construct("SELECT * { ?a ?b ?c }")


def test_triples_go_to_rdflib_and_to_files(graph: Graph, tmp_path: Path) -> None:
    triples = graph.construct("CONSTRUCT WHERE { ?a rel:fears ?b }")
    triples.write(tmp_path / "fears.ttl")
    triples.write(tmp_path / "fears.html")
    expected = set(rdflib.Graph().parse(data="".join(LINES[:2]), format="nt"))

    assert (len(triples), set(triples.rdflib())) == (2, expected)
    assert set(rdflib.Graph().parse(tmp_path / "fears.ttl")) == expected
    assert '"label":"Norland"' in (tmp_path / "fears.html").read_text("utf-8")
    assert (triples[0], len(triples[:1])) == (next(iter(triples)), 1)
    assert repr(triples).endswith("actor:sudonia rel:fears actor:norland .\n(2 triples)")


def test_rows_go_to_files_by_their_suffix(graph: Graph, tmp_path: Path) -> None:
    rows = graph.query("SELECT ?a { ?a rel:fears ?b } ORDER BY ?a")
    rows.write(tmp_path / "a.csv")
    rows.write(str(tmp_path / "a.md"))

    assert (tmp_path / "a.csv").read_text() == f"a\n{iri('actor:norland')}\n{iri('actor:sudonia')}\n"
    assert (tmp_path / "a.md").read_text() == "| a |\n| --- |\n| actor:norland |\n| actor:sudonia |\n"


def test_the_whole_graph_goes_to_rdflib(graph: Graph) -> None:
    assert set(graph.rdflib().triples((None, None, None))) == set(
        rdflib.Graph().parse(data="".join(LINES), format="nt")
    )


def test_rows_become_a_dataframe(graph: Graph) -> None:
    pytest.importorskip("pandas")
    frame = graph.query("SELECT ?who ?n { VALUES (?who ?n) { (actor:norland 1) (actor:sudonia 2) } }").to_dataframe()
    empty = graph.query("SELECT ?who ?n { FILTER(false) }").to_dataframe()

    assert frame.to_dict("list") == {"who": ["actor:norland", "actor:sudonia"], "n": [1, 2]}
    assert (list(empty.columns), len(empty)) == (["who", "n"], 0)


def test_without_pandas_the_message_says_what_to_install(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)

    with pytest.raises(KgError, match="pandas is not installed; 'pip install pandas' brings it"):
        graph.query("SELECT * { ?a ?b ?c }").to_dataframe()


def rows_of(number: int) -> Rows:
    return Rows(columns=("n",), terms=tuple((ox.Literal(n),) for n in range(number)))


def test_a_notebook_shows_a_table_and_says_what_it_leaves_out() -> None:
    few, many = rows_of(2)._repr_html_(), rows_of(1500)._repr_html_()

    assert few.count('<td dir="auto" class="number">') == 2
    assert "<p" not in few
    assert "<script" not in few + many
    assert many.count("<td") == 1000
    assert "The first 1,000 of 1,500 rows." in many


def test_a_prompt_shows_a_table_and_says_what_it_leaves_out() -> None:
    assert repr(rows_of(1)) == "n\n-\n0\n(1 row)"
    assert repr(rows_of(0)) == "n\n-\n(0 rows; why() of the graph, with the same question, says why)"
    assert repr(rows_of(30)).splitlines()[-2:] == ["19", "(the first 20 of 30 rows)"]


def test_a_notebook_shows_a_graph_as_its_page(project: Project) -> None:
    opened = kg.open(project.corpus)
    shown = opened._repr_html_()

    assert shown == frame((project.build / "graph.html").read_text("utf-8")) == opened._repr_html_()


def test_the_page_of_a_named_build_is_that_of_the_build(project: Project) -> None:
    shutil.copytree(project.build, project.build.parent / "old")
    touch(project, title="Changed since")
    kg.open(project.corpus)
    opened = kg.open(project.corpus, build=project.build.parent / "old")

    assert "Changed since" not in opened._repr_html_()


def test_a_graph_without_a_page_says_so(graph: Graph, project: Project) -> None:
    opened = kg.open(project.corpus)
    (project.build / "graph.html").unlink()

    assert graph._repr_html_() == opened._repr_html_() == "<p>A graph without a page; query() asks it.</p>"


# Opening


def test_an_open_graph_is_that_of_the_folder(project: Project) -> None:
    graph = kg.open(project.corpus)

    assert len(graph.rdflib()) == (project.build / "graph.nq").read_bytes().count(b"\n")
    assert graph.ask("ASK { ?c a ent:Claim }")


def test_a_saved_query_takes_names_as_people_write_them(project: Project) -> None:
    opened = kg.open(project.corpus)
    who, relation = next(
        (row["who"], row["relation"])
        for row in opened.query("SELECT ?who ?relation { ?c a ent:Claim ; rdf:subject ?who ; rdf:predicate ?relation }")
    )
    label = opened.query("SELECT ?label { ?who rdfs:label ?label }", who=who)[0]["label"]

    assert list(opened.query("who-says", actor=str(label).upper(), relation=relation)) == list(
        opened.query("who-says", actor=who, relation=relation)
    )
    with pytest.raises(QueryError, match=r"error\[unknown-value\]: nothing is called 'nobody here'"):
        opened.query("who-says", actor="nobody here", relation=relation)


def test_why_a_question_finds_nothing_is_told_where_it_does(project: Project) -> None:
    opened = kg.open(project.corpus)

    assert opened.why("SELECT ?c { ?c a ent:Clam }") == ("ent:Clam is not in the graph; did you mean ent:Claim?",)
    assert opened.why("SELECT (COUNT(?c) AS ?n) { ?c ent:paragraph ?p }", p="none") == ('"none" is not in the graph',)
    assert opened.why("SELECT ?c { ?c a ent:Claim }") == ()
    assert opened.why("ASK { ?c a ent:Clam }") == ()


def test_a_corpus_has_questions_of_its_own(project: Project) -> None:
    (project.corpus / "questions").mkdir(exist_ok=True)
    (project.corpus / "questions" / "one.rq").write_text("SELECT (1 AS ?n) {}")

    assert list(kg.open(project.corpus).query("one")) == [{"n": 1}]


def test_a_corpus_that_has_changed_is_built_first(project: Project) -> None:
    touch(project, title="Changed since")

    kg.open(project.corpus)

    assert "Changed since" in (project.build / "graph.html").read_text("utf-8")


def test_a_corpus_with_errors_is_answered_from_the_build_before_with_a_warning(project: Project) -> None:
    (project.corpus / "actors.csv").write_text("id,kind\nx,no-such-kind\n")

    with pytest.warns(UserWarning, match=r"has errors \('kg check'\): answering from .* as it was"):
        graph = kg.open(project.corpus)
    assert graph.ask("ASK { ?c a ent:Claim }")


def test_a_corpus_with_errors_and_no_build_cannot_be_opened(project: Project) -> None:
    shutil.rmtree(project.build)
    (project.corpus / "actors.csv").write_text("id,kind\nx,no-such-kind\n")

    with pytest.raises(KgError, match="has errors; 'kg check' lists them"):
        kg.open(project.corpus)


def test_a_build_that_is_named_is_taken_as_it_is(project: Project, tmp_path: Path) -> None:
    touch(project, title="Changed since")
    before = (project.build / "graph.html").read_bytes()

    assert kg.open(project.corpus, build=project.build).ask("ASK { ?c a ent:Claim }")
    assert (project.build / "graph.html").read_bytes() == before
    with pytest.raises(KgError, match="no graph in"):
        kg.open(project.corpus, build=tmp_path / "none")


def test_the_bundled_corpus_is_opened_anywhere_and_leaves_nothing(tmp_path: Path) -> None:
    script = "import kg; graph = kg.open(); print(graph.ask('ASK { ?c a ent:Claim }'), graph._repr_html_()[:13])"
    variables = {name: value for name, value in os.environ.items() if name != "KG_CORPUS"} | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=variables, capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.stderr, list(tmp_path.iterdir())) == ("True <iframe title\n", "", [])


def test_importing_the_package_loads_none_of_it() -> None:
    script = "import sys, kg; print([name for name in sys.modules if name.startswith('kg.')], kg.open.__name__)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("[] open\n", "")


def test_the_graph_of_the_small_corpus_is_asked_in_python(corpus_folder: CorpusFolder, tmp_path: Path) -> None:
    shutil.copytree(corpus_folder(), tmp_path / "corpus")
    graph = kg.open(tmp_path / "corpus")

    assert list(graph.query("SELECT ?who ?whom { GRAPH graph:asserted { ?who rel:supplies-arms-to ?whom } }")) == [
        {"who": "actor:norland", "whom": "actor:sudonia"}
    ]
