from __future__ import annotations

import pyoxigraph as ox
import pytest
from conftest import ACTORS, SOURCES, CorpusFolder

from kg.builder import compile_lines
from kg.dossier import Dossier, Section, dossier
from kg.lookup import UnknownTermError, find
from kg.ontology import Ontology
from kg.reader import read_corpus
from kg.store import memory_store
from kg.terms import iri, shorten


@pytest.fixture(scope="module")
def graph(corpus_folder: CorpusFolder, ontology: Ontology) -> ox.Store:
    folder = corpus_folder(
        actors=f"{ACTORS}gazetteer,person,Gus Tide,The Sea,,\nsea-guild,organisation,Sea Guild,the sea,,\n",
        sources=SOURCES.replace("Who Sold What?", '"Who ""Sold"" What?"'),
    )
    return memory_store(compile_lines(read_corpus(folder)[0], ontology))


@pytest.mark.parametrize(
    ("name", "curie"),
    [
        ("norland", "actor:norland"),
        ("Norland", "actor:norland"),
        ("NORDHAVEN", "actor:norland"),
        ("actor:norland", "actor:norland"),
        (iri("actor:norland"), "actor:norland"),
        ("strait of glass", "issue:glass-strait"),
        ("supplies-arms-to", "rel:supplies-arms-to"),
        ("Supplies arms to", "rel:supplies-arms-to"),
        ("is supplied with arms by", "rel:is-supplied-with-arms-by"),
        ("gazette", "source:gazette"),
        ('who "sold" what?', "source:herald"),
        ("gazette.p1-2", "claim:gazette.p1-2"),
        ("claim:gazette.p1-2", "claim:gazette.p1-2"),
        ("statement:sudonia_values_glass-strait", "statement:sudonia_values_glass-strait"),
        ("planned", "modality:planned"),
        ("denied", "polarity:denied"),
        ("arms", "family:arms"),
    ],
)
def test_a_thing_is_found_by_id_label_alias_curie_and_iri_in_any_case(graph: ox.Store, name: str, curie: str) -> None:
    assert shorten(find(graph, name)) == curie


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("norlnd", "nothing is called 'norlnd'; did you mean actor:norland?"),
        ("Norhaven", "nothing is called 'Norhaven'; did you mean actor:norland?"),
        ("xyzzy", "nothing is called 'xyzzy'"),
        ("", "nothing is called ''"),
        ("actor:xyzzy", "nothing is called 'actor:xyzzy'"),
        ('<"{}|^`\\> \n', "nothing is called '<\"{}|^`\\\\> \\n'"),
        (
            "the sea",
            "'the sea' may be actor:gazetteer or actor:sea-guild; say which",
        ),
        (
            "actor:norlnd",
            "nothing is called 'actor:norlnd'; did you mean actor:norland?",
        ),
    ],
)
def test_what_names_nothing_or_several_is_refused_with_the_names_there_are(
    graph: ox.Store, name: str, message: str
) -> None:
    with pytest.raises(UnknownTermError) as error:
        find(graph, name)
    assert str(error.value) == message


def test_with_prefixes_only_things_under_them_qualify(graph: ox.Store) -> None:
    assert shorten(find(graph, "Norland", prefixes=["actor", "issue"])) == "actor:norland"
    with pytest.raises(UnknownTermError, match=r"^nothing is called 'gazette.p1-2'$"):
        find(graph, "gazette.p1-2", prefixes=["issue"])


@pytest.mark.parametrize("name", ["Norland", "norland"])
def test_what_only_has_another_kind_is_told_by_its_kind(graph: ox.Store, name: str) -> None:
    with pytest.raises(UnknownTermError, match=f"^no issue or relation is called '{name}'; actor:norland is$"):
        find(graph, name, prefixes=["issue", "rel"])


@pytest.mark.parametrize("name", ["actor:norland", iri("actor:norland")])
def test_a_curie_must_have_one_of_the_prefixes_too(graph: ox.Store, name: str) -> None:
    with pytest.raises(UnknownTermError):
        find(graph, name, prefixes=["issue"])


def test_the_dossier_of_an_actor_tells_sides_voices_and_what_was_derived(graph: ox.Store) -> None:
    assert dossier(graph, iri("actor:sudonia")) == Dossier(
        curie="actor:sudonia",
        label="Sudonia",
        kind="state",
        facts=(),
        sections=(
            Section("claims", ("4 in 2 sources", "gazette 3, herald 1")),
            Section("what it does: perception", ("sets store by Strait of Glass  [gazette p1]",)),
            Section(
                "what is done to it: arms",
                (
                    "is supplied with arms by Norland (war galleys)  [gazette p1]",
                    "is supplied with arms by Norland (war galleys), denied  [herald p2]",
                ),
            ),
            Section("mutual: economy and transport", ("trades with Norland, planned, says Ada Brand  [gazette p2]",)),
            Section("inferred", ("is supplied with arms by Norland, by inverse  [gazette.p1-1]",)),
        ),
    )


def test_the_dossier_of_a_claim_begins_with_what_it_says_and_lists_others_on_the_same(graph: ox.Store) -> None:
    assert str(dossier(graph, iri("claim:gazette.p1-1"))).splitlines() == [
        "Norland sold Sudonia galleys.  claim:gazette.p1-1  (claim)",
        "  subject             Norland",
        "  predicate           supplies arms to",
        "  object              Sudonia",
        "  gloss               Norland sold Sudonia galleys.",
        "  had primary source  Galleys for Sudonia",
        "  certainty           high",
        "  claimant            Galleys for Sudonia",
        "  contests            [herald.p2-1]",
        "  evidence            “twelve war galleys”",
        "  item                war galleys",
        "  modality            actual",
        "  paragraph           1",
        "  polarity            affirmed",
        "  quantity            ~12 item",
        "  statement           Norland supplies arms to Sudonia (war galleys)",
        "  time                2030",
        "",
        "claims",
        "  2 in 2 sources",
        "  gazette 1, herald 1",
        "",
        "claims on the same statement: arms",
        "  Norland supplies arms to Sudonia (war galleys)  [gazette p1]",
        "  Norland supplies arms to Sudonia (war galleys), denied  [herald p2]",
    ]


def test_the_dossier_of_a_source_counts_its_claims_by_paragraph(graph: ox.Store) -> None:
    assert dossier(graph, iri("source:gazette")) == Dossier(
        curie="source:gazette",
        label="Galleys for Sudonia",
        kind="source",
        facts=(("language", "en"), ("number of paragraphs", "2"), ("published", "2031-05-04")),
        sections=(Section("3 claims", ("p1 2, p2 1",)),),
    )


def test_one_claim_is_no_claims(graph: ox.Store) -> None:
    assert dossier(graph, iri("source:herald")).sections == (Section("1 claim", ("p2 1",)),)


@pytest.mark.parametrize(
    ("curie", "sections"),
    [
        (
            "actor:ada-brand",
            (
                Section("claims", ("1 in 1 source", "gazette 1")),
                Section(
                    "what it is said to hold: economy and transport",
                    ("Norland trades with Sudonia, planned  [gazette p2]",),
                ),
            ),
        ),
        (
            "issue:galleys",
            (
                Section("claims", ("2 in 2 sources", "gazette 1, herald 1")),
                Section(
                    "as item of: arms",
                    (
                        "Norland supplies arms to Sudonia (war galleys)  [gazette p1]",
                        "Norland supplies arms to Sudonia (war galleys), denied  [herald p2]",
                    ),
                ),
            ),
        ),
        (
            "rel:trades-with",
            (
                Section("claims", ("1 in 1 source", "gazette 1")),
                Section(
                    "claims: economy and transport",
                    ("Norland trades with Sudonia, planned, says Ada Brand  [gazette p2]",),
                ),
            ),
        ),
        ("issue:middle-sea", ()),
    ],
)
def test_claims_are_grouped_by_the_part_that_a_thing_has_in_them(
    graph: ox.Store, curie: str, sections: tuple[Section, ...]
) -> None:
    assert dossier(graph, iri(curie)).sections == sections


@pytest.mark.parametrize(
    ("curie", "fact"),
    [
        ("actor:norland", ("alt label", "Nordhaven, the North")),
        ("actor:ada-brand", ("definition", "President of Norland")),
        ("issue:glass-strait", ("broader", "Middle Sea")),
        ("claim:gazette.p1-2", ("because", "Norland sold Sudonia galleys. [gazette.p1-1]")),
        ("rel:supplies-arms-to", ("inverse label", "is supplied with arms by")),
    ],
)
def test_facts_are_told_with_readable_names(graph: ox.Store, curie: str, fact: tuple[str, str]) -> None:
    assert fact in dossier(graph, iri(curie)).facts
