"""Saved views, from the file to the page."""

from __future__ import annotations

import re
from pathlib import Path

from browser import Open
from build_fixtures import example_in, run_kg
from conftest import ROOT, CorpusFolder

from kg.checks.page import KEYS
from kg.explorer.content import content
from kg.model import Corpus
from kg.ontology import Ontology
from kg.reader import read_corpus

VIEW = "[[view]]\ntitle = 'Galleys'\ntext = 'Who sells. Who denies it.'\naddress = 'entity=galleys&as=items'\n"


def test_the_page_has_the_views_of_the_corpus(corpus_folder: CorpusFolder, ontology: Ontology) -> None:
    corpus, _ = read_corpus(corpus_folder(views=VIEW))

    assert content(corpus, ontology)["views"] == [
        {"title": "Galleys", "text": "Who sells. Who denies it.", "address": "entity=galleys&as=items"}
    ]


def test_a_corpus_without_views_has_none_on_the_page(corpus_folder: CorpusFolder, ontology: Ontology) -> None:
    assert "views" not in content(read_corpus(corpus_folder())[0], ontology)


def test_the_manual_shows_a_view_that_checks_clean(tmp_path: Path) -> None:
    manual = (ROOT / "corpus" / "README.md").read_text("utf-8")
    shown = re.search(r"```toml\n(.*?)```", manual, re.DOTALL)
    assert shown
    project = example_in(tmp_path)
    (project.corpus / "views.toml").write_text(shown[1], "utf-8")

    assert run_kg("check", "--strict", cwd=tmp_path).code == 0


def test_a_view_that_cannot_be_shown_keeps_the_graph_from_being_built(tmp_path: Path) -> None:
    project = example_in(tmp_path)
    (project.corpus / "views.toml").write_text(VIEW, "utf-8")
    ran = run_kg("build", cwd=tmp_path)

    assert (ran.code, ran.err.splitlines()) == (
        1,
        [
            "corpus/views.toml:4:1: entity: no actor or issue 'galleys' [unknown-in-address]",
            "nothing built: 1 error, 0 warnings in corpus",
        ],
    )


def test_an_address_may_have_the_keys_that_the_page_knows(open_page: Open, small_page: str) -> None:
    known = open_page(small_page).page.evaluate("[...PICKS, ...SETTINGS, ...FILTERS]")

    assert sorted(KEYS) == sorted(known)


def test_each_view_of_the_bundled_corpus_shows_claims_and_how_to_read_them(
    open_page: Open, bundled_page: str, bundled: Corpus
) -> None:
    visit = open_page(bundled_page)

    for view in bundled.views:
        visit.goto(f"#{view.address}")
        assert visit.page.evaluate("claimsFor(asked).length") > 0
        assert view.text in visit.text("#panel")


def test_the_bundled_corpus_has_views_with_two_sentences_each(bundled: Corpus) -> None:
    titles = ["The treaty", "Arms", "Corridors and energy", "The US variable", "Israel and Syria", "The Gulf"]

    assert set(titles) <= {view.title for view in bundled.views}
    assert {view.title: len(re.findall(r"\.(?= |$)", view.text)) for view in bundled.views} == {
        view.title: 2 for view in bundled.views
    }
