"""All sources beside each other as tables."""

from __future__ import annotations

from collections.abc import Callable

from kg.analysis.profile import Traits, traits
from kg.model import Corpus
from kg.network import in_order
from kg.ontology import Ontology
from kg.sheet import Cell, Line, Sheet

#: The tables, in order.
ALL_SHEETS = ("sources", "modalities")


def source_sheets(corpus: Corpus, ontology: Ontology) -> tuple[Sheet, ...]:
    """Return the tables `ALL_SHEETS`: each source with how its claims are made."""
    made = {source.id: _traits_of(source.id, corpus, ontology) for source in corpus.sources}
    moods = [mood for mood in ontology.modalities.values() if not mood.by_default]
    columns: tuple[tuple[str, Callable[[Traits], Cell]], ...] = (
        ("claims", lambda each: len(each.claims)),
        ("paragraphs", lambda each: each.paragraphs),
        ("per_paragraph", lambda each: len(each.claims) / each.paragraphs if each.paragraphs else None),
        ("own_voice", lambda each: each.own_voice.value),
        ("denied", lambda each: each.denied.value),
        ("hedged", lambda each: each.hedged.value),
        ("unsure", lambda each: each.unsure.value),
        ("valence", lambda each: each.valence),
    )
    return (
        Sheet(
            key="sources",
            title="Sources",
            columns=("source", *(name for name, _ in columns)),
            lines=tuple(Line((id, *(figure(each) for _, figure in columns)), each.claims) for id, each in made.items()),
            notes=(
                "paragraphs: those with claims. own_voice to unsure: shares of all claims.",
                *trait_notes(ontology),
                "valence: the mean, -10 to 10, of the claims that affirm something.",
            ),
        ),
        Sheet(
            key="modalities",
            title="Modalities",
            columns=("source", *(mood.code for mood in moods)),
            lines=tuple(
                Line((id, *(each.modalities[mood.code].value for mood in moods)), each.claims)
                for id, each in made.items()
            ),
            notes=("Shares of all claims.",),
        ),
    )


def _traits_of(source: str, corpus: Corpus, ontology: Ontology) -> Traits:
    return traits([claim for claim in in_order(corpus.claims) if claim.source == source], ontology)


def trait_notes(ontology: Ontology) -> tuple[str, ...]:
    """Return what a hedge is, and what doubts are not the source's."""
    hedges = [mood.label for mood in ontology.modalities.values() if mood.is_hedge]
    return (
        f"hedged: {', '.join(hedges)}.",
        "unsure: the annotator is not sure of the reading, which says nothing about the source.",
    )
