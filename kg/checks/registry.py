"""What can be wrong with actors, issues and sources."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TypeAlias

import pycountry

from kg.checks.twins import twins
from kg.model import LANGUAGE, Actor, Corpus, Entity, Position, Source
from kg.ontology import Ontology
from kg.problems import Problem, Severity
from kg.spelling import nearest, nearest_of
from kg.terms import iri

_Row: TypeAlias = Entity | Source | Position

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_WIKIDATA = re.compile(r"Q[1-9]\d*", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_URL = re.compile(r"(https?://|doi:)\S+")
# Named graphs that are not a source's.
_OWN_GRAPHS = frozenset({"registry", "asserted", "inferred"})


def bad_id(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """An id is not made of lower-case letters, digits and single hyphens: `saudi-arabia`."""
    for row in _rows(corpus):
        if row.id and not _ID.fullmatch(row.id):
            message = f"{row.id!r} is no id: lower-case letters, digits and single hyphens"
            yield Problem(row.origin.of("id"), "bad-id", message, _id_cures(row.id, corpus))


def _id_cures(id: str, corpus: Corpus) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*nearest(id, _used(corpus) - set(corpus.entities)), *filter(None, [_slug(id)])]))[:3]


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def reserved_id(corpus: Corpus, ontology: Ontology) -> Iterator[Problem]:
    """An id is one that the vocabulary or the graph keeps for itself, such as the claimant `unnamed`."""
    for entity in corpus.registered():
        if entity.id in ontology.voices:
            yield Problem(entity.origin.of("id"), "reserved-id", f"{entity.id!r} is kept for claimants without a name")
    for source in corpus.sources:
        if source.id in _OWN_GRAPHS:
            yield Problem(source.origin.of("id"), "reserved-id", f"{source.id!r} is the name of a graph of its own")


def duplicate_id(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """Two rows have one id; both are reported, for either may be the wrong one. Actors and issues share one
    namespace; sources and the positions in `layout.csv` have their own.
    """
    unregistered = _used(corpus) - set(corpus.entities)
    rows = (row for row in corpus.registered() if row.id)
    sources = (source for source in corpus.sources if source.id)
    for row, other in chain[tuple[_Row, _Row]](twins(rows), twins(sources), twins(corpus.positions)):
        message = f"id {row.id!r} stands at {other.origin.file}:{other.origin.line} too"
        yield Problem(row.origin.of("id"), "duplicate-id", message, nearest(row.id, unregistered))


def unknown_kind(corpus: Corpus, ontology: Ontology) -> Iterator[Problem]:
    """The kind of an actor or issue is no class of the vocabulary, or stands in the wrong table."""
    for table, rows in (("ent:Actor", corpus.actors), ("ent:Issue", corpus.issues)):
        fitting = [code for code, kind in ontology.kinds.items() if iri(table) in kind.lineage]
        for row in rows:
            if row.kind and row.kind not in fitting:
                cures = nearest(row.kind, fitting)
                message = f"{row.kind!r} is no kind of {table.removeprefix('ent:').lower()}"
                message += "" if cures else f" ({', '.join(fitting)})"
                yield Problem(row.origin.of("kind"), "unknown-kind", message, cures)


def unknown_parent(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """What an actor is part of, or the broader issue, is not registered in the same table."""
    for column, rows in (("part_of", corpus.actors), ("broader", corpus.issues)):
        ids = {row.id for row in rows}
        names = {name: id for name, id in corpus.names.items() if id in ids}
        for row in rows:
            for parent in row.parents:
                if parent not in ids:
                    cures = nearest_of(parent, names)
                    yield Problem(row.origin.of(column), "unknown-parent", f"{parent!r} is not in this table", cures)


def circular_parents(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """An actor or issue is, over one or several steps, part of itself."""
    for entity in corpus.registered():
        if entity.id in _ancestors(entity, corpus.entities):
            column = "part_of" if isinstance(entity, Actor) else "broader"
            yield Problem(entity.origin.of(column), "circular-parents", f"{entity.id!r} would be part of itself")


def _ancestors(entity: Entity, entities: Mapping[str, Entity]) -> set[str]:
    found: set[str] = set()
    frontier = list(entity.parents)
    while frontier:
        id = frontier.pop()
        if id in entities and id not in found:
            found.add(id)
            frontier += entities[id].parents
    return found


def bad_wikidata(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """A Wikidata identifier is not `Q` and a number. Leave the cell empty unless you have looked the item up."""
    for entity in corpus.registered():
        if entity.wikidata and not _WIKIDATA.fullmatch(entity.wikidata):
            message = f"{entity.wikidata!r} is no Wikidata identifier such as 'Q794'"
            digits = re.sub(r"\D", "", entity.wikidata)
            yield Problem(entity.origin.of("wikidata"), "bad-wikidata", message, (f"Q{digits}",) if digits else ())


def bad_country(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """A country code is not one of the two-letter codes of ISO 3166-1."""
    for entity in corpus.registered():
        if entity.iso3166 and not _is_country(entity.iso3166):
            message = f"{entity.iso3166!r} is no country code of ISO 3166-1"
            yield Problem(entity.origin.of("iso3166"), "bad-country", message, _country_codes(entity))


def _is_country(code: str) -> bool:
    """Tell whether a code is one of ISO 3166-1, in the capitals that it prescribes."""
    return code.isupper() and pycountry.countries.get(alpha_2=code) is not None


def _country_codes(entity: Entity) -> tuple[str, ...]:
    """Return the codes of the countries that the row's own names name."""
    codes = []
    for name in (entity.label, *entity.aliases):
        try:
            codes.append(pycountry.countries.lookup(name).alpha_2)
        except LookupError:
            continue
    return tuple(dict.fromkeys(codes))


def bad_language(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """The language of a source is not a language code such as `en`, `fa` or `pt-BR`."""
    used = [source.language for source in corpus.sources]
    for source in corpus.sources:
        if source.language and not _is_language(source.language):
            cures = nearest(source.language, filter(_is_language, used))
            message = f"{source.language!r} is no language code such as 'en'"
            yield Problem(source.origin.of("language"), "bad-language", message, cures)


def _is_language(tag: str) -> bool:
    code = tag.partition("-")[0]
    return LANGUAGE.fullmatch(tag) is not None and bool(
        pycountry.languages.get(alpha_2=code) if len(code) == 2 else pycountry.languages.get(alpha_3=code)
    )


def bad_url(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """The address of a source does not begin with `https://`, `http://` or `doi:`."""
    for source in corpus.sources:
        if source.url and not _URL.fullmatch(source.url):
            message = f"{source.url!r} does not begin with https://, http:// or doi:, or holds a space"
            yield Problem(source.origin.of("url"), "bad-url", message)


def bad_digest(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """The digest of a text is not a SHA-256 in 64 hexadecimal digits, as `sha256sum` prints it."""
    for source in corpus.sources:
        if source.text_sha256 and not _SHA256.fullmatch(source.text_sha256):
            message = f"{source.text_sha256!r} is no SHA-256 of 64 hexadecimal digits"
            yield Problem(source.origin.of("text_sha256"), "bad-digest", message)


def untitled_source(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """A source has neither a title nor a note that says why there is none."""
    for source in corpus.sources:
        if not source.title and not source.note:
            yield Problem(source.origin.of("title"), "untitled-source", "no title, and no note that says why")


def unused_entity(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """No claim and no other row of the registry names an actor or issue; perhaps they spell its id otherwise."""
    used = _used(corpus)
    unregistered = used - set(corpus.entities)
    for entity in corpus.registered():
        if entity.id and entity.id not in used:
            message = f"nothing refers to {entity.id!r}"
            cures = nearest(entity.id, unregistered)
            yield Problem(entity.origin.of("id"), "unused-entity", message, cures, Severity.WARNING)


def _used(corpus: Corpus) -> set[str]:
    """Return every id that a claim, or a row of the registry about its parents, names."""
    in_claims = chain.from_iterable(claim.mentions for claim in corpus.annotated())
    return set(in_claims).union(*(entity.parents for entity in corpus.registered()))


def unused_source(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """No claim comes from a source; perhaps its file of claims is named otherwise."""
    with_claims = {claim.source for claim in corpus.claims}
    for source in corpus.sources:
        if source.id and source.id not in with_claims:
            cures = nearest(source.id, with_claims - set(corpus.sources_by_id))
            message = f"no claim comes from {source.id!r}"
            yield Problem(source.origin.of("id"), "unused-source", message, cures, Severity.WARNING)


def look_alike(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """Two actors or issues have labels or aliases that look the same; they may be one thing with two ids."""
    first: dict[str, Entity] = {}
    for entity in corpus.registered():
        for name in dict.fromkeys((entity.label, *entity.aliases)):
            other = first.setdefault(_skeleton(name), entity)
            if other.id != entity.id:
                column = "label" if name == entity.label else "aliases"
                message = f"{name!r} looks like a name of {other.id!r} ({other.origin.file}:{other.origin.line})"
                yield Problem(entity.origin.of(column), "look-alike", message, severity=Severity.WARNING)


# Cyrillic and Greek letters that look Latin, capitals and small ones.
_HOMOGLYPHS = str.maketrans(
    "АВЕЗКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧаеорсухіјѕκονρτυχ", "ABE3KMHOPCTYXIJSABEZHIKMNOPTYXaeopcyxijskovptux"
)


def _skeleton(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).translate(_HOMOGLYPHS).casefold()
    return "".join(filter(str.isalnum, plain)) or name


def _rows(corpus: Corpus) -> Iterator[Entity | Source]:
    yield from corpus.registered()
    yield from corpus.sources
