from __future__ import annotations

import json
import re
from typing import Any

import pyoxigraph as ox
import pytest
from browser import Open, Visit
from playwright.sync_api import expect

from kg.explorer.triples import draw_triples
from kg.report import Naming, Solutions, write_answer
from kg.terms import iri


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


def calm(visit: Visit) -> bool:
    """Tell whether a page asked nothing of the network and nothing of it went wrong."""
    return (visit.requests, visit.complaints) == ([], [])


def test_the_page_is_read_in_a_browser(open_page: Open) -> None:
    visit = open_page(drawn(SMALL))
    assert [visit.text("h1"), visit.text("h2"), visit.text("#status")] == [
        "Who fears <whom>",
        "6 triples",
        "3 things, 3 arrows",
    ]

    visit.page.locator("#details a", has_text="Sudonia").click()
    assert visit.text("h2") == "Sudonia"
    assert visit.page.locator("#details li").all_inner_texts() == [
        "Norland is afraid of Sudonia",
        "Norland rel:trades Sudonia",
        "Sudonia rdfs:label Sudonia",
        "Sudonia is afraid of Norland",
    ]
    assert visit.page.locator(".remark a").get_attribute("href") == iri("actor:sudonia")

    visit.page.keyboard.press("Escape")
    assert visit.text("h2") == "6 triples"
    assert calm(visit)


def test_a_thing_is_picked_on_the_map(open_page: Open) -> None:
    visit = open_page(drawn(SMALL))
    visit.click_map("network.canvasToDOM(network.getPosition(0))")

    expect(visit.page.locator("h2")).to_have_text("actor:alone")
    assert visit.text("#details") == "actor:alone ent:gloss <b>all</b> by itself"
    assert calm(visit)


def test_an_address_that_names_nothing_shows_the_whole(open_page: Open) -> None:
    visit = open_page(drawn(SMALL), hash="#thing=99")

    assert (visit.text("h2"), calm(visit)) == ("6 triples", True)


def test_a_large_answer_says_that_names_are_left_out(open_page: Open) -> None:
    visit = open_page(drawn([triple("actor:hub", "rel:fears", f"actor:a{n}") for n in range(60)]))

    assert visit.text("#status") == (
        "61 things, 60 arrows: rest on one or pick it for names that the map has no room for."
    )
    assert visit.page.evaluate("nodes.get().filter(({ label }) => label.trim()).length") == 40


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_answer_without_triples_says_so(open_page: Open, scheme: str) -> None:
    visit = open_page(drawn([]), color_scheme=scheme)

    assert (visit.text("#status"), calm(visit)) == ("The answer has no triples.", True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_of_rows_is_read_in_a_browser(open_page: Open, scheme: str) -> None:
    pieces: list[str] = []
    write_answer(Solutions(("who", "n"), [(node("actor:norland"), ox.Literal(12))]), "html", pieces.append)
    visit = open_page("".join(pieces), color_scheme=scheme)

    assert [visit.text(part).strip() for part in ("thead", "tbody")] == ["who\tn", "actor:norland\t12"]
    assert visit.page.locator(".number").evaluate("cell => getComputedStyle(cell).textAlign") == "end"
    assert calm(visit)
