"""What annotators write down, as frozen values that remember where they were read.

Text fields hold what the cell says; fields of another type are ``None`` where the cell is empty or was reported as
unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

#: What stands for a source's own voice among claimants.
OWN = "own"
#: A tag as BCP 47 has it: language, script, region, variants; extensions name what no text of ours is.
LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-([A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*", re.ASCII
)
#: A paragraph, or how many there are.
COUNT = re.compile(r"[1-9]\d{0,5}", re.ASCII)
#: The id of a claim in its file: its paragraph and a number of its own.
CLAIM_ID = re.compile(r"p(?P<paragraph>[1-9]\d{0,5})-(?P<number>[1-9]\d{0,5})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file; lines and columns (in characters) count from 1.

    >>> str(Place("actors.csv", 2, 13))
    'actors.csv:2:13'
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row was read: its file and line, and where the cells of ``header`` begin.

    Those are kept as numbers, since a corpus has far more cells than faults: ``starts`` are columns, ``lines`` the
    lines where they are not all that of the row.
    """

    file: str
    line: int
    header: Sequence[str] = field(default=(), compare=False)
    starts: Sequence[int] = field(default=(), compare=False)
    lines: Sequence[int] = field(default=(), compare=False)

    def of(self, name: str) -> Place:
        """Return the place of the cell in the column *name*, or of the row where it has no such cell."""
        return self.at(self.header.index(name)) if name in self.header else Place(self.file, self.line, 1)

    def at(self, index: int) -> Place:
        """Return the place of a cell, counted from 0."""
        return Place(self.file, self.lines[index] if self.lines else self.line, self.starts[index])


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """When something was done or held, in EDTF; ``earliest`` and ``latest`` are ISO days, ``None`` at an open end."""

    text: str
    earliest: str | None
    latest: str | None


def overlaps(time: Time, since: Time | None, until: Time | None) -> bool:
    """Tell whether *time* may share a day with the span from the first of *since* to the last of *until*."""
    begins, ends = since and since.earliest, until and until.latest
    return not (begins and time.latest and time.latest < begins) and not (
        ends and time.earliest and ends < time.earliest
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number or a range with its unit; ``least`` and ``most`` are ``None`` where the quantity has no such bound."""

    text: str
    least: Decimal | None
    most: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class Link:
    """How a claim hangs together with another one: ``key`` as in the ontology, ``target`` a full claim id."""

    key: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A row of the registry. ``parents`` are the ids in the column ``part_of`` (actors) or ``broader`` (issues)."""

    id: str
    kind: str
    label: str
    aliases: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    wikidata: str = ""
    iso3166: str = ""
    description: str = ""
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Entity):
    """Whatever can decide or speak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue(Entity):
    """What actors relate to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text that makes claims."""

    id: str
    title: str = ""
    author: str = ""
    publisher: str = ""
    published: Time | None = None
    url: str = ""
    language: str = ""
    paragraphs: int | None = None
    text_sha256: str = ""
    note: str = ""
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one paragraph of one source says: *subject* stands in *relation* to *object*.

    ``local_id`` is the id in the file (``p3-1``), empty while the row has none. An empty ``claimant`` is the source's
    own voice; empty ``polarity``, ``modality`` and ``certainty`` stand for the ontology's defaults.
    """

    local_id: str
    source: str
    paragraph: int | None
    subject: str
    relation: str
    object: str
    items: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    polarity: str = ""
    modality: str = ""
    claimant: str = ""
    time: Time | None = None
    quantity: Quantity | None = None
    anchor: str = ""
    gloss: str = ""
    links: tuple[Link, ...] = ()
    certainty: str = ""
    origin: Origin

    @property
    def id(self) -> str:
        """The id of the claim in the whole corpus, such as ``rusi-2022.p3-1``."""
        return f"{self.source}.{self.local_id}"

    @property
    def mentions(self) -> tuple[str, ...]:
        """The ids of all that the claim mentions: ends, items, places and claimant, which may be a voice or empty."""
        return (self.subject, self.object, self.claimant, *self.items, *self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledParagraph:
    """A paragraph that the second reading covers, whether it found a claim there or none."""

    source: str
    paragraph: int | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure of agreement between two readings, up to 1, over *n* things, with the bounds of its interval.

    ``source`` is a source or ``all``. The value is ``None`` where it is not defined: nothing to compare, or for kappa
    nothing that could have differed.
    """

    source: str
    measure: str
    n: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where an actor or issue is to stand on the map; y grows downwards."""

    id: str
    x: int
    y: int
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A state of the page that is worth a visit; ``address`` is what its address has after the ``#``."""

    title: str
    text: str
    address: str
    origin: Origin


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """All that was read from one folder.

    ``language`` is that of labels and glosses, ``license`` the address of the terms under which the claims may be used,
    empty where none is stated; ``second_reading`` holds what somebody else found, independently, in the
    paragraphs of ``sample``, to show how far the claims depend on who reads; ``before_settling`` tells how far the two
    agreed before their differences were settled; ``views`` are offered by the page, whose map keeps to ``positions``;
    ``complete`` tells that every table could be read as one.
    """

    title: str = "Entente"
    language: str = "en"
    license: str = ""
    actors: tuple[Actor, ...] = ()
    issues: tuple[Issue, ...] = ()
    sources: tuple[Source, ...] = ()
    claims: tuple[Claim, ...] = ()
    second_reading: tuple[Claim, ...] = ()
    sample: tuple[SampledParagraph, ...] = ()
    before_settling: tuple[Figure, ...] = ()
    views: tuple[View, ...] = ()
    positions: tuple[Position, ...] = ()
    complete: bool = True

    @cached_property
    def entities(self) -> Mapping[str, Entity]:
        """Actors and issues by id; of two with one id, the first."""
        return _first_by_id(self.registered())

    @cached_property
    def sources_by_id(self) -> Mapping[str, Source]:
        """Sources by id; of two with one id, the first."""
        return {source.id: source for source in reversed(self.sources)}

    @cached_property
    def claim_ids(self) -> frozenset[str]:
        """The ids of the claims that have one."""
        return frozenset(claim.id for claim in self.claims if claim.local_id)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What each label, alias and id of the registry stands for; an id wins over a label, a label over an alias."""
        aliases = {alias: entity.id for entity in self.registered() for alias in entity.aliases}
        labels = {entity.label: entity.id for entity in self.registered()}
        return aliases | labels | {entity.id: entity.id for entity in self.registered()}

    def label(self, id: str) -> str:
        """Return the label of an actor or issue; what is in no registry, such as a voice, is called by its id."""
        return self.entities[id].label if id in self.entities else id

    def annotated(self) -> Iterator[Claim]:
        """The claims of both readings."""
        yield from self.claims
        yield from self.second_reading

    def registered(self) -> Iterator[Entity]:
        """All rows of the registry, duplicates too."""
        yield from self.actors
        yield from self.issues


def _first_by_id(entities: Iterator[Entity]) -> dict[str, Entity]:
    by_id: dict[str, Entity] = {}
    for entity in entities:
        by_id.setdefault(entity.id, entity)
    return by_id


@dataclass(frozen=True, slots=True)
class Text:
    """The annotated text of a source: its paragraphs in order and the SHA-256 of its file."""

    paragraphs: tuple[str, ...]
    sha256: str
