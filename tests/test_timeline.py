from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any
from xml.etree import ElementTree

import pytest
from build_fixtures import run_on_terminal
from click.testing import CliRunner, Result
from conftest import ROOT, CorpusFolder
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from kg.analysis.periods import UNITS, Dyad, Period, periods, valences
from kg.analysis.timeline import MARKS, Event, extent, spans, timeline
from kg.cli import cli
from kg.model import Actor, Claim, Corpus, Origin, Time, overlaps
from kg.network import pairs
from kg.ontology import Ontology
from kg.problems import KgError, MisuseError
from kg.reader.values import parse_day, parse_time
from kg.report.chart import render_chart
from kg.report.svg import render_svg
from kg.report.timeline import claims_chart, periods_chart, valence_chart

HERE = Origin("claims.csv", 2)
SVG = "{http://www.w3.org/2000/svg}"


def claim(local_id: str, time: str = "", relation: str = "attacks", **more: Any) -> Claim:
    cells: dict[str, Any] = {"source": "gazette", "paragraph": 1, "subject": "norland", "object": "sudonia"}
    when = parse_time(time) if time else None
    cells |= {"time": when, "relation": relation, "origin": HERE, "gloss": f"It {local_id}."}
    return Claim(local_id=local_id, **cells | more)


def corpus(*claims: Claim, **labels: str) -> Corpus:
    actors = ({"norland": "Norland", "sudonia": "Sudonia", "isles": "Isles"} | labels).items()
    return Corpus(
        title="Galleys",
        actors=tuple(Actor(id=id, kind="state", label=label, origin=HERE) for id, label in actors),
        claims=claims,
    )


def said(text: str) -> list[tuple[str, str, str]]:
    """Return what a time means, with days as ISO 8601 has them."""

    def day(number: int | None) -> str:
        return date.fromordinal(number).isoformat() if number else ""

    return [(day(span.first), day(span.last), span.mark) for span in spans(parse_time(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-01-19", [("2022-01-19", "2022-01-19", "sure")]),
        ("2022", [("2022-01-01", "2022-12-31", "within")]),
        ("2022-02", [("2022-02-01", "2022-02-28", "within")]),
        ("194X", [("1940-01-01", "1949-12-31", "within")]),
        ("2024-02-XX", [("2024-02-01", "2024-02-29", "within")]),
        ("2022-02~", [("2022-02-01", "2022-02-28", "about")]),
        ("2022-02-03?", [("2022-02-03", "2022-02-03", "about")]),
        ("2024-10-22/2024-10-24", [("2024-10-22", "2024-10-24", "sure")]),
        ("2024-10-22/2024-10-22", [("2024-10-22", "2024-10-22", "sure")]),
        (
            "2022-01/2022-12",
            [
                ("2022-01-01", "2022-01-31", "within"),
                ("2022-02-01", "2022-11-30", "sure"),
                ("2022-12-01", "2022-12-31", "within"),
            ],
        ),
        ("2022/2023", [("2022-01-01", "2022-12-31", "within"), ("2023-01-01", "2023-12-31", "within")]),
        ("2022-03-01/2022", [("2022-03-01", "2022-12-31", "within")]),
        ("2022-03~/2022", [("2022-03-01", "2022-12-31", "about")]),
        ("2022-03-01/2022-04", [("2022-03-01", "2022-03-31", "sure"), ("2022-04-01", "2022-04-30", "within")]),
        (
            "1980/1988~",
            [
                ("1980-01-01", "1980-12-31", "within"),
                ("1981-01-01", "1987-12-31", "sure"),
                ("1988-01-01", "1988-12-31", "about"),
            ],
        ),
        ("2010/", [("2010-01-01", "2010-12-31", "within"), ("2011-01-01", "", "open")]),
        ("2010-05-06/..", [("2010-05-06", "2010-05-06", "sure"), ("2010-05-07", "", "open")]),
        ("/2022-02", [("", "2022-01-31", "open"), ("2022-02-01", "2022-02-28", "within")]),
    ],
)
def test_a_time_is_known_in_one_way_or_another(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(text) == expected


def test_dated_claims_follow_each_other_and_the_undated_stand_apart() -> None:
    late, open_start, undated = claim("p3-1", "2022-05"), claim("p2-1", "/2023"), claim("p1-1")
    short, long = claim("p4-1", "2021-01"), claim("p1-2", "2021")

    found = timeline([undated, late, long, short, open_start])

    assert [event.claim for event in found.events] == [open_start, short, long, late]
    assert found.undated == (undated,)


# Few of them, since each new text is parsed anew.
days = st.sampled_from(
    [date(year, month, day) for year in (1999, 2000, 2003) for month in (1, 6, 12) for day in (1, 28)]
)
texts = st.one_of(
    st.just(""),
    days.map(lambda day: f"{day:%Y-%m-%d}"),
    days.map(lambda day: f"{day:%Y-%m}~"),
    days.map(lambda day: f"{day.year // 10}X"),
    days.map(lambda day: f"{day:%Y}/"),
    days.map(lambda day: f"/{day:%Y-%m}"),
    st.tuples(days, st.sampled_from([0, 40, 800])).map(
        lambda two: f"{two[0]:%Y-%m}/{two[0] + timedelta(two[1]):%Y-%m-%d}"
    ),
)
claim_lists = st.lists(texts, max_size=8).map(lambda found: [claim(f"p1-{n}", t) for n, t in enumerate(found, 1)])


@given(claim_lists)
def test_every_claim_is_either_placed_or_undated(claims: list[Claim]) -> None:
    found = timeline(claims)

    assert Counter(c.id for c in (*(e.claim for e in found.events), *found.undated)) == Counter(c.id for c in claims)
    assert all(event.claim.time for event in found.events)
    assert not any(c.time for c in found.undated)


@given(texts.filter(bool))
def test_spans_cover_what_a_time_may_mean_without_gap_or_overlap(text: str) -> None:
    time, found = parse_time(text), spans(parse_time(text))

    ends = [date.fromordinal(day).isoformat() if day else None for day in (found[0].first, found[-1].last)]
    assert ends == [time.earliest, time.latest]
    assert [one.last for one in found[:-1]] == [other.first - 1 for other in found[1:] if other.first]
    assert {span.mark for span in found} <= set(MARKS)


def counted(found: tuple[Period, ...]) -> list[tuple[str, ...]]:
    return [(p.name, *(" ".join(c.local_id for c in claims) for claims in (p.inside, p.reaching))) for p in found]


def events(*claims: Claim) -> tuple[Event, ...]:
    return timeline(claims).events


def test_periods_count_what_may_hold_in_them() -> None:
    found = events(
        claim("p1-1", "2020-05"), claim("p1-2", "2020/2024"), claim("p1-3", "2023~"), claim("p1-4", "2024-02-03/")
    )

    assert counted(periods(found)) == [
        ("2020", "p1-1", "p1-2"),
        ("2021/2022", "", "p1-2"),
        ("2023", "", "p1-2 p1-3"),
        ("2024", "", "p1-2 p1-4"),
    ]


def test_periods_may_be_quarters_or_months_and_end_where_the_question_ends() -> None:
    found = events(claim("p1-1", "2020-02-03"), claim("p1-2", "2020-11/"), claim("p1-3", "/2020-12"))
    since, until = parse_day("2020-11"), parse_day("2021-02")

    assert counted(periods(found, "quarter")) == [
        ("2020-Q1", "p1-1", "p1-3"),
        ("2020-Q2/2020-Q3", "", "p1-3"),
        ("2020-Q4", "", "p1-3 p1-2"),
    ]
    assert counted(periods(found[:0])) == []
    assert counted(periods([e for e in found if e.claim.local_id != "p1-1"], "month", since=since, until=until)) == [
        ("2020-11/2020-12", "", "p1-3 p1-2"),
        ("2021-01/2021-02", "", "p1-2"),
    ]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2020", "", ("2020-01-01", "2021-12-31")),
        ("", "2019", ("1990-01-01", "2019-12-31")),
        ("2030", "", ("2030-01-01", "2030-01-01")),
        ("2030", "2031", ("2030-01-01", "2031-12-31")),
        ("2000-02", "2020-02", ("2000-02-01", "2020-02-29")),
    ],
)
def test_what_lies_outside_the_question_extends_nothing(since: str, until: str, expected: tuple[str, str]) -> None:
    asked = [parse_day(text) if text else None for text in (since, until)]

    days = extent(events(claim("p1-1", "1990/"), claim("p1-2", "2021")), *asked)

    assert days
    assert tuple(date.fromordinal(day).isoformat() for day in days) == expected


@given(claim_lists, st.sampled_from(["year", "quarter"]))
def test_periods_are_those_that_one_finds_by_asking_each_year_or_quarter(claims: list[Claim], unit: str) -> None:
    """The reference asks `overlaps`, which --since and --until use, of the first and the last bin of each period."""
    found = periods(timeline(claims).events, unit)

    for period in found:
        for day in (date.fromordinal(period.first), date.fromordinal(period.last)):
            month = (day.month - 1) // UNITS[unit] * UNITS[unit] + 1
            bounds = f"{day.year}-{month:02d}-01", f"{day.year}-{month + UNITS[unit] - 1:02d}-31"
            since, until = (Time(text=bound, earliest=bound, latest=bound) for bound in bounds)
            reference = {c.id for c in claims if c.time and overlaps(c.time, since, until)}
            assert {c.id for c in period.claims} == reference
    assert all(one.last + 1 == other.first for one, other in pairwise(found))
    assert {c.id for c in claims if c.time} == {c.id for period in found for c in period.claims}


def tones(dyad: Dyad) -> list[tuple[str, float, str]]:
    return [
        (tone.period.name if tone.period else "", tone.valence, " ".join(c.local_id for c in tone.claims))
        for tone in dyad.tones
    ]


#: Norland attacks (-9), supplies arms (+10), trades (+4) and opposes (-3), and what it says of Isles is undated.
DYADS = (
    claim("p1-1", "2020", "attacks"),
    claim("p1-2", "2020/2021", "trades-with", subject="sudonia", object="norland"),
    claim("p1-3", "2021-05-06", "supplies-arms-to"),
    claim("p1-4", "2021", "opposes", polarity="denied"),
    claim("p1-5", "", "opposes"),
    claim("p2-1", "", "trades-with", object="isles"),
)


def test_the_valence_of_a_dyad_is_the_mean_of_what_may_hold_then(ontology: Ontology) -> None:
    norland, isles = valences(corpus(*DYADS), ontology)

    assert (norland.ends, isles.ends) == (("norland", "sudonia"), ("isles", "norland"))
    assert tones(norland) == [("2020", -2.5, "p1-1 p1-2"), ("2021", 7.0, "p1-3 p1-2"), ("", -3.0, "p1-5")]
    assert norland.denied == (DYADS[3],)
    assert tones(isles) == [("", 4.0, "p2-1")]


def test_undated_claims_that_a_span_leaves_out_keep_a_tone(ontology: Ontology) -> None:
    dated = [c for c in DYADS if c.local_id == "p1-3"]
    until = parse_day("2021")
    (dyad,) = valences(corpus(*dated), ontology, [DYADS[4]], "month", until=until)

    assert tones(dyad) == [("2021-05", 10.0, "p1-3"), ("", -3.0, "p1-5")]


def test_valences_are_those_of_the_network_where_one_period_holds_all(bundled: Corpus, ontology: Ontology) -> None:
    without_time = Corpus(
        actors=bundled.actors,
        issues=bundled.issues,
        sources=bundled.sources,
        claims=tuple(c for c in bundled.claims if c.time is None),
    )
    network = {pair.ends: pair for pair in pairs(without_time, ontology)}
    found = {dyad.ends: dyad for dyad in valences(without_time, ontology)}

    assert found.keys() == network.keys()
    assert all(round(d.tones[0].valence, 2) == network[ends].valence for ends, d in found.items() if d.tones)
    assert sum(len(d.denied) + sum(len(t.claims) for t in d.tones) for d in found.values()) == sum(
        len(pair.claims) for pair in network.values()
    )


def test_valences_of_a_year_are_those_that_one_reckons_by_hand_from_the_rows(
    bundled: Corpus, ontology: Ontology
) -> None:
    first = valences(bundled, ontology)[0]
    year = next(tone for tone in first.tones if tone.period and tone.period.name == "2022")
    rows = [
        ontology.relations[c.relation].valence
        for c in bundled.claims
        if {c.subject, c.object} == set(first.ends)
        and c.polarity in ("", "affirmed")
        and c.time
        and overlaps(c.time, parse_day("2022"), parse_day("2022"))
    ]

    assert (len(year.claims), round(year.valence, 9)) == (len(rows), round(mean(rows), 9))


CLAIMS = (
    claim("p1-1", "2019/"),
    claim("p1-2", "2020"),
    claim("p1-3", "2020-02/2021-11"),
    claim("p1-4", "2021~", polarity="denied"),
    claim("p1-5", "2021-12-24"),
    claim("p1-6"),
)
CLAIMS_CHART = """\
Galleys: 5 dated claims
Undated: 1 (gazette 1).

                 2019     2020       2021
                 ┬────────┬──────────┬─────────
2019/            ▒▒▒▒▒▒▒▒▒▒───────────────────►  It p1-1. [gazette p1]
2020                      ▒▒▒▒▒▒▒▒▒▒▒▒           It p1-2. [gazette p1]
2020-02/2021-11            ▒██████████████████   It p1-3. [gazette p1]
2021~                                ≈≈≈≈≈≈≈≈≈≈  (denied) It p1-4. [gazette p1]
2021-12-24                                    █  It p1-5. [gazette p1]

█ on each of these days
▒ some time within these days
≈ about then, or perhaps (~ ?)
─ no beginning or end is given
◄ ► goes on beyond the axis or, alone, lies wholly beyond it
"""


def test_a_row_a_claim_shows_what_its_time_leaves_open(ontology: Ontology) -> None:
    given = corpus(*CLAIMS)

    assert render_chart(claims_chart(given, ontology, timeline(given.claims)), width=80) == CLAIMS_CHART


def test_few_old_claims_do_not_press_the_others_together(ontology: Ontology) -> None:
    given = corpus(claim("p1-1", "15XX"), claim("p1-2", "1990"), *(claim(f"p2-{n}", f"2020-0{n}") for n in range(1, 9)))

    assert render_chart(claims_chart(given, ontology, timeline(given.claims)), width=60).splitlines()[3:8] == [
        "         2020-01          2020-07",
        "         ┬────────────────┬──────",
        "15XX     ◄                         It p1-1. [gazette p1]",
        "1990     ◄                         It p1-2. [gazette p1]",
        "2020-01  ▒▒▒▒                      It p2-1. [gazette p1]",
    ]


def test_an_axis_goes_where_the_question_goes(ontology: Ontology) -> None:
    given = corpus(claim("p1-1", "2019/"), claim("p1-2", "2020-12"))
    span = {"since": parse_day("2020-12"), "until": parse_day("2021-02")}

    chart = claims_chart(given, ontology, timeline(given.claims), **span)

    assert render_chart(chart, width=60).splitlines()[3:7] == [
        "                 2021-01",
        "         ────────┬───────────────",
        "2019/    ◄──────────────────────►  It p1-1. [gazette p1]",
        "2020-12  ▒▒▒▒▒▒▒▒▒                 It p1-2. [gazette p1]",
    ]


PERIODS_CHART = """\
Galleys: 5 dated claims
A claim counts in each period in which it may hold. Neighbouring periods of the
same claims stand as one. --by claim shows each claim.
Undated: 1 (gazette 1).

      0 claims                           4
      ┬──────────────────────────────────┬
2019  ▒▒▒▒▒▒▒▒▒                             1: gazette
2020  █████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒           3: gazette ×3
2021  █████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒  4: gazette ×4

█ claims whose whole time lies in that period
▒ claims that last longer, have an open end, or are not known so exactly
"""


def test_a_row_a_period_counts_claims() -> None:
    given = corpus(*CLAIMS)
    found = timeline(given.claims)

    assert render_chart(periods_chart(given, found, periods(found.events)), width=80) == PERIODS_CHART


VALENCE_CHART = """\
Galleys: valence over time
Mean valence, -10 to 10, of the claims that affirm something, in whatever mood
or voice. A claim counts in each period in which it may hold.
Denied, and without a valence: 1 (gazette 1).
Not drawn, since nothing affirmed of them is dated: 1 dyad.

         -10              0               10
         ┬────────────────┬───────────────┬

Norland and Sudonia
2020                 █████│                  -2.50 of 2: gazette ×2
2021                      ████████████       +7.00 of 2: gazette ×2
undated             ██████│                  -3.00 of 1: gazette

█ hostile, on average
█ cooperative, on average
"""


def test_valence_stands_left_or_right_of_nought(ontology: Ontology) -> None:
    chart = valence_chart(corpus(*DYADS), valences(corpus(*DYADS), ontology), most=1)

    assert render_chart(chart, width=80) == VALENCE_CHART


def test_colour_says_nothing_that_the_chart_does_not_say_without(ontology: Ontology) -> None:
    chart = valence_chart(corpus(*DYADS), valences(corpus(*DYADS), ontology), most=1)
    coloured = render_chart(chart, width=80, colour=True)

    assert "2020                 \x1b[91m█████\x1b[0m│" in coloured
    assert "2021                      \x1b[94m████████████\x1b[0m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == VALENCE_CHART


def test_a_dyad_too_many_is_named(ontology: Ontology) -> None:
    given = corpus(claim("p1-1", "2020"), claim("p1-2", "2020", object="isles"))

    chart = valence_chart(given, valences(given, ontology), most=1)

    assert (len(chart.groups), chart.notes[-1]) == (1, "Not drawn: Norland and Sudonia.")


HOSTILE = "</text></svg><script>alert(1)</script>\"'&]]>\x00\u202e\ufffe<svg onload=alert(2)>"


def hostile_svg(ontology: Ontology) -> str:
    claims = claim("p1-1", "2020", gloss=HOSTILE), claim("p1-2", "2021/", gloss="", source=HOSTILE)
    given = corpus(*claims, norland=HOSTILE)
    return render_svg(claims_chart(given, ontology, timeline(given.claims)))


def test_whatever_a_corpus_says_is_text_in_a_picture(ontology: Ontology) -> None:
    root = ElementTree.fromstring(hostile_svg(ontology))

    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert names == {
        *("svg", "title", "desc", "style", "defs", "pattern", "path", "circle", "rect", "text", "g", "polygon")
    }
    assert not any(name.startswith("on") or "href" in name for name in attributes)
    assert any("<script>alert(1)</script>" in "".join(element.itertext()) for element in root.iter(f"{SVG}title"))


def test_a_picture_names_each_claim_and_its_place_and_is_told_to_those_who_do_not_see(ontology: Ontology) -> None:
    given = corpus(*CLAIMS)
    root = ElementTree.fromstring(render_svg(claims_chart(given, ontology, timeline(given.claims))))

    assert root.get("role") == "img"
    told = {element.get("id"): element.text for element in root if element.get("id")}
    assert [told[name] for name in str(root.get("aria-labelledby")).split()] == [
        "Galleys: 5 dated claims",
        "Undated: 1 (gazette 1).",
    ]
    assert [group.findtext(f"{SVG}title") for group in root.iter(f"{SVG}g")] == [
        "2019/: It p1-1. [gazette p1] gazette.p1-1",
        "2020: It p1-2. [gazette p1] gazette.p1-2",
        "2020-02/2021-11: It p1-3. [gazette p1] gazette.p1-3",
        "2021~: (denied) It p1-4. [gazette p1] gazette.p1-4",
        "2021-12-24: It p1-5. [gazette p1] gazette.p1-5",
    ]
    assert [[bar.get("class") for bar in group.iter(f"{SVG}rect")] for group in root.iter(f"{SVG}g")] == [
        ["within", "open"],
        ["within"],
        ["within", "sure", "within"],
        ["about"],
        ["sure"],
    ]


def test_a_browser_shows_the_picture_by_day_and_by_night(ontology: Ontology, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "timeline.svg"
    file.write_text(hostile_svg(ontology), "utf-8")
    papers, complaints, requests = {}, [], []
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(file.as_uri())
        papers[scheme] = page.evaluate("getComputedStyle(document.querySelector('.paper')).fill")
        widths = page.evaluate("[...document.querySelectorAll('g rect')].map(bar => bar.getBoundingClientRect().width)")
        page.close()

    assert papers == {"light": "rgb(251, 250, 247)", "dark": "rgb(21, 25, 30)"}
    assert (complaints, set(requests)) == ([], {file.as_uri()})
    assert len(widths) == 2
    assert min(widths) > 0


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["timeline", "--corpus", str(folder), *arguments], prog_name="kg")


@pytest.fixture(scope="module")
def folder(corpus_folder: CorpusFolder) -> Path:
    return corpus_folder()


def test_the_command_draws_what_is_dated_and_counts_what_is_not(folder: Path) -> None:
    ran = run(folder)

    assert (ran.exit_code, ran.stderr) == (0, "")
    assert (
        ran.stdout
        == """\
Entente: 2 dated claims
Undated: 2 (gazette 1, herald 1).

       2030          2031           2032
       ┬─────────────┬──────────────┬───────────────
2030   ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒                                Norland sold Sudonia galleys. [gazette p1]
2032/                               ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒►  (planned, says Ada Brand) Norland will trade
                                                      with Sudonia. [gazette p2]

▒ some time within these days
◄ ► goes on beyond the axis or, alone, lies wholly beyond it
"""
    )


def test_a_chart_is_traced_to_its_claims(folder: Path) -> None:
    ran = run(folder, "--by", "year", "--claims")

    assert (ran.exit_code, ran.stderr) == (0, "")
    assert [line.split() for line in ran.stdout.splitlines() if line.endswith(("p1-1", "p2-1"))] == [
        ["2030", "2030-01-01", "2030-12-31", "1", "1", "0", "gazette.p1-1"],
        ["2032", "2032-01-01", "2032-12-31", "1", "0", "1", "gazette.p2-1"],
    ]
    assert "gazette.p1-1  Norland sold Sudonia galleys." in ran.stdout


def test_tables_are_for_programs(folder: Path) -> None:
    dated = list(csv.DictReader(io.StringIO(run(folder, "-f", "csv", "--claims").stdout)))
    undated = json.loads(run(folder, "-f", "json", "--show", "undated").stdout)

    assert dated[1] == {
        "time": "2032/",
        "earliest": "2032-01-01",
        "latest": "",
        "says": "Norland will trade with Sudonia.",
        "but": "planned, says Ada Brand",
        "source": "gazette",
        "paragraph": "2",
        "claim_ids": "gazette.p2-1",
    }
    assert [row["claim_ids"] for row in undated["undated"]["rows"]] == [["gazette.p1-2"], ["herald.p2-1"]]
    assert undated["undated"]["rows"][1]["says"] == "Norland supplies arms to Sudonia (war galleys)"


def test_an_undated_claim_is_left_to_the_undated_by_a_span_of_time(folder: Path) -> None:
    drawn, listed = run(folder, "--since", "2040"), run(folder, "--until", "2000", "--show", "undated", "-f", "csv")

    assert drawn.stdout.splitlines()[:2] == ["Entente: since 2040: 1 dated claim", "Undated: 2 (gazette 1, herald 1)."]
    assert [row["source"] for row in csv.DictReader(io.StringIO(listed.stdout))] == ["gazette", "herald"]
    assert "left out" not in drawn.stderr + listed.stderr


def test_as_of_takes_what_was_published_and_names_what_was_not(folder: Path) -> None:
    ran = run(folder, "--as-of", "2031-05", "--show", "sources", "-f", "csv")

    assert ran.stdout.splitlines() == [
        "source,published,dated,undated,left_out",
        "gazette,2031-05-04,2,1,",
        "herald,2031-06,,,published later",
    ]
    assert ran.stderr == "left out as of 2031-05: herald (published later)\n"


@pytest.mark.parametrize(
    ("published", "reason"),
    [("", "not known when published"), ("2031", "may have been published later"), ("2031-06", "published later")],
)
def test_why_a_source_is_left_out_is_told(corpus_folder: CorpusFolder, published: str, reason: str) -> None:
    note = "" if published else "date unknown"
    sources = f"id,title,published,note\ngazette,G,2031-05-04,\nherald,H,{published},{note}\n"
    ran = run(corpus_folder(sources=sources), "--as-of", "2031-05", "-f", "csv", "--show", "sources")

    assert ran.stdout.splitlines()[-1] == f"herald,{published},,,{reason}"


def test_a_dyad_is_what_joins_two(folder: Path) -> None:
    both = run(folder, "sudonia", "the North", "--dyad", "-f", "csv", "--show", "undated")
    one = run(folder, "sudonia", "--valence", "-f", "csv")

    assert [row["source"] for row in csv.DictReader(io.StringIO(both.stdout))] == ["herald"]
    assert [
        (row["one"], row["other"], row["period"], row["valence"]) for row in csv.DictReader(io.StringIO(one.stdout))
    ] == [
        ("norland", "sudonia", "2030", "10"),
        ("norland", "sudonia", "2032", "4"),
        ("glass-strait", "sudonia", "undated", "3"),
    ]


def test_a_picture_is_written_to_a_file(folder: Path, tmp_path: Path) -> None:
    ran = run(folder, "--valence", "-o", str(tmp_path / "timeline.svg"))

    assert (ran.exit_code, ran.output) == (0, "")
    root = ElementTree.parse(tmp_path / "timeline.svg").getroot()
    assert root.findtext(f"{SVG}title") == "Entente: valence over time"
    assert [rect.get("class") for group in root.iter(f"{SVG}g") for rect in group.iter(f"{SVG}rect")] == [
        "cooperative"
    ] * 2


def test_many_claims_are_counted_by_year_unless_each_is_asked_for(bundled_folder: Path = ROOT / "corpus") -> None:
    by_year, by_claim = run(bundled_folder), run(bundled_folder, "--by", "claim", "--claims")

    assert (by_year.exit_code, by_claim.exit_code) == (0, 0)
    rows = [line for line in by_claim.stdout.splitlines() if re.match(r"[\dX/~-]+ .*[█▒≈─◄►]", line)]
    assert by_year.stdout.splitlines()[0].endswith(f": {len(rows)} dated claims")
    assert any(re.match(r"\d{4}/\d{4}  ▒+ ", line) for line in by_year.stdout.splitlines())


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (["norlnd"], KgError, "nothing is called 'norlnd'; did you mean actor:norland?"),
        (["--valence", "--by", "claim"], MisuseError, "--valence goes by year, quarter or month"),
        (["-f", "svg", "--show", "dated"], MisuseError, "--show names a table, which SVG cannot hold"),
        (["-o", "timeline.xyz"], MisuseError, "names no format; known are .txt .csv .json .md .svg"),
        (["ada-brand", "glass-strait", "--dyad"], KgError, "no claim joins Ada Brand and Strait of Glass"),
        (["--since", "2032", "--until", "2030"], MisuseError, "2032 comes after 2030; swap them"),
        (["--as-of", "2000"], KgError, "no claim belongs to this part"),
    ],
)
def test_wrong_use_is_told_with_a_cure(folder: Path, arguments: list[str], error: type[KgError], message: str) -> None:
    found = run(folder, *arguments).exception

    assert isinstance(found, error)
    assert message in str(found)


def test_a_chart_fits_the_terminal(folder: Path) -> None:
    arguments = ["timeline", "--corpus", str(folder), "--by", "year"]
    narrow, wide = (run_on_terminal(*arguments, cwd=folder, columns=columns)[1] for columns in (80, 160))

    plain = [max(len(re.sub(r"\x1b\[\d+m", "", line)) for line in out.splitlines()) for out in (narrow, wide)]
    assert plain[0] <= 80 < plain[1] <= 160
    assert "\x1b[1mEntente: 2 dated claims\x1b[0m" in narrow
