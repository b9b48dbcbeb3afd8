"""What claims say, in words made of labels; a term that a vocabulary or registry lacks is called by its code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.model import OWN, Claim, Corpus
from kg.ontology import Concept, Ontology, qualifier


def statement_text(claim: Claim, corpus: Corpus, ontology: Ontology) -> str:
    """Return the statement that a claim affirms or denies, such as "Norland supplies arms to Sudonia (war galleys)".

    The ends of a symmetric relation stand in the order of their ids, as they do in the statement's name.
    """
    relation = ontology.relations.get(claim.relation)
    ends = (claim.subject, claim.object)
    first, second = map(corpus.label, sorted(ends) if relation and relation.symmetric else ends)
    return f"{first} {relation_text(claim, ontology)} {second}{item_text(claim, corpus)}"


def relation_text(claim: Claim, ontology: Ontology) -> str:
    """Return the label of a claim's relation."""
    return ontology.relations[claim.relation].label if claim.relation in ontology.relations else claim.relation


def item_text(claim: Claim, corpus: Corpus) -> str:
    """Return the items of a claim in brackets after a space, or nothing where it has none."""
    return f" ({labels_text(claim.items, corpus)})" if claim.items else ""


def labels_text(ids: Iterable[str], corpus: Corpus) -> str:
    """Return the labels of what ids name, each once, in the order of the ids."""
    return ", ".join(map(corpus.label, sorted(set(ids))))


def concept_text(code: str, concepts: Mapping[str, Concept]) -> str:
    """Return the label of a qualifier, for an empty cell that of what it stands for."""
    return code if code and code not in concepts else qualifier(code, concepts).label


def marks(claim: Claim, ontology: Ontology) -> tuple[str, ...]:
    """Return the labels of polarity and modality that do not go without saying."""
    cells = ((claim.polarity, ontology.polarities), (claim.modality, ontology.modalities))
    return tuple(
        concept_text(code, concepts)
        for code, concepts in cells
        if code and not (code in concepts and concepts[code].by_default)
    )


def reserves(claim: Claim, corpus: Corpus, ontology: Ontology) -> tuple[str, ...]:
    """Return what keeps a claim from being so in its source's own voice: denial, mood, and whose view it is."""
    voice = (f"says {voice_text(claim, corpus, ontology)}",) if claim.claimant else ()
    return (*marks(claim, ontology), *voice)


def claim_text(claim: Claim, corpus: Corpus, ontology: Ontology) -> str:
    """Return the statement of a claim with its denial and mood, whoever holds it."""
    return ", ".join([statement_text(claim, corpus, ontology), *marks(claim, ontology)])


def gloss_text(claim: Claim, corpus: Corpus, ontology: Ontology) -> str:
    """Return what a claim says: its gloss or, where it has none, the statement."""
    return claim.gloss or statement_text(claim, corpus, ontology)


def voice_text(claim: Claim, corpus: Corpus, ontology: Ontology) -> str:
    """Return whose view a claim is, `OWN` where it is the source's."""
    if not claim.claimant:
        return OWN
    voice = ontology.voices.get(claim.claimant)
    return voice.label if voice else corpus.label(claim.claimant)
