"""The published contract: SHACL core shapes over the compiled graph, their results as problems at their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyshacl
from rdflib import PROV, RDF, SH, Graph, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from kg.model import Corpus, Place
from kg.problems import KgError, Problem
from kg.terms import iri, shorten

FILE = "shapes.ttl"


def check_shapes(corpus: Corpus, lines: Iterable[str], ontology_folder: Path) -> list[Problem]:
    """Return what the shapes in *ontology_folder* find wrong with a graph in N-Quads, sorted by place.

    Takes seconds on thousands of claims, so that neither checking nor building waits for it unless asked.
    """
    data = Graph().parse(data="".join(map(_without_graph, lines)), format="nt")
    shapes = _read(ontology_folder / FILE)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False, allow_warnings=False)
    assert isinstance(report, Graph)
    return sorted(_problems(report, data, _places(corpus)))


def _read(path: Path) -> Graph:
    try:
        return Graph().parse(data=path.read_text("utf-8"), format="turtle")
    except OSError as error:
        raise KgError(f"cannot read the shapes {path}: {error.strerror or error}") from None
    except BadSyntax as error:
        raise KgError(f"{path}:{error.lines + 1}: not Turtle: {error.message}") from None


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
