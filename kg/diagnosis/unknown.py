"""The names in a query that the graph does not hold, and those that were probably meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.diagnosis.probe import Ask, select
from kg.sparql.names import declared, expand
from kg.sparql.tokens import Token, tokenize
from kg.spelling import nearest_of
from kg.terms import PREFIXES, literal, shorten, term

_OWN = PREFIXES["rel"].removesuffix("rel/")
_LIMIT = 3
# As many names are searched for one that is spelt alike.
_MANY = 50_000
_NAMED = "|".join(map(term, ("rdfs:label", "skos:prefLabel", "skos:altLabel")))


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name as it was written, and the nearest that the graph holds."""

    name: str
    cures: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} is not in the graph" + (f"; did you mean {' or '.join(self.cures)}?" if self.cures else "")


def unknown_terms(ask: Ask, query: str, *, foreign: bool = True) -> tuple[Unknown, ...]:
    """Return the names in a query that no quad of the graph has, each with the nearest that it does.

    Without *foreign* only names of the project's own vocabularies count: of others a graph need not use everything.
    """
    names = dict(_names(tokenize(query)))
    missing = {name: thing for name, thing in names.items() if not _occurs(ask, thing)}
    missing = {name: thing for name, thing in missing.items() if foreign or thing.startswith(_OWN)}
    known = _nearby(ask, missing.values()) if missing else ()
    return tuple(Unknown(name, _cures(ask, thing, known)) for name, thing in missing.items())


def _names(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield the names that stand for nodes and predicates, as written, with their IRIs."""
    prefixes = {**PREFIXES, **declared(tokens)}
    after = _behind_template(tokens)
    for at, token in enumerate(tokens):
        if token.kind in ("iri", "name") and at >= after and not _is_no_node(tokens, at):
            thing = expand(token, prefixes)
            if ":" in thing and not thing.startswith(PREFIXES["xsd"]):
                yield token.text, thing


def _is_no_node(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the name is a datatype, a function or the address of a prefix."""
    before, behind = [token.text.upper() for token in tokens[max(0, at - 2) : at]], tokens[at + 1].text
    return before[-1:] in (["^^"], ["BASE"]) or "PREFIX" in before or behind == "("


def _behind_template(tokens: Sequence[Token]) -> int:
    """Return where the template of a CONSTRUCT ends: its names need not be in the graph."""
    first = next((at for at, token in enumerate(tokens) if token.word == "CONSTRUCT"), None)
    if first is None or tokens[first + 1].text != "{":
        return 0
    return next(at for at in range(first, len(tokens)) if tokens[at].text in ("}", ""))


def _occurs(ask: Ask, thing: str) -> bool:
    triples = (f"<{thing}> ?p ?o", f"?s <{thing}> ?o", f"?s ?p <{thing}>")
    groups = [f"{{ {triple} }} UNION {{ GRAPH ?g {{ {triple} }} }}" for triple in triples]
    anywhere = " UNION ".join([*groups, f"{{ GRAPH <{thing}> {{ ?s ?p ?o }} }}"])
    return bool(select(ask, f"SELECT (1 AS ?found) {{ {anywhere} }} LIMIT 1"))


def _nearby(ask: Ask, things: Collection[str]) -> tuple[str, ...]:
    """Return the names, shortened, that begin as one of *things* does or end with the same local name."""
    conditions = " || ".join(_is_nearby(thing) for thing in things)
    triples = ["?thing ?p ?o", "?s ?thing ?o"]
    if not select(ask, "SELECT (1 AS ?found) { ?s ?p ?o } LIMIT 1"):
        triples = [f"GRAPH ?g {{ {triple} }}" for triple in triples]
    found = set()
    for pattern in (*triples, "GRAPH ?thing {}"):
        found.update(select(ask, f"SELECT DISTINCT ?thing {{ {pattern} FILTER({conditions}) }} LIMIT {_MANY}"))
    return tuple(sorted(shorten(thing.value) for (thing,) in found if isinstance(thing, ox.NamedNode)))


def _is_nearby(thing: str) -> str:
    local = _local(thing)
    start, ends = literal(thing.removesuffix(local)), [literal(f"{mark}{local}") for mark in "/#"]
    return f"STRSTARTS(STR(?thing), {start})" + "".join(f" || STRENDS(STR(?thing), {end})" for end in ends)


def _cures(ask: Ask, thing: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return what is called so, what has the same local name elsewhere, and what is spelt alike."""
    local = _local(thing)
    elsewhere = [name for name in known if local and _local(name) == local]
    same = [name for name in known if name.partition(":")[0] == shorten(thing).partition(":")[0]]
    near = nearest_of(local, {_local(name): name for name in same})
    return tuple(dict.fromkeys([*_called(ask, local), *elsewhere, *near]))[:_LIMIT]


def _local(name: str) -> str:
    return re.split(r"[/#:]", name.strip("<>"))[-1]


def _called(ask: Ask, local: str) -> tuple[str, ...]:
    """Return the one thing that has the local name, its hyphens read as blanks, for a label or an alias."""
    name = literal(local.replace("-", " "))
    query = f"SELECT DISTINCT ?thing {{ ?thing {_NAMED} ?name FILTER(LCASE(STR(?name)) = LCASE({name})) }} LIMIT 2"
    rows = select(ask, query)
    return tuple(shorten(thing.value) for (thing,) in rows if isinstance(thing, ox.NamedNode)) if len(rows) == 1 else ()
