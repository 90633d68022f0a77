"""Running a section on a worker of a cluster, in a project that was unpacked there.

A worker has a folder of its own, and serves every build until it ends. The section runs as it
does on one machine: in a process of its own.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import shutil
import tempfile
import threading
from dataclasses import replace
from functools import cache
from pathlib import Path

from bcssp_lib.build.parcel import Parcel, other_version, unpack
from bcssp_lib.build.runners import LocalRunners
from bcssp_lib.build.section_run import SectionResult, SectionRun
from bcssp_lib.files.folders import output_errors
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError

_KEPT_PROJECTS = 8
_one_at_a_time = threading.Lock()  # a worker with several threads still runs one section


def run_parcel(run: SectionRun, parcel: Parcel) -> SectionResult | UserError:
    """Run a section with what came in the parcel; hand back its result, or why it cannot run."""
    from distributed import get_worker

    worker = get_worker().address
    other = other_version(parcel.versions)
    if other:
        return UserError(
            f"The worker {worker} of the cluster has {other} as this machine has. Install the "
            "same requirements.lock and toolkit on every machine, and start its workers again."
        )
    with _one_at_a_time:
        try:
            return replace(_place().run(run, parcel), worker=worker)
        except UserError as error:
            return UserError(f"The worker {worker} of the cluster: {error}")


@cache
def _place() -> _WorkerPlace:
    return _WorkerPlace()


class _WorkerPlace:
    """The place of one worker: its folder, the projects unpacked there, and its processes."""

    def __init__(self) -> None:
        multiprocessing.current_process().daemon = False  # a daemon may start no process
        self._folder = Path(tempfile.mkdtemp(prefix="bcssp-"))
        self._runners: LocalRunners | None = None
        atexit.register(self._end)

    def run(self, run: SectionRun, parcel: Parcel) -> SectionResult:
        """Run a section in a process of its own."""
        work = self._folder / "work"
        with output_errors(self._folder):
            work.mkdir(exist_ok=True)
            root = self._unpacked(parcel)
        if self._runners is None:
            self._runners = LocalRunners(Project(root), jobs=1, folder=self._folder)
        return self._runners.submit(replace(run, root=root, work=work)).result()

    def _unpacked(self, parcel: Parcel) -> Path:
        """The project of a parcel as files; those used longest ago are removed."""
        folder = self._folder / f"project-{parcel.digest}"
        if not folder.exists():
            unpack(parcel, folder)
        os.utime(folder)
        projects = self._folder.glob("project-*")
        kept = sorted(projects, key=lambda one: one.stat().st_mtime_ns, reverse=True)
        for old in kept[_KEPT_PROJECTS:]:
            shutil.rmtree(old, ignore_errors=True)
        return folder

    def _end(self) -> None:
        if self._runners is not None:
            self._runners.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
