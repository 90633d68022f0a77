"""The drafts of a report: their numbers, and the copies that a report is compared with."""

from __future__ import annotations

import re
from pathlib import Path

from bcssp_lib.files.report_paths import ReportPaths
from bcssp_lib.model.errors import UserError
from bcssp_lib.publish.manifest import Manifest, draft_mark, list_drafts, read_manifest
from bcssp_lib.publish.report_changes import ReportChanges, compare_manifests

LAST_DRAFT, PUBLISHED = "last-draft", "published"
_ALSO_LAST = "last-build"


def number_draft(paths: ReportPaths, mark: str) -> tuple[int, Manifest | None]:
    """The number of the draft with a version mark, and the draft before it, if one is kept.

    A draft that says what the last one said is that one again, so that it has its number.
    """
    drafts = list_drafts(paths.drafts)
    last = max(drafts, default=0)
    number = last if last and draft_mark(drafts[last]) == mark else last + 1
    earlier = [draft for draft in drafts if draft < number]
    return number, read_manifest(drafts[max(earlier)]) if earlier else None


def compare_with(paths: ReportPaths, against: str) -> ReportChanges:
    """What a built report says otherwise than another copy of it; without one, against none.

    Example: ``compare_with(paths, "published").sections``
    """
    before = find_copy(paths, against)
    if before is None:
        return ReportChanges("")
    return compare_manifests(before, read_manifest(paths.manifest))


def find_copy(paths: ReportPaths, against: str) -> Manifest | None:
    """The copy that is meant: the draft before, the last publication, a draft, a mark, or a place.

    None where the report has no draft before the one that it is. Raises ``UserError`` for what is
    not there, or is of another area or edition.
    """
    if against in (LAST_DRAFT, _ALSO_LAST):
        return number_draft(paths, read_manifest(paths.manifest).mark)[1]
    manifest = read_manifest(_find_place(paths, against))
    area, edition = manifest.stamp["area"], manifest.stamp["edition"]
    if area != paths.report.area or edition != paths.report.edition:
        raise UserError(
            f"{against} is a copy of another report: {area}, {manifest.stamp['period']}, "
            f"{edition}. Name one of {paths.report.area}, {paths.report.edition}."
        )
    return manifest


def _find_place(paths: ReportPaths, against: str) -> Path:
    drafts, frozen = list_drafts(paths.drafts), list_frozen(paths)
    if against == PUBLISHED:
        if frozen:
            return frozen[-1]
        raise UserError(
            f"No publication of {paths.report.area} for {paths.report.period.label} was made yet. "
            "Leave out --against to compare with the draft before."
        )
    if against.isdecimal() and int(against) in drafts:
        return drafts[int(against)]
    marked = [path for path in (*drafts.values(), *frozen) if f"-{against}." in path.name]
    return marked[-1] if marked else Path(against)


def list_frozen(paths: ReportPaths) -> list[Path]:
    """The manifests of a report's publications, the oldest first."""
    named = re.compile(rf"{re.escape(paths.report.edition)}-\d{{4,}}-[0-9a-f]{{8}}\.json")
    found = [path for path in paths.published.glob("*.json") if named.fullmatch(path.name)]
    return sorted(found)
