"""JSON-LD with short names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kg.terms import shorten


def compact(data: bytes, prefixes: Mapping[str, str]) -> str:
    """Return expanded JSON-LD with a context of *prefixes* and the names that they shorten."""
    graph = _compact(json.loads(data), prefixes)
    return json.dumps({"@context": prefixes, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _compact(value: Any, prefixes: Mapping[str, str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {
            name if name.startswith("@") else _short(name, prefixes): _compact(own, prefixes, name)
            for name, own in value.items()
        }
    if isinstance(value, list):
        return [_compact(own, prefixes, key) for own in value]
    return _short(value, prefixes) if key in ("@id", "@type") else value


def _short(name: str, prefixes: Mapping[str, str]) -> str:
    curie = shorten(name)
    return curie if curie.partition(":")[0] in prefixes else name
