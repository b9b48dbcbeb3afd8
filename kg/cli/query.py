"""``kg query``."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
import pyoxigraph as ox

from kg.cli.answering import Asking, Done, Showing, answer, show, show_why
from kg.cli.graph import open_graph
from kg.cli.options import build_option, completed_by, corpus_option, emit, memory_option, timeout_option
from kg.cli.running import Limits, run, within
from kg.files import files_of, read_input
from kg.lookup import parameter_term
from kg.places import locate
from kg.problems import KgError, MisuseError
from kg.queries import Samples, SavedQuery, encodable, find_query, read_query, value_term
from kg.report import FORMATS
from kg.sparql import MOST_CHARACTERS, is_query, portable
from kg.store import file_store
from kg.terms import PREFIXES

# A character has four bytes at most; a longer text is read no further.
_MOST_INPUT = 4 * MOST_CHARACTERS


class _QueryCommand(click.Command):
    """Lets ``--cite`` stand without a value."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(ctx, [f"{a}=short" if a == "--cite" else a for a in args[:end]] + args[end:])


@click.command(cls=_QueryCommand)
@click.argument("query", required=False, shell_complete=completed_by("queries_and_files"))
@corpus_option
@build_option
@click.option(
    "-p",
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of a saved query.",
    shell_complete=completed_by("parameters"),
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="By default a table on a terminal, else csv, which changes nothing; spreadsheet disarms formulas.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to FILE, by its suffix; CSV for spreadsheets ends in .spreadsheet.csv.",
)
@click.option("--iri", type=click.Choice(["full", "curie", "label"]), help="How to write names of things.")
@click.option("--labels", is_flag=True, help="Add a column with the label beside each that holds names of things.")
@click.option(
    "--cite",
    type=click.Choice(["short", "full"]),
    metavar="[=full]",
    help="Add to each row the claims that it rests on.",
)
@click.option("--explain", is_flag=True, help="Show how many rows each pattern has, alone and joined.")
@click.option("--print-query", is_flag=True, help="Print the query as any SPARQL tool takes it, and do not run it.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Stop after N rows.")
@timeout_option(30, "Stop then")
@memory_option
@click.option("--time", "timed", is_flag=True, help="Say how long it took.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if the answer is no, or no row.")
@click.option("--hints/--no-hints", default=True, help="Say why there is no row, and what is never bound.")
@click.option("--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", help="Of tables.")
@click.option("--pager/--no-pager", default=True, help="Page what is longer than the screen.")
@click.option("--strict", is_flag=True, help="Take the query as it is: no known prefixes, no hints.")
@click.option("--data", type=click.Path(path_type=Path), multiple=True, metavar="FILE", help="Ask RDF files instead.")
@click.option("--graph", "graphs", multiple=True, metavar="IRI=FILE", help="Ask an RDF file as a named graph.")
@click.option("--union/--no-union", default=None, help="Ask all graphs as one; by default not with --data.")
@click.option("--base", metavar="IRI", help="Where relative addresses start; files lie beside it.")
@click.option("--endpoint", metavar="URL", help="Ask a SPARQL service.")
@click.option("--engine", type=click.Choice(["oxigraph", "rdflib"]), default="oxigraph", help="What answers.")
@click.option("--allow-service", "hosts", multiple=True, metavar="HOST", help="Let SERVICE ask this host.")
def command(query: str | None, corpus: Path | None, build_folder: Path | None, **options: Any) -> None:
    """Ask the graph with SPARQL.

    QUERY is the text of a query if it has a brace or begins with a word of SPARQL and a blank, '-' for standard input,
    else a file or the name of a saved query. The usual prefixes are known (actor:, issue:, rel:, ent:, source: ...).
    """
    if options["base"] and not _is_address(options["base"]):
        raise MisuseError(f"--base {options['base']} is no whole address, such as http://example.org/")
    saved = _read(query, corpus, build_folder)
    values = _values(options["params"])
    load = _graph(corpus, build_folder, options)
    limits = Limits(seconds=options["timeout"], megabytes=options["memory"])
    graph, text = run(lambda: _bound(saved, values, load()), limits)
    if options["print_query"]:
        emit(text if options["strict"] else portable(text), nl=not text.endswith("\n"))
        return
    asking = Asking(
        text=text,
        name=_called(query, saved),
        graph=graph,
        prefixes={} if options["strict"] else PREFIXES,
        base=options["base"],
        union=not (options["data"] or options["graphs"]) if options["union"] is None else options["union"],
        hosts=options["hosts"],
        endpoint=options["endpoint"] or "",
        engine=options["engine"],
        timeout=options["timeout"],
    )
    showing = Showing.of(options)
    done = _answered(asking, showing, limits)
    show(done)
    status = 1 if options["exit_code"] and done.is_negative else 0
    if done.is_unexplained:
        show_why(asking, megabytes=options["memory"], status=status)
    sys.exit(status)


def _bound(saved: SavedQuery, values: Mapping[str, str], graph: ox.Store | None) -> tuple[ox.Store | None, str]:
    """Return the graph, and the query with the values of its parameters, which are names of things in it."""
    known = None if graph is None else lambda: _samples(graph)
    return graph, saved.bind(values, lambda kind, value: _term(graph, kind, value), known)


def _answered(asking: Asking, showing: Showing, limits: Limits) -> Done:
    """Return the answer; rdflib is Python, which holds up whatever would watch it in another thread."""
    if asking.engine == "rdflib":
        run(asking.refuse, limits)
        with within(limits, on_stop=showing.clean_up):
            return answer(asking, showing)
    return run(lambda: answer(asking, showing), limits, on_stop=showing.clean_up)


def _read(query: str | None, corpus: Path | None, build_folder: Path | None) -> SavedQuery:
    """Return the query that the argument names or is."""
    if query is None or query == "-":
        text = "" if query is None and sys.stdin.isatty() else encodable(_input(), "the query")
        if not text.strip():
            raise click.UsageError(_examples(corpus, build_folder))
        return SavedQuery(name="query", text=text)
    text = encodable(query, "the query")
    if is_query(text):
        return SavedQuery(name="query", text=text)
    return read_query(Path(query)) if _is_file(query) else find_query(query, locate(corpus).questions)


def _input() -> str:
    return read_input(_MOST_INPUT).decode("utf-8-sig", "surrogateescape")


def _called(query: str | None, saved: SavedQuery) -> str:
    """Return what messages call the query: the file that it stands in, if any."""
    if query is None or saved.name == "query":
        return "query"
    return query if _is_file(query) else f"{saved.name}.rq"


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except OSError:  # a name that no file can have
        return False


def _examples(corpus: Path | None, build_folder: Path | None) -> str:
    """Return what a query may be, with three that work."""
    from kg.search.examples import examples

    questions = [read_query(path) for path in files_of(locate(corpus).questions, ".rq")]
    lines = examples(open_graph(corpus, build_folder), questions)
    return "\n".join(
        ["what is the query? For example:", *(f"  {line}" for line in lines), "'kg queries' lists the saved ones"]
    )


def _graph(corpus: Path | None, build_folder: Path | None, options: Mapping[str, Any]) -> Callable[[], ox.Store | None]:
    """Return what gives the graph that is asked: nothing here for an endpoint, that of the project, which is built if
    need be, or files that are named, which are read when they are asked for.
    """
    chosen = [name for name in ("endpoint", "data", "graphs") if options[name]]
    if options["endpoint"] and (len(chosen) > 1 or corpus or build_folder or options["engine"] == "rdflib"):
        raise MisuseError("--endpoint goes with no other graph and no other engine")
    if options["endpoint"]:
        return lambda: None
    if not chosen:
        graph = open_graph(corpus, build_folder)
        return lambda: graph
    named = [_named(value) for value in options["graphs"]]
    return lambda: file_store(options["data"], named, base=options["base"])


def _named(value: str) -> tuple[str, Path]:
    """Return what ``--graph`` says: the name of a graph and its file."""
    name, _, file = value.partition("=")
    if not file or not _is_address(name):
        raise MisuseError(f"--graph {value} is not ADDRESS=FILE, such as http://example.org/graph=graph.ttl")
    return name, Path(file)


def _is_address(text: str) -> bool:
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text) is not None


def _values(params: tuple[str, ...]) -> dict[str, str]:
    values = dict(param.partition("=")[::2] for param in params)
    for param in params:
        if "=" not in param:
            raise click.UsageError(f"{param!r} is not NAME=VALUE")
    return values


def _samples(graph: ox.Store) -> Samples:
    from kg.queries.trial import samples

    return samples(graph)


def _term(graph: ox.Store | None, type: str, value: str) -> str:
    """Return the term that a parameter's value stands for; without a graph, things go by their CURIEs alone."""
    return value_term(type, value, _address) if graph is None else parameter_term(graph, type, value)


def _address(name: str, _: tuple[str, ...]) -> str:
    """Return what a CURIE stands for, since without a graph there are no other names."""
    prefix, colon, local = name.partition(":")
    if not colon or prefix not in PREFIXES:
        raise KgError(f"{name!r} is looked up in a graph that is here; with --endpoint write it as PREFIX:NAME")
    return PREFIXES[prefix] + local
