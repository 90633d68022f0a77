"""What the user asks a build for: which reports, and how to build them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from bcssp_lib.model.report_id import ALL_FORMATS, Format


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
