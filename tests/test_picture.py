"""The picture in the README shows the page of the bundled corpus as it is, and nothing that the articles say."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from browser import Open
from conftest import ROOT
from picture import ADDRESS, HEIGHT, PICTURE, WIDTH, on_show, shown_in

from kg.model import Corpus

#: As many words in a row are an article's own, and no name of something that articles are about.
_IN_A_ROW = 6


def test_the_readme_shows_it_and_tells_what_it_shows_to_who_cannot_see_it() -> None:
    (text, path) = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", (ROOT / "README.md").read_text("utf-8"))[0]

    assert (ROOT / path, len(text.split()) > 20) == (PICTURE, True)


def test_it_is_small_and_of_a_common_size() -> None:
    data = PICTURE.read_bytes()

    assert struct.unpack_from(">II", data, 16) == (WIDTH, HEIGHT)
    assert len(data) < 250_000


def test_it_was_taken_of_the_page_as_it_is(bundled_page: str, open_page: Open) -> None:
    visit = open_page(bundled_page, width=WIDTH, height=HEIGHT, hash=ADDRESS, color_scheme="light")

    assert shown_in(PICTURE.read_bytes()) == on_show(visit.page), "run python tests/picture.py"


def test_it_shows_no_sentence_of_an_article(bundled: Corpus, texts_folder: Path) -> None:
    words = shown_in(PICTURE.read_bytes())
    for source in bundled.sources:
        words = words.replace(source.title, source.id)
    shown = _rows(words)
    said = {row for path in texts_folder.glob("*.txt") for row in _rows(path.read_text("utf-8"))}

    assert len(shown) > 100
    assert shown & said == set()


def _rows(text: str) -> set[tuple[str, ...]]:
    """Return each few words that follow each other."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[place : place + _IN_A_ROW]) for place in range(len(words) - _IN_A_ROW + 1)}
