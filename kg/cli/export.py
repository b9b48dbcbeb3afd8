"""``kg export``."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from kg.builder import Reading
from kg.cli.filters import FILTERS, filter_options, read_corpus_of, study_of
from kg.cli.options import Progress, completed_by, count, emit, emit_bytes, remark
from kg.export.dataset import ASSERTED
from kg.export.formats import BINARY, FORMATS, REIFYING, SEVERAL, TRIPLES, Content, export
from kg.model import Corpus
from kg.part import cut
from kg.problems import MisuseError
from kg.report import write_bytes, write_folder
from kg.spelling import nearest

# What a file may end in whatever it holds; another suffix would have another program open it in vain.
_ANY = ("", ".txt", ".json")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is to be written: a format, the names that choose claims, and where it goes."""

    form: str
    names: tuple[str, ...]
    output: Path | None


class _ExportCommand(click.Command):
    """Lists the formats in its help."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Formats"):
            formatter.write_dl([(name, form.purpose) for name, form in FORMATS.items()])
        super().format_options(ctx, formatter)


def _formats(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name, help=x.purpose) for name, x in FORMATS.items() if name.startswith(incomplete)]


@click.command(cls=_ExportCommand)
@click.argument("form", metavar="FORMAT", required=False, shell_complete=_formats)
@click.argument("name", nargs=-1, shell_complete=completed_by("entities"))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE, or a folder.")
@click.option("--graph", metavar="NAME", help="Of ttl, nt and rdfxml: asserted, inferred, registry or a source.")
@click.option("--rdf", type=click.Choice(["1.1", "1.2"]), default="1.1", help="Of trig, nq, ttl and nt.")
@filter_options
def command(
    form: str | None, name: tuple[str, ...], output: Path | None, graph: str | None, rdf: str, **options: Any
) -> None:
    """Write the graph or its claims for another program.

    FORMAT may be left out where the suffix of FILE tells it. With NAMEs of actors or issues, only the claims that
    mention one of them, and what these mention.
    """
    asked = _asked(form, name, output)
    _refuse_what_does_not_fit(asked, graph, in_rdf_1_2=rdf == "1.2")
    read = read_corpus_of(options, "nothing exported")
    corpus = _chosen(read, asked.names, options)
    with Progress() as progress:
        progress(f"writing {asked.form}")
        made = export(corpus, read.ontology, asked.form, graph=graph or ASSERTED, in_rdf_1_2=rdf == "1.2")
    _write(made.content, asked)
    for text in made.remarks:
        remark(text)
    if asked.form == SEVERAL and output:
        _tell_import(output)


def _asked(form: str | None, names: tuple[str, ...], output: Path | None) -> _Asked:
    """Return the format that is named or that the suffix of *output* tells; then the first word is a name."""
    if form in FORMATS:
        return _Asked(form=str(form), names=names, output=output)
    told = _told_by(output) if output else ""
    if told:
        return _Asked(form=told, names=(form, *names) if form else (), output=output)
    listed = ", ".join(FORMATS)
    if form is None:
        said = f"the suffix of {output} tells no format" if output else "no format is named"
        raise MisuseError(f"{said}; name one of {listed}")
    cures = nearest(form, FORMATS)
    hint = f"did you mean {' or '.join(cures)}?" if cures else f"there are {listed}"
    raise MisuseError(f"no format is called {form!r}; {hint}")


def _told_by(output: Path) -> str:
    """Return the format that the longest suffix of a file tells, or an empty text."""
    name = output.name.lower()
    fitting = [(len(x.suffix), form) for form, x in FORMATS.items() if x.suffix and name.endswith(x.suffix)]
    return max(fitting)[1] if fitting else ""


def _refuse_what_does_not_fit(asked: _Asked, graph: str | None, *, in_rdf_1_2: bool) -> None:
    if graph is not None and asked.form not in TRIPLES:
        raise MisuseError(f"--graph is for formats of one graph: {', '.join(TRIPLES)}")
    if in_rdf_1_2 and asked.form not in REIFYING:
        raise MisuseError(f"RDF 1.2 can be written as {', '.join(REIFYING)}")
    own = Path(FORMATS[asked.form].suffix).suffix or FORMATS[asked.form].suffix
    if asked.output and own and asked.output.suffix.lower() not in (own, *_ANY):
        raise MisuseError(f"{asked.form} goes to a file that ends in {own}, not to {asked.output}")
    if asked.output and asked.output.suffix.lower() == own == ".csv" and _told_by(asked.output) != asked.form:
        ends = FORMATS[asked.form].suffix
        raise MisuseError(f"{asked.form} goes to a file that ends in {ends}; the name of {asked.output} tells another")
    if asked.output is None and asked.form == SEVERAL:
        raise MisuseError(f"{SEVERAL} is several files; name a folder for them with -o")
    if asked.output is None and asked.form == BINARY and sys.stdout.isatty():
        raise MisuseError(f"{BINARY} is no text for a terminal; name a file with -o")


def _chosen(read: Reading, names: tuple[str, ...], options: dict[str, Any]) -> Corpus:
    """Return the whole corpus, or the part that names and filters choose, and say which links lead out of that."""
    if not names and not any(options[name] for name in FILTERS):
        return read.corpus
    part = cut(read.corpus, read.ontology, study_of(read, options, *names).part)
    ids = {claim.id for claim in part.claims}
    links = [link for claim in read.corpus.claims if claim.id in ids for link in claim.links if link.target not in ids]
    remark(f"{len(ids):,} of {count(len(read.corpus.claims), 'claim')} chosen")
    if links:
        remark(f"{count(len(links), 'link')} to claims that are not chosen left out")
    return part


def _write(content: Content, asked: _Asked) -> None:
    if asked.output is None:
        if isinstance(content, bytes):
            emit_bytes(content)
        else:
            emit(str(content), nl=False)
    elif isinstance(content, str | bytes):
        write_bytes(asked.output, content.encode() if isinstance(content, str) else content)
    else:
        write_folder(asked.output, {name: text.encode() for name, text in content.items()})


def _tell_import(folder: Path) -> None:
    """Say how Neo4j reads the files."""
    from kg.export.neo4j import NODES, OPTIONS, RELATIONSHIPS

    nodes, relationships = (shlex.quote((folder / name).as_posix()) for name in (NODES, RELATIONSHIPS))
    remark(f"next: neo4j-admin database import full claims --nodes={nodes} --relationships={relationships} \\")
    remark(f"        {' '.join(OPTIONS)}")
