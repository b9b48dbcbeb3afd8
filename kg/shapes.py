"""The published contract: SHACL core shapes over the compiled graph, their results as problems at their rows."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from pyshacl.errors import ReportableRuntimeError, ShapeRecursionWarning
from rdflib import PROV, RDF, SH, Graph, URIRef
from rdflib.term import Node

from kg.model import Corpus, Place
from kg.ontology import read_turtle
from kg.problems import KgError, Problem
from kg.terms import iri, shorten

FILE = "shapes.ttl"
#: What holds code in SHACL: queries, which rdflib would let read files, and JavaScript.
_CODE = frozenset(f"{SH}{name}" for name in ("select", "ask", "construct", "update", "js", "jsLibrary", "jsLibraryURL"))
#: What pyshacl raises for shapes that are not sound.
_UNSOUND = (ReportableRuntimeError, AssertionError, RecursionError, ValueError, re.error)
# It would also write to stderr what it raises.
logging.getLogger("pyshacl-validate").disabled = True


def check_shapes(corpus: Corpus, lines: Iterable[str], ontology_folder: Path) -> list[Problem]:
    """Return what the shapes in *ontology_folder* find wrong with a graph in N-Quads, sorted by place.

    Takes seconds on thousands of claims, so that neither checking nor building waits for it unless asked. Raises
    KgError for shapes that cannot be used.
    """
    path = ontology_folder / FILE
    shapes = read_turtle(path)
    data = Graph().parse(data="".join(map(_without_graph, lines)), format="nt")
    try:
        report = validate(data, shapes)
    except KgError as error:
        raise KgError(f"cannot use the shapes {path}: {error}") from None
    return sorted(_problems(report, data, _places(corpus)))


def validate(data: Graph, shapes: Collection[ox.Triple]) -> Graph:
    """Return the report of SHACL core on *data*; what *shapes* import is not fetched.

    Raises KgError for shapes that hold code, lead to themselves or are not sound.
    """
    for name in sorted(_CODE.intersection(triple.predicate.value for triple in shapes)):
        raise KgError(f"sh:{name.removeprefix(str(SH))} is code, and none is run; say it in SHACL core")
    graph = Graph().parse(data="".join(f"{triple} .\n" for triple in shapes), format="nt")
    with warnings.catch_warnings():
        warnings.simplefilter("error", ShapeRecursionWarning)
        try:
            _, report, text = pyshacl.validate(data, shacl_graph=graph, inference="none", allow_warnings=False)
        except ShapeRecursionWarning:
            raise KgError("one leads to itself, which SHACL gives no meaning") from None
        except _UNSOUND as error:
            raise KgError(_first_line(error)) from None
    if not isinstance(report, Graph):
        raise KgError(_first_line(text))
    return report


def _first_line(reason: object) -> str:
    return next(iter(str(reason).splitlines()), "they are not sound")


def _problems(report: Graph, data: Graph, places: Mapping[str, Place]) -> Iterator[Problem]:
    for result in report.subjects(RDF.type, SH.ValidationResult):
        node = report.value(result, SH.focusNode)
        focus = str(node)
        message = report.value(result, SH.resultMessage)
        value = report.value(result, SH.value)
        path = report.value(result, SH.resultPath)
        found = f", not {_short(value)}" if value is not None else ""
        text = f"{shorten(focus)} breaks the contract at {_short(path)}: {message}{found}"
        yield Problem(places.get(focus) or _place_of_claim(node, data, places), "shape", text)


def _place_of_claim(node: Node | None, data: Graph, places: Mapping[str, Place]) -> Place:
    """Return the place of the first claim that a derived node or a statement belongs to, else the vocabulary."""
    belonging = [*data.objects(node, PROV.wasDerivedFrom), *data.subjects(URIRef(iri("ent:statement")), node)]
    claims = sorted(map(str, belonging))
    return next((places[claim] for claim in claims if claim in places), Place("vocabulary.ttl", 1, 1))


def _short(node: Node | None) -> str:
    return shorten(str(node)) if node is not None and str(node).startswith("http") else repr(str(node))


def _places(corpus: Corpus) -> dict[str, Place]:
    """Return the place of every row, by the IRIs that it compiles to."""
    rows = {iri(f"{prefix}:{row.id}"): row.origin for row in corpus.registered() for prefix in ("actor", "issue")}
    rows |= {iri(f"source:{source.id}"): source.origin for source in corpus.sources}
    for claim in corpus.claims:
        rows |= {iri(f"{prefix}:{claim.id}"): claim.origin for prefix in ("claim", "evidence")}
    return {name: origin.of("id") for name, origin in rows.items()}


def _without_graph(line: str) -> str:
    """Return a line of N-Quads as one of N-Triples; graph names hold no space."""
    return f"{line.rpartition(' .')[0].rpartition(' ')[0]} .\n"
