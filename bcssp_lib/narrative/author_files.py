"""The files of one section's author, and every version of a text that was overwritten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bcssp_lib.files.folders import put_bytes
from bcssp_lib.files.project import Project, ReportPaths
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.narrative.blocks import WINDOWS_END, Block, blocks_text, parse_blocks, read_blocks
from bcssp_lib.narrative.section_notebook import SectionNotebook

ALLOW = "Allow it, or move what is there"
_VERSION = re.compile(r"(\d{4,}) (\d{4}-\d\d-\d\d \d\d\.\d\d)\.md")


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


@dataclass(frozen=True)
class AuthorFiles:
    """Narrative, review record, working notebook and history of a section of one report."""

    project: Project
    report: ReportId
    section: SectionNotebook

    @property
    def narrative(self) -> Path:
        """The author's text."""
        return self._paths.text(self.section.name)

    @property
    def review(self) -> Path:
        """What was confirmed and accepted of the author's text."""
        return self._paths.review_record(self.section.name)

    @property
    def comments(self) -> Path:
        """What reviewers said of the section."""
        return self._paths.comments(self.section.name)

    @property
    def working(self) -> Path:
        """The working notebook, if there is one."""
        return self._paths.working_notebook(self.section.stem)

    @property
    def pictures(self) -> Path:
        """The pictures of the author's text."""
        return self._paths.pictures

    @property
    def history(self) -> Path:
        """The versions of the author's text that were overwritten."""
        return self._paths.history(self.section.name)

    @property
    def seen(self) -> Path:
        """What was last taken from the working notebook."""
        return self._paths.last_saved(self.section.stem)

    @property
    def _paths(self) -> ReportPaths:
        return ReportPaths(self.report, self.project.reports, self.project.reports)

    def read_blocks(self) -> tuple[Block, ...]:
        """The blocks of the narrative; none if there is no such file."""
        return read_blocks(self.narrative, self.project.shown(self.narrative))

    def write_blocks(self, blocks: Iterable[Block]) -> None:
        """Write the narrative in one step, once the text before is kept as a version.

        A narrative without any block is removed. A file with line ends of Windows keeps them.
        """
        text = blocks_text(blocks)
        if self.narrative.exists() and WINDOWS_END.encode() in self.narrative.read_bytes():
            text = text.replace("\n", WINDOWS_END)
        self._write(text.encode())

    def list_versions(self) -> list[Version]:
        """The versions that are kept, oldest first."""
        matches = [(_VERSION.fullmatch(path.name), path) for path in self.history.glob("*.md")]
        versions = [
            Version(int(match[1]), match[2].replace(".", ":"), path)
            for match, path in matches
            if match is not None
        ]
        return sorted(versions, key=lambda version: version.number)

    def restore_version(self, number: int) -> None:
        """Put a kept version back in place; the text before becomes a version itself."""
        by_number = {version.number: version.path for version in self.list_versions()}
        if number not in by_number:
            kept = ", ".join(map(str, by_number)) or "none"
            raise NarrativeError(f"There is no version {number} of this section (kept: {kept}).")
        content = by_number[number].read_bytes()
        parse_blocks(content.decode("utf-8", "replace"), by_number[number].name)
        self._write(content)

    def _write(self, content: bytes) -> None:
        if self.narrative.exists():
            before = self.narrative.read_bytes()
            if before == content:
                return
            self._keep(before)
        if content:
            put_bytes(content, self.narrative)
        else:
            self.narrative.unlink(missing_ok=True)

    def _keep(self, content: bytes) -> None:
        """Keep a text as the next version, unless a killed command kept it already."""
        *_, last = [None, *self.list_versions()]
        if last is not None and last.path.read_bytes() == content:
            return
        number = last.number + 1 if last is not None else 1
        when = datetime.now(UTC).strftime("%Y-%m-%d %H.%M")
        put_bytes(content, self.history / f"{number:04} {when}.md")


def roll_forward(sections: Sequence[AuthorFiles]) -> tuple[list[Path], list[Path]]:
    """Copy the narrative of the year before; what is there already is left as it is.

    Each text is marked as last year's until somebody has reviewed it. Returns the files that
    were written, and those that were there.
    """
    written, there = [], []
    for files in sections:
        year_before = replace(files.report, period=files.report.period.previous())
        before = replace(files, report=year_before)
        blocks = before.read_blocks()
        if files.narrative.exists():
            there.append(files.narrative)
        elif blocks:
            _copy_pictures(before, files)
            files.write_blocks(replace(block, carried=block.has_text) for block in blocks)
            written.append(files.narrative)
    return written, there


def _copy_pictures(before: AuthorFiles, files: AuthorFiles) -> None:
    """The texts name them; one that is there already is left as it is."""
    for path in before.pictures.glob("*.*"):
        if path.is_file() and not (files.pictures / path.name).exists():
            put_bytes(path.read_bytes(), files.pictures / path.name)
