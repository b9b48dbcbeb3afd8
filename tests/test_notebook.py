"""The notebook in docs/ runs from its first cell to its last, in a kernel of its own."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient

NOTEBOOK = ROOT / "docs" / "notebook.ipynb"


def read() -> Any:
    """Return the notebook as a library without types reads it."""
    library: Any = nbformat
    return library.read(NOTEBOOK, as_version=4)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """What each cell of code gave: texts by MIME type, what it printed under ``printed``."""
    notebook = read()
    folder = tmp_path_factory.mktemp("notebook")
    variables = {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(folder), "JUPYTER_RUNTIME_DIR": str(folder / "runtime")}
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KG_CORPUS", raising=False)
        for name, value in variables.items():
            patch.setenv(name, value)
        NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    return [_shown(cell) for cell in notebook.cells if cell.cell_type == "code"]


def _shown(cell: nbformat.NotebookNode) -> dict[str, str]:
    printed = "".join(output.text for output in cell.outputs if output.output_type == "stream")
    data = {mime: text for output in cell.outputs if "data" in output for mime, text in output.data.items()}
    return {**data, "printed": printed}


def test_it_is_kept_without_its_outputs() -> None:
    cells = read().cells

    assert [cell.outputs for cell in cells if cell.cell_type == "code"] == [[]] * sum(
        c.cell_type == "code" for c in cells
    )
    nbformat.validate(read())


def test_it_shows_graphs_as_pages_and_answers_as_tables(outputs: list[dict[str, str]]) -> None:
    assert [output["text/html"][:7] for output in outputs if "<iframe" in output.get("text/html", "")] == [
        "<iframe"
    ] * 2
    assert sum("<table" in output.get("text/html", "") for output in outputs) == 4
    assert [output for output in outputs if "image/svg+xml" in output]


def test_it_finds_a_disagreement_with_its_sources(outputs: list[dict[str, str]]) -> None:
    (found,) = [output["printed"] for output in outputs if "is delayed by" in output["printed"]]

    assert "Iran: Iran is late in finishing the North-South Corridor. [noori-2025 p17]" in found
    assert "Russia: Russia has been slow to spend on finishing the INSTC. [rusi-2022 p14]" in found
    assert "silent: asbab-2023, avdaliani-2024, treaty-2025" in found


def test_it_says_how_far_balance_depends_on_whose_voices_count(outputs: list[dict[str, str]]) -> None:
    (found,) = [output["printed"] for output in outputs if "triads balanced" in output["printed"]]

    assert [line.partition(";")[0] for line in found.splitlines()] == ["voices: own", "voices: any"]
