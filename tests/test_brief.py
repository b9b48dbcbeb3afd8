"""A brief on a thing: what it has, where it says so, and that it prints on two pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser import Open
from build_fixtures import Ran, run_kg
from conftest import ROOT, CorpusFolder, claims
from playwright.sync_api import Browser

from kg.dossier.brief import Brief, brief
from kg.model import Corpus
from kg.network import documented, pairs
from kg.ontology import Ontology
from kg.reader import read_corpus
from kg.report.brief import render_brief

OF_WHAT = "a brief is of an actor or issue"
ALSO = "item,polarity,modality,claimant,time,gloss"
GAZETTE = claims(
    "p1-1,1,norland,attacks,sudonia,,,,,2030,Norland shelled a port.",
    "p1-2,1,norland,supplies-arms-to,sudonia,galleys,,planned,,,",
    "p1-3,1,norland,supports,sudonia,,,,ada-brand,,",
    also=ALSO,
)
HERALD = claims(
    "p1-1,1,norland,attacks,sudonia,,,,,,",
    "p2-1,2,norland,attacks,sudonia,,denied,,,,",
    "p2-2,2,sudonia,values,glass-strait,,,,norland,,",
    "p2-3,2,norland,opposes,middle-sea,,,,,,",
    also=ALSO,
)


@pytest.fixture
def corpus(corpus_folder: CorpusFolder) -> Corpus:
    found, problems = read_corpus(corpus_folder(gazette=GAZETTE, herald=HERALD))
    assert [str(problem) for problem in problems] == []
    return found


def test_a_brief_has_each_claim_in_its_passage_with_its_places(corpus: Corpus, ontology: Ontology) -> None:
    found = brief(corpus, ontology, "norland")

    assert [
        (passage.title, [(name, [(s.text, [c.id for c in s.claims]) for s in group]) for name, group in passage.groups])
        for passage in found.passages
    ] == [
        (
            "What sources say is so",
            [
                ("force", [("Norland attacks Sudonia", ["gazette.p1-1", "herald.p1-1"])]),
                ("rivalry", [("Norland opposes Middle Sea", ["herald.p2-3"])]),
            ],
        ),
        (
            "What they deny, expect, hold possible or report as past",
            [
                ("arms", [("Norland supplies arms to Sudonia (war galleys), planned", ["gazette.p1-2"])]),
                ("force", [("Norland attacks Sudonia, denied", ["herald.p2-1"])]),
            ],
        ),
        ("What others are said to think", [("Ada Brand", [("Norland supports Sudonia", ["gazette.p1-3"])])]),
        (
            "What Norland is said to think",
            [("perception", [("Sudonia sets store by Strait of Glass", ["herald.p2-2"])])],
        ),
        ("When", [("", [("2030: Norland shelled a port.", ["gazette.p1-1"])])]),
    ]
    assert found.places() == (("gazette", 1), ("herald", 1), ("herald", 2))
    assert [pair.ends for pair in found.ties] == [("norland", "sudonia"), ("middle-sea", "norland")]
    assert [(point.kind, point.about) for point in found.points] == [("polarity", "Norland and Sudonia")]
    assert found.summary == (
        "Claims: 7 in 2 of 2 sources, 6 with it as an end.",
        "Said to be so in the source's own voice: 3; denied: 1; not of what is so now: 1; somebody else's view: 2 "
        "(a claim may be several of these).",
        "With a date: 1, between 2030-01-01 and 2030-12-31.",
    )


def test_sources_that_do_not_mention_it_are_named(corpus: Corpus, ontology: Ontology) -> None:
    assert brief(corpus, ontology, "galleys").silent == ("herald",)


def test_every_note_of_the_markdown_is_defined_once_and_used(corpus: Corpus, ontology: Ontology) -> None:
    text = render_brief(brief(corpus, ontology, "norland"), corpus, "md")
    used, defined = set(re.findall(r"\[\^(\d+)\](?!:)", text)), re.findall(r"^\[\^(\d+)\]: (.+)$", text, re.MULTILINE)

    assert defined == [("1", "gazette p1"), ("2", "herald p1"), ("3", "herald p2")]
    assert used == {number for number, _ in defined}
    assert "**force** Norland attacks Sudonia[^1][^2]." in text
    assert "- **polarity** Norland attacks Sudonia[^1][^2] ≠ Norland attacks Sudonia, denied[^3]." in text


def test_what_a_corpus_says_is_no_markup(corpus_folder: CorpusFolder, ontology: Ontology) -> None:
    actors = "id,kind,label\nnorland,state,<script>alert(1)</script> *N*\nsudonia,state,S[1](javascript:x)\n"
    folder = corpus_folder(actors=actors, gazette=None, herald=claims("p1-1,1,norland,attacks,sudonia"))
    corpus = read_corpus(folder)[0]
    found = brief(corpus, ontology, "norland")

    assert "<script>" not in render_brief(found, corpus, "html")
    assert r"\<script\>alert(1)\</script\> \*N\*" in render_brief(found, corpus, "md")
    assert r"S\[1\](javascript:x)" in render_brief(found, corpus, "md")


def most_documented(bundled: Corpus, ontology: Ontology) -> list[Brief]:
    ids = list(documented(pairs(bundled, ontology)))
    return [brief(bundled, ontology, id) for id in ids[:6]]


def test_what_is_left_out_is_counted(bundled: Corpus, ontology: Ontology) -> None:
    for found in most_documented(bundled, ontology):
        text = render_brief(found, bundled, "md")
        left_out = [passage.left_out for passage in found.passages if passage.left_out]
        assert re.findall(r"(\d+) more statements? left out", text) == [str(number) for number in left_out]


def test_the_longest_briefs_print_on_two_pages(browser: Browser, bundled: Corpus, ontology: Ontology) -> None:
    for found in most_documented(bundled, ontology):
        page = browser.new_page()
        page.set_content(render_brief(found, bundled, "html"))
        printed = page.pdf(prefer_css_page_size=True)
        page.close()
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2, found.entity.id


def test_a_page_of_a_brief_opens_without_a_complaint_and_its_notes_lead_somewhere(
    open_page: Open, bundled: Corpus, ontology: Ontology
) -> None:
    visit = open_page(render_brief(brief(bundled, ontology, "iran"), bundled, "html"))

    assert visit.text("h1") == "Iran"
    assert (
        visit.page.evaluate(
            "[...document.querySelectorAll('sup a')].filter(a => !document.querySelector(a.hash)).length"
        )
        == 0
    )
    assert (visit.complaints, visit.requests) == ([], [])


def show(*arguments: str, cwd: Path = ROOT) -> Ran:
    return run_kg("show", "--corpus", str(ROOT / "corpus"), *arguments, cwd=cwd)


def test_a_brief_is_written_where_it_is_wanted(tmp_path: Path) -> None:
    assert show("iran", "-o", "iran.md", cwd=tmp_path) == Ran(0, "", "")
    assert (tmp_path / "iran.md").read_text("utf-8") == show("iran", "--brief").out
    assert show("Moscow", "-o", "moscow.html", cwd=tmp_path).code == 0
    assert '<h1 dir="auto">Russia</h1>' in (tmp_path / "moscow.html").read_text("utf-8")


def test_filters_choose_the_claims_of_a_brief() -> None:
    out = show("iran", "--source", "rusi-2022", "--family", "arms").out

    assert re.search(r"^Claims: \d+ in 1 of 1 sources", out, re.MULTILINE)
    assert set(re.findall(r"^\[\^\d+\]: (\S+)", out, re.MULTILINE)) == {"rusi-2022"}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["iran", "-o", "iran.pdf"], 2, "error: a brief is written as .md or .html, not as iran.pdf\n"),
        (
            ["irna", "--brief"],
            4,
            "error: a brief is of an actor or issue, and nothing is called 'irna'; did you mean actor:iran?\n",
        ),
        (
            ["rusi-2022", "--brief"],
            4,
            f"error: {OF_WHAT}, and no actor or issue is called 'rusi-2022'; source:rusi-2022 is\n",
        ),
        (["iran", "--brief", "--build", "build"], 2, "error: a brief is written from the corpus; leave --build out\n"),
        (["india", "--brief", "--source", "noori-2025"], 4, "error: no claim of this part mentions India ("),
        (["iran", "-o", "/nowhere/iran.md"], 4, "error: cannot write /nowhere/iran.md: "),
    ],
)
def test_what_cannot_be_written_is_said(arguments: list[str], code: int, message: str) -> None:
    ran = show(*arguments)

    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err
