"""The one thing that a name means: an id, label, alias, CURIE or IRI as a user types it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from kg import store
from kg.model import Actor, Corpus
from kg.problems import KgError
from kg.queries import read_query, value_term
from kg.spelling import nearest_of
from kg.terms import PREFIXES, iri, shorten

_NAMES = Path(__file__).parent / "names.rq"
# Prefixes whose things are called otherwise.
_KINDS = {"rel": "relation"}


class UnknownTermError(KgError):
    """No actor, issue, relation, source or claim has the name, or several have."""


def find(graph: ox.Store, name: str, *, prefixes: Iterable[str] = ()) -> str:
    """Return the IRI of the one thing called *name*: a CURIE, IRI, id, label or alias in any case.

    With *prefixes*, only things under them qualify. Raises UnknownTermError, with the nearest names or what else is
    called so, where nothing or more than one thing is.
    """
    starts = tuple(iri(f"{prefix}:") for prefix in prefixes)
    for direct in (_expand(name), iri(f"claim:{name}"), *(start + name for start in starts)):
        if direct.startswith(starts or "h") and _exists(graph, direct):
            return direct
    return _only(name, _names(graph), starts, prefixes)


def find_id(corpus: Corpus, name: str, *prefixes: str) -> str:
    """Return the id of the one thing of a corpus called *name*, an ``actor``, ``issue`` or ``source``.

    It takes the names that `find` takes, and raises as that does.
    """
    known = list(_registered_names(corpus))
    starts = tuple(iri(f"{prefix}:") for prefix in prefixes)
    things = {thing for _, thing in known}
    for direct in (_expand(name), *(start + name for start in starts)):
        if direct in things and direct.startswith(starts):
            return direct.rpartition("/")[2]
    return _only(name, known, starts, prefixes).rpartition("/")[2]


def _only(name: str, known: Sequence[tuple[str, str]], starts: tuple[str, ...], prefixes: Iterable[str]) -> str:
    """Return what alone, of what begins with one of *starts*, is called *name*; the others may be a cure."""
    names = [(called, thing) for called, thing in known if not starts or thing.startswith(starts)]
    matches = _called(name, names)
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise UnknownTermError(f"{name!r} may be {_either(matches)}; say which")
    if others := _called(name, known):
        wanted = " or ".join(_KINDS.get(prefix, prefix) for prefix in prefixes)
        raise UnknownTermError(f"no {wanted} is called {name!r}; {_either(others)} is")
    found = (*nearest_of(name, dict(names)), *_holding(name, names))
    cures = list(dict.fromkeys(found))[:5]
    hint = f"; did you mean {_either(cures)}?" if cures else ""
    raise UnknownTermError(f"nothing is called {name!r}{hint}")


def _called(name: str, names: Iterable[tuple[str, str]]) -> list[str]:
    """Return what has exactly this name, in any case."""
    return sorted({thing for called, thing in names if called.casefold() == name.casefold()})


def _either(things: Iterable[str]) -> str:
    return " or ".join(map(shorten, things))


def _holding(part: str, names: Sequence[tuple[str, str]]) -> list[str]:
    """Return what has a name that *part* is a word of, the shortest names first."""
    if not part.strip():
        return []
    word = re.compile(rf"\b{re.escape(part)}\b", re.IGNORECASE)
    return [thing for known, thing in sorted(names, key=lambda item: (len(item[0]), item)) if word.search(known)]


def forward(graph: ox.Store, thing: str) -> str:
    """Return the relation that *thing* is the inverse of, or *thing* itself."""
    inverse = graph.quads_for_pattern(ox.NamedNode(thing), ox.NamedNode(iri("owl:inverseOf")), None, None)
    return next((quad.object.value for quad in inverse if isinstance(quad.object, ox.NamedNode)), thing)


def parameter_term(graph: ox.Store, type: str, value: str) -> str:
    """Return the term that the value of a saved query's parameter stands for; things go by any of their names.

    Raises QueryError, with what may be meant, for a name that nothing or more than one thing has.
    """
    return value_term(type, value, lambda name, prefixes: forward(graph, find(graph, name, prefixes=prefixes)))


def _expand(name: str) -> str:
    prefix, colon, local = name.partition(":")
    if name.startswith(("http://", "https://")):
        return name
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else ""


def _exists(graph: ox.Store, thing: str) -> bool:
    try:
        node = ox.NamedNode(thing)
    except ValueError:
        return False
    return next(graph.quads_for_pattern(node, None, None, None), None) is not None


def _names(graph: ox.Store) -> list[tuple[str, str]]:
    """Return each name with the IRI it names; CURIEs and local names count, as ids are what annotators type."""
    found = [(row["name"], row["thing"]) for row in store.rows(graph, read_query(_NAMES).text)]
    return [*found, *_typed_names(thing for _, thing in found)]


def _registered_names(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Yield each name with the IRI it names, of actors, issues and sources."""
    things = []
    for entity in corpus.entities.values():
        things.append(iri(f"{'actor' if isinstance(entity, Actor) else 'issue'}:{entity.id}"))
        yield from ((name, things[-1]) for name in (entity.label, *entity.aliases))
    for source in corpus.sources:
        things.append(iri(f"source:{source.id}"))
        yield from ((name, things[-1]) for name in (source.title,) if name)
    yield from _typed_names(things)


def _typed_names(things: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the names of things that users type though nobody gave them: CURIEs and local names."""
    for thing in things:
        curie = shorten(thing)
        yield from ((curie, thing), (curie.partition(":")[2], thing))
