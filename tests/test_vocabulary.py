from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from build_fixtures import Ran, build_project, example_in, project_in, run_kg
from conftest import ROOT, CorpusFolder

from kg import vocabulary
from kg.builder import compile_lines, read_project
from kg.checks import check
from kg.ontology import Ontology, load_ontology
from kg.places import Project
from kg.problems import KgError, has_errors
from kg.scaffold import write_scaffold
from kg.terms import PREFIXES
from kg.vocabulary import extend, read_vocabulary

FOOTBALL = ROOT / "tests" / "football" / "corpus"
#: One line, so that what follows stands from line 2 on.
PREFIXED = " ".join(f"@prefix {prefix}: <{start}> ." for prefix, start in PREFIXES.items()) + "\n"
FERRIES = (
    'rel:ferries a ent:Relation ; skos:notation "ferries" ; rdfs:label "ferries"@en ; '
    'ent:inverseLabel "is ferried by"@en ; skos:definition "Carries across."@en ; skos:example "A and B (x, p1)"@en ; '
    "schema:domainIncludes ent:Actor ; schema:rangeIncludes ent:Actor ; ent:family family:cooperation ; "
    'ent:valence 2.0 ; ent:valenceBasis "project" ; rdfs:subPropertyOf ent:relatesTo .\n'
)
INVERSE = 'rel:is-ferried-by a ent:InverseRelation ; owl:inverseOf rel:ferries ; rdfs:label "is ferried by"@en .\n'


def example_of_the_manual() -> str:
    """Return the vocabulary that the coding manual shows."""
    manual = (ROOT / "corpus" / "README.md").read_text("utf-8")
    block = re.search(r"^## Words of your own\n.*?^```turtle\n(.*?)^```$", manual, re.MULTILINE | re.DOTALL)
    assert block
    return block[1]


def reported(ontology: Ontology, turtle: str | bytes) -> list[str]:
    """Return what is reported of a vocabulary whose prefixes stand in line 1."""
    data = turtle if isinstance(turtle, bytes) else (PREFIXED + turtle).encode()
    grown, problems = extend(ontology, data, "vocabulary.ttl")
    assert grown.complete == (not problems)
    return [str(problem) for problem in problems]


def test_a_sound_relation_is_added(ontology: Ontology) -> None:
    grown, problems = extend(ontology, (PREFIXED + FERRIES + INVERSE).encode(), "vocabulary.ttl")

    assert (problems, grown.complete) == ([], True)
    assert grown.relations.keys() - ontology.relations.keys() == {"ferries"}
    assert grown.relations["ferries"].inverse == "is-ferried-by"


def test_the_vocabulary_of_the_football_corpus_is_clean(ontology: Ontology) -> None:
    grown, problems = read_vocabulary(ROOT / "ontology", FOOTBALL / "vocabulary.ttl")

    assert (problems, grown.complete) == ([], True)
    assert {"beats", "draws-with"} <= grown.relations.keys() - ontology.relations.keys()
    assert grown.relations["beats"].item_role == "competition"


def test_what_is_not_turtle_is_reported_where_it_breaks(ontology: Ontology) -> None:
    assert [reported(ontology, text) for text in (b"\nrel:a a ent:Relation .", b"<a:a> <a:b>\n  x .", b"# \xff\n")] == [
        [
            "vocabulary.ttl:2:1: not Turtle: The prefix rel: has not been declared; did you mean "
            "'@prefix rel: <https://w3id.org/entente/rel/> .'? [not-turtle]"
        ],
        ["vocabulary.ttl:2:3: not Turtle: x is not a valid RDF object [not-turtle]"],
        ["vocabulary.ttl:1:3: not Turtle: a letter that is not UTF-8; save the file as UTF-8 [not-turtle]"],
    ]


def test_a_byte_order_mark_is_no_fault(ontology: Ontology) -> None:
    assert reported(ontology, ("\ufeff" + PREFIXED + FERRIES + INVERSE).encode()) == []


@pytest.mark.parametrize(
    ("turtle", "problems"),
    [
        pytest.param(
            'ent:Sea a owl:Class ; skos:notation "sea" ; rdfs:label "sea [1] _:x"@en ; rdfs:subClassOf ent:Issue ;\n'
            "  rdfs:seeAlso [ rdfs:seeAlso [] ] , _:b , () , ( 1 ) .  # [\n"
            '_:b rdfs:label "b" .',
            [
                "vocabulary.ttl:3:16: a node without a name; give it one, such as 'ent:OpenSea' [blank-node]",
                "vocabulary.ttl:3:38: a node without a name; give it one, such as 'ent:OpenSea' [blank-node]",
                "vocabulary.ttl:3:49: a node without a name; give it one, such as 'ent:OpenSea' [blank-node]",
            ],
            id="blank-node",
        ),
        pytest.param(
            "ent:polarities rdfs:seeAlso << ent:Actor rdfs:seeAlso ent:Issue >> .",
            ["vocabulary.ttl:1:1: a node without a name; give it one, such as 'ent:OpenSea' [blank-node]"],
            id="a triple as a term",
        ),
        pytest.param(
            'rel:attacks skos:definition "Frowns at."@en . <http://www.w3.org/ns/prov#Agent> a ent:Family .\n'
            'rel:hits a ent:InverseRelation ; owl:inverseOf rel:attacks ; rdfs:label "hits"@en .',
            [
                "vocabulary.ttl:2:1: rel:attacks is no term of this corpus and cannot be changed; "
                "define one of your own [changed-term]",
                "vocabulary.ttl:2:47: prov:Agent is no term of this corpus and cannot be changed; "
                "define one of your own [changed-term]",
                "vocabulary.ttl:3:1: rel:attacks has an inverse already; "
                "define one only of relations of your own [changed-term]",
            ],
            id="changed-term",
        ),
        pytest.param(
            "actor:a rel:attacks actor:b .\n\n  <x:y> a ent:Club ; rel:attacks actor:a .\n<x:z> a ent:Claim .\n"
            'ent:Club a owl:Class ; rdfs:subClassOf ent:Actor ; skos:notation "club" ; rdfs:label "club"@en .',
            [
                "vocabulary.ttl:2:1: actor:a is no word but a thing; "
                "what is known of it stands in the tables [fact-in-vocabulary]",
                "vocabulary.ttl:4:3: <x:y> is a thing of class ent:Club; it stands in the tables [fact-in-vocabulary]",
                "vocabulary.ttl:4:3: <x:y> rel:attacks ... is a claim; it stands in the tables [fact-in-vocabulary]",
                "vocabulary.ttl:5:1: <x:z> is a thing of class ent:Claim; it stands in the tables [fact-in-vocabulary]",
            ],
            id="fact-in-vocabulary",
        ),
        pytest.param(
            'ent:Club a owl:Class ; rdfs:subClassOf ent:Actor ; skos:notation "club" ; rdfs:label "club"@en--rtl .\n'
            'ent:Team a owl:Class ; rdfs:subClassOf ent:Actor ; skos:notation "team" ; rdfs:label "te\\u001bam"@en .\n'
            'ent:Crew a owl:Class ; rdfs:subClassOf ent:Actor ; skos:notation "crew" ; rdfs:label "cr\\u202Eew"@en .',
            [
                "vocabulary.ttl:2:1: rdfs:label of ent:Club has a direction of writing; "
                "the language alone tells it [odd-text]",
                "vocabulary.ttl:3:1: rdfs:label of ent:Team has the character U+001B, which is not seen; "
                "leave it out [odd-text]",
                "vocabulary.ttl:4:1: rdfs:label of ent:Crew has the character U+202E, which is not seen; "
                "leave it out [odd-text]",
            ],
            id="odd-text",
        ),
        pytest.param(
            "rel:ferries a ent:Relation .",
            [
                f"vocabulary.ttl:2:1: rel:ferries has no {missing} [incomplete-term]"
                for missing in (
                    "ent:family; write for example 'ent:family family:diplomacy'",
                    "ent:inverseLabel; write for example 'ent:inverseLabel \"is ... by\"@en'",
                    "ent:valence; write for example 'ent:valence 0.0'",
                    "ent:valenceBasis; write for example 'ent:valenceBasis \"project\"'",
                    "inverse; write one with 'owl:inverseOf', or 'a owl:SymmetricProperty'",
                    "rdfs:label; write for example 'rdfs:label \"...\"@en'",
                    "rdfs:subPropertyOf; write for example 'rdfs:subPropertyOf ent:relatesTo'",
                    "schema:domainIncludes; write for example 'schema:domainIncludes ent:Actor'",
                    "schema:rangeIncludes; write for example 'schema:rangeIncludes ent:Actor'",
                    "skos:definition; write for example 'skos:definition \"...\"@en'",
                    "skos:example; write for example 'skos:example \"... (source-id, p1)\"@en'",
                    "skos:notation; write for example 'skos:notation \"ferries\"'",
                )
            ],
            id="incomplete-term: a relation",
        ),
        pytest.param(
            FERRIES + "rel:a owl:inverseOf rel:ferries .\nrel:b a ent:InverseRelation ; owl:inverseOf rel:ferries .",
            [
                "vocabulary.ttl:2:1: rel:ferries has the inverse rel:a and rel:b; one must do [incomplete-term]",
                "vocabulary.ttl:3:1: rel:a is an inverse; write 'a ent:InverseRelation' [incomplete-term]",
                "vocabulary.ttl:4:1: rel:b has no rdfs:label; "
                "write for example 'rdfs:label \"...\"@en' [incomplete-term]",
            ],
            id="incomplete-term: inverses",
        ),
        pytest.param(
            "ent:RiverBasin a owl:Class .\nfamily:water a ent:Family .\n"
            'modality:feared a ent:Modality ; skos:notation "feared" .\nunit:ell skos:notation "ell" .',
            [
                "vocabulary.ttl:2:1: ent:RiverBasin has no rdfs:label; "
                "write for example 'rdfs:label \"...\"@en' [incomplete-term]",
                "vocabulary.ttl:2:1: ent:RiverBasin has no skos:notation; "
                "write for example 'skos:notation \"river-basin\"' [incomplete-term]",
                "vocabulary.ttl:2:1: ent:RiverBasin must be under ent:Actor or ent:Issue; "
                "write for example 'rdfs:subClassOf ent:Actor' [incomplete-term]",
                "vocabulary.ttl:3:1: family:water has no rdfs:label; "
                "write for example 'rdfs:label \"...\"@en' [incomplete-term]",
                "vocabulary.ttl:3:1: family:water has no skos:notation; "
                "write for example 'skos:notation \"water\"' [incomplete-term]",
                "vocabulary.ttl:4:1: modality:feared has no rdfs:label; "
                "write for example 'rdfs:label \"...\"@en' [incomplete-term]",
                "vocabulary.ttl:5:1: unit:ell has no type; write for example 'a ent:Unit' [incomplete-term]",
            ],
            id="incomplete-term: other terms",
        ),
        pytest.param(
            FERRIES.replace('"ferries" ;', '"x y>z" ;')
            + INVERSE
            + 'ent:RiverBasin a owl:Class ; rdfs:subClassOf ent:Issue ; skos:notation "Basin" ; rdfs:label "b"@en .\n'
            'unit:dollar a ent:Unit ; skos:notation "USD" ; rdfs:label "dollars"@en .',
            [
                "vocabulary.ttl:2:1: 'x y>z' is no code: lower-case letters, digits and single hyphens; "
                "did you mean 'ferries'? [bad-code]",
                "vocabulary.ttl:4:1: 'Basin' is no code: lower-case letters, digits and single hyphens; "
                "did you mean 'river-basin'? [bad-code]",
                "vocabulary.ttl:5:1: unit:usd is a unit with the code 'USD' too; take another [bad-code]",
            ],
            id="bad-code",
        ),
        pytest.param(
            FERRIES.replace('"ferries" ;', '"attacks" ;') + INVERSE.replace("rel:is-", "ent:is_"),
            [
                "vocabulary.ttl:2:1: rel:attacks is a relation with the code 'attacks' too; take another [bad-code]",
                "vocabulary.ttl:2:1: rel:ferries has the code 'attacks'; that is the code of rel:attacks [bad-code]",
                "vocabulary.ttl:3:1: ent:is_ferried-by is no name for an inverse; "
                "take one such as 'rel:is-...-by' [bad-code]",
            ],
            id="bad-code: not its name",
        ),
        *(
            pytest.param(
                FERRIES.replace("2.0", valence) + INVERSE,
                [f"vocabulary.ttl:2:1: valence {shown} is not one number from -10 (force) to 10 (aid) [bad-valence]"],
                id=f"bad-valence: {valence}",
            )
            for valence, shown in (
                ('"high"', "'high'"),
                ("30", "'30'"),
                ('"nan"^^xsd:decimal', "'nan'"),
                ("rel:attacks", "'https://w3id.org/entente/rel/attacks'"),
                ("1.0, 2.0", "'1.0' and '2.0'"),
            )
        ),
        pytest.param(
            'unit:ell a ent:Unit ; skos:notation "ell" ; rdfs:label "ells"@en ; schema:value "long"^^xsd:decimal .',
            ["vocabulary.ttl:2:1: schema:value 'long' is not a number [bad-valence]"],
            id="bad-valence: another number",
        ),
        pytest.param(
            FERRIES.replace("family:cooperation", "family:diplomcy, 'diplomacy'")
            .replace("schema:rangeIncludes ent:Actor", "schema:rangeIncludes ent:Sttae ; ent:valance 3.0")
            .replace("ent:relatesTo", "rel:atacks ; ent:incompatibleWith rel:is-attacked-by")
            + INVERSE.replace("rel:ferries", "rel:feries, rel:ferries"),
            [
                "vocabulary.ttl:2:1: rel:ferries names 'diplomacy', which is no family; "
                "did you mean 'family:diplomacy'? [unknown-term]",
                "vocabulary.ttl:2:1: rel:ferries names ent:Sttae, which is no class; "
                "did you mean 'ent:State'? [unknown-term]",
                "vocabulary.ttl:2:1: rel:ferries names ent:valance, which is no term; "
                "did you mean 'ent:valence'? [unknown-term]",
                "vocabulary.ttl:2:1: rel:ferries names family:diplomcy, which is no family; "
                "did you mean 'family:diplomacy'? [unknown-term]",
                "vocabulary.ttl:2:1: rel:ferries names rel:atacks, which is no term; "
                "did you mean 'rel:attacks'? [unknown-term]",
                "vocabulary.ttl:2:1: rel:ferries names rel:is-attacked-by, which is no relation [unknown-term]",
                "vocabulary.ttl:3:1: rel:is-ferried-by names rel:feries, which is no relation; "
                "did you mean 'rel:ferries'? [unknown-term]",
            ],
            id="unknown-term",
        ),
    ],
)
def test_each_fault_is_reported_where_its_term_begins(ontology: Ontology, turtle: str, problems: list[str]) -> None:
    assert reported(ontology, turtle) == problems


def test_every_code_has_a_manual_and_a_test() -> None:
    text = Path(__file__).read_text("utf-8")

    assert [check.__name__ for check in vocabulary.CHECKS if not check.__doc__] == []
    assert [c for c in (check.__name__.replace("_", "-") for check in vocabulary.CHECKS) if f"[{c}]" not in text] == []


def test_a_term_is_found_by_its_iri_after_strings_numbers_and_prefixes_of_its_own(ontology: Ontology) -> None:
    turtle = (
        'PREFIX : <https://w3id.org/entente/rel/>\n<x:a> <x:b> """a . :attacks\n""", 1.5, "\\". <x:c>"@en, :hits .\n'
        "\t<https://w3id.org/entente/rel/attacks> <x:b> 5 . :threatens <x:b> 'a' ."
    )

    problems = extend(ontology, turtle.encode(), "vocabulary.ttl")[1]

    assert [(str(problem.place), problem.message.split()[0]) for problem in problems] == [
        ("vocabulary.ttl:2:1", "<x:a>"),
        ("vocabulary.ttl:4:2", "rel:attacks"),
        ("vocabulary.ttl:4:51", "rel:threatens"),
    ]


def test_what_rests_on_an_unsound_term_is_left_out_too_and_the_rest_stays(ontology: Ontology) -> None:
    turtle = (
        FERRIES.replace("family:cooperation", "family:water")
        + INVERSE
        + 'family:water a ent:Family ; skos:notation "water" .\n'
        + 'unit:ell a ent:Unit ; skos:notation "ell" ; rdfs:label "ells"@en .\n'
    )

    grown, problems = extend(ontology, (PREFIXED + turtle).encode(), "vocabulary.ttl")

    assert [problem.code for problem in problems] == ["incomplete-term"]
    assert (grown.relations.keys(), grown.families.keys()) == (ontology.relations.keys(), ontology.families.keys())
    assert grown.units.keys() - ontology.units.keys() == {"ell"}


def test_it_is_reported_with_all_else_and_no_row_is_blamed_for_it(tmp_path: Path) -> None:
    project = example_in(tmp_path)
    (project.corpus / "vocabulary.ttl").write_text(PREFIXED + "rel:closes a ent:Relation .\nrel:x a [] .", "utf-8")
    claims = project.corpus / "claims" / "herald-2024.csv"
    header, first, *rest = claims.read_text("utf-8").splitlines()
    cells = first.split(",")
    cells[2:5] = ["northbnak", "closes", cells[4]]
    claims.write_text("\n".join([header, ",".join(cells), *rest, ""]), "utf-8")

    problems = read_project(project).problems

    assert list(problems) == sorted(problems)
    assert {problem.code for problem in problems} == {"unknown-entity", "incomplete-term", "blank-node"}
    assert run_kg("check", cwd=tmp_path).code == 1


def test_a_vocabulary_that_is_not_turtle_hides_nothing(corpus_folder: CorpusFolder) -> None:
    folder = corpus_folder(vocabulary="x", herald="paragraph,sbject,subject,relation,object\n")
    project = Project(corpus=folder, ontology=ROOT / "ontology", build=folder / "build")

    assert [str(problem) for problem in read_project(project).problems if problem.place.file != "issues.csv"] == [
        "claims/herald.csv:1:11: no such column 'sbject'; did you mean 'object' or 'subject'? [unknown-column]",
        "sources.csv:3:1: warning: no claim comes from 'herald' [unused-source]",
        "vocabulary.ttl:1:1: not Turtle: x is not a valid subject or graph name [not-turtle]",
    ]


def test_the_example_of_the_manual_builds_with_a_row_for_each_word(tmp_path: Path) -> None:
    project = example_in(tmp_path)
    (project.corpus / "vocabulary.ttl").write_text(example_of_the_manual(), "utf-8")
    with (project.corpus / "issues.csv").open("a", encoding="utf-8") as issues:
        issues.write("lower-river,river,the Lower River,,,,\n")
    with (project.corpus / "claims" / "herald-2024.csv").open("a", encoding="utf-8") as claims:
        header = (project.corpus / "claims" / "herald-2024.csv").read_text("utf-8").splitlines()[0].split(",")
        for id, relation, object, quantity in (
            ("p2-8", "dams", "lower-river", "4e6 litre"),
            ("p2-9", "shares-water-with", "southbank", ""),
        ):
            cells = {"id": id, "paragraph": "2", "subject": "northbank", "relation": relation, "object": object}
            claims.write(",".join((cells | {"quantity": quantity}).get(name, "") for name in header) + "\n")

    build_project(project)

    answer = "SELECT ?s ?o { actor:northbank rel:dams ?s . actor:southbank rel:shares-water-with ?o }"
    assert run_kg("query", "-f", "csv", answer, cwd=tmp_path) == Ran(
        0, "s,o\nhttps://w3id.org/entente/issue/lower-river,https://w3id.org/entente/actor/northbank\n", ""
    )


def test_the_example_of_the_scaffold_is_that_of_the_manual(tmp_path: Path) -> None:
    write_scaffold(tmp_path)
    written = (tmp_path / "corpus" / "vocabulary.ttl").read_text("utf-8")
    lines = written[written.index("@prefix") :].splitlines()

    assert "\n".join(line.removeprefix("#").removeprefix(" " * line.startswith("#")) for line in lines) == (
        example_of_the_manual().rstrip("\n")
    )
    assert read_project(project_in(tmp_path)).problems == ()


def test_a_vocabulary_with_a_word_lost_or_another_in_its_place_is_reported_or_builds(ontology: Ontology) -> None:
    chance = random.Random(1)
    corpus = read_project(Project(corpus=FOOTBALL, ontology=ROOT / "ontology", build=FOOTBALL)).corpus
    words = re.split(r"([ \n])", (FOOTBALL / "vocabulary.ttl").read_text("utf-8"))
    sound = []
    for _ in range(100):
        one, other = chance.sample(range(len(words)), 2)
        changed = [*words[:one], words[other] if chance.random() < 0.8 else "", *words[one + 1 :]]
        grown, problems = extend(ontology, "".join(changed).encode(), "vocabulary.ttl")
        assert (grown.complete, len(grown.relations) > 60) == (problems == [], True), words[one]
        if grown.complete and not has_errors(check(corpus, grown)):
            sound.append(grown)

    assert [bool(compile_lines(corpus, grown)) for grown in sound[:5]] == [True] * 5


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("ent:valence -9.0 ; ent", 'ent:valence "high" ; ent', "the valence of rel:attacks is not a number from"),
        ("ent:family family:force", "ent:family family:farce", "the family of rel:attacks is not declared"),
        ("ent:family family:force", "ent:family 'force'", "the family of rel:attacks is not declared"),
        (
            "ent:incompatibleWith rel:protects",
            "ent:incompatibleWith rel:x",
            "rel:attacks is incompatible with rel:x, which is no relation",
        ),
    ],
)
def test_a_vocabulary_in_place_of_ours_that_is_unsound_is_refused(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    for file in ("entente.ttl", "relations.ttl"):
        (tmp_path / file).write_bytes((ROOT / "ontology" / file).read_bytes())
    text = (tmp_path / "relations.ttl").read_text("utf-8")
    assert before in text
    (tmp_path / "relations.ttl").write_text(text.replace(before, after), "utf-8")

    with pytest.raises(KgError, match="^the vocabulary is unsound: .*" + re.escape(message)):
        load_ontology(tmp_path)


def test_a_vocabulary_in_place_of_ours_without_a_default_or_not_in_utf_8_is_refused(tmp_path: Path) -> None:
    for file in ("entente.ttl", "relations.ttl"):
        (tmp_path / file).write_bytes((ROOT / "ontology" / file).read_bytes())
    text = (tmp_path / "entente.ttl").read_text("utf-8")
    (tmp_path / "entente.ttl").write_text(text.replace("ent:byDefault true", "ent:byDefault false"), "utf-8")
    with pytest.raises(KgError, match="no ent:Polarity is the default; no ent:Modality is the default"):
        load_ontology(tmp_path)

    (tmp_path / "relations.ttl").write_bytes(b'<a:a> <a:b> "\xff" .')
    with pytest.raises(KgError, match=r"relations.ttl:1:14: not Turtle: .*UTF-8"):
        load_ontology(tmp_path)


def test_the_same_vocabulary_builds_to_the_same_bytes(tmp_path: Path) -> None:
    graphs = set()
    for name in ("one", "other"):
        project = example_in(tmp_path / name)
        (project.corpus / "vocabulary.ttl").write_text(example_of_the_manual(), "utf-8")
        build_project(project)
        graphs.add((project.build / "graph.nq").read_bytes())

    assert len(graphs) == 1
