"""The claims behind a single triple."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import pyoxigraph as ox

from kg.terms import PREFIXES, iri, shorten

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Triple: TypeAlias = tuple[Term, Term, Term]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A claim as a reader looks it up; ``contested`` tells that another claim is at odds with it."""

    claim: str
    source: str
    paragraph: int
    gloss: str
    claimant: str
    contested: bool

    @property
    def order(self) -> tuple[str, int, int, str]:
        """By source and, within it, as one reads it."""
        return self.source, self.paragraph, len(self.claim), self.claim


def evidence(citations: Sequence[Citation], *, full: bool = False) -> str:
    """Return where claims stand, or all about them.

    >>> p1 = Citation(claim="g.p1-1", source="g", paragraph=1, gloss="So it is.", claimant="source:g", contested=True)
    >>> evidence([p1])
    'g, paragraph 1 (contested)'
    >>> evidence([p1], full=True)
    'g, paragraph 1, p1-1 (contested), source:g: So it is.'
    """
    if full:
        return " | ".join(map(_in_full, citations))
    places: dict[tuple[str, int], bool] = {}
    for each in citations:
        place = each.source, each.paragraph
        places[place] = places.get(place, False) or each.contested
    return "; ".join(f"{source}, paragraph {n}" + _mark(contested) for (source, n), contested in places.items())


def _in_full(citation: Citation) -> str:
    local = citation.claim.removeprefix(f"{citation.source}.")
    place = f"{citation.source}, paragraph {citation.paragraph}, {local}{_mark(citation.contested)}"
    return f"{place}, {citation.claimant}" + (f": {citation.gloss}" if citation.gloss else "")


def _mark(contested: bool) -> str:
    return " (contested)" if contested else ""


def _node(curie: str) -> ox.NamedNode:
    return ox.NamedNode(iri(curie))


_TYPE, _CLAIM, _CONTESTS, _TRUE = _node("rdf:type"), _node("ent:Claim"), _node("ent:contests"), ox.Literal(True)
# Nodes that hang on a claim, each by the property that leads to it.
_HOLDERS = (_node("ent:evidence"), _node("oa:hasSelector"))


class Evidence:
    """Looks triples and claims up in one graph, each no more than once."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self.claims = cache(self._claims)
        self.citation = cache(self._citation)
        self._asserting = cache(self._find_asserting)
        self._inferences = cache(self._find_inferences)
        self._own = cache(self._find_own)

    def _claims(self, triple: Triple) -> frozenset[ox.NamedNode]:
        """Return the claims that a triple of the graph rests on; none for the registry and the vocabulary."""
        subject, predicate, object = triple
        if not isinstance(subject, ox.NamedNode):
            return frozenset()
        if own := self._own(subject):
            return own | self._own(object) if predicate == _CONTESTS and isinstance(object, ox.NamedNode) else own
        stated = (predicate, object)
        return self._asserting(subject).get(stated) or self._inferences(subject).get(stated) or frozenset()

    def _find_own(self, node: ox.NamedNode) -> frozenset[ox.NamedNode]:
        """Return the claims that a node is part of: itself, those of an inference, the one whose evidence it is."""
        if self._objects(node, _TYPE, _CLAIM):
            return frozenset((node,))
        derived = self._objects(node, _node("prov:wasDerivedFrom"))
        holders = [
            quad.subject
            for predicate in _HOLDERS
            for quad in self._store.quads_for_pattern(None, predicate, node, None)
            if isinstance(quad.subject, ox.NamedNode)
        ]
        return frozenset(derived).union(*map(self._own, holders))

    def _find_asserting(self, subject: ox.NamedNode) -> dict[tuple[Term, Term], frozenset[ox.NamedNode]]:
        """Return the claims that assert a triple of *subject*, by its predicate and object."""
        found: dict[tuple[Term, Term], frozenset[ox.NamedNode]] = {}
        for claim in self._subjects(_node("rdf:subject"), subject):
            if self._asserts(claim):
                (predicate,), (object,) = (
                    self._objects(claim, _node(f"rdf:{part}")) for part in ("predicate", "object")
                )
                found[predicate, object] = found.get((predicate, object), frozenset()) | {claim}
        return found

    def _asserts(self, claim: ox.NamedNode) -> bool:
        """Tell whether a claim says in its source's own voice that something is so."""
        qualifiers = [*self._objects(claim, _node("ent:polarity")), *self._objects(claim, _node("ent:modality"))]
        own_voice = self._objects(claim, _node("ent:claimant")) == self._objects(claim, _node("prov:hadPrimarySource"))
        return own_voice and all(
            any(self._store.quads_for_pattern(qualifier, _node("ent:asserts"), _TRUE, None)) for qualifier in qualifiers
        )

    def _find_inferences(self, subject: ox.NamedNode) -> dict[tuple[Term, Term], frozenset[ox.NamedNode]]:
        """Return the claims that an inferred triple of *subject* was derived from, by its predicate and object."""
        return {
            (predicate, object): frozenset(self._objects(node, _node("prov:wasDerivedFrom")))
            for node in self._subjects(_node("owl:annotatedSource"), subject)
            for predicate in self._objects(node, _node("owl:annotatedProperty"))
            for object in self._objects(node, _node("owl:annotatedTarget"))
        }

    def _citation(self, claim: ox.NamedNode) -> Citation:
        return Citation(
            claim=claim.value.removeprefix(PREFIXES["claim"]),
            source=self._text(claim, "prov:hadPrimarySource").removeprefix(PREFIXES["source"]),
            paragraph=int(self._text(claim, "ent:paragraph") or 0),
            gloss=self._text(claim, "ent:gloss"),
            claimant=shorten(self._text(claim, "ent:claimant")),
            contested=any(self._store.quads_for_pattern(claim, _node("ent:contests"), None, None)),
        )

    def _text(self, node: ox.NamedNode, predicate: str) -> str:
        values = (quad.object for quad in self._store.quads_for_pattern(node, _node(predicate), None, None))
        return next((value.value for value in values if isinstance(value, (ox.NamedNode, ox.Literal))), "")

    def _objects(
        self, subject: ox.NamedNode, predicate: ox.NamedNode, object: ox.NamedNode | None = None
    ) -> list[ox.NamedNode]:
        quads = self._store.quads_for_pattern(subject, predicate, object, None)
        return [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)]

    def _subjects(self, predicate: ox.NamedNode, object: ox.NamedNode) -> Iterator[ox.NamedNode]:
        quads = self._store.quads_for_pattern(None, predicate, object, None)
        return (quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode))
