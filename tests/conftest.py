"""A small corpus about states that do not exist, and fixtures that read it with a change."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

import pytest
from browser import browser, open_page
from hypothesis import settings
from pages import bundled_page, small_page

from kg.model import Corpus
from kg.ontology import Ontology, load_ontology
from kg.problems import Problem
from kg.reader import read_corpus

__all__ = ["browser", "bundled_page", "open_page", "small_page"]  # fixtures of a page in a browser

# A slow machine is no failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

ROOT = Path(__file__).parent.parent
#: What a reader of the project reads, outside the code.
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "corpus/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
COLUMNS = "id,paragraph,subject,relation,object"

ACTORS = """\
id,kind,label,aliases,part_of,description
norland,state,Norland,the North|Nordhaven,,
sudonia,state,Sudonia,,,
ada-brand,person,Ada Brand,,norland,President of Norland
"""
ISSUES = """\
id,kind,label,broader
middle-sea,region,Middle Sea,
glass-strait,route,Strait of Glass,middle-sea
galleys,weapon,war galleys,
"""
SOURCES = """\
id,title,published,language,paragraphs,note
gazette,Galleys for Sudonia,2031-05-04,en,2,
herald,Who Sold What?,2031-06,en,2,
"""
GAZETTE = f"""\
{COLUMNS},item,place,polarity,modality,claimant,time,quantity,anchor,gloss,link,certainty
p1-1,1,norland,supplies-arms-to,sudonia,galleys,,,,,2030,~12 item,twelve war galleys,Norland sold Sudonia galleys.,,
p1-2,1,sudonia,values,glass-strait,,,,,,,,the Strait of Glass,Sudonia cares about the strait.,because:p1-1,
p2-1,2,norland,trades-with,sudonia,,,,planned,ada-brand,2032/,,will trade,Norland will trade with Sudonia.,,medium
"""
HERALD = f"""\
{COLUMNS},item,polarity,anchor
p2-1,2,norland,supplies-arms-to,sudonia,galleys,denied,never sold
"""
#: The invented texts, a paragraph a line.
GAZETTE_TEXT = (
    "Norland sold about twelve war galleys to its neighbour in the south, which has long kept an eye on every ship "
    "that passes the Strait of Glass by night.",
    "Ada Brand says that both of them will trade grain, salt and timber as soon as the harbours are dredged again.",
)
HERALD_TEXT = (
    "Who sold what to whom is a question that keeps the taverns awake.",
    "Shipwrights on both shores told this paper that galleys were never sold to anybody at all, and laughed.",
)
_FILES = {
    "settings": ("corpus.toml", None),
    "views": ("views.toml", None),
    "positions": ("layout.csv", None),
    "vocabulary": ("vocabulary.ttl", None),
    "actors": ("actors.csv", ACTORS),
    "issues": ("issues.csv", ISSUES),
    "sources": ("sources.csv", SOURCES),
    "all_claims": ("claims.csv", None),
    "gazette": ("claims/gazette.csv", GAZETTE),
    "herald": ("claims/herald.csv", HERALD),
    "second_herald": ("second-reading/herald.csv", None),
    "sample": ("second-reading/sample.csv", None),
    "before_settling": ("second-reading/before-settling.csv", None),
}


class CorpusFolder(Protocol):
    """Writes the small corpus, with the text of each file named instead of its own (``None`` leaves it out)."""

    def __call__(self, **texts: str | bytes | None) -> Path: ...


class CorpusOf(Protocol):
    """Reads a corpus of the small registry and these rows of ``claims/herald.csv``, which has `COLUMNS` and *also*."""

    def __call__(self, *rows: str, also: str = "") -> tuple[Corpus, list[Problem]]: ...


def claims(*rows: str, also: str = "") -> str:
    """Return a table of claims."""
    return "\n".join([",".join(filter(None, [COLUMNS, also])), *rows, ""])


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return load_ontology(ROOT / "ontology")


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> CorpusFolder:
    def write(**texts: str | bytes | None) -> Path:
        folder = tmp_path_factory.mktemp("corpus")
        (folder / "claims").mkdir()
        (folder / "second-reading").mkdir()
        for key, text in ({key: own for key, (_, own) in _FILES.items()} | texts).items():
            if text is not None:
                (folder / _FILES[key][0]).write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return write


@pytest.fixture(scope="session")
def corpus_of(corpus_folder: CorpusFolder) -> CorpusOf:
    def read(*rows: str, also: str = "") -> tuple[Corpus, list[Problem]]:
        return read_corpus(corpus_folder(gazette=None, herald=claims(*rows, also=also)))

    return read


@pytest.fixture(scope="session")
def bundled() -> Corpus:
    """The corpus that comes with the program."""
    return read_corpus(ROOT / "corpus")[0]


@pytest.fixture(scope="session")
def texts_folder() -> Path:
    """The texts that the bundled corpus annotates: ``KG_TEXTS``, else ``shared/texts`` beside the checkout."""
    folder = Path(os.environ.get("KG_TEXTS") or ROOT.parent / "shared" / "texts")
    if not folder.is_dir():
        pytest.skip(f"the annotated texts are not in {folder}; set KG_TEXTS")
    return folder
