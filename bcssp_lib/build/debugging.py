"""A copy of a section's notebook to find out why it failed: ``bcssp debug``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bcssp_lib.build.plan import list_reports, load_checked_catalogue
from bcssp_lib.build.request import Request
from bcssp_lib.build.section_run import INJECTED
from bcssp_lib.files.folders import output_errors
from bcssp_lib.files.project import Project
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.narrative.section_notebook import load_section


@dataclass(frozen=True)
class DebugCopy:
    """A notebook to debug; ``cell`` is the id of the cell that failed, if it is known."""

    path: Path
    failed: bool
    cell: str


def write_debug_copy(
    project: Project, area: str, section: str, period: str, edition: str
) -> DebugCopy:
    """Copy a section's notebook with its parameters set, as far as it ran if it failed.

    An earlier copy is written over.

    Raises:
        UserError: there is no such area, section, period or edition.

    """
    request = Request((area,), (period,) if period else (), edition=edition, sections=(section,))
    paths = list_reports(project, load_checked_catalogue(project, request), request)[0]
    notebook = load_section(project, section)
    ran = paths.failed(notebook.stem)
    content = json.loads(ran.read_text("utf-8") if ran.exists() else notebook.source)
    content["cells"] = [cell for cell in content["cells"] if INJECTED not in _tags(cell)]
    _set_parameters(content["cells"], paths.report)
    place = paths.debugged(notebook.stem)
    with output_errors(paths.folder):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    failed = paths.log(notebook.stem).exists()
    return DebugCopy(place, failed, _failing_cell(content["cells"]))


def _set_parameters(cells: list[dict[str, Any]], report: ReportId) -> None:
    lines = [f"{name}: str = {json.dumps(value)}" for name, value in report.stamp().items()]
    for cell in cells:
        if "parameters" in _tags(cell):
            cell["source"] = "\n".join(lines)


def _tags(cell: dict[str, Any]) -> set[str]:
    return set(cell["metadata"].get("tags", ()))


def _failing_cell(cells: list[dict[str, Any]]) -> str:
    """The id of the first cell with an error among its outputs."""
    for cell in cells:
        if any(output["output_type"] == "error" for output in cell.get("outputs", ())):
            return str(cell["id"])
    return ""
