"""Writing a working notebook anew, in the place of one that JupyterLab may be about to save."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime

from bcssp_lib.files.folders import put_file, write_beside
from bcssp_lib.narrative.desk import Desk
from bcssp_lib.narrative.saving import Saved


def replace_working(
    desk: Desk, before: bytes | None, content: bytes, saved: Sequence[Saved]
) -> str | None:
    """Put a new working notebook in place of the one whose words were taken home.

    Returns none, and changes nothing, if it was saved again since ``before`` was read. One
    that holds what was not taken is kept in the history; the sentence returned says where.
    """
    aside = desk.working.with_name(f".{desk.working.name}-before")
    made = write_beside(content, desk.working)  # so that the place is empty for no time at all
    if before is not None:
        os.replace(desk.working, aside)
    elif desk.working.exists():
        return None
    os.replace(made, desk.working)
    if before is not None and aside.read_bytes() != before:
        os.replace(aside, desk.working)
        return None
    if any(one.refused for one in saved):
        when = datetime.now(UTC).strftime("%Y-%m-%d %H.%M.%S")
        kept = desk.history / "notebooks" / f"{when}.ipynb"
        put_file(aside, kept)
        return f"The working notebook as it was is kept: {desk.project.shown(kept)}"
    aside.unlink(missing_ok=True)
    return ""
