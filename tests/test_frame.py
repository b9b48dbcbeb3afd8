"""A page in a notebook: it runs, and reaches nothing around it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from browser import Open, Visit
from conftest import CorpusFolder
from playwright.sync_api import Frame

from kg.explorer import render_page
from kg.explorer.frame import frame
from kg.ontology import Ontology
from kg.reader import read_corpus

BASE = '<base href="about:srcdoc">'
HOSTILE = '"></iframe><script>parent.pwned = window.pwned = 1</script> &quot; \u2028 日本'
#: Whether anything but its background stands on the map.
IS_DRAWN = """() => {
  const canvas = document.querySelector("#map canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value) => value !== data[0] && value > 0);
}"""


@pytest.fixture(scope="module")
def page(corpus_folder: CorpusFolder, ontology: Ontology) -> str:
    corpus, problems = read_corpus(corpus_folder(settings=f"title = '{HOSTILE}'\n"))
    assert problems == []
    return render_page(corpus, ontology)


class _Elements(HTMLParser):
    """The elements of a document, with their attributes."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_a_frame_is_one_element_whatever_the_page_says(page: str) -> None:
    ((tag, attributes),) = _Elements(frame(page)).found

    assert (tag, attributes["sandbox"]) == ("iframe", "allow-scripts")
    assert attributes["srcdoc"] == page.replace("<head>", f"<head>{BASE}", 1)
    assert frame(page) == frame(page)


@pytest.fixture
def notebook(open_page: Open, page: str) -> Visit:
    return open_page(f'<!doctype html><meta charset="utf-8"><p id="cell">Out [1]:</p>{frame(page)}')


def inside(notebook: Visit) -> Frame:
    """Return the frame in the notebook, once its map is drawn."""
    (shown,) = notebook.page.main_frame.child_frames
    shown.locator("#map canvas").wait_for()
    return shown


def test_in_a_notebook_the_map_is_drawn_and_nothing_is_fetched(notebook: Visit) -> None:
    shown = inside(notebook)
    notebook.page.wait_for_timeout(300)

    assert shown.evaluate(IS_DRAWN)
    assert shown.locator("h1").inner_text().startswith('"></iframe><script>')
    assert (notebook.requests, notebook.complaints) == ([], [])
    assert notebook.page.evaluate("window.pwned") is None


def test_links_in_a_frame_lead_through_its_own_page(notebook: Visit) -> None:
    shown = inside(notebook)
    shown.locator("#panel a[href='#entity=norland']").first.click()
    shown.locator("#summary h2", has_text="Norland").wait_for()
    shown.evaluate("history.back()")
    shown.locator("#summary h2", has_text="Who is linked with whom").wait_for()

    assert notebook.text("#cell") == "Out [1]:"
    assert (notebook.requests, notebook.complaints) == ([], [])


def test_from_a_frame_nothing_around_it_is_reached(notebook: Visit) -> None:
    shown = inside(notebook)

    assert shown.evaluate("() => { try { return parent.document.title } catch (error) { return error.name } }") == (
        "SecurityError"
    )
    assert shown.evaluate("origin") == "null"
