"""What a query asks for: its groups, the triple patterns in them, and its selections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.terms import TYPE, iri, shorten

_IRI = re.compile(r"<[^<>\s]*>")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_VARIABLE = re.compile(r"\?\w+|_:\w+")
#: Literals that SPARQL has a shorter way to write.
_SHORT = re.compile(rf'"([^"]*)"\^\^<{iri("xsd:")}(?:integer|decimal|boolean)>')


@dataclass(frozen=True, slots=True)
class Step:
    """One triple of a path: its predicate, and whether it leads from the object to the subject.

    Where ``excluded`` is not empty the predicate is any other than those.
    """

    predicate: str
    backwards: bool = False
    excluded: tuple[str, ...] = ()


#: The steps that lead from a pattern's subject to its object, one of several ways; none where both are the same node.
Route = tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What stands between braces.

    ``kind`` is one of "where", "group", "optional", "union" (one branch), "graph", "service", "minus", "exists",
    "not exists" and "select" (around a subquery, whose own group is a "where"). ``start`` and ``end`` are the offsets
    of the braces, ``parent`` the index of the group around it.
    """

    kind: str
    parent: int | None
    start: int
    end: int
    graph: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A triple pattern, its terms as SPARQL writes them in full; the predicate may be a path.

    ``where`` tells how it enters: "required", "optional", "union", "minus", "exists", "not exists", "service" or
    "subquery". ``routes`` are the ways a path may go, none where their length is open. ``group`` is the index of the
    group it stands in.
    """

    subject: str
    predicate: str
    object: str
    graph: str
    where: str
    routes: tuple[Route, ...]
    group: int

    @property
    def is_path(self) -> bool:
        """Whether the predicate is more than one IRI or variable."""
        return self.routes != ((Step(self.predicate),),)

    @property
    def variables(self) -> frozenset[str]:
        """The names of the variables in it, the graph's too; blank nodes are none."""
        terms = (self.subject, self.predicate, self.object, self.graph)
        return frozenset(term[1:] for term in terms if term.startswith("?"))

    def __str__(self) -> str:
        predicate = "a" if self.predicate == TYPE else written(self.predicate)
        triple = f"{written(self.subject)} {predicate} {written(self.object)}"
        return f"GRAPH {written(self.graph)} {{ {triple} }}" if self.graph else triple


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """A selection, the query's own or that of a subquery, as offsets of its text and what it does to its rows.

    ``keys`` are the names by which it groups, with ``None`` for one that has no name; ``start`` to ``opening`` is the
    clause, ``opening`` and ``closing`` are the braces of its WHERE, and it ends before ``end``.
    """

    form: str
    modifier: str
    projected: tuple[str, ...]
    computed: tuple[str, ...]
    grouped: bool
    keys: tuple[str | None, ...]
    sliced: bool
    start: int
    opening: int
    closing: int
    end: int
    group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A query taken apart. ``projected`` is empty for ``*``; ``patterns`` and ``filters`` stand as they were written.

    ``untraced`` names what leaves no triple that a row could be shown to rest on.
    """

    form: str
    projected: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    filters: tuple[str, ...]
    grouped: bool
    untraced: tuple[str, ...]
    groups: tuple[Group, ...]
    selects: tuple[Select, ...]

    def around(self, group: int) -> Iterator[int]:
        """Yield *group* and all groups around it, from the inside out."""
        inner: int | None = group
        while inner is not None:
            yield inner
            inner = self.groups[inner].parent


def written(term: str) -> str:
    """Return a term or path as a user would write it, with the known prefixes.

    >>> written('<https://w3id.org/entente/rel/competes-with>/^<urn:x>')
    'rel:competes-with/^<urn:x>'
    """
    term = _SHORT.sub(r"\1", term)
    pieces = _STRING.split(term)
    strings = [*_STRING.findall(term), ""]
    short = (_IRI.sub(lambda match: shorten(match[0][1:-1]), piece) for piece in pieces)
    return "".join(piece + string for piece, string in zip(short, strings, strict=True))
