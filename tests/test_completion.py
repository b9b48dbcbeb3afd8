from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from build_fixtures import environment, run_kg
from click.shell_completion import ShellComplete
from conftest import ROOT

from kg.cli import complete

FOOTBALL = ROOT / "tests" / "football"
CORPUS = ("--corpus", str(FOOTBALL / "corpus"))


@click.group()
def group() -> None:
    pass


@group.command()
@click.argument("query", required=False, shell_complete=complete.queries_and_files)
@click.option("--corpus", type=click.Path(path_type=Path))
@click.option("-p", "--param", "params", multiple=True, shell_complete=complete.parameters)
def query(**_: object) -> None:
    pass


@group.command()
@click.argument("name", shell_complete=complete.queries)
@click.option("--corpus", type=click.Path(path_type=Path))
def explain(**_: object) -> None:
    pass


@group.command()
@click.argument("term", nargs=-1, shell_complete=complete.things)
@click.option("--corpus", type=click.Path(path_type=Path))
def show(**_: object) -> None:
    pass


@group.command()
@click.argument("name", nargs=-1, shell_complete=complete.entities)
@click.option("--corpus", type=click.Path(path_type=Path))
@click.option("--source", multiple=True, shell_complete=complete.sources)
def explore(**_: object) -> None:
    pass


@group.command()
@click.argument("term", nargs=-1, shell_complete=complete.terms)
@click.option("--corpus", type=click.Path(path_type=Path))
def vocab(**_: object) -> None:
    pass


def completed(*words: str, corpus: tuple[str, ...] = CORPUS) -> dict[str, str | None]:
    """Return what the last word may become, each with its explanation."""
    command, *given, incomplete = words
    found = ShellComplete(group, {}, "kg", "_KG_COMPLETE").get_completions([command, *corpus, *given], incomplete)
    return {item.value: item.help for item in found if item.type == "plain"}


def test_ids_of_things_are_completed_with_their_labels() -> None:
    assert completed("show", "le") == {"leo-brandt": "Leo Brandt"}
    assert completed("show", "lantern-") == {
        "lantern-blogger": "the author of the blog",
        "lantern-ground": "Lantern Ground",
        "lantern-lease": "lease of the Lantern Ground",
    }
    assert completed("show", "rovers-") == {
        "rovers-trust": "Rovers Trust",
        "rovers-2024": "A statement by Harbour Rovers on the Lantern Ground",
    }


def test_actors_issues_and_sources_of_a_part_are_completed() -> None:
    assert completed("explore", "rovers-") == {"rovers-trust": "Rovers Trust"}
    assert completed("explore", "leo-brandt", "lantern-g") == {"lantern-ground": "Lantern Ground"}
    assert completed("explore", "--source", "rov") == {
        "rovers-2024": "A statement by Harbour Rovers on the Lantern Ground"
    }


def test_curies_of_things_are_completed_once_a_prefix_has_been_begun() -> None:
    assert completed("show", "issue:lantern-l") == {"issue:lantern-lease": "lease of the Lantern Ground"}
    assert completed("show", "rel:plays-") == {"rel:plays-for": "plays for", "rel:plays-at": "plays at"}


def test_terms_of_the_vocabulary_are_completed_with_those_of_the_corpus() -> None:
    assert completed("vocab", "foot") == {"football": "football"}
    assert completed("vocab", "stad") == {"stadium": "stadium"}
    assert completed("vocab", "ent:Stad") == {"ent:Stadium": "stadium"}
    assert completed("vocab", "rel:draws") == {"rel:draws-with": "draws with"}


def test_saved_queries_are_completed_with_their_summaries_and_the_corpus_s_own_win(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(FOOTBALL / "corpus", folder)
    (folder / "questions").mkdir()
    (folder / "questions" / "most-goals.rq").write_text("#+ summary: Who scores\nSELECT ?x { ?x ?y ?z }\n", "utf-8")
    (folder / "questions" / "most-documented.rq").write_text("SELECT ?x { ?x ?y ?z }\n", "utf-8")

    for command in ("explain", "query"):
        assert completed(command, "most-", corpus=("--corpus", str(folder))).items() >= {
            ("most-goals", "Who scores"),
            ("most-documented", None),
        }


def test_a_query_may_also_be_a_file() -> None:
    found = ShellComplete(group, {}, "kg", "_KG_COMPLETE").get_completions(["query"], "mine")

    assert [(item.value, item.type) for item in found] == [("mine", "file")]


def test_parameters_of_a_saved_query_are_completed_and_then_their_values() -> None:
    assert completed("query", "who-says", "-p", "") == {"actor=": "an actor or issue", "relation=": "a relation"}
    assert completed("query", "who-says", "-p", "actor=x", "-p", "") == {"relation=": "a relation"}
    assert completed("query", "who-says", "-p", "actor=harb") == {"actor=harbour-rovers": "Harbour Rovers"}
    assert completed("query", "who-says", "-p", "actor=lantern-g") == {"actor=lantern-ground": "Lantern Ground"}
    assert completed("query", "who-says", "-p", "relation=bea") == {"relation=beats": "beats"}


def test_a_group_s_corpus_is_that_of_its_commands(tmp_path: Path) -> None:
    @click.group()
    @click.option("--corpus", type=click.Path(path_type=Path))
    def saved(**_: object) -> None:
        pass

    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "who-scores.rq").write_text("SELECT ?x { ?x ?y ?z }\n", "utf-8")
    saved.add_command(explain)
    found = ShellComplete(saved, {}, "kg", "_KG_COMPLETE").get_completions(
        ["--corpus", str(tmp_path), "explain"], "who-sc"
    )

    assert [item.value for item in found] == ["who-scores"]


def test_parameters_of_a_query_in_a_file_are_completed_by_their_type(tmp_path: Path) -> None:
    file = tmp_path / "mine.rq"
    kinds = ("actor", "issue", "source", "family", "modality", "text")
    file.write_text("\n".join(["#+ params:", *(f"#+   a_{k}: {{type: {k}}}" for k in kinds), "ASK { }"]), "utf-8")

    def values(parameter: str) -> list[str]:
        return list(completed("query", str(file), "-p", f"a_{parameter}"))

    assert values("actor=t") == ["a_actor=tidewater-league", "a_actor=tom-ashgrove"]
    assert values("issue=t") == ["a_issue=tidewater-cup", "a_issue=twelve-club-plan"]
    assert values("source=b") == ["a_source=blog-2024"]
    assert values("family=fo") == ["a_family=force", "a_family=football"]
    assert values("modality=p") == ["a_modality=possible", "a_modality=planned"]
    assert values("text=") == []


@pytest.mark.parametrize(
    "words",
    [
        ("query", "-p", ""),
        ("query", "no-such-query", "-p", "a"),
        ("query", "who-says", "-p", "nobody=x"),
        ("show", "nobody"),
        ("vocab", "rel:nothing"),
    ],
)
def test_where_nothing_fits_nothing_is_said(words: tuple[str, ...], capfd: pytest.CaptureFixture[str]) -> None:
    assert completed(*words) == {}
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("damage", ["missing", "binary", "directory"])
def test_a_corpus_that_cannot_be_read_has_no_names(
    tmp_path: Path, damage: str, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "corpus"
    if damage == "binary":
        folder.mkdir()
        (folder / "actors.csv").write_bytes(b"id,label\n\xff\x00\n" * 3)
    elif damage == "directory":
        (folder / "actors.csv").mkdir(parents=True)

    assert completed("show", "z", corpus=("--corpus", str(folder))) == {}
    assert capfd.readouterr() == ("", "")


def test_commands_are_completed_from_the_table() -> None:
    table = {"show": "Print all.", "shell": "Ask on.", "build": "Compile."}

    assert [(item.value, item.help) for item in complete.commands(table, "sh")] == [
        ("show", "Print all."),
        ("shell", "Ask on."),
    ]


def test_completing_names_loads_neither_the_reader_nor_the_store() -> None:
    script = (
        "import sys; from kg.cli import complete; import click; "
        "names = complete.things(click.Context(click.Command('x'), resilient_parsing=True), None, 'harb'); "
        "print([name.value for name in names], {'kg.reader', 'kg.store', 'rdflib', 'networkx'} & {*sys.modules})"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=FOOTBALL, env=environment(), capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.stderr) == ("['harbour-rovers'] set()\n", "")


# The scripts


@pytest.mark.parametrize(
    ("shell", "registers"),
    [
        ("bash", "complete -o nosort -F _kg_completion kg\n"),
        ("zsh", "    compdef _kg_completion kg\n"),
        ("fish", 'complete --no-files --command kg --arguments "(_kg_completion)";\n'),
        ("powershell", "Register-ArgumentCompleter -Native -CommandName kg -ScriptBlock {\n"),
    ],
)
def test_each_shell_has_a_script_that_registers_kg(tmp_path: Path, shell: str, registers: str) -> None:
    ran = run_kg("completion", shell, cwd=tmp_path)

    assert (ran.code, ran.err, registers in ran.out, f"{shell}_complete" in ran.out) == (0, "", True, True)


@pytest.mark.parametrize(("shell", "check"), [("bash", ["-n"]), ("zsh", ["-n"]), ("fish", ["--no-execute"])])
def test_a_script_is_sound_to_its_shell(tmp_path: Path, shell: str, check: list[str]) -> None:
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here")
    script = tmp_path / "script"
    script.write_text(run_kg("completion", shell, cwd=tmp_path).out, "utf-8")

    done = subprocess.run([shell, *check, str(script)], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_unknown_shell_is_misuse(tmp_path: Path) -> None:
    ran = run_kg("completion", "tcsh", cwd=tmp_path)

    assert (ran.code, ran.out) == (2, "")
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish', 'powershell'" in ran.err


# A real shell

SETUPS = {
    "bash": r"""
bind 'set enable-bracketed-paste off'
bind -x '"\C-g": printf "\n[%s]<%s>\n" "$READLINE_LINE" "$choices"'
eval "$(kg completion bash)"
listed() { _kg_completion "$@"; choices=${COMPREPLY[*]}; }
complete -o nosort -F listed kg
""",
    "zsh": r"""
unset zle_bracketed_paste
autoload -Uz compinit; compinit -u
eval "$(kg completion zsh)"
choices=
shown() { print -r; print -r "[$BUFFER]<>"; zle reset-prompt }
zle -N shown; bindkey '^G' shown
""",
}


@dataclass
class Shell:
    """An interactive shell, typed into through a terminal."""

    terminal: int

    def type(self, keys: str, until: str) -> re.Match[str]:
        """Type *keys* and return what then stands on the screen as *until* says."""
        os.write(self.terminal, keys.encode())
        screen, deadline = "", time.monotonic() + 60
        while not (seen := re.search(until, screen)):
            assert time.monotonic() < deadline, screen
            if select.select([self.terminal], [], [], 1)[0]:
                screen += os.read(self.terminal, 65536).decode("utf-8", "replace").replace("\r", "")
        return seen

    def press_tab_after(self, line: str) -> tuple[str, list[str]]:
        """Return the line as it has been completed, and all that it might have become."""
        seen = self.type(f"\x15{line}\t\x07", r"\n\[(.*)\]<(.*)>\n")
        return seen[1], seen[2].split()


@contextmanager
def interactive(name: str, folder: Path) -> Iterator[Shell]:
    """Yield a shell in a copy of the football project, with ``kg`` in its path and its completion set up."""
    if sys.platform == "win32" or not shutil.which(name):
        pytest.skip(f"there is no {name} here")
    import pty

    shutil.copytree(FOOTBALL, folder / "league")
    (folder / "bin").mkdir()
    program = folder / "bin" / "kg"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n', "utf-8")
    program.chmod(0o755)
    (folder / ".zshrc").write_text(SETUPS[name], "utf-8")
    options = ["--noprofile", "--rcfile", str(folder / ".zshrc")] if name == "bash" else []
    variables = environment(PATH=f"{program.parent}{os.pathsep}{os.environ['PATH']}", TERM="dumb", PS1="$ ")
    outer, inner = pty.openpty()
    process = subprocess.Popen(
        [name, *options, "-i"],
        cwd=folder / "league",
        env={**variables, "COLUMNS": "4000", "ZDOTDIR": str(folder)},
        stdin=inner,
        stdout=inner,
        stderr=inner,
        start_new_session=True,
    )
    os.close(inner)
    shell = Shell(outer)
    shell.type("echo re''ady\n", r"\nready\n")
    yield shell
    process.kill()
    process.wait()
    os.close(outer)


@pytest.fixture(scope="module", params=["bash", "zsh"])
def shell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    with interactive(request.param, tmp_path_factory.mktemp(request.param)) as started:
        yield started


@pytest.fixture(scope="module")
def bash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    with interactive("bash", tmp_path_factory.mktemp("bash")) as started:
        yield started


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("kg voc", "kg vocab "),
        ("kg vocab draws", "kg vocab draws-with "),
        ("kg vocab rel:draws", "kg vocab rel:draws-with "),
        ("kg vocab --format m", "kg vocab --format md "),
        ("kg prefixes --format=tu", "kg prefixes --format=turtle "),
        ("kg completion power", "kg completion powershell "),
        ("kg vocab --corpus tex", "kg vocab --corpus texts/"),
        ("ls; kg vocab stad", "ls; kg vocab stadium "),
        ("kg vocab --corpus corpus league draws", "kg vocab --corpus corpus league draws-with "),
        ("kg vocab nothing-like-it", "kg vocab nothing-like-it"),
        ("kg show harb", "kg show harbour-rovers "),
        ("kg show actor:harb", "kg show actor:harbour-rovers "),
        ("kg query most-doc", "kg query most-documented "),
        ("kg query who-says -p act", "kg query who-says -p actor="),
        ("kg query who-says -p actor=harb", "kg query who-says -p actor=harbour-rovers "),
        ("kg query corpus/act", "kg query corpus/actors.csv "),
        ("kg queries show most-doc", "kg queries show most-documented "),
    ],
)
def test_a_shell_completes_a_line(shell: Shell, line: str, becomes: str) -> None:
    assert shell.press_tab_after(line)[0] == becomes


@pytest.mark.parametrize(
    ("line", "choices"),
    [
        ("kg vocab plays-", ["plays-for", "plays-at"]),
        ("kg vocab rel:plays-", ["plays-for", "plays-at"]),
        ("kg prefixes --format ", ["sparql", "turtle", "json"]),
        ("kg query who-says -p ", ["actor=", "relation="]),
        ("kg query who-says -p actor=", None),
        ("kg show actor:", None),
    ],
)
def test_bash_lists_what_a_line_may_become(bash: Shell, line: str, choices: list[str] | None) -> None:
    names = [row.split(",")[0] for row in (FOOTBALL / "corpus" / "actors.csv").read_text("utf-8").splitlines()[1:]]
    _, found = bash.press_tab_after(line)

    assert found[: len(names)] == (choices or names)
