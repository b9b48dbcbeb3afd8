"""Claims and entities as the two files that ``neo4j-admin database import`` reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kg.characters import csv_text
from kg.export.claims import Type, Value, claim_table, entity_table
from kg.export.tables import cell_text
from kg.model import Actor, Corpus
from kg.ontology import Ontology

#: The names of the files.
NODES, RELATIONSHIPS = "nodes.csv", "relationships.csv"
#: The type of a relationship whose claim does not assert it: a pattern of a relation must not find what is denied.
UNASSERTED = "UNASSERTED"
#: The options that the import needs: many values in one cell, and texts with line ends.
OPTIONS = ("--array-delimiter='|'", "--multiline-fields=true")

# https://neo4j.com/docs/operations-manual/current/import/: what stands behind a property's name.
_TYPES = {
    Type.TEXT: "string", Type.WHOLE: "int", Type.NUMBER: "double", Type.TRUTH: "boolean", Type.DAY: "date",
    Type.TEXTS: "string[]",
}  # fmt: skip
# Labels of items and places are those of their nodes, and may have in them what parts the values of a cell.
_ON_NODES = (
    "subject", "subject_label", "subject_kind", "object", "object_label", "object_kind", "item_labels", "place_labels",
)  # fmt: skip


def neo4j_files(corpus: Corpus, ontology: Ontology) -> Mapping[str, str]:
    """Return the files by name: a node for each actor and issue, a relationship for each claim, from subject to object.

    The type of a relationship is the relation, in capitals, where the source asserts the claim; else it is
    `UNASSERTED`, and the property ``relation`` says which.
    """
    return {NODES: _nodes(corpus, ontology), RELATIONSHIPS: _relationships(corpus, ontology)}


def _nodes(corpus: Corpus, ontology: Ontology) -> str:
    table = entity_table(corpus, ontology)
    header = ["id:ID", ":LABEL", *_header({name: type for name, type in table.types.items() if name != "id"})]
    labels = {
        id: f"{'Actor' if isinstance(entity, Actor) else 'Issue'}|{_local_name(ontology.kinds[entity.kind].iri)}"
        for id, entity in corpus.entities.items()
    }
    rows = (_cells([row["id"], labels[str(row["id"])], *list(row.values())[1:]]) for row in table.rows)
    return csv_text([header, *rows])


def _relationships(corpus: Corpus, ontology: Ontology) -> str:
    whole = claim_table(corpus, ontology)
    table = whole.without(*_ON_NODES)
    rows = (
        _cells([ends["subject"], ends["object"], _type(ends), *row.values()])
        for ends, row in zip(whole.rows, table.rows, strict=True)
    )
    return csv_text([[":START_ID", ":END_ID", ":TYPE", *_header(table.types)], *rows])


def _header(types: Mapping[str, Type]) -> list[str]:
    return [f"{name}:{_TYPES[type]}" for name, type in types.items()]


def _cells(values: Iterable[Value]) -> list[str]:
    return [cell_text(value) for value in values]


def _type(row: Mapping[str, Value]) -> str:
    return re.sub(r"\W+", "_", str(row["relation"])).upper() if row["asserted"] else UNASSERTED


def _local_name(name: str) -> str:
    """Return how an IRI ends, as Neo4j calls kinds of nodes.

    >>> _local_name("https://w3id.org/entente/ontology#State")
    'State'
    """
    return re.split("[/#]", name)[-1]
