"""Which formats there are, what each is written from, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from kg.builder import compile_lines
from kg.export.claims import Table, claim_table, unasserted
from kg.export.dataset import ASSERTED, DATASETS, counts, graph_named, graph_of, quads_of, reified, render_dataset
from kg.model import Corpus
from kg.ontology import Ontology

#: What is written: a text, bytes, or the texts of several files by name.
Content: TypeAlias = str | bytes | Mapping[str, str]


class Format(NamedTuple):
    """A format: what it is for, and how the names of its files end if that tells it from the others."""

    purpose: str
    suffix: str = ""


#: All formats.
FORMATS: Mapping[str, Format] = {
    "trig": Format("the whole graph with its named graphs, to read and to load", ".trig"),
    "nq": Format("the same, a line a statement", ".nq"),
    "jsonld": Format("the same as JSON-LD", ".jsonld"),
    "ttl": Format("one graph as Turtle, by default what sources assert", ".ttl"),
    "nt": Format("one graph, a line a statement", ".nt"),
    "rdfxml": Format("one graph as RDF/XML", ".rdf"),
    "nanopub": Format("a nanopublication for each claim, unsigned", ".nanopub.trig"),
    "graphml": Format("a network for Gephi and others, each claim an edge", ".graphml"),
    "neo4j": Format("a folder of nodes and relationships to import"),
    "csv": Format("a row for each claim, with nothing changed", ".csv"),
    "spreadsheet": Format("the same for Excel, with what looks like a formula disarmed", ".spreadsheet.csv"),
    "parquet": Format("the same with types, for pandas and DuckDB", ".parquet"),
}
#: Formats of one graph, as `kg.export.triples` calls them.
TRIPLES: Mapping[str, str] = {"ttl": "turtle", "nt": "nt", "rdfxml": "rdfxml"}
#: Formats that can be written in RDF 1.2.
REIFYING = ("trig", "nq", "ttl", "nt")
#: What is no text, and what is several files.
BINARY, SEVERAL = "parquet", "neo4j"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export wrote, and what whoever reads it should know: what is left out or not as it seems."""

    content: Content
    remarks: tuple[str, ...] = ()


def export(
    corpus: Corpus, ontology: Ontology, form: str, *, graph: str = ASSERTED, in_rdf_1_2: bool = False
) -> Exported:
    """Return a corpus without errors in one of `FORMATS`.

    *graph* is the one that a format of `TRIPLES` has; one of `REIFYING` may be written in RDF 1.2. Raises
    UnknownTermError for a graph that there is not, KgError for what a format cannot hold or is not installed.
    """
    if form in DATASETS or form in TRIPLES:
        return _rdf(corpus, ontology, form, graph, in_rdf_1_2)
    if form == "nanopub":
        return _nanopubs(corpus, ontology)
    if form == "graphml":
        from kg.export.graphml import render_graphml

        said = _not_asserted(claim_table(corpus, ontology), "their labels begin so, and 'asserted' is false")
        return Exported(content=render_graphml(corpus, ontology), remarks=said)
    if form == "neo4j":
        from kg.export.neo4j import UNASSERTED, neo4j_files

        said = _not_asserted(claim_table(corpus, ontology), f"they are of type {UNASSERTED}")
        return Exported(content=neo4j_files(corpus, ontology), remarks=said)
    return _table(claim_table(corpus, ontology), form)


def _rdf(corpus: Corpus, ontology: Ontology, form: str, graph: str, in_rdf_1_2: bool) -> Exported:
    name = graph_named(corpus, graph)
    if form == "nq" and not in_rdf_1_2:
        return Exported(content="".join(compile_lines(corpus, ontology)))
    quads: Sequence[ox.Quad] = quads_of(corpus, ontology)
    if in_rdf_1_2:
        quads = reified(quads)
    if form in DATASETS:
        return Exported(content=render_dataset(quads, form))
    from kg.export.triples import render_graph

    text = render_graph(graph_of(quads, name), TRIPLES[form])
    return Exported(content=text, remarks=_left_out(name, counts(quads), claim_table(corpus, ontology)))


def _left_out(name: str, found: Mapping[str, int], claims: Table) -> tuple[str, ...]:
    """Say what of the whole graph does not stand in the one that was written."""
    others = {graph: number for graph, number in found.items() if graph != name}
    said = f"graph:{name} has {found[name]:,} triples" if name in found else f"graph:{name} is empty"
    listed = ", ".join(f"{graph} {number:,}" for graph, number in others.items())
    remark = f"{said}; left out are {sum(others.values()):,} of other graphs ({listed})"
    return (remark, *(_not_asserted(claims, "they are not in it") if name == ASSERTED else ()))


def _not_asserted(claims: Table, shown: str) -> tuple[str, ...]:
    """Say how many claims do not assert what they are about, and how that is *shown*."""
    number = unasserted(claims)
    told = f"{number:,} of {len(claims.rows):,} claims are denied, not actual or somebody else's view"
    return (f"{told}: {shown}",) if number else ()


def _nanopubs(corpus: Corpus, ontology: Ontology) -> Exported:
    from kg.export.nanopubs import nanopubs, render_nanopubs

    remarks = [f"{len(corpus.claims):,} nanopublications, unsigned: creator and date are for whoever signs them"]
    if not corpus.license:
        remarks.append("no license, since corpus.toml names none")
    text = render_nanopubs(nanopubs(corpus, ontology, quads_of(corpus, ontology)))
    return Exported(content=text, remarks=tuple(remarks))


def _table(claims: Table, form: str) -> Exported:
    said = _not_asserted(claims, "'asserted' is false")
    if form == "parquet":
        from kg.export.parquet import render_parquet

        return Exported(content=render_parquet(claims), remarks=said)
    from kg.export.tables import guarded, render_csv, render_spreadsheet

    if form == "csv":
        return Exported(content=render_csv(claims), remarks=said)
    if number := guarded(claims):
        said += (f"{number:,} cells that look like formulas begin with an apostrophe; csv has them as they are",)
    return Exported(content=render_spreadsheet(claims), remarks=said)
