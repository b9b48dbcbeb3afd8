"""A page that draws any triples, such as those of a CONSTRUCT: what stands in which relation to what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import pyoxigraph as ox
from pyvis.network import Network

from kg.explorer import assemble
from kg.network import Pair, Point, layout
from kg.terms import iri, shorten

Json: TypeAlias = dict[str, Any]
Thing: TypeAlias = ox.NamedNode | ox.BlankNode

_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "keyboard": False, "selectConnectedEdges": False},
    "nodes": {"shape": "dot", "size": 9, "borderWidth": 1.5, "chosen": False},
    "edges": {"chosen": False, "arrowStrikethrough": False, "smooth": {"type": "curvedCW", "roundness": 0.12}},
}
_LABELS = (iri("rdfs:label"), iri("skos:prefLabel"))
# What a map or a line of a list has room for.
_LONGEST = 60
# How things that nothing joins are put in rows under the others.
_IN_A_ROW, _APART, _BELOW = 6, 170, 110


@dataclass(frozen=True, slots=True)
class _Tie:
    """Two things and the triples that join them, as `kg.network.layout` reads a pair."""

    ends: tuple[str, str]
    claims: tuple[ox.Triple, ...]


def draw_triples(triples: Iterable[ox.Triple], label_of: Callable[[str], str], *, title: str = "Answer") -> str:
    """Return a page with a node for each thing in *triples* and a line for each two that a triple joins.

    Literals are no nodes, but are read when one is picked. Things are called as *label_of* says, as the triples
    themselves do, or by their CURIEs. Equal triples give equal pages.
    """
    ordered = sorted(set(triples), key=str)
    joining = [triple for triple in ordered if _is_thing(triple.object)]
    things = sorted({str(end) for t in ordered for end in (t.subject, t.object) if _is_thing(end)})
    numbers = {thing: number for number, thing in enumerate(things)}
    names = _Names(ordered, label_of)
    network = _network(joining, numbers, names)
    data = {
        "things": [names.entry(thing) for thing in things],
        "triples": [_line(triple, numbers, names) for triple in ordered],
        "nodes": network.nodes,
        "edges": network.edges,
        "options": network.options,
    }
    return assemble("triples.html", ("triples", "elements"), data, language="en", title=title)


def _is_thing(term: object) -> bool:
    return isinstance(term, ox.NamedNode | ox.BlankNode)


class _Names:
    """What things and relations are called, by their N-Triples terms."""

    def __init__(self, triples: Iterable[ox.Triple], label_of: Callable[[str], str]) -> None:
        self._label_of = label_of
        self._said: dict[str, str] = {}
        for triple in triples:
            if triple.predicate.value in _LABELS and isinstance(triple.object, ox.Literal):
                self._said.setdefault(str(triple.subject), triple.object.value)

    def of(self, thing: str) -> str:
        """Return what *thing* is called."""
        label = self._label_of(thing[1:-1]) if thing.startswith("<") else ""
        return label or self._said.get(thing) or self.short(thing)

    def short(self, thing: str) -> str:
        """Return the CURIE of *thing*, or its address without brackets."""
        return shorten(thing[1:-1]).strip("<>") if thing.startswith("<") else thing

    def entry(self, thing: str) -> Json:
        """Return what the page knows of a thing or relation."""
        address = thing.strip("<>")
        known = {"label": self.of(thing), "name": self.short(thing)}
        return known | ({"href": address} if address.lower().startswith(("http://", "https://")) else {})


def _line(triple: ox.Triple, numbers: Mapping[str, int], names: _Names) -> list[object]:
    """Return a triple for the page: things by number, and anything else as what is said."""
    end = triple.object
    said: object = {"text": str(end), "language": ""}
    if isinstance(end, ox.Literal):
        said = {"text": end.value, "language": end.language or ""}
    subject = numbers[str(triple.subject)]
    return [subject, names.entry(str(triple.predicate)), numbers.get(str(end), said)]


def _network(triples: Sequence[ox.Triple], numbers: Mapping[str, int], names: _Names) -> Network:
    network = Network(directed=True, cdn_resources="in_line")
    network.options = _OPTIONS
    for thing, point in _places(triples, numbers).items():
        network.add_node(numbers[thing], _cut(names.of(thing)), "dot", x=point.x, y=point.y)
    relations: dict[tuple[str, str], list[str]] = {}
    for triple in triples:
        ends = (str(triple.subject), str(triple.object))
        relations.setdefault(ends, []).append(names.of(str(triple.predicate)))
    for number, (ends, labels) in enumerate(relations.items()):
        network.add_edge(*(numbers[end] for end in ends), id=number, arrows="to", label=_cut(", ".join(labels)))
    return network


def _places(triples: Iterable[ox.Triple], things: Iterable[str]) -> Mapping[str, Point]:
    """Return where each thing stands; what nothing joins to another stands in rows under the others."""
    joined: dict[tuple[str, str], list[ox.Triple]] = {}
    for triple in triples:
        first, second = sorted((str(triple.subject), str(triple.object)))
        if first != second:
            joined.setdefault((first, second), []).append(triple)
    ties = [_Tie(ends, tuple(found)) for ends, found in joined.items()]
    placed = dict(layout(cast(Iterable[Pair], ties)))  # which reads the ends of a pair and counts its claims
    alone = [thing for thing in things if thing not in placed]
    lowest = max((point.y for point in placed.values()), default=-_BELOW)
    for number, thing in enumerate(alone):
        row, column = divmod(number, _IN_A_ROW)
        placed[thing] = Point(column * _APART - (_IN_A_ROW - 1) * _APART // 2, lowest + (row + 1) * _BELOW)
    return placed


def _cut(name: str) -> str:
    """Return a name that no map is filled with."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
