"""A section's working notebook: built, written, and found again."""

from __future__ import annotations

import json
from pathlib import Path

from bcssp_lib.authoring.carried import Carried, carried_entries
from bcssp_lib.authoring.home import Desk, Saved, narrative_lock, save
from bcssp_lib.authoring.working import working_text
from bcssp_lib.batch.build import Options, Watcher, build
from bcssp_lib.batch.plan import Request, known_names
from bcssp_lib.errors import UserError
from bcssp_lib.figures.project import Project
from bcssp_lib.narrative.blocks import override, read_blocks
from bcssp_lib.run.folders import output_errors, put_bytes
from bcssp_lib.run.sections import load_section


def desks(project: Project, areas: tuple[str, ...], period: str, section: str = "") -> list[Desk]:
    """The files of authors: of the areas named or all, of one section or all."""
    request = Request(areas, (period,) if period else (), sections=(section,) if section else ())
    catalogue = known_names(project, request)
    chosen = catalogue.period(period or catalogue.settings.default_period)
    edition = catalogue.edition(catalogue.settings.default_edition)
    sections = [load_section(project, name) for name in request.sections or edition.sections]
    slugs = areas or tuple(one.slug for one in catalogue.authorities())
    return [Desk(project, slug, chosen, one) for slug in slugs for one in sections]


def registers_carried(project: Project, areas: tuple[str, ...], period: str) -> list[Carried]:
    """What the registers of the areas named, or of all, carry over into a period."""
    catalogue = known_names(project, Request(areas, (period,)))
    slugs = areas or tuple(one.slug for one in catalogue.authorities())
    return carried_entries(project, catalogue, slugs, catalogue.period(period))


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
    with narrative_lock(project, watcher.told), output_errors(desk.working.parent):
        saved = [save(desk)] if desk.working.exists() else []
        if any(one.stopped for one in saved):
            raise UserError(saved[0].stopped)
        written = read_blocks(desk.narrative, project.shown(desk.narrative))
        blocks = override(desk.section.blocks, written, desk.section.cells)
        executed = json.loads(outcome.plan.place(desk.section).read_text("utf-8"))
        stamp = outcome.plan.stamp(section)
        desk.seen.unlink(missing_ok=True)  # it tells of the notebook that was there
        put_bytes(working_text(executed, blocks, stamp).encode(), desk.working)
    return desk.working, saved
