from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import ROOT, CorpusOf

from kg import inference
from kg.compiler import Quad, asserted, flatten
from kg.inference import infer
from kg.ontology import Ontology, Rule, load_ontology
from kg.problems import KgError
from kg.terms import PREFIXES, literal, shorten, term

PARTS = [f"{name}{number}" for name in "ab" for number in (1, 2, 3)]
OPPOSES = "p1-1,1,norland,opposes,sudonia"
#: The enemy of my enemy is my friend; each of the two premises is one row.
ENEMY_OF_ENEMY = Rule(
    code="enemy-of-enemy",
    summary="Who opposes the same is aligned.",
    query="""
        SELECT ?subject ?relation ?object ?premiseSubject ?premiseRelation ?premiseObject {
          ?subject rel:opposes ?enemy . ?object rel:opposes ?enemy .
          FILTER(?subject != ?object)
          BIND(rel:aligned-with AS ?relation)
          VALUES ?premiseSide { "subject" "object" }
          BIND(IF(?premiseSide = "subject", ?subject, ?object) AS ?premiseSubject)
          BIND(rel:opposes AS ?premiseRelation)
          BIND(?enemy AS ?premiseObject)
        }""",
)


def inferred(corpus_of: CorpusOf, ontology: Ontology, *rows: str) -> dict[str, tuple[set[str], set[str]]]:
    """Return each triple that is inferred from *rows*, with the claims and the rules that it rests on."""
    corpus, problems = corpus_of(*rows, also="modality")
    assert problems == []
    quads = list(flatten(infer(asserted(corpus, ontology), ontology)))
    assert {quad.graph for quad in quads} == {term("graph:inferred")}
    return {triple: _support(node, quads) for node, triple in _nodes(quads).items()}


def _nodes(quads: list[Quad]) -> dict[str, str]:
    """Return the triple that each node of an inference speaks of; it must stand there itself."""
    parts = {(quad.subject, quad.predicate): quad.object for quad in quads}
    nodes = [quad.subject for quad in quads if quad.object == term("ent:Inference")]
    triples = {
        node: tuple(parts[node, term(f"owl:annotated{part}")] for part in ("Source", "Property", "Target"))
        for node in nodes
    }
    assert sorted(triples.values()) == sorted(
        quad[:3] for quad in quads if quad.predicate.startswith(term("rel:")[:-1])
    )
    return {node: " ".join(_short(part) for part in triple) for node, triple in triples.items()}


def _support(node: str, quads: list[Quad]) -> tuple[set[str], set[str]]:
    def objects(predicate: str) -> set[str]:
        return {_short(q.object) for q in quads if (q.subject, q.predicate) == (node, term(predicate))}

    return objects("prov:wasDerivedFrom"), objects("ent:rule")


def _short(node: str) -> str:
    return shorten(node.strip("<>"))


@pytest.mark.parametrize(
    ("row", "triples"),
    [
        (
            "p1-1,1,norland,opposes,sudonia,",
            {"actor:sudonia rel:is-opposed-by actor:norland": {"rule:inverse"}},
        ),
        (
            "p1-1,1,norland,competes-with,sudonia,",
            {"actor:sudonia rel:competes-with actor:norland": {"rule:symmetric"}},
        ),
        (
            "p1-1,1,norland,sides-with,sudonia,",
            {
                "actor:sudonia rel:has-on-its-side actor:norland": {"rule:inverse"},
                "actor:norland rel:supports actor:sudonia": {"rule:super-relation"},
                "actor:sudonia rel:is-supported-by actor:norland": {"rule:super-relation", "rule:inverse"},
            },
        ),
        ("p1-1,1,norland,opposes,sudonia,planned", {}),
    ],
    ids=["inverse", "symmetric", "super-relation and its inverse", "not asserted"],
)
def test_what_is_asserted_leads_to_what_the_rules_say_of_it(
    corpus_of: CorpusOf, ontology: Ontology, row: str, triples: dict[str, set[str]]
) -> None:
    assert inferred(corpus_of, ontology, row) == {
        triple: ({"claim:herald.p1-1"}, rules) for triple, rules in triples.items()
    }


def test_rules_go_on_from_what_rules_have_added(corpus_of: CorpusOf, ontology: Ontology) -> None:
    found = inferred(corpus_of, ontology, "p1-1,1,norland,cooperates-militarily-with,sudonia,")

    assert {triple: claims for triple, (claims, _) in found.items()} == {
        f"actor:{subject} rel:{relation} actor:{object}": {"claim:herald.p1-1"}
        for subject, relation, object in [
            ("sudonia", "cooperates-militarily-with", "norland"),
            ("norland", "cooperates-with", "sudonia"),
            ("sudonia", "cooperates-with", "norland"),
        ]
    }
    assert found["actor:sudonia rel:cooperates-with actor:norland"][1] == {"rule:super-relation", "rule:symmetric"}


def test_an_inference_names_every_claim_that_it_rests_on(corpus_of: CorpusOf, ontology: Ontology) -> None:
    found = inferred(
        corpus_of,
        ontology,
        "p1-1,1,norland,opposes,sudonia,",
        "p1-2,1,norland,opposes,sudonia,",
        "p1-3,1,norland,opposes,sudonia,planned",
        "p1-4,1,norland,opposes,ada-brand,",
    )

    assert found == {
        "actor:sudonia rel:is-opposed-by actor:norland": (
            {"claim:herald.p1-1", "claim:herald.p1-2"},
            {"rule:inverse"},
        ),
        "actor:ada-brand rel:is-opposed-by actor:norland": ({"claim:herald.p1-4"}, {"rule:inverse"}),
    }


def test_nothing_is_inferred_that_is_asserted(corpus_of: CorpusOf, ontology: Ontology) -> None:
    found = inferred(
        corpus_of,
        ontology,
        "p1-1,1,norland,aligned-with,sudonia,",
        "p1-2,1,sudonia,aligned-with,norland,",
        "p1-3,1,norland,allied-with,sudonia,",
    )

    assert found == {"actor:sudonia rel:allied-with actor:norland": ({"claim:herald.p1-3"}, {"rule:symmetric"})}


def test_an_inference_is_a_node_that_a_query_for_claims_does_not_find(corpus_of: CorpusOf, ontology: Ontology) -> None:
    corpus, _ = corpus_of(OPPOSES)
    node = term("inference:sudonia_is-opposed-by_norland")
    triple = (term("actor:sudonia"), term("rel:is-opposed-by"), term("actor:norland"))

    assert {
        quad[:3] for quad in flatten(infer(asserted(corpus, ontology), ontology)) if "rule/" not in quad.subject
    } == {
        triple,
        (node, term("rdf:type"), term("ent:Inference")),
        (node, term("rdf:type"), term("owl:Axiom")),
        (node, term("owl:annotatedSource"), triple[0]),
        (node, term("owl:annotatedProperty"), triple[1]),
        (node, term("owl:annotatedTarget"), triple[2]),
        (node, term("prov:wasDerivedFrom"), term("claim:herald.p1-1")),
        (node, term("ent:rule"), term("rule:inverse")),
    }


def test_a_rule_of_ones_own_works_and_is_described(corpus_of: CorpusOf, ontology: Ontology) -> None:
    corpus, _ = corpus_of("p1-1,1,norland,opposes,galleys", "p1-2,1,sudonia,opposes,galleys")
    own = Ontology(ontology.triples, [ENEMY_OF_ENEMY])

    quads = list(flatten(infer(asserted(corpus, own), own)))

    claims = {"claim:herald.p1-1", "claim:herald.p1-2"}
    assert {triple: _support(node, quads) for node, triple in _nodes(quads).items()} == {
        "actor:norland rel:aligned-with actor:sudonia": (claims, {"rule:enemy-of-enemy"}),
        "actor:sudonia rel:aligned-with actor:norland": (claims, {"rule:enemy-of-enemy"}),
    }
    assert {quad[1:3] for quad in quads if quad.subject == term("rule:enemy-of-enemy")} == {
        (term("rdf:type"), term("ent:Rule")),
        (term("rdfs:label"), literal("Who opposes the same is aligned.", language="en")),
    }


#: What takes all there is, and what takes for ever to find nothing.
ALL_WITH_ALL = " . ".join(f"?{name}1 ?{name}2 ?{name}3" for name in "abcde")
NEVER = "FILTER(STRLEN(CONCAT(STR(?a1), STR(?e1))) > 9999)"


@pytest.mark.parametrize(
    ("limit", "value", "where", "told"),
    [
        ("MOST_SECONDS", 1, f"{{ {ALL_WITH_ALL} {NEVER} }}", "more than 1 s: own; narrow"),
        ("MOST_MEGABYTES", 400, f"{{ {ALL_WITH_ALL} }}", "more than 400 MB of memory, or .*: own; narrow"),
    ],
)
def test_rules_of_a_stranger_cannot_take_all_there_is(
    corpus_of: CorpusOf,
    ontology: Ontology,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    value: int,
    where: str,
    told: str,
) -> None:
    corpus, _ = corpus_of(OPPOSES)
    names = ("subject", "relation", "object", "premiseSubject", "premiseRelation", "premiseObject")
    query = f"SELECT {' '.join(f'(?{part} AS ?{name})' for part, name in zip(PARTS, names, strict=True))} {where}"
    own = Ontology(ontology.triples, [*ontology.rules, Rule(code="own", summary="All with all.", query=query)])
    monkeypatch.setattr(inference, limit, value)

    with pytest.raises(KgError, match=told):
        infer(asserted(corpus, own), own)


def test_rules_that_came_with_the_program_are_known(ontology: Ontology, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "ontology", tmp_path, dirs_exist_ok=True)
    changed = tmp_path / "rules" / "inverse.rq"
    changed.write_text(changed.read_text("utf-8") + "# mine\n", "utf-8")

    assert [rule.is_ours for rule in ontology.rules] == [True, True, True]
    assert {rule.code: rule.is_ours for rule in load_ontology(tmp_path).rules} == {
        "inverse": False,
        "super-relation": True,
        "symmetric": True,
    }


def test_rules_find_the_same_wherever_they_run(corpus_of: CorpusOf, ontology: Ontology) -> None:
    corpus, _ = corpus_of(OPPOSES, "p1-2,1,norland,supplies-arms-to,sudonia")
    strangers = Ontology(ontology.triples, [replace(rule, is_ours=False) for rule in ontology.rules])
    given = asserted(corpus, ontology)

    assert len(infer(given, ontology)) > len(ontology.rules)
    assert [set(flatten([d])) for d in infer(given, strangers)] == [set(flatten([d])) for d in infer(given, ontology)]


def test_every_bundled_rule_is_a_query_that_names_a_triple_and_its_premise(ontology: Ontology) -> None:
    store = ox.Store()
    variables = ["subject", "relation", "object", "premiseSubject", "premiseRelation", "premiseObject"]

    assert [rule.code for rule in ontology.rules] == ["inverse", "super-relation", "symmetric"]
    for rule in ontology.rules:
        rows = store.query(rule.query, prefixes=dict(PREFIXES))
        assert isinstance(rows, ox.QuerySolutions)
        assert [variable.value for variable in rows.variables] == variables
