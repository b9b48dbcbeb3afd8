"""What can be wrong with anchors and texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz.distance import OSA

from kg.model import Claim, Corpus, Source, Text
from kg.ontology import Ontology
from kg.problems import Problem, Severity

SHORTEST, LONGEST = 2, 5
#: How much of a source's words its anchors may cover together.
QUOTED_SHARE = 0.25
_STRAIGHT = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "\u00a0": " "}
)


def anchor_length(corpus: Corpus, _: Ontology) -> Iterator[Problem]:
    """An anchor has fewer than two or more than five words: it shows the place and is no quotation."""
    for claim in corpus.annotated():
        words = len(claim.anchor.split())
        if claim.anchor and not SHORTEST <= words <= LONGEST:
            message = f"the anchor has {words} word{'s' * (words != 1)}; {SHORTEST} to {LONGEST} show the place"
            yield Problem(claim.origin.of("anchor"), "anchor-length", message)


def no_text(corpus: Corpus, texts: Mapping[str, Text]) -> Iterator[Problem]:
    """The folder of texts has none for a source, so that its anchors are not checked."""
    for source in corpus.sources:
        if source.id not in texts:
            message = f"no text {source.id}.txt; the anchors of this source are not checked"
            yield Problem(source.origin.of("id"), "no-text", message, severity=Severity.WARNING)


def text_changed(corpus: Corpus, texts: Mapping[str, Text]) -> Iterator[Problem]:
    """The text is not the one that was annotated: its SHA-256 is another."""
    for source, text in _with_text(corpus, texts):
        if source.text_sha256 and source.text_sha256 != text.sha256:
            message = f"the text of {source.id} has another SHA-256"
            yield Problem(source.origin.of("text_sha256"), "text-changed", message, (text.sha256,))


def wrong_paragraph_count(corpus: Corpus, texts: Mapping[str, Text]) -> Iterator[Problem]:
    """The text has more or fewer paragraphs than `sources.csv` says."""
    for source, text in _with_text(corpus, texts):
        count = len(text.paragraphs)
        if source.paragraphs and source.paragraphs != count:
            message = f"the text of {source.id} does not have {source.paragraphs} paragraphs"
            yield Problem(source.origin.of("paragraphs"), "wrong-paragraph-count", message, (str(count),))


def _with_text(corpus: Corpus, texts: Mapping[str, Text]) -> Iterator[tuple[Source, Text]]:
    return ((source, texts[source.id]) for source in corpus.sources if source.id in texts)


def anchor_not_found(corpus: Corpus, texts: Mapping[str, Text]) -> Iterator[Problem]:
    """The words of an anchor do not stand in its paragraph, letter for letter; curly quotes and long dashes may be
    typed straight.
    """
    for claim in corpus.annotated():
        text = texts.get(claim.source)
        if not text or not claim.anchor or _found(claim, text) != 0:
            continue
        place = claim.origin.of("anchor")
        elsewhere = [n for n, paragraph in enumerate(text.paragraphs, start=1) if _spans(claim.anchor, paragraph)]
        if elsewhere:
            message = f"the anchor stands in paragraph {', '.join(map(str, elsewhere))}, not in {claim.paragraph}"
            yield Problem(place, "anchor-not-found", message)
        elif claim.paragraph and claim.paragraph <= len(text.paragraphs):
            cures = _nearest_words(claim.anchor, text.paragraphs[claim.paragraph - 1])
            yield Problem(place, "anchor-not-found", f"{claim.anchor!r} is not in paragraph {claim.paragraph}", cures)


def anchor_ambiguous(corpus: Corpus, texts: Mapping[str, Text]) -> Iterator[Problem]:
    """The words of an anchor stand more than once in its paragraph. Take a word more, or others."""
    for claim in corpus.annotated():
        text = texts.get(claim.source)
        if text and claim.anchor and (times := _found(claim, text)) > 1:
            message = f"{claim.anchor!r} stands {times} times in paragraph {claim.paragraph}"
            yield Problem(claim.origin.of("anchor"), "anchor-ambiguous", message)


def too_much_quoted(corpus: Corpus, texts: Mapping[str, Text]) -> Iterator[Problem]:
    """All anchors of a source together cover more than a quarter of its words."""
    anchors = _anchors(corpus)
    for source, text in _with_text(corpus, texts):
        covered = sum(
            _words_covered(anchors.get((source.id, number), set()), words)
            for number, words in enumerate(text.paragraphs, 1)
        )
        share = covered / max(1, sum(len(words.split()) for words in text.paragraphs))
        if share > QUOTED_SHARE:
            message = (
                f"the anchors of {source.id} cover {share:.0%} of its words; at most {QUOTED_SHARE:.0%} may be quoted"
            )
            yield Problem(source.origin.of("id"), "too-much-quoted", message)


def _anchors(corpus: Corpus) -> Mapping[tuple[str, int], set[str]]:
    """Return the anchors of each paragraph of each source."""
    anchors: dict[tuple[str, int], set[str]] = {}
    for claim in corpus.annotated():
        if claim.anchor and claim.paragraph:
            anchors.setdefault((claim.source, claim.paragraph), set()).add(claim.anchor)
    return anchors


def _words_covered(anchors: Iterable[str], paragraph: str) -> int:
    spans = [span for anchor in anchors for span in _spans(anchor, paragraph)]
    return sum(
        any(start < word.end() and word.start() < end for start, end in spans)
        for word in re.finditer(r"\S+", paragraph)
    )


def _found(claim: Claim, text: Text) -> int:
    """Return how often the anchor stands in its paragraph."""
    if claim.paragraph is None or claim.paragraph > len(text.paragraphs):
        return 0
    return len(_spans(claim.anchor, text.paragraphs[claim.paragraph - 1]))


def _spans(anchor: str, paragraph: str) -> list[tuple[int, int]]:
    """Return where the whole words of *anchor* stand in *paragraph*."""
    pattern = r"\s+".join(map(re.escape, anchor.translate(_STRAIGHT).split()))
    matches = re.finditer(rf"(?<!\w)(?={pattern}(?!\w))", paragraph.translate(_STRAIGHT))
    return [(match.start(), match.start() + len(anchor)) for match in matches]


def _nearest_words(anchor: str, paragraph: str) -> tuple[str, ...]:
    """Return the words of the paragraph that *anchor* is most probably a slip of."""
    words, length = paragraph.split(), len(anchor.split())
    runs = [
        words[i : i + n] for n in {length, max(SHORTEST, length - 1), length + 1} for i in range(len(words) - n + 1)
    ]
    candidates = (" ".join(run).strip("“”\"'‘’.,;:()") for run in runs)
    ranked = sorted((OSA.distance(anchor, words), words) for words in candidates)
    reach = max(2, len(anchor) // 4)
    return tuple(dict.fromkeys(words for distance, words in ranked if distance <= reach))[:2]
