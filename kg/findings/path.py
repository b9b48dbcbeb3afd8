"""Paths as tables, hop by hop, and what is needed where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.analysis.paths import DETOUR, Hop, Joint, Links, Paths, joints
from kg.findings.needed import ENDS_ONLY, chain, others
from kg.model import Claim, Corpus
from kg.ontology import Ontology
from kg.opposition import asserts
from kg.sheet import Line, Named, Sheet, named
from kg.wording import relation_text, reserves

#: The tables of paths, in order, and those of what goes through one thing.
SHEETS = ("paths", "hops", "needed", "neighbours", "pairs")
#: How many ways to be linked are told of each hop.
_TOLD = 3
_ASSERTED_ONLY = "Links are what sources assert in their own voice; --all takes any claims."
_ALL = "Links are claims of any kind; what is not asserted is marked."


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way in which two are linked: a relation, its direction as seen on the path, its marks, and the claims."""

    ends: tuple[str, str]
    arrow: str
    relation: str
    marks: tuple[str, ...]
    claims: tuple[Claim, ...]


def ways(hop: Hop, corpus: Corpus, ontology: Ontology) -> tuple[Way, ...]:
    """Return the ways in which a hop links two, asserted ones first, then those that most claims state."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[Claim]] = {}
    for claim in hop.claims:
        key = (_arrow(claim, hop, ontology), claim.relation, reserves(claim, corpus, ontology))
        groups.setdefault(key, []).append(claim)
    found = (
        Way(ends=hop.ends, arrow=arrow, relation=relation, marks=said, claims=tuple(claims))
        for (arrow, relation, said), claims in groups.items()
    )
    return tuple(
        sorted(
            found,
            key=lambda way: (
                not asserts(way.claims[0], ontology),
                -len(way.claims),
                way.relation,
                way.arrow,
                way.marks,
            ),
        )
    )


def _arrow(claim: Claim, hop: Hop, ontology: Ontology) -> str:
    if ontology.relations[claim.relation].symmetric:
        return "↔"
    return "→" if claim.subject == hop.ends[0] else "←"


def path_sheets(found: Paths, corpus: Corpus, ontology: Ontology, *, number: int, asserted: bool) -> tuple[Sheet, ...]:
    """Return the paths, of *number* that were asked for: the best documented links of each hop, and all links."""
    numbered = [(at, step, hop) for at, path in enumerate(found.found, 1) for step, hop in enumerate(path.hops, 1)]
    notes = [_ASSERTED_ONLY if asserted else _ALL, ENDS_ONLY, *_chains(found, corpus), *_unsaid(found, number)]
    return (
        Sheet(
            key="paths",
            title=_title(found, corpus),
            columns=("path", "hop", "says", "claims", "where"),
            lines=tuple(
                line
                for at, step, hop in numbered
                for line in _told((at, step), ways(hop, corpus, ontology), corpus, ontology)
            ),
            grouping=2,
            notes=tuple(notes),
        ),
        Sheet(
            key="hops",
            title=f"{_title(found, corpus)}, all links",
            columns=("path", "hop", "from", "direction", "relation", "to", "marks", "claims", "where"),
            lines=tuple(
                Line((at, step, *_cells(way, corpus, ontology)), way.claims)
                for at, step, hop in numbered
                for way in ways(hop, corpus, ontology)
            ),
            grouping=3,
        ),
    )


def _title(found: Paths, corpus: Corpus) -> str:
    """Return the ends and how many hops the paths have."""
    first = found.found[0].names
    lengths = sorted({len(path.hops) for path in found.found})
    hops = " to ".join(str(length) for length in dict.fromkeys((lengths[0], lengths[-1])))
    several = f"{len(found.found)} paths of " if len(found.found) > 1 else ""
    ends = f"{corpus.label(first[0])} to {corpus.label(first[-1])}"
    return f"{ends}: {several}{hops} hop{'s' * (lengths != [1])}"


def _chains(found: Paths, corpus: Corpus) -> Iterator[str]:
    """Yield what is on each path that leads through something."""
    for at, path in enumerate(found.found, start=1):
        if len(path.hops) > 1:
            yield f"Path {at}: {chain(path, corpus)}"


def _unsaid(found: Paths, number: int) -> Iterator[str]:
    longest = len(found.found[0].hops) + DETOUR
    if found.more:
        yield f"Other paths have {len(found.found[-1].hops)} hops, too; -k N tells N paths."
    elif found.given_up:
        yield "There may be more; the search was ended."
    elif len(found.found) < number:
        yield f"No other path has {longest} hops or fewer, the most that are looked for."


def _told(group: tuple[int, ...], known: Sequence[Way], corpus: Corpus, ontology: Ontology) -> Iterator[Line]:
    """Yield a row for the best documented links of a hop and one for all others."""
    told = _TOLD if len(known) > _TOLD + 1 else len(known)
    for way in known[:told]:
        yield Line((*group, _says(way, corpus, ontology), len(way.claims), where(way.claims)), way.claims)
    if rest := tuple(claim for way in known[told:] for claim in way.claims):
        said = f"and {len(known) - told} other links (--show hops)"
        yield Line((*group, said, len(rest), ", ".join(sorted({claim.source for claim in rest}))), rest)


def _says(way: Way, corpus: Corpus, ontology: Ontology) -> str:
    """Return a link as one reads it along the path, such as ``Iran → supplies arms to → Houthis, planned``."""
    relation = relation_text(way.claims[0], ontology)
    ends = [corpus.label(id) for id in way.ends]
    return ", ".join([f"{ends[0]} {way.arrow} {relation} {way.arrow} {ends[1]}", *way.marks])


def _cells(way: Way, corpus: Corpus, ontology: Ontology) -> tuple[Named | str | int, ...]:
    relation = Named(way.relation, relation_text(way.claims[0], ontology))
    ends = [named(corpus, id) for id in way.ends]
    return (ends[0], way.arrow, relation, ends[1], ", ".join(way.marks), len(way.claims), where(way.claims))


def where(claims: Iterable[Claim]) -> str:
    """Return the sources of claims, each with the paragraphs.

    >>> where([])
    ''
    """
    paragraphs: dict[str, list[str]] = {}
    for claim in claims:
        paragraphs.setdefault(claim.source, []).append(f"p{claim.paragraph}")
    return "; ".join(f"{source} {', '.join(dict.fromkeys(found))}" for source, found in sorted(paragraphs.items()))


def through_sheets(
    links: Links, middle: str, corpus: Corpus, ontology: Ontology, *, number: int, asserted: bool
) -> tuple[Sheet, ...]:
    """Return what has to do with one thing, and which two actors it joins, the first *number* of each."""
    known = sorted(links.neighbours.get(middle, {}).items(), key=lambda item: (-item[1], item[0]))
    found = joints(links, middle, {actor.id for actor in corpus.actors})
    basis = (_ASSERTED_ONLY if asserted else _ALL, ENDS_ONLY)
    return (
        Sheet(
            key="neighbours",
            title=f"What has to do with {corpus.label(middle)}: {len(known)}",
            columns=("neighbour", "links", "claims"),
            lines=tuple(_neighbour(links.hop(id, middle), corpus, ontology) for id, _ in known[:number]),
            notes=(*basis, *_first(number, len(known)), *([] if known else _unlinked(middle, corpus))),
        ),
        Sheet(
            key="pairs",
            title=f"Actors that {corpus.label(middle)} joins: {len(found)} pairs",
            columns=("one", "links", "other", "other_links", "claims", "direct"),
            lines=tuple(_pair(joint, corpus, ontology) for joint in found[:number]),
            notes=(
                "direct: claims join the two themselves, too.",
                "Those that nothing else joins come first, then the best documented.",
                *_first(number, len(found)),
            ),
        ),
    )


def _unlinked(middle: str, corpus: Corpus) -> Iterator[str]:
    """Yield how many claims name what nothing is linked with, and as what."""
    naming = [claim for claim in corpus.claims if middle in claim.mentions]
    ends = sum(middle in (claim.subject, claim.object) for claim in naming)
    yield f"Of {len(naming)} claims that name it, {ends} have it as subject or object."


def _first(shown: int, number: int) -> Iterator[str]:
    if shown < number:
        yield f"The first {shown} of {number}; -k N tells N."


def _neighbour(hop: Hop, corpus: Corpus, ontology: Ontology) -> Line:
    return Line((named(corpus, hop.ends[0]), _briefly(hop, corpus, ontology), len(hop.claims)), hop.claims)


def _pair(joint: Joint, corpus: Corpus, ontology: Ontology) -> Line:
    first, second = joint.path.hops
    back = Hop(ends=second.ends[::-1], claims=second.claims)
    cells = [cell for hop in (first, back) for cell in (named(corpus, hop.ends[0]), _briefly(hop, corpus, ontology))]
    return Line((*cells, len(joint.path.claims), "yes" if joint.direct else "no"), joint.path.claims)


def _briefly(hop: Hop, corpus: Corpus, ontology: Ontology) -> str:
    """Return the best documented links of a hop as seen from its first end, such as ``→ fears ×2, ← threatens``."""
    known = ways(hop, corpus, ontology)
    told = [
        ", ".join([f"{way.arrow} {relation_text(way.claims[0], ontology)}", *way.marks])
        + (f" ×{len(way.claims)}" if len(way.claims) > 1 else "")
        for way in known[:_TOLD]
    ]
    return "; ".join([*told, *others(len(known) - _TOLD)])
