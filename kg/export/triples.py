"""Triples as RDF, in one order and with the known prefixes that they use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from kg.problems import KgError
from kg.terms import PREFIXES

FORMATS: Mapping[str, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
# How an element of XML may be called, at the end of an IRI.
_ELEMENT = re.compile(r"[^\W\d][\w.-]*$")


def render_graph(triples: Iterable[ox.Triple], form: str) -> str:
    """Return triples in one of `FORMATS`. Raises KgError where that cannot say what they do."""
    ordered = sorted(set(triples), key=str)
    prefixes = used_prefixes(ordered)
    if form == "rdfxml":
        _refuse_for_rdfxml(ordered)
    try:
        data = ox.serialize(ordered, format=FORMATS[form], prefixes=prefixes)
    except OSError as error:
        raise KgError(f"{form}: {error}; take turtle") from None
    assert data is not None
    return _compact(data, prefixes) if form == "jsonld" else data.decode()


def used_prefixes(triples: Iterable[ox.Triple | ox.Quad], known: Mapping[str, str] = PREFIXES) -> dict[str, str]:
    """Return the *known* prefixes that *triples* use, but none that an IRI of theirs begins with as it stands."""
    text = " ".join(map(str, triples))
    return {prefix: start for prefix, start in known.items() if f"<{start}" in text and f"<{prefix}:" not in text}


def _refuse_for_rdfxml(triples: Iterable[ox.Triple]) -> None:
    from kg.export.xml import refuse_for_xml

    for triple in triples:
        if not _ELEMENT.search(triple.predicate.value):
            raise KgError(f"RDF/XML has no way to write the relation {triple.predicate}; take turtle")
        if isinstance(triple.object, ox.Literal):
            refuse_for_xml(triple.object.value)


def _compact(data: bytes, prefixes: Mapping[str, str]) -> str:
    from kg.export.jsonld import compact

    return compact(data, prefixes)
