from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import CorpusFolder

import kg
from kg.model import Corpus
from kg.ontology import Ontology
from kg.problems import KgError, MisuseError
from kg.reader import read_corpus
from kg.study import study


@pytest.fixture(scope="module")
def small(corpus_folder: CorpusFolder) -> Corpus:
    return read_corpus(corpus_folder())[0]


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ({}, ["gazette.p1-1", "gazette.p1-2", "gazette.p2-1", "herald.p2-1"]),
        ({"names": ["Strait of Glass"]}, ["gazette.p1-2"]),
        ({"names": ["the North"], "sources": ["herald"]}, ["herald.p2-1"]),
        ({"names": ["issue:galleys"], "polarities": ["affirmed"]}, ["gazette.p1-1"]),
        ({"sources": ["Galleys for Sudonia"], "families": ["perception"]}, ["gazette.p1-2"]),
        ({"claimants": ["Ada Brand"]}, ["gazette.p2-1"]),
        (
            {"claimants": ["own", "unnamed"], "modalities": ["actual"], "as_of": "2031-05"},
            ["gazette.p1-1", "gazette.p1-2"],
        ),
        ({"since": "2031"}, ["gazette.p2-1"]),
    ],
)
def test_claims_are_chosen_by_the_names_that_people_use(
    small: Corpus, ontology: Ontology, given: dict[str, Any], ids: list[str]
) -> None:
    assert [claim.id for claim in study(small, ontology, **given).corpus.claims] == ids


def test_what_has_no_date_is_kept_apart(small: Corpus, ontology: Ontology) -> None:
    assert [c.id for c in study(small, ontology, since="2031").undated] == ["gazette.p1-2", "herald.p2-1"]


def test_undated_claims_are_enough_where_a_command_shows_them(small: Corpus, ontology: Ontology) -> None:
    given: dict[str, Any] = {"names": ["Strait of Glass"], "since": "2031"}

    with pytest.raises(KgError, match="no claim belongs to this part"):
        study(small, ontology, **given)
    found = study(small, ontology, **given, or_undated=True)
    assert (found.corpus.claims, [c.id for c in found.undated]) == ((), ["gazette.p1-2"])


def test_sources_published_too_late_are_told(small: Corpus, ontology: Ontology) -> None:
    assert [source.id for source in study(small, ontology, as_of="2031-05").unpublished] == ["herald"]
    assert study(small, ontology).unpublished == ()


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"names": ["Norlend"]}, KgError, "nothing is called 'Norlend'; did you mean actor:norland?"),
        ({"names": ["herald"]}, KgError, "no actor or issue is called 'herald'; source:herald is"),
        ({"modalities": ["planed"]}, MisuseError, "no modality is called 'planed'; did you mean planned?"),
        ({"polarities": ["x"]}, MisuseError, "no polarity is called 'x'; there are affirmed, denied"),
        ({"since": "soon"}, MisuseError, "'soon' is no year, month or day such as 2022, 2022-07 or 2022-07-01"),
        ({"since": "2031", "until": "2030"}, MisuseError, "2031 comes after 2030; swap them"),
        ({"names": ["galleys"], "families": ["perception"]}, KgError, "no claim belongs to this part ("),
    ],
)
def test_what_is_no_choice_is_said_with_the_cure(
    small: Corpus, ontology: Ontology, given: dict[str, Any], error: type[KgError], message: str
) -> None:
    with pytest.raises(error) as raised:
        study(small, ontology, **given)

    assert type(raised.value) is error or error is KgError
    assert str(raised.value).startswith(message)


def test_a_notebook_shows_the_chosen_claims_as_a_page(small: Corpus, ontology: Ontology) -> None:
    shown = study(small, ontology, names=["Strait of Glass"])._repr_html_()

    assert shown.startswith("<iframe") and "glass-strait" in shown and "galleys" not in shown


def test_an_open_graph_gives_its_claims_to_analyses(corpus_folder: CorpusFolder, tmp_path: Path) -> None:
    folder = corpus_folder()
    graph = kg.open(folder)

    assert [claim.id for claim in graph.study("Nordhaven", sources=["herald"]).corpus.claims] == ["herald.p2-1"]
    with pytest.raises(KgError, match="a build does not hold its corpus"):
        kg.open(build=folder.parent / "build").study()


def test_a_corpus_with_errors_is_not_analysed(corpus_folder: CorpusFolder) -> None:
    folder = corpus_folder()
    graph = kg.open(folder)
    (folder / "claims" / "herald.csv").write_text("id,paragraph,subject,relation,object\n,1,norland,attaks,sudonia\n")

    with pytest.raises(KgError, match="the corpus has errors; 'kg check' lists them"):
        graph.study()
