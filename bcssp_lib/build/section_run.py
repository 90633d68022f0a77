"""One run of a section: what is asked for, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bcssp_lib.build.request import EngineName
from bcssp_lib.model.records import Limits
from bcssp_lib.model.report_id import ReportId, Stamp

# In the folder of a run: where its cells work, the number of its process, the id of the cell
# that runs, what the process says of its own end, and where a cell was stopped that ran too long.
HERE, PROCESS, CELL, STDERR, HUNG = "files", "process", "cell", "stderr.log", "hung.log"
FAILED = "failed.ipynb"  # where its cells work: the notebook as far as it ran
INJECTED = "injected-parameters"  # the tag that papermill gives the cell with the values
SERVER_FOLDER_VARIABLE = "BCSSP_SERVER_FOLDER"  # the fork server's folder, which goes with it


@dataclass(frozen=True)
class ReadRecord:
    """What a run read, as hashes by what it asked for, and the modules that it imported."""

    reads: dict[str, str] = field(default_factory=dict)
    packages: tuple[str, ...] = ()

    def seal_reads(self, seal: Callable[[str], str]) -> ReadRecord:
        """The same with its hashes as they may be kept."""
        return replace(self, reads={key: seal(digest) for key, digest in self.reads.items()})


@dataclass(frozen=True)
class SectionRun:
    """One section to run: the text of its notebook, for which report, and within what limits.

    ``root`` is the project's folder, ``work`` the folder in which runs get folders of their own.
    ``figures`` are, on a worker of a cluster, the protected figures of the area, as packed; here
    the section reads them from the project's folder.
    """

    report: ReportId
    section: str
    source: str
    root: Path
    work: Path
    limits: Limits
    engine: EngineName = EngineName.OWN
    figures: bytes = field(default=b"", repr=False)

    @property
    def stamp(self) -> Stamp:
        """What everything that the section makes is stamped with."""
        return self.report.stamp(self.section)


@dataclass(frozen=True)
class SectionResult:
    """The outcome of a run: the executed notebook's text, or an error in a line.

    ``account`` says what the run read and used; there is none of a run in a Jupyter kernel.
    ``log`` is the whole of an error, ``failed_notebook`` the text of a notebook that failed.
    ``digest`` is the hash of the executed notebook, once that is in its place. ``left_out`` says
    why it has to be run, of a section that was not to be run.
    """

    report: ReportId
    section: str
    seconds: float = 0.0
    notebook: str = ""
    error: str = ""
    cell: str = ""
    log: str = ""
    failed_notebook: str = ""
    account: ReadRecord | None = None
    worker: str = ""
    digest: str = ""
    reused: bool = False
    left_out: str = ""

    @property
    def ok(self) -> bool:
        """Whether every cell verifiably ran."""
        return not self.error

    @property
    def state(self) -> str:
        """How it ended: ``ok``, ``failed``, or ``up to date``, ``left out``: it did not run."""
        if self.left_out:
            return "left out"
        if self.error:
            return "failed"
        return "up to date" if self.reused else "ok"
