"""The teaching notebooks run from top to bottom, are kept without outputs, and are short."""

import json
import os

import nbclient
import nbformat
import pytest

from conftest import ROOT

FOLDER = ROOT / "bindings" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_there_are_five():
    assert len(NOTEBOOKS) == 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_runs(path, environment, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", environment["PYTHONPATH"])
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    used = os.times()
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3",
                            resources={"metadata": {"path": str(FOLDER)}}).execute()
    last = notebook.cells[[c.cell_type for c in notebook.cells].index("code")]
    assert last.outputs, "the first cell shows something"
    # processor time of the kernel and its simulations, which does not depend on who else computes
    now = os.times()
    assert now.children_user + now.children_system - used.children_user - used.children_system < 30


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_is_kept_without_outputs(path):
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        assert not cell.get("outputs") and cell.get("execution_count") is None


def test_a_cell_that_fails_is_noticed(environment, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", environment["PYTHONPATH"])
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("assert 1 == 2")])
    with pytest.raises(nbclient.exceptions.CellExecutionError):
        nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
