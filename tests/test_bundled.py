"""The corpus that comes with the program."""

from __future__ import annotations

import contextlib
import re
from collections import Counter

import pycountry
import pytest
from conftest import ROOT

from kg.model import Actor, Corpus
from kg.ontology import Ontology

#: States that are no more, which ISO 3166 does not code.
BYGONE = {"ottoman-empire", "tsarist-russia"}


def states(corpus: Corpus) -> list[Actor]:
    return [actor for actor in corpus.actors if actor.kind == "state"]


def codes_named(actor: Actor) -> set[str]:
    """Return the codes of all countries that one of the actor's names may mean."""
    found: set[str] = set()
    for name in (actor.label, *actor.aliases):
        with contextlib.suppress(LookupError):
            found |= {country.alpha_2 for country in pycountry.countries.search_fuzzy(name)}
    return found


def test_every_state_of_today_has_both_identifiers_and_nothing_else_has_one(bundled: Corpus) -> None:
    with_both = {actor.id for actor in bundled.actors if actor.iso3166 and actor.wikidata}

    assert with_both == {actor.id for actor in states(bundled)} - BYGONE
    assert [e.id for e in bundled.registered() if e.id not in with_both and (e.iso3166 or e.wikidata)] == []


def test_iso_3166_gives_each_code_to_the_state_of_that_name(bundled: Corpus) -> None:
    coded = [actor for actor in states(bundled) if actor.iso3166]

    assert [actor.id for actor in coded if actor.iso3166 not in codes_named(actor)] == []


def test_wikidata_identifiers_are_those_that_rigour_keeps(bundled: Corpus) -> None:
    territories = pytest.importorskip(
        "rigour.territories", reason="rigour is not installed: it needs a compiled library (ICU) that has no wheels"
    )
    kept = {
        actor.id: territories.get_territory(actor.iso3166.lower()).qid for actor in states(bundled) if actor.iso3166
    }

    assert {actor.id: actor.wikidata for actor in states(bundled) if actor.iso3166} == kept


def test_the_three_treaties_are_three_issues(bundled: Corpus) -> None:
    treaties = {"pact-2001", "pact-2022", "cspt"}
    used = {(claim.source, id) for claim in bundled.claims for id in (claim.subject, claim.object, *claim.items)}

    assert treaties <= set(bundled.entities)
    assert {id for source, id in used if source == "rusi-2022"} & treaties == {"pact-2022"}
    assert {id for source, id in used if source in ("noori-2025", "treaty-2025")} & treaties == {"cspt"}
    assert {id for source, id in used if source == "avdaliani-2024"} & treaties == {"pact-2001", "cspt"}


def test_every_relation_is_in_use_and_its_example_is_a_claim(bundled: Corpus, ontology: Ontology) -> None:
    turtle = (ROOT / "ontology" / "relations.ttl").read_text("utf-8")
    blocks = re.findall(r'skos:notation "([a-z-]+)" ; ent:family.*?skos:example "[^"]*\((\S+), p(\d+)\)"', turtle, re.S)
    examples = {relation: (source, int(paragraph)) for relation, source, paragraph in blocks}
    used = {(claim.relation, claim.source, claim.paragraph) for claim in bundled.claims}

    assert set(examples) == set(ontology.relations)
    assert [(relation, *place) for relation, place in examples.items() if (relation, *place) not in used] == []


def test_an_item_stands_only_where_the_relation_gives_it_a_role(bundled: Corpus, ontology: Ontology) -> None:
    assert [c.id for c in bundled.claims if c.items and not ontology.relations[c.relation].item_role] == []


def test_every_paragraph_was_read_twice(bundled: Corpus) -> None:
    read = Counter((row.source, row.paragraph) for row in bundled.sample)

    assert read == Counter((s.id, n) for s in bundled.sources for n in range(1, (s.paragraphs or 0) + 1))
    assert {c.source for c in bundled.second_reading} == {s.id for s in bundled.sources}


def test_the_readings_agreed_before_their_differences_were_settled(bundled: Corpus) -> None:
    f1 = {f.source: f.value or 0 for f in bundled.before_settling if f.measure == "who-whom F1"}

    assert {source: value >= 0.8 for source, value in f1.items()} == dict.fromkeys(f1, True)
    assert set(f1) == {source.id for source in bundled.sources} | {"all"}
