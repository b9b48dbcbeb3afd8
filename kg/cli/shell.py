"""``kg shell``."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from kg.cli.graph import open_graph
from kg.cli.options import build_option, corpus_option, project_of, remark
from kg.files import read_input
from kg.manifest import QUADS, STORE, is_fresh
from kg.places import locate
from kg.problems import KgError, MisuseError
from kg.queries.header import body
from kg.report import use_colour
from kg.shell.commands import Call, State, Turn, turn
from kg.shell.completion import Known
from kg.shell.saving import save, target
from kg.shell.texts import split_texts
from kg.shell.words import Words, read_words
from kg.store import write_store

# ``kg`` as a program that Ctrl-C ends in good order even while it is still loading.
_START = """
import signal, sys
from kg.cli import main
try:
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    main()
except KeyboardInterrupt:
    print("interrupted", file=sys.stderr)
    sys.exit(130)
"""
#: How many bytes are read that are piped into the shell.
MOST_INPUT = 16 * 1024 * 1024
_GREETING = "Ask with SPARQL; Tab completes, '.help' tells more, Ctrl-D leaves."


@click.command()
@corpus_option
@build_option
def command(corpus: Path | None, build_folder: Path | None) -> None:
    """Ask one query after another, with completion.

    A query may take several lines and is asked once its braces are closed; '.help' lists commands such as '.run NAME',
    '.format csv' and '.cite on'. Without a terminal, queries that blank lines separate are read from standard input,
    and the exit code is that of the worst.
    """
    with _places(corpus, build_folder) as places:
        shell = _Shell(places, on_terminal=sys.stdin.isatty())
        if shell.on_terminal:
            _converse(shell, _words(places))
        else:
            sys.exit(_read(shell))


@dataclass(frozen=True, slots=True)
class _Places:
    """Which corpus and build the options name."""

    corpus: Path | None
    build: Path | None

    @property
    def options(self) -> list[str]:
        """The same for another run of ``kg``."""
        named = (("--corpus", self.corpus), ("--build", self.build))
        return [part for option, folder in named if folder for part in (option, str(folder))]


@contextlib.contextmanager
def _places(corpus: Path | None, build_folder: Path | None) -> Iterator[_Places]:
    """Yield the places to ask; the bundled corpus is compiled once for all queries, where no build of it is at hand."""
    project = project_of(corpus, build_folder)
    if build_folder or not project.bundled:
        yield _Places(corpus, build_folder)
        return
    if is_fresh(project):
        yield _Places(corpus, project.build)
        return
    from kg.builder import compile_lines, read_project, write_lines

    read = read_project(project)
    with tempfile.TemporaryDirectory(prefix="kg-", ignore_cleanup_errors=True) as folder:
        quads = Path(folder) / QUADS
        write_lines(quads, compile_lines(read.corpus, read.ontology))
        write_store(Path(folder) / STORE, quads)
        yield _Places(corpus, Path(folder))


def _words(places: _Places) -> Words:
    return read_words(open_graph(places.corpus, places.build))


def _read(shell: _Shell) -> int:
    """Ask all that standard input has, and return the worst exit code."""
    try:
        text = read_input(MOST_INPUT).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KgError(f"standard input is not UTF-8 (byte {error.start + 1})") from None
    worst = 0
    for part in split_texts(text):
        worst = max(worst, shell.take(part))
        if shell.has_left:
            break
    return worst


def _converse(shell: _Shell, words: Words) -> None:
    """Ask what is typed until the user leaves; Ctrl-C forgets the line."""
    from kg.shell.prompt import prompter

    colour = use_colour("auto", terminal=True, environ=os.environ)
    session = prompter(Known(words, shell.questions), colour=colour)
    remark(_GREETING)
    while not shell.has_left:
        try:
            if (text := session.prompt()).strip():
                shell.take(text.strip())
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


@dataclass
class _Shell:
    """Does what is typed, each query in a process of its own, so that it can be stopped alone."""

    places: _Places
    on_terminal: bool
    state: State = field(default_factory=State)
    has_left: bool = False

    @property
    def questions(self) -> Path:
        """The folder of the corpus's own saved queries."""
        return locate(self.places.corpus).questions

    def take(self, text: str) -> int:
        """Do what *text* says, tell what is wrong with it, and return the exit code."""
        try:
            return self._do(turn(self.state, text))
        except KgError as error:
            remark(f"error: {error}")
            return error.status
        except click.ClickException as error:  # an editor that cannot be started
            error.show()
            return error.exit_code

    def _do(self, done: Turn) -> int:
        self.state, self.has_left = done.state, done.leaves
        if done.says:
            click.echo(done.says)
        if done.saves:
            self._save(*done.saves)
        if done.edits:
            return self._edit()
        return self._call(done.call) if done.call else 0

    def _call(self, call: Call) -> int:
        done = self._run(call)
        return done.returncode if done.returncode >= 0 else 128 - done.returncode

    def _run(self, call: Call, *, stdout: int | None = None) -> subprocess.CompletedProcess[bytes]:
        name, *rest = call.arguments
        command = [sys.executable, "-c", _START, name, *self.places.options, *rest]
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        with _heedless(), _held_back():
            return subprocess.run(
                command, input=call.given.encode("utf-8", "replace"), stdout=stdout, env=environment, check=False
            )

    def _text(self, question: Call) -> str:
        """Return the text of a query; that of a saved one with its values in place."""
        if question.given:
            return question.given
        done = self._run(self.state.asks(question, "--print-query", "--strict"), stdout=subprocess.PIPE)
        if done.returncode:
            raise MisuseError("the last query cannot be written out")
        return body(done.stdout.decode("utf-8"))

    def _save(self, name: str, summary: str) -> None:
        if locate(self.places.corpus).bundled:
            raise KgError(
                "queries are saved beside a corpus of your own, which 'kg init' makes; this is the bundled one"
            )
        path = target(self.questions, name)
        text = self._text(self.state.asked)
        if not summary and self.on_terminal:
            summary = _asked_summary()
        if not summary:
            raise MisuseError("say in a line what it asks: .save NAME SUMMARY")
        save(text, path, summary)
        remark(f"saved; '.run {name}' asks it")

    def _edit(self) -> int:
        if not self.on_terminal:
            raise MisuseError("'.edit' needs a terminal")
        before = self._text(self.state.last) if self.state.last else ""
        with _heedless():
            text = click.edit(before, extension=".rq")
        if text is None or not text.strip():
            remark("nothing was changed, and nothing asked")
            return 0
        click.echo(text.strip())
        return self.take(text.strip())


def _asked_summary() -> str:
    """Return what the user says that the query asks."""
    try:
        return str(click.prompt("What does it ask", default="", show_default=False, err=True)).strip()
    except click.Abort:
        return ""


@contextlib.contextmanager
def _heedless() -> Iterator[None]:
    """Leave Ctrl-C to the program that has the terminal; ignored, it would be ignored by that program too."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _held_back() -> Iterator[None]:
    """Let a program that is started here hear of Ctrl-C only once it can answer (`_START`)."""
    if sys.platform == "win32":
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
