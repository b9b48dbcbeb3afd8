"""Claims as a network in GraphML, which Gephi, igraph, Cytoscape and yEd open.

It is written here and not by networkx. That numbers its keys, of which Gephi takes ``d3`` of nodes and ``d7`` of edges
for labels, since yEd has them there; or it names them, so that the labels of nodes and of edges share one id, which the
schema of GraphML forbids. And its bytes depend on whether lxml is installed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import TypeVar

from kg.export.claims import Table, Type, Value, claim_table, entity_table, reading
from kg.export.tables import cell_text
from kg.export.xml import xml_text
from kg.model import Corpus
from kg.ontology import Ontology

ValueT = TypeVar("ValueT")

_TYPES = {
    Type.TEXT: "string", Type.WHOLE: "int", Type.NUMBER: "double", Type.TRUTH: "boolean", Type.DAY: "string",
    Type.TEXTS: "string",
}  # fmt: skip
_SPACE = "http://graphml.graphdrawing.org/xmlns"
_SCHEMA = "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd"
# What the ends of an edge say. Its id is told twice, since not every program that reads GraphML keeps ids of edges.
_ENDS = ("subject", "subject_label", "subject_kind", "object", "object_label", "object_kind")


def render_graphml(corpus: Corpus, ontology: Ontology) -> str:
    """Return a directed network: actors and issues are nodes, and each claim an edge with its id, beside others.

    What is not known is left out of a node or edge. Several values of one attribute have ``|`` between them. Raises
    KgError where a claim or entity has a character that no XML can hold.
    """
    return "".join(_pieces(entity_table(corpus, ontology), _edges(corpus, ontology)))


def _edges(corpus: Corpus, ontology: Ontology) -> Table:
    """Return the claims with what is drawn beside an edge: the relation, and what keeps it from being asserted."""
    table = claim_table(corpus, ontology)
    readings = {claim.id: reading(claim, corpus, ontology) for claim in corpus.claims}
    return Table(
        types={"label": Type.TEXT, **_renamed(table.types)},
        rows=tuple({"label": readings[str(row["claim"])], **_renamed(row)} for row in table.rows),
    )


def _renamed(columns: Mapping[str, ValueT]) -> dict[str, ValueT]:
    """Call what a claim was found in ``source_id``: in networks, the source of an edge is where it begins."""
    return {"source_id" if name == "source" else name: value for name, value in columns.items()}


def _pieces(nodes: Table, edges: Table) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<graphml xmlns="{_SPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    yield f'xsi:schemaLocation="{_SPACE} {_SCHEMA}">\n'
    own, theirs = nodes.without("id"), edges.without(*_ENDS)
    yield from _keys("node", own.types)
    yield from _keys("edge", theirs.types)
    yield '<graph id="claims" edgedefault="directed">\n'
    for row, data in zip(nodes.rows, own.rows, strict=True):
        yield f'<node id="{_id(row["id"])}">\n{_data("node", data, row["id"])}</node>\n'
    for row, data in zip(edges.rows, theirs.rows, strict=True):
        ends = f'source="{_id(row["subject"])}" target="{_id(row["object"])}"'
        yield f'<edge id="{_id(row["claim"])}" {ends}>\n{_data("edge", data, row["claim"])}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _keys(element: str, types: Mapping[str, Type]) -> Iterator[str]:
    for name, type in types.items():
        yield f'<key id="{element}-{name}" for="{element}" attr.name="{name}" attr.type="{_TYPES[type]}"/>\n'


def _data(element: str, row: Mapping[str, Value], id: Value) -> str:
    cells = ((name, cell_text(value)) for name, value in row.items())
    return "".join(
        f'<data key="{element}-{name}">{xml_text(text, where=str(id))}</data>\n' for name, text in cells if text
    )


def _id(value: Value) -> str:
    return escape(str(value))
