"""The competency questions: what the graph answers is what was read in the articles before any query was run."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from build_fixtures import run_kg
from conftest import ROOT

from kg.builder import compile_lines
from kg.model import Corpus
from kg.ontology import Ontology
from kg.queries import read_query
from kg.report import render_answer
from kg.store import ask, memory_store

FOLDER = ROOT / "corpus" / "questions"
NAMES = sorted(path.stem for path in FOLDER.glob("*.rq"))
#: Where the sources are known to disagree, and the question that shows it.
DISAGREEMENTS = {
    "who delays the corridor": "who-delays-corridor",
    "trade in 2023": "trade-2023",
    "what drives the treaty": "what-drives-treaty",
    "whether the partnership is strategic": "is-relation-strategic",
    "Russia and the Zangezur corridor": "russia-and-zangezur",
    "Russia and Israel": "russia-and-israel",
    "whether Iran faces a threat of aggression": "threat-of-aggression-against-iran",
    "why deliveries slipped": "arms-for-iran",
}

Places = set[tuple[str, str]]


@dataclass(frozen=True)
class Reading:
    """A question with the places that a reader found, and what the graph finds too or does not find."""

    question: str
    places: Places
    found_too: Places
    not_found: Places
    says_yes: bool


def listed(text: str, remark: str) -> Iterator[tuple[str, str]]:
    """Yield the source and paragraphs of each line such as ``- rusi-2022 p3, p4: ...``, *remark* after the colon."""
    line = rf"^- ([a-z]+-\d{{4}}) (p[p\d, ]+)(?: \([^)]*\))?:{remark} *\S"
    for source, numbers in re.findall(line, text, re.MULTILINE):
        yield from ((source, number) for number in re.findall(r"\d+", numbers))


def read(name: str) -> Reading:
    text = (FOLDER / f"{name}.md").read_text("utf-8")
    as_read, _, against = text.partition("\n## Against the graph\n")
    heading = re.match(r"# (.+)\n", as_read)
    assert heading
    return Reading(
        question=heading[1],
        places=set(listed(as_read, "")),
        found_too=set(listed(against, " found too:")),
        not_found=set(listed(against, " not found:")),
        says_yes=bool(re.search(r"^yes\b", as_read, re.MULTILINE | re.IGNORECASE)),
    )


def result(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((FOLDER / f"{name}.csv").read_text("utf-8"))))


def places(name: str) -> Places:
    return {(row["source"], row["paragraph"]) for row in result(name)}


def is_yes_or_no(name: str) -> bool:
    return (FOLDER / f"{name}.csv").read_text("utf-8").strip() in ("true", "false")


@pytest.fixture(scope="module")
def graph(bundled: Corpus, ontology: Ontology) -> ox.Store:
    return memory_store(compile_lines(bundled, ontology))


def test_each_question_has_its_answer_as_read_its_query_and_its_result() -> None:
    files = Counter(path.stem for path in FOLDER.iterdir())

    assert set(files.values()) == {3}
    assert sorted(files) == NAMES
    assert len(NAMES) >= 40


@pytest.mark.parametrize("name", NAMES)
def test_the_graph_gives_the_result_that_is_kept(graph: ox.Store, name: str) -> None:
    answer, _ = render_answer(ask(graph, read_query(FOLDER / f"{name}.rq").text), "csv")

    assert answer.strip() == (FOLDER / f"{name}.csv").read_text("utf-8").strip()


@pytest.mark.parametrize("name", NAMES)
def test_the_result_is_the_answer_as_it_was_read(name: str) -> None:
    reading = read(name)
    if is_yes_or_no(name):
        assert (FOLDER / f"{name}.csv").read_text("utf-8").strip() == str(reading.says_yes).lower()
        return

    assert reading.not_found <= reading.places
    assert reading.found_too & reading.places == set()
    assert places(name) == (reading.places - reading.not_found) | reading.found_too


@pytest.mark.parametrize("name", NAMES)
def test_a_query_asks_the_question_and_names_no_claim_or_paragraph(name: str) -> None:
    query = read_query(FOLDER / f"{name}.rq")

    assert query.summary == read(name).question
    assert re.findall(r"claim:\w|/claim/\w|ent:paragraph +\d|\?paragraph *(?:=|IN\b)", query.text) == []


def test_nearly_all_that_was_read_is_found() -> None:
    readings = [read(name) for name in NAMES if not is_yes_or_no(name)]
    answers = sum(len(reading.places) for reading in readings)

    assert sum(len(reading.not_found) for reading in readings) < 0.05 * answers


def test_each_article_is_asked_about_by_itself_and_with_others(bundled: Corpus) -> None:
    sources = {name: {source for source, _ in read(name).places} for name in NAMES}
    alone = Counter(next(iter(found)) for found in sources.values() if len(found) == 1)

    assert {source.id: alone[source.id] >= 6 for source in bundled.sources} == {s.id: True for s in bundled.sources}
    assert sum(len(found) > 1 for found in sources.values()) >= 10


@pytest.mark.parametrize("name", DISAGREEMENTS.values(), ids=DISAGREEMENTS)
def test_a_known_disagreement_is_seen_with_the_sources_that_disagree(name: str) -> None:
    assert len({source for source, _ in places(name)}) >= 2


def test_a_question_is_asked_by_its_name(tmp_path: Path) -> None:
    ran = run_kg("query", "who-delays-corridor", "--format", "csv", cwd=tmp_path)

    assert (ran.code, ran.out) == (0, (FOLDER / "who-delays-corridor.csv").read_text("utf-8"))
