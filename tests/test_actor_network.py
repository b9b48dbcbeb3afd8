from __future__ import annotations

import dataclasses
import itertools
import math
import random
from collections.abc import Iterator, Mapping, Sequence

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ties import corpus_of_ties, network_of

from kg.analysis.network import centrality, frustration
from kg.analysis.network.balance import balance, balance_by_rule, balance_without, triads
from kg.analysis.network.centrality import (
    MEASURES,
    Fall,
    betweenness,
    degree,
    each_without,
    eigenvector,
    falls,
    pagerank,
    ranks,
)
from kg.analysis.network.frustration import divide
from kg.analysis.network.groups import Partition, agreement, communities, communities_without, cut_off, effective_sizes
from kg.analysis.network.roles import dyad_asymmetry, roles
from kg.analysis.network.signs import SignRule, actor_network, alternatives, changed_signs, without
from kg.model import Claim, Corpus
from kg.ontology import Ontology
from kg.problems import MisuseError

STAR = ("a + b", "a + c", "a + d", "a + e")
PATH = ("a + b", "b + c", "c + d", "d + e")
#: Two triangles that one tie holds together.
BELL = ("a + b", "a + c", "b + c", "c + d", "d + e", "d + f", "e + f")
#: Three foes, which is weakly balanced and not balanced, and a friend of one who is a foe of the others.
FOES = ("a - b", "a - c", "b - c", "c + d", "a - d", "b - d")

Signs = Mapping[tuple[str, str], int]


# Which claims count, and what sign they give


def ids(claims: Sequence[Claim]) -> list[str]:
    return [claim.local_id for claim in claims]


def test_each_claim_either_counts_or_is_left_out_for_a_reason(ontology: Ontology) -> None:
    found = network_of(
        ontology,
        "a + b",
        "a values Sea",
        "a + b polarity=denied",
        "a + b claimant=c",
        "a + b modality=planned",
        "a + a",
        "b + c polarity=affirmed modality=actual",
    )

    assert [ids(dyad.claims) for dyad in found.dyads] == [["p1-1"], ["p1-7"]]
    assert {reason: ids(claims) for reason, claims in found.left_out.items()} == {
        "apart": ["p1-2", "p1-6"],
        "denied": ["p1-3"],
        "voice": ["p1-4"],
        "mood": ["p1-5"],
    }


@pytest.mark.parametrize(
    ("rule", "counted"),
    [
        (SignRule(voice="any"), ["p1-1", "p1-2"]),
        (SignRule(mood="any"), ["p1-1", "p1-3"]),
        (SignRule(voice="any", mood="any"), ["p1-1", "p1-2", "p1-3", "p1-4"]),
    ],
)
def test_other_voices_and_moods_count_if_the_rule_says_so(
    ontology: Ontology, rule: SignRule, counted: list[str]
) -> None:
    ties = ("a + b", "a + b claimant=b", "a + b modality=planned", "a + b claimant=b modality=planned")

    assert ids(network_of(ontology, *ties, "a + b polarity=denied", rule=rule).claims) == counted


@pytest.mark.parametrize(
    ("rule", "score", "sign"),
    [
        (SignRule(), -2, -1),  # twice 4 and once -10
        (SignRule(method="mean"), -0.666666667, -1),
        (SignRule(method="mean", neutral=1), -0.666666667, 0),
        (SignRule(method="sum", neutral=1), -2, -1),
        (SignRule(method="majority"), 1, 1),
        (SignRule(method="unanimous"), 0, 0),
    ],
)
def test_a_mixed_dyad_has_the_sign_that_the_rule_gives(
    ontology: Ontology, rule: SignRule, score: float, sign: int
) -> None:
    (dyad,) = network_of(ontology, "a trades-with b", "b trades-with a", "b wages-war-on a", rule=rule).dyads

    assert (dyad.ends, dyad.score, dyad.sign, dyad.is_mixed) == (("a", "b"), score, sign, True)
    assert (ids(dyad.friendly), ids(dyad.hostile)) == (["p1-1", "p1-2"], ["p1-3"])


def test_a_dyad_of_one_sign_is_not_mixed_and_one_without_is_neutral(ontology: Ontology) -> None:
    found = network_of(ontology, "a + b", "a + b", "b 0 c", "a - c", rule=SignRule(method="unanimous"))

    assert [(dyad.ends, dyad.score, dyad.sign, dyad.is_mixed) for dyad in found.dyads] == [
        (("a", "b"), 2, 1, False),
        (("a", "c"), -1, -1, False),
        (("b", "c"), 0, 0, False),
    ]
    assert found.signs == {("a", "b"): 1, ("a", "c"): -1}


def test_the_valences_of_a_dyad_that_cancel_out_make_it_neutral(ontology: Ontology) -> None:
    (dyad,) = network_of(
        ontology, "a cooperates-with b", "a trades-with b", "a supports b", "b wages-war-on a", "a - b"
    ).dyads

    assert (dyad.score, dyad.sign) == (0, 0)


def test_a_threshold_below_nothing_is_refused() -> None:
    for neutral in (-1.0, math.nan):
        with pytest.raises(MisuseError, match="neutral is up to a number from 0"):
            SignRule(neutral=neutral)


def test_each_alternative_rule_differs_from_the_given_one_and_from_the_others() -> None:
    for rule in (SignRule(), SignRule(voice="any", mood="any", method="mean", neutral=2)):
        others = alternatives(rule)
        assert others[0] == rule
        assert len(set(others)) == len(others)
    assert alternatives(SignRule())[1:] == (
        SignRule(voice="any"),
        SignRule(mood="any"),
        SignRule(voice="any", mood="any"),
        SignRule(method="majority"),
        SignRule(method="unanimous"),
        SignRule(method="mean", neutral=1.0),
    )


def test_signs_change_where_a_dyad_comes_goes_or_turns(ontology: Ontology) -> None:
    one = network_of(ontology, "a + b", "b + c", "c - d", "a 0 d")
    other = network_of(ontology, "a - b", "b + c", "c 0 d", "a + d")

    assert (changed_signs(one, one), changed_signs(one, other)) == (0, 3)


def test_without_a_source_its_claims_are_gone_and_dyads_that_rest_on_it_alone(ontology: Ontology) -> None:
    found = without(network_of(ontology, "a + b s1", "a wages-war-on b s2", "b + c s2", "c - d s1"), "s2", ontology)

    assert [(dyad.ends, dyad.score) for dyad in found.dyads] == [(("a", "b"), 7), (("c", "d"), -6)]


# Centrality


def test_the_middle_of_a_star_is_on_all_ways(ontology: Ontology) -> None:
    star = network_of(ontology, *STAR)

    assert degree(star) == {"a": 4, "b": 1, "c": 1, "d": 1, "e": 1}
    assert betweenness(star) == {"a": 1.0, "b": 0.0, "c": 0.0, "d": 0.0, "e": 0.0}
    assert eigenvector(star) == pytest.approx({"a": 1.0, "b": 0.5, "c": 0.5, "d": 0.5, "e": 0.5})
    # x = 0.03 + 0.85 · 4y and y = 0.03 + 0.85 · x / 4
    middle = (0.03 + 0.85 * 4 * 0.03) / (1 - 0.85**2)
    assert pagerank(star)["a"] == pytest.approx(middle)
    assert pagerank(star)["b"] == pytest.approx((1 - middle) / 4)


def test_betweenness_on_a_path_is_the_share_of_pairs_on_both_sides(ontology: Ontology) -> None:
    found = betweenness(network_of(ontology, *PATH))

    # 1 × 3 and 2 × 2 of 4 × 3 / 2 pairs of others
    assert found == {"a": 0.0, "b": 0.5, "c": pytest.approx(4 / 6), "d": 0.5, "e": 0.0}


def test_pagerank_goes_with_the_direction_of_what_is_done(ontology: Ontology) -> None:
    found = pagerank(network_of(ontology, "a >- b", "c >+ b", "c >+ b"))

    # Nothing leads on from b, so that what reaches it is spread over all.
    assert found["a"] == found["c"] < found["b"]
    assert sum(found.values()) == pytest.approx(1)


def test_a_pair_apart_from_the_rest_has_no_place_in_measures_of_the_whole(ontology: Ontology) -> None:
    found = network_of(ontology, "a + b", "b + c", "x + y")

    assert (set(eigenvector(found)), set(pagerank(found))) == ({"a", "b", "c"}, {"a", "b", "c"})
    assert set(degree(found)) == {"a", "b", "c", "x", "y"}


def test_a_chain_on_which_the_power_method_fails_still_has_its_eigenvector(ontology: Ontology) -> None:
    names = [f"n{number:03}" for number in range(300)]
    found = eigenvector(network_of(ontology, *(f"{a} + {b}" for a, b in itertools.pairwise(names))))

    expected = {name: math.sin(math.pi * place / 301) for place, name in enumerate(names, start=1)}
    highest = max(expected.values())
    assert found == pytest.approx({name: score / highest for name, score in expected.items()}, abs=1e-6)


def test_the_faster_library_gives_what_networkx_gives(bundled: Corpus, ontology: Ontology) -> None:
    network = actor_network(bundled, ontology, SignRule(voice="any", mood="any"))
    largest = centrality.largest_component(network.graph)
    other = nx.eigenvector_centrality_numpy(largest)
    highest = max(other.values())

    assert len(largest) > 60
    assert betweenness(network) == pytest.approx(nx.betweenness_centrality(network.graph), abs=1e-8)
    assert eigenvector(network) == pytest.approx({id: score / highest for id, score in other.items()}, abs=1e-6)


def test_equal_scores_share_a_rank_and_the_next_one_is_left_out() -> None:
    assert ranks({"d": 1.0, "a": 2.0, "c": 2.0, "b": 3.0}) == {"b": 1, "a": 2, "c": 2, "d": 4}


def test_an_actor_falls_without_the_source_that_holds_it_up(ontology: Ontology) -> None:
    ties = ("a + b s1", "a + c s1", "b + c s2", "b + d s2", "a + e s3")
    found, tried = falls(network_of(ontology, *ties), ontology, degree, 20)

    # a has 3, b 3, c 2, d 1, e 1; without s1 b 2, the others 1; without s2 a 3, the others 1; without s3 b 3, a and c 2
    assert tried == 3
    assert found == {
        "a": Fall(rank=2, sources=("s1", "s3")),
        "b": Fall(rank=2, sources=("s2",)),
        "d": Fall(rank=None, sources=("s2",)),
        "e": Fall(rank=None, sources=("s3",)),
    }


def test_sources_are_left_out_as_far_as_it_can_be_afforded(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    found = network_of(ontology, "a + b s1", "b + c s2", "c + d s2", "d + e s3")
    monkeypatch.setattr(centrality, "WORK", 80)

    assert [source for source, _ in each_without(found, ontology, 10)] == ["s2", "s1"]
    assert [source for source, _ in each_without(found, ontology, 100)] == []


def test_the_only_source_is_not_left_out(ontology: Ontology) -> None:
    assert falls(network_of(ontology, *STAR), ontology, degree, 20) == ({}, 0)


# Communities and brokers


def test_two_triangles_are_two_communities(ontology: Ontology) -> None:
    # 3 of 7 ties within each, whose actors have half of all ends
    found = communities(network_of(ontology, *BELL))

    assert found.groups == (("a", "b", "c"), ("d", "e", "f"))
    assert found.modularity == pytest.approx(6 / 7 - 2 * (1 / 2) ** 2)


def test_communities_go_by_the_number_of_claims(ontology: Ontology) -> None:
    found = communities(network_of(ontology, "a - b", "a - b", "a - b", "b + c", "c + d", "c + d", "c + d"))

    assert found.groups == (("a", "b"), ("c", "d"))


def partition(*groups: str) -> Partition:
    return Partition(groups=tuple(tuple(group) for group in groups), modularity=0)


@pytest.mark.parametrize(
    ("one", "other", "index"),
    [
        (("abc", "def"), ("def", "abc"), 1.0),
        (("abcdef",), ("abcdef",), 1.0),
        (("abc", "def"), ("abcdef",), 0.0),
        # Of 15 pairs 6 are together in one and 3 in the other, 2 in both.
        (("abc", "def"), ("ab", "cd", "ef"), (2 - 6 * 3 / 15) / ((6 + 3) / 2 - 6 * 3 / 15)),
        # x is in one alone and does not count
        (("abc", "defx"), ("abc", "def"), 1.0),
        # scikit-learn 1.9: adjusted_rand_score([1, 1, 1, 1, 2, 2, 2, 3], [1, 1, 2, 2, 2, 3, 3, 3])
        (("abcd", "efg", "h"), ("ab", "cde", "fgh"), 0.13043478260869565),
    ],
)
def test_divisions_agree_by_pairs_that_are_together_in_both(
    one: tuple[str, ...], other: tuple[str, ...], index: float
) -> None:
    assert agreement(partition(*one), partition(*other)) == pytest.approx(index)
    assert agreement(partition(*other), partition(*one)) == pytest.approx(index)


def test_communities_without_a_source_are_compared_with_those_of_all(ontology: Ontology) -> None:
    found = network_of(ontology, *BELL, "a + d s2", "a + e s2", "b + d s2", "c + e s2", "c + f s2", "b + f s2")
    whole = communities(found)

    rows = {source: (rest.groups, alike) for source, rest, alike in communities_without(found, ontology, whole)}

    assert rows.keys() == {"s1", "s2"}
    groups, alike = rows["s2"]
    assert groups == (("a", "b", "c"), ("d", "e", "f"))
    assert alike == agreement(whole, partition("abc", "def")) < 1


def test_a_broker_has_neighbours_who_are_not_tied(ontology: Ontology) -> None:
    found = network_of(ontology, *BELL)

    # c has three neighbours and one tie among them: 3 - 2 · 1 / 3
    assert effective_sizes(found) == pytest.approx({"a": 1, "b": 1, "c": 7 / 3, "d": 7 / 3, "e": 1, "f": 1})
    assert effective_sizes(found) == pytest.approx(nx.effective_size(found.graph))
    assert {id: cut_off(found, id) for id in "abcd"} == {"a": (), "b": (), "c": ("a", "b"), "d": ("e", "f")}


def test_who_is_apart_anyway_is_not_cut_off(ontology: Ontology) -> None:
    assert cut_off(network_of(ontology, *STAR, "x + y"), "a") == ("c", "d", "e")


# Balance


def test_four_kinds_of_triads_are_told_apart(ontology: Ontology) -> None:
    kinds = {
        signs: next(triads(network_of(ontology, f"a {signs[0]} b", f"a {signs[1]} c", f"b {signs[2]} c")))
        for signs in ("+++", "++-", "+--", "---")
    }

    assert {signs: (triad.is_balanced, triad.is_weakly_balanced) for signs, triad in kinds.items()} == {
        "+++": (True, True),
        "++-": (False, False),
        "+--": (True, True),
        "---": (False, True),
    }


def test_a_triad_has_the_claims_that_make_its_signs_and_a_neutral_dyad_makes_none(ontology: Ontology) -> None:
    found = list(triads(network_of(ontology, "a + b", "b - c", "a - c", "a >- c", "c 0 d", "a + d")))

    assert [(triad.actors, ids(triad.claims)) for triad in found] == [
        (("a", "b", "c"), ["p1-1", "p1-3", "p1-4", "p1-2"])
    ]


def test_three_foes_are_three_camps_and_no_two(ontology: Ontology) -> None:
    found = balance(network_of(ontology, *FOES))

    assert [(len(found.triads), len(found.balanced), len(found.weakly_balanced))] == [(4, 2, 4)]
    assert (found.strict.least, found.strict.is_exact, len(found.strict.against)) == (1, True, 1)
    assert (found.weak.least, found.weak.against, found.weak.parts) == (0, (), ((("c", "d"), ("a",), ("b",)),))


def test_a_balanced_network_falls_into_its_two_camps() -> None:
    found = divide({("a", "b"): 1, ("a", "c"): -1, ("b", "d"): -1, ("c", "d"): 1, ("x", "y"): -1})

    assert (found.parts, found.against, found.least, found.undecided) == (
        ((("a", "b"), ("c", "d")), (("x",), ("y",))), (), 0, ()
    )  # fmt: skip


def test_an_actor_between_two_camps_could_be_in_either() -> None:
    signs = {("a", "b"): 1, ("a", "c"): -1, ("b", "c"): -1, ("c", "d"): 1, ("a", "d"): -1, ("b", "d"): -1}
    found = divide(signs | {("a", "x"): 1, ("c", "x"): 1})

    assert (found.least, len(found.against), found.undecided) == (1, 1, ("x",))


def test_a_chord_that_is_wrong_stands_against_the_camps_however_its_cycles_run() -> None:
    ring = {("a", "b"): 1, ("b", "c"): 1, ("c", "d"): 1, ("d", "e"): 1, ("a", "e"): 1}

    assert divide(ring | {("a", "c"): -1}).against == (("a", "c"),)
    assert divide(ring | {("a", "c"): -1}, weak=True).against == (("a", "c"),)


def against(signs: Signs, camp_of: Mapping[str, int]) -> int:
    return sum((camp_of[one] == camp_of[other]) != (sign > 0) for (one, other), sign in signs.items())


def divisions(actors: Sequence[str], camps: int) -> Iterator[Mapping[str, int]]:
    return (dict(zip(actors, chosen, strict=True)) for chosen in itertools.product(range(camps), repeat=len(actors)))


def fewest(signs: Signs, camps: int) -> int:
    """Return the fewest dyads that stand against any division into so many camps or fewer, by trying them all."""
    actors = sorted({end for ends in signs for end in ends})
    return min(against(signs, camp_of) for camp_of in divisions(actors, camps))


PAIRS = list(itertools.combinations("abcdef", 2))
SIGNS = st.dictionaries(st.sampled_from(PAIRS), st.sampled_from((1, -1)), max_size=len(PAIRS))


@given(SIGNS)
def test_the_frustration_index_is_the_fewest_of_all_divisions_into_two(signs: Signs) -> None:
    found = divide(signs)
    camp_of = {actor: place for part in found.parts for place, camp in enumerate(part) for actor in camp}

    assert found.least == len(found.against) == against(signs, camp_of) == fewest(signs, 2)
    assert all(len(part) <= 2 for part in found.parts)


@given(SIGNS.filter(lambda signs: len({end for ends in signs for end in ends}) < 6))
def test_the_weaker_index_is_the_fewest_of_all_divisions(signs: Signs) -> None:
    found = divide(signs, weak=True)
    camps = [camp for part in found.parts for camp in part]

    assert found.least == len(found.against) == fewest(signs, 5)
    assert against(signs, {actor: number for number, camp in enumerate(camps) for actor in camp}) == found.least


def random_signs(actors: int, dyads: int, seed: int = 1) -> Signs:
    chosen = random.Random(seed)
    ends = chosen.sample(list(itertools.combinations([f"n{number:02}" for number in range(actors)], 2)), dyads)
    return {pair: chosen.choice((1, -1)) for pair in sorted(ends)}


def test_cycles_that_are_found_one_after_the_other_lead_to_the_index() -> None:
    """Here neither disjoint cycles nor the search for camps settle it, as the next test shows."""
    signs = random_signs(14, 45)

    assert (divide(signs).least, len(divide(signs).against)) == (fewest(signs, 2), fewest(signs, 2))


def test_where_it_is_too_much_work_there_are_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    signs = random_signs(14, 45)
    exact = divide(signs)
    monkeypatch.setattr(frustration, "_DYADS", 10)
    found = divide(signs)

    assert not found.is_exact
    assert found.least < exact.least <= len(found.against)


def test_balance_is_reckoned_under_each_rule_and_without_each_source(ontology: Ontology) -> None:
    ties = ("a + b s1", "a + c s1", "b - c s2", "b - c s1 modality=possible", "b aids c s2 claimant=a")
    corpus = corpus_of_ties(*ties)
    rules = {found.network.rule: found for found in balance_by_rule(corpus, ontology, SignRule())}
    network = actor_network(corpus, ontology, SignRule())
    sources = dict(balance_without(network, ontology))

    assert {rule: (len(found.balanced), found.strict.least) for rule, found in rules.items()} == {
        SignRule(): (0, 1),
        SignRule(voice="any"): (1, 0),  # 10 - 6
        SignRule(mood="any"): (0, 1),
        SignRule(voice="any", mood="any"): (0, 1),  # 10 - 12
        SignRule(method="majority"): (0, 1),
        SignRule(method="unanimous"): (0, 1),
        SignRule(method="mean", neutral=1.0): (0, 1),
    }
    assert {source: len(found.triads) for source, found in sources.items()} == {"s1": 0, "s2": 0}


# Roles


def test_who_acts_and_who_is_acted_on(ontology: Ontology) -> None:
    found = network_of(ontology, "a >- b", "a >+ b", "a >- b", "b >- a", "a + c", "c >+ b")

    assert [
        (role.actor, ids(role.acts), ids(role.acted_on), ids(role.mutual), role.asymmetry) for role in roles(found)
    ] == [
        ("a", ["p1-1", "p1-2", "p1-3"], ["p1-4"], ["p1-5"], 0.5),
        ("b", ["p1-4"], ["p1-1", "p1-2", "p1-3", "p1-6"], [], -0.6),
        ("c", ["p1-6"], [], ["p1-5"], 1.0),
    ]
    assert {dyad.ends: dyad_asymmetry(dyad) for dyad in found.dyads} == {
        ("a", "b"): 0.5,
        ("a", "c"): None,
        ("b", "c"): -1.0,
    }
    assert found.arcs == {("a", "b"): 3, ("b", "a"): 1, ("a", "c"): 1, ("c", "a"): 1, ("c", "b"): 1}


# The bundled corpus


@pytest.mark.parametrize("name", list(MEASURES))
def test_a_measure_ranks_the_same_in_whatever_order_claims_come(bundled: Corpus, ontology: Ontology, name: str) -> None:
    turned = dataclasses.replace(bundled, claims=bundled.claims[::-1], actors=bundled.actors[::-1])
    one, other = (actor_network(corpus, ontology, SignRule()) for corpus in (bundled, turned))

    assert MEASURES[name].scorer(one) == MEASURES[name].scorer(other)
