"""One run of a section: what is asked for, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bcssp_lib.build.limits import Limits
from bcssp_lib.model.report_id import Stamp


@dataclass(frozen=True)
class Account:
    """What a run read, as hashes by what it asked for, and the modules that it imported."""

    reads: dict[str, str] = field(default_factory=dict)
    packages: tuple[str, ...] = ()


@dataclass(frozen=True)
class SectionRun:
    """One section to run: the text of its notebook, for whom, where, and within what limits."""

    section: str
    source: str
    stamp: Stamp
    root: Path
    work: Path
    limits: Limits

    @property
    def report(self) -> tuple[str, str, str]:
        """The report that the section is part of: area, period, edition."""
        return self.stamp["area"], self.stamp["period"], self.stamp["edition"]


@dataclass(frozen=True)
class SectionResult:
    """What became of a run: the executed notebook's text, or an error in a line.

    ``account`` says what the run read and used, ``log`` the whole of an error.
    ``lost`` tells an error that may be no fault of the section: its kernel died.
    """

    section: str
    stamp: Stamp
    seconds: float = 0.0
    notebook: str = ""
    error: str = ""
    cell: str = ""
    log: str = ""
    account: Account = field(default_factory=Account)
    worker: str = ""
    lost: bool = False
    reused: bool = False

    @property
    def ok(self) -> bool:
        """Whether every cell verifiably ran."""
        return not self.error

    @property
    def area(self) -> str:
        """The area that the section was run for."""
        return self.stamp["area"]

    @property
    def report(self) -> tuple[str, str, str]:
        """The report that the section is part of: area, period, edition."""
        return self.stamp["area"], self.stamp["period"], self.stamp["edition"]
