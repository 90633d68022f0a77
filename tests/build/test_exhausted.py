"""Builds that run out of memory, or out of room on the disk."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import yaml

from tests.build.trials import Trial, posix, tree, trial_in
from tests.projects import code, prose, sampled, write_notebook

pytestmark = posix
KILLED = "import signal\nsignal.raise_signal(signal.SIGKILL)"
TOO_MUCH = "much = bytearray(2 << 30)\nfor place in range(0, 2 << 30, 4096):\n    much[place] = 1"
MOMENTS, SECONDS = 6, 4  # moments of a build that takes so long


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    """A project of which nothing is built yet."""
    with trial_in(tmp_path / "project") as trial:
        yield trial


@pytest.fixture(scope="module")
def whole(undisturbed: Path) -> dict[str, str]:
    """The files of the same project, built with room enough."""
    return tree(undisturbed / "project/reports")


def train(trial: Trial, text: str) -> None:
    """Have the second section do this before it shows what it always shows."""
    write_notebook(
        trial.project.notebooks / "02_training.ipynb",
        code("hungry", text),
        code("facts", 'section.publish(group="training")'),
        prose("overview", "{{ training_sessions }} sessions were held in {{ area }}."),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            KILLED,
            "was killed (was there memory enough?)",
            id="killed by the system",
            marks=pytest.mark.soak,  # test_runners.py has the usual run kill a section
        ),
        pytest.param(
            TOO_MUCH,
            "more than 300 MB of memory",
            id="over section_megabytes",
            marks=pytest.mark.soak,  # test_engine.py has the usual run stop such a section
        ),
    ],
)
def test_a_section_that_runs_out_of_memory_is_named_and_the_rest_is_unharmed(
    trial, whole, text, told
):
    settings = trial.project.root / "params/settings.yaml"
    content = yaml.safe_load(settings.read_text("utf-8"))
    settings.write_text(yaml.safe_dump({**content, "section_megabytes": 300}), "utf-8")
    train(trial, text)
    assert trial.build("banes") == 3
    assert "Traceback" not in trial.told
    words = " ".join(trial.out.replace("│", " ").split())
    assert "Sections that failed" in words
    failed = trial.asked("SELECT section, cell, error FROM runs WHERE state = 'failed'")
    assert [row[:2] for row in failed] == [("training", "hungry")]
    assert told in failed[0][2]
    left = {name: one for name, one in tree(trial.project.reports).items() if "ipynb" in name}
    assert left.items() <= whole.items()
    assert list(left) == ["banes/2023-24/sections/01_police.ipynb"]
    page = (trial.project.reports / "banes/2023-24/review/report.html").read_text("utf-8")
    assert "This section could not be built." in page
    assert "282" in page
    trial.nothing_runs()
    assert trial.leftovers() == []


@pytest.fixture
def disk(trial: Trial) -> Iterator[Path]:
    """Have the reports on a small disk of their own; skip where that is not allowed."""
    place, program = trial.project.reports, shutil.which("mount")
    place.mkdir()
    done = program and subprocess.run(
        [program, "-t", "tmpfs", "-o", "size=4m", "tmpfs", place], check=False, capture_output=True
    )
    if not done or done.returncode != 0:
        pytest.skip("needs the right to mount a small disk of its own")
    yield place
    trial.nothing_runs()
    subprocess.run(["umount", "-l", place], check=True)


def fill(place: Path, kilobytes: int = 0) -> None:
    """Fill a disk up, but for some kilobytes."""
    with suppress(OSError), (place / "filler").open("wb") as filler:
        for _ in range((shutil.disk_usage(place).free >> 10) - kilobytes):
            filler.write(b"\0" * 1024)
            filler.flush()


def stops_in_order(trial: Trial, code: int, whole: dict[str, str]) -> None:
    """A build that found no room says so, leaves nothing half made, and can be taken up."""
    told = " ".join(f"{trial.out} {trial.told}".split())
    assert code in {0, 1}, told
    assert "Traceback" not in told
    if code == 1:
        assert "disk is full" in told or "Free some space" in told
    trial.nothing_runs()
    assert trial.leftovers() == []
    (trial.project.reports / "filler").unlink()
    trial.ledger_is_true()
    trial.complete()
    assert tree(trial.project.reports) == whole
    assert trial.leftovers() == []


@pytest.mark.soak  # test_trouble.py has the usual run meet small disks
@pytest.mark.parametrize("kilobytes", [0, 20, 60, 100, 120, 140, 180])
def test_a_build_on_a_full_disk_says_so_and_is_taken_up_once_there_is_room(
    trial, disk, whole, kilobytes
):
    fill(disk, kilobytes)
    stops_in_order(trial, trial.build("banes"), whole)


@pytest.mark.parametrize("moment", sampled(range(MOMENTS), ()))
def test_a_disk_that_fills_up_at_any_moment_of_a_build_is_told_and_the_build_taken_up(
    trial, disk, whole, moment
):
    share = (moment + random.Random(moment).random()) / MOMENTS
    process = trial.start("banes")
    with suppress(subprocess.TimeoutExpired):
        process.wait(share * SECONDS)
    fill(disk)
    stops_in_order(trial, trial.finish(process), whole)
