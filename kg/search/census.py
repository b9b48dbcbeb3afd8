"""The vocabulary of a graph: what each term means and how often it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg import queries, store
from kg.lookup import UnknownTermError
from kg.ontology import Concept, Facts, Kind, Ontology, Relation
from kg.search import Passage, cures, fold, passages
from kg.terms import iri, shorten

_FOLDER = Path(__file__).parent
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of the vocabulary: its heading, and what there is to say as names and values."""

    title: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A table of terms."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Census:
    """The terms that a graph declares, and who uses them."""

    def __init__(self, graph: ox.Store) -> None:
        self._graph = graph
        answer = store.ask(graph, queries.read_query(_FOLDER / "vocabulary.rq").text)
        assert isinstance(answer, ox.QueryTriples)
        triples = sorted(set(answer), key=str)
        self._facts = Facts(triples)
        self._ontology = Ontology(triples)

    def overview(self) -> tuple[Overview, ...]:
        """Return the relations by family, the kinds, and the qualifiers, each with the number of its uses."""
        return (
            Overview(("family", "claims", "relations"), tuple(map(self._family_row, self._ontology.families.values()))),
            Overview(("kind", "of", "number"), tuple(sorted(map(self._kind_row, self._kinds()), key=_by_number))),
            Overview(("qualifier", "claims"), tuple(map(self._scheme_row, self._schemes))),
        )

    def entries(self, name: str) -> tuple[Entry, ...]:
        """Return what is known of the terms called *name*: a code, a label, the inverse of either, a CURIE, or a sort.

        A family comes with its relations, those that most claims use first. Raises UnknownTermError, with the nearest
        names, where there is none.
        """
        terms = self._named(_key(name)) or self._of_sort(_key(name))
        if not terms:
            near = cures(self._curies(), fold(name))
            hint = f"; did you mean {' or '.join(near)}?" if near else "; 'kg vocab' lists what there is"
            raise UnknownTermError(f"nothing in the vocabulary is called {name!r}{hint}")
        return tuple(entry for term in terms for entry in self._entries_of(term))

    @cached_property
    def _schemes(self) -> Mapping[str, Mapping[str, Concept]]:
        own = self._ontology
        return {
            "polarity": own.polarities,
            "modality": own.modalities,
            "certainty": own.certainties,
            "unit": own.units,
            "link": own.links,
        }

    @cached_property
    def _uses(self) -> Mapping[str, Sequence[str]]:
        """The users of each term, by IRI."""
        uses: dict[str, list[str]] = {}
        for row in self._rows("uses"):
            uses.setdefault(row["term"], []).append(row["user"])
        return uses

    @cached_property
    def _mentions(self) -> Mapping[str, int]:
        return {row["thing"]: int(row["claims"]) for row in self._rows("mentions")}

    @cached_property
    def _passages(self) -> Mapping[str, Passage]:
        return {iri(f"claim:{passage.claim}"): passage for passage in passages(self._graph)}

    def _rows(self, query: str) -> list[Mapping[str, str]]:
        return store.rows(self._graph, queries.read_query(_FOLDER / f"{query}.rq").text)

    def _number(self, term: str) -> int:
        return len(self._uses.get(term, ()))

    def _kinds(self) -> Iterable[Kind]:
        return self._ontology.kinds.values()

    def _relations_of(self, family: str) -> list[Relation]:
        """Return the relations of a family, those that most claims use first."""
        found = [relation for relation in self._ontology.relations.values() if relation.family == family]
        return sorted(found, key=lambda relation: (-self._number(relation.iri), relation.code))

    def _family_row(self, family: Concept) -> tuple[str, ...]:
        relations = self._relations_of(family.code)
        listed = ", ".join(f"{relation.code} {self._number(relation.iri)}" for relation in relations)
        return family.code, str(self._family_number(relations)), listed

    def _family_number(self, relations: Iterable[Relation]) -> int:
        return sum(self._number(relation.iri) for relation in relations)

    def _kind_row(self, kind: Kind) -> tuple[str, ...]:
        return kind.code, _sort_of(kind), str(self._number(kind.iri))

    def _scheme_row(self, name: str) -> tuple[str, ...]:
        counts = [(self._number(concept.iri), concept.code) for concept in self._schemes[name].values()]
        return name, ", ".join(f"{code} {number}" for number, code in sorted(counts, key=lambda c: (-c[0], c[1])))

    def _terms(self) -> Iterator[tuple[str, Concept | Relation | Kind]]:
        """Yield each term with the sort of thing it is."""
        yield from (("family", family) for family in self._ontology.families.values())
        yield from (("relation", relation) for relation in self._ontology.relations.values())
        yield from ((f"kind of {_sort_of(kind)}", kind) for kind in self._kinds())
        yield from ((sort, concept) for sort, scheme in self._schemes.items() for concept in scheme.values())

    def _named(self, wanted: str) -> list[tuple[str, Concept | Relation | Kind]]:
        return [(sort, term) for sort, term in self._terms() if wanted in map(_key, _names(term))]

    def _of_sort(self, wanted: str) -> list[tuple[str, Concept | Relation | Kind]]:
        """Return all terms of one sort, such as modalities, or kinds of actors."""
        return [(sort, term) for sort, term in self._terms() if wanted == sort.split()[-1]]

    def _curies(self) -> dict[str, str]:
        return {fold(name): shorten(term.iri) for _, term in self._terms() for name in _names(term)}

    def _entries_of(self, named: tuple[str, Concept | Relation | Kind]) -> Iterator[Entry]:
        sort, term = named
        if isinstance(term, Relation):
            yield self._relation_entry(term)
        elif isinstance(term, Kind):
            yield self._kind_entry(sort, term)
        elif sort == "family":
            relations = self._relations_of(term.code)
            yield _entry(term, sort, means=term.definition, claims=str(self._family_number(relations)))
            yield from map(self._relation_entry, relations)
        else:
            yield _entry(term, sort, means=term.definition, claims=self._claims(term.iri), example=self._example(term))

    def _relation_entry(self, relation: Relation) -> Entry:
        apart = [shorten(other) for other in self._facts.iris(relation.iri, "ent:incompatibleWith")]
        return _entry(
            relation,
            self._ontology.families[relation.family].label,
            means=relation.definition,
            from_the_other_side="the same" if relation.symmetric else relation.inverse_label,
            joins=f"{self._labels(relation.domain)} → {self._labels(relation.range)}",
            item=relation.item_role,
            valence=f"{relation.valence:+g}",
            never_with=", ".join(sorted(apart)),
            claims=self._claims(relation.iri),
            example=self._example(relation),
        )

    def _kind_entry(self, sort: str, kind: Kind) -> Entry:
        above = [name for name in self._facts.iris(kind.iri, "rdfs:subClassOf") if name in self._coded]
        named = sorted(self._uses.get(kind.iri, ()), key=lambda thing: (-self._mentions.get(thing, 0), thing))
        return _entry(
            kind,
            sort,
            means=kind.definition,
            is_a=self._labels(above),
            number=str(len(named)),
            most_named=", ".join(map(shorten, named[:_MOST_NAMED])),
        )

    @cached_property
    def _coded(self) -> frozenset[str]:
        return frozenset(kind.iri for kind in self._kinds())

    def _labels(self, names: Iterable[str]) -> str:
        return " or ".join(sorted(map(self._facts.label, names)))

    def _claims(self, term: str) -> str:
        users = self._uses.get(term, ())
        sources = {self._passages[claim].source for claim in users}
        return f"{len(users)} in {len(sources)} source{'s' * (len(sources) != 1)}" if users else "0"

    def _example(self, term: Concept | Relation) -> str:
        """Return the claim that shows the term with least ado: plainly said, and shortly."""
        found = [self._passages[claim] for claim in self._uses.get(term.iri, ())]
        best = min(found, key=lambda said: (len(said.qualified), len(said.says), said.claim), default=None)
        if best is None:
            return ""
        aside = f" ({best.qualified})" if best.qualified else ""
        return f"{best.says}{aside} [{best.source} p{best.paragraph}]"


def _key(name: str) -> str:
    """Return a name as it is compared; a unit may be called by a sign that is no word."""
    return fold(name) or name.casefold()


def _names(term: Concept | Relation | Kind) -> tuple[str, ...]:
    names = (term.code, term.label, shorten(term.iri))
    return (*names, term.inverse, term.inverse_label, f"rel:{term.inverse}") if isinstance(term, Relation) else names


def _sort_of(kind: Kind) -> str:
    return "actor" if iri("ent:Actor") in kind.lineage else "issue"


def _by_number(row: Sequence[str]) -> tuple[str, int, str]:
    return row[1], -int(row[2]), row[0]


def _entry(term: Concept | Relation | Kind, sort: str, **facts: str) -> Entry:
    """Return an entry with the facts that have a value."""
    stated = tuple((name.replace("_", " "), value) for name, value in facts.items() if value)
    return Entry(f"{term.label}  {shorten(term.iri)}  ({sort})", stated)
