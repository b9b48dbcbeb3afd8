"""Why no path leads from one to another, and what would have to be given up for one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from kg.analysis.paths import Links, Path, distances, shortest_paths
from kg.model import Claim, Corpus
from kg.network import in_order
from kg.ontology import Ontology
from kg.part import Part, select

#: What may be given up besides the fields of a part.
ASSERTED, ACTORS, THROUGH = "asserted", "actors", "through"
_FIELDS = ("sources", "claimants", "modalities", "polarities", "families", "places", "since", "until", "as_of")
_NEAREST = 5
_WHOLE = Part()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A path that is asked for: its ends, what it shall pass, of which claims, and whether through actors alone."""

    start: str
    goal: str
    through: tuple[str, ...] = ()
    part: Part = _WHOLE
    asserted: bool = True
    actors: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Concession:
    """What must be given up of a wish, and the path that there is then."""

    given_up: tuple[str, ...]
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What claims of any kind join one end to: how many things, itself included, and the best documented next to it.

    ``mentions`` are the claims that have the end as item, place or claimant, which links nothing.
    """

    end: str
    size: int
    nearest: tuple[str, ...]
    mentions: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why a wish cannot be granted: what could be given up instead, each by itself or, failing that, all together.

    ``sides`` are the parts of the network of all claims in which the ends and what is to be passed lie, if several.
    """

    concessions: tuple[Concession, ...]
    sides: tuple[Side, ...]


def grant(corpus: Corpus, ontology: Ontology, wish: Wish) -> Path | None:
    """Return the shortest path that fits a wish."""
    chosen = select(corpus, ontology, wish.part)
    links = Links(chosen, ontology, asserted=wish.asserted, actors=wish.actors)
    found = shortest_paths(links, wish.start, wish.goal, through=wish.through).found
    return found[0] if found else None


def obstacle(corpus: Corpus, ontology: Ontology, wish: Wish) -> Obstacle:
    """Return why no path fits a wish. *corpus* is the whole one, without errors."""
    demands = tuple(_demands(wish))
    granted = ((one, grant(corpus, ontology, _without(wish, one))) for one in ((demand,) for demand in demands))
    concessions = tuple(Concession(given_up=one, path=path) for one, path in granted if path)
    if not concessions:
        concessions = tuple(_least(corpus, ontology, wish, demands))
    sides = tuple(_sides(corpus, ontology, wish))
    return Obstacle(concessions=concessions, sides=sides if len(sides) > 1 else ())


def _demands(wish: Wish) -> Iterator[str]:
    """Yield what a wish asks for besides its ends."""
    if wish.asserted:
        yield ASSERTED
    if wish.actors:
        yield ACTORS
    if wish.through:
        yield THROUGH
    yield from (field for field in _FIELDS if getattr(wish.part, field))


def _least(corpus: Corpus, ontology: Ontology, wish: Wish, demands: tuple[str, ...]) -> Iterator[Concession]:
    """Yield a concession of which nothing can be taken back, if there is any: later demands are kept first."""
    path = grant(corpus, ontology, _without(wish, demands))
    for demand in reversed(demands):
        fewer = tuple(x for x in demands if x != demand)
        if shorter := path and grant(corpus, ontology, _without(wish, fewer)):
            demands, path = fewer, shorter
    if path:
        yield Concession(given_up=demands, path=path)


def _without(wish: Wish, demands: Collection[str]) -> Wish:
    return replace(
        wish,
        asserted=wish.asserted and ASSERTED not in demands,
        actors=wish.actors and ACTORS not in demands,
        through=() if THROUGH in demands else wish.through,
        part=replace(wish.part, **{field: getattr(_WHOLE, field) for field in demands if field in _FIELDS}),
    )


def _sides(corpus: Corpus, ontology: Ontology, wish: Wish) -> Iterator[Side]:
    """Yield the parts of the network of all claims in which the ends lie, or one for both."""
    neighbours = Links(corpus, ontology, asserted=False).neighbours
    seen: set[str] = set()
    for id in (wish.start, wish.goal, *wish.through):
        if id in seen:
            continue
        reached, joined = distances(neighbours, id), neighbours.get(id, {})
        seen |= reached.keys()
        mentions = () if id in neighbours else [claim for claim in corpus.claims if id in claim.mentions]
        yield Side(
            end=id,
            size=len(reached),
            nearest=tuple(sorted(joined, key=lambda x: (-joined[x], x))[:_NEAREST]),
            mentions=tuple(in_order(mentions)),
        )
