"""Every section notebook keeps the contract, and runs by hand as well as in a build."""

from __future__ import annotations

import ast
import itertools
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

import bcssp_lib
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import find_project
from bcssp_lib.narrative.section_notebook import check_contract, section_paths
from tests.projects import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SECTIONS = [path for path in NOTEBOOKS if path.stem != "explore"]  # which is an app
ANALYSIS = {"matplotlib", "numpy", "pandas", "seaborn"}
MOST_LINES = 10
PARAMETERS = [
    r'area: str = ""  # \S.*',
    r'period: str = ""  # \S.*',
    r'edition: str = "annual"  # \S.*',
]

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
every_section = pytest.mark.parametrize("path", SECTIONS, ids=lambda path: path.stem)


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_the_annual_report_has_each_notebook_and_no_other() -> None:
    project = find_project(ROOT)
    edition = load_catalogue(project).edition("annual")
    assert list(section_paths(project)) == list(edition.sections)
    assert len(SECTIONS) == 19
    assert "explore" not in section_paths(project)


@every_section
def test_a_notebook_keeps_the_contract_that_a_build_checks(path: Path) -> None:
    check_contract(read(path), path.name)


@every_section
def test_the_parameters_cell_has_the_three_lines_with_a_comment_each(path: Path) -> None:
    cells = [
        cell for cell in code_cells(read(path)) if "parameters" in cell.metadata.get("tags", [])
    ]
    assert len(cells) == 1
    lines = cells[0].source.splitlines()
    assert len(lines) == len(PARAMETERS)
    assert all(re.fullmatch(form, line) for form, line in zip(PARAMETERS, lines, strict=True))


@every_notebook
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    for cell in code_cells(read(path)):
        assert cell.outputs == []
        assert cell.execution_count is None


@every_notebook
def test_code_cells_are_short_calls_on_public_names(path: Path) -> None:
    for cell in code_cells(read(path)):
        assert len(cell.source.splitlines()) <= MOST_LINES, cell.id
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda), cell.id
            assert not isinstance(node, ast.While), cell.id
            if isinstance(node, ast.Import):
                assert {one.name for one in node.names} <= ANALYSIS, cell.id
            if isinstance(node, ast.ImportFrom):
                assert node.module == "bcssp_lib", cell.id
                assert {one.name for one in node.names} <= set(bcssp_lib.__all__), cell.id
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith("_"), cell.id
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"\.(csv|ya?ml|ipynb|md)\b|^(\.{0,2}/|~)", node.value), cell.id


@every_notebook
def test_cells_have_ids_that_say_what_they_are(path: Path) -> None:
    ids = [cell.id for cell in read(path).cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", one) for one in ids)
    assert not any(re.fullmatch(r"[0-9a-f]{8}", one) for one in ids)


@every_notebook
def test_headings_begin_with_the_title_and_never_skip_a_level(path: Path) -> None:
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    levels = [len(match[1]) for match in re.finditer(r"^(#+) ", text, re.MULTILINE)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@every_notebook
def test_prose_holds_no_figure_of_its_own(path: Path) -> None:
    """Digits in default text are section numbers and years of laws and guidance only."""
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                digits = re.findall(r"(?<![\w{])\d[\d,.]*%?", re.sub(r"\{\{.*?\}\}", "", line))
                allowed = re.compile(r"(19|20)\d\d|\d{1,3}")
                assert all(allowed.fullmatch(one.rstrip(".,")) for one in digits), (cell.id, line)
                if any(len(one.rstrip(".,")) <= 3 for one in digits):
                    assert re.search(r"[Ss]ection|[Ss]chedule|Part|Chapter|Q4", line), (
                        cell.id,
                        line,
                    )


@every_section
def test_a_notebook_runs_by_plain_papermill(path: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "papermill", str(path.relative_to(ROOT))),
            *(str(tmp_path / "out.ipynb"), "-p", "area", "banes", "-p", "period", "2023-24"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    cells = code_cells(read(tmp_path / "out.ipynb"))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))


def run_all(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """What "Run all" in JupyterLab does."""
    client = NotebookClient(
        notebook,
        resources={"metadata": {"path": str(folder)}},
        kernel_name="python3",
        allow_errors=True,
        extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
    )
    return client.execute()


def test_the_explorer_runs_by_run_all_and_shows_its_widgets() -> None:
    done = run_all(read(ROOT / "notebooks" / "explore.ipynb"), ROOT / "notebooks")
    outputs = [one for cell in code_cells(done) for one in cell.outputs]
    assert not [one for one in outputs if one.output_type == "error"]
    widgets = [one for one in outputs if "application/vnd.jupyter.widget-view+json" in one.data]
    assert len(widgets) == 5


@pytest.mark.parametrize("stem", ["03_at_a_glance", "07_kpis", "12_adults", "19_data_notes"])
def test_a_notebook_runs_by_run_all_once_the_two_values_are_typed_in(stem: str) -> None:
    notebook = read(ROOT / "notebooks" / f"{stem}.ipynb")
    cell = next(one for one in notebook.cells if one.id == "parameters")
    cell.source = cell.source.replace('area: str = ""', 'area: str = "banes"')
    cell.source = cell.source.replace('period: str = ""', 'period: str = "2023-24"')
    done = run_all(notebook, ROOT / "notebooks")
    outputs = [one for cell in code_cells(done) for one in cell.outputs]
    assert outputs
    assert not [one for one in outputs if one.output_type == "error"]


def test_with_its_empty_defaults_a_notebook_says_what_to_fill_in() -> None:
    done = run_all(read(ROOT / "notebooks" / "13_police.ipynb"), ROOT / "notebooks")
    errors = [one for cell in code_cells(done) for one in cell.outputs]
    assert errors[0].output_type == "error"
    assert "no area or period yet" in errors[0].evalue
    assert 'area: str = "banes"' in errors[0].evalue
