"""One section, one real kernel: what counts as having run, and what a failure leaves."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from bcssp_lib.build.runner import run_section

from bcssp_lib.files.project import ROOT_VARIABLE, Project
from bcssp_lib.model.errors import UserError
from tests.build.runs import OPEN, STAMP, cell_of, section_run, shown_by
from tests.projects import ROOT, code, processes_for


def test_a_good_section_is_handed_back_stamped_and_without_the_seal(run, tmp_path):
    result = run(code("setup", OPEN), code("facts", 'section.publish("missing_reports")'))
    assert (result.error, result.ok, result.section, result.area) == ("", True, "trial", "banes")
    assert result.seconds > 0
    made = nbformat.reads(result.notebook, as_version=4)
    assert made.metadata["bcssp"] == STAMP
    source = nbformat.read(tmp_path / "01_trial.ipynb", as_version=4)
    assert [cell.id for cell in made.cells if "injected" not in str(cell.metadata)] == [
        cell.id for cell in source.cells
    ]
    assert "bcssp-seal" not in result.notebook


def test_what_is_handed_back_holds_no_times_no_paths_and_no_process_numbers(run, tmp_path, kernels):
    warns = "import os, warnings\nwarnings.warn('mind')\nprint(os.getpid(), file=open('own', 'w'))"
    result = run(code("one", "1 + 1"), code("warns", warns))
    assert "mind" in result.notebook
    assert str(tmp_path) not in result.notebook
    assert str(kernels) not in result.notebook
    assert "ipykernel_" not in result.notebook
    made = nbformat.reads(result.notebook, as_version=4)
    for metadata in (made.metadata, *(cell.metadata for cell in made.cells)):
        assert not {"papermill", "execution"} & set(metadata)


def test_the_same_notebook_and_figures_give_the_same_bytes(run):
    cells = [code("setup", OPEN), code("table", 'section.figures_table("T", group="missing")')]
    assert run(*cells).notebook == run(*cells).notebook != ""


def test_what_a_cell_prints_is_one_output_however_long_it_takes(run):
    text = "import time\nprint('one')\ntime.sleep(0.5)\nprint('two')"
    (output,) = cell_of(run(code("prints", text)), "prints").outputs
    assert output.text == "one\ntwo\n"


def test_a_cell_that_raises_fails_the_section_and_is_named(run):
    result = run(code("sums", "1 / 0"), code("after", "print('never')"))
    assert not result.ok
    assert result.error == "cell 'sums': ZeroDivisionError: division by zero"
    assert result.notebook == ""


def displayed(content: str) -> str:
    return f"from IPython.display import display\ndisplay({content}, raw=True)"


def test_a_cell_that_displays_what_no_notebook_can_hold_fails_the_section_and_is_named(run):
    result = run(code("sums", "1 + 1"), code("shows", displayed("{'text/plain': 3}")))
    assert result.error.startswith("cell 'shows' displayed what a notebook cannot hold (")
    assert "data, text/plain: 3 is not valid" in result.error
    assert (result.cell, result.notebook) == ("shows", "")
    assert "Traceback" in result.log


def test_an_error_that_nobody_foresaw_fails_the_section_alone_and_is_kept_in_its_log(run):
    content = "{'application/vnd.bcssp.fact+json': 3}"
    result = run(code("setup", OPEN), code("shows", displayed(content)))
    assert result.error.startswith("it could not be run (AttributeError: ")
    assert (result.ok, result.lost, result.notebook) == (False, False, "")
    assert "Traceback" in result.log


def test_a_full_disk_concerns_the_whole_build_and_is_no_failure_of_a_section(
    run, monkeypatch, tmp_path
):
    def full(**_: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path))

    monkeypatch.setattr("bcssp_lib.build.runner.tempfile.mkdtemp", full)
    with pytest.raises(UserError, match="space"):
        run(code("one", "1"))


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
    assert result.notebook == ""


def test_leaving_in_the_last_cell_is_a_failure_too(run):
    result = run(code("only", "1"), code("leave", "import sys\nsys.exit(0)"))
    assert not result.ok
    assert result.error
    assert result.notebook == ""


@pytest.mark.parametrize(
    "die",
    ["import os\nos.kill(os.getpid(), 9)", "import os\nos._exit(0)"],
    ids=["killed", "exited at once"],
)
def test_a_kernel_that_dies_is_told_and_leaves_no_result(run, die):
    result = run(code("die", die), code("after", "print('never')"))
    assert "the kernel died while cell 'die' ran" in result.error
    assert (result.cell, result.lost) == ("die", True)
    assert result.notebook == ""


@pytest.mark.parametrize(
    ("name", "value"), [("area", "bristol"), ("period", "2022-23"), ("edition", "bulletin")]
)
def test_a_cell_that_sets_a_parameter_is_a_hard_failure(run, name, value):
    result = run(code("sets", f'{name} = "{value}"'))
    assert f"a cell must not set {name}" in result.error
    assert value in result.error
    assert result.notebook == ""


@pytest.mark.parametrize(
    ("written", "found"),
    [('"trial", "bristol", period, edition', "bristol"), ('"trial", area, "2022-23"', "2022-23")],
)
def test_a_section_opened_for_another_report_is_a_hard_failure(run, written, found):
    text = f"from bcssp_lib import open_section\nsection = open_section({written})"
    result = run(code("setup", text), code("facts", 'section.publish("missing_reports")'))
    assert "cell 'facts' made something for" in result.error
    assert f"'{found}'" in result.error
    assert result.notebook == ""


def test_a_section_opened_under_another_sections_name_is_a_hard_failure(run):
    text = OPEN.replace('"trial"', '"police"')
    result = run(code("setup", text), code("facts", 'section.publish("missing_reports")'))
    assert "'police'" in result.error
    assert result.notebook == ""


def test_a_seal_that_a_cell_forges_does_not_stand_for_the_real_one(run):
    forged = (
        "from IPython.display import display\n"
        'kind = "application/vnd.bcssp.seal+json"\n'
        "display({kind: dict(area=area, period=period, edition=edition, token='x')}, raw=True)\n"
        "import sys\nsys.exit(0)"
    )
    result = run(code("forge", forged))
    assert not result.ok
    assert result.notebook == ""


def test_a_run_works_in_a_folder_of_its_own_that_is_gone_afterwards(run, tmp_path):
    written = "import pathlib\npathlib.Path('own').write_text(area)\nprint(pathlib.Path.cwd())"
    before = set(ROOT.iterdir())
    found = [Path(shown_by(cell_of(run(code("w", written)), "w"))) for _ in range(2)]
    assert found[0] != found[1]
    assert {one.parent for one in found} == {tmp_path / "work"}
    assert list((tmp_path / "work").iterdir()) == []
    assert set(ROOT.iterdir()) == before


def test_nothing_is_left_of_a_run_that_fails(run, tmp_path):
    assert not run(code("one", "open('own', 'w').close()\n1 / 0")).ok
    assert list((tmp_path / "work").iterdir()) == []
    assert not processes_for(tmp_path)


def test_a_run_leaves_the_environment_and_the_working_folder_as_they_were(run):
    here, environment = Path.cwd(), dict(os.environ)
    run(code("one", "1"))
    assert Path.cwd() == here
    assert {name: found for name, found in os.environ.items() if name != "PYTEST_CURRENT_TEST"} == {
        name: found for name, found in environment.items() if name != "PYTEST_CURRENT_TEST"
    }
    assert ROOT_VARIABLE not in os.environ


def test_the_kernel_works_for_the_project_it_was_run_for(
    kernels: Path, small_project: Project, tmp_path: Path
):
    run = section_run(tmp_path, code("root", 'import os\nprint(os.environ["BCSSP_ROOT"])'))
    result = run_section(replace(run, root=small_project.root))
    assert shown_by(cell_of(result, "root")) == str(small_project.root)


def test_a_failure_is_told_in_a_line_and_kept_whole(run):
    result = run(code("sums", "def deep():\n    1 / 0\ndeep()"))
    assert "\n" not in result.error
    assert result.cell == "sums"
    assert "Traceback" in result.log
