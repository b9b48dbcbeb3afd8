"""Triples as RDF, in one order and with the known prefixes that they use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from kg.problems import KgError
from kg.report.names import short_or_full
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
    prefixes = _used_prefixes(ordered)
    if form == "rdfxml":
        _refuse_for_rdfxml(ordered)
    try:
        data = ox.serialize(ordered, format=FORMATS[form], prefixes=prefixes)
    except OSError as error:
        raise KgError(f"{form}: {error}; take turtle") from None
    assert data is not None
    return _compact(json.loads(data), prefixes) if form == "jsonld" else data.decode()


def _used_prefixes(triples: Sequence[ox.Triple]) -> dict[str, str]:
    """Return the known prefixes that *triples* use, but none that an IRI of theirs begins with as it stands."""
    text = " ".join(map(str, triples))
    return {prefix: start for prefix, start in PREFIXES.items() if f"<{start}" in text and f"<{prefix}:" not in text}


def _refuse_for_rdfxml(triples: Iterable[ox.Triple]) -> None:
    from kg.report.xml_rows import refuse_for_xml

    for triple in triples:
        if not _ELEMENT.search(triple.predicate.value):
            raise KgError(f"RDF/XML has no way to write the relation {triple.predicate}; take turtle")
        if isinstance(triple.object, ox.Literal):
            refuse_for_xml(triple.object.value)


def _compact(nodes: Sequence[Any], prefixes: Mapping[str, str]) -> str:
    """Return expanded JSON-LD with a context of *prefixes* and the names that they shorten."""

    def short(name: str) -> str:
        curie = short_or_full(name)
        return curie if curie.partition(":")[0] in prefixes else name

    def compact(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name if name.startswith("@") else short(name): compact(own, name) for name, own in value.items()}
        if isinstance(value, list):
            return [compact(own, key) for own in value]
        return short(value) if key in ("@id", "@type") else value

    return json.dumps({"@context": prefixes, "@graph": compact(nodes)}, ensure_ascii=False, indent=1) + "\n"
