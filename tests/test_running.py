"""Queries that run for ever, that are interrupted, and those whose reader goes away."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from build_fixtures import Ran, environment, finish, run_kg, start_kg

from kg.cli.running import Limits, run
from kg.problems import QueryError

#: Too many combinations for any engine.
ENDLESS = "SELECT (COUNT(*) AS ?n) { VALUES ?a { %s } ?b ?c ?d . ?e ?f ?g . ?h ?i ?j . ?k ?l ?m }" % " ".join("123")  # noqa: UP031


@pytest.fixture
def data(tmp_path: Path) -> Path:
    lines = [f"<x:s{n}> <x:p> {n} .\n" for n in range(1000)]
    (tmp_path / "data.ttl").write_text("".join(lines), "utf-8")
    return tmp_path


def test_what_the_work_returns_or_raises_comes_back() -> None:
    def refuse() -> None:
        raise QueryError("no")

    assert run(lambda: 5, Limits()) == 5
    with pytest.raises(QueryError, match="no"):
        run(refuse, Limits(seconds=9))


def test_a_query_is_stopped_when_its_time_is_up(data: Path) -> None:
    started = time.monotonic()
    ran = run_kg("query", ENDLESS, "--data", "data.ttl", "--timeout", "1", cwd=data)

    assert ran == Ran(
        124, "", "error[timeout]: stopped after 1 s\n   = help: --timeout takes more seconds, 0 for no end\n"
    )
    assert time.monotonic() - started < 10


#: What fills the memory, each in another way, and what takes the engine long before it begins.
BOMBS = {
    "distinct": "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "order": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    "texts in a group": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d))) AS ?t) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "a text that doubles": "SELECT (STRLEN(?t40) AS ?n) { BIND('abcdefgh' AS ?t0) "
    + " ".join(f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1})" for n in range(40))
    + " }",
}
SLOW = {
    "a long path": "ASK { ?a " + "/".join(["<x:p>"] * 1000) + " ?b }",
    "a wide pattern": "ASK { " + " . ".join(f"?s{n} <x:p> ?s{n + 1}" for n in range(600)) + " }",
}


@pytest.mark.parametrize("query", BOMBS.values(), ids=BOMBS)
def test_a_query_is_stopped_when_it_fills_the_memory(data: Path, query: str) -> None:
    ran = run_kg("query", query, "--data", "data.ttl", "--memory", "200", cwd=data)

    assert (ran.code, ran.err) == (
        124,
        "error[memory]: stopped at 200 MB of memory\n"
        "   = help: ask for less, or allow more with --memory; 0 is no limit\n",
    )


@pytest.mark.parametrize("query", SLOW.values(), ids=SLOW)
def test_a_query_that_is_long_to_plan_is_stopped_in_time(data: Path, query: str) -> None:
    started = time.monotonic()
    ran = run_kg("query", query, "--data", "data.ttl", "--timeout", "0.5", cwd=data)

    assert ran.code == 124, ran
    assert time.monotonic() - started < 10


def test_reading_files_to_ask_is_stopped_in_time_too(tmp_path: Path) -> None:
    (tmp_path / "large.ttl").write_text("".join(f"<x:s{n}> <x:p> {n} .\n" for n in range(400_000)), "utf-8")

    ran = run_kg("query", "ASK {}", "--data", "large.ttl", "--timeout", "0.1", cwd=tmp_path)

    assert ran.code == 124 and "error[timeout]: stopped after 0.1 s" in ran.err


def test_rdflib_is_stopped_in_the_midst_of_a_pattern(data: Path) -> None:
    query = "ASK { FILTER(REGEX('" + "a" * 40 + "!', '^(a+)+$')) }"

    ran = run_kg("query", query, "--data", "data.ttl", "--engine", "rdflib", "--timeout", "2", cwd=data)

    assert ran.code == 124 and "error[timeout]: stopped after 2 s" in ran.err


def test_a_saved_query_that_takes_too_long_is_named(tmp_path: Path) -> None:
    assert run_kg("init", "study", cwd=tmp_path).code == 0
    (tmp_path / "study" / "corpus" / "questions").mkdir(exist_ok=True)
    (tmp_path / "study" / "corpus" / "questions" / "endless.rq").write_text(ENDLESS, "utf-8")

    ran = run_kg("queries", "check", "endless", "--timeout", "1", cwd=tmp_path / "study")

    assert ran.code == 124 and "error[timeout]: endless: stopped after 1 s" in ran.err


def test_work_that_is_late_may_end_the_process_in_another_way() -> None:
    code = (
        "import time; from kg.cli.running import Limits, run; "
        "run(lambda: time.sleep(60), Limits(seconds=0.2), late=(7, 'too late'))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=False, timeout=30
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (7, "", "too late\n")


def test_looking_for_the_reason_of_nothing_ends_in_time(data: Path) -> None:
    """The engine sees at once that no row is asked for; whether there would be any takes it for ever to say."""
    query = "SELECT * { ?a <x:p> ?b . ?c <x:p> ?d . ?e <x:p> ?f . FILTER(?b + ?d + ?f < 0) } LIMIT 0"
    started = time.monotonic()
    ran = run_kg("query", query, "--data", "data.ttl", "--exit-code", cwd=data)

    assert (ran.code, ran.out) == (1, "a,b,c,d,e,f\n")
    assert ran.err == "why there is nothing was not found in 2 s; --explain counts the rows of each pattern\n"
    assert time.monotonic() - started < 8


def test_who_asks_for_no_rows_is_not_told_why_there_are_none(data: Path) -> None:
    assert run_kg("query", "SELECT ?s { ?s ?p ?o }", "--data", "data.ttl", "--limit", "0", cwd=data) == Ran(
        0, "s\n", ""
    )


WHILE_LOADING = """
import os, signal, sys
class Interrupt:
    def find_spec(self, name, path, target=None):
        if name == MODULE:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupt())
sys.argv = ["kg", "query", "SELECT * { ?s ?p ?o }", "--data", "data.ttl"]
from kg.__main__ import main
main()
"""


@pytest.mark.parametrize(("module", "status"), [("kg.cli", -signal.SIGINT), ("kg.cli.query", 130)])
def test_an_interruption_while_modules_load_ends_without_a_traceback(data: Path, module: str, status: int) -> None:
    code = WHILE_LOADING.replace("MODULE", repr(module))
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment(), cwd=data, capture_output=True, text=True, check=False
    )

    assert (ran.returncode, ran.stdout, ran.stderr.strip()) == (status, "", "")


def test_a_query_is_stopped_on_interruption(data: Path) -> None:
    process = start_kg("query", ENDLESS, "--data", "data.ttl", "--timeout", "0", cwd=data)
    time.sleep(2)
    process.send_signal(signal.SIGINT)

    assert finish(process) == Ran(130, "", "interrupted\n")


def test_a_file_that_was_there_is_whole_when_the_query_is_stopped(data: Path) -> None:
    (data / "rows.csv").write_text("before\n", "utf-8")
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    ran = run_kg("query", query, "--data", "data.ttl", "--timeout", "1", "-o", "rows.csv", cwd=data)

    assert ran.code == 124
    assert (data / "rows.csv").read_text("utf-8") == "before\n"
    assert sorted(path.name for path in data.iterdir()) == ["data.ttl", "rows.csv"]


def test_a_reader_that_has_enough_ends_the_query_without_a_word(data: Path) -> None:
    command = f"{sys.executable} -m kg query 'SELECT * {{ ?a ?b ?c . ?d ?e ?f }}' --data data.ttl | head -n 2"
    started = time.monotonic()
    ran = subprocess.run(
        ["bash", "-c", command], cwd=data, env=environment(), capture_output=True, text=True, check=False, timeout=60
    )

    assert (ran.returncode, ran.stdout.splitlines()[0], ran.stderr) == (0, "a,b,c,d,e,f", "")
    assert len(ran.stdout.splitlines()) == 2
    assert time.monotonic() - started < 20


def test_the_longest_and_deepest_queries_that_are_let_through_do_not_end_the_engine(data: Path) -> None:
    long = f"SELECT (1{'+1' * 4900} AS ?n) {{}}"
    deep = "ASK " + "{" * 99 + " ?s ?p 7 " + "}" * 99
    negated = f"ASK {{ ?s !<x:q>{'/!<x:q>' * 3} ?o }}"

    assert run_kg("query", long, "--data", "data.ttl", cwd=data) == Ran(0, "n\n4901\n", "")
    assert run_kg("query", deep, "--data", "data.ttl", cwd=data) == Ran(0, "true\n", "")
    assert run_kg("query", negated, "--data", "data.ttl", cwd=data) == Ran(0, "false\n", "")
