"""Claims and entities as plain tables with typed columns, which every format of rows is written from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from kg.model import Actor, Claim, Corpus, Entity
from kg.network import in_order
from kg.ontology import Concept, Ontology, qualifier, statement_name
from kg.opposition import asserts, contests
from kg.terms import iri
from kg.wording import marks, voice_text

Value: TypeAlias = str | int | float | Decimal | bool | tuple[str, ...] | None


class Type(StrEnum):
    """What the cells of a column are; days are in ISO 8601, and an empty text says that there is none."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    TRUTH = "yes or no"
    DAY = "day"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of values by column; ``types`` has the columns in order, and a value that is not known is ``None``."""

    types: Mapping[str, Type]
    rows: tuple[Mapping[str, Value], ...]

    def without(self, *names: str) -> Table:
        """Return the table without some columns."""
        types = {name: type for name, type in self.types.items() if name not in names}
        return Table(types=types, rows=tuple({name: row[name] for name in types} for row in self.rows))


#: The columns of `claim_table`: ids are those of the corpus, and the label of what an id names stands behind it.
CLAIM = {
    "claim": Type.TEXT, "source": Type.TEXT, "source_title": Type.TEXT, "paragraph": Type.WHOLE,
    "subject": Type.TEXT, "subject_label": Type.TEXT, "subject_kind": Type.TEXT,
    "relation": Type.TEXT, "relation_label": Type.TEXT,
    "object": Type.TEXT, "object_label": Type.TEXT, "object_kind": Type.TEXT,
    "asserted": Type.TRUTH, "polarity": Type.TEXT, "modality": Type.TEXT,
    "claimant": Type.TEXT, "claimant_label": Type.TEXT, "certainty": Type.TEXT,
    "family": Type.TEXT, "valence": Type.NUMBER,
    "items": Type.TEXTS, "item_labels": Type.TEXTS, "places": Type.TEXTS, "place_labels": Type.TEXTS,
    "time": Type.TEXT, "earliest": Type.DAY, "latest": Type.DAY,
    "quantity": Type.TEXT, "least": Type.NUMBER, "most": Type.NUMBER, "unit": Type.TEXT,
    "gloss": Type.TEXT, "anchor": Type.TEXT, "links": Type.TEXTS, "contests": Type.TEXTS,
    "statement": Type.TEXT, "iri": Type.TEXT,
}  # fmt: skip
#: The columns of `entity_table`.
ENTITY = {
    "id": Type.TEXT, "label": Type.TEXT, "kind": Type.TEXT, "kind_label": Type.TEXT, "degree": Type.WHOLE,
    "aliases": Type.TEXTS, "parents": Type.TEXTS, "wikidata": Type.TEXT, "iso3166": Type.TEXT,
    "description": Type.TEXT, "iri": Type.TEXT,
}  # fmt: skip


def claim_table(corpus: Corpus, ontology: Ontology) -> Table:
    """Return a row for each claim of a corpus without errors, in the order of the sources' ids.

    ``asserted`` tells that the source says it in its own voice, affirmed and as a fact; ``claimant`` is empty where the
    source speaks for itself; ``valence`` is that of the relation, whether the claim affirms or denies it.
    """
    contested = contests(corpus.claims, ontology)
    rows = (_claim(claim, corpus, ontology, contested) for claim in in_order(corpus.claims))
    return Table(types=CLAIM, rows=tuple({name: row[name] for name in CLAIM} for row in rows))


def entity_table(corpus: Corpus, ontology: Ontology) -> Table:
    """Return a row for each actor and issue, in the order of their ids; ``degree`` counts the ends of claims there."""
    degrees = Counter(end for claim in corpus.claims for end in (claim.subject, claim.object))
    entities = sorted(corpus.entities.values(), key=lambda entity: entity.id)
    return Table(types=ENTITY, rows=tuple(_entity(entity, ontology, degrees) for entity in entities))


def unasserted(table: Table) -> int:
    """Return how many claims deny something, do not speak of what is, or give the view of another than the source."""
    return sum(row["asserted"] is False for row in table.rows)


def reading(claim: Claim, corpus: Corpus, ontology: Ontology) -> str:
    """Return what a claim says of its ends: its relation, after all that keeps it from being asserted as a fact."""
    said = list(marks(claim, ontology))
    if claim.claimant:
        said.append(f"according to {voice_text(claim, corpus, ontology)}")
    label = ontology.relations[claim.relation].label
    return f"{', '.join(said)}: {label}" if said else label


def _claim(
    claim: Claim, corpus: Corpus, ontology: Ontology, contested: Mapping[str, tuple[str, ...]]
) -> Mapping[str, Value]:
    return {
        "claim": claim.id,
        "source": claim.source,
        "source_title": corpus.sources_by_id[claim.source].title,
        "paragraph": claim.paragraph,
        **_end("subject", corpus.entities[claim.subject]),
        **_end("object", corpus.entities[claim.object]),
        **_relation(claim, ontology),
        "asserted": asserts(claim, ontology),
        "claimant": claim.claimant,
        "claimant_label": voice_text(claim, corpus, ontology) if claim.claimant else "",
        **_qualifiers(claim, ontology),
        **_mentioned("item", claim.items, corpus),
        **_mentioned("place", claim.places, corpus),
        **_measured(claim),
        "gloss": claim.gloss,
        "anchor": claim.anchor,
        "links": tuple(f"{link.key}:{link.target}" for link in claim.links),
        "contests": contested.get(claim.id, ()),
        "statement": statement_name(claim, ontology),
        "iri": iri(f"claim:{claim.id}"),
    }


def _end(name: str, entity: Entity) -> dict[str, Value]:
    return {name: entity.id, f"{name}_label": entity.label, f"{name}_kind": entity.kind}


def _relation(claim: Claim, ontology: Ontology) -> dict[str, Value]:
    relation = ontology.relations[claim.relation]
    return {
        "relation": relation.code,
        "relation_label": relation.label,
        "family": relation.family,
        "valence": relation.valence,
    }


def _qualifiers(claim: Claim, ontology: Ontology) -> dict[str, Value]:
    known: tuple[tuple[str, str, Mapping[str, Concept]], ...] = (
        ("polarity", claim.polarity, ontology.polarities),
        ("modality", claim.modality, ontology.modalities),
        ("certainty", claim.certainty, ontology.certainties),
    )
    return {name: qualifier(code, concepts).code for name, code, concepts in known}


def _mentioned(name: str, ids: Iterable[str], corpus: Corpus) -> dict[str, Value]:
    return {f"{name}s": tuple(ids), f"{name}_labels": tuple(map(corpus.label, ids))}


def _measured(claim: Claim) -> dict[str, Value]:
    time, quantity = claim.time, claim.quantity
    return {
        "time": time.text if time else "",
        "earliest": time.earliest if time else None,
        "latest": time.latest if time else None,
        "quantity": quantity.text if quantity else "",
        "least": quantity.least if quantity else None,
        "most": quantity.most if quantity else None,
        "unit": quantity.unit if quantity else "",
    }


def _entity(entity: Entity, ontology: Ontology, degrees: Mapping[str, int]) -> Mapping[str, Value]:
    return {
        "id": entity.id,
        "label": entity.label,
        "kind": entity.kind,
        "kind_label": ontology.kinds[entity.kind].label,
        "degree": degrees.get(entity.id, 0),
        "aliases": entity.aliases,
        "parents": entity.parents,
        "wikidata": entity.wikidata,
        "iso3166": entity.iso3166,
        "description": entity.description,
        "iri": iri(f"{'actor' if isinstance(entity, Actor) else 'issue'}:{entity.id}"),
    }
