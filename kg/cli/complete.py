"""What a shell may complete; it is asked at every press of a key, so that nothing slow is loaded and nothing built."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from kg.ontology import Concept, Ontology, Relation
from kg.places import Project, locate
from kg.problems import KgError
from kg.terms import shorten

Items = list[CompletionItem[str]]
Completer = Callable[[click.Context, click.Parameter, str], Items]

# The reader would know, and takes longer to load than a key may take.
_REGISTRY = {"actor": "actors.csv", "issue": "issues.csv", "source": "sources.csv"}
#: The terms of the vocabulary that a parameter may stand for, by their prefix.
_TERMS: Mapping[str, Callable[[Ontology], Mapping[str, Relation | Concept]]] = {
    "rel": lambda vocabulary: dict(vocabulary.relations),
    "family": lambda vocabulary: dict(vocabulary.families),
    "modality": lambda vocabulary: dict(vocabulary.modalities),
    "polarity": lambda vocabulary: dict(vocabulary.polarities),
}
_SUMMARY = re.compile(r"^#\+ summary: *(.+)$", re.MULTILINE)


def _quietly(completer: Completer) -> Completer:
    """Make a completer that has nothing to say where there is no corpus, or one that cannot be read."""

    @wraps(completer)
    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
        try:
            return completer(context, parameter, incomplete)
        except (KgError, OSError, ValueError, csv.Error):
            return []

    return complete


def commands(table: Mapping[str, str], incomplete: str) -> Items:
    """Complete the name of a command from the table of them all, so that none need be loaded."""
    return _items(table.items(), incomplete)


@_quietly
def queries(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """Complete the name of a saved query."""
    return _items(((name, _summary(path)) for name, path in _query_files(_project(context)).items()), incomplete)


@_quietly
def queries_and_files(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """Complete the name of a saved query or of a file."""
    return [*queries(context, parameter, incomplete), CompletionItem(incomplete, type="file")]


@_quietly
def parameters(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """Complete a parameter of the saved query that ``query`` names, and then its value."""
    from kg.queries import read_query

    project = _project(context)
    # An option that still waits for its value keeps click from giving arguments their names.
    asked = str(context.params.get("query") or "".join(context.args[:1]))
    saved = _query_files(project)
    known = {known.name: known for known in read_query(saved.get(asked, Path(asked))).parameters}
    name, equals, value = incomplete.partition("=")
    if not equals:
        given = {text.partition("=")[0] for text in context.params.get("params") or ()}
        return _items(((f"{k}=", known[k].help) for k in known if k not in given), incomplete)
    found = _items(_values(project, known[name].type), value) if name in known else []
    return [CompletionItem(f"{name}={item.value}", help=item.help) for item in found]


@_quietly
def things(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """Complete the id or CURIE of an actor, issue, relation or source."""
    project = _project(context)
    listed = [(prefix, id, label) for prefix in (*_REGISTRY, "rel") for id, label in _named(project, prefix)]
    full = ":" in incomplete
    return _items(((f"{prefix}:{id}" if full else id, label) for prefix, id, label in listed), incomplete)


@_quietly
def entities(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """Complete the id of an actor or issue."""
    project = _project(context)
    return _items([*_named(project, "actor"), *_named(project, "issue")], incomplete)


def _codes(prefix: str) -> Completer:
    """Return what completes ids or codes under a prefix."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
        return _items(_named(_project(context), prefix), incomplete)

    return _quietly(complete)


#: What completes the id of a source, and the code of a family, a modality, a polarity.
sources, families, modalities, polarities = map(_codes, ("source", "family", "modality", "polarity"))


@_quietly
def terms(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """Complete the code or CURIE of a family, relation or kind, or the code of a qualifier."""
    own = _vocabulary(_project(context))
    coded = (own.families, own.relations, own.kinds, own.polarities, own.modalities)
    listed = [(shorten(term.iri), code, term.label) for found in coded for code, term in found.items()]
    return _items(((curie if ":" in incomplete else code, label) for curie, code, label in listed), incomplete)


def _items(listed: Iterable[tuple[str, str]], incomplete: str) -> Items:
    return [CompletionItem(value, help=help or None) for value, help in listed if value.startswith(incomplete)]


def _project(context: click.Context) -> Project:
    """Return the project that the line so far names, before the command of a group or after it."""
    named = (level.params.get("corpus") for level in (context, context.parent) if level)
    return locate(next(filter(None, named), None))


def _query_files(project: Project) -> Mapping[str, Path]:
    """Return the files of the saved queries by name."""
    from kg.queries import query_files

    return query_files(project.questions)


def _summary(path: Path) -> str:
    summary = _SUMMARY.search(path.read_text("utf-8-sig"))
    return summary[1].strip() if summary else ""


def _values(project: Project, type: str) -> Iterator[tuple[str, str]]:
    """Yield the values that a parameter of this type may have, where they can be listed."""
    from kg.queries.header import TYPES

    for prefix in TYPES.get(type, ()):
        yield from _named(project, prefix)


def _named(project: Project, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield the ids under a prefix, each with its label."""
    if prefix in _TERMS:
        yield from ((code, term.label) for code, term in _TERMS[prefix](_vocabulary(project)).items())
    elif prefix in _REGISTRY:
        with (project.corpus / _REGISTRY[prefix]).open(encoding="utf-8-sig", errors="replace", newline="") as file:
            for row in csv.DictReader(file):
                if id := row.get("id"):
                    yield id, row.get("label") or row.get("title") or ""


def _vocabulary(project: Project) -> Ontology:
    from kg.vocabulary import read_vocabulary

    return read_vocabulary(project.ontology, *project.vocabulary)[0]
