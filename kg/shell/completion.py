"""What the word at the cursor may become."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

from kg.problems import KgError
from kg.queries import SavedQuery, query_files, read_query
from kg.queries.header import TYPES
from kg.shell.commands import COMMANDS
from kg.shell.context import Slot, slot_after
from kg.shell.texts import is_command
from kg.shell.words import Word, Words
from kg.sparql import tokenize
from kg.sparql.grammar import AGGREGATES, FUNCTIONS

# A variable, a name with its prefix, or a bare word, which may have hyphens as ids do.
_WORD = re.compile(r"[?$]\w*$|[\w-]*:[\w.:-]*$|[\w-]*$")
#: The keywords of each place, the likeliest first.
KEYWORDS: Mapping[Slot, tuple[str, ...]] = {
    Slot.START: ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE"),
    Slot.SELECTION: ("DISTINCT", "WHERE", "REDUCED", "FROM", "NAMED"),
    Slot.SUBJECT: ("OPTIONAL", "FILTER", "BIND", "VALUES", "UNION", "MINUS", "GRAPH", "SELECT", "SERVICE"),
    Slot.AFTER_OBJECT: ("OPTIONAL", "FILTER", "BIND", "VALUES", "MINUS", "GRAPH", "SERVICE"),
    Slot.OBJECT: ("TRUE", "FALSE"),
    Slot.EXPRESSION: ("AS", "NOT", "EXISTS", "IN", "DISTINCT", "TRUE", "FALSE", "SEPARATOR"),
    Slot.VALUES: ("UNDEF",),
    Slot.GRAPH: ("SILENT",),
    Slot.DATASET: ("NAMED",),
    Slot.MODIFIER: ("ORDER BY", "GROUP BY", "LIMIT", "HAVING", "OFFSET", "DESC", "ASC", "VALUES", "WHERE"),
}
_CALLS = {Slot.EXPRESSION, Slot.MODIFIER}
_VARIABLES = {
    Slot.SELECTION, Slot.SUBJECT, Slot.PREDICATE, Slot.OBJECT, Slot.EXPRESSION, Slot.VALUES, Slot.GRAPH, Slot.MODIFIER,
}  # fmt: skip
_NAMED = {
    Slot.SELECTION, Slot.SUBJECT, Slot.PREDICATE, Slot.OBJECT, Slot.EXPRESSION, Slot.VALUES, Slot.GRAPH, Slot.DATASET,
}  # fmt: skip
# Where a thing may be found without its prefix.
_BARE = {Slot.SUBJECT, Slot.OBJECT, Slot.EXPRESSION, Slot.VALUES}
_ENTITIES = ("actor", "issue", "source")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the last *replaced* letters before the cursor may become, and what that is."""

    text: str
    replaced: int
    help: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What completion draws on: the names of the graph, and the folder of the corpus's own queries."""

    words: Words
    questions: Path


def choices(known: Known, text: str, cursor: int) -> Iterator[Choice]:
    """Yield what the word before the *cursor* in *text* may become, the likeliest first."""
    before = text[:cursor]
    if is_command(before):
        yield from _of_command(known, before)
        return
    begun = _begun(before)
    slot = slot_after(before[: len(before) - len(begun)])
    if slot in (Slot.NOTHING, Slot.PREFIX):
        return
    if begun.startswith(("?", "$")):
        yield from _beginning(_variables(text, cursor, sign=begun[0]), begun)
    elif ":" in begun:
        yield from _names(known.words, begun, slot)
    elif slot is Slot.PREDICATE:
        yield from _properties(known.words, begun)
        yield from _beginning(chain(_variables(text, cursor, sign="?"), _plain(known.words, slot)), begun)
    else:
        variables = _variables(text, cursor, sign="?") if slot in _VARIABLES else ()
        yield from _beginning(chain(variables, _plain(known.words, slot)), begun)
        yield from _things(known.words, begun, slot)


def _begun(before: str) -> str:
    match = _WORD.search(before)
    return match[0] if match else ""


def _beginning(found: Iterable[tuple[str, str]], begun: str) -> Iterator[Choice]:
    for text, help in found:
        if text.casefold().startswith(begun.casefold()):
            yield Choice(text, len(begun), help)


def _variables(text: str, cursor: int, *, sign: str) -> Iterator[tuple[str, str]]:
    """Yield the variables of the query, without the one that is being typed."""
    found = (token for token in tokenize(text) if token.kind == "var")
    names = dict.fromkeys(token.text[1:] for token in found if token.start + len(token.text) != cursor)
    yield from ((sign + name, "variable") for name in names)


def _names(words: Words, begun: str, slot: Slot) -> Iterator[Choice]:
    """Yield the names under a prefix that begin so; if there are none, those with the word in their name or label."""
    prefix, _, local = begun.partition(":")
    under = words.by_prefix.get(prefix, ())
    if slot is Slot.PREDICATE:
        first = [word for word in words.properties if word.curie.startswith(f"{prefix}:")]
        under = [*first, *(word for word in under if "triple" not in word.uses)]
    return (Choice(word.curie, len(begun), word.explanation) for word in _fitting(under, local))


def _fitting(words: Sequence[Word], begun: str) -> Iterator[Word]:
    wanted = begun.casefold()
    fits: tuple[Callable[[Word], bool], ...] = (
        lambda word: word.local.casefold().startswith(wanted),
        lambda word: wanted in word.local.casefold() or wanted in word.label.casefold(),
    )
    return iter(next((found for fit in fits if (found := [word for word in words if fit(word)])), []))


def _properties(words: Words, begun: str) -> Iterator[Choice]:
    """Yield the properties that a bare word begins."""
    return (Choice(word.curie, len(begun), word.explanation) for word in words.properties if _begins(word, begun))


def _things(words: Words, begun: str, slot: Slot) -> Iterator[Choice]:
    """Yield the things that a bare word begins, where one may stand."""
    if begun and slot in _BARE:
        for word in chain.from_iterable(words.by_prefix.get(prefix, ()) for prefix in _ENTITIES):
            if _begins(word, begun):
                yield Choice(word.curie, len(begun), word.explanation)


def _begins(word: Word, begun: str) -> bool:
    return word.local.casefold().startswith(begun.casefold())


def _plain(words: Words, slot: Slot) -> Iterator[tuple[str, str]]:
    """Yield the keywords of a place, then functions and prefixes."""
    yield from ((keyword, "keyword") for keyword in KEYWORDS.get(slot, ()))
    if slot in _CALLS:
        yield from ((f"{name}(", "function") for name in (*AGGREGATES, *FUNCTIONS))
    if slot in _NAMED:
        yield from ((f"{prefix}:", f"{len(under):,} names") for prefix, under in sorted(words.by_prefix.items()))


def _of_command(known: Known, before: str) -> Iterator[Choice]:
    name, space, rest = before.lstrip().partition(" ")
    if not space:
        yield from _beginning(((name, command.help) for name, command in COMMANDS.items()), name)
        return
    begun = rest.rpartition(" ")[2]
    if name == ".run":
        yield from _of_run(known, rest.split(" ")[:-1], begun)
    elif name in (".show", ".schema"):
        prefixes = (*_ENTITIES, "rel") if name == ".show" else ("rel", "family")
        yield from _beginning(_ids(known.words, prefixes), rest.lstrip())
    elif name in COMMANDS:
        yield from _beginning(((choice, "") for choice in COMMANDS[name].choices), begun)


def _of_run(known: Known, typed: Sequence[str], begun: str) -> Iterator[Choice]:
    """Yield the saved queries, then the parameters of the one that is named, then their values."""
    saved = query_files(known.questions)
    if not typed:
        yield from _beginning(((name, _summary(path)) for name, path in saved.items()), begun)
        return
    query = _saved(saved[typed[0]]) if typed[0] in saved else None
    parameters = {parameter.name: parameter for parameter in query.parameters} if query else {}
    name, equals, value = begun.partition("=")
    if not equals:
        given = {word.partition("=")[0] for word in typed[1:]}
        yield from _beginning(((f"{p}=", parameters[p].help) for p in parameters if p not in given), begun)
    elif name in parameters:
        yield from _beginning(_ids(known.words, TYPES.get(parameters[name].type, ())), value)


def _ids(words: Words, prefixes: Iterable[str]) -> Iterator[tuple[str, str]]:
    found = chain.from_iterable(words.by_prefix.get(prefix, ()) for prefix in prefixes)
    return ((word.local, word.explanation) for word in found)


def _summary(path: Path) -> str:
    query = _saved(path)
    return query.summary if query else ""


def _saved(path: Path) -> SavedQuery | None:
    """Return the query in a file, ``None`` where it cannot be read; it is read again when it has changed."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (KgError, OSError):
        return None


@cache
def _read(path: Path, _: int) -> SavedQuery:
    return read_query(path)
