"""Claims and their cells in the words of a vocabulary and a registry, also where these lack some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.model import Claim, Corpus
from kg.ontology import Concept, Ontology, qualifier

#: Whose view a claim is that names nobody.
OWN_VOICE = "the source itself"


def sentence(claim: Claim, corpus: Corpus, ontology: Ontology) -> str:
    """Return what a claim says, with its items and, where they are not the usual ones, mood, denial and voice."""
    relation = label(claim, "relation", corpus, ontology)
    ends = f"{name(claim.subject, corpus)} {relation} {name(claim.object, corpus)}"
    items = f" ({_names(claim.items, corpus)})" if claim.items else ""
    return ", ".join([f"{ends}{items}", *marks(claim, corpus, ontology)])


def marks(claim: Claim, corpus: Corpus, ontology: Ontology) -> Iterator[str]:
    """Yield what keeps a claim from being asserted: denial, a mood that is not the usual one, the voice of another."""
    for code, concepts in ((claim.polarity, ontology.polarities), (claim.modality, ontology.modalities)):
        if code and not (code in concepts and concepts[code].by_default):
            yield _concept(code, concepts)
    if claim.claimant:
        yield f"says {label(claim, 'claimant', corpus, ontology)}"


def label(claim: Claim, column: str, corpus: Corpus, ontology: Ontology) -> str:
    """Return what the cell of a claim says, an empty text where it says nothing."""
    concepts: Mapping[str, Mapping[str, Concept]] = {
        "polarity": ontology.polarities,
        "modality": ontology.modalities,
        "certainty": ontology.certainties,
    }
    if column in concepts:
        return _concept(getattr(claim, column), concepts[column])
    if column in ("subject", "object"):
        return name(getattr(claim, column), corpus)
    if column in ("item", "place"):
        return _names(claim.items if column == "item" else claim.places, corpus)
    if column == "relation":
        return ontology.relations[claim.relation].label if claim.relation in ontology.relations else claim.relation
    if column == "claimant":
        voice = ontology.voices.get(claim.claimant)
        return voice.label if voice else name(claim.claimant, corpus) or OWN_VOICE
    if column == "link":
        return ", ".join(f"{_concept(link.key, ontology.links)} {link.target}" for link in claim.links)
    return _plain(claim, column)


def _plain(claim: Claim, column: str) -> str:
    if column == "anchor":
        return f"“{claim.anchor}”" if claim.anchor else ""
    value = getattr(claim, column)
    return "" if value is None else str(getattr(value, "text", value))


def name(id: str, corpus: Corpus) -> str:
    """Return the label of an actor or issue, or the id of what is in no registry."""
    return corpus.entities[id].label if id in corpus.entities else id


def _names(ids: Iterable[str], corpus: Corpus) -> str:
    return ", ".join(name(id, corpus) for id in sorted(set(ids)))


def _concept(code: str, concepts: Mapping[str, Concept]) -> str:
    return code if code and code not in concepts else qualifier(code, concepts).label
