"""The contract of a section notebook, held before anything runs."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from papermill import inspect_notebook

from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import NotebookError, NotKnownError
from bcssp_lib.narrative.section_notebook import load_section, section_paths
from tests.projects import KERNEL, PARAMETERS, code, parameters, prose, write_cells, write_notebook


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def path(project: Project) -> Path:
    return project.notebooks / "01_trial.ipynb"


def refusal(project: Project) -> str:
    with pytest.raises(NotebookError) as refused:
        load_section(project, "trial")
    message = str(refused.value)
    assert message.startswith("notebooks/01_trial.ipynb: ")
    return message


def test_a_notebook_that_keeps_the_contract_is_read_with_its_title_and_blocks(project, path):
    write_notebook(path, prose("what-changed", "Nothing."), code("facts", "1"))
    section = load_section(project, "trial")
    assert (section.name, section.stem, section.title) == ("trial", "01_trial", "Trial")
    assert section.shown == "notebooks/01_trial.ipynb"
    assert [(block.id, block.default) for block in section.blocks] == [
        ("title", True),
        ("what-changed", True),
    ]


def test_no_parameters_cell_is_an_error(project, path):
    write_cells(path, prose("title", "# Trial"), code("one", PARAMETERS))
    assert "0 cells are tagged 'parameters', expected exactly one" in refusal(project)


def test_two_parameters_cells_are_an_error(project, path):
    second = parameters()
    second.id = "again"
    write_cells(path, parameters(), second)
    assert "2 cells are tagged 'parameters', expected exactly one" in refusal(project)


@pytest.mark.parametrize("name", ["area", "period", "edition"])
def test_a_parameter_that_is_not_declared_is_an_error(project, path, name):
    kept = [line for line in PARAMETERS.splitlines() if not line.startswith(name)]
    write_cells(path, parameters("\n".join(kept)))
    assert f"'{name}' is passed but not declared" in refusal(project)


def test_a_misspelt_parameter_is_told_both_ways(project, path):
    write_cells(path, parameters(PARAMETERS.replace("area", "aera", 1)))
    message = refusal(project)
    assert "'area' is passed but not declared" in message
    assert "'aera' is declared but not passed" in message


def test_an_extra_parameter_is_an_error(project, path):
    write_cells(path, parameters(f'{PARAMETERS}\ncolour: str = "blue"'))
    assert "'colour' is declared but not passed" in refusal(project)


@pytest.mark.parametrize(
    "wrong", ["area: str", "area == 'banes'", "area.name = ''", "def area(): ...", "# area = ''"]
)
def test_what_gives_a_parameter_no_value_does_not_declare_it(project, path, wrong):
    others = "\n".join(
        splitline for splitline in PARAMETERS.splitlines() if not splitline.startswith("area")
    )
    write_cells(path, parameters(f"{others}\n{wrong}"))
    assert "'area' is passed but not declared" in refusal(project)


@pytest.mark.parametrize("right", ["area = ''", "area = (\n    ''\n)", "area: str = ''  # a slug"])
def test_a_parameter_is_declared_as_papermill_reads_it(project, path, right):
    others = "\n".join(
        splitline for splitline in PARAMETERS.splitlines() if not splitline.startswith("area")
    )
    write_cells(path, parameters(f"{others}\n{right}"))
    load_section(project, "trial")
    assert set(inspect_notebook(path)) == {"area", "period", "edition"}


def test_a_parameters_cell_that_is_not_python_is_told_with_its_line(project, path):
    write_cells(path, parameters(f"{PARAMETERS}\n%matplotlib inline"))
    assert "the parameters cell is not Python (line 4:" in refusal(project)


def test_a_cell_whose_errors_would_be_hidden_is_an_error(project, path):
    forgiving = code("sums", "1 / 0")
    forgiving.metadata["tags"] = ["raises-exception"]
    write_cells(path, parameters(), forgiving)
    message = refusal(project)
    assert "'sums'" in message
    assert "raises-exception" in message


def test_another_kernel_is_an_error(project, path):
    write_cells(path, parameters(), kernel={**KERNEL, "name": "ir", "display_name": "R"})
    message = refusal(project)
    assert "the kernel is 'ir'" in message
    assert "expected 'python3'" in message
    assert "JupyterLab" in message


def test_a_notebook_stripped_of_its_kernel_is_an_error(project, path):
    write_notebook(path)
    notebook = nbformat.read(path, as_version=4)
    del notebook.metadata["kernelspec"]
    nbformat.write(notebook, path)
    assert "the kernel is None, expected 'python3'" in refusal(project)


@pytest.mark.parametrize(
    "content", [b"", b"not json", b"[]", b"{}", b'{"cells": 3, "nbformat": 4}', b"\xff\xfe{}"]
)
def test_a_file_that_is_no_notebook_is_an_error_and_not_a_bug(project, path, content):
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert "not a readable notebook" in refusal(project)


def test_one_section_in_two_files_is_an_error(project, path):
    write_notebook(path)
    write_notebook(path.with_name("02_trial.ipynb"))
    with pytest.raises(NotebookError, match=r"02_trial\.ipynb: the section 'trial' is already 01_"):
        section_paths(project)


def test_files_that_are_not_named_as_sections_are_left_alone(project, path):
    write_notebook(path)
    write_notebook(path.with_name("draft.ipynb"))
    assert list(section_paths(project)) == ["trial"]


def test_sections_stand_in_the_order_of_their_numbers(project, path):
    for name in ("10_last.ipynb", "02_second.ipynb", "01_trial.ipynb"):
        write_notebook(path.with_name(name))
    assert list(section_paths(project)) == ["trial", "second", "last"]


def test_an_unknown_section_is_told_with_the_nearest(project, path):
    write_notebook(path)
    with pytest.raises(NotKnownError, match=r"no section 'tria' \(nearest: trial\)"):
        load_section(project, "tria")


def test_a_forbidden_import_is_refused_by_its_cell_and_name(project, path):
    cells = [
        code("web", "import requests"),
        code("sums", "import numpy"),
        code("maps", "import a.b"),
    ]
    write_cells(path, parameters(), *cells)
    message = refusal(project)
    assert "the cell 'web' imports requests; the cell 'maps' imports a." in message
    assert "may import bcssp_lib, matplotlib, numpy, pandas, seaborn and Python's own" in message


def test_a_working_cell_may_not_import_it_either(project, path):
    write_cells(path, parameters(), code("look", "import plotly", tags=["working"]))
    assert "the cell 'look' imports plotly" in refusal(project)
