"""What an analysis reads: the claims that somebody asks for, by the names that people use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from kg.lookup import UnknownTermError, find_id
from kg.model import OWN, Claim, Corpus, Source, Time
from kg.ontology import Ontology
from kg.part import Part, cut, select, undated, unpublished
from kg.problems import KgError, MisuseError
from kg.reader.values import parse_day
from kg.spelling import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A corpus with the chosen claims alone, its vocabulary, and what was chosen.

    ``undated`` are the claims that a span of time leaves out for want of a date, ``unpublished`` the sources that may
    not have been published in time. A notebook shows it as its page.
    """

    corpus: Corpus
    ontology: Ontology
    part: Part
    undated: tuple[Claim, ...]
    unpublished: tuple[Source, ...]

    def _repr_html_(self) -> str:
        from kg.explorer import render_page  # which brings pyvis
        from kg.explorer.frame import frame

        return frame(render_page(cut(self.corpus, self.ontology, Part()), self.ontology))


def study(
    corpus: Corpus,
    ontology: Ontology,
    *,
    names: Iterable[str] = (),
    sources: Iterable[str] = (),
    claimants: Iterable[str] = (),
    modalities: Sequence[str] = (),
    polarities: Sequence[str] = (),
    families: Sequence[str] = (),
    places: Iterable[str] = (),
    since: Time | str | None = None,
    until: Time | str | None = None,
    as_of: Time | str | None = None,
    or_undated: bool = False,
    or_nothing: bool = False,
) -> Study:
    """Return the claims of a corpus without errors that fit all that is given; of several values any one is enough.

    *names* are actors or issues that a claim mentions, *claimants* may be ``own`` for what sources say in their own
    voice, *places* include what lies in them, *since* and *until* (a year, month or day) are about the time of what is
    claimed, *as_of* about the publication of sources. Things go by id, label or alias, the vocabulary by its codes.
    Raises MisuseError for a code or time that is none, UnknownTermError for an unknown name, KgError where no claim
    fits; with *or_undated*, those that only lack a date are enough, and with *or_nothing* none need fit.
    """
    part = Part(
        entities=ids_of(corpus, names, "actor", "issue"),
        sources=ids_of(corpus, sources, "source"),
        claimants=tuple(_claimant(corpus, ontology, name) for name in claimants),
        modalities=_codes("modality", modalities, ontology.modalities),
        polarities=_codes("polarity", polarities, ontology.polarities),
        families=_codes("family", families, ontology.families),
        places=ids_of(corpus, places, "actor", "issue"),
        since=_time(since),
        until=_time(until),
        as_of=_time(as_of),
    )
    if part.since and part.until and str(part.since.earliest) > str(part.until.latest):
        raise MisuseError(f"{part.since.text} comes after {part.until.text}; swap them")
    chosen = select(corpus, ontology, part)
    dateless = undated(corpus, ontology, part)
    if not or_nothing and not chosen.claims and not (or_undated and dateless):
        raise KgError(f"no claim belongs to this part ({chosen.title})")
    return Study(corpus=chosen, ontology=ontology, part=part, undated=dateless, unpublished=unpublished(corpus, part))


def ids_of(corpus: Corpus, names: Iterable[str], *prefixes: str) -> tuple[str, ...]:
    """Return the ids of things under *prefixes*, by any of their names, each once."""
    return tuple(dict.fromkeys(_id_of(corpus, name, prefixes) for name in names))


def _id_of(corpus: Corpus, name: str, prefixes: Collection[str]) -> str:
    try:
        return find_id(corpus, name, *prefixes)
    except UnknownTermError as error:
        if name in corpus.sources_by_id:
            raise UnknownTermError(f"{error}; --source chooses what a source says") from None
        raise


def _claimant(corpus: Corpus, ontology: Ontology, name: str) -> str:
    return name if name == OWN or name in ontology.voices else find_id(corpus, name, "actor", "issue")


def _codes(what: str, given: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    for code in given:
        if code not in known:
            cures = nearest(code, known)
            hint = f"did you mean {' or '.join(cures)}?" if cures else f"there are {', '.join(known)}"
            raise MisuseError(f"no {what} is called {code!r}; {hint}")
    return tuple(given)


def _time(given: Time | str | None) -> Time | None:
    try:
        return parse_day(given) if isinstance(given, str) else given
    except ValueError:
        raise MisuseError(f"{given!r} is no year, month or day such as 2022, 2022-07 or 2022-07-01") from None
