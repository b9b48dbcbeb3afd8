"""A brief as Markdown or as a page that prints on two sides, with footnotes to source and paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kg.characters import visible
from kg.dossier.brief import Brief, Passage
from kg.model import Claim, Corpus, Source
from kg.network import Pair
from kg.report import html
from kg.report.tables import render_table

#: What a brief can be written as.
BRIEF_FORMATS = ("md", "html")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~])")

Numbers = Mapping[tuple[str, int], int]


def render_brief(brief: Brief, corpus: Corpus, form: str) -> str:
    """Return a brief, on a thing of *corpus*, in one of `BRIEF_FORMATS`."""
    content = _content(brief, corpus)
    if form == "md":
        return "\n".join(_markdown(content)) + "\n"
    own = html.style("brief.css")
    page = html.environment().get_template("brief.html")
    return page.render(**content, policy=html.policy(own), style=Markup(own)) + "\n"


def _content(brief: Brief, corpus: Corpus) -> dict[str, Any]:
    """Return the texts of a brief, each once, with the numbers of the notes that they rest on."""
    numbers = {place: number for number, place in enumerate(brief.places(), start=1)}
    cited = dict.fromkeys(source for source, _ in numbers)
    return {
        "language": corpus.language,
        "title": visible(f"{brief.entity.label} – {corpus.title}"),
        "label": visible(brief.entity.label),
        "kind": visible(", ".join([brief.kind, *(f"part of {parent}" for parent in brief.parents)])),
        "about": [visible(line) for line in (*_about(brief), f"From: {corpus.title}.")],
        "summary": " ".join(brief.summary),
        "ties": [_tie(pair, brief, corpus) for pair in brief.ties],
        "more_ties": _more(brief.left_out[0], "tie"),
        "passages": [_passage(passage, numbers) for passage in brief.passages],
        "points": [
            {
                "kind": point.kind,
                "sides": [{"text": visible(s.view), "notes": _notes(s.claims, numbers)} for s in point.sides],
                "silent": ", ".join(point.silent),
            }
            for point in brief.points
        ],
        "more_points": _more(brief.left_out[1], "point"),
        "silent": ", ".join(brief.silent),
        "footnotes": [_footnote(number, *place, corpus) for place, number in numbers.items()],
        "sources": [{"id": id, "text": visible(_reference(corpus.sources_by_id[id]))} for id in cited],
    }


def _about(brief: Brief) -> Iterator[str]:
    if brief.entity.description:
        yield brief.entity.description
    if brief.entity.aliases:
        yield f"Also called {', '.join(brief.entity.aliases)}."


def _tie(pair: Pair, brief: Brief, corpus: Corpus) -> dict[str, str]:
    other = next(end for end in pair.ends if end != brief.entity.id)
    return {
        "label": visible(corpus.label(other)),
        "claims": str(len(pair.claims)),
        "valence": f"{pair.valence:+.1f}" if pair.is_affirmed else "",
        "sources": str(len({claim.source for claim in pair.claims})),
        "contested": "≠" if pair.disputed else "",
    }


def _passage(passage: Passage, numbers: Numbers) -> dict[str, Any]:
    groups = [
        (visible(name), [{"text": visible(s.text).rstrip("."), "notes": _notes(s.claims, numbers)} for s in sentences])
        for name, sentences in passage.groups
    ]
    return {"title": visible(passage.title), "groups": groups, "more": _more(passage.left_out, "statement")}


def _notes(claims: Iterable[Claim], numbers: Numbers) -> list[int]:
    return sorted({numbers[claim.source, claim.paragraph or 0] for claim in claims})


def _more(number: int, name: str) -> str:
    return f"{number:,} more {name}{'s' * (number != 1)} left out." if number else ""


def _footnote(number: int, source: str, paragraph: int, corpus: Corpus) -> dict[str, Any]:
    url = corpus.sources_by_id[source].url
    href = url if url.lower().startswith(("http://", "https://")) else ""
    return {"number": number, "text": f"{source} p{paragraph}", "href": href}


def _reference(source: Source) -> str:
    published = source.published.text if source.published else ""
    parts = [source.author, source.title or source.note, source.publisher, published, source.url]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _markdown(content: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"# {_escape(content['label'])}", "", _escape(content["kind"]), "")
    for line in content["about"]:
        yield from (_escape(line), "")
    yield from (content["summary"], "")
    if ties := content["ties"]:
        yield from ("## Ties", "")
        rows = [[_escape(cell) for cell in tie.values()] for tie in ties]
        yield from (render_table(["with", "claims", "mean valence", "sources", "contested"], rows, markdown=True), "")
        yield from _paragraph(content["more_ties"])
    for passage in content["passages"]:
        yield from (f"## {_escape(passage['title'])}", "")
        for name, sentences in passage["groups"]:
            yield from ((f"**{_escape(name)}** " if name else "") + _joined(sentences, "; ") + ".", "")
        yield from _paragraph(passage["more"])
    yield from _markdown_points(content)
    if content["silent"]:
        yield from (f"No claim on it here: {content['silent']}.", "")
    yield from ("## Sources", "")
    yield from (f"- {source['id']}: {_escape(source['text'])}" for source in content["sources"])
    yield ""
    yield from (f"[^{note['number']}]: {note['text']}" for note in content["footnotes"])


def _markdown_points(content: Mapping[str, Any]) -> Iterator[str]:
    if not content["points"]:
        return
    yield from ("## Where sources disagree", "")
    for point in content["points"]:
        silent = f" Silent: {point['silent']}." if point["silent"] else ""
        yield f"- **{point['kind']}** {_joined(point['sides'], ' ≠ ')}.{silent}"
    yield ""
    yield from _paragraph(content["more_points"])


def _joined(said: Sequence[Mapping[str, Any]], separator: str) -> str:
    notes = ("".join(f"[^{number}]" for number in one["notes"]) for one in said)
    return separator.join(_escape(one["text"]) + marks for one, marks in zip(said, notes, strict=True))


def _paragraph(text: str) -> Iterator[str]:
    if text:
        yield from (text, "")


def _escape(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
