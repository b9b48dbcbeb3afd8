from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal

from kg.terms import PREFIXES, iri, literal, shorten, term

IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def test_every_prefix_but_that_of_the_ontology_is_a_folder_of_the_project() -> None:
    own = {prefix: start for prefix, start in PREFIXES.items() if "/entente/" in start}

    assert own.pop("ent") == "https://w3id.org/entente/ontology#"
    assert own == {prefix: f"https://w3id.org/entente/{prefix}/" for prefix in own}
    assert own.keys() >= {"rel", "actor", "issue", "source", "claim", "statement", "graph", "modality", "polarity"}


def test_an_unknown_prefix_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        iri("nonsense:norland")


@given(st.sampled_from(sorted(PREFIXES)), st.lists(IDS, min_size=1, max_size=4).map(".".join))
def test_what_was_made_from_a_curie_is_shortened_to_it(prefix: str, local: str) -> None:
    assert shorten(iri(f"{prefix}:{local}")) == f"{prefix}:{local}"
    assert term(f"{prefix}:{local}") == f"<{PREFIXES[prefix]}{local}>"


@pytest.mark.parametrize(
    "full",
    [
        "https://example.org/norland",
        "https://w3id.org/entente/actor/",
        "https://w3id.org/entente/actor/a/b",
        "https://w3id.org/entente/actor/a.",
        "https://w3id.org/entente/actor/-a",
        "https://w3id.org/entente/actor/.a",
        "https://w3id.org/entente/actor/a²",
    ],
)
def test_what_no_curie_can_say_stays_in_angle_brackets(full: str) -> None:
    assert shorten(full) == f"<{full}>"


@given(TEXTS, st.sampled_from([{}, {"language": "en"}, {"language": "pt-BR"}, {"datatype": "edtf:EDTF"}]))
def test_both_engines_read_a_literal_back_as_the_text_it_was_made_from(text: str, more: dict[str, str]) -> None:
    line = f"<a:a> <a:b> {literal(text, **more)} .\n"
    (triple,) = ox.parse(line.encode(), format=ox.RdfFormat.N_TRIPLES)
    ((_, _, object),) = Graph().parse(data=line, format="nt")

    assert isinstance(triple.object, ox.Literal)
    assert isinstance(object, Literal)
    assert (triple.object.value, str(object)) == (text, text)
    languages = {(value.language or "").lower() for value in (triple.object, object)}
    assert languages == {more.get("language", "").lower()}
