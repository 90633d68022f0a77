"""Running a section on a worker of a cluster, in a project that was unpacked there.

A worker has a folder of its own, and serves every build until it ends. The section runs as it
does on one machine: in a process of its own. The folder holds params/ alone: figures come
protected, and go to the section's process without being written anywhere.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import pickle
import platform
import shutil
import tempfile
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bcssp_lib.build.request import SectionResult, SectionRun
from bcssp_lib.build.runners import LocalRunners
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.data_store import open_data_store
from bcssp_lib.data.looks import FOLDER as LOOKS
from bcssp_lib.files.fingerprints import text_digest
from bcssp_lib.files.folders import output_errors
from bcssp_lib.files.packages import installed_packages, library_digest
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError

_KEPT_PROJECTS = 8
_one_at_a_time = threading.Lock()  # a worker with several threads still runs one section
_OWN = "bcssp_reports"  # its installed version is that of the day it was linked


def run_parcel(run: SectionRun, parcel: Parcel) -> SectionResult | UserError:
    """Run a section with what came in the parcel; hand back its result, or why it cannot run."""
    from distributed import get_worker

    worker = get_worker().address
    other = find_other_version(parcel.versions)
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
        return self._runners.submit(
            replace(run, root=root, work=work, figures=parcel.figures)
        ).result()

    def _unpacked(self, parcel: Parcel) -> Path:
        """The project of a parcel as files; those used longest ago are removed."""
        folder = self._folder / f"project-{parcel.digest}"
        if not folder.exists():
            unpack_parcel(parcel, folder)
        os.utime(folder)
        projects = self._folder.glob("project-*")
        kept = sorted(projects, key=lambda project: project.stat().st_mtime_ns, reverse=True)
        for old in kept[_KEPT_PROJECTS:]:
            shutil.rmtree(old, ignore_errors=True)
        return folder

    def _end(self) -> None:
        if self._runners is not None:
            self._runners.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


@dataclass(frozen=True)
class Parcel:
    """What one area's sections need, and the versions that must run them.

    ``content`` is params/, known by its ``digest``; ``figures`` are ``ProtectedFigures``, pickled
    and compressed.
    """

    digest: str
    content: bytes
    figures: bytes = field(repr=False)
    versions: Mapping[str, str]


def pack_parcel(catalogue: Catalogue, area: str) -> Parcel:
    """Pack what the sections of an area may read: params/, and figures with what is hidden out.

    Raises ``UserError`` where figures have a fault, or cannot be protected.
    """
    protected = open_data_store(catalogue, area).protect_all(area)
    project, packed = catalogue.project, BytesIO()
    looks = project.params / LOOKS
    with ZipFile(packed, "w") as parcel:
        for path in sorted(project.params.rglob("*")):
            if path.is_file() and (path.suffix == ".yaml" or path.parent == looks):
                entry = ZipInfo(path.relative_to(project.root).as_posix())  # of no special date
                parcel.writestr(entry, path.read_bytes(), ZIP_DEFLATED)
    content = packed.getvalue()
    figures = zlib.compress(pickle.dumps(protected))
    return Parcel(text_digest(content.hex()), content, figures, package_versions())


def unpack_parcel(parcel: Parcel, folder: Path) -> None:
    """Make a project folder of a parcel; it holds no notebooks, since they come with each run."""
    making = folder.with_name(f"{folder.name}-making")
    for name in ("params", "data", "notebooks"):
        (making / name).mkdir(parents=True, exist_ok=True)
    with ZipFile(BytesIO(parcel.content)) as packed:
        packed.extractall(making)
    making.rename(folder)


def package_versions() -> dict[str, str]:
    """What makes the bytes of a section, besides its notebook and figures."""
    packages = {name: found for name, found in installed_packages().items() if name != _OWN}
    return {"Python": platform.python_version(), "bcssp_lib": library_digest(), **packages}


def find_other_version(wanted: Mapping[str, str]) -> str:
    """The first thing that has another version here; packages that only one has do no harm."""
    own_versions = package_versions()
    for name, version in wanted.items():
        if own_versions.get(name, version) != version:
            return f"{name} {own_versions[name]}, and not {version}"
    return ""
