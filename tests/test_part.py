from __future__ import annotations

from typing import Any

import pytest

from kg.model import Actor, Claim, Corpus, Issue, Link, Origin, Position, Source, Time, View
from kg.ontology import Ontology
from kg.part import Part, cut, joining, lateness, select, undated, unpublished
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
    license="https://example.org/terms",
    actors=(actor("norland"), actor("sudonia"), actor("ada", "norland"), actor("isles")),
    issues=(
        Issue(id="ocean", kind="region", label="Ocean", origin=HERE),
        Issue(id="sea", kind="region", label="Sea", parents=("ocean",), origin=HERE),
    ),
    sources=(
        Source(id="gazette", published=parse_time("2030-05"), origin=HERE),
        Source(id="herald", origin=HERE),
    ),
    claims=(
        claim("p1-1", "norland", "sudonia", time="2030"),
        claim(
            "p1-2", "sudonia", "isles", time="2031-05/", modality="planned", links=(Link("because", "gazette.p1-1"),)
        ),
        claim("p1-3", "sudonia", "isles", claimant="ada", source="herald", links=(Link("if", "gazette.p1-2"),)),
        claim("p1-4", "sudonia", "isles", items=("norland",), places=("sea",), polarity="denied", time="/2029-12"),
    ),
    second_reading=(claim("p1-1", "norland", "isles"),),
    views=(View(title="All", text="Look.", address="entity=norland", origin=HERE),),
    positions=(Position(id="norland", x=1, y=2, origin=HERE),),
)


def ids(ontology: Ontology, part: Part) -> list[str]:
    return [claim.local_id for claim in cut(CORPUS, ontology, part).claims]


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
        (Part(claimants=("ada",)), ["p1-3"]),
        (Part(claimants=("own",)), ["p1-1", "p1-2", "p1-4"]),
        (Part(claimants=("own", "ada"), until=day("2030")), ["p1-1", "p1-4"]),
        (Part(modalities=("planned",)), ["p1-2"]),
        (Part(modalities=("actual",)), ["p1-1", "p1-3", "p1-4"]),
        (Part(polarities=("denied",)), ["p1-4"]),
        (Part(polarities=("affirmed",)), ["p1-1", "p1-2", "p1-3"]),
        (Part(families=("arms",)), []),
        (Part(families=("arms", "force")), ["p1-1", "p1-2", "p1-3", "p1-4"]),
        (Part(places=("sea",)), ["p1-4"]),
        (Part(places=("ocean",)), ["p1-4"]),
        (Part(as_of=day("2030")), ["p1-1", "p1-2", "p1-4"]),
        (Part(as_of=day("2029")), []),
    ],
)
def test_a_claim_belongs_to_the_part_that_it_fits(ontology: Ontology, part: Part, expected: list[str]) -> None:
    assert ids(ontology, part) == expected


def test_of_the_corpus_a_part_has_what_its_claims_mention(ontology: Ontology) -> None:
    part = cut(CORPUS, ontology, Part(entities=("ada",)))

    assert part == Corpus(
        title="Galleys: Ada",
        language="nl",
        license="https://example.org/terms",
        actors=(actor("sudonia"), actor("ada"), actor("isles")),
        sources=(Source(id="herald", origin=HERE),),
        claims=(claim("p1-3", "sudonia", "isles", claimant="ada", source="herald"),),
        positions=CORPUS.positions,
    )


def test_links_inside_the_part_stay(ontology: Ontology) -> None:
    part = cut(CORPUS, ontology, Part(sources=("gazette",)))

    assert [claim.links for claim in part.claims] == [(), (Link("because", "gazette.p1-1"),), ()]


def test_a_source_that_is_asked_for_stays_though_it_says_nothing(ontology: Ontology) -> None:
    part = cut(CORPUS, ontology, Part(sources=("gazette", "herald"), since=day("2030")))

    assert [source.id for source in part.sources] == ["gazette", "herald"]


def test_the_title_says_what_part_it_is(ontology: Ontology) -> None:
    part = Part(entities=("norland", "sea"), sources=("gazette", "herald"), since=day("2030"), until=day("2031-05"))

    assert cut(CORPUS, ontology, part).title == (
        "Galleys: Norland, Sea, according to gazette and herald, since 2030, until 2031-05"
    )
    assert cut(CORPUS, ontology, Part()).title == "Galleys"


def test_a_selection_keeps_the_registry_and_the_sources_that_say_nothing(ontology: Ontology) -> None:
    part = select(CORPUS, ontology, Part(claimants=("ada",)))

    assert (part.actors, part.issues, part.sources) == (CORPUS.actors, CORPUS.issues, CORPUS.sources)
    assert [claim.local_id for claim in part.claims] == ["p1-3"]
    assert part.title == "Galleys: in the view of Ada"


def test_a_source_of_unknown_date_is_not_known_to_be_published_by_then(ontology: Ontology) -> None:
    assert [source.id for source in select(CORPUS, ontology, Part(as_of=day("2099"))).sources] == ["gazette"]


def test_what_a_span_of_time_leaves_out_for_want_of_a_date_can_be_told(ontology: Ontology) -> None:
    assert [c.local_id for c in undated(CORPUS, ontology, Part(since=day("2031")))] == ["p1-3"]
    assert undated(CORPUS, ontology, Part(sources=("gazette",), since=day("2031"))) == ()
    assert undated(CORPUS, ontology, Part(sources=("herald",))) == ()


def test_sources_that_may_have_been_published_later_can_be_told_with_the_reason(ontology: Ontology) -> None:
    as_of = day("2030-04")

    late = unpublished(CORPUS, Part(as_of=as_of))
    assert [(source.id, lateness(source, as_of)) for source in late] == [
        ("gazette", "published later"),
        ("herald", "not known when published"),
    ]
    assert [source.id for source in unpublished(CORPUS, Part(as_of=as_of, sources=("herald",)))] == ["herald"]
    assert unpublished(CORPUS, Part(sources=("herald",))) == ()


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ((), ["p1-1", "p1-2", "p1-3", "p1-4"]),
        (("isles",), ["p1-2", "p1-3", "p1-4"]),
        (("norland", "sudonia"), ["p1-1"]),
        (("norland", "sudonia", "isles"), ["p1-1", "p1-2", "p1-3", "p1-4"]),
        (("norland", "isles"), []),
    ],
)
def test_claims_join_two_things_or_one_to_another(ids: tuple[str, ...], expected: list[str]) -> None:
    assert [found.local_id for found in joining(CORPUS.claims, ids)] == expected


def test_a_claim_joins_nothing_to_itself() -> None:
    assert joining([claim("p1-9", "isles", "isles")], ("isles",)) == ()
