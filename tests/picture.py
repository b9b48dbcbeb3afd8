"""Take the picture of the page that the README shows: ``python tests/picture.py``, where there is a Chromium."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from browser import launched
from playwright.sync_api import Page

from kg.explorer import render_page
from kg.ontology import load_ontology
from kg.reader import read_corpus

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "map.png"
#: What the picture shows, as the page's address has it: names alone, since claims would show words of articles.
ADDRESS = "#family=alignment,rivalry&kind=state"
WIDTH, HEIGHT = 1280, 800
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SHOWN = b"Description"


def on_show(page: Page) -> str:
    """Return the words of the page, once they stay the same; by then its map is drawn."""
    before, words = "", _words(page)
    while not words or words != before:
        page.wait_for_timeout(500)
        before, words = words, _words(page)
    return words


def _words(page: Page) -> str:
    return " ".join(str(page.evaluate("document.body.innerText")).split())


def shown_in(picture: bytes) -> str:
    """Return the words that were on the page when the picture was taken, which are kept in it."""
    kept = (data for kind, data in _chunks(picture) if kind == b"iTXt" and data.startswith(_SHOWN))
    return next(kept).split(b"\0", 5)[-1].decode()


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_SIGNATURE)
    while place < len(picture):
        (length,) = struct.unpack_from(">I", picture, place)
        yield picture[place + 4 : place + 8], picture[place + 8 : place + 8 + length]
        place += length + 12


def with_words(picture: bytes, words: str) -> bytes:
    """Return the picture with the words of the page in it, before its last chunk, so that a test can tell it is old."""
    body = b"iTXt" + _SHOWN + b"\0" * 5 + words.encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return picture[:-12] + chunk + picture[-12:]


def main() -> None:
    corpus, _ = read_corpus(ROOT / "corpus")
    html = render_page(corpus, load_ontology(ROOT / "ontology"))
    with launched() as browser:
        if browser is None:
            raise SystemExit("no browser: set CHROMIUM to one")
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.route("http://localhost/", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto(f"http://localhost/{ADDRESS}")
        words = on_show(page)
        PICTURE.write_bytes(with_words(page.screenshot(), words))


if __name__ == "__main__":
    main()
