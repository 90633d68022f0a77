"""The record of a report's last build: what ran, from what, and how it ended."""

from __future__ import annotations

import json

from bcssp_lib.domain.records import Record
from bcssp_lib.run.folders import ReportFolder, put_text


class SectionRecord(Record):
    """How one section of a report last ended.

    ``made_from`` are hashes of its inputs, ``output`` that of the executed notebook.
    """

    section: str
    state: str
    error: str = ""
    seconds: float = 0.0
    built: str = ""
    made_from: dict[str, str] = {}
    output: str = ""


class BuildRecord(Record):
    """How one report was last built."""

    area: str
    period: str
    edition: str
    built: str
    synthetic: bool
    review: str = ""
    publication: dict[str, str] = {}
    engine: str = ""
    error: str = ""
    narrative: str = ""
    warnings: tuple[str, ...] = ()
    sections: tuple[SectionRecord, ...] = ()

    def section(self, name: str) -> SectionRecord | None:
        """The record of one section; none, if it never ran."""
        return next((one for one in self.sections if one.section == name), None)


def read_record(folder: ReportFolder) -> BuildRecord | None:
    """The record of a report; none, if it was never built."""
    if not folder.record.is_file():
        return None
    return BuildRecord.model_validate_json(folder.record.read_text("utf-8"))


def write_record(folder: ReportFolder, record: BuildRecord) -> None:
    """Put a record in its place in one step."""
    put_text(json.dumps(record.model_dump(mode="json"), indent=1) + "\n", folder.record)
