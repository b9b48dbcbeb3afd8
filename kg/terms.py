"""The IRIs that the compiler writes, as N-Triples terms, and the prefixes that are known everywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_BASE = "https://w3id.org/entente/"

#: The project's own prefixes, then those of the vocabularies it builds on.
PREFIXES: Mapping[str, str] = {
    "ent": f"{_BASE}ontology#",
    **{
        name: f"{_BASE}{name}/"
        for name in (
            "actor", "certainty", "claim", "evidence", "family", "graph", "inference", "issue", "modality", "plover",
            "polarity", "rel", "rule", "source", "statement", "unit",
        )
    },
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip

#: What xsd:decimal takes; Python reads powers of ten too, which would be written out.
DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_ESCAPED = re.compile(r'[\\"\n\r]')
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def iri(curie: str) -> str:
    """Return the IRI that *curie* stands for.

    >>> iri("actor:iran")
    'https://w3id.org/entente/actor/iran'
    """
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


@lru_cache(maxsize=1024)
def term(curie: str) -> str:
    """Return the N-Triples term that *curie* stands for; predicates are asked for with every claim."""
    return f"<{iri(curie)}>"


def literal(text: str, *, datatype: str = "", language: str = "") -> str:
    r"""Return *text* as an N-Triples literal; *datatype* is a CURIE.

    >>> literal('say "yes"', language="en")
    '"say \\"yes\\""@en'
    """
    quoted = f'"{text.translate(_ESCAPES) if _ESCAPED.search(text) else text}"'
    if language:
        return f"{quoted}@{language.lower()}"
    return f"{quoted}^^{term(datatype)}" if datatype else quoted


def shorten(iri: str) -> str:
    """Return *iri* as a CURIE where a known prefix fits, else in angle brackets.

    >>> shorten("https://w3id.org/entente/actor/iran")
    'actor:iran'
    """
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and _LOCAL_NAME.fullmatch(iri[len(start) :]):
            return f"{prefix}:{iri[len(start) :]}"
    return f"<{iri}>"


def is_iri(text: str) -> bool:
    """Tell whether *text* is a whole IRI as the engine takes it.

    >>> is_iri("https://example.org/a"), is_iri("https://example.org/%zz"), is_iri("a")
    (True, False, False)
    """
    import pyoxigraph as ox

    try:
        return bool(ox.NamedNode(text))
    except ValueError:
        return False


_LOCAL_NAME = re.compile(r"\w(?:[\w.-]*[\w-])?", re.ASCII)


TYPE = term("rdf:type")
