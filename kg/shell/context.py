"""What may stand at a place in a query, told from the tokens before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto

from kg.sparql import Token, tokenize

_TERMS = {"iri", "string", "var", "blank", "name", "number"}
# Words that a group, and no part of a triple, comes after.
_BEFORE_GROUP = {"OPTIONAL", "UNION", "MINUS", "EXISTS", "NOT", "WHERE"}


class Slot(StrEnum):
    """The kinds of places in a query."""

    START = auto()
    SELECTION = auto()
    SUBJECT = auto()
    PREDICATE = auto()
    OBJECT = auto()
    AFTER_OBJECT = auto()
    EXPRESSION = auto()
    VALUES = auto()
    GRAPH = auto()
    DATASET = auto()
    MODIFIER = auto()
    PREFIX = auto()
    NOTHING = auto()


_AFTER_WORD = {
    **dict.fromkeys(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"), Slot.SELECTION),
    **dict.fromkeys(("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"), Slot.MODIFIER),
    **dict.fromkeys(("PREFIX", "BASE"), Slot.PREFIX),
    **dict.fromkeys(("GRAPH", "SERVICE"), Slot.GRAPH),
    **dict.fromkeys(("FILTER", "BIND"), Slot.EXPRESSION),
    "FROM": Slot.DATASET,
    "VALUES": Slot.VALUES,
}
#: What comes after a term.
_NEXT = {
    Slot.SUBJECT: Slot.PREDICATE,
    Slot.PREDICATE: Slot.OBJECT,
    Slot.OBJECT: Slot.AFTER_OBJECT,
    Slot.GRAPH: Slot.NOTHING,
    Slot.DATASET: Slot.SELECTION,
    Slot.PREFIX: Slot.START,
}


def slot_after(text: str) -> Slot:
    """Return what may stand behind *text*, which ends where a word begins; NOTHING within a string or a comment.

    >>> slot_after("SELECT ?who { ?who "), slot_after("SELECT ?who { ?who rel:meets ?whom . ")
    (<Slot.PREDICATE: 'predicate'>, <Slot.SUBJECT: 'subject'>)
    """
    tokens = tokenize(text)
    if _is_open(text, tokens):
        return Slot.NOTHING
    reading = _Reading()
    for token in tokens:
        reading.read(token)
    return reading.slot


def _is_open(text: str, tokens: Sequence[Token]) -> bool:
    """Tell whether *text* ends within a string or a comment."""
    left = text[tokens[-1].start :]
    return "#" in left.rpartition("\n")[2] or any(token.kind == "unclosed" for token in tokens)


@dataclass(slots=True)
class _Reading:
    """The place that has been reached, and those that brackets go back to when they close."""

    slot: Slot = Slot.START
    opened: list[tuple[str, Slot]] = field(default_factory=list)

    def read(self, token: Token) -> None:
        if token.kind == "sign":
            self._sign(token.text)
        elif token.kind == "word":
            self._word(token)
        elif token.kind in _TERMS:
            self._term()

    def _term(self) -> None:
        self.slot = _NEXT.get(self.slot, self.slot)

    def _word(self, token: Token) -> None:
        word = token.word
        if word in _AFTER_WORD:
            self.slot = _AFTER_WORD[word]
        elif self.slot in (Slot.SUBJECT, Slot.AFTER_OBJECT) and word in _BEFORE_GROUP:
            self.slot = Slot.NOTHING
        elif (self.slot is Slot.PREDICATE and token.text == "a") or word in ("TRUE", "FALSE"):
            self._term()

    def _sign(self, sign: str) -> None:
        if sign in "{([":
            self._open(sign)
        elif sign in "})]":
            self._close(sign)
        elif self.slot in _AFTER_SIGN.get(sign, {}):
            self.slot = _AFTER_SIGN[sign][self.slot]

    def _open(self, sign: str) -> None:
        self.opened.append((sign, self.slot))
        if self.slot is Slot.VALUES or (sign == "(" and self.slot is Slot.PREDICATE):
            return
        self.slot = _WITHIN[sign]

    def _close(self, sign: str) -> None:
        _, before = self.opened.pop() if self.opened else ("", Slot.START)
        if sign == "}":
            inside = any(bracket == "{" for bracket, _ in self.opened)
            self.slot = Slot.SUBJECT if inside else Slot.MODIFIER
        elif before is Slot.EXPRESSION and self.opened and self.opened[-1][0] == "{":  # the end of a filter
            self.slot = Slot.SUBJECT
        else:
            self.slot = _NEXT.get(before, before)


#: What brackets hold; those of a path hold properties, and those behind VALUES values.
_WITHIN = {"{": Slot.SUBJECT, "[": Slot.PREDICATE, "(": Slot.EXPRESSION}
#: What signs make of a place.
_AFTER_SIGN = {
    ".": dict.fromkeys((Slot.AFTER_OBJECT, Slot.SUBJECT, Slot.PREDICATE, Slot.OBJECT), Slot.SUBJECT),
    ";": {Slot.AFTER_OBJECT: Slot.PREDICATE},
    ",": {Slot.AFTER_OBJECT: Slot.OBJECT},
    "/": {Slot.OBJECT: Slot.PREDICATE},
    "|": {Slot.OBJECT: Slot.PREDICATE},
}
