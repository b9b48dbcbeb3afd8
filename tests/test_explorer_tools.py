"""What a reader does with the page: filters, the table, comparisons, paths, and what can be taken along."""

from __future__ import annotations

import csv
import io
import re
import runpy
from dataclasses import replace
from pathlib import Path

import pytest
from browser import Open, Visit
from conftest import ROOT
from pages import DISC, HERE, SMALL, claim, lines
from playwright.sync_api import expect

from kg.explorer import render_page
from kg.model import Time, View
from kg.ontology import Ontology


def hash_of(visit: Visit) -> str:
    return str(visit.page.evaluate("location.hash"))


def drawn(visit: Visit) -> int:
    return int(visit.page.evaluate("edges.length"))


def named(visit: Visit) -> list[str]:
    return list(visit.page.evaluate("[...scene.strong].map(entity => entity.id).sort()"))


def choose(visit: Visit, label: str) -> None:
    """Tick a filter by its label, opening its facet first."""
    box = visit.page.locator(".choices label", has_text=label).locator("input")
    if not box.is_visible():
        visit.page.locator("details.facet", has=box).locator("summary").first.click()
    box.click()


# Filters


def test_a_filter_counts_what_it_would_leave_and_is_kept_in_the_address(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page)
    visit.page.get_by_role("button", name="Filters").click()

    assert visit.page.locator("#filters .facet").first.locator("li").all_inner_texts() == [
        "arms\n2\nonly",
        "economy and transport\n1\nonly",
        "perception\n1\nonly",
    ]
    choose(visit, "herald")

    assert hash_of(visit) == "#source=herald"
    assert "1 of 4 claims left" in visit.text("#filters")
    # Of the other sources it is said what they would add; of other facets, what is left.
    facets = visit.page.locator("#filters .facet")
    assert facets.nth(2).locator("li").all_inner_texts() == ["herald\n1\nonly", "gazette\n3\nonly"]
    assert facets.first.locator("li").all_inner_texts() == ["arms\n1\nonly"]
    assert (drawn(visit), visit.complaints) == (1, [])
    assert visit.page.evaluate("document.activeElement.id") == "source herald"


def test_filters_stay_while_something_else_is_picked_and_are_taken_back_together(
    small_page: str, open_page: Open
) -> None:
    visit = open_page(small_page, hash="#source=gazette&modality=planned")
    visit.click_map(DISC.format("sudonia"))
    visit.wait_until("hash => location.hash === hash", "#source=gazette&modality=planned&entity=sudonia")

    assert "1 claim in 1 source" in visit.text("#summary")

    visit.page.get_by_role("button", name="Filters (2)").click()
    visit.page.get_by_role("button", name="Take all back").click()
    assert hash_of(visit) == "#entity=sudonia"
    assert "4 claims in 2 sources" in visit.text("#summary")


@pytest.mark.parametrize(
    ("hash", "ids"),
    [
        ("#family=arms", ["p3-1", "p2-1"]),
        ("#family=arms,perception", ["p3-1", "p5-1", "p2-1"]),
        ("#kind=route", ["p5-1"]),
        ("#claimant=ada-brand", ["p4-1"]),
        ("#claimant=own&polarity=denied", ["p2-1"]),
        ("#modality=actual", ["p3-1", "p5-1", "p2-1"]),
        ("#party=glass-strait", ["p5-1"]),
        ("#contested=yes", ["p3-1", "p2-1"]),
        ("#valence=5..10", ["p3-1", "p2-1"]),
        ("#since=2031", ["p3-1"]),  # it began in 2030 and has no end
        ("#until=2029", []),
        ("#until=2030-01", ["p3-1"]),
        ("#source=none", []),
    ],
)
def test_each_filter_leaves_the_claims_that_it_names(
    small_page: str, open_page: Open, hash: str, ids: list[str]
) -> None:
    visit = open_page(small_page, hash=f"{hash}&view=table")

    assert visit.page.evaluate("left.claims.map(claim => claim.id)") == ids
    assert visit.page.locator("tbody tr").count() == len(ids)
    assert visit.complaints == []


def test_where_no_claim_is_left_the_page_says_which_filter_to_take_back(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page, hash="#family=arms&claimant=ada-brand&modality=planned")
    assert visit.text("#status") == (
        "No claim is left. Without the filter “Relation” there would be 1 claim. "
        "Relation: arms · according to: Ada Brand · planned or done: planned."
    )

    visit.goto("#family=arms&since=2035&claimant=ada-brand&polarity=denied")
    assert visit.text("#status").startswith("No claim is left. No one filter is to blame: take back several.")


def test_one_source_alone_is_one_click(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page, hash="#source=gazette,herald")
    visit.page.get_by_role("button", name="Filters").click()
    visit.page.get_by_role("button", name="Only herald").click()

    assert hash_of(visit) == "#source=herald"


def test_the_valence_is_set_by_keys(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page)
    visit.page.keyboard.press("l")
    visit.page.get_by_label("Valence from").focus()
    visit.page.keyboard.press("End")

    assert hash_of(visit) == "#valence=10..10"
    assert visit.page.evaluate("document.activeElement.id") == "valence least"


# Time


@pytest.fixture(scope="module")
def dated_page(ontology: Ontology) -> str:
    years = ("1900", "2001", "2001", "2020", "2040")
    claims = tuple(
        claim(f"p{n}-1", "norland", "attacks", "sudonia", time=Time(text=y, earliest=f"{y}-01-01", latest=f"{y}-12-31"))
        for n, y in enumerate(years, start=1)
    )
    return render_page(replace(SMALL, claims=(*claims, claim("p7-1", "norland", "attacks", "sudonia"))), ontology)


def test_the_years_are_counted_and_a_span_is_drawn_over_them(dated_page: str, open_page: Open) -> None:
    visit = open_page(dated_page)
    bars = visit.page.locator("#time .bars span")
    assert bars.evaluate_all("bars => bars.map(bar => bar.title).filter(title => !title.endsWith(' 0 claims'))") == [
        "2001 and before: 3 claims", "2020: 1 claim", "2040: 1 claim",
    ]  # fmt: skip
    assert visit.text("#time .remark") == "When: 5 claims with a time; 1 without one"

    box = visit.page.locator("#time .bars").bounding_box()
    assert box
    step = box["width"] / 40
    visit.page.mouse.move(box["x"] + 15.5 * step, box["y"] + 20)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] + 25.5 * step, box["y"] + 20, steps=4)
    visit.page.mouse.up()

    assert hash_of(visit) == "#since=2016&until=2026"
    assert visit.text("#time .remark") == "2016 to 2026: 1 claim; 1 without one are left out. Show any time"
    visit.page.get_by_role("button", name="Show any time").click()
    assert hash_of(visit) in ("", "#")


def test_the_span_is_set_by_keys(dated_page: str, open_page: Open) -> None:
    visit = open_page(dated_page)
    visit.page.get_by_label("Since").focus()
    visit.page.keyboard.press("ArrowRight")

    assert hash_of(visit) == "#since=2002"
    assert visit.page.evaluate("document.activeElement.id") == "time since"
    assert visit.page.get_by_label("Since").get_attribute("aria-valuetext") == "2002"
    for year in ("2003", "2004"):
        visit.page.keyboard.press("ArrowRight")
        visit.wait_until("hash => location.hash === hash", f"#since={year}")
    visit.page.go_back()
    visit.wait_until("() => location.hash === ''", None)
    assert visit.text("#time .remark").startswith("When: 5 claims")


# The table


def test_the_table_has_the_same_claims_and_sorts_them(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page)
    visit.page.keyboard.press("t")
    assert lines(visit.text("caption")) == ["4 claims"]

    visit.page.get_by_role("button", name="Relation", exact=True).click()
    relations = visit.page.locator("tbody td:nth-child(2)").all_inner_texts()
    assert relations == sorted(relations)
    assert visit.page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    visit.page.get_by_role("button", name="Relation").click()
    assert visit.page.locator("tbody td:nth-child(2)").all_inner_texts() == relations[::-1]

    visit.page.locator("tbody .name", has_text="Strait of Glass").click()
    visit.wait_until("start => document.querySelector('caption').innerText.startsWith(start)", "1 claim")
    assert lines(visit.text("caption")) == ["1 claim: Strait of Glass"]
    assert not visit.page.locator("#map").is_visible()


def test_the_table_comes_in_pages_of_a_hundred(bundled_page: str, open_page: Open) -> None:
    visit = open_page(bundled_page, hash="#view=table")
    assert re.fullmatch(r"1,\d{3} claims, 1 to 100", visit.text("caption"))

    visit.page.get_by_role("button", name="next 100").click()
    assert re.fullmatch(r"1,\d{3} claims, 101 to 200", visit.text("caption"))


# Disagreement, two sources


def test_claims_that_contest_each_other_stand_side_by_side(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page, hash="#contested=yes")
    visit.click_map(f"({DISC.format('norland')})")
    visit.page.locator(".ties .count").first.click()
    visit.page.get_by_role("link", name="claims disagree").first.click()

    assert visit.page.locator(".sides h3").all_inner_texts() == ["gazette", "herald"]


def test_two_sources_are_compared(ontology: Ontology, open_page: Open) -> None:
    said = (
        claim("p3-2", "norland", "trades-with", "sudonia"),
        claim("p3-2", "sudonia", "trades-with", "norland", source="herald"),
        claim("p4-2", "ada-brand", "values", "glass-strait", source="herald"),
    )
    visit = open_page(render_page(replace(SMALL, claims=(*SMALL.claims, *said)), ontology))
    visit.page.get_by_role("button", name="Compare").click()
    visit.page.get_by_label("First source").select_option("gazette")
    visit.page.get_by_label("Second source").select_option("herald")

    assert hash_of(visit) == "#view=compare&sources=gazette,herald"
    assert visit.page.locator(".compared > summary").all_inner_texts() == [
        "Claims that contest each other: 1", "The same said of the same: 1", "On the same two, otherwise: 1",
        "On whom only gazette speaks: 1", "On whom only herald speaks: 1",
    ]  # fmt: skip
    disputed = visit.page.locator(".compared >> nth=0 >> td")
    assert [lines(text)[-1].split(",")[0] for text in disputed.all_inner_texts()] == ["gazette", "herald"]
    same = visit.page.locator(".compared >> nth=1 >> .statement").all_inner_texts()
    assert same == ["Norland trades with Sudonia", "Sudonia trades with Norland"]
    visit.page.evaluate("document.querySelectorAll('.compared').forEach(section => { section.open = true; })")
    listed = visit.page.locator("#compare .citation a[href*=claim]").all_inner_texts()
    assert sorted(listed) == ["p2-1", "p3-1", "p3-2", "p3-2", "p4-1", "p4-2", "p5-1"]
    assert visit.complaints == []


# Paths, neighbourhoods, what is hidden


@pytest.fixture(scope="module")
def chain_page(ontology: Ontology) -> str:
    said = (
        claim("p1-1", "norland", "values", "sudonia"),
        claim("p2-1", "sudonia", "values", "glass-strait"),
        *(claim(f"p3-{n}", "norland", code, "ada-brand") for n, code in enumerate(("values", "threatens"), start=1)),
        *(
            claim(f"p4-{n}", "ada-brand", code, "glass-strait")
            for n, code in enumerate(("values", "threatens"), start=1)
        ),
    )
    return render_page(replace(SMALL, claims=said), ontology)


def test_paths_are_found_and_told_hop_by_hop_the_best_documented_first(chain_page: str, open_page: Open) -> None:
    visit = open_page(chain_page)
    visit.page.keyboard.press("p")
    visit.page.get_by_label("From", exact=True).fill("norland")
    visit.page.get_by_label("To", exact=True).fill("strait of glass")
    visit.page.keyboard.press("Enter")

    assert hash_of(visit) == "#view=path&from=norland&to=glass-strait"
    assert visit.text("#summary h2") == "From Norland to Strait of Glass"
    assert "2 steps, in 2 ways" in visit.text("#summary")
    assert visit.page.locator(".chain h3").all_inner_texts() == [
        "Norland – Ada Brand – Strait of Glass",
        "Norland – Sudonia – Strait of Glass",
    ]
    assert visit.page.locator(".chain").first.locator(".statement").count() == 2
    assert "all 2 claims between Norland and Ada Brand" in visit.page.locator(".chain").first.inner_text()


def test_where_no_path_is_the_page_says_so(chain_page: str, open_page: Open) -> None:
    visit = open_page(chain_page, hash="#view=path&from=norland&to=glass-strait&hide=sudonia,ada-brand")

    assert "No chain of claims joins them" in visit.text("#summary")


def test_a_neighbourhood_stands_alone_and_grows_by_a_step(chain_page: str, open_page: Open) -> None:
    visit = open_page(chain_page, hash="#entity=norland")
    visit.page.get_by_role("link", name="Its neighbours alone").click()
    assert named(visit) == ["ada-brand", "norland", "sudonia"]
    assert drawn(visit) == 2

    visit.page.get_by_role("link", name="Two steps around it").click()
    assert named(visit) == ["ada-brand", "glass-strait", "norland", "sudonia"]


def test_what_is_hidden_goes_and_comes_back_by_undoing(chain_page: str, open_page: Open) -> None:
    visit = open_page(chain_page, hash="#entity=sudonia")
    visit.page.get_by_role("link", name="Hide").click()

    assert named(visit) == ["ada-brand", "glass-strait", "norland"]
    visit.page.keyboard.press("u")
    expect(visit.page.locator("#summary h2")).to_have_text("Sudonia")
    visit.goto("#hide=sudonia")
    visit.page.keyboard.press("l")
    visit.page.get_by_role("button", name="Take back: Sudonia").click()
    assert len(named(visit)) == 4


def test_what_is_kept_on_the_map_stays_among_the_first(bundled_page: str, open_page: Open) -> None:
    visit = open_page(bundled_page)
    last = visit.page.evaluate("left.ranked.at(-1).id")
    assert last not in named(visit)

    visit.goto(f"#entity={last}")
    visit.page.get_by_role("link", name="Keep on the map").click()
    visit.goto(f"#pin={last}")

    assert last in named(visit)


def test_the_links_of_what_is_picked_are_walked_through_by_keys(chain_page: str, open_page: Open) -> None:
    visit = open_page(chain_page, hash="#entity=norland")
    for key, other in (("ArrowRight", "ada-brand"), ("ArrowRight", "sudonia"), ("ArrowRight", "ada-brand")):
        visit.page.keyboard.press(key)
        assert hash_of(visit) == f"#entity=norland&with={other}"
    visit.page.keyboard.press("ArrowLeft")
    assert hash_of(visit) == "#entity=norland&with=sudonia"


def test_the_keys_are_told(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page)
    visit.page.keyboard.press("?")
    assert visit.page.locator("#help dt").count() == 9

    visit.page.keyboard.press("t")  # of the page behind it nothing moves
    visit.page.keyboard.press("Escape")
    assert not visit.page.locator("#help").is_visible()
    assert hash_of(visit) == ""


# Saved views


def test_a_saved_view_is_one_click_and_says_how_to_read_it(ontology: Ontology, open_page: Open) -> None:
    reading = "Look at who sells. Then at who denies it."
    saved = View(title="Arms & such", text=reading, address="family=arms", origin=HERE)
    visit = open_page(render_page(replace(SMALL, views=(saved,)), ontology))
    visit.page.get_by_role("link", name="Arms & such").click()

    assert hash_of(visit) == "#family=arms"
    assert lines(visit.text(".view")) == ["Arms & such", reading]
    assert visit.page.locator(".chip[aria-current]").all_inner_texts() == ["Arms & such"]

    visit.goto("#family=arms&source=herald")
    assert visit.page.locator(".view").count() == 0


def test_escape_leaves_what_is_nearest_first(chain_page: str, open_page: Open) -> None:
    visit = open_page(chain_page)
    visit.goto("#family=perception")
    visit.goto("#family=perception&view=path&from=norland&to=sudonia")
    visit.page.locator("#share summary").click()
    visit.page.keyboard.press("Escape")
    assert not visit.page.get_by_role("button", name="Copy link").is_visible()

    visit.page.get_by_label("To", exact=True).focus()
    visit.page.keyboard.press("Escape")
    assert "view=path" in hash_of(visit)
    visit.page.keyboard.press("Escape")
    visit.wait_until("hash => location.hash === hash", "#family=perception")
    visit.page.keyboard.press("Escape")
    visit.wait_until("() => location.hash.length <= 1", None)


def test_a_name_that_nothing_has_is_said_to_have_none(chain_page: str, open_page: Open) -> None:
    visit = open_page(chain_page, hash="#view=path&from=norland")
    visit.page.get_by_label("To", exact=True).fill("atlantis")
    visit.page.keyboard.press("Enter")

    expect(visit.page.locator("#said")).to_have_text("Nothing is called “atlantis”.")


def test_what_is_dragged_takes_its_name_along(chain_page: str, open_page: Open) -> None:
    visit = open_page(chain_page)
    spot = visit.page.evaluate(DISC.format("norland"))
    frame = visit.page.locator("#map").bounding_box()
    assert frame
    visit.page.mouse.move(frame["x"] + spot["x"], frame["y"] + spot["y"])
    visit.page.mouse.down()
    visit.page.mouse.move(frame["x"] + spot["x"] + 90, frame["y"] + spot["y"] + 40, steps=5)
    visit.page.mouse.up()

    moved = visit.page.evaluate("network.canvasToDOM(byId.get('norland'))")
    assert moved["x"] - spot["x"] == pytest.approx(90, abs=8)
    visit.goto("#entity=norland")
    assert visit.page.evaluate("network.getPosition(byId.get('norland').number).x === byId.get('norland').x")


@pytest.mark.parametrize(
    "hash", ["#since=abc", "#until=20", "#valence=high", "#claim=gazette.p9-9", "#valence=1..2..3"]
)
def test_a_filter_of_another_form_means_nothing_here(small_page: str, open_page: Open, hash: str) -> None:
    visit = open_page(small_page, hash=hash)

    assert (visit.text("#summary h2"), visit.complaints) == ("Nothing here", [])


def test_what_is_hidden_is_nowhere_among_the_first_and_can_be_shown_again(chain_page: str, open_page: Open) -> None:
    visit = open_page(chain_page, hash="#hide=sudonia")
    assert "Sudonia" not in visit.page.locator("#details .rows").first.inner_text()
    assert "hidden Sudonia" in visit.text("#status").replace("Hidden", "hidden")

    visit.goto("#hide=sudonia&entity=sudonia")
    assert drawn(visit) == visit.page.evaluate("scene.faintPairs.size")
    visit.page.keyboard.press("p")
    visit.page.keyboard.press("p")
    assert hash_of(visit) == "#hide=sudonia&entity=sudonia"  # of the path nothing stays
    visit.page.get_by_role("link", name="Show again").click()
    assert hash_of(visit) == "#entity=sudonia"


# Search, sharing


def test_the_search_finds_claims_by_their_words(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page)
    visit.page.keyboard.press("/")
    visit.page.keyboard.type("sold galleys")
    visit.page.keyboard.press("Enter")

    assert visit.text("#summary h2") == "Claim gazette.p3-1"


def test_the_search_finds_sources(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page)
    visit.page.locator("#search").fill("the herald")
    visit.page.keyboard.press("Enter")

    assert hash_of(visit) == "#list=source:herald"


def test_the_claims_on_two_are_parted_by_who_does_it(ontology: Ontology, open_page: Open) -> None:
    both = [("norland", "sudonia"), ("sudonia", "norland")]
    said = tuple(claim(f"p{n}-1", *ends[:1], "attacks", ends[1]) for n in range(1, 5) for ends in both[: 1 + n % 2])
    said = tuple(replace(one, local_id=f"p1-{n}") for n, one in enumerate((*said, *said), start=1))
    visit = open_page(render_page(replace(SMALL, claims=said), ontology), hash="#entity=norland&with=sudonia")
    visit.page.get_by_role("link", name="Sudonia to Norland 4").click()

    assert hash_of(visit) == "#entity=norland&with=sudonia&as=object"
    assert visit.page.locator(".claim").count() == 4


def test_the_link_of_a_view_is_copied(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page, hash="#family=arms", permissions=["clipboard-read", "clipboard-write"])
    visit.page.locator("#share summary").click()
    visit.page.get_by_role("button", name="Copy link").click()

    expect(visit.page.locator("#said")).to_contain_text("address")
    assert visit.complaints == []


def test_claims_are_saved_for_spreadsheets_with_formulas_disarmed(
    ontology: Ontology, open_page: Open, tmp_path: Path
) -> None:
    claims = (claim("p1-1", "norland", "attacks", "sudonia", gloss='=HYPERLINK("x")', anchor="＝1"), *SMALL.claims)
    visit = open_page(render_page(replace(SMALL, claims=claims), ontology), hash="#source=gazette")
    visit.page.locator("#share summary").click()
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Save the claims").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))

    assert download.value.suggested_filename.endswith("-for-spreadsheets.csv")
    assert [row["claim"] for row in rows] == ["gazette.p1-1", "gazette.p3-1", "gazette.p4-1", "gazette.p5-1"]
    assert (rows[0]["gloss"], rows[0]["anchor"]) == ('\'=HYPERLINK("x")', "'＝1")
    assert rows[2]["modality"] == "planned"
    assert visit.requests == []


def test_the_map_is_saved_as_a_picture(small_page: str, open_page: Open) -> None:
    visit = open_page(small_page, hash="#family=arms")
    visit.page.locator("#share summary").click()
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Save the map").click()

    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
    visit.goto("#view=table")
    visit.page.locator("#share summary").click()
    visit.page.get_by_role("button", name="Save the map").click()
    expect(visit.page.locator("#said")).to_contain_text("The map is not on show")
    assert visit.complaints == []


# Large data


def ready(visit: Visit) -> Visit:
    """Wait until a page has unpacked its data."""
    visit.wait_until("() => document.getElementById('status').textContent !== ''", None)
    return visit


@pytest.mark.parametrize(("actors", "claims"), [(200, 800), (1_000, 5_000), (10_000, 100_000)])
def test_of_large_graphs_the_most_documented_part_is_drawn_and_counted(
    ontology: Ontology, open_page: Open, actors: int, claims: int
) -> None:
    made = runpy.run_path(str(ROOT / "benchmarks" / "page.py"))["corpus"](actors, claims, ontology)
    visit = ready(open_page(render_page(made, ontology)))

    said = re.fullmatch(
        r"The 40 most documented of ([\d,]+) actors and issues, with (\d+) of ([\d,]+) links: .*", visit.text("#status")
    )
    assert said
    assert int(said[2]) == drawn(visit) <= 350
    before = drawn(visit)
    visit.goto(f"#entity={visit.page.evaluate('left.ranked[0].id')}")
    assert before < drawn(visit) <= 1_500 + 350
    visit.goto("#source=s1,s2&since=2000&view=table")
    assert re.match(r"[\d,]+ claims(, 1 to 100)?$", visit.text("caption"))
    assert (visit.requests, visit.complaints) == ([], [])


def test_large_data_are_packed_and_read_alike(ontology: Ontology, open_page: Open) -> None:
    long = replace(SMALL, claims=(*SMALL.claims, claim("p1-9", "norland", "attacks", "sudonia", gloss="x" * 1_200_000)))
    page = render_page(long, ontology)
    visit = ready(open_page(page))

    assert len(page) < 1_000_000
    assert visit.page.evaluate("page.claims.length") == 5
    assert (visit.requests, visit.complaints) == ([], [])


def test_data_that_cannot_be_unpacked_are_said_to_be_so(ontology: Ontology, open_page: Open) -> None:
    long = replace(SMALL, claims=(claim("p1-9", "norland", "attacks", "sudonia", gloss="x" * 1_200_000),))
    page = render_page(long, ontology).replace(
        'type="application/gzip" id="data">', 'type="application/gzip" id="data">!'
    )
    visit = ready(open_page(page))

    assert visit.text("#status").startswith("This browser cannot read the data")
