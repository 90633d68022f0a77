"""A section's working notebook: built, written, and found again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from bcssp_lib.authoring.home import Desk, Saved, narrative_lock, save
from bcssp_lib.authoring.replacing import replace_working
from bcssp_lib.authoring.working import working_text
from bcssp_lib.batch.build import Options, Watcher, build
from bcssp_lib.batch.plan import ReportPlan, Request, known_names
from bcssp_lib.errors import UserError
from bcssp_lib.figures.project import Project
from bcssp_lib.narrative.blocks import override, read_blocks
from bcssp_lib.run.sections import load_section

_TRIES = 3


def desks(project: Project, areas: tuple[str, ...], period: str, section: str = "") -> list[Desk]:
    """The files of authors: of the areas named or all, of one section or all."""
    request = Request(areas, (period,) if period else (), sections=(section,) if section else ())
    catalogue = known_names(project, request)
    chosen = catalogue.period(period or catalogue.settings.default_period)
    edition = catalogue.edition(catalogue.settings.default_edition)
    sections = [load_section(project, name) for name in request.sections or edition.sections]
    slugs = areas or tuple(one.slug for one in catalogue.authorities())
    return [Desk(project, slug, chosen, one) for slug in slugs for one in sections]


def open_desk(
    project: Project, area: str, section: str, period: str, watcher: Watcher
) -> tuple[Path, list[Saved]]:
    """Build the report of an area, and write a section's working notebook anew.

    What its author wrote is taken home first; nothing is written over a text that was not.
    """
    (desk,) = desks(project, (area,), period, section)
    request = Request((area,), (period,) if period else ())
    (outcome,) = build(project, request, Options(), watcher)
    failed = {one.section: one.error for one in outcome.failed_sections}
    if section in failed:
        raise UserError(f"The section '{section}' could not be built: {failed[section]}")
    with narrative_lock(project, watcher.told):
        for _ in range(_TRIES):
            before = desk.working.read_bytes() if desk.working.exists() else None
            saved = [] if before is None else [save(desk)]
            if any(one.stopped for one in saved):
                raise UserError(saved[0].stopped)
            if kept := replace_working(desk, before, _text(desk, outcome.plan), saved):
                saved = [replace(saved[0], refused=(*saved[0].refused, kept))]
            if kept is not None:
                return desk.working, saved
    raise UserError(
        f"{project.shown(desk.working)} is saved by another program all the time, so that it "
        "cannot be written anew. Close it in JupyterLab, then run bcssp author again."
    )


def _text(desk: Desk, report: ReportPlan) -> bytes:
    """The working notebook of a section, from its results and its words as they are now."""
    written = read_blocks(desk.narrative, desk.project.shown(desk.narrative))
    blocks = override(desk.section.blocks, written, desk.section.cells)
    executed = json.loads(report.place(desk.section).read_text("utf-8"))
    stamp = report.stamp(desk.section.name)
    return working_text(executed, blocks, stamp, desk.narrative.parent).encode()
