"""What is asked for: of a build by its user, of a process by the build; and how a section ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from bcssp_lib.model.records import Limits
from bcssp_lib.model.report_id import ALL_FORMATS, Format, ReportId, Stamp

# In the folder of a run: where its cells work, the number of its process, the id of the cell
# that runs, what the process says of its own end, and where a cell was stopped that ran too long.
HERE, PROCESS, CELL, STDERR, HUNG = "files", "process", "cell", "stderr.log", "hung.log"
INJECTED = "injected-parameters"  # the tag that papermill gives the cell with the values
SERVER_FOLDER_VARIABLE = "BCSSP_SERVER_FOLDER"  # the fork server's folder, which goes with it


class EngineName(StrEnum):
    """What executes the cells: the section's own process, or an ordinary Jupyter kernel."""

    OWN = "own"
    JUPYTER = "jupyter"


class Start(StrEnum):
    """How processes start: forked from one that has everything imported, or from nothing."""

    FORK = "fork"
    SPAWN = "spawn"


@dataclass(frozen=True)
class Request:
    """What the user asked for; an empty value means the default, or all.

    ``sections`` are run again in any case; the others only if they are not up to date. Where
    ``only`` names sections, no other is run at all.
    The period ``all`` means every period of params/periods.yaml.
    """

    areas: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    edition: str = ""
    sections: tuple[str, ...] = ()
    out: Path | None = None
    only: tuple[str, ...] = ()

    @classmethod
    def for_report(
        cls,
        area: str,
        period: str = "",
        edition: str = "",
        section: str = "",
        out: Path | None = None,
    ) -> Request:
        """One report, or one section of it; an empty value means the default."""
        periods, sections = ((one,) if one else () for one in (period, section))
        return cls((area,), periods, edition, sections, out)


@dataclass(frozen=True)
class Certificates:
    """The files of one who may use a cluster: the authority that all trust, their own, its key."""

    ca: Path
    cert: Path
    key: Path


@dataclass(frozen=True)
class Options:
    """How to build, beyond what to build.

    ``cluster`` is the address of a Dask scheduler, or ``local:N``; ``certificates`` let us in
    there, if Dask's own configuration does not. ``resume`` takes up the last build where it was
    cut off, ``retry_failed`` the reports of it that have failed sections. ``accept_losses``
    confirms that figures which were there are gone for good. Of a ``rehearsal`` nothing is kept
    among what was published. ``formats`` are those of a publication.
    """

    jobs: int = 0
    publish: bool = False
    allow_synthetic: bool = False
    fresh: bool = False
    start: Start | None = None
    engine: EngineName = EngineName.OWN
    cluster: str = ""
    certificates: Certificates | None = None
    resume: bool = False
    retry_failed: bool = False
    accept_losses: bool = False
    rehearsal: bool = False
    formats: tuple[Format, ...] = ()

    @property
    def wanted_formats(self) -> tuple[Format, ...]:
        """The formats that a publication is made in: without a word, all."""
        return self.formats or ALL_FORMATS


_KEPT = ("publish", "allow_synthetic", "fresh", "accept_losses")  # of a build that is resumed
_Asked = TypeVar("_Asked", Request, Options)


def request_record(request: Request, options: Options) -> dict[str, object]:
    """A build's request as the ledger keeps it, so that it can be taken up again."""
    kept = {name: getattr(options, name) for name in _KEPT}
    return {**asdict(request), "out": "", **kept, "formats": options.formats}


def read_request(record: Mapping[str, Any]) -> tuple[Request, Options]:
    """What was asked for, from a record of ``request_record``."""
    areas, periods, sections = (tuple(record[name]) for name in ("areas", "periods", "sections"))
    only = tuple(record.get("only", ()))  # which earlier versions did not have
    kept: dict[str, Any] = {name: bool(record[name]) for name in _KEPT}
    formats = tuple(map(Format, record.get("formats", ())))
    request = Request(areas, periods, record["edition"], sections, only=only)
    return request, Options(**kept, formats=formats)


def fill_in(asked: _Asked, before: _Asked) -> _Asked:
    """What is asked for now, and where that is empty, what was asked for before."""
    values = {
        field.name: getattr(asked, field.name) or getattr(before, field.name)
        for field in fields(asked)
    }
    return replace(asked, **values)


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
