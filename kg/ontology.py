"""The vocabulary as the Turtle files state it: kinds, relations, qualifiers, units, links."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg.files import files_of, read_file
from kg.model import Claim
from kg.places import bundled
from kg.problems import KgError
from kg.sparql import SparqlError, explain, guard, tokenize
from kg.terms import PREFIXES, iri, shorten

_FILES = ("entente.ttl", "relations.ttl")
_RULES = "rules"
#: How many words and signs a rule may have: the engine takes minutes to plan a path of a thousand steps.
MOST_OF_A_RULE = 500
#: What relations, kinds and rules are called by.
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})(e[+-]?\d{1,2})?", re.ASCII | re.IGNORECASE)
LABELS = ("skos:prefLabel", "rdfs:label")
#: What every relation must state, besides a super-property.
RELATION_PARTS = (
    "skos:notation", "rdfs:label", "ent:inverseLabel", "skos:definition", "skos:example", "ent:family",
    "schema:domainIncludes", "schema:rangeIncludes", "ent:valence", "ent:valenceBasis",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A class of actors or issues; ``lineage`` are the IRIs of the class and all above it."""

    iri: str
    code: str
    label: str
    definition: str
    lineage: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation that a claim may use; ``domain`` and ``range`` are the classes it may join, any one of them.

    ``valence`` runs from -10 (force) to +10 (aid); ``inverse`` is the code of its inverse, its own if symmetric;
    ``item_role`` says what the item of a claim stands for, such as "weapon", and is empty where nothing is fixed;
    ``names_cause`` tells that sources which name different subjects for one object differ about cause or blame.
    """

    iri: str
    code: str
    label: str
    inverse: str
    inverse_label: str
    definition: str
    family: str
    domain: frozenset[str]
    range: frozenset[str]
    valence: float
    symmetric: bool
    item_role: str
    names_cause: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A value of polarity, modality or certainty, a unit, a family or a kind of link between claims.

    ``asserts`` tells that a claim with it, in the source's own voice, asserts its triple; ``is_past`` and ``is_hedge``
    are of modalities.
    """

    iri: str
    code: str
    label: str
    definition: str
    asserts: bool
    by_default: bool
    is_past: bool
    is_hedge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A query that derives triples, called by the name of its file; ``is_ours`` tells that it came with the program."""

    code: str
    summary: str
    query: str
    is_ours: bool = False


class Ontology:
    """What the Turtle of one vocabulary says, by the codes that annotators use.

    ``complete`` tells that it has every term its files define, since none of them was unsound.
    """

    def __init__(self, triples: Sequence[ox.Triple], rules: Sequence[Rule] = (), *, complete: bool = True) -> None:
        self.triples = tuple(triples)
        self.rules = tuple(rules)
        self.complete = complete
        self._facts = Facts(triples)

    @cached_property
    def version(self) -> str:
        """What the vocabulary says of its version, empty where it says nothing."""
        return next((self._facts.text(name, "owl:versionInfo") for name in self._facts.instances("owl:Ontology")), "")

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """Classes of actors and issues that a registry row may have."""
        return {
            code: Kind(
                iri=name,
                code=code,
                label=self._facts.label(name),
                definition=self._facts.text(name, "skos:definition"),
                lineage=self._facts.lineage(name),
            )
            for code, name in self._facts.coded("owl:Class")
        }

    @cached_property
    def relations(self) -> Mapping[str, Relation]:
        """Relations that a claim may use."""
        return {code: self._relation(code, name) for code, name in self._facts.coded("ent:Relation")}

    @cached_property
    def inverses(self) -> Mapping[str, str]:
        """The code of the relation that each inverse, by its own local name, is the inverse of."""
        return {r.inverse: r.code for r in self.relations.values() if not r.symmetric}

    @cached_property
    def families(self) -> Mapping[str, Concept]:
        """Families of relations, in the order of the file."""
        return self._concepts("ent:Family")

    @cached_property
    def polarities(self) -> Mapping[str, Concept]:
        """Values of polarity."""
        return self._concepts("ent:Polarity")

    @cached_property
    def modalities(self) -> Mapping[str, Concept]:
        """Values of modality."""
        return self._concepts("ent:Modality")

    @cached_property
    def certainties(self) -> Mapping[str, Concept]:
        """Values of certainty."""
        return self._concepts("ent:Certainty")

    @cached_property
    def units(self) -> Mapping[str, Concept]:
        """Units of quantities."""
        return self._concepts("ent:Unit")

    @cached_property
    def links(self) -> Mapping[str, Concept]:
        """Links between claims, by the key in the link column."""
        return self._concepts("ent:ClaimLink")

    @cached_property
    def voices(self) -> Mapping[str, Concept]:
        """Claimants that every corpus may name without registering them."""
        return self._concepts("ent:Voice")

    def incompatible_pairs(self) -> Iterator[tuple[str, str]]:
        """Yield the codes of each two relations that cannot both hold, both ways round."""
        codes = {relation.iri: code for code, relation in self.relations.items()}
        stated = [
            (code, codes[other])
            for name, code in codes.items()
            for other in self._facts.iris(name, "ent:incompatibleWith")
        ]
        yield from dict.fromkeys(pair for one, other in stated for pair in ((one, other), (other, one)))

    def _concepts(self, kind: str) -> Mapping[str, Concept]:
        return {
            code: Concept(
                iri=name,
                code=code,
                label=self._facts.label(name),
                definition=self._facts.text(name, "skos:definition"),
                asserts=self._facts.text(name, "ent:asserts") == "true",
                by_default=self._facts.text(name, "ent:byDefault") == "true",
                is_past=self._facts.text(name, "ent:isPast") == "true",
                is_hedge=self._facts.text(name, "ent:isHedge") == "true",
            )
            for code, name in self._facts.coded(kind)
        }

    def _relation(self, code: str, name: str) -> Relation:
        facts = self._facts
        symmetric = iri("owl:SymmetricProperty") in facts.iris(name, "rdf:type")
        return Relation(
            iri=name,
            code=code,
            label=facts.label(name),
            inverse=code if symmetric else facts.inverse_of(name),
            inverse_label=facts.text(name, "ent:inverseLabel"),
            definition=facts.text(name, "skos:definition"),
            family=facts.text(facts.iris(name, "ent:family")[0], "skos:notation"),
            domain=frozenset(facts.iris(name, "schema:domainIncludes")),
            range=frozenset(facts.iris(name, "schema:rangeIncludes")),
            valence=float(facts.text(name, "ent:valence")),
            symmetric=symmetric,
            item_role=facts.text(name, "ent:itemRole"),
            names_cause=facts.text(name, "ent:namesCause") == "true",
        )


def default_of(concepts: Mapping[str, Concept]) -> Concept:
    """Return the concept that an empty cell stands for."""
    for concept in concepts.values():  # asked several times a claim, which a generator would slow down
        if concept.by_default:
            return concept
    raise KeyError("no concept is the default")


def qualifier(code: str, concepts: Mapping[str, Concept]) -> Concept:
    """Return the concept that a cell names, or the default for an empty one."""
    return concepts[code] if code else default_of(concepts)


def statement_name(claim: Claim, ontology: Ontology) -> str:
    """Return the name of the statement that *claim* affirms or denies.

    It consists of subject, relation, object and items; the ends of a symmetric relation are sorted, so that either way
    of writing it names one statement. Place and time do not enter.
    """
    ends = (claim.subject, claim.object)
    first, second = sorted(ends) if ontology.relations[claim.relation].symmetric else ends
    return "_".join((first, claim.relation, second, *sorted(set(claim.items))))


def proposition_name(claim: Claim, ontology: Ontology) -> str:
    """Return the name of what claims dispute: that of the statement and, after a dot, a modality not the default."""
    statement, modality = statement_name(claim, ontology), qualifier(claim.modality, ontology.modalities)
    return statement if modality.by_default else f"{statement}.{modality.code}"


def load_ontology(folder: Path) -> Ontology:
    """Return the vocabulary in *folder*; `kg.vocabulary` adds what a corpus has of its own.

    Raises KgError where a file is missing or is not Turtle, a relation lacks one of `RELATION_PARTS` or has one that is
    of no use, or a qualifier has no default.
    """
    triples = [triple for name in _FILES for triple in read_turtle(folder / name)]
    ontology = Ontology(triples, _rules(folder / _RULES))
    for what, found in (("incomplete", _lacking(ontology)), ("unsound", _unsound(ontology))):
        if faults := list(found):
            raise KgError(f"the vocabulary is {what}: " + "; ".join(faults))
    return ontology


def is_valence(text: str) -> bool:
    """Tell whether *text* is a number from -10 to 10."""
    return bool(_NUMBER.fullmatch(text)) and -10 <= float(text) <= 10


def read_turtle(path: Path) -> list[ox.Triple]:
    """Return what a file says, in its order. Raises KgError where it cannot be read or is not Turtle."""
    data = read_file(path)
    try:
        return [quad.triple for quad in ox.parse(data, format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise KgError(f"{path}:{error.lineno or 1}:{error.offset or 1}: not Turtle: {error.msg}") from None


def _rules(folder: Path) -> list[Rule]:
    return [_rule(path) for path in files_of(folder, ".rq")]


def _rule(path: Path) -> Rule:
    """Return the rule in a file. Raises KgError for one that is not sound, unless it came with the program."""
    data = read_file(path)
    ours = bundled("ontology") / _RULES / path.name
    is_ours = ours.is_file() and data == ours.read_bytes()
    query = data.decode("utf-8") if is_ours else _query_of_a_stranger(path, data)
    summary = re.search(r"^#\+ summary: (.+)$", query, re.MULTILINE)
    return Rule(code=path.stem, summary=summary.group(1) if summary else path.stem, query=query, is_ours=is_ours)


def _query_of_a_stranger(path: Path, data: bytes) -> str:
    if not CODE.fullmatch(path.stem):
        raise KgError(f"{path}: the name of a rule is no code: lower-case letters, digits and single hyphens")
    try:
        query = data.decode("utf-8-sig")
        guard(query)
        if len(tokenize(query)) > MOST_OF_A_RULE:
            raise KgError(f"{path}: a rule has at most {MOST_OF_A_RULE} words and signs")
        ox.Store().query(query, prefixes=dict(PREFIXES))
    except UnicodeDecodeError as error:
        raise KgError(f"{path}: byte {error.start + 1} is not UTF-8; save the file as UTF-8") from None
    except SparqlError as fault:
        raise KgError(fault.render(query, str(path))) from None
    except SyntaxError as error:
        raise KgError(explain(query, error, str(path))) from None
    return query


def _lacking(ontology: Ontology) -> Iterator[str]:
    facts = ontology._facts
    for name in facts.instances("ent:Relation"):
        lacks = [part for part in RELATION_PARTS if not facts.values(name, part)]
        if not facts.iris(name, "rdfs:subPropertyOf"):
            lacks.append("rdfs:subPropertyOf")
        if iri("owl:SymmetricProperty") not in facts.iris(name, "rdf:type") and not facts.inverse_of(name):
            lacks.append("an owl:inverseOf that names it, or owl:SymmetricProperty")
        if lacks:
            yield f"{shorten(name)} lacks {', '.join(lacks)}"


def _unsound(ontology: Ontology) -> Iterator[str]:
    """Yield what would fail later, of a vocabulary that has all parts."""
    facts = ontology._facts
    families, relations = set(facts.instances("ent:Family")), set(facts.instances("ent:Relation"))
    for name in facts.instances("ent:Relation"):
        if not is_valence(facts.text(name, "ent:valence")):
            yield f"the valence of {shorten(name)} is not a number from -10 to 10"
        if not families.intersection(facts.iris(name, "ent:family")[:1]):
            yield f"the family of {shorten(name)} is not declared"
        for other in set(facts.iris(name, "ent:incompatibleWith")) - relations:
            yield f"{shorten(name)} is incompatible with {shorten(other)}, which is no relation"
    for qualifier in ("ent:Polarity", "ent:Modality", "ent:Certainty"):
        if not any(concept.by_default for concept in ontology._concepts(qualifier).values()):
            yield f"no {qualifier} is the default"


class Facts:
    """Triples by subject and predicate; predicates are asked for as CURIEs."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._by_subject: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
        for triple in triples:
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, (ox.NamedNode, ox.Literal)):
                facts = self._by_subject.setdefault(triple.subject.value, {})
                facts.setdefault(triple.predicate.value, []).append(triple.object)

    @property
    def names(self) -> Collection[str]:
        """All subjects, in the order of the triples."""
        return self._by_subject.keys()

    def values(self, name: str, predicate: str) -> list[ox.NamedNode | ox.Literal]:
        """All that is stated of *name* with *predicate*."""
        return self._by_subject.get(name, {}).get(iri(predicate), [])

    def iris(self, name: str, predicate: str) -> list[str]:
        """The IRIs among the values."""
        return [value.value for value in self.values(name, predicate) if isinstance(value, ox.NamedNode)]

    def text(self, name: str, predicate: str) -> str:
        """The first value, or an empty text."""
        return next((value.value for value in self.values(name, predicate)), "")

    def label(self, name: str) -> str:
        """The label of *name*, or its CURIE if it has none."""
        return next(filter(None, (self.text(name, predicate) for predicate in LABELS)), shorten(name))

    def instances(self, kind: str) -> list[str]:
        """All names that are stated to be of class *kind*."""
        return [name for name in self._by_subject if iri(kind) in self.iris(name, "rdf:type")]

    def coded(self, kind: str) -> list[tuple[str, str]]:
        """The instances of *kind* that have a code, each after its code."""
        return [(code, name) for name in self.instances(kind) if (code := self.text(name, "skos:notation"))]

    def lineage(self, name: str) -> frozenset[str]:
        """The class *name* and all classes above it."""
        found, frontier = {name}, [name]
        while frontier:
            above = set(self.iris(frontier.pop(), "rdfs:subClassOf")) - found
            found |= above
            frontier += above
        return frozenset(found)

    @cached_property
    def _inverses(self) -> Mapping[str, str]:
        return {other: name for name in self._by_subject for other in self.iris(name, "owl:inverseOf")}

    def inverse_of(self, name: str) -> str:
        """The local name of the inverse of *name*, or an empty text."""
        inverse = self._inverses.get(name, "")
        return shorten(inverse).partition(":")[2] if inverse else ""
