"""Looking at one report or section: the page of it, or a copy of its notebook to debug.

``bcssp open`` and ``bcssp debug`` show them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbformat import NotebookNode

from bcssp_lib.build.plan import ReportPlan, list_reports, load_checked_catalogue, open_plan
from bcssp_lib.build.rendering import render_section
from bcssp_lib.build.request import INJECTED, Request
from bcssp_lib.build.verification import WORKING, verify_cell
from bcssp_lib.files.fingerprints import text_digest
from bcssp_lib.files.folders import UNREADABLE, built_file, output_errors, put_bytes
from bcssp_lib.files.project import Project, ReportPaths
from bcssp_lib.model.errors import SectionFailedError, UserError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.person_data import Screening
from bcssp_lib.model.report_id import ReportId, Stamp
from bcssp_lib.narrative.blocks import Block, hide_in_block, override_defaults, read_blocks
from bcssp_lib.narrative.clean_notebook import PARAMETERS_TAG, cell_tags, dump_notebook
from bcssp_lib.narrative.section_notebook import load_section, section_paths
from bcssp_lib.publish.block_texts import STAMP_METADATA, executed_of
from bcssp_lib.section.outputs import STAMP_KEY, private_outputs

# In the metadata of a copy: the cell that failed, for JupyterLab to show, and a hash of its cells
# as they were written, by which an analyst's own changes are known.
_OWN, _FAILED, _WRITTEN = "bcssp_debug", "failed", "written"
_OF_AN_AUTHOR = "before"  # in the metadata of a working notebook: its cells as they were written
_HOW_TO_RUN = (
    "Run all its cells with an area and a period typed in, or build the section "
    "(bcssp build AREA) and export its notebook in reports/AREA/PERIOD/sections/."
)


def page_to_open(project: Project, request: Request) -> Path:
    """The file to look at: a report's review copy, or the page of one of its sections.

    ``request`` names one area, and a section or none.

    Raises ``UserError`` for a report or section that is not built.
    """
    catalogue = load_checked_catalogue(project, request)
    (paths,) = list_reports(catalogue, request)
    build = f"bcssp build {paths.report.typed}"
    if not request.sections:
        if not paths.review_copy.is_file():
            raise UserError(f"There is no review copy at {paths.review_copy}. Run: {build}")
        return paths.review_copy
    (name,) = request.sections
    edition = catalogue.built_edition(catalogue.edition(paths.report.edition))
    executed = paths.of_edition(edition).executed(section_paths(project)[name].stem)
    if not executed.is_file():
        raise UserError(
            f"The section '{name}' is not built, or it failed: there is no {executed}. Run: {build}"
        )
    with built_file(executed, nbformat.ValidationError):
        notebook: NotebookNode = nbformat.read(executed, as_version=4)  # type: ignore[no-untyped-call]
    page = section_page(project, notebook, executed)
    with output_errors(paths.folder):
        put_bytes(page.encode(), paths.page(executed.stem))
    return paths.page(executed.stem)


def section_page(project: Project, notebook: NotebookNode, path: Path) -> str:
    """A page of an executed notebook: its outputs, and its narrative bound to the facts.

    An author's text goes before the notebook's own, as in the report. ``path`` is where the
    notebook is.

    Raises ``UserError`` for a notebook that was not run, or of which a cell failed or shows
    something past the section.
    """
    stamp = _stamp_of(notebook, path)
    _check_cells(notebook, stamp, path)
    area, period, edition, section = (
        stamp[name] for name in ("area", "period", "edition", "section")
    )
    out = _out_of(project, ReportId(area, parse_period(period), edition), path)
    with open_plan(project, Request.for_report(area, period, edition, section, out)) as (plan, _):
        allowed = plan.catalogue.screening
        report = _with_text_of(plan.reports[0], notebook, section, path, allowed)
    shown = [  # cells that are for the analyst alone show nothing
        {**cell, "outputs": []} if WORKING in cell_tags(cell) else cell for cell in notebook.cells
    ]
    executed = executed_of(shown, stamp, str(path))
    with TemporaryDirectory(prefix="bcssp-page-") as folder:
        return render_section(plan, report, executed, Path(folder)).read_text("utf-8")


def _stamp_of(notebook: NotebookNode, path: Path) -> Stamp:
    """The report and section that a notebook was run for: as a build notes it, or its outputs."""
    noted = notebook.metadata.get(STAMP_METADATA, {})
    if _OF_AN_AUTHOR in noted:
        raise UserError(
            f"{path.name} is a working notebook, whose text a report takes from the narrative "
            f"file. Run: bcssp save, then: bcssp open {noted['area']} {noted['section']}"
        )
    shown = [
        content[STAMP_KEY]
        for cell in notebook.cells
        for _, content in private_outputs(cell)
        if STAMP_KEY in content
    ]
    found = noted or next(iter(shown), None)
    if not found:
        raise UserError(f"{path.name} was not run, so there is nothing to show. {_HOW_TO_RUN}")
    return dict(found)


def _check_cells(notebook: NotebookNode, stamp: Stamp, path: Path) -> None:
    for cell in notebook.cells:
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        if cell.execution_count is None:
            raise UserError(f"{path.name}: the cell '{cell.id}' was not run. {_HOW_TO_RUN}")
        try:
            verify_cell(cell, stamp)
        except SectionFailedError as error:
            raise UserError(f"{path.name}: {error}") from error


def _out_of(project: Project, report: ReportId, path: Path) -> Path | None:
    """The folder that a notebook was built into, where that is not reports/."""
    if len(path.parents) < 4:
        return None
    out = path.parents[3]
    paths = ReportPaths(report, project.reports, out)
    return out if paths.sections == path.parent else None


def _with_text_of(
    report: ReportPlan, notebook: NotebookNode, section: str, path: Path, allowed: Screening
) -> ReportPlan:
    """The report with the notebook's own text, where its author has written none."""
    cells = notebook.cells
    own = [
        Block(cell.id, cell.source, path.name, 1, default=True)
        for cell in cells
        if cell.cell_type == "markdown"
    ]
    written = report.paths.text(section)
    texts = [hide_in_block(block, allowed) for block in read_blocks(written, str(written))]
    blocks = override_defaults(own, texts, [cell.id for cell in cells])
    return replace(report, narrative={**report.narrative, section: blocks})


@dataclass(frozen=True)
class _DebugCopy:
    """A notebook to debug; ``cell`` is the id of the cell that failed, if it is known.

    ``kept`` are earlier copies that the analyst has changed, and that stay.
    """

    path: Path
    failed: bool
    cell: str
    kept: tuple[Path, ...] = ()


def write_debug_copy(project: Project, request: Request) -> _DebugCopy:
    """Copy a section's notebook with its parameters set, as far as it ran if it failed.

    ``request`` names one area and one section. An earlier copy is written over, unless its
    cells were changed since.

    Raises:
        UserError: there is no such area, section, period or edition.

    """
    (section,) = request.sections
    catalogue = load_checked_catalogue(project, request)
    (paths,) = list_reports(catalogue, request)
    paths = paths.of_edition(catalogue.built_edition(catalogue.edition(paths.report.edition)))
    notebook = load_section(project, section)
    ran = paths.failed(notebook.stem)
    with built_file(ran):
        content = json.loads(ran.read_text("utf-8") if ran.exists() else notebook.source)
        content["cells"] = [cell for cell in content["cells"] if INJECTED not in cell_tags(cell)]
    _set_parameters(content["cells"], paths.report)
    failing = _failing_cell(content["cells"])
    content["metadata"][_OWN] = {_FAILED: failing, _WRITTEN: _digest(content["cells"])}
    place, kept = _free_place(paths, notebook.stem)
    with output_errors(paths.folder):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(dump_notebook(content), "utf-8")
    return _DebugCopy(place, paths.log(notebook.stem).exists(), failing, kept)


def _free_place(paths: ReportPaths, stem: str) -> tuple[Path, tuple[Path, ...]]:
    """Where a copy may be written, and the changed copies that are kept."""
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
    except UNREADABLE:
        return True


def _digest(cells: list[dict[str, Any]]) -> str:
    return text_digest(*(f"{one['cell_type']} {''.join(one['source'])}" for one in cells))


def _set_parameters(cells: list[dict[str, Any]], report: ReportId) -> None:
    lines = [f"{name}: str = {json.dumps(value)}" for name, value in report.stamp().items()]
    for cell in cells:
        if PARAMETERS_TAG in cell_tags(cell):
            cell["source"] = "\n".join(lines)


def _failing_cell(cells: list[dict[str, Any]]) -> str:
    """The id of the first cell with an error among its outputs."""
    for cell in cells:
        if any(output["output_type"] == "error" for output in cell.get("outputs", ())):
            return str(cell["id"])
    return ""
