"""Draws one claim of the example as the quads that it is compiled to, each named graph a field and each thing a box."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg.compiler import Quad, asserted, describe, flatten
from kg.inference import infer
from kg.ontology import Ontology
from kg.reader import read_corpus
from kg.scaffold import write_scaffold
from kg.terms import shorten

CLAIM = "claim:herald-2024.p2-3"
#: What is drawn of things that other claims name too.
_LABELS = ("rdf:type", "rdfs:label", "dct:title")
# All in pixels; a letter is as wide as wide fonts make it.
_LETTER, _LINE, _PADDING, _GAP = 6.75, 17, 10, 14
_LEFT, _RIGHT, _WIDTHS = 16, 612, (560, 436)


@dataclass(frozen=True, slots=True)
class Row:
    """A property and its value, the left end of its line, and where the value begins."""

    x: float
    y: float
    property: str
    value: str
    column: float


@dataclass(frozen=True, slots=True)
class Box:
    """A thing with its types and all else that one graph says of it; a bare triple has neither name nor types."""

    x: float
    y: float
    width: float
    height: float
    name: str
    types: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A named graph with the boxes in it."""

    x: float
    y: float
    width: float
    height: float
    name: str
    boxes: tuple[Box, ...]


def example_quads(ontology: Ontology) -> list[Quad]:
    """Return the quads of the example that ``kg init`` writes, with CURIEs for IRIs."""
    with tempfile.TemporaryDirectory() as folder:
        write_scaffold(Path(folder))
        corpus, _ = read_corpus(Path(folder) / "corpus")
    quads = [*flatten([*describe(corpus, ontology), *infer(asserted(corpus, ontology), ontology)])]
    return [Quad(*(shortened(term) for term in quad)) for quad in dict.fromkeys(quads)]


def shortened(term: str) -> str:
    """Return an N-Triples term with a CURIE for its IRI."""
    return re.sub(r"<([^<>]*)>$", lambda found: shorten(found[1]), term)


def draw(ontology: Ontology) -> str:
    """Return the drawing as SVG."""
    quads = example_quads(ontology)
    fields = list(_fields(quads))
    boxes = {box.name: box for field in fields for box in field.boxes if box.name}
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return templates.get_template("claim.template.svg").render(
        claim=CLAIM,
        fields=fields,
        arrows=[arrow for box in boxes.values() for arrow in _arrows(box, boxes)],
        width=_RIGHT + _WIDTHS[1] + _LEFT,
        height=max(field.y + field.height for field in fields) + _LEFT,
    )


def _fields(quads: Sequence[Quad]) -> Iterator[Field]:
    of_claim = {quad.predicate: quad.object for quad in quads if quad.subject == CLAIM}
    bare = tuple(of_claim[f"rdf:{part}"] for part in ("subject", "predicate", "object"))
    source, evidence = of_claim["prov:hadPrimarySource"], of_claim["ent:evidence"]
    node = next(quad.subject for quad in quads if (quad.predicate, quad.object) == ("prov:wasDerivedFrom", CLAIM))
    derived = tuple(
        quad.object for quad in quads if quad.subject == node and quad.predicate.startswith("owl:annotated")
    )
    own = source.replace("source:", "graph:")
    yield _field(quads, own, [CLAIM, evidence, f"{evidence}-anchor"], y=_LEFT)
    shared = [bare[0], bare[2], of_claim["ent:statement"], of_claim["ent:item"], source]
    registry = _field(quads, "graph:registry", shared, y=_LEFT, kept=_LABELS)
    yield registry
    below = _field(quads, "graph:asserted", [], y=registry.y + registry.height + _GAP, triple=bare)
    yield below
    yield _field(quads, "graph:inferred", [node], y=below.y + below.height + _GAP, triple=derived)


def _field(
    quads: Sequence[Quad],
    graph: str,
    names: Sequence[str],
    *,
    y: float,
    kept: Sequence[str] = (),
    triple: tuple[str, ...] = (),
) -> Field:
    """Return a graph with boxes of what is *names* there, of *kept* properties alone if any, under a bare *triple*."""
    is_left = names[:1] == [CLAIM]
    x, width = (_LEFT, _WIDTHS[0]) if is_left else (_RIGHT, _WIDTHS[1])
    boxes: list[Box] = []
    bottom = y + _LINE + _PADDING
    if triple:
        assert (*triple, graph) in quads, triple
        boxes.append(Box(x + _PADDING, bottom, width - 2 * _PADDING, _LINE + _PADDING, "", " ".join(triple), ()))
        bottom += _LINE + _PADDING + _GAP
    for name in names:
        said = [q for q in quads if (q.subject, q.graph) == (name, graph) and q.predicate in (kept or {q.predicate})]
        boxes.append(_box(name, said, x + _PADDING, bottom, width - 2 * _PADDING))
        bottom += boxes[-1].height + _GAP
    about = f"{graph} (names alone)" if kept else graph
    return Field(x, y, width, bottom - y - _GAP + _PADDING, about, tuple(boxes))


def _box(name: str, said: Sequence[Quad], x: float, y: float, width: float) -> Box:
    types = ", ".join(quad.object for quad in said if quad.predicate == "rdf:type")
    properties = [quad for quad in said if quad.predicate != "rdf:type"]
    column = (max(len(quad.predicate) for quad in properties) + 2) * _LETTER
    top = y + 2 * _LINE + _PADDING
    rows = tuple(
        Row(x + _PADDING, top + _LINE * number, quad.predicate, quad.object, x + _PADDING + column)
        for number, quad in enumerate(properties, 1)
    )
    return Box(x, y, width, 2 * _LINE + _LINE * len(rows) + 2 * _PADDING, name, types, rows)


def _arrows(box: Box, boxes: dict[str, Box]) -> Iterator[str]:
    """Yield the paths of arrows from values to the things they name: down the left side, or across."""
    for row in box.rows:
        to = boxes.get(row.value)
        start, side = row.y - 4, box.x + box.width
        if to and to.x > box.x:
            end = to.y + _LINE
            yield f"M{side},{start} C{to.x - 30},{start} {to.x - 30},{end} {to.x - 1},{end}"
        elif to and box.x > _RIGHT and to.x < box.x:
            end, side = to.y + to.height - _LINE, to.x + to.width
            yield f"M{box.x},{start} C{box.x - 30},{start} {side + 30},{end} {side + 1},{end}"
        elif to and box.x < _RIGHT:
            end = to.y + _LINE
            yield f"M{box.x},{start} C{box.x - 12},{start} {box.x - 12},{end} {box.x - 1},{end}"
