"""Every section notebook keeps the contract, and runs by hand as well as in a build."""

from __future__ import annotations

import ast
import itertools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

import bcssp_lib
from bcssp_lib.build.request import SectionRun
from bcssp_lib.build.runners import LocalRunners
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import Project, find_project
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.narrative.section_notebook import check_contract, section_paths
from tests.projects import ROOT, sampled

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SECTIONS = [path for path in NOTEBOOKS if path.stem != "explore"]  # which is an app
ANALYSIS = {"matplotlib", "numpy", "pandas", "seaborn"}
MOST_LINES = 10
PARAMETERS = [
    r'area: str = ""  # \S.*',
    r'period: str = ""  # \S.*',
    r'edition: str = "annual"  # \S.*',
]
RUN_THREE_WAYS = {"05_quality_assurance"}  # by every test run; the others by `make soak`

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
every_section = pytest.mark.parametrize("path", SECTIONS, ids=lambda path: path.stem)


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_the_editions_have_each_notebook_and_no_other() -> None:
    project = find_project(ROOT)
    editions = load_catalogue(project).editions.values()
    shown = {name for edition in editions for name in edition.shown}
    assert sorted(section_paths(project)) == sorted(shown)
    assert "explore" not in section_paths(project)


def area_of(section: str) -> str:
    """An area whose report has a section: a whole police force area, or one authority."""
    return "avon-and-somerset" if section.startswith("region_") else "banes"


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
                assert {name.name for name in node.names} <= ANALYSIS, cell.id
            if isinstance(node, ast.ImportFrom):
                assert node.module == "bcssp_lib", cell.id
                assert {name.name for name in node.names} <= set(bcssp_lib.__all__), cell.id
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


_NO_FIGURE = re.compile(
    r"[Ss]ection|[Ss]chedule|Part|Chapter|Q4|working days|aged \d+ to \d+|\d+ (?:March|September)"
    r"|[Rr]ing \**999|on \**101|Licence v3"
)


@every_notebook
def test_prose_holds_no_figure_of_its_own(path: Path) -> None:
    """Digits in default text are section numbers, years and limits of the law, ages and dates."""
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                digits = re.findall(r"(?<![\w{])\d[\d,.]*%?", re.sub(r"\{\{.*?\}\}", "", line))
                allowed = re.compile(r"(19|20)\d\d|\d{1,3}")
                assert all(allowed.fullmatch(digit.rstrip(".,")) for digit in digits), (
                    cell.id,
                    line,
                )
                if any(len(digit.rstrip(".,")) <= 3 for digit in digits):
                    assert _NO_FIGURE.search(line), (
                        cell.id,
                        line,
                    )


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


def outputs_by_cell(notebook: NotebookNode) -> dict[str, list[NotebookNode]]:
    """What each cell of a notebook's author has shown."""
    return {
        cell.id: [{name: part for name, part in output.items() if name != "execution_count"}
                  for output in cell.outputs]
        for cell in code_cells(notebook)
        if "injected-parameters" not in cell.metadata.get("tags", [])
    }  # fmt: skip


@pytest.fixture(scope="module")
def runners() -> Iterator[LocalRunners]:
    found = LocalRunners(Project(ROOT), jobs=1)
    yield found
    found.stop()


@pytest.mark.parametrize(
    "path",
    sampled(SECTIONS, {path for path in SECTIONS if path.stem in RUN_THREE_WAYS}),
    ids=lambda path: path.stem,
)
def test_a_notebook_shows_the_same_in_a_build_by_plain_papermill_and_by_run_all(
    path: Path, tmp_path: Path, runners: LocalRunners
) -> None:
    name = path.stem.partition("_")[2]
    area = area_of(name)
    report = ReportId(area, parse_period("2023-24"))
    limits = load_catalogue(Project(ROOT)).settings
    run = SectionRun(report, name, path.read_text("utf-8"), ROOT, tmp_path, limits)
    result = runners.submit(run).result()
    assert result.error == ""
    built = nbformat.reads(result.notebook, as_version=4)

    command = [sys.executable, "-m", "papermill", str(path.relative_to(ROOT))]
    values = ["-p", "area", area, "-p", "period", "2023-24"]
    done = subprocess.run(
        [*command, str(tmp_path / "out.ipynb"), *values],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]

    typed = read(path)
    cell = next(cell for cell in typed.cells if cell.id == "parameters")
    cell.source = cell.source.replace('area: str = ""', f'area: str = "{area}"')
    cell.source = cell.source.replace('period: str = ""', 'period: str = "2023-24"')

    assert outputs_by_cell(built)
    assert outputs_by_cell(read(tmp_path / "out.ipynb")) == outputs_by_cell(built)
    assert outputs_by_cell(run_all(typed, ROOT / "notebooks")) == outputs_by_cell(built)


def test_the_explorer_runs_by_run_all_and_shows_its_widgets() -> None:
    done = run_all(read(ROOT / "notebooks" / "explore.ipynb"), ROOT / "notebooks")
    outputs = [output for cell in code_cells(done) for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    widgets = [
        output for output in outputs if "application/vnd.jupyter.widget-view+json" in output.data
    ]
    assert len(widgets) == 5


def test_with_its_empty_defaults_a_notebook_says_what_to_fill_in() -> None:
    done = run_all(read(ROOT / "notebooks" / "13_police.ipynb"), ROOT / "notebooks")
    errors = [output for cell in code_cells(done) for output in cell.outputs]
    assert errors[0].output_type == "error"
    assert "no area or period yet" in errors[0].evalue
    assert 'area: str = "banes"' in errors[0].evalue
