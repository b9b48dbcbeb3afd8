"""Where the W3C's test suites are, and what their manifests list."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest
from conftest import ROOT

W3C = Path(os.environ.get("KG_W3C") or ROOT.parent / "shared" / "w3c").resolve()
PREFIXES = {
    "mf": "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#",
    "qt": "http://www.w3.org/2001/sw/DataAccess/tests/test-query#",
    "rdft": "http://www.w3.org/ns/rdftest#",
    "sh": "http://www.w3.org/ns/shacl#",
    "sht": "http://www.w3.org/ns/shacl-test#",
}


def needs(suite: Path) -> pytest.MarkDecorator:
    """Return the mark of tests that are skipped where *suite* is absent."""
    return pytest.mark.skipif(not suite.is_dir(), reason=f"the W3C test suites are not in {W3C}; set KG_W3C")


def manifest(path: Path, base: str | None = None) -> ox.Store:
    """Return what a manifest says, its addresses those of its files, or as if it lay at *base*."""
    store = ox.Store()
    store.load(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=base or path.as_uri())
    return store


def rows(store: ox.Store, pattern: str) -> Sequence[ox.QuerySolution]:
    """Return what a pattern finds, in the order of what has a name that stays."""
    found = store.query(f"SELECT DISTINCT * {{ {pattern} }}", prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(found, key=lambda row: [str(value) for value in row if not isinstance(value, ox.BlankNode)])


def file_of(node: Any) -> Path:
    return Path(unquote(urlsplit(node.value).path))
