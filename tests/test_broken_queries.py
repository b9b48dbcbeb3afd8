"""What a user is told of a broken query."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from broken_queries import BROKEN
from build_fixtures import run_kg
from w3c import W3C, needs

from kg.problems import QueryError
from kg.sparql import tokenize
from kg.sparql.grammar import find_fault
from kg.store import ask


def told(query: str, name: str = "query") -> str:
    with pytest.raises(QueryError) as error:
        ask(ox.Store(), query, name=name)
    return str(error.value)


@pytest.mark.parametrize(("query", "code", "place", "cure"), BROKEN, ids=[query for query, *_ in BROKEN])
def test_a_broken_query_is_told_what_is_wrong_where_and_how_to_mend_it(
    query: str, code: str, place: str, cure: str
) -> None:
    lines = told(query).splitlines()

    assert lines[0].startswith(f"error[{code}]: ")
    assert lines[1] == f"  --> query:{place}"
    assert lines[3] == f" 1 | {query}"
    assert lines[4].index("^") == int(place.partition(":")[2]) + 4
    assert lines[5:] == ([f"   = help: {cure}"] if cure else [])


def test_nearly_every_broken_query_gets_a_cure() -> None:
    assert len(BROKEN) >= 60
    assert sum(bool(cure) for *_, cure in BROKEN) >= 0.95 * len(BROKEN)


def test_the_message_is_short_whatever_the_query() -> None:
    query = "SELECT ?x {\n" + "  ?x rel:a ?y .\n" * 40 + "  ?x rel:b 'é\t" + "x" * 3000 + "' ?y\n}"
    lines = told(query, "long.rq").splitlines()

    assert lines[0] == "error[missing-dot]: unexpected '?y'"
    assert lines[1] == "  --> long.rq:42:3017"
    assert len(lines) == 6 and max(map(len, lines)) < 3200
    assert lines[4].rstrip().endswith("^^")


def test_no_control_character_of_a_query_reaches_the_terminal() -> None:
    assert "\x1b" not in told("SELECT ?x { ?x \x1b[31m ?y }")


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("SELECT * {" + "{" * 101 + "}" * 102, "too-deep", "brackets stand more than 100 deep in each other"),
        (
            "SELECT ?x { ?x ?p " + "1 , " * 6000 + "1 }",
            "too-long",
            "the query has more than 10,000 words and signs",
        ),
        ("ASK {} #" + "x" * 256_000, "too-long", "the query has 256,008 characters; 256,000 are the most"),
    ],
)
def test_a_query_that_would_end_the_engine_is_refused_before_it(query: str, code: str, message: str) -> None:
    assert told(query).splitlines()[0] == f"error[{code}]: {message}"


def test_brackets_in_texts_and_comments_do_not_count() -> None:
    answer = ask(ox.Store(), f"ASK {{ ?s ?p '{'{(' * 200}' }} # {'[' * 200}")

    assert bool(answer) is False


@pytest.mark.parametrize(
    ("query", "allowed"),
    [
        ("SELECT * { SERVICE <http://a.example/sparql> { ?s ?p ?o } }", ["b.example"]),
        ("SELECT * { service silent ?where { ?s ?p ?o } }", ["a.example"]),
        ("PREFIX a: <http://a.example/> SELECT * { SERVICE a:x { ?s ?p ?o } }", []),
        ("SELECT * { SERVICE <http://b.example@a.example/> { ?s ?p ?o } }", ["b.example"]),
    ],
)
def test_another_machine_is_not_asked_unless_it_is_allowed(query: str, allowed: list[str]) -> None:
    with pytest.raises(QueryError) as error:
        ask(ox.Store(), query, allowed_hosts=allowed)

    assert str(error.value).startswith("error[service]: SERVICE would ask another machine\n")


def test_the_file_of_a_query_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("SELECT ?x {\n  ?x re:opposes ?y\n}\n", "utf-8")
    (tmp_path / "empty.ttl").write_text("", "utf-8")
    ran = run_kg("query", "mine.rq", "--data", "empty.ttl", cwd=tmp_path)

    assert (ran.code, ran.out) == (3, "")
    assert ran.err.splitlines() == [
        "error[unknown-prefix]: no prefix 're:'",
        "  --> mine.rq:2:6",
        "   |",
        " 2 |   ?x re:opposes ?y",
        "   |      ^^^",
        "   = help: did you mean 'rel:'?",
    ]


@needs(W3C)
def test_no_fault_is_found_in_a_query_that_is_sound() -> None:
    queries = {path: path.read_text("utf-8") for path in W3C.rglob("*.rq")}
    sound = {path: text for path, text in queries.items() if not re.search(r"bad|fail|-neg", path.name)}
    faults = {}
    for path, text in sound.items():
        try:
            ox.Store().query(text, base_iri="http://example.org/")
        except SyntaxError:
            continue
        except (RuntimeError, ValueError, OSError):
            pass
        if fault := find_fault(tokenize(text)):
            faults[path.relative_to(W3C).as_posix()] = fault.render(text)

    assert len(sound) > 200
    assert faults == {}
