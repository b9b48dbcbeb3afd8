"""What the page knows: names and claims by number, places, and the first view of the map as pyvis builds it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from pyvis.network import Network

from kg.model import Claim, Corpus, Entity, Issue, Quantity, Source
from kg.network import OVERVIEW, Pair, Point, documented, in_order, kept_points, layout, pairs
from kg.ontology import Concept, Ontology, Relation, default_of, proposition_name, qualifier
from kg.opposition import asserts, contests

Json: TypeAlias = dict[str, Any]

_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "keyboard": False, "selectConnectedEdges": False},
    "nodes": {"borderWidth": 1.5, "chosen": False},
    "edges": {"chosen": False, "smooth": False, "selectionWidth": 0},
}


def content(corpus: Corpus, ontology: Ontology) -> Json:
    """Return all that the page shows, ready for JSON.

    Entities, the most documented first, sources, relations, claims and pairs refer to each other by their place in
    these lists. What is empty or the vocabulary's default is left out.
    """
    joined = pairs(corpus, ontology)
    counts = documented(joined)
    entities = sorted(corpus.entities.values(), key=lambda entity: (-counts.get(entity.id, 0), entity.id))
    numbers = _Numbers(corpus, ontology, entities)
    spots = _spots(entities, joined, kept_points(corpus))
    drawn = [_entity(entity, numbers) | spot for entity, spot in zip(entities, spots, strict=True)]
    network = _network(drawn[:OVERVIEW], joined)
    return _views(corpus) | {
        "language": corpus.language,
        "overview": min(OVERVIEW, len(counts)),
        "entities": drawn,
        "kinds": [{"code": kind.code, "label": kind.label} for kind in ontology.kinds.values()],
        "voices": [{"code": voice.code, "label": voice.label} for voice in ontology.voices.values()],
        "sources": [_source(source) for _, source in sorted(corpus.sources_by_id.items())],
        "families": [{"code": family.code, "label": family.label} for family in ontology.families.values()],
        "relations": [_relation(relation, numbers) for relation in ontology.relations.values()],
        "polarities": _qualifiers(ontology.polarities),
        "modalities": _qualifiers(ontology.modalities),
        "certainties": _qualifiers(ontology.certainties),
        "claims": _claims(corpus, ontology, numbers),
        "pairs": [_pair(pair, numbers) for pair in joined],
        "nodes": network.nodes,
        "edges": network.edges,
        "options": network.options,
    }


def _views(corpus: Corpus) -> Json:
    views = [{"title": view.title, "text": view.text, "address": view.address} for view in corpus.views]
    return _filled(views=views)


class _Numbers:
    """The place of everything in its list."""

    def __init__(self, corpus: Corpus, ontology: Ontology, entities: Sequence[Entity]) -> None:
        self.entities = _places(entity.id for entity in entities)
        self.sources = _places(sorted(corpus.sources_by_id))
        self.claims = _places(claim.id for claim in in_order(corpus.claims))
        self.kinds = _places(ontology.kinds)
        self.voices = _places(ontology.voices)
        self.families = _places(ontology.families)
        self.relations = _places(ontology.relations)
        self.polarities = _places(ontology.polarities)
        self.modalities = _places(ontology.modalities)
        self.certainties = _places(ontology.certainties)


def _places(codes: Iterable[str]) -> Mapping[str, int]:
    return {code: place for place, code in enumerate(codes)}


def _filled(**values: object) -> Json:
    """Return *values* without those that are empty; 0 is a value."""
    return {key: value for key, value in values.items() if value or (value == 0 and value is not False)}


def _entity(entity: Entity, numbers: _Numbers) -> Json:
    return _filled(
        id=entity.id,
        kind=numbers.kinds[entity.kind],
        label=entity.label,
        issue=isinstance(entity, Issue),
        aliases=entity.aliases,
        parents=[numbers.entities[parent] for parent in entity.parents],
        description=entity.description,
    )


def _spots(entities: Iterable[Entity], joined: Sequence[Pair], kept: Mapping[str, Point]) -> Iterable[Json]:
    """Yield where each entity stands on the map and how large; nothing for what no claim joins to another."""
    counts = documented(joined)
    highest = max(counts.values(), default=1)
    places = layout(joined, kept)
    for entity in entities:
        if point := places.get(entity.id):
            yield {"x": point.x, "y": point.y, "size": round(4 + 16 * math.sqrt(counts[entity.id] / highest), 1)}
        else:
            yield {}


def _source(source: Source) -> Json:
    return _filled(
        id=source.id,
        title=source.title,
        author=source.author,
        publisher=source.publisher,
        published=source.published and source.published.text,
        url=source.url,
        language=source.language,
        note=source.note,
    )


def _relation(relation: Relation, numbers: _Numbers) -> Json:
    return _filled(
        code=relation.code,
        label=relation.label,
        inverse=relation.inverse_label,
        family=numbers.families[relation.family],
        valence=relation.valence,
        symmetric=relation.symmetric,
        itemRole=relation.item_role,
    )


def _qualifiers(concepts: Mapping[str, Concept]) -> list[Json]:
    usual = default_of(concepts)
    return [_filled(code=concept.code, label=concept.label, usual=concept == usual) for concept in concepts.values()]


def _claims(corpus: Corpus, ontology: Ontology, numbers: _Numbers) -> list[Json]:
    contested = contests(corpus.claims, ontology)
    return [
        _said(claim, ontology, numbers)
        | _measured(claim, ontology)
        | _standing(claim, ontology, numbers, contested.get(claim.id, ()))
        for claim in in_order(corpus.claims)
    ]


def _said(claim: Claim, ontology: Ontology, numbers: _Numbers) -> Json:
    return _filled(
        id=claim.local_id,
        source=numbers.sources[claim.source],
        paragraph=claim.paragraph,
        subject=numbers.entities[claim.subject],
        relation=numbers.relations[claim.relation],
        object=numbers.entities[claim.object],
        items=[numbers.entities[id] for id in claim.items],
        places=[numbers.entities[id] for id in claim.places],
        anchor=claim.anchor,
        gloss=claim.gloss,
        links=[[ontology.links[link.key].label, numbers.claims[link.target]] for link in claim.links],
    )


def _measured(claim: Claim, ontology: Ontology) -> Json:
    span = [claim.time.earliest, claim.time.latest] if claim.time else None
    return _filled(
        time=claim.time and claim.time.text, span=span, quantity=claim.quantity and _quantity(claim.quantity, ontology)
    )


def _quantity(quantity: Quantity, ontology: Ontology) -> Json:
    bounds = {"least": quantity.least, "most": quantity.most}
    numbers = {name: float(bound) for name, bound in bounds.items() if bound is not None}
    return {"unit": ontology.units[quantity.unit].label, "about": quantity.text.startswith("~")} | numbers


def _standing(claim: Claim, ontology: Ontology, numbers: _Numbers, against: Iterable[str]) -> Json:
    """Return in whose voice, how and how surely a claim is made, and which claims contest it about what."""
    voice = ontology.voices.get(claim.claimant)
    contesting = sorted(numbers.claims[id] for id in against)
    return _filled(
        voice=voice and numbers.voices[voice.code],
        claimant=None if voice else numbers.entities.get(claim.claimant),
        polarity=_unless_default(claim.polarity, ontology.polarities, numbers.polarities),
        modality=_unless_default(claim.modality, ontology.modalities, numbers.modalities),
        certainty=_unless_default(claim.certainty, ontology.certainties, numbers.certainties),
        asserted=asserts(claim, ontology),
        disputed=proposition_name(claim, ontology) if contesting else "",
        contests=contesting,
    )


def _unless_default(code: str, concepts: Mapping[str, Concept], numbers: Mapping[str, int]) -> int | None:
    concept = qualifier(code, concepts)
    return None if concept == default_of(concepts) else numbers[concept.code]


def _pair(pair: Pair, numbers: _Numbers) -> Json:
    return {
        "ends": [numbers.entities[end] for end in pair.ends],
        "claims": [numbers.claims[claim.id] for claim in pair.claims],
    }


def _network(first: Sequence[Json], joined: Sequence[Pair]) -> Network:
    """Return the first view of the map: the most documented, and an edge for each pair of them.

    Both are numbered, since an id such as ``__proto__`` is no safe key in a script. The page draws the names, picks
    colours and widths, and adds whatever is asked for besides.
    """
    # Undirected, pyvis would look through all edges for each new one; directed, it draws arrows unless told not to.
    network = Network(directed=True, cdn_resources="in_line")
    network.options = _OPTIONS
    numbers: dict[str, int] = {}
    for number, entity in enumerate(first):
        if "x" in entity:
            numbers[entity["id"]] = number
            shape = "square" if entity.get("issue") else "dot"
            # For an empty label pyvis would write the id.
            network.add_node(number, " ", shape, None, size=entity["size"], x=entity["x"], y=entity["y"])
    for number, pair in enumerate(joined):
        if all(end in numbers for end in pair.ends):
            network.add_edge(*(numbers[end] for end in pair.ends), id=number, arrows="")
    return network
