from __future__ import annotations

import hashlib
import json
import os
import random
import re
import subprocess
import sys
from dataclasses import replace
from importlib.resources import files
from itertools import combinations

import pytest
from browser import Open, Visit
from conftest import ROOT
from pages import DISC, HERE, MIDDLE, NAMED, NAMES, SMALL, actor, claim, lines
from playwright.sync_api import expect

from kg.explorer import VIS_NETWORK, render_page
from kg.model import Corpus, Source
from kg.network import pairs
from kg.ontology import Ontology


def island(page: str) -> str:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    return found[1]


# The file


def test_the_same_corpus_gives_the_same_bytes_whatever_the_order_of_its_rows(
    bundled: Corpus, ontology: Ontology, bundled_page: str
) -> None:
    claims = random.Random(1).sample(bundled.claims, len(bundled.claims))
    mixed = replace(bundled, claims=tuple(claims), actors=bundled.actors[::-1], sources=bundled.sources[::-1])

    assert render_page(mixed, ontology) == bundled_page


def test_the_same_corpus_gives_the_same_bytes_in_every_process(bundled_page: str) -> None:
    program = (
        "import hashlib, pathlib, kg.reader, kg.ontology, kg.explorer\n"
        "corpus, _ = kg.reader.read_corpus(pathlib.Path('corpus'))\n"
        "page = kg.explorer.render_page(corpus, kg.ontology.load_ontology(pathlib.Path('ontology')))\n"
        "print(hashlib.sha256(page.encode()).hexdigest())"
    )
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": locale},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed, locale in (("1", "C"), ("2", "C.UTF-8"))
    ]

    assert {run.communicate()[0].strip() for run in runs} == {hashlib.sha256(bundled_page.encode()).hexdigest()}


def test_the_page_of_the_bundled_corpus_is_small_enough_to_send(bundled_page: str) -> None:
    assert len(bundled_page.encode()) <= 1_200_000


def test_vis_network_is_the_one_that_was_looked_through() -> None:
    code = files("pyvis").joinpath(VIS_NETWORK).read_bytes()

    assert hashlib.sha256(code).hexdigest() == "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"


def test_what_is_empty_or_default_is_left_out_of_the_data(small_page: str) -> None:
    data = json.loads(island(small_page))

    assert [entity["id"] for entity in data["entities"]] == [
        "sudonia",
        "norland",
        "glass-strait",
        "ada-brand",
        "galleys",
    ]
    assert data["claims"][0] == {
        "id": "p3-1", "source": 0, "paragraph": 3, "subject": 1, "object": 0, "items": [4], "asserted": True,
        "relation": data["claims"][-1]["relation"], "anchor": "twelve war galleys", "gloss": "Norland sold galleys.",
        "time": "2030/", "span": ["2030-01-01", None],
        "quantity": {"unit": "items", "about": True, "least": 12, "most": 12},
        "disputed": data["claims"][-1]["disputed"], "contests": [len(data["claims"]) - 1],
    }  # fmt: skip


# What a reader sees


def test_the_page_opens_without_a_request_or_a_complaint(bundled: Corpus, bundled_page: str, open_page: Open) -> None:
    visit = open_page(bundled_page)

    assert (visit.requests, visit.complaints) == ([], [])
    assert visit.text("h1") == bundled.title
    assert visit.page.evaluate("document.documentElement.lang") == bundled.language
    assert re.fullmatch(
        r"The 40 most documented of \d+ actors and issues, with \d+ of \d+ links: pick one and all its links come\.",
        visit.text("#status"),
    )


def test_a_click_on_a_line_shows_its_claims_with_source_and_paragraph(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page)
    norland_and_sudonia = visit.page.evaluate("page.pairs.findIndex(pair => pair.claims.length === 3)")

    visit.click_map(MIDDLE.format(norland_and_sudonia))

    assert visit.text("h2") == "Norland and Sudonia"
    first, second = visit.page.locator("#details > .claims > .claim").all_inner_texts()
    assert lines(first) == [
        "Norland supplies arms to Sudonia (weapon: war galleys)",
        "Norland sold galleys.",
        "twelve war galleys",
        "since 2030",
        "about 12 items",
        "claims disagree",
        "gazette, paragraph 3 · p3-1 · Galleys for Sudonia · open the source ↗",
    ]
    assert lines(second) == [
        "Norland trades with Sudonia",
        "planned",
        "according to Ada Brand",
        "certainty of the reading: medium",
        "gazette, paragraph 4 · p4-1 · Galleys for Sudonia · open the source ↗",
    ]
    assert visit.page.locator(".citation a[rel='noreferrer noopener']").first.get_attribute("href") == (
        "https://gazette.example/1?a=b&c#:~:text=twelve%20war%20galleys"
    )
    assert visit.complaints == []


def test_claims_that_deny_stand_apart(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page, hash="#entity=norland&with=sudonia")

    assert lines(visit.text(".denying")) == [
        "Denied: 1 claim",
        "Denied: Norland supplies arms to Sudonia (weapon: war galleys)",
        "claims disagree",
        "herald, paragraph 2 · p2-1 · The Herald · published about 2031-06",
    ]


def test_only_claims_of_one_modality_are_said_to_disagree(ontology: Ontology, open_page: Open) -> None:
    said = [("p1-1", "", ""), ("p2-1", "", "denied"), ("p3-1", "normative", "denied"), ("p4-1", "normative", "")]
    claims = [claim(id, "norland", "attacks", "sudonia", modality=how, polarity=side) for id, how, side in said]
    page = render_page(replace(SMALL, claims=tuple(claims)), ontology)
    visit = open_page(page, hash="#entity=norland&with=sudonia")
    links = visit.page.locator(".marks a[href*=disputed]")

    assert sorted({str(link.get_attribute("href")) for link in links.all()}) == [
        "#disputed=norland_attacks_sudonia",
        "#disputed=norland_attacks_sudonia.normative",
    ]
    for hash, ids in (("", ["p1-1", "p2-1"]), (".normative", ["p4-1", "p3-1"])):
        visit.goto(f"#disputed=norland_attacks_sudonia{hash}")
        assert visit.page.locator(".citation a[href*=claim]").all_inner_texts() == ids

    calm = replace(SMALL, claims=(claims[0], claims[2]))
    assert not open_page(render_page(calm, ontology)).page.evaluate("sumUp(page.pairs[0].claims).disputed")


def test_claims_that_affirm_what_is_incompatible_are_shown_together(ontology: Ontology, open_page: Open) -> None:
    one, other = next(ontology.incompatible_pairs())
    said = [("p1-1", one, "sudonia"), ("p2-1", other, "sudonia"), ("p3-1", other, "glass-strait")]
    claims = tuple(claim(id, "norland", relation, object) for id, relation, object in said)
    visit = open_page(render_page(replace(SMALL, claims=claims), ontology), hash=f"#disputed=norland_{one}_sudonia")

    assert visit.text("h2") == "Claims that contest each other"
    assert visit.page.locator(".citation a[href*=claim]").all_inner_texts() == ["p1-1", "p2-1"]


def test_items_whose_role_is_not_fixed_stand_without_one(ontology: Ontology, open_page: Open) -> None:
    code = next(code for code, relation in ontology.relations.items() if not relation.item_role)
    label = ontology.relations[code].label
    corpus = replace(SMALL, claims=(claim("p1-1", "norland", code, "sudonia", items=("galleys",)),))

    visit = open_page(render_page(corpus, ontology), hash="#entity=norland&with=sudonia")

    assert visit.text(".statement") == f"Norland {label} Sudonia (war galleys)"


def test_sources_are_listed_by_their_ids_with_titles_beside_them(small_page: str, open_page: Open) -> None:
    listed = ["gazette Galleys for Sudonia", "herald The Herald"]
    for hash in ("", "#entity=norland"):
        visit = open_page(small_page, hash=hash)
        assert visit.page.locator(".source").all_inner_texts() == listed

    visit.page.locator(".source a").first.click()

    assert visit.text("h2") == "Norland"
    visit.goto("#list=source:gazette")
    assert lines(visit.text("#summary"))[1:3] == ["gazette", "Galleys for Sudonia"]


def test_a_click_on_an_actor_shows_its_dossier_and_each_count_opens_its_claims(
    small_page: str, open_page: Open
) -> None:
    visit = open_page(small_page)

    visit.click_map(DISC.format("sudonia"))

    assert visit.text("h2") == "Sudonia"
    assert "State · 4 claims in 2 sources" in visit.text("#summary")
    assert "What sudonia is" in visit.text("#summary")
    assert "is supplied with arms by Norland (1 denied)" in re.sub(r"\s+", " ", visit.text("#details"))

    visit.page.locator(".ties .count").first.click()

    assert visit.page.locator(".claim").count() == 2
    assert visit.complaints == []


def test_what_no_claim_links_is_found_where_claims_name_it(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page, hash="#entity=galleys")

    assert lines(visit.text("#details")) == ["Elsewhere", "Named in claims between others", "2"]


def test_the_search_finds_aliases_without_their_marks_and_works_by_keys_alone(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page)
    keyboard = visit.page.keyboard

    keyboard.press("/")
    keyboard.type("nordhav")
    assert visit.page.locator("#found [role=option]").all_inner_texts() == ["Norland\nstate\n3"]
    keyboard.press("Enter")
    expect(visit.page.locator("h2").first).to_have_text("Norland")
    assert visit.page.evaluate("document.activeElement.textContent") == "Norland"

    keyboard.press("Escape")
    expect(visit.page.locator("h2").first).to_have_text("Who is linked with whom")


def test_the_search_forgives_one_slip_in_a_word_that_is_not_short(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page)
    found = {}

    for typed in ("norlnd", "sudonnia", "sudomia", "usdonia", "sudnoai", "ada brnad", "axa brand", "nordland"):
        visit.page.locator("#search").fill(typed)
        found[typed] = visit.page.locator("#found .name").all_inner_texts()

    assert found == {
        "norlnd": ["Norland"],
        "sudonnia": ["Sudonia"],
        "sudomia": ["Sudonia"],
        "usdonia": ["Sudonia"],
        "sudnoai": [],
        "ada brnad": ["Ada Brand"],
        "axa brand": [],
        "nordland": ["Norland"],
    }


def test_every_actor_on_the_map_is_reached_by_links_in_the_panel(bundled_page: str, open_page: Open) -> None:
    visit = open_page(bundled_page)
    shown = visit.page.evaluate("[...scene.strong].map(entity => hashOf({ entity: entity.id }))")

    listed = visit.page.eval_on_selector_all("#details .rows .name", "links => links.map(link => link.hash)")

    assert set(shown) <= set(listed)


def test_all_links_come_when_an_actor_is_picked(bundled_page: str, open_page: Open) -> None:
    visit = open_page(bundled_page)
    most = visit.page.evaluate("page.entities[0].id")
    drawn = "edges.get({ filter: edge => !edge.hidden && [edge.from, edge.to].includes(0) }).length"
    before = visit.page.evaluate(drawn)

    visit.goto(f"#entity={most}")

    assert before < visit.page.evaluate(drawn) == visit.page.evaluate("page.entities[0].pairs.length")


def test_lines_are_summed_up_as_the_network_is(
    bundled: Corpus, bundled_page: str, ontology: Ontology, open_page: Open
) -> None:
    visit = open_page(bundled_page)

    summed = visit.page.evaluate("page.pairs.map(({ claims }) => sumUp(claims))")

    expected = pairs(bundled, ontology)
    assert [(s["asserted"], s["disputed"]) for s in summed] == [(pair.asserted, pair.disputed) for pair in expected]
    assert [s["valence"] for s in summed] == pytest.approx([pair.valence for pair in expected], abs=0.01)


def test_names_on_the_map_do_not_overlap(bundled_page: str, open_page: Open) -> None:
    visit = open_page(bundled_page)

    boxes = visit.page.evaluate(NAMES)

    assert len(boxes) >= 35
    assert [(one, other) for one, other in combinations(boxes, 2) if _overlap(one, other)] == []


def _overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    return (
        one["left"] < other["right"]
        and other["left"] < one["right"]
        and one["top"] < other["bottom"]
        and other["top"] < one["bottom"]
    )


def test_long_lists_come_in_portions(bundled_page: str, open_page: Open) -> None:
    visit = open_page(bundled_page)
    ends = visit.page.evaluate(
        "page.pairs.toSorted((a, b) => b.claims.length - a.claims.length)[0].ends.map(e => e.id)"
    )
    visit.goto(f"#entity={ends[0]}&with={ends[1]}")
    before = visit.page.locator("#details > .claims > .claim").count()

    visit.page.locator("#details > .more").click()

    assert (before, visit.page.locator("#details > .claims > .claim").count()) == (30, 60)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_runs_over_the_side(bundled_page: str, open_page: Open, scheme: str) -> None:
    visit = open_page(bundled_page, width=390, height=844, color_scheme=scheme, has_touch=True)
    most = visit.page.evaluate("page.entities.slice(0, 3).map(entity => entity.id)")

    for hash in ("", f"#entity={most[2]}", f"#entity={most[0]}&with={most[1]}"):
        visit.goto(hash or "#")
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert visit.complaints == []


def test_on_a_phone_the_most_documented_all_have_names(bundled_page: str, open_page: Open) -> None:
    visit = open_page(bundled_page, width=390, height=844, has_touch=True)

    named, boxes = visit.page.evaluate(NAMED), visit.page.evaluate(NAMES)

    assert set(range(10)) <= set(named)
    assert [(one, other) for one, other in combinations(boxes, 2) if _overlap(one, other)] == []


def test_going_back_is_said_in_a_way_that_the_device_has(small_page: str, open_page: Open) -> None:
    desk = open_page(small_page, hash="#entity=norland")
    assert desk.text("#status").endswith("Esc goes back.")

    phone = open_page(small_page, width=390, height=844, has_touch=True, hash="#entity=norland&with=sudonia")
    assert "Esc" not in phone.text("#status")
    phone.page.locator("#status a").click()
    expect(phone.page.locator("h2").first).to_have_text("Norland")


def test_the_page_follows_the_colour_scheme_and_prints_on_white(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page, color_scheme="dark")
    dark = visit.page.evaluate("palette.paper")
    visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = visit.page.evaluate("palette.paper")
    visit.page.evaluate("dispatchEvent(new Event('afterprint'))")
    visit.page.emulate_media(color_scheme="light")
    visit.wait_until("dark => palette.paper !== dark", dark)

    assert dark != printed == visit.page.evaluate("palette.paper")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_asks_for_contrast_gets_it_by_day_and_by_night(small_page: str, open_page: Open, scheme: str) -> None:
    quiet = "getComputedStyle(document.querySelector('.remark')).color"
    ink = "getComputedStyle(document.body).color"
    plain = open_page(small_page, color_scheme=scheme)
    clear = open_page(small_page, color_scheme=scheme, contrast="more")

    assert plain.page.evaluate(quiet) != plain.page.evaluate(ink)
    assert clear.page.evaluate(quiet) == clear.page.evaluate(ink)


def test_without_javascript_the_page_says_what_to_do(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page, java_script_enabled=False)

    assert "JavaScript is switched off" in visit.page.locator(".noscript").inner_text()


def test_a_corpus_without_claims_makes_a_page(ontology: Ontology, open_page: Open) -> None:
    visit = open_page(render_page(Corpus(actors=SMALL.actors), ontology))

    assert visit.complaints == []
    assert visit.text("#status") == "No claim links anybody yet."


def test_an_address_that_means_nothing_here_says_so(small_page: str, open_page: Open) -> None:
    for hash in (
        "#entity=nobody",
        "#entity=norland&with=nobody",
        "#claim=nothing",
        "#source=none",
        "#list=source:none",
        "#list=family:",
        "#nonsense",
        "#with=x",
    ):
        visit = open_page(small_page, hash=hash)
        assert (visit.complaints, visit.text("h2") != "") == ([], True)


@pytest.mark.parametrize(
    "hash",
    [
        "#__proto__=x", "#toString=x", "#constructor=", "#entity=nobody", "#entity=norland&hasOwnProperty=x",
        "#entity=norland&as=toString",
        "#list=toString:x", "#list=none", "#view=none", "#steps=1",
        "#with=norland", "#as=subject", "#entity=norland&with=nobody",
    ],
)  # fmt: skip
def test_an_address_with_an_unknown_key_or_id_means_nothing_here(small_page: str, open_page: Open, hash: str) -> None:
    visit = open_page(small_page, hash=hash)

    assert visit.complaints == []
    assert visit.text("h2") == "Nothing here"
    assert visit.page.locator(".claim").count() == 0


# What strangers write


NASTY = (
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<!--<script>",
    "javascript:window.pwned=1",
    "\u202egnirts\u202c \u2066isolated\u2069",
    "line\u2028paragraph\u2029end",
    "{{ 7*7 }} {% raw %} ${window.pwned=1}",
    "long " + "x" * 10_000,
    "__proto__",
)


def hostile() -> Corpus:
    """Return a corpus in which every text that a stranger may write is an attack, each of them on everything."""
    ids = [f"a{n}" for n in range(len(NASTY) - 1)] + ["__proto__"]
    return Corpus(
        title=" ".join(NASTY[:7]),
        language='"><script>window.pwned=1</script>',
        actors=tuple(replace(actor(id, text, text), description=text) for id, text in zip(ids, NASTY, strict=True)),
        sources=tuple(
            Source(id=f"s{n}", title=text, author=text, publisher=text, url=text, note=text, origin=HERE)
            for n, text in enumerate(NASTY)
        ),
        claims=tuple(
            claim(f"p1-{n}", ids[n], "attacks", ids[n - 1], source=f"s{n}", gloss=text, anchor=text)
            for n, text in enumerate(NASTY)
        ),
    )


def visit_everything(visit: Visit) -> None:
    for question in visit.page.evaluate(
        "['#', ...page.entities.map(({ id }) => hashOf({ entity: id })),"
        " ...page.pairs.map(({ ends: [one, two] }) => hashOf({ entity: one.id, with: two.id })),"
        " ...page.sources.map(({ id }) => hashOf({ list: `source:${id}` })),"
        " ...page.sources.map(({ id }) => hashOf({ view: 'compare', sources: `${id},${page.sources[0].id}` })),"
        " ...page.entities.map(({ id }) => hashOf({ view: 'path', from: id, to: page.entities[0].id })),"
        " ...page.entities.map(({ id }) => hashOf({ view: 'table', party: id, hide: id, pin: id })),"
        " '#sort=who&view=table', '#family=%3Cimg%20src%3Dx%20onerror%3Dwindow.pwned%3D1%3E&source=__proto__']"
    ):
        visit.goto(question)
        if visit.page.locator("#filters").is_hidden():
            visit.page.keyboard.press("l")
    for text in ("<img", "proto", "long x"):
        visit.page.locator("#search").fill(text)
        visit.page.wait_for_selector("#found [role=option]")
    visit.page.mouse.move(500, 450)


def test_texts_of_strangers_do_nothing(ontology: Ontology, open_page: Open) -> None:
    visit = open_page(render_page(hostile(), ontology))

    visit_everything(visit)

    assert visit.page.evaluate("window.pwned") is None
    assert (visit.requests, visit.complaints) == ([], [])
    assert visit.page.locator("#panel a[target]").count() == 0
    assert visit.page.evaluate("document.querySelectorAll('img, script').length") == 3
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 1400


def test_the_data_holds_no_markup_and_nothing_that_turns_text_round(ontology: Ontology) -> None:
    page = render_page(hostile(), ontology)

    assert not re.search("[<>&\u2028\u2029]", island(page))
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)


def test_if_escaping_failed_the_policy_would_still_let_nothing_run(small_page: str, open_page: Open) -> None:
    attack = "<script>window.pwned=1</script><img src='https://beacon.example/' onerror='window.pwned=1'>"
    visit = open_page(small_page.replace("<body>", f"<body>{attack}"))

    assert visit.page.evaluate("window.pwned") is None
    assert any("Content Security Policy" in complaint for complaint in visit.complaints)
    with pytest.raises(Exception, match="TrustedHTML"):
        visit.page.evaluate("document.body.innerHTML = '<b>'")
