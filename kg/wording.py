"""What claims say, in words made of labels."""

from __future__ import annotations

from kg.model import OWN, Claim, Corpus
from kg.ontology import Ontology, qualifier


def statement_text(claim: Claim, corpus: Corpus, ontology: Ontology) -> str:
    """Return the statement that a claim affirms or denies, such as "Norland supplies arms to Sudonia (war galleys)".

    The ends of a symmetric relation stand in the order of their ids, as they do in the statement's name.
    """
    relation = ontology.relations[claim.relation]
    ends = (claim.subject, claim.object)
    first, second = (corpus.entities[id].label for id in (sorted(ends) if relation.symmetric else ends))
    return f"{first} {relation.label} {second}{item_text(claim, corpus)}"


def item_text(claim: Claim, corpus: Corpus) -> str:
    """Return the items of a claim in brackets after a space, or nothing where it has none."""
    items = [corpus.entities[id].label for id in sorted(set(claim.items))]
    return f" ({', '.join(items)})" if items else ""


def marks(claim: Claim, ontology: Ontology) -> tuple[str, ...]:
    """Return the labels of polarity and modality that do not go without saying."""
    qualifiers = (qualifier(claim.polarity, ontology.polarities), qualifier(claim.modality, ontology.modalities))
    return tuple(mark.label for mark in qualifiers if not mark.by_default)


def claim_text(claim: Claim, corpus: Corpus, ontology: Ontology) -> str:
    """Return the statement of a claim with its denial and mood, whoever holds it."""
    return ", ".join([statement_text(claim, corpus, ontology), *marks(claim, ontology)])


def voice_text(claim: Claim, corpus: Corpus, ontology: Ontology) -> str:
    """Return whose view a claim is, `OWN` where it is the source's."""
    if not claim.claimant:
        return OWN
    voice = ontology.voices.get(claim.claimant)
    return voice.label if voice else corpus.entities[claim.claimant].label
