from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from build_fixtures import Ran, run_kg
from conftest import ACTORS, ROOT, CorpusFolder
from rdflib import SH, Graph

from kg.builder import compile_lines
from kg.model import Corpus
from kg.ontology import Ontology
from kg.problems import KgError
from kg.reader import read_corpus
from kg.shapes import check_shapes
from kg.terms import literal, shorten, term

SHAPES = ROOT / "ontology"
CLAIM, ROW = "claim:gazette.p1-1", "claims/gazette.csv:2:1"
ONE_LABEL = "actors, issues and sources have one label in a language"
#: Whose triples of which property are replaced by which objects, and what is then reported where.
DAMAGE: list[tuple[str, str, list[str], str, str]] = [
    (CLAIM, "rdf:subject", [], ROW, "a claim has one subject, an actor or issue"),
    (CLAIM, "rdf:predicate", ["ent:party"], ROW, "a claim uses one relation of the ontology, not ent:party"),
    (CLAIM, "rdf:object", ["actor:norland", "actor:sudonia"], ROW, "a claim has one object, an actor or issue"),
    (CLAIM, "ent:statement", ["claim:gazette.p1-2"], ROW, "a claim is about one statement, not claim:gazette.p1-2"),
    (CLAIM, "ent:party", ["actor:norland"], ROW, "a claim has two different parties, actors or issues"),
    (CLAIM, "ent:polarity", ["polarity:affirmed", "polarity:denied"], ROW, "a claim has one polarity"),
    (CLAIM, "ent:modality", ["polarity:denied"], ROW, "a claim has one modality, not polarity:denied"),
    (CLAIM, "ent:certainty", [], ROW, "a claim has one certainty"),
    (CLAIM, "ent:claimant", ['"somebody"'], ROW, "a claim has one claimant, an actor or its source, not 'somebody'"),
    (CLAIM, "prov:hadPrimarySource", ["actor:norland"], ROW, "a claim has one source, not actor:norland"),
    (
        CLAIM,
        "ent:paragraph",
        [literal("0", datatype="xsd:integer")],
        ROW,
        "a claim stands in one paragraph, counted from 1, not '0'",
    ),
    (CLAIM, "ent:gloss", ['"one"', '"two"'], ROW, "a claim has at most one gloss"),
    (CLAIM, "ent:item", ['"galleys"'], ROW, "an item is an actor or issue, not 'galleys'"),
    (CLAIM, "ent:place", ['"at sea"'], ROW, "a place is an actor or issue, not 'at sea'"),
    (
        CLAIM,
        "ent:evidence",
        ["claim:gazette.p1-2"],
        ROW,
        "a claim has at most one place of evidence, not claim:gazette.p1-2",
    ),
    (CLAIM, "ent:time", ['"2030"'], ROW, "a claim has at most one time, in EDTF, not '2030'"),
    (
        CLAIM,
        "ent:earliest",
        [literal("2031-01-01", datatype="xsd:date")],
        ROW,
        "a time begins before it ends, not '2031-01-01'",
    ),
    (
        CLAIM,
        "ent:latest",
        [literal("2030-12-31", datatype="xsd:date"), literal("2031-12-31", datatype="xsd:date")],
        ROW,
        "a time has at most one last day",
    ),
    (CLAIM, "ent:quantity", ['"1 item"', '"2 item"'], ROW, "a claim has at most one quantity"),
    (
        CLAIM,
        "ent:least",
        [literal("13", datatype="xsd:decimal")],
        ROW,
        "the lower bound of a quantity is a number not above the upper one, not '13'",
    ),
    (
        CLAIM,
        "ent:most",
        [literal("12", datatype="xsd:decimal"), literal("14", datatype="xsd:decimal")],
        ROW,
        "the upper bound of a quantity is a number",
    ),
    (
        "statement:norland_supplies-arms-to_sudonia_galleys",
        "rdfs:label",
        [],
        ROW,
        "a statement has one label in a language",
    ),
    (CLAIM, "ent:unit", ["issue:galleys"], ROW, "a quantity has one unit of the ontology, not issue:galleys"),
    (CLAIM, "ent:if", ["issue:galleys"], ROW, "a condition is a claim, not issue:galleys"),
    (CLAIM, "ent:because", ["claim:gazette.p9-9"], ROW, "a reason is a claim, not claim:gazette.p9-9"),
    (CLAIM, "ent:inOrderTo", ["source:gazette"], ROW, "a purpose is a claim, not source:gazette"),
    (CLAIM, "ent:content", ['"words"'], ROW, "what is feared or asked for is a claim, not 'words'"),
    (CLAIM, "ent:contests", ["actor:norland"], ROW, "what a claim contests is a claim, not actor:norland"),
    ("evidence:gazette.p1-1", "oa:hasSource", [], ROW, "evidence lies in one source"),
    ("evidence:gazette.p1-1", "oa:hasSelector", [], ROW, "evidence is found by the words it quotes"),
    (
        "actor:sudonia",
        "skos:prefLabel",
        ['"Sudonia"@en', '"Southland"@en'],
        "actors.csv:3:1",
        ONE_LABEL,
    ),
    ("issue:galleys", "skos:prefLabel", [], "issues.csv:4:1", ONE_LABEL),
    ("source:herald", "skos:prefLabel", [], "sources.csv:3:1", ONE_LABEL),
    (
        "inference:glass-strait_is-valued-by_sudonia",
        "prov:wasDerivedFrom",
        [],
        "vocabulary.ttl:1:1",
        "an inference rests on claims",
    ),
    (
        "inference:glass-strait_is-valued-by_sudonia",
        "ent:rule",
        ["rule:none"],
        "claims/gazette.csv:3:1",
        "an inference names its rules, not rule:none",
    ),
]


@pytest.fixture(scope="module")
def corpus(corpus_folder: CorpusFolder) -> Corpus:
    return read_corpus(corpus_folder())[0]


@pytest.fixture(scope="module")
def lines(corpus: Corpus, ontology: Ontology) -> list[str]:
    return list(compile_lines(corpus, ontology))


def replaced(lines: list[str], subject: str, predicate: str, objects: list[str]) -> list[str]:
    start = f"{term(subject)} {term(predicate)} "
    terms = [text if text.startswith('"') else term(text) for text in objects]
    return [line for line in lines if not line.startswith(start)] + [f"{start}{o} {term('graph:g')} .\n" for o in terms]


def test_a_compiled_corpus_keeps_the_contract(corpus: Corpus, lines: list[str]) -> None:
    assert check_shapes(corpus, lines, SHAPES) == []


@pytest.mark.parametrize(
    ("subject", "predicate", "objects", "place", "message"), DAMAGE, ids=[f"{case[0]} {case[1]}" for case in DAMAGE]
)
def test_what_breaks_the_contract_is_reported_at_its_row(
    corpus: Corpus, lines: list[str], subject: str, predicate: str, objects: list[str], place: str, message: str
) -> None:
    found = check_shapes(corpus, replaced(lines, subject, predicate, objects), SHAPES)

    assert [str(problem) for problem in found] == [
        f"{place}: {subject} breaks the contract at {predicate}: {message} [shape]"
    ]


def test_every_property_with_a_shape_has_been_damaged() -> None:
    paths = Graph().parse(SHAPES / "shapes.ttl").objects(predicate=SH.path)

    assert {shorten(str(path)) for path in paths} == {predicate for _, predicate, *_ in DAMAGE}


def test_a_vocabulary_without_shapes_is_an_error_that_names_the_file(tmp_path: Path, corpus: Corpus) -> None:
    with pytest.raises(KgError) as error:
        check_shapes(corpus, [], tmp_path)
    assert str(error.value) == f"cannot read {tmp_path}/shapes.ttl: No such file or directory"


HEAD = """\
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix x: <x:> .
"""
SHAPE = "x:S a sh:NodeShape ; sh:targetNode x:a ; "
#: Shapes by strangers that cannot be used, and why.
REFUSED = {
    "sh:sparql": (
        SHAPE + 'sh:sparql [ a sh:SPARQLConstraint ; sh:select "SELECT * FROM <file:///etc/passwd> { $this ?p ?o }" ]',
        "sh:select is code, and none is run; say it in SHACL core",
    ),
    "a component with a query": (
        'x:C a sh:ConstraintComponent ; sh:parameter [ sh:path x:p ] ; sh:validator [ sh:ask "ASK {}" ] . '
        f"{SHAPE}x:p 1",
        "sh:ask is code, and none is run; say it in SHACL core",
    ),
    "sh:js": (
        SHAPE + 'sh:js [ sh:jsFunctionName "f" ; sh:jsLibrary [ sh:jsLibraryURL "http://127.0.0.1:9/f.js" ] ]',
        "sh:js is code, and none is run; say it in SHACL core",
    ),
    "a count that is none": (
        SHAPE + 'sh:property [ sh:path x:p ; sh:maxCount "x" ]',
        "MaxCountConstraintComponent sh:maxCount must be a literal with datatype xsd:integer.",
    ),
    "two counts": (
        SHAPE + "sh:property [ sh:path x:p ; sh:maxCount 1, 2 ]",
        "MaxCountConstraintComponent must have at most one sh:maxCount predicate.",
    ),
    "a list that leads to itself": (
        SHAPE + "sh:in _:l . _:l rdf:first x:p ; rdf:rest _:l",
        "List contains a recursive rdf:rest reference",
    ),
    "a shape that leads to itself": (SHAPE + "sh:node x:S", "one leads to itself, which SHACL gives no meaning"),
    "a bound without an order": (SHAPE + "sh:minInclusive x:y", "they are not sound"),
    "a pattern that is none": (SHAPE + 'sh:pattern "("', "missing ), unterminated subpattern at position 0"),
    "noes by the thousand": (
        SHAPE + "sh:not " + "[ sh:not " * 1000 + "x:S" + " ]" * 1000,
        "Validation path too deep!",
    ),
    "a path without end": (
        SHAPE + "sh:property [ sh:path _:l ; sh:minCount 1 ] . _:l sh:inversePath _:l",
        "Path traversal depth is too much!",
    ),
}


@pytest.mark.parametrize(("shapes", "reason"), REFUSED.values(), ids=list(REFUSED))
def test_shapes_that_cannot_be_used_are_refused_and_their_code_is_not_run(
    tmp_path: Path, corpus: Corpus, capsys: pytest.CaptureFixture[str], shapes: str, reason: str
) -> None:
    (tmp_path / "shapes.ttl").write_text(f"{HEAD}{shapes} .\n", "utf-8")

    with pytest.raises(KgError) as error:
        check_shapes(corpus, ["<x:a> <x:p> <x:b> <x:g> .\n"], tmp_path)

    assert str(error.value) == f"cannot use the shapes {tmp_path}/shapes.ttl: {reason}"
    assert capsys.readouterr().err == ""


def test_what_shapes_import_is_not_read(tmp_path: Path, corpus: Corpus) -> None:
    (tmp_path / "strict.ttl").write_text(f"{HEAD}{SHAPE}sh:nodeKind sh:Literal .\n", "utf-8")
    imports = f"x: a owl:Ontology ; owl:imports <{(tmp_path / 'strict.ttl').as_uri()}>, <http://127.0.0.1:9/> .\n"
    (tmp_path / "shapes.ttl").write_text(HEAD + imports, "utf-8")

    assert check_shapes(corpus, ["<x:a> <x:p> <x:b> <x:g> .\n"], tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no alarm")
def test_shapes_that_take_for_ever_are_stopped_when_their_time_is_up(
    tmp_path: Path, corpus_folder: CorpusFolder
) -> None:
    shutil.copytree(corpus_folder(actors=ACTORS.replace("Sudonia", "a" * 60 + "!")), tmp_path / "corpus")
    shutil.copytree(SHAPES, tmp_path / "ontology")
    labels = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    shape = f'x:S a sh:PropertyShape ; sh:targetSubjectsOf {labels} ; sh:path {labels} ; sh:pattern "^(a+)+$" .'
    (tmp_path / "ontology" / "shapes.ttl").write_text(HEAD + shape, "utf-8")

    assert run_kg("check", "--shapes", "--timeout", "1", cwd=tmp_path) == Ran(
        124, "", "error[timeout]: stopped after 1 s\n   = help: --timeout takes more seconds, 0 for no end\n"
    )


@pytest.mark.parametrize(
    "shapes", [b"shape:Claim a sh:NodeShape", b'<x:a> <x:b> "\xff" .', b"<x:a> <x:b> " + b"[" * 9999]
)
def test_shapes_that_are_not_turtle_are_an_error_that_names_the_place(
    tmp_path: Path, corpus: Corpus, shapes: bytes
) -> None:
    (tmp_path / "shapes.ttl").write_bytes(shapes)

    with pytest.raises(KgError, match=r"shapes\.ttl:1:\d+: not Turtle: "):
        check_shapes(corpus, [], tmp_path)
