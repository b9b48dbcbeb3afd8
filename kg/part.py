"""A part of a corpus: what some sources or voices say, of some actors or issues, in some way, of some time."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from kg.model import OWN, Claim, Corpus, Entity, Source, Time, overlaps
from kg.ontology import Concept, Ontology, qualifier

EntityT = TypeVar("EntityT", bound=Entity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which claims belong to a part; what is empty excludes none, and of several values any one is enough.

    A claim belongs to it that mentions one of *entities*, comes from one of *sources*, is the view of one of
    *claimants* (`OWN` for the source itself), has one of *modalities*, *polarities* and relation *families* (codes),
    holds at or within one of *places*, and has a time that overlaps that from *since* to *until*. With *as_of*, its
    source was published by the end of that time.
    """

    entities: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    claimants: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    polarities: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    since: Time | None = None
    until: Time | None = None
    as_of: Time | None = None


def select(corpus: Corpus, ontology: Ontology, part: Part) -> Corpus:
    """Return the corpus with the claims and sources of *part* alone, under a title that says so.

    The registry stays whole. Where the part names sources, or *as_of*, the others are left out; else those that say
    nothing stay, since what they are silent on may matter.
    """
    sources = tuple(source for source in corpus.sources if _has_source(part, source))
    known, places = {source.id for source in sources}, _within(corpus, part.places)
    claims = (claim for claim in corpus.claims if claim.source in known and _has(part, claim, ontology, places))
    return replace(corpus, title=_title(corpus, part), sources=sources, claims=tuple(claims))


def undated(corpus: Corpus, ontology: Ontology, part: Part) -> tuple[Claim, ...]:
    """Return the claims that *part* leaves out for no other reason than that they have no time."""
    if not (part.since or part.until):
        return ()
    whole = select(corpus, ontology, replace(part, since=None, until=None))
    return tuple(claim for claim in whole.claims if claim.time is None)


def unpublished(corpus: Corpus, part: Part) -> tuple[Source, ...]:
    """Return the sources that *part* leaves out for no other reason than that they may have been published later."""
    asked = replace(part, as_of=None)
    return tuple(s for s in corpus.sources if _has_source(asked, s) and not _has_source(part, s))


def lateness(source: Source, as_of: Time) -> str:
    """Return why a source is not known to be published by the end of *as_of*."""
    if source.published is None:
        return "not known when published"
    later = str(source.published.earliest or "") > str(as_of.latest)
    return "published later" if later else "may have been published later"


def joining(claims: Iterable[Claim], ids: Collection[str]) -> tuple[Claim, ...]:
    """Return the *claims* that join two of *ids*; where there is only one, those that join it to anything else."""
    least = min(len(set(ids)), 2)
    return tuple(
        claim
        for claim in claims
        if claim.subject != claim.object and len({claim.subject, claim.object}.intersection(ids)) >= least
    )


def cut(corpus: Corpus, ontology: Ontology, part: Part) -> Corpus:
    """Return the corpus with the claims of *part* alone, and what these mention, under a title that says so.

    Links and parents that lead out of the part are left out. So are saved views, which may.
    """
    chosen = select(corpus, ontology, part)
    ids = {claim.id for claim in chosen.claims}
    mentioned = {id for claim in chosen.claims for id in claim.mentions}
    cited = {claim.source for claim in chosen.claims} | set(part.sources)
    return Corpus(
        title=chosen.title,
        language=corpus.language,
        license=corpus.license,
        actors=tuple(_inside(actor, mentioned) for actor in corpus.actors if actor.id in mentioned),
        issues=tuple(_inside(issue, mentioned) for issue in corpus.issues if issue.id in mentioned),
        sources=tuple(source for source in chosen.sources if source.id in cited),
        claims=tuple(replace(claim, links=tuple(x for x in claim.links if x.target in ids)) for claim in chosen.claims),
        positions=corpus.positions,
    )


def _has_source(part: Part, source: Source) -> bool:
    """Tell whether a source belongs to the part; one that may have been published later than *as_of* does not."""
    if part.sources and source.id not in part.sources:
        return False
    if part.as_of is None or part.as_of.latest is None:
        return True
    return bool(source.published and source.published.latest and source.published.latest <= part.as_of.latest)


def _has(part: Part, claim: Claim, ontology: Ontology, places: frozenset[str]) -> bool:
    return (
        (not part.entities or not set(part.entities).isdisjoint(claim.mentions))
        and (not part.claimants or (claim.claimant or OWN) in part.claimants)
        and (not part.modalities or _code(claim.modality, ontology.modalities) in part.modalities)
        and (not part.polarities or _code(claim.polarity, ontology.polarities) in part.polarities)
        and (not part.families or _family(claim, ontology) in part.families)
        and (not part.places or not places.isdisjoint(claim.places))
        and _has_time(part, claim.time)
    )


def _code(code: str, known: Mapping[str, Concept]) -> str:
    """Return a code, or the default for an empty one; an unknown one, as in an edition with errors, is what it is."""
    return code if code and code not in known else qualifier(code, known).code


def _family(claim: Claim, ontology: Ontology) -> str:
    """Return the family of a claim's relation, an empty text for a relation of another vocabulary."""
    relation = ontology.relations.get(claim.relation)
    return relation.family if relation else ""


def _has_time(part: Part, time: Time | None) -> bool:
    if time is None:
        return part.since is None and part.until is None
    return overlaps(time, part.since, part.until)


def _within(corpus: Corpus, places: tuple[str, ...]) -> frozenset[str]:
    """Return *places* and all that the registry has below them."""
    found = set(places)
    while found and (below := {x.id for x in corpus.registered() if not found.isdisjoint(x.parents)} - found):
        found |= below
    return frozenset(found)


def _inside(entity: EntityT, mentioned: Container[str]) -> EntityT:
    return replace(entity, parents=tuple(parent for parent in entity.parents if parent in mentioned))


def _title(corpus: Corpus, part: Part) -> str:
    said = ", ".join(_conditions(corpus, part))
    return f"{corpus.title}: {said}" if said else corpus.title


def _conditions(corpus: Corpus, part: Part) -> Iterator[str]:
    yield from map(corpus.label, part.entities)
    if part.sources:
        yield f"according to {' and '.join(part.sources)}"
    if part.claimants:
        yield f"in the view of {' or '.join('the sources' if id == OWN else corpus.label(id) for id in part.claimants)}"
    yield from (" or ".join(codes) for codes in (part.modalities, part.polarities, part.families) if codes)
    if part.places:
        yield f"in {' or '.join(map(corpus.label, part.places))}"
    if part.since:
        yield f"since {part.since.text}"
    if part.until:
        yield f"until {part.until.text}"
    if part.as_of:
        yield f"as of {part.as_of.text}"
