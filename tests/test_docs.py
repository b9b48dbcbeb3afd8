"""What the documents promise is what there is."""

from __future__ import annotations

import importlib
import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import click
import pyoxigraph as ox
import pytest
from conftest import PAGES, ROOT
from test_direction import STATIONS

from kg.cli import COMMANDS, cli
from kg.ontology import Ontology
from kg.terms import PREFIXES

_CONTEXT = click.Context(cli, info_name="kg", **cli.context_settings)
OPTIONS = {
    spelling
    for command in (cli, *(cli.get_command(_CONTEXT, name) for name in COMMANDS))
    if command
    for option in command.params
    for spelling in (*option.opts, *option.secondary_opts)
}


@pytest.fixture
def docs(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Loads a script of docs/, which no installed package has."""
    monkeypatch.syspath_prepend(str(ROOT))
    return lambda name: importlib.import_module(f"docs.{name}")


def test_the_generated_pages_are_those_of_the_code_and_the_ontology(docs: Callable[[str], Any]) -> None:
    for name, text in docs("generate").pages().items():
        assert (ROOT / "docs" / name).read_text("utf-8") == text, f"{name}: run python -m docs.generate"


def test_the_example_of_the_graph_page_is_what_it_is_compiled_to(
    docs: Callable[[str], Any], ontology: Ontology
) -> None:
    page = (ROOT / "docs" / "graph.md").read_text("utf-8")
    (shown,) = re.findall(r"^```turtle\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    prefixes = "".join(f"@prefix {name}: <{start}> .\n" for name, start in PREFIXES.items())
    drawing = docs("drawing")
    triples = ox.parse(prefixes + shown, format=ox.RdfFormat.TURTLE)
    quads = {quad[:3] for quad in drawing.example_quads(ontology) if quad.subject == drawing.CLAIM}

    assert {tuple(drawing.shortened(str(term)) for term in quad.triple) for quad in triples} == quads


def test_each_triple_of_the_drawn_claim_is_in_the_drawing(docs: Callable[[str], Any], ontology: Ontology) -> None:
    drawing = docs("drawing")
    root = ElementTree.fromstring(drawing.draw(ontology))
    texts = {"".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")}
    said = [quad for quad in drawing.example_quads(ontology) if quad.subject == drawing.CLAIM]

    assert len(said) > 15
    assert {part for quad in said if quad.predicate != "rdf:type" for part in (quad.predicate, quad.object)} <= texts
    assert "a ent:Claim, rdf:Statement" in texts


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")) if ":" not in link]
    files = {link: (page.parent / link.partition("#")[0] if link[0] != "#" else page) for link in links}

    assert [link for link, file in files.items() if not file.exists()] == []
    assert [link for link in links if "#" in link and link.partition("#")[2] not in anchors(files[link])] == []


def anchors(page: Path) -> set[str]:
    """Return what the headings of a page are called in addresses, as GitHub makes it."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.casefold()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_a_page_names_exists_with_its_options(page: Path) -> None:
    prose = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    named = re.findall(r"`(kg\s[^`]+)`", prose)
    options = re.findall(r"`(--[\w-]+)", prose)

    assert [(text, fault) for text in named if (fault := misuse(text))] == []
    assert [option for option in options if option not in OPTIONS] == []


def misuse(text: str) -> str:
    """Return what is wrong with a command as prose names it, in which capitals stand for what a reader fills in."""
    words = [word for word in re.split(r"[>|&]", text)[0].split() if word != "..."]
    command, context, rest = cli, _CONTEXT, words[1:]
    try:
        while isinstance(command, click.Group) and rest and rest[0][0].islower():
            _, found, rest = command.resolve_command(context, rest)
            assert found is not None
            command, context = found, click.Context(found, parent=context)
        given, _, _ = command.make_parser(context).parse_args(rest)
        for option in command.params:
            for value in _values(given.get(option.name or "")):
                if isinstance(option.type, click.Choice) and not value.isupper():
                    option.type.convert(value, option, context)
    except click.UsageError as error:
        return error.format_message()
    return ""


def _values(given: object) -> list[str]:
    return [value for value in (given if isinstance(given, list | tuple) else [given]) if isinstance(value, str)]


def test_a_command_that_does_not_exist_is_found_out() -> None:
    named = ("kg chek", "kg check --txets DIR", "kg check --texts", "kg check --format pdf", "kg queries shwo NAME")

    assert [text for text in named if not misuse(text)] == []
    assert [misuse(text) for text in ("kg COMMAND --help", "kg check --texts DIR -f json", "kg queries show NAME")] == [
        ""
    ] * 3


def test_the_readme_leads_to_every_page_and_begins_with_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    links = {(ROOT / link).resolve() for link in re.findall(r"\]\(([^)#:]+)\)", readme)}

    assert [page for page in PAGES if page.name != "README.md" and page not in links] == []
    assert re.findall(r"^```sh\n(.*?)\n```$", readme, re.MULTILINE | re.DOTALL) == [
        "pip install . && kg build",
        "pip install '.[test]' && pytest",
    ]


def test_all_that_the_readme_leads_to_is_in_the_source_distribution() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / "README.md").read_text("utf-8"))

    assert {"/" + link.split("/")[0] for link in links} <= set(packed)


def test_the_design_gives_the_order_of_the_modules() -> None:
    design = (ROOT / "docs/design.md").read_text("utf-8")
    order = re.search(r"```text\n(.*?)```", design, re.DOTALL)

    assert order and re.split(r"\s*→\s*", order[1].strip()) == [name for name in STATIONS if name[:2] != "__"]


def test_the_script_of_the_continuous_integration_is_sound_shell() -> None:
    result = subprocess.run(["bash", "-n", ROOT / ".ci/run"], capture_output=True, text=True, check=False)

    assert (result.returncode, result.stderr) == (0, "")
