"""A brief on one actor or issue: the best documented of what sources say, each sentence with the claims behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.analysis.compare import Point, disagreements
from kg.model import Claim, Corpus, Entity
from kg.network import Pair, in_order, pairs
from kg.ontology import Ontology, qualifier
from kg.opposition import asserts, is_affirmed
from kg.wording import claim_text, gloss_text, reserves, voice_text

# How many sentences of each kind go on two pages.
_SAID, _OPEN, _VIEWS, _HELD, _DATED, _TIES, _POINTS = 24, 10, 8, 6, 8, 8, 6


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one or several claims say, in words."""

    text: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Sentences under a title, in named groups, the best documented first; ``left_out`` counts the others."""

    title: str
    groups: tuple[tuple[str, tuple[Sentence, ...]], ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What is said of one actor or issue, in short.

    ``ties`` are the entities that most claims join it to, ``points`` where its claims disagree, ``silent`` the sources
    that do not mention it; ``left_out`` counts ties and points that are not among them.
    """

    entity: Entity
    kind: str
    parents: tuple[str, ...]
    summary: tuple[str, ...]
    ties: tuple[Pair, ...]
    passages: tuple[Passage, ...]
    points: tuple[Point, ...]
    silent: tuple[str, ...]
    left_out: tuple[int, int]

    def places(self) -> tuple[tuple[str, int], ...]:
        """Return the sources and paragraphs that its sentences and points rest on, in the order of their appearance."""
        said = [s.claims for passage in self.passages for _, group in passage.groups for s in group]
        said += [side.claims for point in self.points for side in point.sides]
        return tuple(dict.fromkeys((claim.source, claim.paragraph or 0) for claims in said for claim in claims))


def brief(corpus: Corpus, ontology: Ontology, id: str) -> Brief:
    """Return the brief on the actor or issue with this id, of a corpus without errors."""
    entity = corpus.entities[id]
    claims = in_order(claim for claim in corpus.claims if id in claim.mentions)
    ties = sorted(
        (pair for pair in pairs(corpus, ontology) if id in pair.ends), key=lambda pair: (-len(pair.claims), pair.ends)
    )
    points = [p for p in disagreements(corpus, ontology) if p.is_disagreement and id in p.entities]
    heard = {claim.source for claim in claims}
    return Brief(
        entity=entity,
        kind=ontology.kinds[entity.kind].label,
        parents=tuple(map(corpus.label, entity.parents)),
        summary=tuple(_summary(claims, corpus, ontology, id)),
        ties=tuple(ties[:_TIES]),
        passages=tuple(_passages(claims, corpus, ontology, id)),
        points=tuple(sorted(points, key=_rank)[:_POINTS]),
        silent=tuple(source.id for source in corpus.sources if source.id not in heard),
        left_out=(len(ties[_TIES:]), len(points[_POINTS:])),
    )


def _rank(point: Point) -> tuple[int, int]:
    """Put points first of which most sources speak, and then those of most claims."""
    return -len({claim.source for claim in point.claims}), -len(point.claims)


def _summary(claims: Sequence[Claim], corpus: Corpus, ontology: Ontology, id: str) -> Iterator[str]:
    sources = {claim.source for claim in claims}
    ends = sum(id in (claim.subject, claim.object) for claim in claims)
    yield f"Claims: {len(claims):,} in {len(sources)} of {len(corpus.sources)} sources, {ends:,} with it as an end."
    counts = {
        "said to be so in the source's own voice": sum(asserts(claim, ontology) for claim in claims),
        "denied": sum(not is_affirmed(claim, ontology) for claim in claims),
        "not of what is so now": sum(not qualifier(c.modality, ontology.modalities).by_default for c in claims),
        "somebody else's view": sum(bool(claim.claimant) for claim in claims),
    }
    said = "; ".join(f"{what}: {number:,}" for what, number in counts.items())
    yield f"{said.capitalize()} (a claim may be several of these)."
    if dated := [claim.time for claim in claims if claim.time]:
        days = sorted(day for time in dated for day in (time.earliest, time.latest) if day)
        span = f", between {days[0]} and {days[-1]}" if days else ""
        is_open = any(time.earliest is None or time.latest is None for time in dated)
        yield f"With a date: {len(dated):,}{span}{', some with an open end' if is_open else ''}."


def _passages(claims: Sequence[Claim], corpus: Corpus, ontology: Ontology, id: str) -> Iterator[Passage]:
    """Yield a passage for each part of the claims that has any; each claim stands in one, and dated ones in two."""
    own = [claim for claim in claims if not claim.claimant]
    others = [claim for claim in claims if claim.claimant not in ("", id)]
    label = corpus.label(id)

    def family(claim: Claim) -> str:
        return ontology.families[ontology.relations[claim.relation].family].label

    def text(claim: Claim) -> str:
        return claim_text(claim, corpus, ontology)

    def voice(claim: Claim) -> str:
        return voice_text(claim, corpus, ontology)

    parts = (
        ("What sources say is so", [c for c in own if asserts(c, ontology)], family, text, _SAID),
        (
            "What they deny, expect, hold possible or report as past",
            [c for c in own if not asserts(c, ontology)],
            family,
            text,
            _OPEN,
        ),
        ("What others are said to think", others, voice, text, _VIEWS),
        (f"What {label} is said to think", [c for c in claims if c.claimant == id], family, text, _HELD),
    )
    for title, part, group, said, room in parts:
        if part:
            yield _passage(title, part, group, said, room)
    if dated := sorted((c for c in claims if c.time), key=_when):
        sentences = [Sentence(f"{c.time.text}: {_dated(c, corpus, ontology)}", (c,)) for c in dated if c.time]
        yield Passage(title="When", groups=(("", tuple(sentences[-_DATED:])),), left_out=len(sentences[:-_DATED]))


def _dated(claim: Claim, corpus: Corpus, ontology: Ontology) -> str:
    """Return what a claim says, with denial, mood and voice where they do not go without saying."""
    said, but = gloss_text(claim, corpus, ontology), ", ".join(reserves(claim, corpus, ontology))
    return f"{said.rstrip('.')} ({but})" if but else said


def _when(claim: Claim) -> tuple[str, str]:
    time = claim.time
    return (time.earliest or "", time.latest or "9999") if time else ("", "")


def _passage(
    title: str, claims: Sequence[Claim], group: Callable[[Claim], str], text: Callable[[Claim], str], room: int
) -> Passage:
    """Return the *room* best documented statements of *claims*: in most sources, then in most claims."""
    said: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        said.setdefault((group(claim), text(claim)), []).append(claim)
    ranked = sorted(said.items(), key=lambda item: (-len({c.source for c in item[1]}), -len(item[1]), item[0]))
    groups: dict[str, list[Sentence]] = {}
    for (name, words), found in ranked[:room]:
        groups.setdefault(name, []).append(Sentence(words, tuple(found)))
    return Passage(title=title, groups=_frozen(groups.items()), left_out=len(ranked[room:]))


def _frozen(groups: Iterable[tuple[str, Sequence[Sentence]]]) -> tuple[tuple[str, tuple[Sentence, ...]], ...]:
    return tuple((name, tuple(sentences)) for name, sentences in groups)
