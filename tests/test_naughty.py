"""The big list of naughty strings: kept byte for byte where it is text, told where it is none, harmless everywhere."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from browser import Open, Visit
from build_fixtures import project_in
from naughty import strings, texts, write_codes, write_texts

from kg.builder import build, read_project
from kg.explorer import render_page
from kg.lookup import parameter_term
from kg.ontology import Ontology
from kg.places import Project
from kg.problems import KgError, QueryError, has_errors
from kg.reader import read_corpus
from kg.search import fold, search
from kg.store import ask, open_store, rows
from kg.terms import iri

_COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A corpus in which each text is a name and more, with its build."""
    folder = tmp_path_factory.mktemp("naughty")
    (folder / "corpus").mkdir()
    write_texts(folder / "corpus", texts())
    project = project_in(folder)
    read = read_project(project)
    assert not has_errors(read.problems)
    build(project, read)
    return project


@pytest.fixture(scope="module")
def graph(project: Project) -> ox.Store:
    return open_store(project.build / "store")


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("actor:n-", "rdfs:label"),
        ("actor:n-", "skos:altLabel"),
        ("actor:n-", "skos:definition"),
        ("source:s-", "dct:title"),
        ("claim:gazette.p1-", "ent:gloss"),
    ],
)
def test_each_text_is_in_the_graph_byte_for_byte(graph: ox.Store, start: str, said: str) -> None:
    found = rows(graph, f"SELECT ?s ?text {{ ?s {said} ?text FILTER(STRSTARTS(STR(?s), STR({start}))) }}")

    assert {row["s"].removeprefix(iri(start)): row["text"] for row in found} == {
        str(number): text.strip()
        for number, text in enumerate(texts(), start=1)
        if said != "skos:altLabel" or "|" not in text  # which parts aliases
    }


def test_each_string_that_would_not_be_seen_as_it_is_is_told(tmp_path: Path) -> None:
    for number, text in enumerate(refused := [text for text in strings() if text not in texts()]):
        (folder := tmp_path / str(number)).mkdir()
        assert has_errors(read_corpus(write_texts(folder, [text]))[1]), ascii(text)

    assert len(refused) >= 5


def test_a_string_that_is_no_code_is_told_in_its_row(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    write_codes(tmp_path / "corpus")
    problems = read_project(project_in(tmp_path)).problems

    told = {problem.place.line for problem in problems if problem.place.file == "claims/gazette.csv"}
    assert len(told) >= len(strings()) - 2
    assert len({problem.code for problem in problems}) > 12


@pytest.mark.parametrize("type", ["text", "date", "number", "iri", "entity"])
def test_as_a_parameter_a_string_is_one_term_or_refused(graph: ox.Store, type: str) -> None:
    for text in strings()[:: 60 if type == "entity" else 1]:  # a name is looked up among all
        try:
            term = parameter_term(graph, type, text)
        except QueryError as error:
            assert type != "text", error
        else:
            (row,) = rows(graph, f"SELECT ?x {{ BIND({term} AS ?x) }}")
            assert type != "text" or row["x"] == text


def test_any_string_may_be_looked_for(graph: ox.Store) -> None:
    for text in texts()[::120]:
        assert text.strip() in [thing.label for thing in search(graph, text, 500).things] or not fold(text)


def test_a_string_is_no_query_or_is_told(graph: ox.Store) -> None:
    before = rows(graph, _COUNT)
    for text in strings():
        with pytest.raises(KgError, match="error"):
            ask(graph, text)

    assert rows(graph, _COUNT) == before


def _armed(text: str) -> str:
    return text.replace("alert(", "window.pwned=(").replace("prompt(", "window.pwned=(")


def _pwned(visit: Visit) -> bool:
    visit.page.wait_for_timeout(300)
    return bool(visit.page.evaluate("'pwned' in window"))


def test_the_strings_are_harmless_on_the_page(ontology: Ontology, open_page: Open, tmp_path: Path) -> None:
    markup = [_armed(text) for text in texts() if "<" in text or "javascript" in text]
    corpus, _ = read_corpus(write_texts(tmp_path, markup))
    visit = open_page(render_page(corpus, ontology))

    for hash in visit.page.evaluate(
        "['#view=table', ...page.entities.filter((_, n) => n % 12 === 0).map(({ id }) => hashOf({ entity: id }))]"
    ):
        visit.goto(hash)
    visit.page.locator("#search").fill("img")
    visit.page.wait_for_selector("#found [role=option]")

    assert len(markup) > 200
    assert not _pwned(visit)
    assert (visit.requests, visit.complaints) == ([], [])


def test_a_page_that_took_them_for_markup_would_be_found_out(open_page: Open) -> None:
    visit = open_page("<!doctype html>" + "<br>".join(map(_armed, texts())), offline=True)

    assert _pwned(visit)
    assert len(visit.requests) > 5
