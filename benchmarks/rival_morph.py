"""The same claims by morph-kgc, from a table in which all cells that need more than a template lie ready.

``KG_MORPH`` names a Python that has morph-kgc; its rdflib is older than the one that the project needs.
"""

from __future__ import annotations

import csv
import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from synthetic import cpu_of_children

from kg.compiler import Quad
from kg.terms import iri

PYTHON = os.environ.get("KG_MORPH", "")
#: Without ``subject`` and ``object``: morph-kgc loses columns of these names without a word.
COLUMNS = ("claim", "one", "relation", "other", "statement", "text", "paragraph", "day", "gloss")
_SOURCE, _GRAPH = iri("source:icews"), iri("graph:icews")


def seconds_of_morph(folder: Path, quads: Sequence[Quad]) -> tuple[float, list[str]]:
    """Return the seconds of the processor that morph-kgc and ``sort`` take for the claims in *quads*, and the lines."""
    with (folder / "flat.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *_rows(quads)])
    (folder / "mapping.ttl").write_text(_mapping(folder / "flat.csv"), "utf-8")
    settings = ("output_format=N-QUADS", f"output_file={folder / 'morph.nq'}", "number_of_processes=2")
    sections = ["[CONFIGURATION]", *settings, "[Claims]", f"mappings={folder / 'mapping.ttl'}"]
    (folder / "morph.ini").write_text("\n".join(sections), "utf-8")
    output, ordered = str(folder / "morph.nq"), str(folder / "morph.sorted.nq")
    with cpu_of_children() as took:
        subprocess.run([PYTHON, "-m", "morph_kgc", folder / "morph.ini"], check=True, capture_output=True, cwd=folder)
        subprocess.run(["sort", "-u", output, "-o", ordered], check=True, env={**os.environ, "LC_ALL": "C"})
    return took[0], Path(ordered).read_text("utf-8").splitlines(keepends=True)


def _rows(quads: Iterable[Quad]) -> list[list[str]]:
    """Return a row for each claim, with the IRIs and texts of its quads."""
    nodes: dict[str, dict[str, str]] = {}
    for quad in quads:
        nodes.setdefault(quad.subject, {})[quad.predicate] = quad.object
    claims = {subject: facts for subject, facts in nodes.items() if subject.startswith(f"<{iri('claim:')}")}
    found = []
    for subject, facts in claims.items():
        of = {curie: facts[f"<{iri(curie)}>"] for curie in _NEEDED}
        statement = of["ent:statement"]
        text = nodes[statement][f"<{iri('rdfs:label')}>"]
        terms = (subject, of["rdf:subject"], of["rdf:predicate"], of["rdf:object"], statement, text)
        found.append([_plain(t) for t in (*terms, of["ent:paragraph"], of["ent:time"], of["ent:gloss"])])
    return found


_NEEDED = (
    "rdf:subject", "rdf:predicate", "rdf:object", "ent:statement", "ent:paragraph", "ent:time", "ent:gloss",
)  # fmt: skip


def _plain(term: str) -> str:
    return term[1:-1] if term.startswith("<") else term[1 : term.rindex('"')].replace('\\"', '"')


def _mapping(table: Path) -> str:
    claim = [
        *(_constant("rdf:type", kind) for kind in ("ent:Claim", "rdf:Statement")),
        *(
            _reference(p, c)
            for p, c in (("rdf:subject", "one"), ("rdf:predicate", "relation"), ("rdf:object", "other"))
        ),
        *(_reference(p, c) for p, c in (("ent:statement", "statement"), ("ent:party", "one"), ("ent:party", "other"))),
        _constant("ent:claimant", "source:icews"),
        _constant("prov:hadPrimarySource", "source:icews"),
        _constant("ent:polarity", "polarity:affirmed"),
        _constant("ent:modality", "modality:actual"),
        _constant("ent:certainty", "certainty:high"),
        _reference("ent:paragraph", "paragraph", datatype="xsd:integer"),
        _reference("ent:time", "day", datatype="edtf:EDTF"),
        *(_reference(predicate, "day", datatype="xsd:date") for predicate in ("ent:earliest", "ent:latest")),
        *(_reference(predicate, "gloss", language="en") for predicate in ("ent:gloss", "rdfs:label")),
    ]
    statement = [_constant("rdf:type", "ent:Statement"), _reference("rdfs:label", "text", language="en")]
    maps = (
        _triples("claims", table, "claim", _GRAPH, claim),
        _triples("statements", table, "statement", iri("graph:registry"), statement),
        _triples(
            "asserted",
            table,
            "one",
            iri("graph:asserted"),
            [_pair('rr:predicateMap [ rml:reference "relation" ]', "other")],
        ),
    )
    heads = (
        "rr: <http://www.w3.org/ns/r2rml#>",
        "rml: <http://semweb.mmlab.be/ns/rml#>",
        "ql: <http://semweb.mmlab.be/ns/ql#>",
    )
    return "".join(f"@prefix {head} .\n" for head in heads) + "\n".join(maps)


def _triples(name: str, table: Path, subject: str, graph: str, pairs: Iterable[str]) -> str:
    source = f'rml:logicalSource [ rml:source "{table}" ; rml:referenceFormulation ql:CSV ]'
    subjects = (
        f'rr:subjectMap [ rml:reference "{subject}" ; rr:termType rr:IRI ; rr:graphMap [ rr:constant <{graph}> ] ]'
    )
    return f"<#{name}> {source} ; {subjects} ; {' ; '.join(pairs)} ."


def _constant(predicate: str, value: str) -> str:
    return f"rr:predicateObjectMap [ rr:predicate <{iri(predicate)}> ; rr:objectMap [ rr:constant <{iri(value)}> ] ]"


def _reference(predicate: str, column: str, *, datatype: str = "", language: str = "") -> str:
    if not datatype and not language:
        return _pair(f"rr:predicate <{iri(predicate)}>", column)
    kind = f"rr:datatype <{iri(datatype)}>" if datatype else f'rr:language "{language}"'
    value = f'rr:objectMap [ rml:reference "{column}" ; {kind} ]'
    return f"rr:predicateObjectMap [ rr:predicate <{iri(predicate)}> ; {value} ]"


def _pair(predicate: str, column: str) -> str:
    return f'rr:predicateObjectMap [ {predicate} ; rr:objectMap [ rml:reference "{column}" ; rr:termType rr:IRI ] ]'
