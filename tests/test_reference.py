"""The engine and rdflib give the same answers."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
from build_fixtures import Ran, run_kg
from conftest import ROOT

from kg.builder import compile_lines
from kg.lookup import parameter_term
from kg.problems import QueryError
from kg.queries import find_query
from kg.queries.trial import samples
from kg.reader import read_corpus
from kg.reference import ask_rdflib
from kg.report import render_answer
from kg.store import ask, memory_store
from kg.vocabulary import read_vocabulary

#: Some of each kind of pattern; rdflib takes minutes for all.
SAVED = ("who-says", "claims-of-source", "denied-claims", "most-documented", "timeline", "views-of")
FORMS = [
    "SELECT ?a ?b { ?a a ent:Actor ; rdfs:label ?b } ORDER BY ?a",
    "ASK { ?c a ent:Claim }",
    "CONSTRUCT { ?a rdfs:label ?b } WHERE { ?a a ent:Actor ; rdfs:label ?b }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
]


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    folder = ROOT / "tests" / "football" / "corpus"
    vocabulary, _ = read_vocabulary(ROOT / "ontology", folder / "vocabulary.ttl")
    return memory_store(compile_lines(read_corpus(folder)[0], vocabulary))


def rows(answer: object) -> list[str]:
    form = "nt" if isinstance(answer, ox.QueryTriples) else "tsv" if isinstance(answer, ox.QuerySolutions) else "csv"
    return sorted(render_answer(answer, form)[0].splitlines())  # type: ignore[arg-type]


@pytest.mark.parametrize("query", FORMS)
def test_each_form_of_query_is_answered_alike(graph: ox.Store, query: str) -> None:
    assert rows(ask_rdflib(graph, query)) == rows(ask(graph, query)) != []


@pytest.mark.parametrize("name", SAVED)
def test_a_saved_query_is_answered_alike(graph: ox.Store, name: str) -> None:
    saved = find_query(name)
    values = saved.sample_values(samples(graph))
    query = saved.bind(values, partial(parameter_term, graph))

    assert rows(ask_rdflib(graph, query)) == rows(ask(graph, query))


def test_nothing_is_fetched_and_what_is_broken_is_told_as_ever(graph: ox.Store) -> None:
    assert rows(ask_rdflib(graph, "SELECT ?s FROM <http://127.0.0.1:9/> { ?s ?p ?o }")) == ["?s"]
    with pytest.raises(QueryError, match=r"error\[service\]"):
        ask_rdflib(graph, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    with pytest.raises(QueryError, match=r"error\[unknown-keyword\]"):
        ask_rdflib(graph, "SELEC ?s { ?s ?p ?o }")


def test_the_engine_may_be_chosen(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text('<x:a> <x:p> "one"@en .', "utf-8")
    ran = run_kg("query", "SELECT * { ?s ?p ?o }", "--data", "data.ttl", "--engine", "rdflib", cwd=tmp_path)

    assert ran == Ran(0, "s,p,o\nx:a,x:p,one\n", "")
