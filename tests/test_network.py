from __future__ import annotations

import random
from itertools import combinations

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
