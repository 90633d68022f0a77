"""What a build leaves when it is stopped, refused, or runs out of room: real processes, real disks."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest

from bcssp_lib.figures.project import Project
from tests.projects import BCSSP, bcssp, code, environment, processes_for, write_notebook

PATIENCE = 60
posix = pytest.mark.skipif(os.name == "nt", reason="signals and process groups are of POSIX")


def wait_until(true: Callable[[], object], what: str) -> None:
    """Wait for something to become true, and fail if it does not."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited {PATIENCE} s in vain until {what}"
        time.sleep(0.05)


def slow_section(project: Project) -> tuple[Path, Path]:
    """Make the second section say that it has begun, and wait for a file before it goes on."""
    began, go = project.root / "began", project.root / "go"
    text = (
        "import pathlib, time\n"
        f"pathlib.Path({str(began)!r}).touch()\n"
        f"while not pathlib.Path({str(go)!r}).exists():\n"
        "    time.sleep(0.05)"
    )
    write_notebook(project.notebooks / "02_training.ipynb", code("wait", text))
    return began, go


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


def leftovers(project: Project) -> list[str]:
    return [path.name for path in project.reports.rglob(".*") if path.name != ".lock"]


def whole(folder: Path) -> None:
    """Every file that is in place can be read to its end."""
    for path in folder.rglob("*.ipynb"):
        nbformat.validate(nbformat.read(path, as_version=4))
    for path in folder.rglob("*.json"):
        json.loads(path.read_text("utf-8"))
    for path in folder.rglob("*.html"):
        assert path.read_text("utf-8").endswith("</html>\n"), path


@posix
@pytest.mark.parametrize(
    ("number", "to_all", "code"),
    [
        pytest.param("SIGINT", False, 130, id="SIGINT"),
        pytest.param("SIGINT", True, 130, id="Ctrl-C at a terminal"),
        pytest.param("SIGTERM", False, 143, id="SIGTERM"),
        pytest.param("SIGHUP", False, 129, id="SIGHUP"),
    ],
)
def test_a_build_that_is_stopped_leaves_nothing_half_made_and_no_process(
    small_project, number, to_all, code
):
    began, _ = slow_section(small_project)
    process = start(small_project, "banes")
    wait_until(began.exists, "the section had begun")
    if to_all:
        os.killpg(process.pid, getattr(signal, number))
    else:
        process.send_signal(getattr(signal, number))
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == code
    assert "Traceback" not in told
    assert leftovers(small_project) == []
    assert not list(small_project.reports.rglob("02_training.ipynb"))
    assert not list(small_project.reports.rglob("report.html"))
    whole(small_project.reports)
    wait_until(lambda: not processes_for(small_project.root), "every process had ended")


@posix
def test_after_a_build_is_killed_its_processes_end_and_the_next_build_clears_up(small_project):
    began, go = slow_section(small_project)
    process = start(small_project, "banes")
    wait_until(began.exists, "the section had begun")
    process.kill()
    process.wait(PATIENCE)
    wait_until(lambda: not processes_for(small_project.root), "every process had ended")
    process.communicate(timeout=PATIENCE)
    assert any(name.startswith(".building-") for name in leftovers(small_project))
    go.touch()
    again = bcssp(small_project, "build", "banes")
    assert again.returncode == 0, again.stderr
    assert leftovers(small_project) == []
    whole(small_project.reports)


@posix
def test_of_two_builds_on_one_folder_the_second_is_refused_and_the_first_is_unharmed(small_project):
    began, go = slow_section(small_project)
    first = start(small_project, "banes")
    wait_until(began.exists, "the section had begun")
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
    assert leftovers(small_project) == []


@posix
def test_two_builds_into_two_folders_go_on_side_by_side(small_project):
    began, go = slow_section(small_project)
    first = start(small_project, "banes")
    wait_until(began.exists, "the section had begun")
    began.unlink()
    second = start(small_project, "banes", "--out", str(small_project.root / "other"))
    wait_until(began.exists, "the section of the other build had begun")
    go.touch()
    for process in (first, second):
        _, told = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, told
    pages = [
        (folder / "banes/2023-24/review/report.html").read_bytes()
        for folder in (small_project.reports, small_project.root / "other")
    ]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("below", [False, True], ids=["itself", "a folder above it"])
def test_an_output_folder_that_is_a_file_is_told_and_left_alone(small_project, below):
    file = small_project.root / "taken"
    file.write_text("I am a file", "utf-8")
    done = bcssp(small_project, "build", "banes", "--out", str(file / "deep" if below else file))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"The output folder {file}" in done.stderr
    assert "--out" in done.stderr
    assert file.read_text("utf-8") == "I am a file"


def test_a_file_where_a_reports_own_folder_should_be_is_told_and_left_alone(small_project):
    (small_project.reports).mkdir()
    (small_project.reports / "banes").write_text("I am a file", "utf-8")
    done = bcssp(small_project, "build", "banes")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "cannot be written" in done.stderr + done.stdout
    assert (small_project.reports / "banes").read_text("utf-8") == "I am a file"
    assert leftovers(small_project) == []


@pytest.fixture
def read_only(small_project: Project) -> Iterator[Path]:
    """An output folder that nobody can write to: for root too, where a mount can be made."""
    out = small_project.root / "read-only"
    out.mkdir()
    mount = shutil.which("mount")
    done = mount and subprocess.run([mount, "-t", "tmpfs", "-o", "ro", "tmpfs", out], check=False,
                                    capture_output=True)  # fmt: skip
    if not done or done.returncode != 0:
        pytest.skip("needs the right to mount a small disk of its own")
    yield out
    subprocess.run(["umount", out], check=True)


def test_an_output_folder_that_cannot_be_written_is_told(small_project, read_only):
    done = bcssp(small_project, "build", "banes", "--out", str(read_only))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "it cannot be written" in done.stderr
    assert list(read_only.iterdir()) == []


@pytest.fixture
def small_disk(small_project: Project) -> Iterator[Path]:
    """A disk of one megabyte."""
    out = small_project.root / "disk"
    out.mkdir()
    mount = shutil.which("mount")
    done = mount and subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", out],
                                    check=False, capture_output=True)  # fmt: skip
    if not done or done.returncode != 0:
        pytest.skip("needs the right to mount a small disk of its own")
    yield out
    subprocess.run(["umount", out], check=True)


def fill(disk: Path, kilobytes: int) -> Path:
    """Fill a disk up, but for some kilobytes."""
    filler = disk / "filler"
    free = shutil.disk_usage(disk).free - kilobytes * 1024
    filler.write_bytes(b"\0" * free)
    return filler


@pytest.mark.parametrize("kilobytes", [4, 24, 60])
def test_a_full_disk_is_told_and_leaves_nothing_half_written(small_project, small_disk, kilobytes):
    filler = fill(small_disk, kilobytes)
    done = bcssp(small_project, "build", "banes", "--out", str(small_disk))
    told = done.stdout + done.stderr
    assert done.returncode == 1, told
    assert "Traceback" not in told
    assert "disk is full" in told or "No space left" in told
    assert [path.name for path in small_disk.rglob(".*") if path.name != ".lock"] == []
    assert not list(small_disk.rglob("report.html"))
    whole(small_disk)
    filler.unlink()
    again = bcssp(small_project, "build", "banes", "--out", str(small_disk))
    assert again.returncode == 0, again.stderr
    whole(small_disk)


def test_a_disk_that_fills_up_leaves_the_earlier_report_whole(small_project, small_disk):
    out = ["--out", str(small_disk)]
    assert bcssp(small_project, "build", "banes", *out).returncode == 0
    filler = fill(small_disk, 4)
    done = bcssp(small_project, "build", "banes", "--fresh", *out)
    assert done.returncode == 1
    filler.unlink()
    whole(small_disk)
    status = json.loads(bcssp(small_project, "status", "banes", "--json", *out).stdout)
    assert {row["state"] for row in status} <= {"ok", "not ok", "out of date", "not built"}
