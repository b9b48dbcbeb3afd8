"""The cells of a claim in words, for those who compare two editions of it."""

from __future__ import annotations

from kg.model import Claim, Corpus
from kg.ontology import Ontology
from kg.wording import concept_text, labels_text, relation_text, voice_text

#: Whose view a claim is that names nobody.
OWN_VOICE = "the source itself"


def cell_text(claim: Claim, column: str, corpus: Corpus, ontology: Ontology) -> str:
    """Return what the cell of a claim says, an empty text where it says nothing."""
    concepts = {"polarity": ontology.polarities, "modality": ontology.modalities, "certainty": ontology.certainties}
    if column in concepts:
        return concept_text(getattr(claim, column), concepts[column])
    if column in ("subject", "object"):
        return corpus.label(getattr(claim, column))
    if column in ("item", "place"):
        return labels_text(claim.items if column == "item" else claim.places, corpus)
    if column == "relation":
        return relation_text(claim, ontology)
    if column == "claimant":
        return voice_text(claim, corpus, ontology) if claim.claimant else OWN_VOICE
    if column == "link":
        return ", ".join(f"{concept_text(link.key, ontology.links)} {link.target}" for link in claim.links)
    return _plain(claim, column)


def _plain(claim: Claim, column: str) -> str:
    if column == "anchor":
        return f"“{claim.anchor}”" if claim.anchor else ""
    value = getattr(claim, column)
    return "" if value is None else str(getattr(value, "text", value))
