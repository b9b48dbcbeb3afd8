"""``kg queries``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from textwrap import wrap

import click
import pyoxigraph as ox

from kg.cli.graph import open_graph
from kg.cli.options import (
    build_option,
    completed_by,
    corpus_option,
    emit,
    memory_option,
    page_width,
    remark,
    timeout_option,
)
from kg.cli.running import Limits, run
from kg.diagnosis import unknown_terms
from kg.lookup import parameter_term
from kg.manifest import STORE, is_build
from kg.places import Project, locate
from kg.problems import KgError
from kg.queries import Parameter, Samples, SavedQuery, find_query, query_files, read_query
from kg.queries.trial import Outcome, attempt, samples
from kg.report import render_table, visible
from kg.store import ask, open_store

_HERE = "this corpus"
_WIDTH = 100


@click.group(invoke_without_command=True)
@corpus_option
@click.pass_context
def command(context: click.Context, corpus: Path | None) -> None:
    """List, explain and check the saved queries.

    Without a command, a table of them: those that come with the program by family, then those of the corpus.
    """
    context.obj = corpus
    if context.invoked_subcommand is None:
        files = query_files(_questions(corpus))
        rows = sorted(_rows(_sound(files.values()), _questions(corpus)))
        width = page_width()
        emit(render_table(["family", "query", "parameters", "asks"], [row[1:] for row in rows], width=width))


@command.command()
@click.argument("name", shell_complete=completed_by("queries"))
@corpus_option
@build_option
@click.pass_obj
def show(inherited: Path | None, name: str, corpus: Path | None, build_folder: Path | None) -> None:
    """Explain a saved query and print it.

    NAME is one of those that 'kg queries' lists.
    """
    corpus = corpus or inherited
    query = find_query(name, _questions(corpus))
    for line in _explained(query, _samples_at_hand(locate(corpus, build_folder))):
        emit(visible(line))


@command.command()
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=completed_by("queries"))
@corpus_option
@build_option
@timeout_option(30, "Stop at a query that takes longer")
@memory_option
@click.pass_obj
def check(
    inherited: Path | None,
    names: tuple[str, ...],
    corpus: Path | None,
    build_folder: Path | None,
    timeout: float,
    memory: int,
) -> None:
    """Ask every saved query, or each NAME, and tell which fail or find nothing.

    Parameters without a default take what most claims of the graph name. The exit code is 4 if any query fails.
    """
    corpus = corpus or inherited
    graph = open_graph(corpus, build_folder)
    outcomes = list(_outcomes(graph, _chosen(names, _questions(corpus)), timeout, memory))
    for outcome in outcomes:
        if outcome.found is None:
            emit(f"{outcome.name}: {outcome.fault}")
        elif not outcome.found:
            _name_unknown(graph, outcome)
    emit(_tally(outcomes))
    sys.exit(KgError.status if any(outcome.found is None for outcome in outcomes) else 0)


def _questions(corpus: Path | None) -> Path:
    return locate(corpus).questions


def _sound(files: Iterable[Path]) -> Iterator[tuple[Path, SavedQuery]]:
    """Yield the queries that can be read, and say what is wrong with the others."""
    for path in files:
        try:
            yield path, read_query(path)
        except KgError as error:
            remark(f"error: {error}")


def _rows(queries: Iterable[tuple[Path, SavedQuery]], questions: Path) -> Iterator[tuple[bool, str, str, str, str]]:
    """Yield what the table says of each query, after whether it is one of the corpus."""
    for path, query in queries:
        own = path.parent == questions
        parameters = " ".join(map(_short, query.parameters))
        yield own, _HERE if own else "".join(query.tags[:1]), query.name, parameters, query.summary


def _short(parameter: Parameter) -> str:
    return parameter.name if parameter.required else f"[{parameter.name}]"


def _samples_at_hand(project: Project) -> Samples:
    """Return samples from the build where there is one; an explanation is not worth making it."""
    return samples(open_store(project.build / STORE)) if is_build(project.build) else {}


def _explained(query: SavedQuery, known: Samples) -> Iterator[str]:
    yield query.name
    for text in filter(None, (query.summary, query.description)):
        yield from ["", *wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")]
    facts = {"tags": ", ".join(query.tags)} if query.tags else {}
    facts |= {p.name: _explained_parameter(p) for p in query.parameters}
    width = max(map(len, facts), default=0)
    yield from ["", *(f"  {name:{width}}  {says}" for name, says in facts.items())] if facts else []
    yield from ["", f"  {query.example(known)}", "", *query.body.split("\n")]


def _explained_parameter(parameter: Parameter) -> str:
    may = f"; by default {parameter.default}" if parameter.default else "; may be left out" * parameter.optional
    return f"{parameter.help} ({parameter.type}{may})".lstrip()


def _chosen(names: Sequence[str], questions: Path) -> Mapping[str, Path]:
    files = query_files(questions)
    for name in names:
        if name not in files:
            find_query(name, questions)  # says what was probably meant
    return {name: files[name] for name in names or files}


def _outcomes(graph: ox.Store, files: Mapping[str, Path], seconds: float, megabytes: int) -> Iterator[Outcome]:
    values, resolve = samples(graph), partial(parameter_term, graph)
    for name, path in files.items():
        try:
            query = read_query(path)
        except KgError as error:
            yield Outcome(name, None, str(error))
        else:
            limits = Limits(seconds=seconds, megabytes=megabytes, work=name)
            yield run(partial(attempt, graph, query, values, resolve), limits)


def _name_unknown(graph: ox.Store, outcome: Outcome) -> None:
    for unknown in unknown_terms(partial(ask, graph), outcome.text, foreign=False):
        remark(visible(f"{outcome.name}: {unknown}"))


def _tally(outcomes: Sequence[Outcome]) -> str:
    """Return how many queries are sound, find nothing (with their names) and fail."""
    empty = [outcome.name for outcome in outcomes if outcome.found is False]
    failed = sum(outcome.found is None for outcome in outcomes)
    names = f" ({', '.join(empty)})" if empty else ""
    nothing = f"{len(empty)} return{'s' * (len(empty) == 1)} nothing{names}"
    return f"{len(outcomes) - len(empty) - failed} ok, {nothing}, {failed} error{'s' * (failed != 1)}"
