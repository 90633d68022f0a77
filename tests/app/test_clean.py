"""``bcssp clean-notebooks``, and what a build says of notebooks that were run by hand."""

from __future__ import annotations

import nbformat
from nbformat.v4 import new_output

from bcssp_lib.files.project import Project


def run_by_hand(project: Project) -> bytes:
    """Save a notebook as JupyterLab does; return its bytes before."""
    path = project.notebooks / "01_police.ipynb"
    before = path.read_bytes()
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells[1:3]:
        cell.execution_count = 7
        cell.outputs = [new_output("stream", text="shown past the section")]
        cell.source = cell.source.replace('""', '"nowhere"', 1)
    nbformat.write(notebook, path)
    return before


def test_what_jupyterlab_saved_reaches_no_build_and_no_area_is_rebuilt(small, call):
    assert call("build", "banes", "--quiet").code == 0
    executed = small.reports / "banes/2023-24/sections/01_police.ipynb"
    before = executed.read_bytes()
    run_by_hand(small)
    built = call("build", "banes")
    assert built.code == 0
    assert "0 sections to run" in built.out
    told = "notebooks/01_police.ipynb holds the results of 2 cells, a typed-in area"
    assert told in built.out
    assert "bcssp clean-notebooks" in built.out
    assert call("build", "banes", "--fresh", "--quiet").code == 0
    assert executed.read_bytes() == before


def test_the_command_takes_it_out(small, call):
    before = run_by_hand(small)
    checked = call("clean-notebooks", "--check")
    assert checked.code == 1
    assert "notebooks/01_police.ipynb holds the results of 2 cells, a typed-in area" in checked.out
    assert "Take it out with: bcssp clean-notebooks" in checked.err
    assert (small.notebooks / "01_police.ipynb").read_bytes() != before
    assert call("clean-notebooks").code == 0
    assert (small.notebooks / "01_police.ipynb").read_bytes() == before
    assert call("clean-notebooks", "--check").code == 0
    assert "holds" not in call("build", "banes").out
