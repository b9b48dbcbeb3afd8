"""What the documents promise is what there is."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT
from test_direction import STATIONS

from kg.cli import COMMANDS

PAGES = [ROOT / "README.md", ROOT / "corpus/README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_generated_pages_are_those_of_the_code_and_the_ontology() -> None:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
    assert spec and spec.loader
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)

    for name, text in generate.pages().items():
        assert (ROOT / "docs" / name).read_text("utf-8") == text, f"{name}: run python docs/generate.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_names_every_command_and_the_two_to_begin_with() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    assert [name for name in COMMANDS if f"| `kg {name}` |" not in readme] == []
    assert re.findall(r"^```sh\n(.*?)\n```$", readme, re.MULTILINE | re.DOTALL) == [
        "pip install . && kg build",
        "pip install '.[test]' && pytest",
    ]


def test_the_design_gives_the_order_of_the_modules() -> None:
    design = (ROOT / "docs/design.md").read_text("utf-8")
    order = re.search(r"```text\n(.*?)```", design, re.DOTALL)

    assert order and re.split(r"\s*→\s*", order[1].strip()) == [name for name in STATIONS if name[:2] != "__"]


def test_each_dependency_is_justified() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = [re.split(r"[><=]", requirement)[0] for requirement in project["dependencies"]]
    page = (ROOT / "docs/dependencies.md").read_text("utf-8")

    assert [name for name in names if f"| {name} |" not in page] == []


def test_each_import_of_another_package_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {re.split(r"[><=]", requirement)[0] for requirement in project["dependencies"]}
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "kg").rglob("*.py"))
    imported = set(re.findall(r"^\s*(?:from|import) (\w+)", sources, re.MULTILINE))
    other_names = {"yaml": "pyyaml", "markupsafe": "jinja2", "prompt_toolkit": "prompt-toolkit"}

    assert {other_names.get(n, n) for n in imported} - declared - {
        "kg",
        "__future__",
        *sys.stdlib_module_names,
    } == set()


def test_the_script_of_the_continuous_integration_is_sound_shell() -> None:
    result = subprocess.run(["bash", "-n", ROOT / ".ci/run"], capture_output=True, text=True, check=False)

    assert (result.returncode, result.stderr) == (0, "")
