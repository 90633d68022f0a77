"""The date of a report's files: the end of its period, not the day on which they were made.

So a report that is built again, from the same figures and words, is the same to the byte.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx

from bcssp_lib.publish.compose import Composed

_SOURCE_DATE = "SOURCE_DATE_EPOCH"  # pandoc, Typst and Quarto all heed it


def report_date(composed: Composed) -> datetime:
    """The last day that the report's figures tell of."""
    return datetime.combine(composed.report.period.end, time(), UTC)


def date_environment(composed: Composed) -> dict[str, str]:
    """The environment in which a renderer writes the report's date into what it makes."""
    return {_SOURCE_DATE: str(int(report_date(composed).timestamp()))}


def date_word(path: Path, composed: Composed) -> None:
    """Write the report's date into a Word document, and into the archive that it is."""
    date = report_date(composed)
    document = docx.Document(str(path))
    document.core_properties.created = document.core_properties.modified = date
    document.save(str(path))
    with ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with ZipFile(path, "w") as archive:
        for name, content in members:
            archive.writestr(ZipInfo(name, date.timetuple()[:6]), content, ZIP_DEFLATED)
