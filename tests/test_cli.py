from __future__ import annotations

import csv
import importlib
import inspect
import io
import json
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from build_fixtures import (
    Ran,
    bundled_build,
    environment,
    example,
    example_in,
    finish,
    run_kg,
    run_on_terminal,
    start_kg,
    touch,
)
from click.testing import CliRunner

from kg import __version__
from kg.builder import build, read_project
from kg.cli import COMMANDS, cli
from kg.places import Project, bundled
from kg.reader import read_corpus

__all__ = ["bundled_build", "example"]
GLOSSES = "SELECT ?claim ?says { ?claim ent:gloss ?says } ORDER BY ?claim LIMIT 2"
HIDDEN = {"__init__", "answering", "briefing", "complete", "drawing", "filters", "graph", "options", "running", "times"}


@pytest.fixture
def mine(tmp_path: Path, example: Project) -> Project:
    """A copy of the example and its build, to be changed."""
    home = tmp_path / "home"
    shutil.copytree(example.corpus.parent, home)
    return Project(corpus=home / "corpus", ontology=example.ontology, build=home / "build")


def home_of(project: Project) -> Path:
    return project.corpus.parent


def spoil(project: Project) -> None:
    """Misspell a relation that two claims of the example use."""
    path = project.corpus / "claims" / "herald-2024.csv"
    path.write_text(path.read_text("utf-8").replace("exploits", "explots"), "utf-8")


def command_named(name: str) -> click.Command:
    command: click.Command = importlib.import_module(f"kg.cli.{name}").command
    return command


# What the program says about itself


@pytest.mark.parametrize(
    "arguments", [["--help"], ["-h"], [], *([name, flag] for name in COMMANDS for flag in ("--help", "-h"))]
)
def test_help_is_given_to_whoever_asks(arguments: list[str]) -> None:
    ran = CliRunner().invoke(cli, arguments, prog_name="kg")

    assert (ran.exit_code, ran.output.partition(" [")[0]) == (
        0 if arguments else 2,
        " ".join(["Usage: kg", *arguments[:-1]]),
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_of_commands_says_what_each_says_itself(name: str) -> None:
    command = command_named(name)

    assert (command.help or "").splitlines()[0] == COMMANDS[name]
    assert command.callback is not None
    assert inspect.getdoc(command.callback) == inspect.cleandoc(command.help or "")


def test_the_table_of_commands_is_complete_and_in_order() -> None:
    modules = {path.stem for path in Path(inspect.getfile(type(cli))).parent.glob("*.py")} - HIDDEN

    assert list(COMMANDS) == sorted(modules)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_and_argument_is_explained(name: str) -> None:
    command = command_named(name)

    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help or parameter.opts == ["-f", "--format"], parameter.name
        else:
            assert (parameter.metavar or (parameter.name or "").upper()) in (command.help or "")


def test_the_command_line_itself_loads_no_heavy_library() -> None:
    heavy = {"rdflib", "networkx", "pyvis", "pyshacl", "pyoxigraph", "numpy", "jinja2", "edtf", "yaml"}
    code = "import sys, kg.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    ran = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)

    assert heavy & set(ran.stdout.split()) == set()


def test_the_version_is_that_of_the_package(tmp_path: Path) -> None:
    assert run_kg("--version", cwd=tmp_path) == Ran(0, f"kg, version {__version__}\n", "")


# Exit codes and messages


def test_the_exit_code_tells_what_happened(example: Project, mine: Project) -> None:
    spoil(mine)

    assert {
        "fine": run_kg("check", cwd=home_of(example)).code,
        "problems": run_kg("check", cwd=home_of(mine)).code,
        "not built": run_kg("build", cwd=home_of(mine)).code,
        "misuse": run_kg("check", "--format", "pdf", cwd=home_of(mine)).code,
        "query refused": run_kg("query", "SELECT", cwd=home_of(example), given=b"").code,
        "data missing": run_kg("check", "--corpus", "nowhere", cwd=home_of(mine)).code,
    } == {"fine": 0, "problems": 1, "not built": 1, "misuse": 2, "query refused": 3, "data missing": 4}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["bild"], 2, "No such command 'bild'. Did you mean 'build'?"),
        (["xyzzy"], 2, "No such command 'xyzzy'."),
        (["build", "--corpsu", "x"], 2, "No such option '--corpsu'. Did you mean '--corpus'?"),
        (["check", "--nope"], 2, "No such option '--nope'."),
        (["check", "--corpus", "nowhere"], 4, "error: no folder nowhere"),
        (["check", "--corpus", "texts"], 4, "/texts: it has neither actors.csv nor sources.csv"),
        (["check", "--texts", "nowhere"], 4, "error: no texts in nowhere: a source's text is SOURCE.txt"),
        (["build", "-o", "corpus/actors.csv"], 2, "Directory 'corpus/actors.csv' is a file."),
        (["build", "-o", "texts"], 4, "/texts is not a build and is left alone; name another one with 'kg build -o'"),
        (["show"], 2, "Missing argument 'TERM...'."),
        (["show", "northbnk"], 4, "error: nothing is called 'northbnk'; did you mean actor:northbank?"),
        (["show", "xyzzy"], 4, "error: nothing is called 'xyzzy'"),
        (["show", "--build", "nowhere", "northbank"], 4, "'kg build' makes it"),
        (
            ["query", "SELECT ?x {"],
            3,
            "error[bracket]: '{' is never closed\n  --> query:1:11\n   |\n 1 | SELECT ?x {\n   |           ^\n",
        ),
        (["query", "SELECT ?x { ?x foo:bar ?y }"], 3, "error[unknown-prefix]: no prefix 'foo:'"),
        (["query", "hwo-says"], 3, "no saved query and no file 'hwo-says'; did you mean 'who-says'?"),
        (["query", "nowhere.rq"], 3, "no saved query and no file 'nowhere.rq'; 'kg queries' lists what there is"),
        (["query", "who-says"], 3, "error[missing-parameter]: 'who-says' needs -p actor=ENTITY (an actor or issue)"),
        (["query", "who-says", "-p", "actor"], 2, "'actor' is not NAME=VALUE"),
        (["query", "who-says", "-p", "actr=x"], 3, "'who-says' takes no 'actr'; did you mean 'actor'?"),
        (
            ["query", "who-says", "-p", "actor=northbnk", "-p", "relation=exploits"],
            3,
            "error[unknown-value]: nothing is called 'northbnk'; did you mean actor:northbank?",
        ),
        (["query", "SELECT * { ?s ?p ?o }", "-f", "turtle"], 2, "error: rows cannot be written as turtle; take one of"),
        (["query", "-f", "pdf", "ASK {}"], 2, "Invalid value for '-f' / '--format': 'pdf' is not one of"),
        (["init", "."], 4, "is there already; nothing was written"),
        (["init", "texts/herald-2024.txt"], 2, "Directory 'texts/herald-2024.txt' is a file."),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(
    example: Project, arguments: list[str], code: int, message: str
) -> None:
    ran = run_kg(*arguments, cwd=home_of(example))

    assert (ran.code, ran.out, message in ran.err) == (code, "", True), ran.err


def not_turtle(project: Project) -> None:
    (project.corpus / "vocabulary.ttl").write_text("rel:beats a ent:Relation .")


def incomplete_relation(project: Project) -> None:
    (project.corpus / "vocabulary.ttl").write_text(
        "@prefix ent: <https://w3id.org/entente/ontology#> . <https://w3id.org/entente/rel/beats> a ent:Relation ."
    )


def own_ontology(project: Project, file: str, text: bytes) -> None:
    shutil.copytree(bundled("ontology"), home_of(project) / "ontology")
    (home_of(project) / "ontology" / file).write_bytes(text)


def bad_rule(project: Project) -> None:
    own_ontology(project, "rules/bad.rq", b"SELECT ?x {")


def undecodable_rule(project: Project) -> None:
    own_ontology(project, "rules/bad.rq", b"# caf\xe9\n")


def bad_saved_query(project: Project) -> None:
    (project.corpus / "questions").mkdir()
    (project.corpus / "questions" / "bad.rq").write_text("#+ summary: [\nASK {}")


def nothing(project: Project) -> None:
    """Leave the project as it is."""


Spoiler = Callable[[Project], None]


@pytest.mark.parametrize(
    ("spoiler", "arguments", "code", "message"),
    [
        (not_turtle, ["show", "northbank", "--build", "none"], 4, "no graph in "),
        (bad_saved_query, ["query", "bad"], 4, "bad.rq:1: the header of a saved query: "),
    ],
)
def test_files_that_cannot_be_read_are_named(
    mine: Project, spoiler: Spoiler, arguments: list[str], code: int, message: str
) -> None:
    spoiler(mine)
    ran = run_kg(*arguments, cwd=home_of(mine))

    assert (ran.code, ran.out, message in ran.err) == (code, "", True), ran.err


@pytest.mark.parametrize(
    ("spoiler", "arguments"),
    [
        pytest.param(nothing, ["build", "-o", "corpus/actors.csv/build"], id="a folder that cannot be made"),
        pytest.param(nothing, ["query", "SELECT (<x:f>(?s) AS ?x) { ?s ?p ?o }"], id="a function that is not known"),
        pytest.param(nothing, ["query", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], id="a network"),
        pytest.param(nothing, ["show", "a\x1b[31m"], id="a control character"),
        pytest.param(nothing, ["show", "http://["], id="an IRI that is none"),
        pytest.param(nothing, ["show", b"\xff"], id="bytes that are not UTF-8"),
        pytest.param(nothing, ["show", "--corpus", b"\xff", "x"], id="a folder that is not UTF-8"),
        pytest.param(bad_rule, ["build"], id="a rule that is not SPARQL"),
        pytest.param(undecodable_rule, ["check"], id="a rule that is not UTF-8"),
    ],
)
def test_nothing_a_user_can_do_is_a_bug_of_ours(mine: Project, spoiler: Spoiler, arguments: list[str | bytes]) -> None:
    spoiler(mine)
    ran = run_kg(*arguments, cwd=home_of(mine))

    assert (ran.code in (2, 3, 4, 5), "bug" in ran.err) == (True, False), ran.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", [["show", "northbank"], ["compare"], ["build", "--verify"]])
def test_a_full_disk_is_called_so(example: Project, arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "kg", *arguments]
        ran = subprocess.run(command, cwd=home_of(example), env=environment(), stdout=full, stderr=subprocess.PIPE)

    assert (ran.returncode, b"bug" in ran.stderr) == (4, False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_an_interrupted_command_says_nothing_and_exits_with_130(example: Project) -> None:
    process = start_kg("query", "-", cwd=home_of(example))
    assert process.stdin is not None
    waiting = subprocess.run([sys.executable, "-c", "import time; time.sleep(2.5)"], check=True)
    process.send_signal(signal.SIGINT)

    assert (waiting.returncode, finish(process)) == (0, Ran(130, "", "\n"))


@pytest.mark.parametrize("arguments", [["show", "northbank"], ["query", "SELECT * { ?s ?p ?o }"]])
def test_a_reader_that_has_read_enough_may_close_the_pipe(example: Project, arguments: list[str]) -> None:
    with start_kg(*arguments, cwd=home_of(example)) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()

    assert (said, process.returncode) == (b"", 0)


# check


ROW = "corpus/claims/herald-2024.csv"


def test_problems_are_data_and_their_number_is_a_remark(mine: Project) -> None:
    spoil(mine)

    assert run_kg("check", cwd=home_of(mine)) == Ran(
        1,
        f"{ROW}:5:18: no relation 'explots'; did you mean 'exploits'? [unknown-relation]\n"
        f"{ROW}:6:18: no relation 'explots'; did you mean 'exploits'? [unknown-relation]\n",
        "2 errors, 0 warnings in 11 claims of corpus\n",
    )


def test_problems_can_be_had_as_json(mine: Project) -> None:
    spoil(mine)
    ran = run_kg("check", "-f", "json", cwd=home_of(mine))

    assert (ran.code, json.loads(ran.out)) == (
        1,
        [
            {
                "file": ROW,
                "line": line,
                "column": 18,
                "code": "unknown-relation",
                "message": "no relation 'explots'",
                "suggestions": ["exploits"],
                "severity": "error",
            }
            for line in (5, 6)
        ],
    )


def test_problems_can_be_had_as_annotations_of_github(mine: Project) -> None:
    spoil(mine)

    assert run_kg("check", "-f", "github", cwd=home_of(mine)).out.splitlines() == [
        f"::error file={ROW},line={line},col=18::no relation 'explots'; did you mean 'exploits'? [unknown-relation]"
        for line in (5, 6)
    ]


@pytest.mark.parametrize(("form", "out"), [("text", ""), ("json", "[]\n"), ("github", "")])
def test_a_clean_corpus_has_nothing_to_report(example: Project, form: str, out: str) -> None:
    assert run_kg("check", "-f", form, cwd=home_of(example)) == Ran(
        0, out, "0 errors, 0 warnings in 11 claims of corpus\n"
    )


@pytest.mark.parametrize(("arguments", "code"), [([], 0), (["--strict"], 1)])
def test_warnings_alone_are_no_failure_unless_strict(mine: Project, arguments: list[str], code: int) -> None:
    with (mine.corpus / "issues.csv").open("a", encoding="utf-8") as file:
        file.write("unused,treaty,unused treaty,,,,\n")

    assert run_kg("check", *arguments, cwd=home_of(mine)) == Ran(
        code,
        "corpus/issues.csv:5:1: warning: nothing refers to 'unused' [unused-entity]\n",
        "0 errors, 1 warning in 11 claims of corpus\n",
    )


def test_a_corpus_with_warnings_is_built_and_they_are_said(mine: Project) -> None:
    with (mine.corpus / "issues.csv").open("a", encoding="utf-8") as file:
        file.write("unused,treaty,unused treaty,,,,\n")
    ran = run_kg("build", cwd=home_of(mine))

    assert (ran.code, ran.err) == (
        0,
        "corpus/issues.csv:5:1: warning: nothing refers to 'unused' [unused-entity]\n",
    )


def test_a_corpus_full_of_errors_is_reported_whole(mine: Project) -> None:
    (mine.corpus / "issues.csv").write_bytes(b"\xff\xfei\0d\0")
    (mine.corpus / "sources.csv").write_text('id;title\n"', "utf-8")
    (mine.corpus / "corpus.toml").write_text("title = [")
    (mine.corpus / "claims" / "gazette-2024.csv").write_text('id,paragraph\n"\0,,,,\n' * 50, "utf-8")
    (mine.corpus / "actors.csv").write_text("id,kind,label\n" + "a,b\nÄ,state,Ä,Ä\n,,\nx,y,z\n" * 200, "utf-8")
    ran = run_kg("check", "--all", cwd=home_of(mine))
    short = run_kg("check", cwd=home_of(mine))
    files = {line.partition(":")[0] for line in ran.out.splitlines()}

    assert (ran.code, len(ran.out.splitlines()) > 500) == (1, True)
    assert (short.code, short.err, "corpus/actors.csv: 300 more [ragged-row]" in short.out.splitlines()) == (
        1,
        ran.err,
        True,
    )
    assert files == {
        f"corpus/{name}"
        for name in (
            "actors.csv",
            "claims/gazette-2024.csv",
            "corpus.toml",
            "issues.csv",
            "sources.csv",
        )
    }


def test_texts_and_shapes_can_be_held_against_the_corpus(mine: Project) -> None:
    assert run_kg("check", "--texts", "texts", "--shapes", cwd=home_of(mine)).code == 0

    text = home_of(mine) / "texts" / "herald-2024.txt"
    text.write_text(text.read_text("utf-8").replace("not safe", "quite safe"), "utf-8")
    codes = [
        line.rpartition("[")[2] for line in run_kg("check", "--texts", "texts", cwd=home_of(mine)).out.splitlines()
    ]
    assert codes == ["anchor-not-found]", "text-changed]"]


def test_the_shapes_wait_until_there_are_no_errors(mine: Project) -> None:
    spoil(mine)

    assert run_kg("check", "--shapes", cwd=home_of(mine)).err.splitlines() == [
        "the shapes are not checked while there are errors",
        "2 errors, 0 warnings in 11 claims of corpus",
    ]


# build, and builds that are out of date


def test_a_build_says_what_it_made_and_what_to_type_next(mine: Project) -> None:
    quads = len((mine.build / "graph.nq").read_bytes().splitlines())

    assert run_kg("build", cwd=home_of(mine)) == Ran(
        0,
        "The old bridge: 11 claims from 2 sources about 4 actors and 3 issues\n"
        "  build/graph.html  the graph to explore in a browser\n"
        f"  build/graph.nq    {quads:,} quads, canonical\n"
        "  build/graph.trig  the same, for reading\n"
        "  build/store       the same, for queries\n"
        "next:\n"
        "  kg explore\n"
        "  kg show southbank\n"
        "  kg query who-says -p actor=southbank -p relation=exploits\n",
        "",
    )


@pytest.mark.parametrize("output", [None, "elsewhere"])
def test_what_a_build_says_to_type_next_can_be_typed(mine: Project, output: str | None) -> None:
    said = run_kg("build", *(["-o", output] if output else []), cwd=home_of(mine)).out
    commands = [line.split()[1:] for line in said.partition("next:\n")[2].splitlines()]

    assert [
        run_kg(*command, *(["--no-open"] * ("explore" in command)), cwd=home_of(mine)).code for command in commands
    ] == [
        0,
        0,
        0,
    ]


def test_a_build_that_is_missing_is_made_by_the_command_that_needs_it(mine: Project) -> None:
    shutil.rmtree(mine.build)

    assert run_kg("explore", "--no-open", cwd=home_of(mine)) == Ran(0, "build/graph.html\n", "building build\n")
    assert run_kg("explore", "--no-open", cwd=home_of(mine)) == Ran(0, "build/graph.html\n", "")


def test_a_build_that_is_out_of_date_is_made_anew(mine: Project) -> None:
    actors = mine.corpus / "actors.csv"
    actors.write_text(actors.read_text("utf-8").replace("state,Northbank", "state,Northshore"), "utf-8")
    ran = run_kg("query", "SELECT ?name { actor:northbank rdfs:label ?name }", cwd=home_of(mine))

    assert ran == Ran(0, "name\nNorthshore\n", "the corpus has changed: rebuilding build\n")


def test_a_corpus_with_new_errors_is_answered_from_the_old_build(mine: Project) -> None:
    spoil(mine)

    assert run_kg("query", "SELECT ?name { actor:northbank rdfs:label ?name }", cwd=home_of(mine)) == Ran(
        0,
        "name\nNorthbank\n",
        "the corpus has changed and has errors ('kg check'): answering from build as it was\n",
    )


def test_a_corpus_with_errors_and_no_build_gives_no_answer(mine: Project) -> None:
    spoil(mine)
    shutil.rmtree(mine.build)

    assert run_kg("show", "northbank", cwd=home_of(mine)) == Ran(
        4, "", "error: no graph yet, and the corpus corpus has errors; 'kg check' lists them\n"
    )


@pytest.mark.parametrize("spoiler", [not_turtle, incomplete_relation])
def test_a_vocabulary_with_faults_is_a_problem_of_the_corpus_and_the_old_build_answers(
    mine: Project, spoiler: Spoiler
) -> None:
    spoiler(mine)
    checked, ran = (run_kg(*words, cwd=home_of(mine)) for words in (["check"], ["query", "ASK { ?c a ent:Claim }"]))

    assert (checked.code, checked.out.startswith("corpus/vocabulary.ttl:1:")) == (1, True)
    assert (ran.code, ran.out, ran.err) == (
        0,
        "true\n",
        "the corpus has changed and has errors ('kg check'): answering from build as it was\n",
    )


def test_an_ontology_of_ones_own_that_cannot_be_read_is_said_and_the_old_build_answers(mine: Project) -> None:
    own_ontology(mine, "relations.ttl", b"rel:beats a ent:Relation .")
    ran = run_kg("query", "ASK { ?c a ent:Claim }", cwd=home_of(mine))

    assert (ran.code, ran.out, ran.err.splitlines()[-1]) == (0, "true\n", "answering from build as it was")


def test_a_name_that_the_graph_does_not_hold_is_told_with_the_nearest(example: Project) -> None:
    query = "SELECT ?x { actor:ferry rel:dependson ?x }"

    assert run_kg("query", query, cwd=home_of(example)) == Ran(
        0,
        "x\n",
        "actor:ferry is not in the graph; did you mean issue:ferry?\n"
        "rel:dependson is not in the graph; did you mean rel:depends-on?\n",
    )


def test_a_relation_may_be_named_by_its_inverse(example: Project) -> None:
    answers = [
        run_kg("query", "who-says", "-p", "actor=southbank", "-p", f"relation={name}", cwd=home_of(example)).out
        for name in ("criticises", "is-criticised-by", "is criticised by")
    ]

    assert answers == ["subject,object,says,source,paragraph,qualified\n" + CRITICISM] * 3


CRITICISM = "Southbank,Northbank,Southbank faults Northbank for closing the bridge.,herald-2024,2,\n"


def test_a_build_that_is_named_is_taken_as_it_is(mine: Project) -> None:
    shutil.copytree(mine.build, home_of(mine) / "old")
    touch(mine)

    assert run_kg("explore", "--no-open", "--build", "old", cwd=home_of(mine)) == Ran(0, "old/graph.html\n", "")


def test_a_build_without_inference_is_made_anew_without_it(mine: Project) -> None:
    run_kg("build", "--no-inference", cwd=home_of(mine))
    touch(mine)

    assert run_kg("query", "ASK { GRAPH graph:inferred { ?s ?p ?o } }", cwd=home_of(mine)).out == "false\n"


# query, show


def test_rows_are_a_table_on_a_terminal_and_csv_in_a_pipe(example: Project) -> None:
    assert run_on_terminal("query", "--color", "never", GLOSSES, cwd=home_of(example), columns=60) == (
        0,
        "claim                    says\n"
        "-----------------------  -----------------------------------\n"
        "claim:gazette-2024.p2-1  Northbank closes the bridge to\n"
        "                         bring Southbank round.\n"
        "claim:gazette-2024.p2-2  Northbank wants Southbank to bear\n"
        "                         half of the repairs.\n"
        "2 rows\n",
    )
    assert run_kg("query", GLOSSES, cwd=home_of(example)) == Ran(
        0,
        "claim,says\n"
        "https://w3id.org/entente/claim/gazette-2024.p2-1,Northbank closes the bridge to bring Southbank round.\n"
        "https://w3id.org/entente/claim/gazette-2024.p2-2,Northbank wants Southbank to bear half of the repairs.\n",
        "",
    )


def test_a_terminal_without_a_query_shows_three_examples_that_work(example: Project) -> None:
    code, screen = run_on_terminal("query", cwd=home_of(example), columns=200)
    examples = [line.strip() for line in screen.splitlines() if line.startswith("  kg query ")]

    assert (code, len(examples)) == (2, 3)
    for words in map(shlex.split, examples):
        ran = run_kg(*words[1:], cwd=home_of(example))
        assert (ran.code, ran.err, len(ran.out.splitlines()) > 1) == (0, "", True)


def test_a_terminal_is_coloured_unless_it_is_asked_not_to_be(example: Project) -> None:
    assert "\x1b[1m" in run_on_terminal("query", GLOSSES, cwd=home_of(example))[1]
    assert "\x1b" not in run_kg("query", GLOSSES, "-f", "table", cwd=home_of(example)).out
    assert "\x1b[1m" in run_kg("query", GLOSSES, "-f", "table", "--color", "always", cwd=home_of(example)).out


def test_what_could_steer_a_terminal_is_spelt_out_by_show(mine: Project) -> None:
    with (mine.corpus / "issues.csv").open("a", encoding="utf-8") as issues:
        issues.write("siren,idea,red\u202e siren,,,,\n")

    assert run_kg("show", "siren", cwd=home_of(mine)).out == "red\\u202e siren  issue:siren  (idea)\n"


def test_show_points_from_a_saved_query_to_what_explains_it(example: Project) -> None:
    cure = "'who-says' is a saved query: 'kg queries show who-says' explains it"

    assert run_kg("show", "who-says", cwd=home_of(example)).err == f"error: {cure}\n"


SLOW_STEPS = """
import time
from kg.cli.options import Progress
with Progress() as progress:
    progress("reading")
    time.sleep(1.1)
    progress("drawing")
"""


def test_the_steps_of_a_command_show_on_a_terminal_once_it_takes_long(tmp_path: Path) -> None:
    code, screen = run_on_terminal(cwd=tmp_path, program=("-c", SLOW_STEPS))

    assert (code, [step.strip() for step in screen.split("\r") if step.strip()]) == (0, ["drawing …"])


def test_a_build_tells_its_steps(mine: Project) -> None:
    steps: list[str] = []
    build(mine, read_project(mine), say=steps.append)

    assert steps == ["compiling claims", "writing the graph", "drawing the page"]


@pytest.mark.parametrize("arguments", [["-"], []])
def test_a_query_may_come_through_a_pipe(example: Project, arguments: list[str]) -> None:
    assert run_kg("query", *arguments, cwd=home_of(example), given=b"ASK { ?c a ent:Claim }") == Ran(0, "true\n", "")


def test_a_query_may_stand_in_a_file_with_parameters_or_be_a_saved_one_of_the_corpus(mine: Project) -> None:
    header = "#+ summary: Names\n#+ params:\n#+   who: {type: actor, help: whose}\n#+   word: {help: a text}\n"
    body = "SELECT (CONCAT(?label, ?word) AS ?name) { ?who rdfs:label ?label }"
    (home_of(mine) / "names.rq").write_text(header + body, "utf-8")
    (mine.corpus / "questions").mkdir()
    shutil.copy(home_of(mine) / "names.rq", mine.corpus / "questions" / "saved-names.rq")
    values = ["-p", "who=the northern town", "-p", 'word=?who="}\\']

    assert [run_kg("query", name, *values, cwd=home_of(mine)) for name in ("names.rq", "saved-names")] == [
        Ran(0, 'name\n"Northbank?who=""}\\"\n', "")
    ] * 2


def test_a_saved_query_takes_values_by_any_of_their_names(example: Project) -> None:
    answers = [
        run_kg("query", "who-says", "-p", f"actor={actor}", "-p", f"relation={relation}", cwd=home_of(example)).out
        for actor, relation in [
            ("northbank", "invests-in"),
            ("the northern town", "Invests in"),
            ("actor:northbank", "rel:invests-in"),
        ]
    ]

    assert answers == [answers[0]] * 3
    assert [row["says"] for row in csv.DictReader(io.StringIO(answers[0]))] == [
        "Northbank would pay most of the repairs once the treaty is signed."
    ]


@pytest.mark.parametrize(
    ("query", "start"),
    [
        ("ASK {}", "true\n"),
        ("describe issue:ferry", "@prefix rdf:"),
        ("CONSTRUCT WHERE { ?s a ent:Unit }", "@prefix rdf:"),
    ],
)
def test_answers_that_are_no_rows_have_a_form_of_their_own(example: Project, query: str, start: str) -> None:
    ran = run_kg("query", query, cwd=home_of(example))

    assert (ran.code, ran.out[: len(start)], ran.err) == (0, start, "")


@pytest.mark.parametrize(
    "query",
    [
        "ASK { actor:northbank rel:oposes actor:southbank }",
        "SELECT ?x { ?x a ent:Actor MINUS { ?x rel:oposes ?z } }",
        "SELECT ?x ?z { ?x a ent:Actor OPTIONAL { ?x rel:oposes ?z } }",
    ],
)
def test_a_name_that_is_not_there_is_told_whatever_the_answer(example: Project, query: str) -> None:
    ran = run_kg("query", query, cwd=home_of(example))

    assert (ran.code, ran.err) == (0, "rel:oposes is not in the graph; did you mean rel:opposes?\n")
    assert ran.out


@pytest.mark.parametrize("arguments", [("-",), ("ASK { ?s ?p '\udce9' }",)])
def test_a_query_that_is_not_utf_8_is_refused(example: Project, arguments: tuple[str, ...]) -> None:
    ran = run_kg("query", *arguments, cwd=home_of(example), given=b"ASK { ?s ?p '\xe9' }")

    assert ran == Ran(3, "", "error[encoding]: the query is not UTF-8 at its character 14\n")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the encoding is UTF-8")
@pytest.mark.parametrize("arguments", [("-",), ("SELECT ('é' AS ?x) {}",)])
def test_a_query_is_utf_8_whatever_the_system_takes_for_its_encoding(
    example: Project, arguments: tuple[str, ...]
) -> None:
    ascii_alone = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    ran = run_kg(
        "query", *arguments, cwd=home_of(example), given="SELECT ('é' AS ?x) {}".encode(), variables=ascii_alone
    )

    assert ran == Ran(0, "x\né\n", "")


@pytest.mark.parametrize("command", ["query -", "shell"])
def test_input_without_end_is_not_read_to_its_end(example: Project, command: str) -> None:
    shell = f"yes | {sys.executable} -m kg {command}"

    ran = subprocess.run(["sh", "-c", shell], cwd=home_of(example), capture_output=True, check=False, timeout=60)

    assert (ran.returncode, ran.stdout) == (4, b"")
    assert re.fullmatch(rb"error: standard input has more than [\d,]+ bytes, .*\n", ran.stderr)


@pytest.mark.parametrize("closed", [">&-", "<&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["query 'ASK {}'", "search north", "queries", "prefixes"])
def test_a_closed_stream_is_no_fault(example: Project, command: str, closed: str) -> None:
    shell = f"{sys.executable} -m kg {command} {closed}"

    ran = subprocess.run(["sh", "-c", shell], cwd=home_of(example), capture_output=True, check=False)

    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_folder_that_is_gone_is_told(example: Project, tmp_path: Path) -> None:
    shell = f"mkdir gone && cd gone && rmdir ../gone && {sys.executable} -m kg check"

    ran = subprocess.run(["sh", "-c", shell], cwd=tmp_path, capture_output=True, check=False, env=environment())

    assert ran.returncode == 4
    assert ran.stderr == b"error: the current folder is gone; change to one that is there\n"


@pytest.mark.parametrize("seconds", ["nan", "inf", "-inf"])
def test_a_limit_is_a_finite_number(example: Project, seconds: str) -> None:
    ran = run_kg("query", "ASK {}", f"--timeout={seconds}", cwd=home_of(example))

    assert (ran.code, ran.out) == (2, "")
    assert "Invalid value for '--timeout'" in ran.err


def test_what_stands_in_an_argument_cannot_steer_the_terminal(example: Project) -> None:
    ran = run_kg("prefixes", "a\a\u009b\u202e", cwd=home_of(example))

    assert ran.code == 2
    assert ran.err.endswith("(a\\x07\\x9b\\u202e)\n")


@pytest.mark.parametrize("form", ["table", "csv", "json", "ndjson", "tsv", "md", "spreadsheet", "turtle"])
def test_an_answer_cannot_steer_the_terminal(example: Project, form: str) -> None:
    text = '"a\\u009B31m\\u202Eb\\u001B]0;t\\u0007"'
    query = f"CONSTRUCT {{ <x:s> <x:p> {text} }} {{}}" if form == "turtle" else f"SELECT ({text} AS ?x) {{}}"

    code, screen = run_on_terminal("query", query, "-f", form, "--color", "never", cwd=home_of(example))

    assert code == 0
    assert "31m" in screen
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", screen), ascii(screen)


def test_brackets_that_rdflib_cannot_take_are_told(example: Project) -> None:
    ran = run_kg("query", f"ASK {'{' * 60}{'}' * 60}", "--engine", "rdflib", cwd=home_of(example))

    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("error[too-deep]: rdflib")


def test_any_number_of_rows_may_be_asked_for(example: Project) -> None:
    ran = run_kg("query", "SELECT ?x { VALUES ?x { 1 2 } }", "--limit", "9" * 30, cwd=home_of(example))

    assert ran == Ran(0, "x\n1\n2\n", "")


def test_a_text_that_the_engine_does_not_take_is_told_with_its_file(example: Project, tmp_path: Path) -> None:
    (tmp_path / "long.nt").write_text(f'<x:s> <x:p> "{"x" * 17_000_000}" .\n')

    ran = run_kg("query", "ASK {}", "--data", str(tmp_path / "long.nt"), cwd=home_of(example))

    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("error: cannot read ") and "long.nt: a term in it is longer than 16 MB" in ran.err


def test_an_explanation_of_a_broken_query_is_its_fault(example: Project) -> None:
    ran = run_kg("query", "SELECT ?x { ?x a ent:Actor } . ?x", "--explain", cwd=home_of(example))

    assert (ran.code, ran.out) == (3, "")
    assert ran.err.splitlines()[:2] == ["error[syntax]: unexpected '.'", "  --> query:1:30"]


def test_an_explanation_takes_nothing_that_it_would_not_heed(example: Project) -> None:
    ran = run_kg("query", "ASK { ?s ?p ?o }", "--explain", "--cite", cwd=home_of(example))

    assert ran == Ran(2, "", "error: --explain shows a table of its own; leave --cite, --format and -o out\n")


def test_a_description_of_what_is_not_there_says_so(example: Project) -> None:
    assert run_kg("query", "DESCRIBE <http://elsewhere.example/x>", cwd=home_of(example)) == Ran(
        0, "", "<http://elsewhere.example/x> is not in the graph\n"
    )


def test_data_goes_to_stdout_and_remarks_go_to_stderr(mine: Project) -> None:
    touch(mine)
    ran = run_kg("show", "the", "northern", "town", cwd=home_of(mine))

    assert ran.out.startswith("Northbank  actor:northbank  (state)\n  alt label  the northern town\n")
    assert ran.err == "the corpus has changed: rebuilding build\n"


@pytest.mark.parametrize(
    "variables",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii", "LANG": "POSIX"},
    ],
)
def test_output_is_utf8_whatever_the_console_says(mine: Project, variables: dict[str, str]) -> None:
    actors = mine.corpus / "actors.csv"
    actors.write_text(actors.read_text("utf-8").replace("state,Northbank", "state,Nørdbänk 日本"), "utf-8")
    spoil(mine)
    (mine.corpus / "claims" / "gazette-2024.csv").write_text("id,paragraph,Sübjekt\n", "utf-8")
    checked = run_kg("check", cwd=home_of(mine), variables=variables)

    assert "no such column 'Sübjekt'" in checked.out
    assert "“closure a pretext”" in run_kg("show", "herald-2024.p2-3", cwd=home_of(mine), variables=variables).out
    assert "no such column 'Sübjekt'" in run_kg("build", cwd=home_of(mine), variables=variables).err


# The bundled corpus, and corpora of one's own


def test_away_from_any_corpus_the_bundled_one_is_taken_and_said(bundled_build: tuple[Path, Ran]) -> None:
    folder, built = bundled_build
    remark = "no corpus/ here or above: taking the one that came with the program\n"
    count = "SELECT (COUNT(?c) AS ?n) { ?c a ent:Claim }"
    claims = len(read_corpus(bundled("corpus"))[0].claims)

    assert (built.code, built.err, built.out.count(f": {claims:,} claims from 5 sources ")) == (0, remark, 1)
    assert run_kg("query", count, cwd=folder) == Ran(0, f"n\n{claims}\n", remark)
    assert sorted(path.name for path in folder.iterdir()) == ["build"]


def test_the_bundled_corpus_is_not_formatted_in_place(tmp_path: Path) -> None:
    assert run_kg("fmt", cwd=tmp_path).code == 4
    assert run_kg("fmt", "--check", cwd=tmp_path).code == 0


def test_a_corpus_may_be_named_by_option_or_environment(example: Project, tmp_path: Path) -> None:
    said = Ran(0, "", f"0 errors, 0 warnings in 11 claims of {example.corpus}\n")

    assert run_kg("check", "--corpus", str(home_of(example)), cwd=tmp_path) == said
    assert run_kg("check", cwd=tmp_path, variables={"KG_CORPUS": str(example.corpus)}) == said


def test_a_new_corpus_checks_builds_and_is_in_order_at_once(tmp_path: Path) -> None:
    made = run_kg("init", "new", cwd=tmp_path)
    files = [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*")) if path.is_file()]

    assert made == Ran(
        0, "".join(f"{file}\n" for file in files), "next: cd new && kg check && kg build && kg explore\n"
    )
    assert run_kg("check", "--strict", "--texts", "texts", "--shapes", cwd=tmp_path / "new").code == 0
    assert run_kg("build", cwd=tmp_path / "new").err == ""
    assert run_kg("fmt", "--check", cwd=tmp_path / "new") == Ran(0, "", "0 files would change\n")


def test_a_second_init_changes_nothing(mine: Project) -> None:
    (mine.corpus / "issues.csv").unlink()
    before = sorted(home_of(mine).rglob("*"))
    ran = run_kg("init", str(home_of(mine)), cwd=home_of(mine))

    assert (ran.code, ran.err.endswith(" is there already; nothing was written\n")) == (4, True)
    assert sorted(home_of(mine).rglob("*")) == before


# fmt


def test_fmt_shows_and_makes_its_changes_and_says_which(mine: Project) -> None:
    path = mine.corpus / "issues.csv"
    canonical = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + canonical.replace(b"\n", b"\r\n"))
    changed = path.read_bytes()

    assert run_kg("fmt", "--check", cwd=home_of(mine)) == Ran(
        1, "", "would change corpus/issues.csv\n1 file would change\n"
    )
    shown = run_kg("fmt", "--diff", cwd=home_of(mine))
    assert (shown.code, shown.out.splitlines()[:2], shown.err) == (
        0,
        ["--- a/issues.csv", "+++ b/issues.csv"],
        "would change corpus/issues.csv\n1 file would change\n",
    )
    assert path.read_bytes() == changed
    assert run_kg("fmt", cwd=home_of(mine)) == Ran(0, "", "changed corpus/issues.csv\n1 file changed\n")
    assert path.read_bytes() == canonical


def test_fmt_leaves_what_it_does_not_understand_and_does_the_rest(mine: Project) -> None:
    (mine.corpus / "issues.csv").write_text('id,kind,label\n"ferry,route,ferry\n', "utf-8")
    (mine.corpus / "actors.csv").write_text("id,label,kind\nnorthbank,Northbank,state\n", "utf-8")

    assert run_kg("fmt", cwd=home_of(mine)) == Ran(
        1,
        "",
        "changed corpus/actors.csv\n"
        "corpus/issues.csv:2:1: the quote that opens here is not closed; close it after the cell's text "
        "[unclosed-quote]\n"
        "files with problems are left as they are\n"
        "1 file changed\n",
    )


#: Every command at work on the example, one after the other.
EVERY_COMMAND = """
init new
build
check --shapes
agree corpus corpus
compare
completion bash
coverage
diff corpus new
explore -o page.html
export trig -o graph.trig
export graphml -o graph.graphml
export parquet -o claims.parquet
fmt --check
network
path northbank southbank
prefixes
profile gazette-2024
queries
query most-documented
query most-documented --engine rdflib
query 'ASK { GRAPH ?g { ?s ?p ?o } }' --engine rdflib
query most-documented --cite
search bridge
shell
show northbank
timeline
vocab
"""
_RUN_ALL = """
import shlex, sys
from click.testing import CliRunner
from kg.cli import cli
for line in sys.stdin.read().split(chr(10)):
    ran = CliRunner().invoke(cli, shlex.split(line), prog_name="kg")
    if ran.exit_code:
        print(line, ran.exit_code, repr(ran.exception), ran.output)
"""


def test_no_command_warns_where_warnings_are_errors(tmp_path: Path) -> None:
    example_in(tmp_path)
    lines = EVERY_COMMAND.strip()
    command = [sys.executable, "-W", "error", "-c", _RUN_ALL]
    ran = subprocess.run(
        command, input=lines, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )

    assert {line.split()[0] for line in lines.splitlines()} == set(COMMANDS)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
