"""A build whose command, section or fork server is killed, at any moment of it.

Each trial is a real build of a small project. The moments are spread over the whole life
of what is killed, at random within each stretch of it, and the same on every machine.
"""

from __future__ import annotations

import itertools
import json
import random
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.build.trials import (
    Find,
    Trial,
    command,
    first,
    posix,
    sections,
    servers,
    trial_in,
)
from tests.projects import sampled

pytestmark = posix
CHUNKS, MOMENTS = 24, 1  # moments in each chunk
USUAL = 12  # in the middle of a life
every_chunk = pytest.mark.parametrize("chunk", sampled(range(CHUNKS), {USUAL}))


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    """A project of which nothing is built yet."""
    with trial_in(tmp_path / "project") as trial:
        yield trial


def moments(find: Find, chunk: int) -> list[float]:
    """Shares of a life at which to kill: one at random in each stretch of it."""
    chance = random.Random(f"{find.__name__} {chunk}")
    stretches = range(chunk, CHUNKS * MOMENTS, CHUNKS)
    return [(stretch + chance.random()) / (CHUNKS * MOMENTS) for stretch in stretches]


def begun_and_killed(trial: Trial, find: Find, undisturbed: Path, share: float) -> subprocess.Popen:
    """Begin a build, and kill one process of it; sooner, if none was left at that moment."""
    life = json.loads((undisturbed / "lives.json").read_text("utf-8"))[find.__name__]
    while True:
        shutil.rmtree(trial.project.reports, ignore_errors=True)
        process = trial.start("banes")
        if killed(process, find, share * life) and not too_late(process, find):
            return process
        assert trial.finish(process) == 0, trial.told
        share /= 2


def killed(process: subprocess.Popen[str], find: Find, seconds: float) -> bool:
    """Kill a process, seconds after the first of its kind was there."""
    if first(process, find):
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    while found := first(process, find):
        with suppress(psutil.NoSuchProcess):
            found.kill()
            return True
    return False


def too_late(process: subprocess.Popen[str], find: Find) -> bool:
    """Whether the command had ended by itself in the moment in which it was killed."""
    return find is command and process.wait() == 0


def holds(trial: Trial) -> None:
    """What must hold whenever a build has ended, however it did."""
    trial.nothing_runs()
    trial.ledger_is_true()


@every_chunk
def test_a_command_that_is_killed_leaves_nothing_running_and_is_taken_up_again(
    trial, undisturbed, chunk
):
    for share in moments(command, chunk):
        process = begun_and_killed(trial, command, undisturbed, share)
        assert trial.finish(process) == -signal.SIGKILL
        holds(trial)
        assert not list(trial.temporary.glob("bcssp-*"))
        trial.complete()
        trial.same_as(undisturbed / "project/reports")
        holds(trial)
        assert trial.leftovers() == []


@pytest.mark.soak  # test_runners.py has the usual run kill a section and the fork server
@pytest.mark.parametrize(
    ("find", "chunk"), list(itertools.product((sections, servers), range(CHUNKS)))
)
def test_a_section_or_fork_server_that_is_killed_fails_no_section(trial, undisturbed, find, chunk):
    for share in moments(find, chunk):
        process = begun_and_killed(trial, find, undisturbed, share)
        assert trial.finish(process) == 0, f"{share}: {trial.out}\n{trial.told}"
        assert "Traceback" not in trial.told
        trial.same_as(undisturbed / "project/reports")
        holds(trial)
        assert trial.leftovers() == []
