"""Things and claims found by the words that name or describe them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg import queries, store
from kg.spelling import nearest, nearest_of
from kg.terms import iri, shorten

_FOLDER = Path(__file__).parent
_WORDS = re.compile(r"\w+")
# Letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
#: How well a name fits, the best first.
_EXACT, _BEGINS, _WHOLE, _PARTS, _DESCRIBED, _NEAR = range(6)
_DESCRIPTIONS = {iri("skos:definition"), iri("skos:note")}
_MOST_CURES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """An actor, issue, source or relation; ``found`` is the alias or description that matched if the label did not."""

    curie: str
    label: str
    kind: str
    claims: int
    found: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A claim: what it says, where, and how the source means it (empty where it simply says so itself)."""

    claim: str
    source: str
    paragraph: int
    says: str
    qualified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The best things and claims, how many more there are, and what may have been meant where there are none."""

    things: tuple[Thing, ...] = ()
    claims: tuple[Passage, ...] = ()
    more_things: int = 0
    more_claims: int = 0
    near: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.things or self.claims)


def fold(text: str) -> str:
    """Return *text* as it is compared: words alone, in small letters and without accents.

    >>> fold("Türkiye's  STRAÎT-of Łódź")
    'turkiye s strait of lodz'
    """
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return " ".join(_WORDS.findall("".join(letter for letter in letters if not unicodedata.combining(letter))))


def search(graph: ox.Store, text: str, limit: int = 20) -> Found:
    """Return what has all the words of *text* in its names, its descriptions or, if it is a claim, its gloss.

    A word may be the beginning of a longer one. Things come in the order: so called, a name that begins so, whole words
    of a name, beginnings of words, descriptions; of equals, sources last, and what most claims name first. Only where
    nothing has all words are names taken that differ from them by a slip. Claims with more of the words whole come
    first, then the shorter ones. At most *limit* of either are returned.
    """
    wanted = fold(text)
    if not wanted:
        return Found()
    entries = _entries(graph)
    claims = sorted((rank, said.claim, said) for said in passages(graph) if (rank := _claim_rank(said, wanted)))
    things = _ranked(entries, wanted, _fit)
    if not things and not claims:
        things = _ranked(entries, wanted, _near_fit)
    names = {folded: entry.thing.curie for entry in entries for folded in entry.names.values()}
    return Found(
        things=tuple(things[:limit]),
        claims=tuple(passage for _, _, passage in claims[:limit]),
        more_things=max(0, len(things) - limit),
        more_claims=max(0, len(claims) - limit),
        near=() if things or claims else cures(names, wanted),
    )


class _Entry:
    """A thing with what it is called and how it is described, as it is and as it is compared."""

    def __init__(self, thing: Thing, rows: Sequence[Mapping[str, str]]) -> None:
        self.thing = thing
        self.local = thing.curie.partition(":")[2]
        told = dict.fromkeys(row["text"] for row in rows if row["property"] not in _DESCRIPTIONS)
        self.names = {name: fold(name) for name in (thing.label, self.local, *told)}
        self.descriptions = [row["text"] for row in rows if row["property"] in _DESCRIPTIONS]

    @cached_property
    def words(self) -> list[str]:
        """All words of all names."""
        return list(dict.fromkeys(word for name in self.names.values() for word in name.split()))

    def with_match(self, match: str) -> Thing:
        """Return the thing with what matched, which the label and the id need not repeat."""
        shown = map(fold, (self.thing.label, self.thing.curie, self.local))
        return self.thing if fold(match) in shown else replace(self.thing, found=match)


_Fit = Callable[[_Entry, str], tuple[int, str] | None]


def _rows(graph: ox.Store, query: str) -> list[Mapping[str, str]]:
    return store.rows(graph, queries.read_query(_FOLDER / f"{query}.rq").text)


def _entries(graph: ox.Store) -> list[_Entry]:
    kinds = {row["thing"]: row["kind"] for row in sorted(_rows(graph, "kinds"), key=lambda row: row["kind"])}
    mentions = {row["thing"]: int(row["claims"]) for row in _rows(graph, "mentions")}
    by_thing: dict[str, list[Mapping[str, str]]] = {}
    for row in sorted(_rows(graph, "things"), key=lambda row: (row["property"], row["text"])):
        by_thing.setdefault(row["thing"], []).append(row)
    return [_entry(name, rows, kinds.get(name, ""), mentions.get(name, 0)) for name, rows in by_thing.items()]


def _entry(name: str, rows: Sequence[Mapping[str, str]], kind: str, claims: int) -> _Entry:
    label, general = rows[0]["label"], rows[0]["kind"]
    return _Entry(Thing(curie=shorten(name), label=label, kind=kind or general, claims=claims), rows)


def passages(graph: ox.Store) -> list[Passage]:
    """Return every claim of the graph; one without a gloss says its statement."""
    return [
        Passage(
            claim=row["claim"],
            source=row["source"],
            paragraph=int(row["paragraph"]),
            says=row.get("gloss") or row["statement"],
            qualified=row["qualified"],
        )
        for row in _rows(graph, "claims")
    ]


def _claim_rank(passage: Passage, wanted: str) -> tuple[int, int] | None:
    """Return how well a claim fits, less being better: its id alone, then more whole words, then fewer letters."""
    if fold(passage.claim) == wanted:
        return -len(wanted), 0
    words, said = wanted.split(), fold(passage.says).split()
    if not all(_begins_one(word, said) for word in words):
        return None
    return -len(set(words) & set(said)), len(passage.says)


def _ranked(entries: Iterable[_Entry], wanted: str, fit: _Fit) -> list[Thing]:
    found = []
    for entry in entries:
        if match := fit(entry, wanted):
            thing = entry.with_match(match[1])
            is_text = thing.curie.startswith("source:")
            found.append(((match[0], is_text, -thing.claims, len(thing.label), thing.curie), thing))
    return [thing for _, thing in sorted(found, key=lambda item: item[0])]


def _fit(entry: _Entry, wanted: str) -> tuple[int, str] | None:
    """Return how well an entry has all the words, and where; ``None`` where it has not."""
    if fold(entry.thing.curie) == wanted:
        return _EXACT, entry.thing.curie
    words = wanted.split()
    fits = [
        (rank, name) for name, folded in entry.names.items() if (rank := _name_fit(folded, wanted, words)) is not None
    ]
    if fits:
        return min(fits, key=lambda fit: fit[0])
    described = [word for text in entry.descriptions for word in fold(text).split()]
    if described and all(_begins_one(word, [*entry.words, *described]) for word in words):
        return _DESCRIBED, entry.descriptions[0]
    return None


def _name_fit(name: str, wanted: str, words: Sequence[str]) -> int | None:
    if name == wanted:
        return _EXACT
    if name.startswith(wanted):
        return _BEGINS
    own = name.split()
    if set(words) <= set(own):
        return _WHOLE
    return _PARTS if all(_begins_one(word, own) for word in words) else None


def _begins_one(word: str, others: Iterable[str]) -> bool:
    return any(other.startswith(word) for other in others)


def _near_fit(entry: _Entry, wanted: str) -> tuple[int, str] | None:
    """Return the name of an entry that has all the words, some of them with a slip."""
    for name, folded in entry.names.items():
        own = folded.split()
        if all(_begins_one(word, own) or nearest(word, own) for word in wanted.split()):
            return _NEAR, name
    return None


def cures(names: Mapping[str, str], wanted: str) -> tuple[str, ...]:
    """Return what was probably meant: what is nearly called *wanted*, then what has nearly one of its words.

    *names* maps each name, folded as *wanted* is, to what it stands for; of those with a word the shorter come first.
    """
    having = (
        names[name]
        for word in wanted.split()
        for name in sorted(names, key=lambda name: (len(name), name))
        if _begins_one(word, name.split()) or nearest(word, name.split())
    )
    return tuple(dict.fromkeys([*nearest_of(wanted, names), *having]))[:_MOST_CURES]
