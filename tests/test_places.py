from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from conftest import ROOT

from kg.places import Project, bundled, display, locate
from kg.problems import KgError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with no corpus above it."""
    monkeypatch.delenv("KG_CORPUS", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def corpus_in(folder: Path) -> Path:
    """Make what looks like a corpus and return it."""
    folder.mkdir(parents=True)
    (folder / "actors.csv").touch()
    return folder


def test_a_named_corpus_comes_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, from_environment, _ = (corpus_in(home / name) for name in ("named", "environment", "corpus"))
    monkeypatch.setenv("KG_CORPUS", str(from_environment))

    assert (locate(named).corpus, locate().corpus) == (named, from_environment)


def test_else_the_nearest_corpus_upwards_is_taken(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far, near = corpus_in(home / "corpus"), corpus_in(home / "project" / "corpus")
    (home / "project" / "notes" / "corpus").mkdir(parents=True)  # without tables it is none
    (home / "elsewhere").mkdir()

    found = []
    for folder in ("project/notes", "project", "project/corpus", "elsewhere", "."):
        monkeypatch.chdir(home / folder)
        found.append(locate().corpus)
    assert found == [near, near, near, far, far]


def test_else_the_bundled_corpus_is_built_in_the_working_folder(home: Path) -> None:
    assert locate() == Project(
        corpus=bundled("corpus"), ontology=bundled("ontology"), build=home / "build", bundled=True
    )


def test_a_corpus_of_ones_own_is_built_beside_it_with_the_bundled_vocabulary(home: Path) -> None:
    corpus = corpus_in(home / "mine" / "corpus")

    assert locate(corpus) == Project(corpus=corpus, ontology=bundled("ontology"), build=home / "mine" / "build")


def test_a_vocabulary_beside_the_corpus_takes_the_place_of_the_bundled_one(home: Path) -> None:
    corpus = corpus_in(home / "corpus")
    (home / "ontology").mkdir()

    assert locate(corpus).ontology == home / "ontology"


def test_a_vocabulary_in_the_corpus_is_added(home: Path) -> None:
    corpus = corpus_in(home / "corpus")
    before = locate().vocabulary
    (corpus / "vocabulary.ttl").touch()

    assert (before, locate().vocabulary) == ((), (corpus / "vocabulary.ttl",))


def test_the_build_may_be_named(home: Path) -> None:
    corpus_in(home / "corpus")

    assert locate(build=home / "elsewhere").build == home / "elsewhere"


def test_the_folder_of_the_project_may_be_named_instead_of_the_corpus_in_it(home: Path) -> None:
    corpus = corpus_in(home / "project" / "corpus")

    assert locate(home / "project") == locate(corpus)


def test_a_folder_with_tables_is_the_corpus_even_if_it_has_a_folder_of_that_name(home: Path) -> None:
    outer = corpus_in(home / "project")
    corpus_in(outer / "corpus")

    assert locate(outer).corpus == outer


def test_a_relative_name_is_told_from_the_working_folder(home: Path) -> None:
    corpus = corpus_in(home / "a" / "corpus")

    assert locate(Path("a/../a")).corpus == corpus


@pytest.mark.parametrize("variable", [False, True])
def test_a_named_corpus_that_is_not_there_is_an_error(
    home: Path, monkeypatch: pytest.MonkeyPatch, variable: bool
) -> None:
    corpus_in(home / "corpus")
    monkeypatch.setenv("KG_CORPUS", "nowhere")

    with pytest.raises(KgError, match=r"^no folder nowhere$"):
        locate(None if variable else Path("nowhere"))


def test_paths_are_shown_as_one_would_type_them(home: Path) -> None:
    assert [display(path) for path in (home / "build", home, home.parent / "other")] == [
        "build",
        ".",
        str(home.parent / "other"),
    ]


@pytest.mark.parametrize("name", ["corpus", "ontology"])
def test_what_comes_with_the_program_is_what_the_checkout_has(name: str) -> None:
    assert digests(bundled(name)) == digests(ROOT / name)


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
