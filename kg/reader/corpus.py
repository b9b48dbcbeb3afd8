"""Rows into actors, issues, sources and claims."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import TypeVar

from kg.files import read_file
from kg.model import (
    CLAIM_ID,
    COUNT,
    Actor,
    Claim,
    Corpus,
    Entity,
    Figure,
    Issue,
    Link,
    Place,
    Position,
    Quantity,
    SampledParagraph,
    Source,
    Time,
)
from kg.problems import KgError, Problem
from kg.reader import faults, layout
from kg.reader.repairs import Repairs, quantity_repairs, time_repairs
from kg.reader.settings import read_settings, read_views
from kg.reader.table import Row, Table, stream_table
from kg.reader.values import parse_link, parse_quantity, parse_time

EntityT = TypeVar("EntityT", bound=Entity)
_COORDINATE = re.compile(r"(-?\d{1,6})(?P<fraction>\.\d*)?", re.ASCII)


def read_corpus(folder: Path) -> tuple[Corpus, list[Problem]]:
    """Return the corpus in *folder* with everything that could not be read, sorted by place.

    Each row is either in the corpus or reported. Raises KgError where *folder* holds no corpus.
    """
    if not folder.is_dir() or not any((folder / name).exists() for name in (layout.ACTORS, layout.SOURCES)):
        raise KgError(f"no corpus in {folder}: it has neither {layout.ACTORS} nor {layout.SOURCES}")
    settings, unset = read_settings(folder / layout.SETTINGS)
    views, unseen = read_views(folder / layout.VIEWS)
    reading = _Reading(problems=[*unset, *unseen])
    tables = {table.file: table for table in reading.tables(folder)}
    corpus = Corpus(
        **settings,
        actors=tuple(reading.entities(tables[layout.ACTORS], Actor)),
        issues=tuple(reading.entities(tables[layout.ISSUES], Issue)),
        sources=tuple(reading.sources(tables[layout.SOURCES])),
        claims=tuple(reading.all_claims(tables.values(), layout.is_claims)),
        second_reading=tuple(reading.all_claims(tables.values(), layout.is_second_reading)),
        sample=tuple(reading.sample(tables.get(layout.SAMPLE))),
        before_settling=tuple(reading.figures(tables.get(layout.BEFORE_SETTLING))),
        views=tuple(views),
        positions=tuple(reading.positions(tables.get(layout.POSITIONS))),
        complete=all(table.header for table in tables.values()),
    )
    if not any(map(layout.is_claims, tables)):
        reading.problems.append(faults.no_claims(Place(layout.ALL_CLAIMS, 1, 1)))
    return corpus, sorted([*reading.problems, *reading.bad_values()])


def _refuse_unreal(figure: Figure) -> None:
    """Raise ValueError for what no measure can be."""
    if figure.n < 0 or not all(map(math.isfinite, filter(None, (figure.value, figure.low, figure.high)))):
        raise ValueError(figure)


@dataclass
class _Reading:
    """One run of the reader; what it cannot read gathers in ``problems``."""

    problems: list[Problem] = field(default_factory=list)
    times: dict[str, Time] = field(default_factory=dict)
    quantities: set[str] = field(default_factory=set)
    bad_times: list[tuple[Place, str, str]] = field(default_factory=list)
    bad_quantities: list[tuple[Place, str]] = field(default_factory=list)

    def tables(self, folder: Path) -> Iterator[Table]:
        """Read every table of the corpus, and report files that are none."""
        self.problems += [faults.unread_file(Place(file, 1, 1)) for file in layout.unread(folder)]
        for file, columns in layout.tables(folder):
            path = folder / file
            if not path.is_file():
                self.problems.append(faults.missing_file(Place(file, 1, 1)))
                yield Table(file, (), ())
                continue
            yield stream_table(read_file(path), file, columns, self.problems)

    def entities(self, table: Table, kind: Callable[..., EntityT]) -> Iterator[EntityT]:
        """Read a table of the registry."""
        parents = layout.PARENTS[table.file]
        for row in table.rows:
            self._require(row, ("id", "kind", "label"))
            yield kind(
                id=row["id"],
                kind=row["kind"],
                label=row["label"],
                aliases=self._several(row, "aliases"),
                parents=self._several(row, parents),
                wikidata=row["wikidata"],
                iso3166=row["iso3166"],
                description=row["description"],
                origin=row.origin,
            )

    def sources(self, table: Table) -> Iterator[Source]:
        """Read the table of sources."""
        for row in table.rows:
            self._require(row, ("id",))
            yield Source(
                id=row["id"],
                title=row["title"],
                author=row["author"],
                publisher=row["publisher"],
                published=self._time(row, "published"),
                url=row["url"],
                language=row["language"],
                paragraphs=self._number(row, "paragraphs"),
                text_sha256=row["text_sha256"],
                note=row["note"],
                origin=row.origin,
            )

    def sample(self, table: Table | None) -> Iterator[SampledParagraph]:
        """Read which paragraphs the second reading covers."""
        for row in table.rows if table else ():
            self._require(row, ("source", "paragraph"))
            yield SampledParagraph(source=row["source"], paragraph=self._number(row, "paragraph"), origin=row.origin)

    def figures(self, table: Table | None) -> Iterator[Figure]:
        """Read measures of agreement, as ``kg agree --figures -f csv`` printed them."""
        for row in table.rows if table else ():
            try:
                value, low, high = (float(row[name]) if row[name] else None for name in ("value", "low", "high"))
                figure = Figure(row["source"], row["measure"], int(row["n"]), value, low, high)
                _refuse_unreal(figure)
            except ValueError:
                self.problems.append(faults.bad_figure(row.origin.of("value")))
            else:
                yield figure

    def positions(self, table: Table | None) -> Iterator[Position]:
        """Read where the map is to keep actors and issues."""
        for row in table.rows if table else ():
            self._require(row, ("id", "x", "y"))
            x, y = (self._coordinate(row, column) for column in ("x", "y"))
            if row["id"] and x is not None and y is not None:
                yield Position(id=row["id"], x=x, y=y, origin=row.origin)

    def all_claims(self, tables: Iterable[Table], wanted: Callable[[str], bool]) -> Iterator[Claim]:
        """Read the claims of the tables whose path is *wanted*."""
        return (claim for table in tables if wanted(table.file) for claim in self.claims(table))

    def claims(self, table: Table) -> Iterator[Claim]:
        """Read a table of claims; without a column ``source`` the file's name is the source.

        Names that stand in thousands of rows are held once.
        """
        for row in table.rows:
            self._require(row, ("paragraph", "subject", "relation", "object"))
            source = row["source"] if "source" in table.header else Path(table.file).stem
            if not source:
                self.problems.append(faults.empty_cell(row.origin.of("source"), "source"))
            yield Claim(
                local_id=row["id"],
                source=intern(source),
                paragraph=self._number(row, "paragraph", claim_id=row["id"]),
                subject=intern(row["subject"]),
                relation=intern(row["relation"]),
                object=intern(row["object"]),
                items=self._several(row, "item"),
                places=self._several(row, "place"),
                polarity=row["polarity"],
                modality=row["modality"],
                claimant=row["claimant"],
                time=self._time(row, "time"),
                quantity=self._quantity(row),
                anchor=row["anchor"],
                gloss=row["gloss"],
                links=tuple(self._links(row, source)),
                certainty=row["certainty"],
                origin=row.origin,
            )

    def bad_values(self) -> Iterator[Problem]:
        """Report unreadable times and quantities, now that all readable ones are known as cures."""
        of_time, of_quantity = Repairs(time_repairs, self.times.keys()), Repairs(quantity_repairs, self.quantities)
        for place, text, reason in self.bad_times:
            yield faults.bad_time(place, text, reason, of_time[text])
        for place, text in self.bad_quantities:
            yield faults.bad_quantity(place, text, of_quantity[text])

    def _require(self, row: Row, columns: Sequence[str]) -> None:
        self.problems += [faults.empty_cell(row.origin.of(name), name) for name in columns if not row[name]]

    def _several(self, row: Row, column: str) -> tuple[str, ...]:
        """Return the parts of a cell that ``|`` separates."""
        text = row[column]
        if not text:
            return ()
        parts = tuple(part.strip() for part in text.split("|"))
        if "" not in parts:
            return parts
        self.problems.append(faults.empty_part(row.origin.of(column)))
        return tuple(part for part in parts if part)

    def _number(self, row: Row, column: str, claim_id: str = "") -> int | None:
        text = row[column]
        if COUNT.fullmatch(text):
            return int(text)
        if text:
            match = CLAIM_ID.fullmatch(claim_id)
            cures = (match["paragraph"],) if match else ()
            self.problems.append(faults.bad_number(row.origin.of(column), text, cures))
        return None

    def _coordinate(self, row: Row, column: str) -> int | None:
        match = _COORDINATE.fullmatch(row[column])
        if match and not match["fraction"]:
            return int(match[1])
        if row[column]:
            self.problems.append(faults.bad_position(row.origin.of(column), row[column], (match[1],) if match else ()))
        return None

    def _time(self, row: Row, column: str) -> Time | None:
        text = row[column]
        if not text or text in self.times:
            return self.times.get(text)
        try:
            return self.times.setdefault(text, parse_time(text))
        except ValueError as error:
            self.bad_times.append((row.origin.of(column), text, str(error)))
            return None

    def _quantity(self, row: Row) -> Quantity | None:
        if not row["quantity"]:
            return None
        try:
            quantity = parse_quantity(row["quantity"])
        except ValueError:
            self.bad_quantities.append((row.origin.of("quantity"), row["quantity"]))
            return None
        self.quantities.add(quantity.text)
        return quantity

    def _links(self, row: Row, source: str) -> Iterator[Link]:
        for part in self._several(row, "link"):
            try:
                yield parse_link(part, source)
            except ValueError:
                self.problems.append(faults.bad_link(row.origin.of("link"), part))
