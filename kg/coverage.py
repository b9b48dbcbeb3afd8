"""A page that shows how the sources of a corpus were read, so that what was left out can be seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from kg.agreement import compare, figures
from kg.model import Claim, Corpus, Source
from kg.ontology import Ontology, qualifier
from kg.report import render_figures, render_table

_PER_LINE = 10


def render_coverage(corpus: Corpus, ontology: Ontology) -> str:
    """Return the page, in Markdown, of a corpus without errors."""
    sections = [_head(corpus), _sources(corpus, ontology), _paragraphs(corpus), _relations(corpus, ontology)]
    if corpus.sample:
        sections.append(_agreement(corpus, ontology))
    return "\n".join(line for section in sections for line in section)


def _head(corpus: Corpus) -> Iterator[str]:
    yield from (f"# {corpus.title}: how the sources were read", "", "Printed by `kg coverage`.", "")


def _sources(corpus: Corpus, ontology: Ontology) -> Iterator[str]:
    """Yield a table of what the claims of each source are like."""
    header = ["source", "paragraphs", "without claims", "claims", "denied", "not actual", "of other voices", "unsure"]
    groups = {source.id: [c for c in corpus.claims if c.source == source.id] for source in corpus.sources}
    rows = []
    for id, claims in groups.items():
        source = corpus.sources_by_id[id]
        lengths = (str(source.paragraphs or ""), str(len(_empty(source, claims))))
        rows.append([id, *lengths, *_kinds_of_claims(claims, ontology)])
    total = [str(sum(int(row[column] or 0) for row in rows)) for column in (1, 2)]
    rows.append(["all", *total, *_kinds_of_claims(corpus.claims, ontology)])
    yield from ("## Sources", "", render_table(header, rows, markdown=True), "")


def _kinds_of_claims(claims: Sequence[Claim], ontology: Ontology) -> list[str]:
    counts = (
        len(claims),
        sum(not qualifier(claim.polarity, ontology.polarities).by_default for claim in claims),
        sum(not qualifier(claim.modality, ontology.modalities).by_default for claim in claims),
        sum(bool(claim.claimant) for claim in claims),
        sum(not qualifier(claim.certainty, ontology.certainties).by_default for claim in claims),
    )
    return list(map(str, counts))


def _paragraphs(corpus: Corpus) -> Iterator[str]:
    """Yield the number of claims of each paragraph, ten paragraphs a line, and which have none."""
    yield from ("## Claims per paragraph", "")
    for source in corpus.sources:
        claims = [claim for claim in corpus.claims if claim.source == source.id]
        counts = Counter(claim.paragraph for claim in claims)
        last = source.paragraphs or max((n for n in counts if n), default=0)
        cells = [str(counts[number]) for number in range(1, last + 1)]
        starts = range(0, last, _PER_LINE)
        rows = [
            [f"p{start + 1}–p{min(start + _PER_LINE, last)}", *cells[start : start + _PER_LINE]] for start in starts
        ]
        header = ["", *(str(step) for step in range(1, min(_PER_LINE, last) + 1))]
        rows = [row + [""] * (len(header) - len(row)) for row in rows]
        empty = ", ".join(f"p{number}" for number in _empty(source, claims)) or "none"
        yield from (f"### {source.id}", "", render_table(header, rows, markdown=True), "")
        yield from (f"Without a claim: {empty}.", "")


def _empty(source: Source, claims: Sequence[Claim]) -> list[int]:
    """Return the paragraphs of a source that say nothing, as far as the source's length is known."""
    filled = {claim.paragraph for claim in claims}
    return [number for number in range(1, (source.paragraphs or 0) + 1) if number not in filled]


def _relations(corpus: Corpus, ontology: Ontology) -> Iterator[str]:
    """Yield how often each source uses each relation."""
    counts = Counter((claim.relation, claim.source) for claim in corpus.claims)
    used = [relation for relation in ontology.relations.values() if any(key[0] == relation.code for key in counts)]
    sources = [source.id for source in corpus.sources]
    rows = [[r.code, r.family, *(str(counts[r.code, source] or "") for source in sources)] for r in used]
    title = f"{len(used)} of the {len(ontology.relations)} relations are in use."
    yield from ("## Relations", "", title, "")
    yield from (render_table(["relation", "family", *sources], rows, markdown=True), "")


def _agreement(corpus: Corpus, ontology: Ontology) -> Iterator[str]:
    """Yield how far the two readings agree, as printed before their differences were settled and as they are now."""
    read = len({(row.source, row.paragraph) for row in corpus.sample})
    total = sum(source.paragraphs or 0 for source in corpus.sources)
    yield from ("## Second reading", "")
    yield from (f"{read} of {total} paragraphs were read again, by somebody who had not seen the claims.", "")
    if corpus.before_settling:
        yield from ("### Before the differences were settled", "")
        yield from (render_figures(corpus.before_settling, markdown=True), "")
    yield from ("### Now", "", render_figures(figures(compare(corpus, ontology)), markdown=True), "")
