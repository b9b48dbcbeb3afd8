from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

#: Data flows one way, from left to right.
STATIONS = [
    "__init__", "model", "sheet", "terms", "characters", "problems", "files", "spelling", "places", "manifest",
    "scaffold", "sparql", "ontology", "vocabulary", "reader", "checks", "formatter", "agreement", "wording",
    "opposition", "compiler", "inference", "shapes", "store", "reference", "algebra", "queries", "lookup", "part",
    "network", "analysis", "findings", "dossier", "citation", "diagnosis", "search", "remote", "explorer", "builder",
    "revision", "export", "study", "current", "report", "coverage", "session", "shell", "cli", "__main__",
]  # fmt: skip
MODULES = sorted((ROOT / "kg").rglob("*.py"))


def station(module: Path) -> str:
    return module.relative_to(ROOT / "kg").with_suffix("").parts[0]


def imported(module: Path) -> Iterator[str]:
    """Yield the stations that *module* imports, wherever in it."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("kg."))


def test_every_module_has_its_station() -> None:
    assert {station(module) for module in MODULES} - set(STATIONS) == set()


@pytest.mark.parametrize(
    "module", [path for path in MODULES if station(path) in STATIONS], ids=lambda module: str(module.relative_to(ROOT))
)
def test_a_module_imports_only_from_its_own_station_and_those_to_its_left(module: Path) -> None:
    reachable = STATIONS[: STATIONS.index(station(module)) + 1]

    assert [name for name in imported(module) if name in STATIONS and name not in reachable] == []


def test_the_command_line_starts_without_what_is_slow_to_import() -> None:
    slow = {"rdflib", "networkx", "pyvis", "pyshacl", "urllib3", "prompt_toolkit", "pandas"}
    script = f"import sys, kg.cli; print({slow} & {{*sys.modules}})"

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("set()\n", "")
