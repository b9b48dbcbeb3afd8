"""The shell: what a line may become, what comes of it, and how it all goes on a terminal."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from build_fixtures import Ran, build_project, environment, project_in, run_kg
from conftest import ROOT, CorpusFolder
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document

from kg.builder import compile_lines, read_project
from kg.places import Project, bundled
from kg.problems import KgError, MisuseError
from kg.queries import read_query
from kg.shell.commands import COMMANDS, Call, State, Turn, turn
from kg.shell.completion import KEYWORDS, Known, choices
from kg.shell.context import Slot, slot_after
from kg.shell.prompt import ends, fragments, history, history_file
from kg.shell.saving import save, target
from kg.shell.texts import is_balanced, is_whole, split_texts
from kg.shell.words import read_words
from kg.sparql import grammar
from kg.store import memory_store

FOOTBALL = ROOT / "tests" / "football"


@pytest.fixture(scope="module")
def known(corpus_folder: CorpusFolder, tmp_path_factory: pytest.TempPathFactory) -> Known:
    """The names of the small corpus, which has one saved query of its own."""
    folder = corpus_folder()
    read = read_project(Project(corpus=folder, ontology=bundled("ontology"), build=folder / "build"))
    questions = tmp_path_factory.mktemp("questions")
    (questions / "most-galleys.rq").write_text(
        "#+ summary: Who has most galleys\n"
        "#+ params:\n#+   owner: {type: actor, help: whose they are}\n#+   sea: {type: issue, optional: true}\n"
        "SELECT ?x { ?owner rel:owns ?x . ?x ?p ?sea }\n",
        "utf-8",
    )
    return Known(read_words(memory_store(compile_lines(read.corpus, read.ontology))), questions)


def completed(known: Known, typed: str) -> dict[str, str]:
    """Return the lines that *typed* may become, the cursor being at ``|`` or at the end, each with its explanation."""
    before, _, after = typed.partition("|")
    found = choices(known, before + after, len(before))
    return {before[: len(before) - choice.replaced] + choice.text: choice.help for choice in found}


# Completion


def test_a_name_is_completed_with_its_label_and_its_number_of_claims(known: Known) -> None:
    assert completed(known, "ASK { actor:") == {
        "ASK { actor:norland": "Norland (3 claims)",
        "ASK { actor:sudonia": "Sudonia (4 claims)",
        "ASK { actor:ada-brand": "Ada Brand (1 claim)",
        "ASK { actor:unnamed": "an unnamed voice",
    }
    assert completed(known, "ASK { ?x ?y issue:gl") == {"ASK { ?x ?y issue:glass-strait": "Strait of Glass (1 claim)"}


def test_names_come_in_the_order_of_their_use(known: Known) -> None:
    assert list(completed(known, "ASK { actor:")) == [
        "ASK { actor:sudonia",
        "ASK { actor:norland",
        "ASK { actor:ada-brand",
        "ASK { actor:unnamed",
    ]


def test_a_name_is_also_found_by_its_middle_or_its_label(known: Known) -> None:
    assert list(completed(known, "ASK { actor:brand")) == ["ASK { actor:ada-brand"]
    assert list(completed(known, "ASK { issue:of glass")) == []
    assert list(completed(known, "ASK { issue:war")) == ["ASK { issue:galleys"]


def test_what_is_a_property_of_triples_comes_first_where_one_stands(known: Known) -> None:
    found = completed(known, "ASK { ?a rel:")
    asserted = [line for line, help in found.items() if "triple" in help]

    assert list(found)[: len(asserted)] == asserted
    assert found["ASK { ?a rel:values"] == "sets store by (1 claim, 1 triple)"
    assert found["ASK { ?a rel:trades-with"] == "trades with (1 claim)"
    assert list(completed(known, "ASK { ?a ent:pa")) == [
        "ASK { ?a ent:party",
        "ASK { ?a ent:paragraph",
        "ASK { ?a ent:paragraphs",
        "ASK { ?a ent:partOf",
    ]


def test_a_property_needs_no_prefix_to_be_found(known: Known) -> None:
    assert list(completed(known, "ASK { ?a valu")) == ["ASK { ?a rel:values"]
    assert next(iter(completed(known, "ASK { ?a "))) == "ASK { ?a rdf:type"


def test_a_thing_needs_no_prefix_where_one_stands(known: Known) -> None:
    assert list(completed(known, "ASK { nor")) == ["ASK { actor:norland"]
    assert list(completed(known, "ASK { ?a rel:values midd")) == ["ASK { ?a rel:values issue:middle-sea"]


def test_variables_are_those_of_the_whole_query_without_the_one_being_typed(known: Known) -> None:
    assert list(completed(known, "SELECT ?| { ?who rel:values ?what . ?who a ?kind }")) == [
        "SELECT ?who",
        "SELECT ?what",
        "SELECT ?kind",
    ]
    assert list(completed(known, "SELECT ?who { ?w")) == ["SELECT ?who { ?who"]
    assert list(completed(known, "SELECT $who { $w")) == ["SELECT $who { $who"]


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("sel", ["SELECT"]),
        ("SELECT D", ["SELECT DISTINCT", "SELECT dc:", "SELECT dct:"]),
        ("ASK { ?a ?b ?c . op", ["ASK { ?a ?b ?c . OPTIONAL"]),
        ("ASK { ?a ?b ?c opt", ["ASK { ?a ?b ?c OPTIONAL"]),
        ("ASK { ?a ?b ?c FILTER(isl", ["ASK { ?a ?b ?c FILTER(ISLITERAL("]),
        ("SELECT (cou", ["SELECT (COUNT("]),
        (
            "SELECT (COUNT(?a) A",
            [f"SELECT (COUNT(?a) {word}" for word in ("AS", "AVG(", "ABS(", "actor:", "actor:ada-brand")],
        ),
        ("SELECT ?a { ?a ?b ?c } or", ["SELECT ?a { ?a ?b ?c } ORDER BY"]),
        ("SELECT ?a { ?a ?b ?c } LIM", ["SELECT ?a { ?a ?b ?c } LIMIT"]),
        ("ASK { GRAPH graph:h", ["ASK { GRAPH graph:herald"]),
        ("ASK FROM graph:h", ["ASK FROM graph:herald"]),
        ("ASK { VALUES ?a { actor:ada", ["ASK { VALUES ?a { actor:ada-brand"]),
        ("ASK { ?a pol", ["ASK { ?a ent:polarity", "ASK { ?a polarity:"]),
    ],
)
def test_a_word_becomes_what_may_stand_there(known: Known, typed: str, becomes: list[str]) -> None:
    assert list(completed(known, typed)) == becomes


@pytest.mark.parametrize("typed", ["ASK { ?a ?b 'act", "ASK { # act", 'ASK { ?a ?b """x\n act', "PREFIX act"])
def test_within_a_string_or_a_comment_nothing_is_completed(known: Known, typed: str) -> None:
    assert completed(known, typed) == {}


def test_commands_are_completed_with_what_they_do(known: Known) -> None:
    assert completed(known, ".ti") == {
        ".time": "say how long each query took",
        ".timeout": "how long a query may take; 0 for no end",
    }
    assert list(completed(known, ".")) == list(COMMANDS)
    assert list(completed(known, ".cite f")) == [".cite full"]
    assert list(completed(known, ".format t")) == [".format table", ".format tsv", ".format turtle", ".format trig"]
    assert completed(known, ".show glass") == {".show glass-strait": "Strait of Glass (1 claim)"}
    assert completed(known, ".nonsense a") == {}


def test_saved_queries_are_completed_then_their_parameters_then_their_values(known: Known) -> None:
    assert completed(known, ".run most-ga") == {".run most-galleys": "Who has most galleys"}
    assert completed(known, ".run most-galleys ") == {
        ".run most-galleys owner=": "whose they are",
        ".run most-galleys sea=": "",
    }
    assert list(completed(known, ".run most-galleys owner=x s")) == [".run most-galleys owner=x sea="]
    assert list(completed(known, ".run most-galleys owner=n")) == [".run most-galleys owner=norland"]
    assert completed(known, ".run nothing ") == {}


def test_a_saved_query_that_was_changed_is_read_again_and_a_broken_one_is_passed_over(
    known: Known, tmp_path: Path
) -> None:
    file, here = tmp_path / "most-mine.rq", Known(known.words, tmp_path)
    file.write_text("#+ summary: One\nASK {}\n", "utf-8")
    assert completed(here, ".run most-mi") == {".run most-mine": "One"}

    file.write_text("#+ summary: Two\nASK {}\n", "utf-8")
    os.utime(file, (1, 1))
    assert completed(here, ".run most-mi") == {".run most-mine": "Two"}

    file.write_text("#+ params: [\nASK {}\n", "utf-8")
    os.utime(file, (2, 2))
    assert completed(here, ".run most-mi") == {".run most-mine": ""}
    assert completed(here, ".run most-mine ") == {}


def test_every_keyword_that_is_offered_is_one_of_sparql() -> None:
    words = {word for keywords in KEYWORDS.values() for keyword in keywords for word in keyword.split()}

    assert words - set(grammar.KEYWORDS) == set()
    assert set(grammar.KEYWORDS) - words == set()


@pytest.mark.parametrize(
    ("before", "slot"),
    [
        ("", Slot.START),
        ("PREFIX ", Slot.PREFIX),
        ("PREFIX x: <y:> ", Slot.START),
        ("SELECT ", Slot.SELECTION),
        ("SELECT (", Slot.EXPRESSION),
        ("SELECT (1 AS ?x) ", Slot.SELECTION),
        ("SELECT * FROM ", Slot.DATASET),
        ("ASK { ", Slot.SUBJECT),
        ("ASK { ?a ", Slot.PREDICATE),
        ("ASK { ?a rel:x/", Slot.PREDICATE),
        ("ASK { ?a (rel:x|", Slot.PREDICATE),
        ("ASK { ?a (rel:x|rel:y)+ ", Slot.OBJECT),
        ("ASK { ?a a ", Slot.OBJECT),
        ("ASK { ?a a ?b ", Slot.AFTER_OBJECT),
        ("ASK { ?a a ?b , ", Slot.OBJECT),
        ("ASK { ?a a ?b ; ", Slot.PREDICATE),
        ("ASK { ?a a [ ", Slot.PREDICATE),
        ("ASK { ?a a [ rel:x ?b ] ", Slot.AFTER_OBJECT),
        ("ASK { [ rel:x ?b ] ", Slot.PREDICATE),
        ("ASK { ?a a 'x'@en ", Slot.AFTER_OBJECT),
        ("ASK { ?a a TRUE . ", Slot.SUBJECT),
        ("ASK { FILTER ", Slot.EXPRESSION),
        ("ASK { FILTER(?a IN (1, ", Slot.EXPRESSION),
        ("ASK { FILTER(?a IN (1, 2)) ", Slot.SUBJECT),
        ("ASK { FILTER regex(?a, 'b') ", Slot.SUBJECT),
        ("ASK { FILTER NOT EXISTS { ", Slot.SUBJECT),
        ("ASK { FILTER NOT EXISTS { ?a ?b ?c } ", Slot.SUBJECT),
        ("ASK { BIND(1 AS ?x) ", Slot.SUBJECT),
        ("ASK { VALUES (?a ?b) { (", Slot.VALUES),
        ("ASK { VALUES ?a { 1 } ", Slot.SUBJECT),
        ("ASK { GRAPH ", Slot.GRAPH),
        ("ASK { GRAPH ?g { ", Slot.SUBJECT),
        ("ASK { OPTIONAL { ?a ", Slot.PREDICATE),
        ("ASK { { SELECT ?a { ?a ?b ?c } GROUP BY ", Slot.MODIFIER),
        ("SELECT * { ?a ?b ?c } ", Slot.MODIFIER),
        ("SELECT * { ?a ?b ?c } ORDER BY DESC(", Slot.EXPRESSION),
        ("CONSTRUCT { ?a ?b ?c } WHERE { ?a ", Slot.PREDICATE),
        ("ASK { } } ) ", Slot.START),
    ],
)
def test_a_place_is_told_from_what_stands_before_it(before: str, slot: Slot) -> None:
    assert slot_after(before) is slot


# Where a query ends


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("", False),
        ("SELECT ?a", False),
        ("SELECT ?a {", False),
        ("SELECT ?a { ?a ?b '}' ", False),
        ("SELECT ?a { ?a ?b ?c }", True),
        ("SELECT ?a { { ?a ?b ?c }", False),
        ("SELECT (COUNT(?a AS ?n) { ?a ?b ?c }", False),
        ("ASK { ?a ?b ?c } }", True),
        ("CONSTRUCT { ?a ?b ?c }", False),
        ("CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }", True),
        ("CONSTRUCT WHERE { ?a ?b ?c }", True),
        ("ASK { ?a ?b 'open }", False),
        (".run x", True),
    ],
)
def test_a_query_is_whole_once_its_last_brace_is_closed(text: str, whole: bool) -> None:
    assert is_whole(text) is whole


def test_what_has_open_brackets_or_strings_is_not_balanced() -> None:
    assert [is_balanced(text) for text in ("DESCRIBE actor:x", "SELECT (1", "ASK { 'x", "a } b")] == [
        True, False, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "cursor", "ended"),
    [
        ("ASK { ?a ?b ?c }", None, True),
        ("ASK {\n}", 3, False),
        ("ASK {\n\n", None, False),
        ("DESCRIBE actor:x", None, False),
        ("DESCRIBE actor:x\n", None, True),
        ("\n", None, False),
        (".help", None, True),
    ],
)
def test_enter_asks_what_is_whole_and_a_blank_line_what_is_balanced(text: str, cursor: int | None, ended: bool) -> None:
    assert ends(Buffer(document=Document(text, cursor))) is ended


def test_a_longer_text_is_split_at_blank_lines_and_at_commands() -> None:
    text = "\n\nASK {\n\n}\n.time on\n.cite\nPREFIX x: <y:>\n\nASK { x:a\n . }\n\nDESCRIBE x:b\n\n\nSELECT {\n\n?a"

    assert list(split_texts(text)) == [
        "ASK {\n\n}",
        ".time on",
        ".cite",
        "PREFIX x: <y:>\n\nASK { x:a\n . }",
        "DESCRIBE x:b",
        "SELECT {\n\n?a",
    ]


# Commands

QUERY = "ASK { ?a ?b ?c }"
LAST = Call(arguments=("-",), given=QUERY)


def test_a_query_is_asked_as_kg_query_would() -> None:
    assert turn(State(), QUERY) == Turn(state=State(last=LAST), call=Call(arguments=("query", "-"), given=QUERY))


def test_settings_are_options_of_all_queries_from_there_on() -> None:
    state = State()
    for line in (".format csv", ".cite on", ".time on", ".timeout 2.5"):
        state = turn(state, line).state

    assert state == State(form="csv", cite="short", timed=True, timeout="2.5")
    assert turn(state, QUERY).call == Call(
        arguments=("query", "--format", "csv", "--cite=short", "--time", "--timeout", "2.5", "-"), given=QUERY
    )
    for line in (".format auto", ".cite off", ".time off", ".timeout 0"):
        state = turn(state, line).state
    assert state == State(timeout="0")
    assert turn(state, ".cite full").state.cite == "full"


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        (".run who-says actor='a b' x=y", ("query", "-p", "actor=a b", "-p", "x=y", "--", "who-says")),
        (".schema", ("vocab",)),
        (".schema trades with", ("vocab", "--", "trades with")),
        (".search --help", ("search", "--", "--help")),
        (".show Ada Brand", ("show", "--", "Ada Brand")),
    ],
)
def test_a_command_is_a_run_of_kg(line: str, arguments: tuple[str, ...]) -> None:
    assert turn(State(), line).call == Call(arguments=arguments)


def test_the_last_query_is_explained_whether_it_was_typed_or_saved() -> None:
    typed, saved = turn(State(form="csv"), QUERY).state, turn(State(), ".run who-says actor=x").state

    assert turn(typed, ".explain").call == Call(arguments=("query", "--explain", "-"), given=QUERY)
    assert turn(saved, ".explain").call == Call(arguments=("query", "--explain", "-p", "actor=x", "--", "who-says"))


def test_the_rest_is_for_the_terminal() -> None:
    state = State(last=LAST)

    assert turn(state, ".save mine.rq  What it asks ") == Turn(state=state, saves=("mine", "What it asks"))
    assert turn(state, ".edit") == Turn(state=state, edits=True)
    assert turn(state, ".quit") == Turn(state=state, leaves=True)
    assert [line.split()[0] for line in turn(state, ".help").says.split("\n\n")[0].splitlines()] == list(COMMANDS)
    assert turn(State(form="md"), ".format").says.startswith("md (known are auto, table, ")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (".shema", "no command '.shema'; did you mean '.schema'?"),
        (".xyzzy", "no command '.xyzzy'; '.help' lists the commands"),
        (".explain", "no query has been asked yet"),
        (".save x", "no query has been asked yet"),
        (".run", "something is missing: .run NAME [PARAMETER=VALUE]..."),
        (".run a b", "'b' is not PARAMETER=VALUE; a value of several words stands in quotes"),
        (".run a b='c", "a b='c: no closing quotation"),
        (".show", "something is missing: .show TERM"),
        (".format tabel", "no format 'tabel'; did you mean 'table'?"),
        (".cite maybe", "no way to cite 'maybe'; known are on, off, full"),
        (".time no", "no setting 'no'; did you mean 'on'?"),
        (".timeout soon", "say how many seconds: .timeout 60, or 0 for no end"),
    ],
)
def test_what_is_no_command_is_answered_with_what_may_have_been_meant(line: str, message: str) -> None:
    with pytest.raises(MisuseError, match=f"^{re.escape(message)}$"):
        turn(State(), line)


@pytest.mark.parametrize("summary", ["Who has what", 'What: "this" or #that', "[a, b"])
def test_a_query_that_was_saved_can_be_read_again(tmp_path: Path, summary: str) -> None:
    path = target(tmp_path / "questions", "mine")
    save(f"#+ summary: Old\n{QUERY}\n", path, f" {summary}\n")

    assert (read_query(path).summary, read_query(path).body) == (summary, QUERY)


def test_no_file_is_overwritten_and_none_stands_elsewhere(tmp_path: Path) -> None:
    save(QUERY, tmp_path / "mine.rq", "Mine")

    with pytest.raises(KgError, match=r"mine\.rq exists; choose another name, or remove it first$"):
        target(tmp_path, "mine")
    for name in ("../mine", ".hidden", "a/b", ""):
        with pytest.raises(MisuseError, match="is no name for a query"):
            target(tmp_path, name)
    with pytest.raises(KgError, match="cannot write"):
        save("ASK {}", tmp_path / "mine.rq", "Other")
    assert read_query(tmp_path / "mine.rq").summary == "Mine"


# The prompt


def test_a_line_is_coloured_by_what_its_pieces_are() -> None:
    assert fragments("SELECT ?a { ?a rel:x 'b' # c\n}") == [
        ("class:keyword", "SELECT"),
        ("", " "),
        ("class:var", "?a"),
        ("", " "),
        ("", "{"),
        ("", " "),
        ("class:var", "?a"),
        ("", " "),
        ("class:name", "rel:x"),
        ("", " "),
        ("class:string", "'b'"),
        ("class:comment", " # c\n"),
        ("", "}"),
    ]
    assert fragments(".run x") == [("class:command", ".run"), ("", " x")]
    assert fragments("STR(x") == [("class:function", "STR"), ("", "("), ("", "x")]


def test_lines_are_remembered_where_the_system_keeps_such_things(tmp_path: Path) -> None:
    def kept(platform: str, **variables: str) -> Path:
        return history_file(lambda name: variables.get(name), platform)

    assert kept("linux", XDG_STATE_HOME=str(tmp_path)) == tmp_path / "kg" / "history"
    assert kept("win32", LOCALAPPDATA="C:/local") == Path("C:/local/kg/history")
    assert kept("linux") == Path.home() / ".local" / "state" / "kg" / "history"
    assert kept("linux", XDG_STATE_HOME="not/absolute") == kept("linux")


def test_a_history_that_cannot_be_kept_ends_no_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    kept = history()
    kept.store_string("ASK {}")
    shutil.rmtree(tmp_path / "kg")
    kept.store_string("ASK { }")
    assert list(kept.load_history_strings()) == []

    (tmp_path / "kg").write_text("in the way", "utf-8")
    assert list(history().load_history_strings()) == []


# Without a terminal


@pytest.fixture(scope="module")
def football(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("league")
    shutil.copytree(FOOTBALL / "corpus", folder / "corpus")
    build_project(project_in(folder))
    return folder


PLAYS = "SELECT ?who {\n\n  ?who rel:plays-for ?club\n}"


def test_queries_are_read_from_a_pipe_and_the_worst_exit_code_is_that_of_all(football: Path) -> None:
    given = (
        f"{PLAYS}\n\n.format json\nSELECT ?x {{\n?x rel:plays-for ?y }}\n.fromat csv\nASK {{ ?x ?y }}\n.quit\nASK {{}}"
    )
    ran = run_kg("shell", cwd=football, given=given.encode())

    who, *rest = ran.out.splitlines()
    assert (ran.code, who, rest[0]) == (3, "who", "https://w3id.org/entente/actor/ines-duarte")
    assert [row["x"]["value"] for row in json.loads("".join(rest[1:]))["results"]["bindings"]] == rest[:1]
    assert ran.err.startswith("error: no command '.fromat'; did you mean '.format'?\nerror[")


def test_what_has_no_query_answers_nothing_and_what_is_no_text_is_refused(football: Path) -> None:
    assert run_kg("shell", cwd=football, given=b"\n \n") == Ran(0, "", "")
    assert run_kg("shell", cwd=football, given=b"ASK { \xff }") == Ran(
        4, "", "error: standard input is not UTF-8 (byte 7)\n"
    )
    assert run_kg("shell", cwd=football, given=b".edit\n") == Ran(2, "", "error: '.edit' needs a terminal\n")


def test_a_saved_query_is_part_of_the_corpus_from_then_on(football: Path) -> None:
    ran = run_kg("shell", cwd=football, given=f"{PLAYS}\n.save players Who plays\n.run players\n".encode())

    assert ran == Ran(
        0,
        "who\nhttps://w3id.org/entente/actor/ines-duarte\n" * 2,
        "saved; '.run players' asks it\n",
    )
    assert (football / "corpus" / "questions" / "players.rq").read_text("utf-8") == f"#+ summary: Who plays\n{PLAYS}\n"
    again = run_kg("shell", cwd=football, given=b"ASK {}\n.save players Who plays\n.save other\n")
    assert (again.code, again.err) == (
        4,
        "error: corpus/questions/players.rq exists; choose another name, or remove it first\n"
        "error: say in a line what it asks: .save NAME SUMMARY\n",
    )


def test_a_saved_query_that_was_run_is_saved_with_its_values(football: Path) -> None:
    given = b".run who-says actor='Harbour Rovers' relation=beats\n.save rovers-beat Whom they beat\n.run rovers-beat\n"
    ran = run_kg("shell", cwd=football, given=given)
    lines = ran.out.splitlines()

    assert (ran.code, ran.err) == (0, "saved; '.run rovers-beat' asks it\n")
    assert len(lines) >= 4
    assert lines[: len(lines) // 2] == lines[len(lines) // 2 :]


@pytest.mark.parametrize("word", ["quit", "exit", "Quit", " exit "])
def test_the_shell_is_left_by_the_words_that_everybody_types(word: str) -> None:
    assert turn(State(), word) == turn(State(), ".quit")


def test_help_is_given_without_its_dot() -> None:
    assert turn(State(), "help") == turn(State(), ".help")


def test_the_bundled_corpus_is_compiled_once_and_takes_no_queries(tmp_path: Path) -> None:
    ran = run_kg("shell", cwd=tmp_path, given=b"ASK { ?a a ent:Claim }\n.save x X\n.cite on\nASK { ?a ?b ?c }\n")

    assert (ran.code, ran.out.splitlines()[0]) == (4, "true")
    assert ran.err.startswith(
        "no corpus/ here or above: taking the one that came with the program\n"
        "error: queries are saved beside a corpus of your own, which 'kg init' makes; this is the bundled one\n"
    )
    assert list(tmp_path.iterdir()) == []


# A real terminal


@dataclass
class Terminal:
    """A shell within tmux."""

    socket: str
    state: Path

    def tmux(self, *arguments: str) -> str:
        command = ["tmux", "-L", self.socket, "-f", os.devnull, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30, env=environment()).stdout

    def type(self, text: str) -> None:
        """Type once the shell asks: what comes before is for the terminal, which does not know Escape from a letter."""
        self.see(r"^(kg>|\.\.\.|What does it ask:)[^\n]*\s*\Z")
        self.tmux("send-keys", "-l", text)

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def enter(self, text: str) -> None:
        self.type(text)
        self.press("Enter")

    def see(self, pattern: str, *, colours: bool = False) -> str:
        """Return the screen once it has what *pattern* says."""
        deadline = time.monotonic() + 60
        while True:
            screen = self.tmux("capture-pane", "-p", *(["-e"] if colours else []))
            if re.search(pattern, screen, re.MULTILINE):
                return screen
            assert time.monotonic() < deadline, screen
            time.sleep(0.1)

    def wait_for_a_query(self) -> None:
        """Wait until the shell has started the process that answers."""
        deadline = time.monotonic() + 60
        wrapper = int(self.tmux("display-message", "-p", "#{pane_pid}"))
        while not any(_children(shell) for shell in _children(wrapper)):
            assert time.monotonic() < deadline
            time.sleep(0.01)


def _children(process: int) -> list[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = (map(int, line.split()) for line in listed.splitlines())
    return [child for child, parent in pairs if parent == process]


@pytest.fixture
def terminal(football: Path, tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    if sys.platform == "win32" or not shutil.which("tmux"):
        pytest.skip("there is no tmux here")
    started: list[Terminal] = []

    def start(**variables: str) -> Terminal:
        shell = Terminal(f"kg-{os.getpid()}-{tmp_path.name}-{len(started)}", tmp_path)
        given = {
            "PYTHONPATH": environment()["PYTHONPATH"],
            "XDG_STATE_HOME": str(tmp_path),
            "PAGER": "cat",
            **variables,
        }
        command = ["env", "-u", "KG_CORPUS", "-u", "NO_COLOR", *(f"{name}={value}" for name, value in given.items())]
        script = [*command, sys.executable, "-m", "kg", "shell"]
        left = ["sh", "-c", 'trap : INT; "$@"; echo "left with $?"; exec sleep 1000', "sh"]
        shell.tmux("new-session", "-d", "-x", "100", "-y", "40", "-c", str(football), *left, *script)
        started.append(shell)
        shell.see(r"^kg>")
        return shell

    yield start
    for shell in started:
        socket = Path(shell.tmux("display-message", "-p", "#{socket_path}").strip())
        shell.tmux("kill-server")
        socket.unlink(missing_ok=True)


def test_on_a_terminal_a_query_of_several_lines_is_completed_and_answered(terminal: Callable[..., Terminal]) -> None:
    shell = terminal()
    shell.enter("SELECT ?who {")
    shell.see(r"^\.\.\.$")
    shell.type("?who rel:plays-f")
    shell.press("Tab")
    shell.see(r"^\.\.\. +\?who rel:plays-for$")
    shell.enter(" ?club")
    shell.enter("}")
    shell.see(r"^actor:ines-duarte\s*\n1 row$")

    shell.enter("DESCRIBE actor:ines-duarte")
    shell.press("Enter")
    shell.see(r'rdfs:label "Ines Duarte"')

    shell.type("ASK { ?a")
    shell.press("Escape", "Enter")
    shell.see(r"^error\[bracket\]: '\{' is never closed$")

    history = shell.state / "kg" / "history"
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    assert "+?who rel:plays-for ?club\n" in history.read_text("utf-8")


def test_on_a_terminal_ctrl_c_ends_the_query_and_not_the_session(terminal: Callable[..., Terminal]) -> None:
    shell = terminal()
    shell.enter("SELECT ?never { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    shell.see(r"^warning: \?never is selected")
    shell.press("C-c")
    shell.see(r"^(\^C)?interrupted\s*\nkg>")

    shell.type("nonsense")
    shell.press("C-c")
    shell.enter("ASK { ?a a ent:Claim }")
    screen = shell.see(r"^true\s*\nkg>")
    assert "Traceback" not in screen

    shell.press("C-d")
    shell.see("^left with 0$")


@pytest.mark.parametrize("delay", [0, 0.05, 0.1])
def test_on_a_terminal_ctrl_c_shows_no_traceback_while_the_query_is_being_loaded(
    terminal: Callable[..., Terminal], delay: float
) -> None:
    shell = terminal()
    shell.enter("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    shell.wait_for_a_query()
    time.sleep(delay)
    shell.press("C-c")
    screen = shell.see(r"\^C(interrupted)?\s*kg>")

    assert "Traceback" not in screen


def test_on_a_terminal_commands_change_what_comes_next(terminal: Callable[..., Terminal]) -> None:
    shell = terminal()
    shell.enter(".format csv")
    shell.enter(".cite on")
    shell.enter("SELECT ?who { ?who rel:plays-for ?club }")
    shell.see(r"^https://w3id.org/entente/actor/ines-duarte,\"rovers-2024, paragraph 4\"$")
    shell.enter(".format auto")
    shell.enter(".cite off")
    shell.enter(".run most-documented")
    shell.see(r"^Harbour Rovers +19 +3$")
    shell.enter(".serach Duarte")
    shell.see(r"^error: no command '\.serach'; did you mean '\.search'\?$")

    shell.enter(".quit")
    shell.see("^left with 0$")


def test_on_a_terminal_a_query_is_edited_and_saved(football: Path, terminal: Callable[..., Terminal]) -> None:
    shell = terminal(VISUAL="sed -i s/rel:plays-for/rel:beats/", EDITOR="false")
    shell.enter("SELECT ?winner { ?winner rel:plays-for ?loser }")
    shell.see(r"^1 row$")
    shell.enter(".edit")
    shell.see(r"^SELECT \?winner \{ \?winner rel:beats \?loser \}$")
    shell.see(r"^actor:\S+\s*\n1 row\s*\nkg>$")

    shell.enter(".save winners")
    shell.see("^What does it ask:")
    shell.enter("Who beats whom")
    shell.see(r"^saved; '\.run winners' asks it$")
    assert (football / "corpus" / "questions" / "winners.rq").read_text("utf-8") == (
        "#+ summary: Who beats whom\nSELECT ?winner { ?winner rel:beats ?loser }\n"
    )


def test_on_a_terminal_what_is_typed_has_colours_unless_they_are_not_wanted(
    terminal: Callable[..., Terminal],
) -> None:
    shell = terminal()
    shell.type("ASK { ?a")
    shell.see("\x1b\\[(1m\x1b\\[)?(1;)?34mASK", colours=True)

    shell = terminal(NO_COLOR="1")
    shell.type("ASK { ?a")
    assert not re.search("\x1b\\[[\\d;]*3[1-7]m", shell.see(r"ASK.* \{ \?a", colours=True))
