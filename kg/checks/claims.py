"""What can be wrong with claims, apart from their anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import count, groupby

from kg.checks.twins import twins
from kg.model import CLAIM_ID, Actor, Claim, Corpus
from kg.ontology import Ontology, default_of
from kg.problems import Problem
from kg.spelling import nearest, nearest_of

_ROW_ABOVE = re.compile(r"-\d+")


def no_id(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """A claim has no id yet. `kg fmt` gives it one that is then never changed."""
    for claim in corpus.claims:
        if not claim.local_id:
            yield Problem(claim.origin.of("id"), "no-id", "the claim has no id; 'kg fmt' gives it one")


def bad_claim_id(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """The id of a claim is not `p<paragraph>-<number>` with the claim's own paragraph."""
    for claim in corpus.claims:
        if claim.local_id and not _fits(claim):
            message = (
                f"{claim.local_id!r} is no id of a claim in paragraph {claim.paragraph or '?'}: p<paragraph>-<number>"
            )
            yield Problem(claim.origin.of("id"), "bad-claim-id", message, _free_id(claim, corpus))


def _fits(claim: Claim) -> bool:
    match = CLAIM_ID.fullmatch(claim.local_id)
    return match is not None and (claim.paragraph is None or int(match[1]) == claim.paragraph)


def _free_id(claim: Claim, corpus: Corpus) -> tuple[str, ...]:
    """Return the lowest id that no claim of the paragraph has: a damaged one leaves a gap."""
    if claim.paragraph is None:
        return ()
    ids = (f"p{claim.paragraph}-{number}" for number in count(1))
    return (next(id for id in ids if f"{claim.source}.{id}" not in corpus.claim_ids),)


def wrong_paragraph(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """The paragraph of a claim is not the one in its id; one of the two cells is wrong."""
    for claim in corpus.claims:
        match = CLAIM_ID.fullmatch(claim.local_id)
        if match and claim.paragraph and int(match[1]) != claim.paragraph and not _is_behind_last(claim, corpus):
            message = f"paragraph {claim.paragraph} does not go with the id {claim.local_id!r}"
            yield Problem(claim.origin.of("paragraph"), "wrong-paragraph", message, (match[1],))


def duplicate_claim_id(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """Two claims of one source have the same id; both are reported, for either may be the wrong one."""
    for claim, other in twins(claim for claim in corpus.claims if claim.local_id):
        message = f"id {claim.local_id!r} stands at {other.origin.file}:{other.origin.line} too"
        yield Problem(claim.origin.of("id"), "duplicate-claim-id", message, _free_id(claim, corpus))


def duplicate_claim(corpus: Corpus, ontology: Ontology) -> Iterator[Problem]:
    """Two rows say the same in the same paragraph; a repeated claim counts once a paragraph."""
    for _, of_paragraph in groupby(sorted(corpus.claims, key=_paragraph), key=_paragraph):
        first: dict[object, Claim] = {}
        for claim in of_paragraph:
            earlier = first.setdefault(_content(claim, ontology), claim)
            if earlier is not claim:
                message = f"says the same as {earlier.local_id or 'the row'} at line {earlier.origin.line}"
                yield Problem(claim.origin.of("subject"), "duplicate-claim", message)


def _paragraph(claim: Claim) -> tuple[str, int]:
    return claim.source, claim.paragraph or 0


def _content(claim: Claim, ontology: Ontology) -> object:
    """Return what makes a claim the claim it is: all but its id, anchor, gloss, links and certainty."""
    relation = ontology.relations.get(claim.relation)
    ends = (claim.subject, claim.object)
    return (
        claim.source, claim.paragraph, claim.relation, tuple(sorted(ends)) if relation and relation.symmetric else ends,
        frozenset(claim.items), frozenset(claim.places), claim.claimant, claim.time, claim.quantity,
        claim.polarity or default_of(ontology.polarities).code, claim.modality or default_of(ontology.modalities).code,
    )  # fmt: skip


def unknown_source(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """Claims come from a source that `sources.csv` does not list; reported once a file."""
    reported: set[tuple[str, str]] = set()
    for claim in corpus.claims:
        key = (claim.origin.file, claim.source)
        if claim.source and claim.source not in corpus.sources_by_id and key not in reported:
            reported.add(key)
            cures = nearest(claim.source, corpus.sources_by_id)
            yield Problem(claim.origin.of("source"), "unknown-source", f"no source {claim.source!r}", cures)


def unknown_entity(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """Subject, object, item or place of a claim is neither in `actors.csv` nor in `issues.csv`."""
    for claim in corpus.claims:
        for column, ids in _named(claim):
            for id in ids:
                if id and id not in corpus.entities:
                    cures = nearest_of(id, corpus.names)
                    yield Problem(claim.origin.of(column), "unknown-entity", f"no actor or issue {id!r}", cures)


def _named(claim: Claim) -> Sequence[tuple[str, Sequence[str]]]:
    return (
        ("subject", (claim.subject,)),
        ("object", (claim.object,)),
        ("item", claim.items),
        ("place", claim.places),
    )


def unknown_relation(corpus: Corpus, ontology: Ontology) -> Iterator[Problem]:
    """A claim uses a relation that the vocabulary does not define, or the inverse of one."""
    for claim in corpus.claims:
        if not claim.relation or claim.relation in ontology.relations:
            continue
        place = claim.origin.of("relation")
        if claim.relation in ontology.inverses:
            forward = ontology.inverses[claim.relation]
            message = f"{claim.relation!r} is the inverse of {forward!r}; swap subject and object and use that"
            yield Problem(place, "unknown-relation", message)
        else:
            names = {relation.label: code for code, relation in ontology.relations.items()}
            names |= {code: code for code in ontology.relations}
            cures = nearest_of(claim.relation, names)
            yield Problem(place, "unknown-relation", f"no relation {claim.relation!r}", cures)


def wrong_domain(corpus: Corpus, ontology: Ontology) -> Iterator[Problem]:
    """The subject of a claim is of a kind that its relation does not take as subject."""
    for claim in corpus.claims:
        relation = ontology.relations.get(claim.relation)
        if relation:
            yield from _misfit(claim, "subject", claim.subject, relation.domain, corpus, ontology)


def wrong_range(corpus: Corpus, ontology: Ontology) -> Iterator[Problem]:
    """The object of a claim is of a kind that its relation does not take as object."""
    for claim in corpus.claims:
        relation = ontology.relations.get(claim.relation)
        if relation:
            yield from _misfit(claim, "object", claim.object, relation.range, corpus, ontology)


def _misfit(
    claim: Claim, column: str, id: str, classes: frozenset[str], corpus: Corpus, ontology: Ontology
) -> Iterator[Problem]:
    entity = corpus.entities.get(id)
    kind = ontology.kinds.get(entity.kind) if entity else None
    if entity and kind and not classes & kind.lineage:
        wanted = " or ".join(sorted(re.split("[/#]", name)[-1] for name in classes))
        message = f"the {column} of {claim.relation!r} must be of class {wanted}; {id!r} is of kind {entity.kind!r}"
        yield Problem(claim.origin.of(column), f"wrong-{'domain' if column == 'subject' else 'range'}", message)


def self_relation(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """Subject and object of a claim are the same."""
    for claim in corpus.claims:
        if claim.subject and claim.subject == claim.object:
            message = f"{claim.subject!r} is both subject and object"
            yield Problem(claim.origin.of("object"), "self-relation", message)


def unknown_claimant(corpus: Corpus, ontology: Ontology) -> Iterator[Problem]:
    """The claimant is neither an actor of the registry nor a reserved voice such as `unnamed`."""
    actors = {actor.id for actor in corpus.actors}
    for claim in corpus.claims:
        if claim.claimant and claim.claimant not in actors and claim.claimant not in ontology.voices:
            names = {name: id for name, id in corpus.names.items() if id in actors} | {v: v for v in ontology.voices}
            known = isinstance(corpus.entities.get(claim.claimant), Actor) or claim.claimant not in corpus.entities
            message = f"no actor {claim.claimant!r}" if known else f"{claim.claimant!r} is an issue and cannot speak"
            cures = nearest_of(claim.claimant, names)
            yield Problem(claim.origin.of("claimant"), "unknown-claimant", message, cures)


def unknown_qualifier(corpus: Corpus, ontology: Ontology) -> Iterator[Problem]:
    """Polarity, modality or certainty is none of the values that the vocabulary has."""
    for claim in corpus.claims:
        for column, code, concepts in (
            ("polarity", claim.polarity, ontology.polarities),
            ("modality", claim.modality, ontology.modalities),
            ("certainty", claim.certainty, ontology.certainties),
        ):
            if code and code not in concepts:
                cures = nearest(code, concepts)
                message = f"no {column} {code!r} ({', '.join(concepts)})"
                yield Problem(claim.origin.of(column), "unknown-qualifier", message, cures)


def unknown_unit(corpus: Corpus, ontology: Ontology) -> Iterator[Problem]:
    """A quantity is given in a unit that the vocabulary does not list."""
    for claim in corpus.claims:
        if claim.quantity and claim.quantity.unit not in ontology.units:
            number = claim.quantity.text.removesuffix(claim.quantity.unit)
            cures = tuple(number + unit for unit in nearest(claim.quantity.unit, ontology.units))
            message = f"no unit {claim.quantity.unit!r} ({', '.join(ontology.units)})"
            yield Problem(claim.origin.of("quantity"), "unknown-unit", message, cures)


def unknown_link(corpus: Corpus, ontology: Ontology) -> Iterator[Problem]:
    """A link has a key that the vocabulary does not define, or leads to no other claim."""
    ids = cache(lambda: _ids_by_paragraph(corpus))
    for claim in corpus.claims:
        for link in claim.links:
            place = claim.origin.of("link")
            target = link.target.removeprefix(f"{claim.source}.")
            if link.key not in ontology.links:
                message = f"no link {link.key!r} ({', '.join(ontology.links)})"
                cures = tuple(f"{key}:{target}" for key in nearest(link.key, ontology.links))
                yield Problem(place, "unknown-link", message, cures)
            if _ROW_ABOVE.fullmatch(target):
                yield Problem(place, "unknown-link", f"{target!r} stands for a row above; 'kg fmt' writes its id")
            elif link.target not in corpus.claim_ids or link.target == claim.id:
                cures = tuple(f"{link.key}:{id}" for id in _near_ids(claim, target, ids()))
                yield Problem(place, "unknown-link", f"no other claim {target!r}", cures)


def _ids_by_paragraph(corpus: Corpus) -> Mapping[tuple[str, str], Sequence[str]]:
    """Return the ids of the claims by their source and the paragraph in the id."""
    ids: dict[tuple[str, str], list[str]] = {}
    for claim in corpus.claims:
        ids.setdefault((claim.source, claim.local_id.partition("-")[0]), []).append(claim.local_id)
    return ids


def _near_ids(claim: Claim, target: str, ids: Mapping[tuple[str, str], Sequence[str]]) -> list[str]:
    """Return ids near *target*, those in the claim's own paragraph first, as most links lead there."""
    own, named = f"p{claim.paragraph}", target.partition("-")[0]
    paragraphs = dict.fromkeys([own, named, *nearest(named, {key[1] for key in ids if key[0] == claim.source})])
    others = ([id for id in ids.get((claim.source, p), ()) if id != claim.local_id] for p in paragraphs)
    return list(dict.fromkeys(id for group in others for id in nearest(target, group)))[:3]


def no_such_paragraph(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """The paragraph of a claim lies behind the last one of its source."""
    for claim in corpus.claims:
        if _is_behind_last(claim, corpus):
            match = CLAIM_ID.fullmatch(claim.local_id)
            last = corpus.sources_by_id[claim.source].paragraphs or 0
            cures = (match[1],) if match and int(match[1]) <= last else ()
            message = f"{claim.source} has {last} paragraphs, not {claim.paragraph}"
            yield Problem(claim.origin.of("paragraph"), "no-such-paragraph", message, cures)


def _is_behind_last(claim: Claim, corpus: Corpus) -> bool:
    source = corpus.sources_by_id.get(claim.source)
    return bool(source and source.paragraphs and claim.paragraph and claim.paragraph > source.paragraphs)
