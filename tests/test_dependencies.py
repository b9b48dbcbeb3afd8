"""What the program needs of others: declared, justified, imported, and under licences that go with its own."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Collection, Iterable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
#: What is declared and not imported, and why.
NOT_IMPORTED = {
    "axe-playwright-python": "its script runs in the browser",
    "oxigraph": "a program of its own, which the tests start",
    "pytest-xdist": "pytest loads it by itself",
    "ipykernel": "nbclient starts it, to run the notebook of the docs",
}
#: What is a part of a declared package: of jinja2, for safe text.
BROUGHT = {"markupsafe"}
#: Licences that ask for no more than a notice, as packages spell them.
PERMITTED = {
    "0BSD", "Apache 2.0", "Apache License, Version 2.0", "Apache Software License", "Apache-2.0", "BSD", "BSD License",
    "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC License (ISCL)", "MIT", "MIT License", "PSF-2.0",
    "W3C software and Document Notice License", "W3C-20150513", "Zlib",
}  # fmt: skip
#: Other licences, and why they do.
EXCEPTIONS = {
    "pycountry": "LGPL-2.1, which lets any program use a library that stays as it is and can be replaced; pip installs "
    "it apart, and nothing of it is shipped with the program",
}


def names(requirements: Iterable[str]) -> set[str]:
    return {canonicalize_name(Requirement(text).name) for text in requirements}


def imported(*folders: str) -> set[str]:
    """Return the packages of others that the Python files of some folders import."""
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    own = {"kg", *folders, *(path.stem for path in files), *(path.parent.name for path in files)}
    modules = {module for path in files for module in _modules(path)} - own - set(sys.stdlib_module_names)
    packages = metadata.packages_distributions()
    return {canonicalize_name(packages.get(module, [module])[0]) for module in modules}


def _modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "importlib.import_module",
            "pytest.importorskip",
        ):
            yield from (str(name.value).partition(".")[0] for name in node.args if isinstance(name, ast.Constant))


def closure(required: Collection[str]) -> dict[str, metadata.Distribution]:
    """Return what pip installs on this system for some packages, these included."""
    found: dict[str, metadata.Distribution] = {}
    waiting = sorted(required)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = metadata.distribution(name)
            needed = map(Requirement, found[name].requires or ())
            waiting += [
                canonicalize_name(need.name)
                for need in needed
                if not need.marker or need.marker.evaluate({"extra": ""})
            ]
    return found


def licences(package: metadata.Distribution) -> set[str]:
    """Return the licences that a package names, in the newest of the ways in which it does."""

    def lines(field: str) -> list[str]:
        return package.metadata.get_all(field) or []

    approved = re.findall(r"^License :: OSI Approved :: (.+)$", "\n".join(lines("Classifier")), re.MULTILINE)
    named = [text.splitlines()[0] for text in lines("License")]
    return set(re.split(r" AND | OR ", " AND ".join(lines("License-Expression") or approved or named or ["none"])))


def test_each_declared_dependency_is_justified_and_no_other() -> None:
    page = (ROOT / "docs/dependencies.md").read_text("utf-8")
    justified = re.findall(r"^\| (\S+) \| [^|]+ \| [^|]*\|$", page, re.MULTILINE)

    declared = names([*PROJECT["dependencies"], *(text for extra in EXTRAS.values() for text in extra)])
    assert set(map(canonicalize_name, justified)) == {*declared, "package"}


def test_each_declared_dependency_has_a_floor() -> None:
    declared = [*PROJECT["dependencies"], *(text for extra in EXTRAS.values() for text in extra)]

    assert [text for text in declared if not re.search(r">=|==", text)] == []


def test_each_import_of_another_package_is_declared_and_each_declared_one_is_imported() -> None:
    declared = names([*PROJECT["dependencies"], *EXTRAS["notebook"], *EXTRAS["parquet"]])

    assert imported("kg") == declared | BROUGHT


def test_each_package_that_tests_need_is_declared_and_each_declared_one_is_used() -> None:
    declared = names([*PROJECT["dependencies"], *EXTRAS["test"]])
    used = imported("kg", "tests")

    assert used - declared == BROUGHT | {
        "rigour",
        "atheris",
    }  # without which a test is skipped, and a long script says what to install
    assert names(EXTRAS["test"]) - used == set(NOT_IMPORTED)


def test_all_that_is_installed_is_under_licences_that_go_with_the_programs_own() -> None:
    packages = closure(names(PROJECT["dependencies"]))
    others = {name: told for name, package in packages.items() if (told := licences(package) - PERMITTED)}

    assert len(packages) > 30
    assert set(others) == set(EXCEPTIONS), others


@pytest.mark.parametrize("extra", ["notebook", "parquet"])
def test_what_an_extra_installs_is_under_such_licences_too(extra: str) -> None:
    packages = closure(names(EXTRAS[extra]))

    assert {name: told for name, package in packages.items() if (told := licences(package) - PERMITTED)} == {}
