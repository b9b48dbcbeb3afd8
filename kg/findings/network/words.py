"""What the tables of a network share: which claims count and the rule of signs, in words; ranks and falls as cells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from kg.analysis.network.balance import Balance, balance
from kg.analysis.network.centrality import Fall
from kg.analysis.network.signs import METHODS, ActorNetwork, SignRule
from kg.model import Corpus
from kg.ontology import Ontology
from kg.sheet import Cell, Named, named

RowT = TypeVar("RowT")

#: The columns of a fall: the lowest rank without a source, and that source.
FALL = ("falls_to", "without")
_OUT = "out"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What tables are made of: a network, where it comes from, and which rows are wanted.

    ``top`` is their number, 0 for all and ``None`` for what suits the table; ``only`` are the actors, if not all, whom
    a row must be about.
    """

    network: ActorNetwork
    corpus: Corpus
    ontology: Ontology
    top: int | None = None
    only: frozenset[str] = frozenset()

    @cached_property
    def balance(self) -> Balance:
        """How far the network is balanced, which takes the longest of all."""
        return balance(self.network)

    def named(self, id: str) -> Named:
        """Return an actor with its label."""
        return named(self.corpus, id)

    def label(self, id: str) -> str:
        """Return what an actor is called."""
        return self.corpus.label(id)

    def labels(self, ids: Iterable[str]) -> str:
        """Return what actors are called, those of whom most is said first."""
        return ", ".join(map(self.label, self.by_claims(ids)))

    def by_claims(self, ids: Iterable[str]) -> Sequence[str]:
        """Return the ids of actors, those of whom most is said first."""
        claims_of = self.network.claims_of
        return sorted(ids, key=lambda actor: (-len(claims_of[actor]), actor))

    def chosen(
        self, rows: Iterable[RowT], actors_of: Callable[[RowT], Collection[str]], usual: int = 0
    ) -> Sequence[RowT]:
        """Return those of *rows* that are wanted, at most as many as is *usual* for the table; 0 for all."""
        about = [row for row in rows if not self.only or not self.only.isdisjoint(actors_of(row))]
        number = (0 if self.only else usual) if self.top is None else self.top
        return about[:number] if number else about

    def title(self, text: str, shown: int, of: int) -> str:
        """Return a title that tells how many of how many the table has."""
        first = "" if self.only else "the first "
        return f"{text}: {of}" if shown == of else f"{text}: {first}{shown} of {of}"


def counted(subject: Subject) -> str:
    """Return which claims count, and how many do not."""
    network = subject.network
    left_out = {reason: len(claims) for reason, claims in network.left_out.items()}
    moods = asserted_moods(subject.ontology)
    reasons = {
        "apart": "that do not join two actors",
        "denied": "denied",
        "voice": "in the voice of others (--voice any)",
        "mood": f"not {moods} (--mood any)",
    }
    said = ", ".join(f"{number} {reasons[reason]}" for reason, number in left_out.items() if number)
    total = len(network.claims) + sum(left_out.values())
    counts = f"Of {subject.corpus.title}, {len(network.claims)} of {total} claims count"
    return f"{counts}; left out: {said}." if said else f"{counts}."


def rule_text(rule: SignRule, ontology: Ontology) -> str:
    """Return a rule of signs in words."""
    voice = "in the sources' own voice" if rule.voice == "own" else "in any voice"
    mood = asserted_moods(ontology) if rule.mood == "asserted" else "in any mood"
    neutral = f"; neutral up to {rule.neutral:g} either way" if rule.neutral else ""
    return f"of its claims that are affirmed, {mood} and {voice}, {METHODS[rule.method]}{neutral}"


def sign_note(subject: Subject) -> str:
    """Return how the sign of a dyad comes about."""
    rule = rule_text(subject.network.rule, subject.ontology)
    return f"Sign of a dyad: {rule} (--voice, --mood, --sign, --neutral)."


def asserted_moods(ontology: Ontology) -> str:
    """Return the modalities under which a claim asserts something."""
    return " or ".join(modality.label for modality in ontology.modalities.values() if modality.asserts)


def fall_cells(fall: Fall | None) -> tuple[Cell, Cell]:
    """Return the cells of `FALL`, empty for an actor that no source keeps up."""
    if fall is None:
        return None, None
    return _OUT if fall.rank is None else fall.rank, ", ".join(fall.sources)


def fall_notes(subject: Subject, tried: int) -> tuple[str, ...]:
    """Return what `FALL` means, and how many sources were left out to find it."""
    sources = len(subject.network.sources)
    if sources < 2:
        return ("All claims that count are from one source, so that none can be left out.",)
    note = f"falls_to: the lowest rank if one source is left out, {_OUT!r} if it has none then; without: that source."
    return (note, *left_out_note(tried, sources))


def left_out_note(tried: int, sources: int) -> tuple[str, ...]:
    """Return how many sources were not left out for want of time, if any."""
    if tried == sources:
        return ()
    return (f"Left out in turn: of {sources} sources the {tried} with the most claims; all would take long.",)


def whole(number: float) -> float | int:
    """Return a number without decimals if it has none."""
    return int(number) if number == int(number) else number


def sign_text(sign: int) -> str:
    """Return a sign in a word."""
    return "friendly" if sign > 0 else "hostile" if sign < 0 else "neutral"
