"""A copy of a section's notebook to find out why it failed: ``bcssp debug``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bcssp_lib.build.plan import list_reports, load_checked_catalogue
from bcssp_lib.build.request import Request
from bcssp_lib.build.section_run import INJECTED
from bcssp_lib.files.fingerprints import text_digest
from bcssp_lib.files.folders import output_errors
from bcssp_lib.files.project import Project
from bcssp_lib.files.report_paths import ReportPaths
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.narrative.section_notebook import load_section

# In the metadata of a copy: the cell that failed, for JupyterLab to show, and a hash of its cells
# as they were written, by which an analyst's own changes are known.
_OWN, _FAILED, _WRITTEN = "bcssp_debug", "failed", "written"


@dataclass(frozen=True)
class DebugCopy:
    """A notebook to debug; ``cell`` is the id of the cell that failed, if it is known.

    ``kept`` are earlier copies that the analyst has changed, and that stay.
    """

    path: Path
    failed: bool
    cell: str
    kept: tuple[Path, ...] = ()


def write_debug_copy(project: Project, request: Request) -> DebugCopy:
    """Copy a section's notebook with its parameters set, as far as it ran if it failed.

    ``request`` names one area and one section. An earlier copy is written over, unless its
    cells were changed since.

    Raises:
        UserError: there is no such area, section, period or edition.

    """
    (section,) = request.sections
    paths = list_reports(project, load_checked_catalogue(project, request), request)[0]
    notebook = load_section(project, section)
    ran = paths.failed(notebook.stem)
    content = json.loads(ran.read_text("utf-8") if ran.exists() else notebook.source)
    content["cells"] = [cell for cell in content["cells"] if INJECTED not in _tags(cell)]
    _set_parameters(content["cells"], paths.report)
    failing = _failing_cell(content["cells"])
    content["metadata"][_OWN] = {_FAILED: failing, _WRITTEN: _digest(content["cells"])}
    place, kept = _free_place(paths, notebook.stem)
    with output_errors(paths.folder):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return DebugCopy(place, paths.log(notebook.stem).exists(), failing, kept)


def _free_place(paths: ReportPaths, stem: str) -> tuple[Path, tuple[Path, ...]]:
    """Where a copy may be written, and the changed copies that are passed over."""
    kept: list[Path] = []
    place = paths.debugged(stem)
    while place.exists() and _is_changed(place):
        kept.append(place)
        place = paths.debugged(f"{stem}-{len(kept) + 1}")
    return place, tuple(kept)


def _is_changed(path: Path) -> bool:
    """Whether somebody changed the cells of a copy; what cannot be read is left alone too."""
    try:
        content = json.loads(path.read_text("utf-8"))
        return bool(content["metadata"][_OWN][_WRITTEN] != _digest(content["cells"]))
    except (OSError, ValueError, KeyError, TypeError):
        return True


def _digest(cells: list[dict[str, Any]]) -> str:
    return text_digest(*(f"{one['cell_type']} {''.join(one['source'])}" for one in cells))


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
