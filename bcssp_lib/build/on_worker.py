"""Running a section on a worker of a cluster, in a project that was unpacked there.

A worker has a folder and a template of its own. They serve every build until the worker
ends; then, even if it was killed, the template ends its kernels and removes the folder.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
from dataclasses import replace
from functools import cache
from pathlib import Path

from bcssp_lib.build.jobs import Kernels, default_kernels, kernel_variables
from bcssp_lib.build.parcel import Parcel, other_version, unpack
from bcssp_lib.build.pool import ATTEMPTS
from bcssp_lib.build.runner import run_section
from bcssp_lib.build.section_run import SectionResult, SectionRun
from bcssp_lib.build.template_process import Template
from bcssp_lib.files.folders import output_errors
from bcssp_lib.model.errors import UserError

_KEPT_PROJECTS = 8
_PATIENCE_SECONDS = 0.5
_one_at_a_time = threading.Lock()  # a run settles the environment of its whole process


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
            return replace(_home().run(run, parcel), worker=worker)
        except UserError as error:
            return UserError(f"The worker {worker} of the cluster: {error}")


@cache
def _home() -> _Home:
    return _Home()


class _Home:
    """The place of one worker: its folder, the projects unpacked there, and its template."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="bcssp-"))
        self._template: Template | None = None
        atexit.register(self._end)
        os.environ.update(kernel_variables(default_kernels(), self._folder))

    def run(self, run: SectionRun, parcel: Parcel) -> SectionResult:
        """Run a section, again if its kernel was lost because the template was killed."""
        work = self._folder / "work"
        with output_errors(self._folder):
            work.mkdir(exist_ok=True)
            root = self._unpacked(parcel)
        for _ in range(ATTEMPTS):
            starts = self._template_starts(root)
            result = run_section(replace(run, root=root, work=work))
            if not result.lost or self._template_starts(root, _PATIENCE_SECONDS) == starts:
                break
        return result

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

    def _template_starts(self, root: Path, patience: float = 0) -> int:
        """Have a template that lives, where the system can fork; how often one was started."""
        if default_kernels() is not Kernels.WARM:
            return 0
        if self._template is None:
            self._template = Template(self._folder, root)
            os.environ.update(self._template.variables)
        return self._template.check(patience)

    def _end(self) -> None:
        if self._template is not None:
            self._template.end()
        shutil.rmtree(self._folder, ignore_errors=True)
