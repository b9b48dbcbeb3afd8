"""Asking a query and showing its answer, as the options of ``kg query`` say."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import click
import pyoxigraph as ox

from kg.characters import steadied
from kg.cli.options import count, emit, remark, terminal_size
from kg.cli.running import Limits, run
from kg.places import display
from kg.problems import MisuseError
from kg.report import (
    Naming,
    Solutions,
    Written,
    discard_unfinished,
    format_of,
    labels_from,
    needs_pager,
    solutions,
    use_colour,
    visible,
    write_answer,
    write_file,
)
from kg.report.answers import SPREADSHEET, Writable
from kg.report.names import Row
from kg.sparql import columns, never_bound, own_names
from kg.store import Answer, ask, is_nothing, occur

#: A terminal shows as many rows; files and pipes get all.
SHOWN = 1000
_FOR_READERS = ("table", "vertical", "md")


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A query and what answers it: the graph with the engine of one's choice, or an endpoint."""

    text: str
    name: str
    graph: ox.Store | None
    prefixes: Mapping[str, str]
    base: str | None
    union: bool
    hosts: Sequence[str]
    endpoint: str
    engine: str
    timeout: float

    def ask(self, text: str = "") -> Answer:
        """Return the answer, or that of another query asked in the same way."""
        text = text or self.text
        if self.endpoint:
            from kg.remote import ask_remote

            return ask_remote(self.endpoint, text, timeout=self.timeout, name=self.name)
        assert self.graph is not None
        how: dict[str, Any] = {"name": self.name, "prefixes": self.prefixes, "base": self.base, "union": self.union}
        if self.engine == "rdflib":
            from kg.reference import ask_rdflib

            return ask_rdflib(self.graph, text, **how)
        return ask(self.graph, text, allowed_hosts=self.hosts, **how)

    def refuse(self) -> None:
        """Raise QueryError if the query is not sound, before rdflib is asked."""
        from kg.reference import refuse

        refuse(self.text, name=self.name, prefixes=self.prefixes, base=self.base)


@dataclass(frozen=True, kw_only=True)
class Showing:
    """How an answer is shown, and where: in a file, on pages if it is longer than the screen, or as it comes."""

    form: str
    output: Path | None
    iri: str
    labels: bool
    cite: str
    explain: bool
    limit: int | None
    timed: bool
    hints: bool
    colour: bool
    pager: bool
    on_terminal: bool

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Showing:
        """Return what the options say. Raises MisuseError for those that do not go together."""
        output, form = options["output"], options["form"] or ""
        on_terminal = sys.stdout.isatty() and output is None
        if options["explain"] and (output or form or options["cite"]):
            raise MisuseError("--explain shows a table of its own; leave --cite, --format and -o out")
        if output and not form:
            form = format_of(output)
        if output and form in ("csv", "spreadsheet") and output.suffix.lower() == ".csv" and format_of(output) != form:
            told = format_of(output)
            raise MisuseError(f"the name of {output} tells {told}, not {form}; disarmed CSV ends in {SPREADSHEET}")
        return cls(
            form=form,
            output=output,
            iri=options["iri"] or "",
            labels=options["labels"],
            cite=options["cite"] or "",
            explain=options["explain"],
            limit=None if options["limit"] is None else min(options["limit"], sys.maxsize),
            timed=options["timed"],
            hints=options["hints"] and not options["strict"],
            colour=use_colour(options["colour"], terminal=on_terminal, environ=os.environ) and output is None,
            pager=options["pager"] and on_terminal,
            on_terminal=on_terminal,
        )

    def emit(self, piece: str, *, form: str) -> None:
        """Show a piece of the answer in a format; on a terminal so that it cannot steer that, as tables never do."""
        steady = form in _FOR_READERS or not self.on_terminal
        emit(piece if steady else steadied(piece), nl=False, colour=self.colour)

    def clean_up(self) -> None:
        """Remove what a query that was stopped had written of its file."""
        if self.output:
            discard_unfinished(self.output)

    def form_for(self, answer: object) -> str:
        """Return the format: the one asked for, else what suits the answer and the place it goes to."""
        if self.form:
            return self.form
        if isinstance(answer, ox.QuerySolutions | Solutions):
            return "table" if self.on_terminal else "csv"
        return "csv" if isinstance(answer, ox.QueryBoolean) else "turtle"


@dataclass(frozen=True, kw_only=True)
class Done:
    """What came of a query: text that waits to be shown, whether the answer is no or nothing, and what to say of it.

    ``is_unexplained`` tells that there is nothing, and that it is still to be said why.
    """

    waiting: str = ""
    is_negative: bool = False
    is_unexplained: bool = False
    remarks: tuple[str, ...] = ()


def answer(asking: Asking, showing: Showing) -> Done:
    """Ask, and show the answer or return it where a pager may be needed; all in the thread that runs this."""
    started = time.monotonic()
    if showing.explain:
        return _explain(asking)
    remarks: list[str] = []
    found: Writable = _cited(asking, showing, remarks) if showing.cite else asking.ask()
    if showing.hints:
        _warn_of_never_bound(asking.text)
    if isinstance(found, ox.QuerySolutions):
        found = solutions(found, columns(asking.text, [variable.value for variable in found.variables]))
    watch = None
    if isinstance(found, Solutions):
        watch = _Watch()
        found = Solutions(found.columns, watch.over(islice(found.rows, showing.limit)))
    pieces: list[str] = []
    form = showing.form_for(found)
    waits = showing.pager and form in _FOR_READERS
    with _sink(showing.output, pieces.append if waits else partial(showing.emit, form=form)) as write:
        written = _write(found, showing, asking, write)
    nothing = is_nothing(watch.first) if watch else written.rows == 0
    if showing.hints and not nothing:
        remarks += _unknown_names(asking)
    remarks += _remarks(written, watch, showing)
    if showing.timed:
        remarks.append(f"{time.monotonic() - started:.3f} s")
    negative = written.answer is False or (watch is not None and not watch.count)
    return Done(
        waiting="".join(pieces),
        is_negative=negative,
        is_unexplained=nothing and showing.hints and showing.limit != 0,
        remarks=tuple(remarks),
    )


def show(done: Done) -> None:
    """Show what waits, on pages if it is longer than the screen, and then what is to be said of the answer."""
    if done.waiting:
        width, height = terminal_size()
        if needs_pager(done.waiting.splitlines(), width, height):
            os.environ.setdefault("LESS", "FRX")
            click.echo_via_pager(done.waiting, color="\x1b[" in done.waiting)
        else:
            emit(done.waiting, nl=False)
    for line in done.remarks:
        remark(line)


def show_why(asking: Asking, *, megabytes: int, status: int) -> None:
    """Say why there is nothing; where that takes too long or too much memory, say so and end with *status*."""
    from kg.diagnosis import BUDGET, diagnose

    limits = Limits(seconds=BUDGET, megabytes=megabytes)
    late = f"why there is nothing was not found in {BUDGET:g} s; --explain counts the rows of each pattern"
    for line in run(lambda: diagnose(asking.ask, asking.text), limits, late=(status, late)):
        remark(visible(line))


def _warn_of_never_bound(text: str) -> None:
    for variable, near in never_bound(text):
        cure = f"; did you mean ?{near}?" if near else ""
        remark(f"warning: ?{variable} is selected and occurs nowhere else{cure}")


@contextlib.contextmanager
def _sink(output: Path | None, otherwise: Callable[[str], None]) -> Iterator[Callable[[str], object]]:
    if output is None:
        yield otherwise
    else:
        with write_file(output) as write:
            yield write


def _write(found: Writable, showing: Showing, asking: Asking, write: Callable[[str], object]) -> Written:
    label_of = labels_from(asking.graph) if asking.graph is not None else lambda _: ""
    return write_answer(
        found,
        showing.form_for(found),
        write,
        names=Naming(iri=showing.iri, labels=showing.labels, label_of=label_of),
        width=terminal_size().columns if showing.on_terminal else None,
        limit=SHOWN if showing.on_terminal else None,
        colour=showing.colour,
        title=asking.name,
    )


class _Watch:
    """Sees rows pass: how many, and the first two.

    It does not hold where they come from, for in a circle the engine's answer would outlive its thread.
    """

    def __init__(self) -> None:
        self.count = 0
        self.first: list[Row] = []

    def over(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Pass the rows on."""
        for row in rows:
            if self.count < 2:
                self.first.append(row)
            self.count += 1
            yield row


def _unknown_names(asking: Asking) -> Iterator[str]:
    """Yield what is said of names that the graph does not hold, though there is an answer."""
    if asking.graph is not None and not occur(asking.graph, own_names(asking.text)):
        from kg.diagnosis import unknown_terms

        yield from (visible(str(unknown)) for unknown in unknown_terms(asking.ask, asking.text, foreign=False))


def _remarks(written: Written, watch: _Watch | None, showing: Showing) -> Iterator[str]:
    if showing.output:
        kind = "row" if watch else "triple"
        size = count(written.rows, kind) if written.rows is not None else "the answer"
        yield f"wrote {display(showing.output)} ({size})"
    elif watch and showing.on_terminal and written.total is not None and written.total > (written.rows or 0):
        yield f"{written.rows:,} of {count(written.total, 'row')} shown; '-o FILE' or a pipe gets all"
    elif watch and showing.on_terminal:
        yield count(watch.count, "row")


def _explain(asking: Asking) -> Done:
    from kg.diagnosis import explain_lines

    asking.ask()  # which tells what is wrong with the query, and where
    for line in explain_lines(asking.ask, asking.text):
        emit(line)
    return Done()


def _cited(asking: Asking, showing: Showing, remarks: list[str]) -> ox.QuerySolutions:
    """Return the rows with the claims that they rest on, and remark what those are not known of."""
    from kg.citation import cite

    if asking.graph is None:
        raise MisuseError("--cite looks claims up in a graph that is here; it does not go with --endpoint")
    cited = cite(
        asking.graph,
        asking.text,
        ask=lambda _, text: asking.ask(text),
        prefixes=asking.prefixes,
        base=asking.base or "",
    )
    if cited.untraced:
        remarks.append(f"no evidence is shown for {', '.join(cited.untraced)}")
    return cited.answer(full=showing.cite == "full")
