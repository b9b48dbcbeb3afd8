from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pyoxigraph as ox
import pytest
from browser import Visit
from playwright.sync_api import sync_playwright

from kg.explorer.triples import draw_triples
from kg.report import Naming, Solutions, write_answer
from kg.terms import iri

T = TypeVar("T")
#: Lets a function look at a page that is open in a browser, and returns what it saw.
Look = Callable[..., Any]


def node(curie: str) -> ox.NamedNode:
    return ox.NamedNode(iri(curie))


def triple(subject: str, predicate: str, object: str | ox.Literal | ox.BlankNode) -> ox.Triple:
    return ox.Triple(node(subject), node(predicate), node(object) if isinstance(object, str) else object)


SMALL = [
    triple("actor:norland", "rel:fears", "actor:sudonia"),
    triple("actor:norland", "rel:trades", "actor:sudonia"),
    triple("actor:sudonia", "rel:fears", "actor:norland"),
    triple("actor:norland", "rel:fears", "actor:norland"),
    triple("actor:sudonia", "rdfs:label", ox.Literal("Sudonia", language="en")),
    triple("actor:alone", "ent:gloss", ox.Literal("<b>all</b> \u202eby itself")),
]
LABELS = {iri("actor:norland"): "Norland", iri("rel:fears"): "is afraid of"}


def drawn(triples: list[ox.Triple]) -> str:
    return draw_triples(triples, lambda name: LABELS.get(name, ""), title="Who fears <whom>")


def island(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_things_are_nodes_and_literals_are_not() -> None:
    data = island(drawn(SMALL))

    assert [thing["label"] for thing in data["things"]] == ["actor:alone", "Norland", "Sudonia"]
    assert [(node["id"], node["label"]) for node in sorted(data["nodes"], key=lambda node: node["id"])] == [
        (0, "actor:alone"),
        (1, "Norland"),
        (2, "Sudonia"),
    ]
    assert [(edge["from"], edge["label"], edge["to"]) for edge in data["edges"]] == [
        (1, "is afraid of", 1),
        (1, "is afraid of, rel:trades", 2),
        (2, "is afraid of", 1),
    ]


def test_every_triple_is_kept_in_order() -> None:
    data = island(drawn(SMALL[::-1]))
    lines = [(subject, relation["name"], object) for subject, relation, object in data["triples"]]

    assert lines == [
        (0, "ent:gloss", {"text": "<b>all</b> by itself", "language": ""}),
        (1, "rel:fears", 1),
        (1, "rel:fears", 2),
        (1, "rel:trades", 2),
        (2, "rdfs:label", {"text": "Sudonia", "language": "en"}),
        (2, "rel:fears", 1),
    ]


def test_the_same_triples_give_the_same_page_in_whatever_order_and_number_they_come() -> None:
    assert drawn(SMALL) == drawn(SMALL[::-1] * 2)


def test_no_two_things_stand_upon_each_other() -> None:
    alone = [triple(f"actor:a{n}", "rdfs:label", ox.Literal("x")) for n in range(20)]
    joined = [triple(f"actor:b{n}", "rel:fears", f"actor:b{n + 1}") for n in range(20)]
    nodes = island(drawn(alone + joined))["nodes"]

    assert len({(node["x"], node["y"]) for node in nodes}) == len(nodes) == 41


@pytest.mark.parametrize(("triples", "count"), [([], 0), (SMALL[-1:], 1), (SMALL[3:4], 1)])
def test_an_answer_with_little_in_it_is_drawn_too(triples: list[ox.Triple], count: int) -> None:
    assert len(island(drawn(triples))["triples"]) == count


@pytest.mark.parametrize(
    ("style", "name"),
    [("", "Norland"), ("label", "Norland"), ("curie", "actor:norland"), ("full", iri("actor:norland"))],
)
def test_things_are_called_as_is_asked_for(style: str, name: str) -> None:
    pieces: list[str] = []
    names = Naming(iri=style, label_of=lambda thing: LABELS.get(thing, ""))
    write_answer(SMALL[:1], "html", pieces.append, names=names)

    assert island("".join(pieces))["things"][0]["label"] == name


def test_blank_nodes_and_triples_that_are_terms_are_shown() -> None:
    quoted = ox.Triple(node("actor:norland"), node("rel:says"), SMALL[0])
    blank = triple("actor:norland", "rel:knows", ox.BlankNode("b"))
    data = island(drawn([quoted, blank]))

    assert [thing["name"] for thing in data["things"]] == ["actor:norland", "_:b"]
    assert data["triples"][1][2]["text"] == str(SMALL[0])


# In a browser


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Opens a page in a browser of its own, in a thread of its own: playwright has one a thread, and others use it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        reason = f"no browser: set CHROMIUM to one or install one of {', '.join(names)}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    file = tmp_path / "page.html"

    def visited(see: Callable[[Visit], T], hash: str, scheme: Any) -> tuple[T, list[str], list[str]]:
        with sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
            browser = playwright.chromium.launch(executable_path=path, args=flags)
            visit = Visit(browser.new_page(viewport={"width": 1400, "height": 900}, color_scheme=scheme))
            visit.page.on("request", lambda request: visit.requests.append(request.url))
            visit.page.on("console", lambda message: visit.complaints.append(message.text))
            visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
            visit.page.goto(file.as_uri() + hash)
            seen = see(visit)
            browser.close()
        return seen, visit.requests[1:], visit.complaints

    def open_and_look(html: str, see: Callable[[Visit], T], *, hash: str = "", scheme: str = "light") -> T:
        file.write_bytes(html.encode())
        with ThreadPoolExecutor(1) as thread:
            seen, requests, complaints = thread.submit(visited, see, hash, scheme).result(60)
        assert (requests, complaints) == ([], [])
        return seen

    return open_and_look


def test_the_page_is_read_in_a_browser(look: Look) -> None:
    def see(visit: Visit) -> list[object]:
        first = [visit.text("h1"), visit.text("h2"), visit.text("#status")]
        visit.page.locator("#details a", has_text="Sudonia").click()
        then = [visit.text("h2"), visit.page.locator("#details li").all_inner_texts()]
        address = visit.page.locator(".remark a").get_attribute("href")
        visit.page.keyboard.press("Escape")
        return [*first, *then, address, visit.text("h2")]

    assert look(drawn(SMALL), see) == [
        "Who fears <whom>",
        "6 triples",
        "3 things, 3 arrows",
        "Sudonia",
        [
            "Norland is afraid of Sudonia",
            "Norland rel:trades Sudonia",
            "Sudonia rdfs:label Sudonia",
            "Sudonia is afraid of Norland",
        ],
        iri("actor:sudonia"),
        "6 triples",
    ]


def test_a_thing_is_picked_on_the_map(look: Look) -> None:
    def see(visit: Visit) -> tuple[str, str]:
        visit.click_map("network.canvasToDOM(network.getPosition(0))")
        return visit.text("h2"), visit.text("#details")

    assert look(drawn(SMALL), see) == ("actor:alone", "actor:alone ent:gloss <b>all</b> by itself")


def test_an_address_that_names_nothing_shows_the_whole(look: Look) -> None:
    assert look(drawn(SMALL), lambda visit: visit.text("h2"), hash="#thing=99") == "6 triples"


def test_a_large_answer_says_that_names_are_left_out(look: Look) -> None:
    many = [triple("actor:hub", "rel:fears", f"actor:a{n}") for n in range(60)]
    named = "() => nodes.get().filter(({ label }) => label.trim()).length"

    assert look(drawn(many), lambda visit: (visit.text("#status"), visit.page.evaluate(named))) == (
        "61 things, 60 arrows: rest on one or pick it for names that the map has no room for.",
        40,
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_answer_without_triples_says_so(look: Look, scheme: str) -> None:
    assert look(drawn([]), lambda visit: visit.text("#status"), scheme=scheme) == "The answer has no triples."


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_of_rows_is_read_in_a_browser(look: Look, scheme: str) -> None:
    pieces: list[str] = []
    write_answer(Solutions(("who", "n"), [(node("actor:norland"), ox.Literal(12))]), "html", pieces.append)
    align = "cell => getComputedStyle(cell).textAlign"

    def see(visit: Visit) -> tuple[str, str, str]:
        return visit.text("thead").strip(), visit.text("tbody").strip(), visit.page.locator(".number").evaluate(align)

    assert look("".join(pieces), see, scheme=scheme) == ("who\tn", "actor:norland\t12", "end")
