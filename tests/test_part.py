from __future__ import annotations

from typing import Any

import pytest

from kg.model import Actor, Claim, Corpus, Issue, Link, Origin, Position, Source, Time, View
from kg.part import Part, cut
from kg.reader.values import parse_day, parse_time

HERE = Origin("claims.csv", 2)


def claim(local_id: str, subject: str, object: str, *, time: str = "", **more: Any) -> Claim:
    when = parse_time(time) if time else None
    cells: dict[str, Any] = {"source": "gazette", "paragraph": 1, "relation": "attacks", "origin": HERE, "time": when}
    return Claim(local_id=local_id, subject=subject, object=object, **cells | more)


def actor(id: str, *parents: str) -> Actor:
    return Actor(id=id, kind="state", label=id.title(), parents=parents, origin=HERE)


CORPUS = Corpus(
    title="Galleys",
    language="nl",
    actors=(actor("norland"), actor("sudonia"), actor("ada", "norland"), actor("isles")),
    issues=(Issue(id="sea", kind="region", label="Sea", origin=HERE),),
    sources=(Source(id="gazette", origin=HERE), Source(id="herald", origin=HERE)),
    claims=(
        claim("p1-1", "norland", "sudonia", time="2030"),
        claim("p1-2", "sudonia", "isles", time="2031-05/", links=(Link("because", "gazette.p1-1"),)),
        claim("p1-3", "sudonia", "isles", claimant="ada", source="herald", links=(Link("if", "gazette.p1-2"),)),
        claim("p1-4", "sudonia", "isles", items=("norland",), places=("sea",), time="/2029-12"),
    ),
    second_reading=(claim("p1-1", "norland", "isles"),),
    views=(View(title="All", text="Look.", address="entity=norland", origin=HERE),),
    positions=(Position(id="norland", x=1, y=2, origin=HERE),),
)


def ids(part: Part) -> list[str]:
    return [claim.local_id for claim in cut(CORPUS, part).claims]


def day(text: str) -> Time:
    return parse_day(text)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (Part(), ["p1-1", "p1-2", "p1-3", "p1-4"]),
        (Part(entities=("norland",)), ["p1-1", "p1-4"]),
        (Part(entities=("ada", "sea")), ["p1-3", "p1-4"]),
        (Part(sources=("herald",)), ["p1-3"]),
        (Part(since=day("2030-12-31")), ["p1-1", "p1-2"]),
        (Part(since=day("2031")), ["p1-2"]),
        (Part(until=day("2029")), ["p1-4"]),
        (Part(until=day("2031-04")), ["p1-1", "p1-4"]),
        (Part(since=day("2030"), until=day("2030-06")), ["p1-1"]),
        (Part(entities=("norland",), sources=("herald",)), []),
    ],
)
def test_a_claim_belongs_to_the_part_that_it_fits(part: Part, expected: list[str]) -> None:
    assert ids(part) == expected


def test_of_the_corpus_a_part_has_what_its_claims_mention() -> None:
    part = cut(CORPUS, Part(entities=("ada",)))

    assert part == Corpus(
        title="Galleys: Ada",
        language="nl",
        actors=(actor("sudonia"), actor("ada"), actor("isles")),
        sources=(Source(id="herald", origin=HERE),),
        claims=(claim("p1-3", "sudonia", "isles", claimant="ada", source="herald"),),
        positions=CORPUS.positions,
    )


def test_links_inside_the_part_stay() -> None:
    part = cut(CORPUS, Part(sources=("gazette",)))

    assert [claim.links for claim in part.claims] == [(), (Link("because", "gazette.p1-1"),), ()]


def test_a_source_that_is_asked_for_stays_though_it_says_nothing() -> None:
    part = cut(CORPUS, Part(sources=("gazette", "herald"), since=day("2030")))

    assert [source.id for source in part.sources] == ["gazette", "herald"]


def test_the_title_says_what_part_it_is() -> None:
    part = Part(entities=("norland", "sea"), sources=("gazette", "herald"), since=day("2030"), until=day("2031-05"))

    assert cut(CORPUS, part).title == (
        "Galleys: Norland, Sea, according to gazette and herald, since 2030, until 2031-05"
    )
    assert cut(CORPUS, Part()).title == "Galleys"
