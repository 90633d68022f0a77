"""Every version of an author's text that was overwritten, kept next to the report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bcssp_lib.files.folders import put_bytes
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.narrative.blocks import parse_blocks, read_blocks

_NAME = re.compile(r"(\d{4,}) (\d{4}-\d\d-\d\d \d\d\.\d\d)\.md")


@dataclass(frozen=True)
class Version:
    """A text that was overwritten at ``when`` (in UTC), and the blocks that it held."""

    number: int
    when: str
    path: Path

    @property
    def blocks(self) -> str:
        """The ids of its blocks; a text that cannot be read is said to be so."""
        try:
            ids = [block.id for block in read_blocks(self.path, self.path.name)]
        except NarrativeError:
            return "cannot be read"
        return ", ".join(ids) or "none"


def list_versions(folder: Path) -> list[Version]:
    """The versions that are kept, oldest first."""
    matches = [
        (match, path) for path in folder.glob("*.md") if (match := _NAME.fullmatch(path.name))
    ]
    listed = [Version(int(match[1]), match[2].replace(".", ":"), path) for match, path in matches]
    return sorted(listed, key=lambda item: item.number)


def write_kept(path: Path, content: bytes, folder: Path) -> None:
    """Write a narrative file in one step, once what stood there is kept as a version.

    A file without any block is removed.
    """
    if path.exists():
        before = path.read_bytes()
        if before == content:
            return
        kept = list_versions(folder)
        if not kept or kept[-1].path.read_bytes() != before:  # unless a command was killed here
            number = kept[-1].number + 1 if kept else 1
            when = datetime.now(UTC).strftime("%Y-%m-%d %H.%M")
            put_bytes(before, folder / f"{number:04} {when}.md")
    if content:
        put_bytes(content, path)
    else:
        path.unlink(missing_ok=True)


def restore_version(path: Path, folder: Path, number: int) -> None:
    """Put a kept version back in place; what stood there becomes a version itself."""
    by_number = {version.number: version for version in list_versions(folder)}
    if number not in by_number:
        kept = ", ".join(str(kept_number) for kept_number in by_number) or "none"
        raise NarrativeError(f"There is no version {number} of this section (kept: {kept}).")
    content = by_number[number].path.read_bytes()
    parse_blocks(content.decode("utf-8", "replace"), by_number[number].path.name)
    write_kept(path, content, folder)
