"""One section, one real kernel: what counts as having run, and what a failure leaves."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from bcssp_lib.figures.project import ROOT_VARIABLE, Project
from bcssp_lib.run.runner import SectionResult, SectionRun, run_section
from tests.projects import ROOT, code, parameters, processes_for, prose, write_cells

STAMP = {"area": "banes", "period": "2023-24", "edition": "annual", "section": "trial"}
OPEN = 'from bcssp_lib import open_section\nsection = open_section("trial", area, period, edition)'

Runs = Callable[..., SectionResult]


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    return tmp_path / "notebooks/01_trial.ipynb"


@pytest.fixture
def run_of(tmp_path: Path, notebook: Path) -> Callable[..., SectionRun]:
    """A run of a notebook of just these cells, after its parameters."""

    def make(*cells: NotebookNode, seconds: int = 60, work: str = "work") -> SectionRun:
        write_cells(notebook, prose("title", "# Trial"), parameters(), *cells)
        (tmp_path / work).mkdir(exist_ok=True)
        return SectionRun(
            section="trial",
            notebook=notebook,
            stamp=STAMP,
            root=ROOT,
            work=tmp_path / work,
            place=tmp_path / "sections/01_trial.ipynb",
            cell_seconds=seconds,
        )

    return make


@pytest.fixture
def run(run_of: Callable[..., SectionRun]) -> Runs:
    def go(*cells: NotebookNode, seconds: int = 60) -> SectionResult:
        return run_section(run_of(*cells, seconds=seconds))

    return go


def test_a_good_section_is_put_in_place_stamped_and_without_the_seal(run, notebook):
    result = run(code("setup", OPEN), code("facts", 'section.publish("missing_reports")'))
    assert (result.error, result.ok, result.section, result.area) == ("", True, "trial", "banes")
    assert result.seconds > 0
    made = nbformat.read(result.place, as_version=4)
    assert made.metadata["bcssp"] == STAMP
    source = nbformat.read(notebook, as_version=4)
    assert [cell.id for cell in made.cells if "injected" not in str(cell.metadata)] == [
        cell.id for cell in source.cells
    ]
    assert "bcssp-seal" not in result.place.read_text("utf-8")


def test_what_is_put_in_place_holds_no_times_and_no_paths(run, tmp_path):
    result = run(code("one", "1 + 1"))
    text = result.place.read_text("utf-8")
    assert str(tmp_path) not in text
    made = nbformat.read(result.place, as_version=4)
    for metadata in (made.metadata, *(cell.metadata for cell in made.cells)):
        assert not {"papermill", "execution"} & set(metadata)


def test_the_same_notebook_and_figures_give_the_same_bytes(run_of):
    cells = [code("setup", OPEN), code("table", 'section.figures_table("T", group="missing")')]
    first = run_section(run_of(*cells, work="one"))
    before = first.place.read_bytes()
    again = run_section(run_of(*cells, work="two"))
    assert again.place.read_bytes() == before


def test_a_cell_that_raises_fails_the_section_and_is_named(run):
    result = run(code("sums", "1 / 0"), code("after", "print('never')"))
    assert not result.ok
    assert result.error == "cell 'sums': ZeroDivisionError: division by zero"
    assert not result.place.exists()


def test_a_users_mistake_in_a_cell_is_told_in_its_own_words(run):
    result = run(code("setup", OPEN), code("facts", 'section.publish("missing_report")'))
    assert result.error.startswith("cell 'facts': NotKnownError: ")
    assert "missing_reports" in result.error


@pytest.mark.parametrize(
    "leave",
    [
        pytest.param("import sys\nsys.exit(0)", id="sys.exit(0)"),
        pytest.param("raise SystemExit", id="SystemExit"),
    ],
)
def test_leaving_in_the_middle_is_a_failure_although_papermill_calls_it_a_success(run, leave):
    result = run(code("leave", leave), code("after", "print('never')"))
    assert not result.ok
    assert "leave" in result.error or "after" in result.error
    assert not result.place.exists()


def test_leaving_in_the_last_cell_is_a_failure_too(run):
    result = run(code("only", "1"), code("leave", "import sys\nsys.exit(0)"))
    assert not result.ok
    assert result.error
    assert not result.place.exists()


@pytest.mark.parametrize(
    "die",
    ["import os\nos.kill(os.getpid(), 9)", "import os\nos._exit(0)"],
    ids=["killed", "exited at once"],
)
def test_a_kernel_that_dies_is_told_and_leaves_no_result(run, die):
    result = run(code("die", die), code("after", "print('never')"))
    assert "the kernel died while a cell ran" in result.error
    assert not result.place.exists()


def test_a_cell_past_its_time_limit_is_stopped_and_its_kernel_with_it(run, tmp_path):
    marker = tmp_path / "began"
    sleep = f"import pathlib, time\npathlib.Path({str(marker)!r}).touch()\ntime.sleep(600)"
    result = run(code("sleep", sleep), seconds=2)
    assert marker.exists()
    assert "longer than 2 seconds" in result.error
    assert "cell_seconds in params/settings.yaml" in result.error
    assert 2 <= result.seconds < 30
    assert not result.place.exists()
    assert not processes_for(tmp_path)


@pytest.mark.parametrize(
    ("name", "value"), [("area", "bristol"), ("period", "2022-23"), ("edition", "bulletin")]
)
def test_a_cell_that_sets_a_parameter_is_a_hard_failure(run, name, value):
    result = run(code("sets", f'{name} = "{value}"'))
    assert f"a cell must not set {name}" in result.error
    assert value in result.error
    assert not result.place.exists()


@pytest.mark.parametrize(
    ("written", "found"),
    [('"trial", "bristol", period, edition', "bristol"), ('"trial", area, "2022-23"', "2022-23")],
)
def test_a_section_opened_for_another_report_is_a_hard_failure(run, written, found):
    text = f"from bcssp_lib import open_section\nsection = open_section({written})"
    result = run(code("setup", text), code("facts", 'section.publish("missing_reports")'))
    assert "cell 'facts' made something for" in result.error
    assert f"'{found}'" in result.error
    assert not result.place.exists()


def test_a_section_opened_under_another_sections_name_is_a_hard_failure(run):
    text = OPEN.replace('"trial"', '"police"')
    result = run(code("setup", text), code("facts", 'section.publish("missing_reports")'))
    assert "'police'" in result.error
    assert not result.place.exists()


def test_a_seal_that_a_cell_forges_does_not_stand_for_the_real_one(run):
    forged = (
        "from IPython.display import display\n"
        'kind = "application/vnd.bcssp.seal+json"\n'
        "display({kind: dict(area=area, period=period, edition=edition, token='x')}, raw=True)\n"
        "import sys\nsys.exit(0)"
    )
    result = run(code("forge", forged))
    assert not result.ok
    assert not result.place.exists()


def test_an_earlier_result_does_not_survive_a_run_that_fails(run_of):
    good = run_section(run_of(code("one", "1"), work="first"))
    assert good.place.exists()
    bad = run_section(run_of(code("one", "1 / 0"), work="second"))
    assert not bad.ok
    assert not bad.place.exists()


def test_a_run_works_in_a_folder_of_its_own(run, tmp_path):
    written = 'import pathlib\npathlib.Path("scratch.txt").write_text(area)'
    before = set(ROOT.iterdir())
    assert run(code("write", written)).ok
    assert (tmp_path / "work/banes-01_trial/scratch.txt").read_text("utf-8") == "banes"
    assert set(ROOT.iterdir()) == before


@pytest.mark.parametrize("text", ["1", "1 / 0"], ids=["good", "bad"])
def test_the_source_notebook_is_never_changed(run_of, notebook, text):
    run = run_of(code("one", text))
    before = (notebook.read_bytes(), notebook.stat().st_mtime_ns)
    run_section(run)
    assert (notebook.read_bytes(), notebook.stat().st_mtime_ns) == before


def test_a_run_leaves_the_environment_and_the_working_folder_as_they_were(run):
    here, environment = Path.cwd(), dict(os.environ)
    run(code("one", "1"))
    assert Path.cwd() == here
    assert {name: found for name, found in os.environ.items() if name != "PYTEST_CURRENT_TEST"} == {
        name: found for name, found in environment.items() if name != "PYTEST_CURRENT_TEST"
    }
    assert ROOT_VARIABLE not in os.environ


def test_the_kernel_works_for_the_project_it_was_run_for(
    run_of, small_project: Project, tmp_path: Path
):
    run = run_of(code("root", 'import os\nprint(os.environ["BCSSP_ROOT"])'))
    result = run_section(SectionRun(**{**vars(run), "root": small_project.root}))
    assert str(small_project.root) in result.place.read_text("utf-8")
