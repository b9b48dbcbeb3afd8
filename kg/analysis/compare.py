"""The disagreement register: on which points claims differ, who holds what, and who is silent. It picks no winner."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations, product

from kg.model import Claim, Corpus, Quantity
from kg.network import in_order, pairs
from kg.ontology import Concept, Ontology, qualifier, statement_name
from kg.opposition import is_affirmed, may_coincide, of_one_modality, opposed
from kg.wording import claim_text, item_text

#: Kinds of disagreement, and kinds of difference that are none, each with what it means.
KINDS = {
    "polarity": "one claim denies what the other affirms",
    "incompatible": "the claims affirm relations that cannot both hold",
    "quantity": "the claims give figures for the same thing that do not meet, of times that overlap or are not told",
    "cause": "at least two of the sources name no cause, or no one to blame, in common",
}
APART = {
    "stage": "planned, expected or possible here, done or not done there",
    "change": "so at one time and otherwise at another",
    "mixed": "cooperative and hostile claims on the same two",
}
# How far apart two figures may be of which one is approximate.
_LEEWAY = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A view that claims hold on a point, in words."""

    view: str
    claims: tuple[Claim, ...]

    @property
    def sources(self) -> frozenset[str]:
        """Where the view is found."""
        return frozenset(claim.source for claim in self.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Something on which claims differ: a kind of `KINDS` or `APART`, what it is about, and the views, two or more.

    ``entities`` are the ids that are at issue, the two ends of a dyad first; ``silent`` are the sources that say
    nothing on the point, in whatever mood or voice, of the claims looked at; ``parted`` are each two sources that
    differ, one source twice where it differs from itself.
    """

    kind: str
    about: str
    entities: tuple[str, ...]
    sides: tuple[Side, ...]
    silent: tuple[str, ...]
    parted: frozenset[tuple[str, str]]

    @property
    def is_disagreement(self) -> bool:
        """Whether the point is counted as disagreement, and not listed apart."""
        return self.kind in KINDS

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of all sides."""
        return tuple(claim for side in self.sides for claim in side.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accord:
    """How two sources stand to each other: the propositions that both affirm or both deny, and where they disagree.

    A proposition is a statement in a modality. Of a source and itself, ``same`` is empty.
    """

    sources: tuple[str, str]
    same: tuple[tuple[Claim, ...], ...]
    points: tuple[Point, ...]


def disagreements(corpus: Corpus, ontology: Ontology) -> tuple[Point, ...]:
    """Return the points on which the claims of *corpus*, which must be without errors, differ, by kind and matter."""
    register = _Register(corpus, ontology)
    return (*register.counted, *(point for kind in APART for point in register.of(kind)))


def accords(corpus: Corpus, ontology: Ontology, points: Iterable[Point]) -> tuple[Accord, ...]:
    """Return how each two sources stand to each other, and each to itself, on *points* that are disagreements."""
    counted = [point for point in points if point.is_disagreement]
    same: dict[tuple[str, str], list[tuple[Claim, ...]]] = {}
    for claims in _grouped(in_order(corpus.claims), lambda c: (*_proposition(c, ontology), is_affirmed(c, ontology))):
        for pair in combinations(sorted({claim.source for claim in claims}), 2):
            same.setdefault(pair, []).append(tuple(claim for claim in claims if claim.source in pair))
    parted: dict[tuple[str, str], list[Point]] = {}
    for point in counted:
        for pair in point.parted:
            parted.setdefault(pair, []).append(point)
    ids = [source.id for source in corpus.sources]
    two = [(one, other) for at, one in enumerate(ids) for other in ids[at:]]
    return tuple(
        Accord(
            sources=(one, other),
            same=tuple(same.get((min(one, other), max(one, other)), ())),
            points=tuple(parted.get((min(one, other), max(one, other)), ())),
        )
        for one, other in two
    )


class _Register:
    """Finds the points of each kind."""

    def __init__(self, corpus: Corpus, ontology: Ontology) -> None:
        self._corpus, self._ontology = corpus, ontology
        self._claims = in_order(corpus.claims)

    @cached_property
    def counted(self) -> Sequence[Point]:
        """The points that are disagreements, by kind."""
        return [point for kind in KINDS for point in self.of(kind)]

    def of(self, kind: str) -> Sequence[Point]:
        """Return the points of one kind, those with the most claims first."""
        others = {"stage": self._stage, "quantity": self._quantity, "cause": self._cause, "mixed": self._mixed}
        points = others[kind]() if kind in others else self._conflicts(kind)
        return sorted(points, key=lambda point: (-len(point.claims), point.about))

    def _conflicts(self, kind: str) -> Iterator[Point]:
        for two in self._opposed.get(kind, ()):
            claims = {claim.id: claim for pair in two for claim in pair}
            yield self._point(kind, in_order(claims.values()), parted=_sources_of(two))

    @cached_property
    def _opposed(self) -> Mapping[str, Iterable[list[tuple[Claim, Claim]]]]:
        """The opposed claims of each two statements, or of one, two by two; by kind."""
        found: dict[str, dict[Hashable, list[tuple[Claim, Claim]]]] = {}
        for one, other in opposed(self._claims, self._ontology):
            if kind := self._kind(one, other):
                moods = {self._mood(one).code, self._mood(other).code}
                matter = frozenset(map(self._statement, (one, other))), moods.pop() if len(moods) == 1 else ""
                found.setdefault(kind, {}).setdefault(matter, []).append((one, other))
        return {kind: matters.values() for kind, matters in found.items()}

    def _kind(self, one: Claim, other: Claim) -> str:
        """Return the kind of difference of two opposed claims; nothing where one is planned, say, and one is not so."""
        if of_one_modality(one, other, self._ontology):
            if not may_coincide(one, other):
                return "change"
            return "polarity" if one.relation == other.relation else "incompatible"
        moods = self._mood(one), self._mood(other)
        then_and_now = any(mood.is_past for mood in moods) and any(mood.by_default for mood in moods)
        return "change" if then_and_now else ""

    def _stage(self) -> Iterator[Point]:
        """Yield statements of which claims differ in modality, and which are not only of the past and of today."""
        for claims in _grouped(self._claims, self._statement):
            moods = {self._mood(claim) for claim in claims}
            if len({mood.code for mood in moods if not mood.is_past}) > 1:
                yield self._point("stage", claims)

    def _quantity(self) -> Iterator[Point]:
        measured = [c for c in self._claims if c.quantity and is_affirmed(c, self._ontology)]
        for claims in _grouped(measured, self._measure):
            two = [pair for pair in combinations(claims, 2) if may_coincide(*pair) and _differ(*pair)]
            if two:
                differing = {claim.id: claim for pair in two for claim in pair}
                yield self._point("quantity", in_order(differing.values()), view=_figure, parted=_sources_of(two))

    def _measure(self, claim: Claim) -> Hashable:
        unit = claim.quantity.unit if claim.quantity else ""
        return (*_proposition(claim, self._ontology), frozenset(claim.places), unit)

    def _cause(self) -> Iterator[Point]:
        """Yield matters for which two sources affirm causes, or deny one, and have none in common."""
        naming = [claim for claim in self._claims if self._ontology.relations[claim.relation].names_cause]
        for claims in _grouped(naming, lambda c: (c.relation, c.object, frozenset(c.items), self._mood(c).code)):
            named: dict[str, set[tuple[str, bool]]] = {}
            for claim in claims:
                named.setdefault(claim.source, set()).add((claim.subject, is_affirmed(claim, self._ontology)))
            parted = {
                (one, other)
                for one, other in combinations(sorted(named), 2)
                if named[one].isdisjoint(named[other])
                and any(affirmed for _, affirmed in named[one] | named[other])
                and {subject for subject, _ in named[one]} != {subject for subject, _ in named[other]}
            }
            if parted:
                those = {source for two in parted for source in two}
                first = self._corpus.label(claims[0].object), self._ontology.relations[claims[0].relation].inverse_label
                yield self._point(
                    "cause",
                    [claim for claim in claims if claim.source in those],
                    view=self._named_cause,
                    about=f"{' '.join(first)} …{item_text(claims[0], self._corpus)}",
                    entities=(claims[0].object, *sorted({c.subject for c in claims} | set(claims[0].items))),
                    parted=parted,
                )

    def _mixed(self) -> Iterator[Point]:
        """Yield dyads on which affirmed, actual claims are of both signs, unless a disagreement has them all."""
        told = [{claim.id for claim in point.claims} for point in self.counted]
        for pair in pairs(self._corpus, self._ontology):
            held = [claim for claim in pair.claims if self._sign(claim) and self._is_so(claim)]
            ids = {claim.id for claim in held}
            if len({self._sign(claim) for claim in held}) > 1 and not any(ids <= known for known in told):
                yield self._point(
                    "mixed",
                    held,
                    view=self._sign,
                    about=self._both(pair.ends),
                    entities=pair.ends,
                )

    def _sign(self, claim: Claim) -> str:
        valence = self._ontology.relations[claim.relation].valence
        return "cooperative" if valence > 0 else "hostile" if valence < 0 else ""

    def _is_so(self, claim: Claim) -> bool:
        """Tell whether a claim says, in whatever voice, that something is so now."""
        return is_affirmed(claim, self._ontology) and self._mood(claim).asserts

    def _mood(self, claim: Claim) -> Concept:
        return qualifier(claim.modality, self._ontology.modalities)

    def _point(
        self,
        kind: str,
        claims: Sequence[Claim],
        *,
        view: Callable[[Claim], str] | None = None,
        about: str = "",
        entities: Sequence[str] = (),
        parted: Collection[tuple[str, str]] = (),
    ) -> Point:
        """Return the point of *claims*, by default on the two that they join, with a side for each view."""
        view = view or self._view
        sides = tuple(Side(view=view(side[0]), claims=tuple(side)) for side in _grouped(claims, view))
        first = claims[0]
        return Point(
            kind=kind,
            about=about or f"{self._both((first.subject, first.object))}{item_text(first, self._corpus)}",
            entities=tuple(dict.fromkeys(entities or (first.subject, first.object, *sorted(first.items)))),
            sides=sides,
            silent=self._silent(kind, claims),
            parted=frozenset(parted or _across(sides)),
        )

    def _view(self, claim: Claim) -> str:
        return claim_text(claim, self._corpus, self._ontology)

    def _named_cause(self, claim: Claim) -> str:
        denied = "" if is_affirmed(claim, self._ontology) else "not "
        return denied + self._corpus.label(claim.subject)

    def _both(self, ends: Sequence[str]) -> str:
        return " and ".join(map(self._corpus.label, ends))

    def _statement(self, claim: Claim) -> Hashable:
        return statement_name(claim, self._ontology)

    def _silent(self, kind: str, claims: Sequence[Claim]) -> tuple[str, ...]:
        """Return the sources without a claim on the matter of *claims*, which depends on the kind."""
        matter = _MATTERS.get(kind, self._statement)
        matters = {matter(claim) for claim in claims}
        heard = {claim.source for claim in self._claims if matter(claim) in matters}
        return tuple(source.id for source in self._corpus.sources if source.id not in heard)


def _sources_of(two: Iterable[tuple[Claim, Claim]]) -> set[tuple[str, str]]:
    """Return the sources, in order, of claims two by two."""
    return {(min(a.source, b.source), max(a.source, b.source)) for a, b in two}


def _across(sides: Iterable[Side]) -> Iterator[tuple[str, str]]:
    """Yield each two sources, in order, that stand on different sides."""
    for left, right in combinations(sides, 2):
        for one, other in product(left.sources, right.sources):
            yield min(one, other), max(one, other)


def _effect(claim: Claim) -> Hashable:
    return claim.relation, claim.object


def _ends(claim: Claim) -> Hashable:
    return frozenset((claim.subject, claim.object))


#: What sources must speak of not to be silent, where that is not the statement.
_MATTERS: Mapping[str, Callable[[Claim], Hashable]] = {"cause": _effect, "mixed": _ends}


def _proposition(claim: Claim, ontology: Ontology) -> tuple[str, str]:
    return statement_name(claim, ontology), qualifier(claim.modality, ontology.modalities).code


def _grouped(claims: Iterable[Claim], key: Callable[[Claim], Hashable]) -> list[list[Claim]]:
    groups: dict[Hashable, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(key(claim), []).append(claim)
    return list(groups.values())


def _figure(claim: Claim) -> str:
    quantity = claim.quantity.text if claim.quantity else ""
    return f"{quantity} ({claim.time.text})" if claim.time else quantity


def _differ(one: Claim, other: Claim) -> bool:
    """Tell whether the figures of two claims do not meet; an approximate one has a tenth more room on either side."""
    if one.quantity is None or other.quantity is None:
        return False
    (least, most), (other_least, other_most) = _bounds(one.quantity), _bounds(other.quantity)
    return most < other_least or other_most < least


def _bounds(quantity: Quantity) -> tuple[Decimal, Decimal]:
    leeway = _LEEWAY if quantity.text.startswith("~") else Decimal(0)
    least = Decimal("-Infinity") if quantity.least is None else quantity.least * (1 - leeway)
    most = Decimal("Infinity") if quantity.most is None else quantity.most * (1 + leeway)
    return least, most
