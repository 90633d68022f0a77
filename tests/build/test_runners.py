"""Sections side by side: whatever is killed, the others are well, and nothing is left."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest
from nbformat import NotebookNode

from bcssp_lib.build.request import SectionResult, SectionRun, Start
from bcssp_lib.build.runners import ATTEMPTS, LocalRunners, Runners, default_start, run_all
from bcssp_lib.files.project import Project
from tests.build.runs import OPEN, section_run
from tests.projects import ROOT, code, command_line, processes_for, sampled

forks = pytest.mark.skipif(default_start() is Start.SPAWN, reason="this system does not fork")
PATIENCE = 30
WAITS = (
    "import os, pathlib, time\n"
    "pathlib.Path('begun').touch()\n"
    "while not pathlib.Path({go!r}).exists():\n    time.sleep(0.02)"
)


@dataclass
class Held:
    """A section that is being run, and waits until the test lets it go on."""

    promise: Future[SectionResult]
    work: Path
    go: Path

    def result(self) -> SectionResult:
        """What becomes of it once it may go on."""
        self.go.touch()
        return self.promise.result(PATIENCE)

    def process(self) -> psutil.Process:
        """Its process, once it waits: its working folder is the run's."""
        until = time.monotonic() + PATIENCE
        while not (found := self._waiting()):
            assert time.monotonic() < until, "the section did not begin"
            time.sleep(0.02)
        return found[0]

    def _waiting(self) -> list[psutil.Process]:
        begun = {str(path.parent) for path in self.work.glob("*/files/begun")}
        return [one for one in psutil.process_iter(["cwd"]) if one.info["cwd"] in begun]

    def kill(self) -> None:
        process = self.process()
        process.kill()
        psutil.wait_procs([process], timeout=PATIENCE)


@dataclass
class Bench:
    """Runners, and a folder for what they run."""

    runners: Runners
    folder: Path

    def section(self, name: str, *cells: NotebookNode) -> SectionRun:
        (self.folder / name).mkdir()
        return replace(section_run(self.folder / name, *cells), section=name)

    def held(self, name: str, first: str = "") -> tuple[SectionRun, Path]:
        go = self.folder / f"{name}-may-go"
        return self.section(name, code("waits", first + WAITS.format(go=str(go)))), go

    def begin(self, name: str, first: str = "") -> Held:
        run, go = self.held(name, first)
        return Held(self.runners.submit(run), run.work, go)

    def run(self, *runs: SectionRun) -> dict[str, SectionResult]:
        found = run_all(runs, self.runners, lambda _: None)
        return {run.section: result for run, result in found}

    def one(self, name: str) -> SectionResult:
        return self.run(self.section(name, code("one", "one = 1")))[name]


@pytest.fixture
def bench(runners: Runners, tmp_path: Path) -> Bench:
    return Bench(runners, tmp_path)


def test_each_run_comes_with_its_result_and_is_told_before(bench):
    runs = [bench.section(f"s{number}", code("one", f"one = {number}")) for number in range(5)]
    begun: list[str] = []
    ended: list[str] = []
    for run, result in run_all(runs, bench.runners, lambda run: begun.append(run.section)):
        assert (result.section, result.error) == (run.section, "")
        assert run.section in begun
        ended.append(run.section)
        assert len(begun) <= len(ended) + bench.runners.size
    assert begun == [run.section for run in runs]
    assert sorted(ended) == begun


def test_results_come_as_they_are_there(bench):
    slow, go = bench.held("slow")
    quick = bench.section("quick", code("one", "one = 1"))
    found = run_all([slow, quick], bench.runners, lambda _: None)
    assert next(found)[0].section == "quick"
    go.touch()
    assert [(run.section, result.error) for run, result in found] == [("slow", "")]


def test_a_section_that_fails_harms_no_other(bench):
    bad, good = code("sums", "1 / 0"), code("one", "one = 1")
    found = bench.run(bench.section("bad", bad), bench.section("good", good))
    assert found["bad"].error == "cell 'sums': ZeroDivisionError: division by zero"
    assert found["good"].error == ""


def test_nothing_to_run_is_done_at_once(bench):
    assert bench.run() == {}


def test_a_section_whose_process_is_killed_is_run_again(bench):
    unlucky, other = bench.begin("unlucky"), bench.begin("other")
    kept = other.process().pid
    unlucky.kill()
    assert unlucky.result().error == ""
    assert (other.result().error, other.result().worker) == ("", str(kept))


def test_a_killed_section_is_run_again_whatever_its_libraries_have_printed(bench):
    unlucky = bench.begin("unlucky", "import os\nos.write(2, b'a library warns')\n")
    unlucky.kill()
    assert unlucky.result().error == ""


def test_a_section_whose_process_is_killed_every_time_fails(bench):
    doomed, other = bench.begin("doomed"), bench.begin("other")
    for _ in range(ATTEMPTS):
        doomed.kill()
    assert doomed.result().error.endswith(
        f"was killed (was there memory enough?), {ATTEMPTS} times"
    )
    assert other.result().error == ""
    assert bench.one("next").error == ""


def fork_server() -> psutil.Process:
    (found,) = [
        child
        for child in psutil.Process().children()
        if "multiprocessing.forkserver" in " ".join(command_line(child))
    ]
    return found


@forks
def test_sections_whose_fork_server_is_killed_are_run_again(bench):
    both = bench.begin("one"), bench.begin("two")
    processes = [held.process() for held in both]
    server = fork_server()
    server.kill()
    psutil.wait_procs(processes, timeout=PATIENCE)  # to wait for the server would reap it
    assert [held.result().error for held in both] == ["", ""]
    assert bench.one("next").error == ""


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_whoever_stops_early_leaves_no_process(tmp_path, error):
    def stop() -> None:
        runners = LocalRunners(Project(ROOT), jobs=2)
        bench = Bench(runners, tmp_path)
        held = [bench.held(name)[0] for name in ("one", "two")]
        for _ in run_all([bench.section("quick", code("one", "one = 1")), *held], runners, begun):
            raise error

    begun_so_far: list[str] = []

    def begun(run: SectionRun) -> None:
        begun_so_far.append(run.section)

    with pytest.raises(error):
        stop()
    assert "one" in begun_so_far
    assert not processes_for(tmp_path)


@pytest.mark.soak  # test_spawned.py has the usual run compare whole builds
def test_both_ways_to_start_give_the_same_bytes(runners, tmp_path):
    def made(runners: Runners, name: str) -> str:
        cells = [
            code("setup", OPEN),
            code("facts", 'section.publish("missing_reports")'),
            code("table", 'section.figures_table("T", group="missing")'),
            code("chart", 'section.change_chart("C", "missing_reports")'),
            code("warns", "import warnings\nwarnings.warn('mind')"),
        ]
        (tmp_path / name).mkdir()
        run = Bench(runners, tmp_path / name).section("trial", *cells)
        result = runners.submit(run).result(PATIENCE)
        assert result.error == ""
        return result.notebook

    spawned = LocalRunners(Project(ROOT), Start.SPAWN, jobs=1)
    assert made(spawned, "cold") == made(runners, "warm")
    spawned.stop()


LATE = (
    "import sys, time\n"
    "from pathlib import Path\n"
    "from bcssp_lib.files.project import Project\n"
    "from bcssp_lib.build.runners import LocalRunners\n"
    "LocalRunners(Project(Path({root!r}))).stop()\n"
    "print('ended', flush=True)\n"
    "{then}"
)


@forks
@pytest.mark.parametrize("killed", sampled([True, False], {True}))
def test_a_command_that_is_killed_when_it_has_run_everything_leaves_no_temporary_folder(
    killed,
):
    temporary = Path(tempfile.mkdtemp(prefix="late-", dir="/tmp"))  # a socket's path is short
    then = "time.sleep(60)" if killed else ""
    process = subprocess.Popen(
        [sys.executable, "-c", LATE.format(root=str(ROOT), then=then)],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ended\n"
    if killed:
        assert [one.name[:5] for one in temporary.iterdir()] == ["pymp-"]
        process.kill()
    _, told = process.communicate(timeout=PATIENCE)
    until = time.monotonic() + PATIENCE
    while list(temporary.iterdir()):
        assert time.monotonic() < until, "a temporary folder was left"
        time.sleep(0.02)
    assert told == ""
    temporary.rmdir()
