"""The profile of a source as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.analysis.profile import MARKED, PRIOR, Contrast, Profile, Traits, affirmed, mean_valence
from kg.analysis.share import CONFIDENCE, Share
from kg.findings.sources import trait_notes
from kg.model import Claim, Corpus
from kg.ontology import Ontology
from kg.sheet import Cell, Line, Named, Sheet, named

#: The tables, in order.
SHEETS = (
    "overview", "voices", "dyads", "own-dyads", "missing-dyads", "own-names", "missing-names", "families", "relations",
)  # fmt: skip
_INTERVALS = f"low, high: {CONFIDENCE} % intervals (Wilson), too narrow as claims of one paragraph hang together."


def profile_sheets(corpus: Corpus, ontology: Ontology, found: Profile) -> tuple[Sheet, ...]:
    """Return the tables `SHEETS` of a profile."""
    return (
        _overview(ontology, found),
        _voices(corpus, ontology, found),
        *_dyads(corpus, ontology, found),
        *_names(corpus, found),
        _families(ontology, found),
        _relations(ontology, found),
    )


def shortened(sheet: Sheet, top: int) -> Sheet:
    """Return a table with its first *top* rows, which its title says; the overview stays whole."""
    if len(sheet.lines) <= top or sheet.key == "overview":
        return sheet
    return replace(sheet, title=f"{sheet.title} (the first {top} of {len(sheet.lines)})", lines=sheet.lines[:top])


def _overview(ontology: Ontology, found: Profile) -> Sheet:
    rows = zip(_measures(found.own, ontology), _measures(found.others, ontology), strict=True)
    return Sheet(
        key="overview",
        title=f"Profile of {found.source}",
        columns=("measure", "source", "low", "high", "others", "others_low", "others_high"),
        lines=tuple(Line((name, *own, *others), (*mine, *rest)) for (name, own, mine), (_, others, rest) in rows),
        notes=(
            f"others: {_others(found)}. Shares are of all claims.",
            *trait_notes(ontology),
            _INTERVALS,
        ),
    )


def _others(found: Profile) -> str:
    sources = dict.fromkeys(claim.source for claim in found.others.claims)
    return f"{', '.join(sources)} together" if sources else "there are none to compare with"


def _measures(made: Traits, ontology: Ontology) -> Iterator[tuple[str, tuple[Cell, Cell, Cell], tuple[Claim, ...]]]:
    """Yield name, figure with its interval, and claims of each measure."""
    per_paragraph = len(made.claims) / made.paragraphs if made.paragraphs else None
    yield "claims", (len(made.claims), None, None), made.claims
    yield "paragraphs with claims", (made.paragraphs, None, None), made.claims
    yield "claims per such paragraph", (per_paragraph, None, None), made.claims
    shares = {"own voice": made.own_voice, "attributed": made.attributed, "denied": made.denied, "hedged": made.hedged}
    moods = {ontology.modalities[code].label: share for code, share in made.modalities.items()}
    for name, share in {**shares, **moods, "unsure": made.unsure}.items():
        yield name, (share.value, *share.interval), share.claims
    yield "mean valence", (made.valence, None, None), affirmed(made.claims, ontology)


def _voices(corpus: Corpus, ontology: Ontology, found: Profile) -> Sheet:
    return Sheet(
        key="voices",
        title=f"Whose views {found.source} reports",
        columns=("voice", "claims", "others"),
        lines=tuple(
            Line((_voice(corpus, ontology, voice.key[0]), len(voice.own), len(voice.others)), voice.own)
            for voice in sorted(found.voices, key=_more_own)
            if voice.own
        ),
    )


def _voice(corpus: Corpus, ontology: Ontology, id: str) -> Named:
    return Named(id, ontology.voices[id].label) if id in ontology.voices else named(corpus, id)


def _more_own(contrast: Contrast) -> tuple[int, int, tuple[str, ...]]:
    """Order by how many claims the source has, and then by how few the others have."""
    return -len(contrast.own), len(contrast.others), contrast.key


def _more_others(contrast: Contrast) -> tuple[int, int, tuple[str, ...]]:
    """Order by how often the others speak of it, and by how many of them."""
    return -len(contrast.others), -_sources(contrast.others), contrast.key


def _sources(claims: Iterable[Claim]) -> int:
    return len({claim.source for claim in claims})


def _dyads(corpus: Corpus, ontology: Ontology, found: Profile) -> Iterator[Sheet]:
    yield Sheet(
        key="dyads",
        title=f"Dyads that {found.source} and the others see differently",
        columns=("one", "other", "valence", "claims", "others_valence", "others_claims", "difference"),
        lines=tuple(_difference_lines(corpus, ontology, found.dyads)),
        notes=("Mean valence, -10 to 10, and number of the claims that affirm something, in whatever mood or voice.",),
    )
    yield Sheet(
        key="own-dyads",
        title=f"Dyads of which only {found.source} speaks",
        columns=("one", "other", "claims"),
        lines=tuple(
            Line((*(named(corpus, id) for id in dyad.key), len(dyad.own)), dyad.own) for dyad in _only_own(found.dyads)
        ),
    )
    yield Sheet(
        key="missing-dyads",
        title=f"Dyads of which {found.source} does not speak",
        columns=("one", "other", "sources", "claims"),
        lines=tuple(
            Line((*(named(corpus, id) for id in dyad.key), _sources(dyad.others), len(dyad.others)), dyad.others)
            for dyad in _only_others(found.dyads)
        ),
    )


def _difference_lines(corpus: Corpus, ontology: Ontology, dyads: Iterable[Contrast]) -> Iterator[Line]:
    """Yield a row for each dyad of which both sides affirm something, the most different first."""
    sides = [(dyad.key, affirmed(dyad.own, ontology), affirmed(dyad.others, ontology)) for dyad in dyads]
    compared = [
        (key, own, others, mine - theirs, mine, theirs)
        for key, own, others in sides
        if (mine := mean_valence(own, ontology)) is not None and (theirs := mean_valence(others, ontology)) is not None
    ]
    for key, own, others, gap, mine, theirs in sorted(compared, key=lambda row: (-abs(row[3]), -len(row[1]), row[0])):
        cells = (mine, len(own), theirs, len(others), gap)
        yield Line((*(named(corpus, id) for id in key), *cells), (*own, *others))


def _only_own(found: Iterable[Contrast]) -> list[Contrast]:
    return sorted((one for one in found if one.own and not one.others), key=_more_own)


def _only_others(found: Iterable[Contrast]) -> list[Contrast]:
    return sorted((one for one in found if one.others and not one.own), key=_more_others)


def _names(corpus: Corpus, found: Profile) -> Iterator[Sheet]:
    def kind(id: str) -> str:
        return corpus.entities[id].kind

    yield Sheet(
        key="own-names",
        title=f"Actors and issues that only {found.source} names",
        columns=("name", "kind", "claims"),
        lines=tuple(
            Line((named(corpus, name.key[0]), kind(name.key[0]), len(name.own)), name.own)
            for name in _only_own(found.names)
        ),
    )
    yield Sheet(
        key="missing-names",
        title=f"Actors and issues that {found.source} does not name",
        columns=("name", "kind", "sources", "claims"),
        lines=tuple(
            Line((named(corpus, name.key[0]), kind(name.key[0]), _sources(name.others), len(name.others)), name.others)
            for name in _only_others(found.names)
        ),
    )


def _families(ontology: Ontology, found: Profile) -> Sheet:
    compared = [
        (
            family,
            Share(claims=family.own, of=len(found.own.claims)),
            Share(claims=family.others, of=len(found.others.claims)),
        )
        for family in found.families
    ]
    return Sheet(
        key="families",
        title=f"Families of relations in {found.source}",
        columns=("family", "share", "low", "high", "others", "others_low", "others_high", "difference"),
        lines=tuple(
            Line(
                (
                    Named(family.key[0], ontology.families[family.key[0]].label),
                    *(own.value, *own.interval),
                    *(others.value, *others.interval),
                    _difference(own, others),
                ),
                (*family.own, *family.others),
            )
            for family, own, others in sorted(compared, key=lambda row: -abs(_difference(row[1], row[2]) or 0))
        ),
        notes=("Shares of all claims, the most different first.", _INTERVALS),
    )


def _difference(own: Share, others: Share) -> float | None:
    return None if own.value is None or others.value is None else own.value - others.value


def _relations(ontology: Ontology, found: Profile) -> Sheet:
    return Sheet(
        key="relations",
        title=f"Relations that are distinctive of {found.source}",
        columns=("relation", "claims", "others", "log_odds", "z", "used"),
        lines=tuple(
            Line(
                (
                    Named(stress.relation.key[0], ontology.relations[stress.relation.key[0]].label),
                    len(stress.relation.own),
                    len(stress.relation.others),
                    stress.log_odds,
                    stress.z,
                    "" if not stress.is_marked else "more" if stress.z > 0 else "less",
                ),
                (*stress.relation.own, *stress.relation.others),
            )
            for stress in found.relations
        ),
        notes=(
            f"Log-odds ratio with a prior of {PRIOR:g} claims (Monroe, Colaresi and Quinn 2008); z is its score.",
            f"used: more or less than by the others, where z is beyond {MARKED}. Chance alone marks one in twenty.",
        ),
    )
