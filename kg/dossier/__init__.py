"""All that is known of an actor, issue, relation, source or claim, as sections of text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from kg import queries, store
from kg.lookup import forward
from kg.terms import iri, shorten

_FOLDER = Path(__file__).parent
# Facts that the heading or another line says already.
_HIDDEN = {
    "rdf:type", "rdfs:label", "skos:prefLabel", "skos:notation", "skos:inScheme", "ent:party", "dct:title",
    "ent:earliest", "ent:latest", "ent:least", "ent:most", "ent:unit",
}  # fmt: skip
_TITLES = {
    "subject": "what it does",
    "object": "what is done to it",
    "both": "mutual",
    "item": "as item of",
    "place": "as place of",
    "claimant": "what it is said to hold",
    "relation": "claims",
    "statement": "claims on the same statement",
}
# What a claim says comes before what is said about it.
_FIRST = ("rdf:subject", "rdf:predicate", "rdf:object", "ent:gloss")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the lines under it."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is known of one thing: its facts as names and values, and its claims in sections."""

    curie: str
    label: str
    kind: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]

    def __str__(self) -> str:
        width = max((len(name) for name, _ in self.facts), default=0)
        lines = [f"{self.label}  {self.curie}  ({self.kind})" if self.kind else f"{self.label}  {self.curie}"]
        lines += [f"  {name:{width}}  {value}" for name, value in self.facts]
        for section in self.sections:
            lines += ["", section.title, *(f"  {line}" for line in section.lines)]
        return "\n".join(lines)


def dossier(graph: ox.Store, thing: str) -> Dossier:
    """Return all that the graph says about the thing with this IRI."""
    facts = _run(graph, "facts", thing)
    kinds = [row["value"] for row in facts if row["property"] == iri("rdf:type")]
    label = next((row["value"] for row in facts if row["property"] == iri("rdfs:label")), shorten(thing))
    return Dossier(
        curie=shorten(thing),
        label=label,
        kind=_kind(facts),
        facts=tuple(_facts(facts)),
        sections=tuple(_source_sections(graph, thing) if iri("ent:Source") in kinds else _sections(graph, thing)),
    )


def _run(graph: ox.Store, query: str, thing: str) -> list[Mapping[str, str]]:
    saved = queries.read_query(_FOLDER / f"{query}.rq")
    return store.rows(graph, saved.bind({"thing": f"<{thing}>"}, lambda _, value: value))


def _kind(facts: Sequence[Mapping[str, str]]) -> str:
    """Return the labels of the thing's classes, that of all actors or all issues only where none is narrower."""
    types = (row for row in facts if row["property"] == iri("rdf:type"))
    kinds = {row["value"]: row["valueLabel"] for row in types if "valueLabel" in row}
    narrower = [label for kind, label in kinds.items() if kind not in (iri("ent:Actor"), iri("ent:Issue"))]
    return ", ".join(narrower or kinds.values())


def _facts(facts: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    shown = [row for row in facts if not _is_hidden(row["property"])]
    for property, group in groupby(sorted(shown, key=_rank), key=lambda row: row["property"]):
        rows = list(group)
        name = rows[0].get("label") or _words(shorten(property).partition(":")[2])
        yield name, ", ".join(_value(row) for row in rows)


def _is_hidden(property: str) -> bool:
    """Tell whether the heading, another fact or the claims below say it already."""
    curie = shorten(property)
    return curie in _HIDDEN or curie.startswith("rel:")


def _rank(row: Mapping[str, str]) -> int:
    curie = shorten(row["property"])
    return _FIRST.index(curie) if curie in _FIRST else len(_FIRST)


def _value(row: Mapping[str, str]) -> str:
    if anchor := row.get("anchor"):
        return f"“{anchor}”"
    claim = row["value"].removeprefix(iri("claim:"))
    if claim != row["value"]:
        return f"{row.get('valueLabel', '')} [{claim}]".strip()
    return row.get("valueLabel") or _readable(row["value"])


def _words(name: str) -> str:
    """Return a property's local name as words: ``hadPrimarySource`` is ``had primary source``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _readable(value: str) -> str:
    return shorten(value) if value.startswith("http") and shorten(value)[0] != "<" else value


def _sections(graph: ox.Store, thing: str) -> Iterator[Section]:
    thing = forward(graph, thing)
    statement = graph.quads_for_pattern(ox.NamedNode(thing), ox.NamedNode(iri("ent:statement")), None, None)
    about = next((quad.object.value for quad in statement if isinstance(quad.object, ox.NamedNode)), thing)
    claims = _run(graph, "claims-about", about)
    if claims:
        yield _counts(claims)
    for role, title in _TITLES.items():
        chosen = [row for row in claims if _role(row) == role]
        families = Counter(row["family"] for row in chosen)
        for family, _ in sorted(families.items(), key=lambda item: (-item[1], item[0])):
            lines = _statements([row for row in chosen if row["family"] == family], role)
            yield Section(f"{title}: {family}", tuple(lines))
    yield from _inferred(graph, thing)


def _role(row: Mapping[str, str]) -> str:
    return "both" if row["symmetric"] == "true" and row["role"] in ("subject", "object") else row["role"]


def _counts(claims: Sequence[Mapping[str, str]]) -> Section:
    by_source = Counter(source for _, source in {(row["claim"], row["source"]) for row in claims})
    total = f"{sum(by_source.values())} in {len(by_source)} source{'s' * (len(by_source) != 1)}"
    ends = {row["claim"] for row in claims if row["role"] in ("subject", "object")}
    if 0 < len(ends) < sum(by_source.values()):
        total += f", {len(ends)} of them as subject or object"
    return Section("claims", (total, ", ".join(f"{source} {count}" for source, count in sorted(by_source.items()))))


def _statements(claims: Sequence[Mapping[str, str]], role: str) -> Iterator[str]:
    """Yield a line for each statement in each voice and mood, the most documented first, with its places."""
    places: dict[str, list[str]] = {}
    for row in claims:
        places.setdefault(_sentence(row, role), []).append(f"{row['source']} p{row['paragraph']}")
    for sentence, found in sorted(places.items(), key=lambda item: (-len(item[1]), item[0])):
        yield f"{sentence}  [{'; '.join(found)}]"


def _sentence(row: Mapping[str, str], role: str) -> str:
    if role == "subject":
        sentence = f"{row['relation']} {row['object']}"
    elif role == "object":
        sentence = f"{row['inverse']} {row['subject']}"
    elif role == "both":
        sentence = f"{row['relation']} {row['object'] if row['role'] == 'subject' else row['subject']}"
    else:
        sentence = f"{row['subject']} {row['relation']} {row['object']}"
    defaults = (("polarity", "affirmed"), ("modality", "actual"))
    marks = [row[mark] for mark, goes_without_saying in defaults if row[goes_without_saying] != "true"]
    voice = [] if row["ownVoice"] == "true" or role == "claimant" else [f"says {row['claimant']}"]
    items = f" ({row['items']})" if row.get("items") else ""
    return f"{sentence}{items}" + "".join(f", {mark}" for mark in marks + voice)


def _inferred(graph: ox.Store, thing: str) -> Iterator[Section]:
    found = _run(graph, "inferences", thing)
    lines = []
    for (relation, target), group in groupby(found, key=lambda row: (row["relation"], row["object"])):
        rows = list(group)
        claims = dict.fromkeys(row["claim"] for row in rows)
        rules = dict.fromkeys(row["rule"] for row in rows)
        lines.append(f"{relation} {target}, by {' and '.join(rules)}  [{'; '.join(claims)}]")
    if lines:
        yield Section("inferred", tuple(lines))


def _source_sections(graph: ox.Store, thing: str) -> Iterator[Section]:
    counts = _run(graph, "claims-of-source", thing)
    total = sum(int(row["claims"]) for row in counts)
    yield Section(
        f"{total} claim{'s' * (total != 1)}", (", ".join(f"p{row['paragraph']} {row['claims']}" for row in counts),)
    )
