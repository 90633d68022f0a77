"""A build that is stopped: by Ctrl-C, by ``kill``, by a closed terminal, at any moment."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bcssp_lib.files.project import Project
from tests.build.trials import PATIENCE, Trial, begun, posix, tree, trial_in, wait_until
from tests.projects import code, environment, sampled, write_notebook

pytestmark = posix
SOON = 10  # seconds; on a machine with nothing else to do it is one
MOMENTS = 4
Stop = Callable[[subprocess.Popen[str]], None]


def at_a_terminal(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGINT)


def asked_to_end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)


def terminal_closed(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGHUP)


CODES = {at_a_terminal: 130, asked_to_end: 143, terminal_closed: 129}
LONG = """import os, pathlib, time
pathlib.Path("began").touch()
while not pathlib.Path(os.environ["BCSSP_ROOT"], "go").exists():
    time.sleep(0.05)"""


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    """A project of which nothing is built yet."""
    with trial_in(tmp_path / "project") as trial:
        yield trial


def stopped(trial: Trial, process: subprocess.Popen[str], stop: Stop) -> int:
    """Stop a build, and see that it goes soon and leaves nothing; return its exit code."""
    began = time.monotonic()
    with suppress(ProcessLookupError):
        stop(process)
    code = trial.finish(process)
    assert time.monotonic() - began < SOON
    trial.nothing_runs()
    trial.ledger_is_true()
    assert trial.leftovers() == []
    return code


@pytest.mark.parametrize(
    ("stop", "moment"),
    sampled(itertools.product(CODES, range(MOMENTS)), {(at_a_terminal, 2)}),
)
def test_a_build_stopped_at_any_moment_goes_soon_leaves_nothing_and_is_taken_up_again(
    trial, undisturbed, stop, moment
):
    chance = random.Random(f"{stop.__name__} {moment}")
    whole = json.loads((undisturbed / "lives.json").read_text("utf-8"))["command"]
    process = trial.start("banes")
    with suppress(subprocess.TimeoutExpired):
        process.wait((moment + chance.random()) / MOMENTS * whole)
    code = stopped(trial, process, stop)
    if trial.cut_off():
        assert code == CODES[stop], trial.told
        assert "Traceback" not in trial.told
    trial.complete()
    assert tree(trial.project.reports) == tree(undisturbed / "project/reports")
    assert trial.leftovers() == []


@pytest.mark.soak  # the usual run stops a build at a terminal
@pytest.mark.parametrize("stop", CODES)
def test_a_build_stopped_during_a_long_cell_goes_soon_and_is_taken_up_again(trial, stop):
    write_notebook(trial.project.notebooks / "02_training.ipynb", code("wait", LONG))
    process = trial.start("banes")
    wait_until(lambda: begun(trial.project), "the cell had begun")
    assert stopped(trial, process, stop) == CODES[stop], trial.told
    assert "Traceback" not in trial.told
    (trial.project.root / "go").touch()
    trial.complete()
    assert (trial.project.reports / "banes/2023-24/sections/02_training.ipynb").exists()
    assert trial.leftovers() == []


def slow_quarto(trial: Trial, folder: Path) -> None:
    """Let builds find a Quarto that takes for ever, and that starts another program."""
    program = folder / "bin/quarto"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ntouch began\nsleep {10 * PATIENCE}\n", "utf-8")
    program.chmod(0o755)
    trial.environment["PATH"] = environment(trial.project, quarto=program)["PATH"]


def without_quarto(trial: Trial) -> None:
    trial.environment["PATH"] = environment(Project(trial.project.root))["PATH"]


@pytest.mark.soak  # the usual run stops a build at a terminal
@pytest.mark.parametrize("stop", CODES)
def test_a_build_stopped_while_quarto_renders_goes_soon_and_is_taken_up_again(
    trial, tmp_path, stop
):
    slow_quarto(trial, tmp_path)
    process = trial.start("banes", "--publish")
    wait_until(lambda: begun(trial.project), "Quarto had begun")
    assert stopped(trial, process, stop) == CODES[stop], trial.told
    assert "Traceback" not in trial.told
    without_quarto(trial)
    trial.complete()
    assert (trial.project.reports / "banes/2023-24/publication/report.pdf").exists()
    assert trial.leftovers() == []


@pytest.mark.soak  # test_kills.py has the usual run kill a command
def test_quarto_ends_with_a_command_that_is_killed(trial, tmp_path):
    slow_quarto(trial, tmp_path)
    process = trial.start("banes", "--publish")
    wait_until(lambda: begun(trial.project), "Quarto had begun")
    process.kill()
    assert trial.finish(process) == -signal.SIGKILL
    trial.nothing_runs()
    trial.ledger_is_true()
    without_quarto(trial)
    trial.complete()
    assert (trial.project.reports / "banes/2023-24/publication/report.pdf").exists()
    assert trial.leftovers() == []
