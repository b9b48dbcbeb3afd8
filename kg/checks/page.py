"""What can be wrong with what a corpus says of its page: the addresses of saved views, and kept positions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias
from urllib.parse import parse_qsl

from kg.model import OWN, Corpus, View
from kg.ontology import Concept, Kind, Ontology, Relation, proposition_name
from kg.problems import Problem, Severity
from kg.reader.values import parse_day
from kg.spelling import nearest, nearest_of

#: What may be named, by every name that somebody may give it instead.
Names: TypeAlias = Mapping[str, str]
# What is wrong, and what was probably meant.
_Fault: TypeAlias = tuple[str, tuple[str, ...]]
_RANGE = re.compile(r"(?P<least>-?\d+(?:\.\d+)?)\.\.(?P<most>-?\d+(?:\.\d+)?)", re.ASCII)
# What is listed: every claim.
_ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A key whose value names something of the corpus or the vocabulary.

    *number* names stand between commas, or any number for ``None``. *beside* is what else must stand in the address.
    """

    what: str
    known: Callable[[Corpus, Ontology], Names]
    number: int | None = 1
    beside: str = ""

    def names_in(self, value: str) -> Sequence[str]:
        """Return the names in a value; where there is to be one, it is the whole."""
        return (value,) if self.number == 1 else value.split(",")

    def fault_of(self, value: str) -> str:
        """Return what is wrong with the form of a value, nothing if it is sound."""
        names = self.names_in(value)
        if "" in names:
            return "an empty value"
        return f"{self.number} names are needed, not {len(names)}" if self.number not in (None, len(names)) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Formed:
    """A key whose value has a form, described in words; *beside* is what else must stand in the address."""

    form: str
    fits: Callable[[str], bool]
    beside: str = ""

    def fault_of(self, value: str) -> str:
        """Return what is wrong with a value, nothing if it is sound."""
        return "" if self.fits(value) else f"{value!r} is not {self.form}"


def bad_address(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """The address of a view has a key that the page does not know, one twice, one without the key that it belongs to,
    or a value of another form: `since=2022-07`, `valence=-10..-1`, `contested=yes`, `view=table`.
    """
    for view in corpus.views:
        pairs = _pairs(view)
        for message, cures in (*_faults_of_keys(pairs), *_faults_of_values(pairs)):
            yield Problem(view.origin.of("address"), "bad-address", message, cures)


def unknown_in_address(corpus: Corpus, ontology: Ontology) -> Iterator[Problem]:
    """The address of a view names what is neither in the corpus nor in the vocabulary."""
    for view in corpus.views:
        for key, value in _pairs(view):
            for message, cures in _unknown(key, value, corpus, ontology):
                yield Problem(view.origin.of("address"), "unknown-in-address", message, cures)


def unused_position(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """A row of `layout.csv` places what the registry does not have; `kg explore --keep-layout` leaves it out."""
    for position in corpus.positions:
        if position.id not in corpus.entities:
            cures = nearest_of(position.id, corpus.names)
            message = f"no actor or issue {position.id!r} to place"
            yield Problem(position.origin.of("id"), "unused-position", message, cures, Severity.WARNING)


def _pairs(view: View) -> Sequence[tuple[str, str]]:
    """Return the keys in the address of a view, each with its value, as a browser reads them."""
    return parse_qsl(view.address, keep_blank_values=True)


def _faults_of_keys(pairs: Sequence[tuple[str, str]]) -> Iterator[_Fault]:
    said = {part for key, value in pairs for part in (key, f"{key}={value}")}
    for key, times in Counter(key for key, _ in pairs).items():
        if key not in KEYS:
            yield f"no key {key!r}", nearest(key, KEYS)
        elif times > 1:
            yield f"{key!r} stands here {times} times", ()
        elif (beside := KEYS[key].beside) and beside not in said:
            yield f"{key!r} needs {beside!r} beside it", ()


def _faults_of_values(pairs: Sequence[tuple[str, str]]) -> Iterator[_Fault]:
    for key, value in pairs:
        if key in KEYS and (fault := KEYS[key].fault_of(value)):
            yield f"{key}: {fault}", ()


def _unknown(key: str, value: str, corpus: Corpus, ontology: Ontology) -> Iterator[_Fault]:
    kind = KEYS.get(key)
    if isinstance(kind, _Named):
        known = kind.known(corpus, ontology)
        for name in filter(None, kind.names_in(value)):
            if known.get(name) != name:
                yield f"{key}: no {kind.what} {name!r}", nearest_of(name, known)


def _entities(corpus: Corpus, _: Ontology) -> Names:
    return corpus.names


def _sources(corpus: Corpus, _: Ontology) -> Names:
    titles = {source.title: source.id for source in corpus.sources if source.title}
    return titles | {source.id: source.id for source in corpus.sources}


def _claims(corpus: Corpus, _: Ontology) -> Names:
    return {claim.id: claim.id for claim in corpus.claims}


def _claimants(corpus: Corpus, ontology: Ontology) -> Names:
    return {**corpus.names, **_coded(ontology.voices), OWN: OWN}


def _propositions(corpus: Corpus, ontology: Ontology) -> Names:
    known = [c for c in corpus.claims if c.relation in ontology.relations and c.modality in {"", *ontology.modalities}]
    return {name: name for name in (proposition_name(claim, ontology) for claim in known)}


def _lists(corpus: Corpus, ontology: Ontology) -> Names:
    known = {key: facet.known(corpus, ontology) for key, facet in _FACETS.items()}
    return {_ALL: _ALL} | {f"{key}:{name}": f"{key}:{code}" for key in known for name, code in known[key].items()}


def _coded(terms: Mapping[str, Relation] | Mapping[str, Concept] | Mapping[str, Kind]) -> dict[str, str]:
    return {term.label: code for code, term in terms.items()} | {code: code for code in terms}


def _one_of(*values: str, beside: str = "") -> _Formed:
    return _Formed(form=" or ".join(values), fits=lambda value: value in values, beside=beside)


def _is_day(text: str) -> bool:
    try:
        parse_day(text)
    except ValueError:
        return False
    return True


def _is_range(text: str) -> bool:
    match = _RANGE.fullmatch(text)
    return match is not None and -10 <= float(match["least"]) <= float(match["most"]) <= 10


_ENTITY = _Named(what="actor or issue", known=_entities)
_ENTITIES = replace(_ENTITY, number=None)
_SOURCES = _Named(what="source", known=_sources, number=None)
_DAY = _Formed(form="a year, month or day such as 2022, 2022-07 or 2022-07-01", fits=_is_day)
# The keys that take any number of codes, each of which may also be listed alone.
_FACETS: Mapping[str, _Named] = {
    "family": _Named(what="family", known=lambda _, ontology: _coded(ontology.families), number=None),
    "kind": _Named(what="kind", known=lambda _, ontology: _coded(ontology.kinds), number=None),
    "source": _SOURCES,
    "claimant": _Named(what="actor or voice", known=_claimants, number=None),
    "modality": _Named(what="modality", known=lambda _, ontology: _coded(ontology.modalities), number=None),
    "polarity": _Named(what="polarity", known=lambda _, ontology: _coded(ontology.polarities), number=None),
}
#: All keys that an address may have; a test holds them to those of the page.
KEYS: Mapping[str, _Named | _Formed] = {
    "entity": _ENTITY,
    "with": replace(_ENTITY, beside="entity"),
    "as": _one_of("subject", "object", "items", "places", "claimant", beside="entity"),
    "relation": _Named(what="relation", known=lambda _, ontology: _coded(ontology.relations)),
    "claim": _Named(what="claim", known=_claims),
    "disputed": _Named(what="statement", known=_propositions),
    "list": _Named(what="part", known=_lists),
    **_FACETS,
    "party": _ENTITIES,
    "contested": _one_of("yes"),
    "since": _DAY,
    "until": _DAY,
    "valence": _Formed(form="LEAST..MOST, from -10 to 10", fits=_is_range),
    "view": _one_of("map", "table", "compare", "path"),
    "from": replace(_ENTITY, beside="view=path"),
    "to": replace(_ENTITY, beside="view=path"),
    "sources": replace(_SOURCES, number=2, beside="view=compare"),
    "steps": _one_of("1", "2", beside="entity"),
    "hide": _ENTITIES,
    "pin": _ENTITIES,
    "sort": _Formed(form="a column", fits=bool),
}
