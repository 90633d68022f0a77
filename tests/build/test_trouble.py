"""What a build leaves when it is stopped, refused, or out of room: real processes and disks."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import nbformat
import pytest

from bcssp_lib.build.plan import Plan
from bcssp_lib.build.request import SectionRun
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import OutputError
from tests.build.conftest import Watched
from tests.build.trials import PATIENCE, begun, posix, wait_until
from tests.projects import (
    BCSSP,
    bcssp,
    code,
    environment,
    leftovers,
    processes_for,
    sampled,
    write_notebook,
)

FILES = (".lock", ".ledger.sqlite", "filler")


def slow_section(project: Project) -> tuple[Callable[[], object], Path]:
    """Make the second section say that it has begun, and wait for a file before it goes on."""
    go = project.root / "go"
    text = (
        "import pathlib, time\n"
        "pathlib.Path('began').touch()\n"
        f"while not pathlib.Path({str(go)!r}).exists():\n"
        "    time.sleep(0.05)"
    )
    write_notebook(project.notebooks / "02_training.ipynb", code("wait", text))
    return lambda: begun(project), go


def start(project: Project, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(BCSSP), "build", *arguments],
        env=environment(project),
        cwd=project.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def whole(folder: Path) -> None:
    """Every file that is in place can be read to its end."""
    for path in folder.rglob("*.ipynb"):
        nbformat.validate(nbformat.read(path, as_version=4))
    for path in folder.rglob("*.json"):
        json.loads(path.read_text("utf-8"))
    for path in folder.rglob("*.html"):
        assert path.read_text("utf-8").endswith("</html>\n"), path


@posix
@pytest.mark.soak  # test_stopping.py has the usual run stop a build by each signal
@pytest.mark.parametrize(
    ("number", "to_all", "code"),
    [
        pytest.param("SIGINT", True, 130, id="Ctrl-C at a terminal"),
        pytest.param("SIGTERM", False, 143, id="SIGTERM"),
    ],
)
def test_a_build_that_is_stopped_leaves_nothing_half_made_and_no_process(
    small_project, number, to_all, code
):
    began, _ = slow_section(small_project)
    process = start(small_project, "banes")
    wait_until(began, "the section had begun")
    if to_all:
        os.killpg(process.pid, getattr(signal, number))
    else:
        process.send_signal(getattr(signal, number))
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == code
    assert "Traceback" not in told
    assert leftovers(small_project.reports) == []
    assert not list(small_project.reports.rglob("02_training.ipynb"))
    assert not list(small_project.reports.rglob("report.html"))
    whole(small_project.reports)
    wait_until(lambda: not processes_for(small_project.root), "every process had ended")


@posix
@pytest.mark.soak  # test_kills.py has the usual run kill a build
def test_after_a_build_is_killed_its_processes_end_and_the_next_build_clears_up(small_project):
    began, go = slow_section(small_project)
    process = start(small_project, "banes")
    wait_until(began, "the section had begun")
    process.kill()
    process.wait(PATIENCE)
    wait_until(lambda: not processes_for(small_project.root), "every process had ended")
    process.communicate(timeout=PATIENCE)
    assert any(name.startswith(".building-") for name in leftovers(small_project.reports))
    go.touch()
    again = bcssp(small_project, "build", "banes")
    assert again.returncode == 0, again.stderr
    assert leftovers(small_project.reports) == []
    whole(small_project.reports)


@posix
def test_of_two_builds_on_one_folder_the_second_is_refused_and_the_first_is_unharmed(small_project):
    began, go = slow_section(small_project)
    first = start(small_project, "banes")
    wait_until(began, "the section had begun")
    second = bcssp(small_project, "build", "banes")
    assert second.returncode == 1
    assert "Another build is writing to" in second.stderr
    assert "Traceback" not in second.stderr
    go.touch()
    out, told = first.communicate(timeout=PATIENCE)
    assert first.returncode == 0, told
    assert "review copy:" in out
    page = (small_project.reports / "banes/2023-24/review/report.html").read_text("utf-8")
    assert "282" in page
    assert leftovers(small_project.reports) == []


@pytest.mark.parametrize("below", ["", "deep"], ids=["itself", "a folder above it"])
def test_an_output_folder_that_is_a_file_is_told_and_left_alone(project, built, below):
    file = project.root / "taken"
    file.write_text("I am a file", "utf-8")
    with pytest.raises(OutputError, match="it cannot be written") as told:
        built("banes", out=file / below)
    assert f"The output folder {file}" in str(told.value)
    assert "--out" in str(told.value)
    assert file.read_text("utf-8") == "I am a file"


def test_a_file_where_a_reports_own_folder_should_be_is_told_and_left_alone(project, built):
    out = project.root / "out"
    out.mkdir()
    (out / "banes").write_text("I am a file", "utf-8")
    with pytest.raises(OutputError, match="it cannot be written"):
        built("banes", out=out)
    assert (out / "banes").read_text("utf-8") == "I am a file"
    assert sorted(path.name for path in out.iterdir()) == [".ledger.sqlite", ".lock", "banes"]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mount a small disk with these options; skip where that is not allowed."""
    place = tmp_path / "disk"
    place.mkdir()
    program = shutil.which("mount")

    def mount(options: str) -> Path:
        done = program and subprocess.run(
            [program, "-t", "tmpfs", "-o", options, "tmpfs", place],
            check=False,
            capture_output=True,
        )
        if not done or done.returncode != 0:
            pytest.skip("needs the right to mount a small disk of its own")
        return place

    yield mount
    if place.is_mount():
        wait_until(lambda: not processes_for(place), "no kernel worked on the disk any more")
        subprocess.run(["umount", "-l", place], check=True)


def test_an_output_folder_that_cannot_be_written_is_told(built, disk):
    out = disk("ro")
    with pytest.raises(OutputError, match="it cannot be written"):
        built("banes", out=out)
    assert list(out.iterdir()) == []


def fill(out: Path, kilobytes: int) -> Path:
    """Fill a disk up, but for some kilobytes."""
    filler = out / "filler"
    filler.write_bytes(b"\0" * (shutil.disk_usage(out).free - kilobytes * 1024))
    return filler


class Filling(Watched):
    """Fills the disk up at a moment of the build."""

    def __init__(self, out: Path, moment: str, kilobytes: int) -> None:
        super().__init__()
        self._out, self._moment, self._kilobytes = out, moment, kilobytes

    def on_plan(self, plan: Plan, runs: Sequence[SectionRun], usual: dict[str, float]) -> None:
        self._fill_at("planned")

    def on_section_start(self, run: SectionRun) -> None:
        self._fill_at("section begun")

    def _fill_at(self, moment: str) -> None:
        if moment == self._moment and not (self._out / "filler").exists():
            fill(self._out, self._kilobytes)


def test_a_disk_too_full_for_the_ledger_is_told_and_nothing_is_left(built, disk):
    out = disk("size=1m")
    fill(out, 4)
    with pytest.raises(OutputError, match="disk is full"):
        built("banes", out=out)
    assert sorted(path.name for path in out.rglob("*")) == [".lock", "filler"]


def test_a_disk_too_full_for_an_executed_notebook_is_told_and_nothing_is_left(built, disk):
    out = disk("size=1m")
    with pytest.raises(OutputError, match="disk is full"):
        built("banes", out=out, watcher=Filling(out, "section begun", 8))
    assert not [path for path in out.rglob("*") if path.is_file() and path.name not in FILES]
    (out / "filler").unlink()
    _, watched = built("banes", out=out)
    assert watched.run == {("banes", "police"), ("banes", "training")}


@pytest.mark.parametrize("moment", ["before", "planned"])
@pytest.mark.parametrize("kilobytes", sampled([4, 12, 16], {12}))
def test_a_disk_too_full_for_the_report_is_told_and_leaves_nothing_half_written(
    project, built, disk, moment, kilobytes
):
    out = disk("size=2m")
    shutil.copytree(project.reports, out, dirs_exist_ok=True)
    narrative = project.reports / "banes/2023-24/narrative/training.md"
    narrative.parent.mkdir()
    narrative.write_text("::: {#overview}\nOurs.\n:::\n", "utf-8")
    if moment == "before":
        fill(out, kilobytes)
    told = ""
    try:
        outcomes, _ = built("banes", out=out, watcher=Filling(out, moment, kilobytes))
        told = outcomes["banes"].error
    except OutputError as error:
        told = str(error)
    assert "Free some space" in told or "No space left" in told
    assert leftovers(out) == []
    whole(out)
    (out / "filler").unlink()
    outcomes, watched = built("banes", out=out)
    assert not outcomes["banes"].error
    assert watched.run == set()
    assert "Ours." in (out / "banes/2023-24/review/report.html").read_text("utf-8")
