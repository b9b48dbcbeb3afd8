"""What a build consists of and whether it is that of the files as they are now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from kg import __version__
from kg.characters import visible
from kg.files import files_of, read_file
from kg.places import Project

QUADS, TRIG, STORE, PAGE, MANIFEST, INPUTS = (
    "graph.nq",
    "graph.trig",
    "store",
    "graph.html",
    "manifest.json",
    "inputs.json",
)
#: The page of a part, which `kg explore` puts beside them.
PART = "part.html"
#: All that we put into the folder of a build.
NAMES = frozenset({QUADS, TRIG, STORE, PAGE, MANIFEST, INPUTS, PART})
_NAME = "entente-kg "
PROGRAM = f"{_NAME}{__version__}"


def fingerprint(project: Project) -> dict[str, str]:
    """Return the SHA-256 of every file that a build of the project rests on, by its path in its folder."""
    import hashlib

    return {name: hashlib.sha256(read_file(path)).hexdigest() for name, path in sorted(_inputs(project))}


def _inputs(project: Project) -> Iterator[tuple[str, Path]]:
    corpus, ontology = project.corpus, project.ontology
    folders = (
        ("corpus", corpus, (".csv", ".toml", ".ttl")),
        ("corpus/claims", corpus / "claims", (".csv",)),
        ("ontology", ontology, (".ttl",)),
        ("ontology/rules", ontology / "rules", (".rq",)),
    )
    for name, folder, suffixes in folders:
        for path in files_of(folder, *suffixes):
            yield visible(f"{name}/{path.name}"), path


def is_build(folder: Path) -> bool:
    """Tell whether a folder holds a build of this program, in any version."""
    return str(_read(folder / MANIFEST).get("program", "")).startswith(_NAME)


def has_inferences(build: Path) -> bool:
    """Tell whether a build was made with inference; what is no build yet will be."""
    return bool(_read(build / MANIFEST).get("inference", True))


def is_fresh(project: Project) -> bool:
    """Tell whether the build was made from the files as they are now, by this version of the program."""
    manifest, inputs = _read(project.build / MANIFEST), _read(project.build / INPUTS)
    return manifest.get("program") == PROGRAM and inputs.get("files") == fingerprint(project)


def _read(path: Path) -> Mapping[str, object]:
    """Return the JSON object in a file, or an empty one where there is none."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
