"""The compiled graph with its named graphs: whole, one of them alone, and in RDF 1.2."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import pyoxigraph as ox

from kg.builder import compile_lines, render_trig
from kg.export.jsonld import compact
from kg.export.triples import used_prefixes
from kg.lookup import UnknownTermError
from kg.model import Corpus
from kg.ontology import Ontology
from kg.spelling import nearest_of
from kg.terms import iri

#: What a whole graph can be written as.
DATASETS = ("trig", "nq", "jsonld")
#: The graphs that every build has beside those of its sources.
ASSERTED, INFERRED, REGISTRY = "asserted", "inferred", "registry"

_Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_GRAPH = iri("graph:")
_REIFIES = ox.NamedNode(iri("rdf:reifies"))
_PARTS = tuple(ox.NamedNode(iri(f"rdf:{name}")) for name in ("subject", "predicate", "object"))
_TYPE, _STATEMENT = ox.NamedNode(iri("rdf:type")), ox.NamedNode(iri("rdf:Statement"))


def quads_of(corpus: Corpus, ontology: Ontology) -> tuple[ox.Quad, ...]:
    """Return the quads of a build of a corpus without errors, in their canonical order."""
    data = "".join(compile_lines(corpus, ontology)).encode()
    return tuple(ox.parse(data, format=ox.RdfFormat.N_QUADS))


def render_dataset(quads: Iterable[ox.Quad], form: str) -> str:
    """Return quads in one of `DATASETS`; of those of a build, TriG is the file of the build."""
    if form == "trig":
        return render_trig(quads).decode()
    if form == "nq":
        return "".join(sorted(f"{quad} .\n" for quad in quads))
    by_graph = sorted(quads, key=lambda quad: str(quad.graph_name))
    data = ox.serialize(by_graph, format=ox.RdfFormat.JSON_LD)
    assert data is not None
    return compact(data, used_prefixes(by_graph))


def graph_named(corpus: Corpus, name: str) -> str:
    """Return the name of the graph that a user means, which for a source is its id.

    It goes by its own name, with or without ``graph:``, or by the title of its source. Raises UnknownTermError with the
    nearest names.
    """
    own = {graph: graph for graph in (ASSERTED, INFERRED, REGISTRY, *sorted(corpus.sources_by_id))}
    known = {source.title: source.id for source in corpus.sources} | own
    wanted = name.removeprefix("graph:")
    if wanted in known:
        return known[wanted]
    cures = nearest_of(wanted, known)
    hint = f"did you mean {' or '.join(cures)}?" if cures else f"there are {', '.join(own)}"
    raise UnknownTermError(f"no graph is called {name!r}; {hint}")


def graph_of(quads: Iterable[ox.Quad], name: str) -> list[ox.Triple]:
    """Return the triples in the graph called *name*."""
    graph = ox.NamedNode(_GRAPH + name)
    return [quad.triple for quad in quads if quad.graph_name == graph]


def counts(quads: Iterable[ox.Quad]) -> Mapping[str, int]:
    """Return how many quads each graph has, by its name."""
    found = Counter(str(quad.graph_name.value) for quad in quads if isinstance(quad.graph_name, ox.NamedNode))
    return {graph.removeprefix(_GRAPH): found[graph] for graph in sorted(found)}


def reified(quads: Sequence[ox.Quad]) -> list[ox.Quad]:
    """Return quads in RDF 1.2: each claim ``rdf:reifies`` the triple that it is about, in the graph where it stands.

    That takes the place of its type ``rdf:Statement`` and of ``rdf:subject``, ``rdf:predicate`` and ``rdf:object``,
    which say the same and can be rebuilt from it. All else stays. To reify a triple is not to assert it, so that denied
    and planned claims are written as the others are; what is asserted still stands in a graph of its own.
    """
    parts = {(str(q.subject), q.predicate): q.object for q in quads if q.predicate in _PARTS}
    return [new for quad in quads for new in _reified(quad, parts)]


def _reified(quad: ox.Quad, parts: Mapping[tuple[str, ox.NamedNode], _Term]) -> Iterator[ox.Quad]:
    if quad.predicate == _PARTS[0]:
        subject, predicate, object = (parts[str(quad.subject), part] for part in _PARTS)
        assert isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode)
        yield ox.Quad(quad.subject, _REIFIES, ox.Triple(subject, predicate, object), quad.graph_name)
    elif quad.predicate not in _PARTS and (quad.predicate, quad.object) != (_TYPE, _STATEMENT):
        yield quad
