from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.spelling import nearest, nearest_of

WORDS = st.text("abc-", min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("word", "names", "found"),
    [
        ("suplies", ["supplies", "supports"], ("supplies",)),
        ("supplise", ["supplies"], ("supplies",)),
        ("galleon", ["galley", "gallon", "gallop"], ("gallon", "galley", "gallop")),
        ("galle", ["gallea", "galley"], ("gallea", "galley")),
        ("NORLAND", ["norland"], ("norland",)),
        ("ab", ["ac", "cd"], ("ac",)),
        ("norland", ["sudonia"], ()),
        ("", ["a", "ab"], ()),
        ("norland", [], ()),
    ],
)
def test_a_name_is_near_when_at_most_a_third_of_it_must_change_and_the_nearest_comes_first(
    word: str, names: list[str], found: tuple[str, ...]
) -> None:
    assert nearest(word, names) == found


def test_no_more_names_are_given_than_asked_for() -> None:
    assert nearest("galley", ["galleya", "galleyb", "galleyc", "galleyd"]) == ("galleya", "galleyb", "galleyc")
    assert nearest("galley", ["galleya", "galleyb"], limit=1) == ("galleya",)


def test_a_near_alias_stands_for_its_id_which_is_given_once_and_before_others_equally_far() -> None:
    names = {"Sudonia": "sudonia", "Sudonya": "sudonia", "sudonja": "sudonja", "sudonia": "sudonia"}

    assert nearest_of("sudonza", names) == ("sudonia", "sudonja")


@given(WORDS, st.sets(WORDS))
def test_a_name_that_exists_is_nearest_to_itself(word: str, others: set[str]) -> None:
    assert nearest(word, others | {word})[0] == word


@given(WORDS, st.lists(WORDS))
def test_the_order_of_the_names_does_not_matter(word: str, names: list[str]) -> None:
    assert nearest(word, names) == nearest(word, sorted(names, reverse=True))
