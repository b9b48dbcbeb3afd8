"""What can be wrong with the sample that a second reading covers."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import Corpus, SampledParagraph
from kg.ontology import Ontology
from kg.problems import Problem
from kg.spelling import nearest


def no_sample(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """A second reading does not say which paragraphs it covers, so that finding nothing in one could not be seen."""
    if corpus.second_reading and not corpus.sample:
        place = corpus.second_reading[0].origin.of("paragraph")
        message = "no sample.csv beside it lists the paragraphs that were read; 'kg agree --draw 0.2' prints one"
        yield Problem(place, "no-sample", message)


def bad_sample(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """A paragraph of the sample is listed twice, or does not exist."""
    listed: dict[tuple[str, int], SampledParagraph] = {}
    for row in corpus.sample:
        source = corpus.sources_by_id.get(row.source)
        if row.source and source is None:
            cures = nearest(row.source, corpus.sources_by_id)
            yield Problem(row.origin.of("source"), "bad-sample", f"no source {row.source!r}", cures)
        if row.paragraph is None:
            continue
        if source and source.paragraphs and row.paragraph > source.paragraphs:
            message = f"{row.source} has {source.paragraphs} paragraphs, not {row.paragraph}"
            yield Problem(row.origin.of("paragraph"), "bad-sample", message)
        earlier = listed.setdefault((row.source, row.paragraph), row)
        if earlier is not row:
            yield Problem(row.origin.of("paragraph"), "bad-sample", f"stands at line {earlier.origin.line} too")


def outside_sample(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """A claim of the second reading lies in a paragraph that its sample does not list."""
    sample = {(row.source, row.paragraph) for row in corpus.sample}
    for claim in corpus.second_reading if sample else ():
        if claim.paragraph and (claim.source, claim.paragraph) not in sample:
            message = f"paragraph {claim.paragraph} of {claim.source} is not in second-reading/sample.csv"
            yield Problem(claim.origin.of("paragraph"), "outside-sample", message)
