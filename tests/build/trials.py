"""Builds in processes of their own that are stopped or killed, and a look at what is left."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from bcssp_lib.build.ledger import FILE
from bcssp_lib.files.fingerprints import read_secret
from bcssp_lib.files.project import Project
from tests.projects import (
    BCSSP,
    command_line,
    environment,
    make_small_project,
    processes_for,
)

PATIENCE = 60
GONE_SECONDS = 5
_LOOK_SECONDS = 0.02
FORKSERVER = "multiprocessing.forkserver"
posix = pytest.mark.skipif(os.name == "nt", reason="signals and process groups are of POSIX")
Find = Callable[[psutil.Process], list[psutil.Process]]


def wait_until(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Wait for something to become true, and fail if it does not."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited {seconds} s in vain until {what}"
        time.sleep(0.02)


class Trial:
    """Builds of one project, whose temporary files all go to one folder of their own."""

    def __init__(self, project: Project, temporary: Path) -> None:
        self.project = project
        self.temporary = temporary
        self.environment = {**environment(project), "TMPDIR": str(temporary)}
        self.out, self.told = "", ""
        self._begun: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Begin a build in a session of its own, as a terminal does."""
        process = subprocess.Popen(
            [str(BCSSP), "build", *arguments],
            env=self.environment,
            cwd=self.project.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._begun.append(process)
        return process

    def end(self) -> None:
        """End what a test that failed has left running: other tests would suffer from it."""
        for process in self._begun:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.communicate()

    def finish(self, process: subprocess.Popen[str]) -> int:
        """Wait for the end of a build; return its exit code."""
        try:
            self.out, self.told = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            pytest.fail("the build did not come to its end")
        return process.returncode

    def build(self, *arguments: str) -> int:
        """Build to the end; return the exit code."""
        return self.finish(self.start(*arguments))

    def complete(self) -> None:
        """Take up what was cut off, or build again where nothing was."""
        code = self.build(*(["--resume"] if self.cut_off() else ["banes"]))
        assert code == 0, f"{self.out}\n{self.told}"

    def cut_off(self) -> bool:
        """Whether the ledger knows of a build that has not ended."""
        builds = self.asked("SELECT ended FROM builds ORDER BY id DESC LIMIT 1")
        return bool(builds) and not builds[0][0]

    def asked(self, statement: str) -> list[tuple[str, ...]]:
        """Ask the ledger; nothing, where there is none yet."""
        place = self.project.reports / FILE
        if not place.exists():
            return []
        with closing(sqlite3.connect(place)) as ledger:
            if not ledger.execute("SELECT name FROM sqlite_master").fetchall():
                return []
            return ledger.execute(statement).fetchall()

    def leftovers(self) -> list[str]:
        """What is not a part of any report."""
        hidden = [path for path in self.project.reports.rglob(".*") if not _kept(path)]
        return sorted(str(path) for path in [*hidden, *self.temporary.iterdir()])

    # What must hold

    def nothing_runs(self) -> None:
        """No process of the build is left, or will be in a moment."""
        wait_until(
            lambda: not processes_for(self.project.root), "every process had ended", GONE_SECONDS
        )

    def ledger_is_true(self) -> None:
        """The ledger is sound, and counts no section as done that is not there as it says."""
        assert self.asked("PRAGMA integrity_check") in ([], [("ok",)])
        rows = self.asked(
            "SELECT area, period, section, output FROM runs WHERE state = 'ok' AND id IN "
            "(SELECT max(id) FROM runs GROUP BY area, period, edition, section)"
        )
        secret = read_secret(self.project)
        for area, period, section, output in rows:
            mark = json.loads(output)
            found = list((self.project.reports / area / period / "sections").glob(f"*_{section}.*"))
            assert len(found) == 1, (section, found)
            content = found[0].read_bytes()
            assert len(content) == mark["size"]
            assert secret.seal(hashlib.sha256(content).hexdigest()) == mark["digest"]

    def same_as(self, undisturbed: Path) -> None:
        """Every file is as a build makes it that nobody disturbs."""
        assert tree(self.project.reports) == tree(undisturbed)


def _kept(path: Path) -> bool:
    return path.name.endswith((".lock", ".inputs.json", ".made.json")) or path.name.startswith(FILE)


def tree(folder: Path) -> dict[str, str]:
    """A hash of every file of the reports, by its place; the ledger and logs tell of times.

    What a publication was made from is noted with the secret of its project.
    """
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not _kept(path) and path.parent.name != "logs"
    }


@contextmanager
def trial_in(folder: Path, areas: Sequence[str] = ("banes",)) -> Iterator[Trial]:
    """A small project of some areas, of which nothing is built yet.

    Its temporary folder has a short path: that of a socket may have a hundred letters.
    """
    temporary = Path(tempfile.mkdtemp(prefix="trial-", dir="/tmp"))
    trial = Trial(make_small_project(folder, areas), temporary)
    try:
        yield trial
    finally:
        trial.end()
        shutil.rmtree(temporary, ignore_errors=True)


def begun(project: Project) -> bool:
    """Whether what runs in a build has said, by a file in its own folder, that it began.

    Other folders come and go meanwhile.
    """
    found = project.reports.glob(".building-*")
    return any("began" in files for one in found for _, _, files in os.walk(one))


# Finding the processes of a build


def command(process: psutil.Process) -> list[psutil.Process]:
    return [process]


def servers(process: psutil.Process) -> list[psutil.Process]:
    return [child for child in _children(process) if FORKSERVER in " ".join(command_line(child))]


def sections(process: psutil.Process) -> list[psutil.Process]:
    return [child for server in servers(process) for child in _children(server)]


def _children(process: psutil.Process) -> list[psutil.Process]:
    """The children of a process, asked of Linux: to look at every process takes long."""
    found = []
    with suppress(OSError, psutil.Error):
        for listed in Path(f"/proc/{process.pid}/task").glob("*/children"):
            found += [psutil.Process(int(number)) for number in listed.read_text().split()]
    return [one for one in found if _lives(one)]


def _lives(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


def first(process: subprocess.Popen[str], find: Find) -> psutil.Process | None:
    """The first process of a kind that is found; None if the build ends before."""
    with suppress(psutil.NoSuchProcess):
        own = psutil.Process(process.pid)
        while process.poll() is None:
            if found := find(own):
                return found[0]
            time.sleep(_LOOK_SECONDS)
    return None


def lifetimes(trial: Trial, finds: Sequence[Find]) -> dict[str, float]:
    """Build undisturbed; for how long there was a process of each kind."""
    seen: dict[str, list[float]] = {}
    process = trial.start("banes")
    own = psutil.Process(process.pid)
    while process.poll() is None:
        for find in finds:
            if find(own):
                seen.setdefault(find.__name__, []).append(time.monotonic())
        time.sleep(_LOOK_SECONDS)
    assert trial.finish(process) == 0, trial.told
    return {name: times[-1] - times[0] for name, times in seen.items()}
