"""One section in a process of its own: what counts as having run, and what a failure leaves."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from bcssp_lib.files.project import ROOT_VARIABLE
from bcssp_lib.model.errors import UserError
from tests.build.runs import OPEN, REPORT, STAMP, cell_of, says, section_run, shown_by
from tests.projects import ROOT, code, processes_for


def test_a_good_section_is_handed_back_and_stamped(run, tmp_path):
    result = run(code("setup", OPEN), code("facts", 'section.publish("missing_reports")'))
    assert (result.error, result.ok, result.section, result.report) == ("", True, "trial", REPORT)
    assert result.seconds > 0
    made = nbformat.reads(result.notebook, as_version=4)
    assert made.metadata["bcssp"] == STAMP
    source = nbformat.read(tmp_path / "01_trial.ipynb", as_version=4)
    assert [cell.id for cell in made.cells if "injected" not in str(cell.metadata)] == [
        cell.id for cell in source.cells
    ]


def test_what_is_handed_back_holds_no_times_no_paths_and_no_process_numbers(run, tmp_path):
    warns = "import os, warnings\nwarnings.warn('mind')\nprint(os.getpid(), file=open('own', 'w'))"
    result = run(code("one", "one = 1"), code("warns", warns))
    assert "mind" in result.notebook
    assert str(tmp_path) not in result.notebook
    assert "cell 4:2: UserWarning" in result.notebook
    made = nbformat.reads(result.notebook, as_version=4)
    for metadata in (made.metadata, *(cell.metadata for cell in made.cells)):
        assert not {"papermill", "execution"} & set(metadata)


def test_the_same_notebook_and_figures_give_the_same_bytes(run):
    cells = [code("setup", OPEN), code("table", 'section.figures_table("T", group="missing")')]
    assert run(*cells).notebook == run(*cells).notebook != ""


def test_what_a_cell_prints_is_one_output_however_long_it_takes(run):
    text = f"import time\n{says(repr('one'))}\ntime.sleep(0.5)\n{says(repr('two'))}"
    (output,) = cell_of(run(code("prints", text)), "prints").outputs
    assert output.text == "one\ntwo\n"


def test_a_cell_that_raises_fails_the_section_and_is_named(run):
    result = run(code("sums", "1 / 0"), code("after", "never = 1"))
    assert not result.ok
    assert result.error == "cell 'sums': ZeroDivisionError: division by zero"
    assert result.notebook == ""


def displayed(content: str) -> str:
    return f"from IPython.display import display\ndisplay({content}, raw=True)"


def test_a_cell_that_displays_what_no_notebook_can_hold_fails_the_section_and_is_named(run):
    result = run(code("sums", "x = 1 + 1"), code("shows", displayed("{'text/plain': 3}")))
    assert result.error.startswith("cell 'shows' shows the value of its last line")
    assert (result.cell, result.notebook) == ("shows", "")
    assert "Traceback" in result.log


def test_an_error_that_nobody_foresaw_fails_the_section_alone_and_is_kept_in_its_log(run):
    content = "{'application/vnd.bcssp.fact+json': 3}"
    result = run(code("setup", OPEN), code("shows", displayed(content)))
    assert result.error.startswith("it could not be run (AttributeError: ")
    assert (result.ok, result.notebook) == (False, "")
    assert "Traceback" in result.log


def test_a_full_disk_concerns_the_whole_build_and_is_no_failure_of_a_section(
    run, monkeypatch, tmp_path
):
    def full(**_: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path))

    monkeypatch.setattr("bcssp_lib.build.runners.tempfile.mkdtemp", full)
    with pytest.raises(UserError, match="space"):
        run(code("one", "one = 1"))


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
    result = run(code("leave", leave), code("after", "never = 1"))
    assert not result.ok
    assert "leave" in result.error or "after" in result.error
    assert result.notebook == ""


def test_leaving_in_the_last_cell_is_a_failure_too(run):
    result = run(code("only", "one = 1"), code("leave", "import sys\nsys.exit(0)"))
    assert not result.ok
    assert result.error
    assert result.notebook == ""


@pytest.mark.parametrize("code_number", [0, 3])
def test_a_process_that_leaves_at_once_is_told_and_leaves_no_result(run, code_number):
    result = run(code("die", f"import os\nos._exit({code_number})"), code("after", "never = 1"))
    assert result.error == f"the process that ran cell 'die' ended (exit code {code_number})"
    assert (result.cell, result.notebook) == ("die", "")


def test_a_process_that_is_killed_each_time_is_told(run):
    result = run(code("die", "import os\nos.kill(os.getpid(), 9)"), code("after", "never = 1"))
    assert "the process that ran cell 'die' was killed" in result.error
    assert result.error.endswith(", 3 times")
    assert result.notebook == ""


def test_a_crash_is_told_with_where_it_happened(run):
    crash = "import faulthandler\nfaulthandler._sigsegv()"
    result = run(code("one", "one = 1"), code("die", crash))
    assert result.error == "the process that ran cell 'die' ended (exit code -11)"
    assert "Fatal Python error: Segmentation fault" in result.log


@pytest.mark.parametrize(
    ("name", "value"), [("area", "fairport"), ("period", "2022-23"), ("edition", "bulletin")]
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


def test_a_run_works_in_a_folder_of_its_own_that_is_gone_afterwards(run, tmp_path):
    written = (
        f"import pathlib\nown = pathlib.Path('own').write_text(area)\n{says('pathlib.Path.cwd()')}"
    )
    before = set(ROOT.iterdir())
    found = [Path(shown_by(cell_of(run(code("w", written)), "w"))) for _ in range(2)]
    assert found[0] != found[1]
    assert {one.parent.parent for one in found} == {tmp_path / "work"}
    assert list((tmp_path / "work").iterdir()) == []
    assert set(ROOT.iterdir()) == before


def test_nothing_is_left_of_a_run_that_fails(run, tmp_path):
    assert not run(code("one", "open('own', 'w').close()\n1 / 0")).ok
    assert list((tmp_path / "work").iterdir()) == []
    assert not processes_for(tmp_path)


def test_a_run_leaves_the_environment_and_the_working_folder_as_they_were(run):
    here, environment = Path.cwd(), dict(os.environ)
    run(code("one", "one = 1"))
    assert Path.cwd() == here
    assert dict(os.environ) == environment
    assert ROOT_VARIABLE not in os.environ


def test_a_section_works_for_the_project_it_was_run_for(runners, small_project, tmp_path):
    run = section_run(tmp_path, code("root", "import os\n" + says('os.environ["BCSSP_ROOT"]')))
    result = runners.submit(replace(run, root=small_project.root)).result()
    assert shown_by(cell_of(result, "root")) == str(small_project.root)


def test_a_failure_is_told_in_a_line_and_kept_whole(run):
    result = run(code("sums", "def deep():\n    1 / 0\ndeep()"))
    assert "\n" not in result.error
    assert result.cell == "sums"
    assert result.log.startswith("cell 'sums', line 3: deep()\n")
    assert "Traceback" in result.log
    assert "\x1b" not in result.log


SHOWN = {
    "print(1)": "printed text: remove the print",
    "1 + 1": "the value of its last line",
    "import pandas\npandas.DataFrame({'a': [1]})": "show a DataFrame with section.table(",
    "import matplotlib.pyplot as plt\nlines = plt.plot([1, 2])": "show it with section.chart(",
    "import seaborn\naxes = seaborn.lineplot(x=[1, 2], y=[1, 2])": "show it with section.chart(",
    "from IPython.display import Markdown\nMarkdown('**a**')": "Markdown: write it in a text cell",
}


@pytest.mark.parametrize("text", SHOWN)
def test_what_is_shown_past_the_section_is_an_error_that_names_the_cell(run, text):
    result = run(code("shows", text))
    assert result.error.startswith("cell 'shows' shows ")
    assert SHOWN[text] in result.error
    assert "can be tagged 'working'" in result.error
    assert result.cell == "shows"


@pytest.mark.parametrize("text", SHOWN)
def test_a_working_cell_may_show_anything_and_none_of_it_is_in_the_report(run, text):
    result = run(code("shows", text, tags=["working"]), code("after", "after = 1"))
    assert result.error == ""
    assert cell_of(result, "shows").outputs == []


def test_a_working_cell_that_fails_fails_the_section(run):
    result = run(code("bad", "1 / 0", tags=["working"]))
    assert result.error == "cell 'bad': ZeroDivisionError: division by zero"


def test_a_failed_notebook_is_kept_as_far_as_it_ran(run):
    result = run(code("one", "one = 1"), code("bad", "one / 0"), code("after", "after = 1"))
    kept = {cell.id: cell for cell in nbformat.reads(result.failed_notebook, 4).cells}
    assert kept["bad"].outputs[0].ename == "ZeroDivisionError"
    assert kept["after"].execution_count is None


def test_what_a_section_read_and_used_is_told(run):
    cells = [code("setup", OPEN), code("facts", 'section.publish("missing_reports")')]
    account = run(*cells).account
    notes = [json.loads(note) for note in account.reads]
    assert ["indicator", "missing_reports"] in notes
    assert ["observation", "missing_reports", "banes", "12 months to 2024-03-31"] in notes
    assert {"numpy", "pandas", "papermill"} <= set(account.packages)
    assert "docx" not in account.packages
    assert "json" not in account.packages
    assert "docx" in run(code("one", "import docx")).account.packages


SLEEPS = "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), name='mine'"


@pytest.mark.parametrize("daemon", [True, False])
def test_a_thread_that_goes_on_fails_the_section_and_names_its_cell(run, tmp_path, daemon):
    begins = f"{SLEEPS}, daemon={daemon}).start()"
    result = run(code("early", "early = 1"), code("bad", begins), code("after", "after = 1"))
    assert result.error.startswith("cell 'bad' left a thread running ('mine')")
    assert "wait for its end with join()" in result.error
    assert (result.cell, result.notebook) == ("bad", "")
    assert not processes_for(tmp_path)
    assert run(code("one", "one = 1")).ok


def test_a_thread_that_has_ended_by_the_last_cell_is_no_matter(run):
    begins = "import threading\none = threading.Thread(target=str)\none.start()"
    assert run(code("begin", begins), code("end", "one.join()")).ok


def test_a_cell_may_await(run):
    assert run(code("waits", "import asyncio\nawait asyncio.sleep(0.01)")).error == ""


def test_processes_draw_different_random_numbers(run):
    draws = "import random, numpy\n" + says("random.random(), numpy.random.random()")
    assert len({shown_by(cell_of(run(code("draws", draws)), "draws")) for _ in range(2)}) == 2
