"""How far two independent readings of the same paragraphs agree.

Precision and recall take the second reading as the measure of the first. Cohen's kappa is agreement beyond chance on a
nominal scale (J. Cohen, Educational and Psychological Measurement 20, 1960). Claims of one paragraph hang together, so
that intervals come from resampling whole paragraphs (B. Efron, Annals of Statistics 7, 1979).
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.model import Claim, Corpus, Figure, Origin, SampledParagraph, Source
from kg.ontology import Ontology, qualifier

#: A paragraph of a source.
Paragraph = tuple[str, int]
Numbers = NDArray[np.float64]

#: What stands for all sources together.
ALL = "all"
#: What is found or missed: each pair of ends once a paragraph, or each claim.
UNITS = ("who-whom", "claims")
#: What is compared beyond chance.
NOMINAL = ("family", "polarity", "modality", "claimant")
#: Of the intervals, in per cent.
CONFIDENCE = 95
_RESAMPLES, _SEED = 2000, 1960


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where the readings part: a claim that one of them has (the other is ``None``), or a cell of one that both have.

    ``what`` is ``only-first``, ``only-second`` or the name of a column, of which both readings' cells are given.
    """

    what: str
    first: Claim | None
    second: Claim | None
    cells: tuple[str, str] = ("", "")

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph that was read in two ways."""
        claim = self.first or self.second
        assert claim is not None
        return _paragraph(claim)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Two readings of the same paragraphs: the claims that both have, and those of one alone."""

    paragraphs: tuple[Paragraph, ...]
    first: tuple[Claim, ...]
    second: tuple[Claim, ...]
    matches: tuple[tuple[Claim, Claim], ...]
    ontology: Ontology


def draw_sample(sources: Iterable[Source], share: float) -> list[Paragraph]:
    """Return at least *share* of the paragraphs of each source, the same ones whoever draws them.

    They are those with the lowest SHA-256 of ``source:paragraph``, so that nobody can choose them.
    """
    drawn: list[Paragraph] = []
    for source in sources:
        numbers = range(1, (source.paragraphs or 0) + 1)
        digests = {n: hashlib.sha256(f"{source.id}:{n}".encode()).digest() for n in numbers}
        lowest = sorted(numbers, key=digests.__getitem__)[: math.ceil(share * len(numbers))]
        drawn += [(source.id, number) for number in sorted(lowest)]
    return drawn


def two_readings(first: Corpus, second: Corpus) -> Corpus:
    """Return *first* with the claims of *second* as its second reading, in the paragraphs of the sources of both.

    Of a source whose number of paragraphs neither tells, those in which one of them has a claim.
    """
    both = {source.id: source for source in first.sources if source.id in second.sources_by_id}
    theirs = tuple(claim for claim in second.claims if claim.source in both)
    read = {_paragraph(claim) for claim in (*first.claims, *theirs) if claim.source in both}
    paragraphs = sorted(read | {(id, n) for id, source in both.items() for n in range(1, _length(source, second) + 1)})
    return replace(
        first,
        second_reading=theirs,
        sample=tuple(SampledParagraph(source=id, paragraph=n, origin=Origin("", 0)) for id, n in paragraphs),
    )


def _length(source: Source, second: Corpus) -> int:
    return source.paragraphs or second.sources_by_id[source.id].paragraphs or 0


def compare(corpus: Corpus, ontology: Ontology) -> Agreement:
    """Match the claims of both readings of *corpus*, which must be without errors, in the paragraphs of its sample.

    Two claims match if their paragraph and both ends are the same, in the same direction unless one of the relations is
    symmetric. Each claim has at most one match; where there is a choice, as many match as can, and of these choices the
    one with the most equal cells is taken.
    """
    paragraphs = {(row.source, row.paragraph): None for row in corpus.sample if row.paragraph}
    first = tuple(claim for claim in corpus.claims if _paragraph(claim) in paragraphs)
    dyads: dict[object, tuple[list[Claim], list[Claim]]] = {}
    for side, claims in enumerate((first, corpus.second_reading)):
        for claim in claims:
            key = (_paragraph(claim), frozenset((claim.subject, claim.object)))
            dyads.setdefault(key, ([], []))[side].append(claim)
    matches = tuple(match for one, other in dyads.values() for match in _matched(one, other, ontology))
    return Agreement(
        paragraphs=tuple(paragraphs), first=first, second=corpus.second_reading, matches=matches, ontology=ontology
    )


def _paragraph(claim: Claim) -> Paragraph:
    return claim.source, claim.paragraph or 0


def _matched(first: Sequence[Claim], second: Sequence[Claim], ontology: Ontology) -> Iterator[tuple[Claim, Claim]]:
    graph: nx.Graph[tuple[int, int]] = nx.Graph()
    for i, one in enumerate(first):
        for j, other in enumerate(second):
            if _same_ends(one, other, ontology):
                graph.add_edge((0, i), (1, j), weight=_likeness(one, other, ontology))
    pairs = (sorted(edge) for edge in nx.max_weight_matching(graph, maxcardinality=True))
    return ((first[i], second[j]) for (_, i), (_, j) in sorted(pairs))


def _same_ends(one: Claim, other: Claim, ontology: Ontology) -> bool:
    """Tell whether two claims of one dyad run in the same direction, or one of them in both."""
    either_way = any(ontology.relations[claim.relation].symmetric for claim in (one, other))
    return either_way or one.subject == other.subject


def _likeness(one: Claim, other: Claim, ontology: Ontology) -> int:
    """Count the equal cells; the relation and its family weigh more than all others together."""
    equal = {name: cell == _cells(other, ontology)[name] for name, cell in _cells(one, ontology).items()}
    return sum(equal.values()) + len(equal) * (equal["relation"] + equal["family"])


def _cells(claim: Claim, ontology: Ontology) -> Mapping[str, str]:
    """Return what is compared of two matching claims, with what empty cells mean."""
    return {
        "family": ontology.relations[claim.relation].family,
        "polarity": qualifier(claim.polarity, ontology.polarities).code,
        "modality": qualifier(claim.modality, ontology.modalities).code,
        "claimant": claim.claimant,
        "relation": claim.relation,
        "item": "|".join(sorted(claim.items)),
        "place": "|".join(sorted(claim.places)),
        "time": claim.time.text if claim.time else "",
        "quantity": claim.quantity.text if claim.quantity else "",
    }


def differences(agreement: Agreement) -> list[Difference]:
    """Return every difference in the order of the text, as a list to work through."""
    found = [*_one_sided(agreement), *_in_matches(agreement)]
    order = {paragraph: place for place, paragraph in enumerate(agreement.paragraphs)}
    return sorted(found, key=lambda difference: (order[difference.paragraph], *_numbers(difference)))


def _one_sided(agreement: Agreement) -> Iterator[Difference]:
    matched = {id(claim) for match in agreement.matches for claim in match}
    yield from (Difference(what="only-first", first=c, second=None) for c in agreement.first if id(c) not in matched)
    yield from (Difference(what="only-second", first=None, second=c) for c in agreement.second if id(c) not in matched)


def _in_matches(agreement: Agreement) -> Iterator[Difference]:
    for one, other in agreement.matches:
        theirs = _cells(other, agreement.ontology)
        for column, cell in _cells(one, agreement.ontology).items():
            if column != "family" and cell != theirs[column]:
                yield Difference(what=column, first=one, second=other, cells=(cell, theirs[column]))


def _numbers(difference: Difference) -> tuple[bool, int]:
    """Put what the first reading has before what the second alone has, each by the number in its id."""
    claim = difference.first or difference.second
    number = claim.local_id.rpartition("-")[2] if claim else ""
    return difference.first is None, int(number) if number.isdecimal() else 0


def figures(agreement: Agreement) -> list[Figure]:
    """Return the measures: who–whom and claims for each source and for all, the others on all matched claims.

    ``who-whom`` counts each pair of ends once a paragraph, ``claims`` each claim. For ``family``, ``polarity``,
    ``modality`` and ``claimant`` there are the share that is equal and Cohen's kappa.
    """
    sources = dict.fromkeys(source for source, _ in agreement.paragraphs)
    found = [figure for source in (*sources, ALL) for figure in _retrieval(agreement, source)]
    return found + [figure for column in NOMINAL for figure in _nominal(agreement, column)]


def _retrieval(agreement: Agreement, source: str) -> Iterator[Figure]:
    paragraphs = [p for p in agreement.paragraphs if source in (ALL, p[0])]
    units: tuple[Callable[[Claim], object], ...] = (lambda claim: _ends(claim, agreement.ontology), id)
    for what, unit in zip(UNITS, units, strict=True):
        numbers = _tallies(agreement, paragraphs, unit)
        _, first, _, second = (int(n) for n in numbers.sum(axis=0))
        yield _figure(source, f"{what} precision", first, numbers, _precision)
        yield _figure(source, f"{what} recall", second, numbers, _recall)
        yield _figure(source, f"{what} F1", first + second, numbers, _f1)


def _ends(claim: Claim, ontology: Ontology) -> tuple[str, ...]:
    ends = (claim.subject, claim.object)
    return tuple(sorted(ends)) if ontology.relations[claim.relation].symmetric else ends


def _tallies(agreement: Agreement, paragraphs: Sequence[Paragraph], unit: Callable[[Claim], object]) -> Numbers:
    """Return a row a paragraph: units of the first reading with a match, all of them, and the same of the second."""
    matched = [[match[side] for match in agreement.matches] for side in (0, 1)]
    sides = (matched[0], agreement.first, matched[1], agreement.second)
    tallies = [Counter(p for p, _ in {(_paragraph(claim), unit(claim)) for claim in side}) for side in sides]
    return np.array([[tally[p] for tally in tallies] for p in paragraphs], dtype=np.float64).reshape(-1, 4)


def _precision(totals: Numbers) -> Numbers:
    return totals[:, 0] / totals[:, 1]


def _recall(totals: Numbers) -> Numbers:
    return totals[:, 2] / totals[:, 3]


def _f1(totals: Numbers) -> Numbers:
    """Return the harmonic mean of precision and recall: nought where nothing is common, though one reading be empty."""
    precision, recall = _precision(totals), _recall(totals)
    nothing = 0 / (totals[:, 1] + totals[:, 3])
    return np.where(totals[:, 0] > 0, 2 * precision * recall / (precision + recall), nothing)


def _nominal(agreement: Agreement, column: str) -> Iterator[Figure]:
    cells = [[_cells(claim, agreement.ontology)[column] for claim in match] for match in agreement.matches]
    categories = {cell: place for place, cell in enumerate(sorted({cell for pair in cells for cell in pair}))}
    rows = {paragraph: place for place, paragraph in enumerate(agreement.paragraphs)}
    size = len(categories)
    numbers = np.zeros((len(rows), 2 + 2 * size))
    for (one, other), (claim, _) in zip(cells, agreement.matches, strict=True):
        row = numbers[rows[_paragraph(claim)]]
        row[0] += 1
        row[1] += one == other
        row[2 + categories[one]] += 1
        row[2 + size + categories[other]] += 1
    yield _figure(ALL, f"{column} equal", len(cells), numbers, _observed)
    yield _figure(ALL, f"{column} kappa", len(cells), numbers, _kappa)


def _observed(totals: Numbers) -> Numbers:
    return totals[:, 1] / totals[:, 0]


def _kappa(totals: Numbers) -> Numbers:
    """Return Cohen's kappa of rows that hold the matches, the equal ones, and how often each reading has each cell."""
    first, second = np.split(totals[:, 2:], 2, axis=1)
    chance = (first * second).sum(axis=1) / totals[:, 0] ** 2
    return np.asarray((_observed(totals) - chance) / (1 - chance), dtype=np.float64)


def _figure(source: str, measure: str, n: int, numbers: Numbers, function: Callable[[Numbers], Numbers]) -> Figure:
    """Return a measure of the totals of *numbers*, a row a paragraph, with its bounds when paragraphs are resampled.

    *function* takes rows of totals. Resamples in which the measure is not defined do not count.
    """
    size = len(numbers)
    times = np.random.default_rng(_SEED).multinomial(size, [1 / size] * size, _RESAMPLES) if size else np.zeros((1, 0))
    with np.errstate(invalid="ignore", divide="ignore"):
        value = function(numbers.sum(axis=0)[None])[0]
        resampled = function(times @ numbers)
    resampled = resampled[np.isfinite(resampled)]
    if not np.isfinite(value) or not len(resampled):
        return Figure(source, measure, n, None, None, None)
    low, high = np.percentile(resampled, [(100 - CONFIDENCE) / 2, (100 + CONFIDENCE) / 2])
    return Figure(source, measure, n, float(value), float(low), float(high))
