"""The program knows no corpus: nothing that the bundled one names stands in its code, its queries or its page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from kg.model import Corpus
from kg.ontology import Ontology

SUFFIXES = {".py", ".rq", ".html", ".js", ".css", ".svg"}
#: What is meant otherwise where it stands.
EXCUSED = {("page.css", "Georgia"): "a typeface"}


def names_of(corpus: Corpus, ontology: Ontology) -> list[str]:
    """Return as patterns what would tie code to this corpus.

    Relations of one word ("values", "signs") are plain English: only ``rel:values`` or the word alone in quotes, and no
    label of theirs, can mean the relation.
    """
    entities = list(corpus.registered())
    words = {entity.id for entity in entities} | {source.id for source in corpus.sources}
    words |= {name for entity in entities for name in (entity.label, *entity.aliases)}
    words |= {text for source in corpus.sources for text in (source.title, source.author) if text}
    codes = set(ontology.relations) | set(ontology.inverses)
    labels = {label for relation in ontology.relations.values() for label in (relation.label, relation.inverse_label)}
    words |= {name for name in codes | labels if re.search(r"[- ]", name)}
    quoted = [rf"(?:rel:{code}|(?P<q{n}>[\"'`]){code}(?P=q{n}))" for n, code in enumerate(sorted(codes - words))]
    return [*map(re.escape, sorted(words, key=len, reverse=True)), *quoted]


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file with their numbers, but none of a docstring: its examples name what readers know."""
    text = path.read_text("utf-8")
    skipped = _docstring_lines(ast.parse(text)) if path.suffix == ".py" else set()
    return ((number, line) for number, line in enumerate(text.splitlines(), start=1) if number not in skipped)


def _docstring_lines(module: ast.Module) -> set[int]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [node.body[0] for node in ast.walk(module) if isinstance(node, documented) and ast.get_docstring(node)]
    return {number for first in bodies for number in range(first.lineno, (first.end_lineno or first.lineno) + 1)}


def found_in(folder: Path, names: list[str]) -> list[str]:
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(names)})(?![\w-])")
    return [
        f"{path.relative_to(folder)}:{number}: {match.group()}"
        for path in sorted(folder.rglob("*"))
        if path.suffix in SUFFIXES and "_bundled" not in path.parts
        for number, line in lines_of(path)
        for match in pattern.finditer(line)
        if (path.name, match.group()) not in EXCUSED
    ]


def test_nothing_of_the_bundled_corpus_stands_in_the_program(bundled: Corpus, ontology: Ontology) -> None:
    assert found_in(ROOT / "kg", names_of(bundled, ontology)) == []


@pytest.mark.parametrize(
    ("file", "text", "found"),
    [
        ("a.py", 'same = actor == "iran"', ["a.py:1: iran"]),
        ("a.py", "# Iran comes first\nx = 'rusi-2022'", ["a.py:1: Iran", "a.py:2: rusi-2022"]),
        ("a.py", '"""As in `iran`."""\n\ndef f():\n    """Of iran.\n\n    >>> iran\n    """\n', []),
        ("a.py", "iranian = iran_x = x_iran = 'pro-iran-x'", []),
        (
            "a.rq",
            "ASK { ?s rel:values actor:tehran-x ; rel:trades-with ?o }",
            ["a.rq:1: rel:values", "a.rq:1: trades-with"],
        ),
        ("a.js", "if (code === 'values') return values;", ["a.js:1: 'values'"]),
        ("page.css", "font: Georgia; --iran: red", []),
        ("other.css", "font: Georgia", ["other.css:1: Georgia"]),
        ("a.csv", "iran,state,Iran", []),
    ],
)
def test_a_name_of_the_corpus_would_be_found(
    tmp_path: Path, bundled: Corpus, ontology: Ontology, file: str, text: str, found: list[str]
) -> None:
    (tmp_path / file).write_text(text, "utf-8")

    assert found_in(tmp_path, names_of(bundled, ontology)) == found
