"""A part of a corpus: what some sources say, of some actors or issues, of some time."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from kg.model import Claim, Corpus, Entity, Time

EntityT = TypeVar("EntityT", bound=Entity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which claims belong to a part; what is empty excludes none.

    A claim belongs to it that mentions one of *entities*, comes from one of *sources*, and has a time that overlaps
    that from *since* to *until*.
    """

    entities: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: Time | None = None
    until: Time | None = None

    def has(self, claim: Claim) -> bool:
        """Tell whether a claim belongs to the part."""
        return (
            (not self.entities or not set(self.entities).isdisjoint(claim.mentions))
            and (not self.sources or claim.source in self.sources)
            and self._has_time(claim.time)
        )

    def _has_time(self, time: Time | None) -> bool:
        if time is None:
            return self.since is None and self.until is None
        begins, ends = self.since and self.since.earliest, self.until and self.until.latest
        return not (begins and time.latest and time.latest < begins) and not (
            ends and time.earliest and ends < time.earliest
        )


def cut(corpus: Corpus, part: Part) -> Corpus:
    """Return the corpus with the claims of *part* alone, and what these mention, under a title that says so.

    Links and parents that lead out of the part are left out. So are saved views, which may.
    """
    claims = [claim for claim in corpus.claims if part.has(claim)]
    ids = {claim.id for claim in claims}
    mentioned = {id for claim in claims for id in claim.mentions}
    cited = {claim.source for claim in claims} | set(part.sources)
    return Corpus(
        title=_title(corpus, part),
        language=corpus.language,
        actors=tuple(_inside(actor, mentioned) for actor in corpus.actors if actor.id in mentioned),
        issues=tuple(_inside(issue, mentioned) for issue in corpus.issues if issue.id in mentioned),
        sources=tuple(source for source in corpus.sources if source.id in cited),
        claims=tuple(replace(claim, links=tuple(x for x in claim.links if x.target in ids)) for claim in claims),
        positions=corpus.positions,
    )


def _inside(entity: EntityT, mentioned: Container[str]) -> EntityT:
    return replace(entity, parents=tuple(parent for parent in entity.parents if parent in mentioned))


def _title(corpus: Corpus, part: Part) -> str:
    said = ", ".join(_conditions(corpus, part))
    return f"{corpus.title}: {said}" if said else corpus.title


def _conditions(corpus: Corpus, part: Part) -> Iterator[str]:
    yield from (corpus.entities[id].label for id in part.entities)
    if part.sources:
        yield f"according to {' and '.join(part.sources)}"
    if part.since:
        yield f"since {part.since.text}"
    if part.until:
        yield f"until {part.until.text}"
