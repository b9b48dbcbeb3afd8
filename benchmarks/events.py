"""A corpus of real events: ICEWS, coded by CAMEO, found by ``KG_EVENTS`` or in ``../shared/data``.

Each event becomes a claim between two actors, with a day and a gloss; larger corpora repeat them in later years. Its
relation is one of the vocabulary's, drawn by the name of the CAMEO type, since only the shape of the graph counts here.
"""

from __future__ import annotations

import csv
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from synthetic import ROOT

from kg.ontology import Ontology
from kg.terms import iri

EVENTS = Path(os.environ.get("KG_EVENTS") or ROOT.parent / "shared" / "data" / "icews-2005-2015.tsv")
SOURCE = "icews"
HEADER = ("source", "id", "paragraph", "subject", "relation", "object", "time", "gloss")
#: Years by which a repetition is later; a multiple of four, so that leap days stay leap days.
_LATER = 12


def write_corpus(folder: Path, number: int, ontology: Ontology) -> None:
    """Write a corpus of as many events, a hundred a paragraph."""
    names: dict[str, str] = {}
    rows = list(_claims(number, names, ontology))
    tables: dict[str, Iterable[Iterable[str]]] = {
        "actors.csv": [("id", "kind", "label"), *((id, "organisation", name) for name, id in names.items())],
        "issues.csv": [("id", "kind", "label")],
        "sources.csv": [("id", "title", "paragraphs"), (SOURCE, "ICEWS", str(number))],
        "claims.csv": [HEADER, *rows],
    }
    folder.mkdir(exist_ok=True)
    for name, table in tables.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(table)


def _claims(number: int, names: dict[str, str], ontology: Ontology) -> Iterator[tuple[str, ...]]:
    actor = iri("ent:Actor")
    between = sorted(code for code, r in ontology.relations.items() if {actor} <= r.domain & r.range)
    for place, (subject, kind, object, day) in enumerate(_events(number)):
        first, second = (names.setdefault(name, f"actor-{len(names)}") for name in (subject, object))
        paragraph = place // 100 + 1
        relation = between[zlib.crc32(kind.encode()) % len(between)]
        gloss = f"{subject}: {kind}: {object}"
        yield SOURCE, f"p{paragraph}-{place % 100 + 1}", str(paragraph), first, relation, second, day, gloss


def _events(number: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield events: subject, type, object and day."""
    if not EVENTS.is_file():
        sys.exit(f"no events in {EVENTS}; set KG_EVENTS")
    with EVENTS.open(encoding="utf-8", newline="") as file:
        known = [row for row in list(csv.reader(file, delimiter="\t"))[1:] if row[0] != row[2]]
    for place in range(number):
        subject, kind, object, day = known[place % len(known)]
        yield subject, kind, object, f"{int(day[:4]) + _LATER * (place // len(known))}{day[4:]}"
