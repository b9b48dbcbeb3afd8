from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping
from itertools import combinations
from statistics import fmean

import pytest

from kg import network
from kg.model import Actor, Claim, Corpus, Origin
from kg.network import Pair, Point, documented, layout, pairs
from kg.ontology import Ontology

HERE = Origin("claims.csv", 2)


def claim(local_id: str, subject: str, relation: str, object: str, **more: str) -> Claim:
    return Claim(
        local_id=local_id,
        source=more.pop("source", "gazette"),
        paragraph=1,
        subject=subject,
        relation=relation,
        object=object,
        origin=HERE,
        **more,  # type: ignore[arg-type]
    )


def corpus_of(*claims: Claim) -> Corpus:
    ids = sorted({end for each in claims for end in (each.subject, each.object)})
    return Corpus(actors=tuple(Actor(id=id, kind="state", label=id, origin=HERE) for id in ids), claims=claims)


def crowd(size: int) -> Corpus:
    """Return a hub with many satellites, each of which is also linked with the next."""
    spokes = [claim(f"p1-{n}", "hub", "trades-with", f"moon-{n}") for n in range(size)]
    rings = [claim(f"p2-{n}", f"moon-{n}", "attacks", f"moon-{(n + 1) % size}") for n in range(size)]
    return corpus_of(*spokes, *rings)


def test_a_pair_holds_all_claims_between_two_whichever_way_they_point(ontology: Ontology) -> None:
    there = claim("p1-1", "norland", "supplies-arms-to", "sudonia")
    back = claim("p1-2", "sudonia", "attacks", "norland")
    valences = [ontology.relations[code].valence for code in ("supplies-arms-to", "attacks")]

    assert pairs(corpus_of(back, there), ontology) == (
        Pair(
            ends=("norland", "sudonia"),
            claims=(there, back),
            valence=round(sum(valences) / 2, 2),
            asserted=True,
            disputed=False,
            is_affirmed=True,
        ),
    )


def test_what_is_denied_colours_no_line(ontology: Ontology) -> None:
    denied = claim("p1-1", "norland", "attacks", "sudonia", polarity="denied")

    assert [(pair.valence, pair.asserted) for pair in pairs(corpus_of(denied), ontology)] == [(0.0, False)]


@pytest.mark.parametrize("how", [{"modality": "planned"}, {"claimant": "norland"}, {"polarity": "denied"}])
def test_a_pair_is_asserted_only_if_a_source_says_in_its_own_voice_that_it_is_so(
    ontology: Ontology, how: dict[str, str]
) -> None:
    open_claim = claim("p1-1", "norland", "attacks", "sudonia", **how)
    plain = claim("p1-2", "norland", "attacks", "sudonia")

    assert [pair.asserted for pair in pairs(corpus_of(open_claim), ontology)] == [False]
    assert [pair.asserted for pair in pairs(corpus_of(open_claim, plain), ontology)] == [True]


def test_a_pair_is_disputed_if_one_claim_denies_what_another_affirms(ontology: Ontology) -> None:
    yes = claim("p1-1", "norland", "attacks", "sudonia")
    no = claim("p1-1", "norland", "attacks", "sudonia", source="herald", polarity="denied")
    other = claim("p1-2", "norland", "trades-with", "sudonia", source="herald", polarity="denied")

    assert [pair.disputed for pair in pairs(corpus_of(yes, no), ontology)] == [True]
    assert [pair.disputed for pair in pairs(corpus_of(yes, other), ontology)] == [False]


@pytest.mark.parametrize(
    ("affirmed", "denied", "disputed"),
    [
        ("", "normative", False),
        ("former", "", False),
        ("normative", "normative", True),
        ("", "actual", True),
        ("actual", "", True),
    ],
)
def test_only_claims_of_one_modality_can_disagree(
    ontology: Ontology, affirmed: str, denied: str, disputed: bool
) -> None:
    yes = claim("p1-1", "norland", "attacks", "sudonia", modality=affirmed)
    no = claim("p1-2", "norland", "attacks", "sudonia", modality=denied, polarity="denied")

    assert [pair.disputed for pair in pairs(corpus_of(yes, no), ontology)] == [disputed]


def test_a_pair_is_disputed_if_claims_affirm_what_is_incompatible(ontology: Ontology) -> None:
    one, other = next(ontology.incompatible_pairs())
    claims = [claim("p1-1", "norland", one, "sudonia"), claim("p1-2", "norland", other, "sudonia")]

    assert [pair.disputed for pair in pairs(corpus_of(*claims), ontology)] == [True]


def test_the_most_documented_come_first_and_equals_by_id(ontology: Ontology) -> None:
    found = documented(pairs(crowd(3), ontology))

    assert list(found.items()) == [("hub", 3), ("moon-0", 3), ("moon-1", 3), ("moon-2", 3)]


def test_the_map_is_the_same_whatever_the_order_of_the_rows(ontology: Ontology) -> None:
    joined = pairs(crowd(30), ontology)
    shuffled = random.Random(1).sample(joined, len(joined))

    assert layout(shuffled) == layout(joined)


def test_nobody_stands_upon_another(ontology: Ontology) -> None:
    places = layout(pairs(crowd(60), ontology))

    assert len(places) == 61
    close = [pair for pair in combinations(places.values(), 2) if max(map(abs, _gap(*pair))) < 20]
    assert close == []


def _gap(one: Point, other: Point) -> tuple[int, int]:
    return one.x - other.x, one.y - other.y


def test_of_a_large_network_the_less_documented_stand_near_their_neighbours(
    ontology: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined = pairs(crowd(30), ontology)
    monkeypatch.setattr(network, "CORE", 12)
    places = layout(joined)

    assert list(places) == list(documented(joined))
    assert all(type(part) is int for point in places.values() for part in point)


def test_no_claims_make_an_empty_map() -> None:
    assert layout([]) == {}


# Kept places


def without(places: Mapping[str, Point], *ids: str) -> dict[str, Point]:
    return {id: point for id, point in places.items() if id not in ids}


def nearest_gap(places: Mapping[str, Point]) -> int:
    """Return how far apart the two stand that are nearest to each other."""
    return min(max(map(abs, _gap(*pair))) for pair in combinations(places.values(), 2))


def mean_distance(places: Mapping[str, Point], pairs: Iterable[tuple[str, str]]) -> float:
    return fmean(math.dist(places[one], places[other]) for one, other in pairs)


def test_what_is_kept_stays_where_it_is(ontology: Ontology) -> None:
    joined = pairs(crowd(30), ontology)
    kept = {"hub": Point(500, -500), "moon-3": Point(499, -499), "nobody": Point(0, 0)}
    places = layout(joined, kept)

    assert list(places) == list(documented(joined))
    assert (places["hub"], places["moon-3"]) == (kept["hub"], kept["moon-3"])


def test_a_map_that_is_kept_whole_is_the_same_map(ontology: Ontology) -> None:
    joined = pairs(crowd(30), ontology)

    assert layout(joined, layout(joined)) == layout(joined)


def test_nothing_kept_is_as_if_there_were_no_file(ontology: Ontology) -> None:
    joined = pairs(crowd(30), ontology)

    assert layout(joined, {"nobody": Point(0, 0)}) == layout(joined)


def test_newcomers_stand_near_their_neighbours_and_upon_nobody(ontology: Ontology) -> None:
    joined = pairs(crowd(60), ontology)
    kept = without(layout(joined), "hub", "moon-7", "moon-8", "moon-9", "moon-40")
    places = layout(joined, kept)

    assert nearest_gap(places) >= 20
    assert math.dist(places["moon-40"], places["moon-41"]) < 300
    assert layout(random.Random(1).sample(joined, len(joined)), dict(reversed(kept.items()))) == places


def test_a_newcomer_with_one_neighbour_stands_beside_it(ontology: Ontology) -> None:
    kept = layout(pairs(crowd(20), ontology))
    guest = claim("p3-1", "guest", "attacks", "moon-2")
    joined = pairs(corpus_of(*crowd(20).claims, guest), ontology)
    places = layout(joined, kept)

    assert without(places, "guest") == kept
    assert min((math.dist(places["guest"], point), id) for id, point in kept.items())[1] == "moon-2"


def test_newcomers_among_themselves_are_placed_too(ontology: Ontology) -> None:
    apart = [claim("p3-1", "a", "attacks", "b"), claim("p3-2", "b", "attacks", "c")]
    joined = pairs(corpus_of(*crowd(20).claims, *apart), ontology)
    places = layout(joined, layout(pairs(crowd(20), ontology)))

    assert nearest_gap(places) >= 20
    assert {math.dist(places["b"], places[id]) < 300 for id in "ac"} == {True}


def test_newcomers_to_a_large_network_stand_near_their_neighbours(
    ontology: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined = pairs(crowd(30), ontology)
    monkeypatch.setattr(network, "CORE", 12)
    places = layout(joined, {"hub": Point(0, 0)})

    assert list(places) == list(documented(joined))
    assert {math.dist(places["hub"], point) < 1000 for point in places.values()} == {True}


def test_families_stand_together_as_well_when_a_third_of_the_map_is_new(bundled: Corpus, ontology: Ontology) -> None:
    joined = pairs(bundled, ontology)
    before = layout(joined)
    after = layout(joined, without(before, *list(before)[::3]))
    families = [(e.id, id) for e in bundled.registered() for id in e.parents if {e.id, id} <= before.keys()]

    assert nearest_gap(after) >= 20
    assert mean_distance(after, families) <= mean_distance(before, families)
