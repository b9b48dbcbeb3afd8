from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from build_fixtures import Ran, example, run_kg, run_on_terminal
from conftest import ACTORS, ROOT, CorpusFolder

from kg.builder import compile_lines
from kg.lookup import parameter_term
from kg.ontology import Ontology
from kg.places import Project
from kg.problems import QueryError
from kg.queries import saved_queries
from kg.reader import read_corpus
from kg.store import memory_store

__all__ = ["example"]
OWN = """\
#+ summary: Who names whom
#+ description: >
#+   All that are named, with those
#+   who name them.
#+ tags: [evidence, mine]
#+ params:
#+   who: {type: actor, help: one of them}
#+   when: {type: date, optional: true}
#+   mood: {type: modality, help: how, default: actual}
SELECT ?claim { ?claim ent:party ?who ; ent:modality ?mood
  FILTER(COALESCE(?when > "2000-01-01"^^xsd:date, true)) }
"""


@pytest.fixture
def mine(tmp_path: Path, example: Project) -> Path:
    """A project with a saved query of its own."""
    home = tmp_path / "home"
    shutil.copytree(example.corpus.parent, home)
    (home / "corpus" / "questions").mkdir()
    save(home, "own", OWN)
    return home


def save(home: Path, name: str, text: str) -> None:
    (home / "corpus" / "questions" / f"{name}.rq").write_text(text, "utf-8")


def table(ran: Ran) -> list[list[str]]:
    """Return the cells of the first three columns of a table without those that are empty."""
    widths = [len(rule) for rule in ran.out.splitlines()[1].split("  ")]
    ends = [sum(widths[:i]) + 2 * i for i in range(4)]
    lines = [ran.out.splitlines()[0], *ran.out.splitlines()[2:]]
    return [[line[start:end].strip() for start, end in pairwise(ends)] for line in lines]


def test_the_queries_are_listed_by_family_and_those_of_the_corpus_last(mine: Path) -> None:
    ran = run_kg("queries", cwd=mine)
    header, *rows = table(ran)

    assert (ran.code, ran.err, header) == (0, "", ["family", "query", "parameters"])
    assert rows[-1] == ["this corpus", "own", "who [when] [mood]"]
    assert rows[:-1] == sorted(rows[:-1])
    assert {(family, name) for family, name, _ in rows[:-1]} == {
        ("".join(query.tags[:1]), name) for name, query in saved_queries().items()
    }
    assert ["time", "timeline", "entity [since] [before]"] in rows
    assert ran.out.splitlines()[-1].endswith("  Who names whom")


def test_a_corpus_replaces_a_query_of_the_program(mine: Path) -> None:
    save(mine, "timeline", "#+ summary: My own line\nASK {}")

    names = [(family, name) for family, name, _ in table(run_kg("queries", cwd=mine)) if name == "timeline"]
    assert names == [("this corpus", "timeline")]


def test_a_query_that_cannot_be_read_is_named_and_the_others_are_listed(mine: Path) -> None:
    save(mine, "bad", "#+ tags: arms\nASK {}")
    ran = run_kg("queries", cwd=mine)

    place = mine / "corpus" / "questions" / "bad.rq"
    assert (ran.code, ran.err) == (
        0,
        f"error: {place}:1: the header of a saved query: here stands a list, such as [arms, time]\n",
    )
    assert table(ran)[-1] == ["this corpus", "own", "who [when] [mood]"]


def test_the_list_fits_a_terminal(mine: Path) -> None:
    code, screen = run_on_terminal("queries", cwd=mine, columns=100)

    assert (code, max(map(len, screen.splitlines())) <= 100) == (0, True)


def test_a_query_is_explained_and_printed_without_its_manual(mine: Path) -> None:
    assert run_kg("queries", "show", "own", cwd=mine) == Ran(
        0,
        """\
own

  Who names whom

  All that are named, with those who name them.

  tags  evidence, mine
  who   one of them (actor)
  when  (date; may be left out)
  mood  how (modality; by default actual)

  kg query own -p who=southbank

SELECT ?claim { ?claim ent:party ?who ; ent:modality ?mood
  FILTER(COALESCE(?when > "2000-01-01"^^xsd:date, true)) }
""",
        "",
    )


def test_a_query_is_explained_where_there_is_no_build_and_none_is_made(mine: Path) -> None:
    shutil.rmtree(mine / "build")
    ran = run_kg("queries", "show", "own", cwd=mine)

    assert (ran.code, ran.err, "  kg query own -p who=ACTOR" in ran.out.splitlines()) == (0, "", True)
    assert not (mine / "build").exists()


def test_a_query_that_says_nothing_of_itself_is_printed_with_what_it_asks(mine: Path) -> None:
    save(mine, "bare", "ASK { ?s ?p '\x1b[31m' }\n")

    assert run_kg("queries", "show", "bare", cwd=mine) == Ran(
        0, "bare\n\n  kg query bare\n\nASK { ?s ?p '\\x1b[31m' }\n", ""
    )


@pytest.mark.parametrize("command", ["show", "check"])
def test_an_unknown_query_is_answered_with_what_was_meant(mine: Path, command: str) -> None:
    assert run_kg("queries", command, "onw", cwd=mine) == Ran(
        3, "", "error[unknown-query]: no saved query and no file 'onw'; did you mean 'own'?\n"
    )


def test_all_queries_can_be_asked_of_the_example(mine: Path) -> None:
    ran = run_kg("queries", "check", cwd=mine)
    ok, nothing = ran.out.split(" ok, ")

    assert (ran.code, ran.err, nothing.rpartition(")")[2]) == (0, "", ", 0 errors\n")
    assert int(ok) + int(nothing.split()[0]) == len(saved_queries()) + 1


def test_a_query_that_fails_is_told_from_one_that_finds_nothing(mine: Path) -> None:
    save(mine, "broken", "SELECT ?a { ?a ?p }")
    save(mine, "bad", "#+ params: {a b: {}}\nASK {}")
    save(mine, "unused", "#+ params: {a: {type: actor}}\nASK { ?s ?p ?o }")
    save(mine, "empty", "SELECT ?a { ?a ?p actor:nortbank }")
    ran = run_kg("queries", "check", "broken", "bad", "unused", "empty", "own", cwd=mine)
    lines = ran.out.splitlines()

    assert ran.code == 4
    assert lines[0].startswith("broken: error[syntax]: ")
    assert lines[-3:] == [
        f"bad: {mine}/corpus/questions/bad.rq:1: the header of a saved query: 'a b' is no name of a variable",
        "unused: no ?a stands in the query",
        "1 ok, 1 returns nothing (empty), 3 errors",
    ]
    assert ran.err == "empty: actor:nortbank is not in the graph; did you mean actor:northbank?\n"


@pytest.mark.parametrize("arguments", [("--corpus", "DIR", "check", "own"), ("check", "own", "--corpus", "DIR")])
def test_the_corpus_is_named_before_or_after_the_command(
    mine: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    given = [str(mine / "corpus") if argument == "DIR" else argument for argument in arguments]

    assert run_kg("queries", *given, cwd=tmp_path) == Ran(0, "1 ok, 0 return nothing, 0 errors\n", "")


def test_a_corpus_from_another_field_has_no_query_that_fails(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "football", tmp_path, dirs_exist_ok=True)
    assert run_kg("build", cwd=tmp_path).code == 0
    ran = run_kg("queries", "check", cwd=tmp_path)

    assert (ran.code, ran.out.rpartition(")")[2]) == (0, ", 0 errors\n")


# The values of parameters


@pytest.fixture(scope="module")
def graph(corpus_folder: CorpusFolder, ontology: Ontology) -> ox.Store:
    folder = corpus_folder(actors=f"{ACTORS}southland,state,Southland,the North,,\n")
    return memory_store(compile_lines(read_corpus(folder)[0], ontology))


@pytest.mark.parametrize(
    ("type", "value", "term"),
    [
        ("actor", "norland", "actor/norland"),
        ("actor", "actor:norland", "actor/norland"),
        ("actor", "NORDHAVEN", "actor/norland"),
        ("entity", "Strait of Glass", "issue/glass-strait"),
        ("issue", "galleys", "issue/galleys"),
        ("relation", "supplies arms to", "rel/supplies-arms-to"),
        ("relation", "is supplied with arms by", "rel/supplies-arms-to"),
        ("source", "Who Sold What?", "source/herald"),
        ("family", "economy and transport", "family/economy-and-transport"),
        ("modality", "planned", "modality/planned"),
    ],
)
def test_a_thing_goes_by_id_curie_label_or_alias(graph: ox.Store, type: str, value: str, term: str) -> None:
    assert parameter_term(graph, type, value) == f"<https://w3id.org/entente/{term}>"


@pytest.mark.parametrize(
    ("type", "value", "message"),
    [
        ("actor", "the north", "'the north' may be actor:norland or actor:southland; say which"),
        ("actor", "norlnd", "nothing is called 'norlnd'; did you mean actor:norland?"),
        ("actor", "galleys", "no actor is called 'galleys'; issue:galleys is"),
        ("family", "arm", "nothing is called 'arm'; did you mean family:arms?"),
    ],
)
def test_a_name_that_several_have_or_none_is_answered_with_candidates(
    graph: ox.Store, type: str, value: str, message: str
) -> None:
    with pytest.raises(QueryError) as error:
        parameter_term(graph, type, value)
    assert str(error.value) == f"error[unknown-value]: {message}"
