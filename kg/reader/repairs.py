"""What a time or a quantity that cannot be read was probably meant to be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from kg.reader.values import from_spreadsheet, parse_quantity, parse_time, with_digits, with_unit_apart
from kg.spelling import nearest

#: Returns what a text may have been, given those that could be read.
Repair: TypeAlias = Callable[[str, Collection[str]], Sequence[str]]

# What may stand in a time.
_TIME_LETTERS = "0123456789-/X"
# No time that has one letter wrong is longer; to try all letters of a longer text would take minutes.
_LONGEST_TIME = 30
# A column that went wrong as a whole is told row by row, but to guess at each of a million cells would take hours.
_MOST_TEXTS = 100


class Repairs(dict[str, Sequence[str]]):
    """What texts may have been, each worked out once and only for the first `_MOST_TEXTS`."""

    def __init__(self, repair: Repair, known: Collection[str]) -> None:
        self._repair, self._known = repair, known

    def __missing__(self, text: str) -> Sequence[str]:
        if len(self) == _MOST_TEXTS:
            return ()
        self[text] = self._repair(text, self._known)
        return self[text]


def time_repairs(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Return what *text* may have been: digits for letters, else times one letter off, likely ones first."""
    if _parses(from_spreadsheet(text), parse_time):
        return (from_spreadsheet(text),)
    if with_digits(text) != text and _parses(with_digits(text), parse_time):
        return _repairs(text, known, parse_time)
    if len(text) > _LONGEST_TIME:
        return ()
    readable = islice((guess for guess in _likeliest(text, known) if _parses(guess, parse_time)), 3)
    return tuple(dict.fromkeys([*readable, *_repairs(text, known, parse_time)]))[:3]


def quantity_repairs(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Return what *text* may have been: digits for letters, the unit apart, else the nearest that are known."""
    return _repairs(text, known, parse_quantity)


def _likeliest(text: str, known: Collection[str]) -> list[str]:
    """Return the texts one letter off, those nearest to a known time first."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    # What is one letter from a guess is two from the text.
    near = [time for time, _, _ in process.extract(text, known, scorer=OSA.distance, score_cutoff=2, limit=None)]
    guesses = list(dict.fromkeys(_one_letter_off(text)))
    distances = process.cdist(guesses, near, scorer=OSA.distance).min(axis=1, initial=len(text))
    return [guesses[place] for place in distances.argsort(kind="stable")]


def _one_letter_off(text: str) -> Iterator[str]:
    """Yield *text* with two neighbours swapped, a letter less, another letter or a letter more."""
    for n in range(len(text)):
        yield text[:n] + text[n + 1 : n + 2] + text[n] + text[n + 2 :]
        yield text[:n] + text[n + 1 :]
        yield from (text[:n] + letter + text[n + 1 :] for letter in _TIME_LETTERS)
    for n in range(len(text) + 1):
        yield from (text[:n] + letter + text[n:] for letter in _TIME_LETTERS)


def _repairs(text: str, known: Collection[str], parse: Callable[[str], object]) -> tuple[str, ...]:
    """Return what *text* may have been: itself with digits for letters, then the nearest values that the corpus has."""
    guesses = (with_digits(text), with_unit_apart(text), *nearest(text, known))
    return tuple(dict.fromkeys(guess for guess in guesses if guess != text and _parses(guess, parse)))[:3]


def _parses(text: str, parse: Callable[[str], object]) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True
