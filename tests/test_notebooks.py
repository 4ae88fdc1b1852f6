"""The notebooks run from beginning to end over the sample plans, and carry no outputs of their own."""

import shutil

import nbformat
import pytest
from conftest import RAW, ROOT
from nbclient import NotebookClient

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_carries_no_outputs(file):
    """What was computed on one machine is not kept: a notebook is text and code."""
    cells = [cell for cell in nbformat.read(file, 4).cells if cell.cell_type == "code"]

    assert cells
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)


@pytest.mark.parametrize(
    "file",
    [pytest.param(file, marks=[pytest.mark.long] if "hoc" in file.stem else [], id=file.stem) for file in NOTEBOOKS],
)
def test_a_notebook_runs_and_draws(file, tmp_path):
    """Over the sample plans every cell works, and there is at least one plot."""
    shutil.copytree(RAW, tmp_path / "data" / "raw")
    (tmp_path / "notebooks").mkdir()
    notebook = nbformat.read(file, 4)

    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path / "notebooks")}}
    ).execute()

    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("image/svg+xml" in output.get("data", {}) for output in outputs)
