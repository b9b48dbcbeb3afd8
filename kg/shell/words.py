"""The names that a query may use, read once from the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg import store
from kg.queries import read_query
from kg.terms import shorten

_QUERY = Path(__file__).with_name("words.rq")
#: The uses of a name that are shown, those that say most about it first.
_USES = ("claim", "triple", "thing", "quad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A name with what it stands for, and how often it is used in each way.

    ``uses`` counts the claims that name it, the triples that it is the property of, the things of this kind, and the
    triples in this graph.
    """

    curie: str
    label: str = ""
    uses: Mapping[str, int] = field(default_factory=dict)

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.curie.partition(":")[2]

    @property
    def number(self) -> int:
        """How often it is used as anything but a property."""
        return max((times for use, times in self.uses.items() if use != "triple"), default=0)

    @property
    def explanation(self) -> str:
        """The label and the numbers.

        >>> Word(curie="rel:meets", label="meets", uses={"claim": 2, "triple": 1}).explanation
        'meets (2 claims, 1 triple)'
        """
        shown = [f"{self.uses[use]:,} {_NOUNS[use]}{'s' * (self.uses[use] != 1)}" for use in _USES if use in self.uses]
        return " ".join(filter(None, [self.label, f"({', '.join(shown)})" if shown else ""]))


_NOUNS = {"claim": "claim", "triple": "triple", "thing": "thing", "quad": "triple"}


class Words:
    """All names of a graph that have a known prefix."""

    def __init__(self, words: Iterable[Word]) -> None:
        self.all: Sequence[Word] = sorted(words, key=lambda word: (-word.number, word.curie))

    @cached_property
    def by_prefix(self) -> Mapping[str, Sequence[Word]]:
        """The names under each prefix, the most used first."""
        found: dict[str, list[Word]] = {}
        for word in self.all:
            found.setdefault(word.curie.partition(":")[0], []).append(word)
        return found

    @cached_property
    def properties(self) -> Sequence[Word]:
        """The names that triples have for property, those of most triples first."""
        used = [word for word in self.all if "triple" in word.uses]
        return sorted(used, key=lambda word: (-word.uses["triple"], word.curie))


def read_words(graph: ox.Store) -> Words:
    """Return the names that *graph* uses."""
    labels: dict[str, str] = {}
    uses: dict[str, dict[str, int]] = {}
    for row in store.rows(graph, read_query(_QUERY).text):
        of_term = uses.setdefault(row["term"], {})
        if "use" not in row:
            labels[row["term"]] = min(row["label"], labels.get(row["term"], row["label"]))
        elif row["times"] != "0":
            of_term[row["use"]] = int(row["times"])
    named = ((shorten(term), term) for term in uses)
    return Words(
        Word(curie=curie, label=labels.get(term, ""), uses=uses[term]) for curie, term in named if curie[0] != "<"
    )
