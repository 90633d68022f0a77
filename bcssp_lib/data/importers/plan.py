"""What an import would do, writing it, and going back to what was there before.

What a partner's return leaves open is part of it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import starmap
from pathlib import Path
from typing import Any

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.importers.changes import Cells, FileChange, describe_item, describe_revision
from bcssp_lib.data.importers.plausibility import Doubt, find_implausible
from bcssp_lib.files.fingerprints import file_digest
from bcssp_lib.files.folders import built_file, output_errors, put_bytes
from bcssp_lib.files.project import Project
from bcssp_lib.model.characters import quote_text
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.import_format import ImportFormat
from bcssp_lib.model.value import Observation

_LONGEST = 200  # letters of an answer that are quoted
_MOST_EMPTY = 40
_MOST_LISTED = 20  # of a file: figures that are revised, and those that are lost


@dataclass(frozen=True)
class Question:
    """What to ask an agency of one cell of its return. Without ``wrote`` the cell is empty."""

    agency: str
    row: int
    what: str
    wrote: str
    ask: str

    def __str__(self) -> str:
        wrote = self.wrote if len(self.wrote) <= _LONGEST else f"{self.wrote[:_LONGEST]} …"
        said = f"you wrote {quote_text(wrote)}" if self.wrote else "there is no answer"
        return f"Row {self.row}, '{self.what}': {said}. {self.ask}".rstrip()


@dataclass(frozen=True)
class Questions:
    """What a return leaves open: answers that are not certain, and cells without an answer."""

    title: str
    asked: tuple[Question, ...] = ()
    unanswered: tuple[Question, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.asked or self.unanswered)

    def lines(self) -> Iterator[str]:
        """What to print: each question with its agency, and how many cells are empty."""
        for each in self.asked:
            yield f"{each.agency}: {each}" if each.agency else str(each)
        if self.unanswered:
            yield f"Not answered yet: {len(self.unanswered):,}"

    def markdown(self) -> str:
        """A letter to each agency, as text that an e-mail can hold."""
        agencies = dict.fromkeys(each.agency for each in (*self.asked, *self.unanswered))
        return "\n".join(
            [f"# Questions about a return: {self.title}", *map(self._letter, agencies), ""]
        )

    def _letter(self, agency: str) -> str:
        asked = [each for each in self.asked if each.agency == agency]
        empty = [each for each in self.unanswered if each.agency == agency]
        parts = [f"\n## {agency}" if agency else "", "\nThank you for your return."]
        if asked:
            parts.append("Please answer these, in the workbook or in your reply:\n")
            parts += [f"- {each}" for each in asked]
        if empty:
            parts.append("\nThese have no answer yet. If one does not apply to you, write N/A:\n")
            parts += [f"- Row {each.row}, '{each.what}'" for each in empty[:_MOST_EMPTY]]
        if len(empty) > _MOST_EMPTY:
            parts.append(f"- and {len(empty) - _MOST_EMPTY} more")
        return "\n".join(parts)


@dataclass(frozen=True)
class ImportPlan:
    """The files that an import would write, and what a person should know before it does.

    ``changes`` are those of figures, ``records`` those of registers, ``other_changes`` sentences
    of what else changes; ``held`` and ``figures`` are all figures before, and those that were
    read; ``areas`` those of which they are looked at for slips. ``questions`` are what a partner's
    return leaves open; ``older`` says where an older release would replace a newer one.
    """

    format: ImportFormat
    imported: str
    notes: tuple[str, ...]
    files: Mapping[Path, str]
    changes: tuple[FileChange[Observation], ...] = ()
    records: tuple[FileChange[Cells], ...] = ()
    other_changes: tuple[str, ...] = ()
    held: tuple[Observation, ...] = ()
    figures: tuple[Observation, ...] = ()
    areas: tuple[str, ...] = ()
    questions: Questions | None = None
    older: tuple[str, ...] = ()

    @property
    def lost(self) -> tuple[Observation, ...]:
        """Figures that are held, and that the file does not have."""
        return tuple(figure for change in self.changes for figure in change.lost)

    @property
    def lost_rows(self) -> int:
        """How many figures and rows of registers are held, and not in the file."""
        return len(self.lost) + sum(len(record.lost) for record in self.records)

    def doubts(self, catalogue: Catalogue) -> list[Doubt]:
        """Figures that are new or revised, and look wrong."""
        changed = {
            figure.key
            for change in self.changes
            for figure in (*change.new, *(after for _, after in change.revised))
        }
        return find_implausible(catalogue, self.figures, self.held, changed, self.areas)

    def lines(self) -> Iterator[str]:
        """What would change, file by file: "282 → 292" of what is revised, and what is lost."""
        both: tuple[FileChange[Any], ...] = (*self.changes, *self.records)
        for change in both:
            yield f"{change.file}: {_counts(change)}"
            yield from _list_some(starmap(describe_revision, change.revised), "revised")
            yield from _list_some((f"lost: {describe_item(each)}" for each in change.lost), "lost")
        yield from self.other_changes
        changed = self.other_changes or any(change.changes for change in both)
        if self.files and not changed:
            yield "No figure changes; notes, order or what is known of the source do."


def changed_files(files: Mapping[Path, str]) -> dict[Path, str]:
    """Those files that hold something else now."""
    return {
        path: text
        for path, text in files.items()
        if not path.is_file() or path.read_bytes() != text.encode("utf-8")
    }


def _list_some(lines: Iterable[str], what: str) -> Iterator[str]:
    """The first lines, and how many more there are."""
    listed = list(lines)
    yield from (f"  {line}" for line in listed[:_MOST_LISTED])
    if len(listed) > _MOST_LISTED:
        yield f"  and {len(listed) - _MOST_LISTED:,} more {what}"


def _counts(change: FileChange[Any]) -> str:
    counts = [
        f"{len(change.new):,} new",
        f"{len(change.revised):,} revised",
        f"{len(change.lost):,} lost",
        f"{change.same:,} the same",
    ]
    if change.elsewhere:
        counts.append(f"{change.elsewhere:,} held in another file, and left there")
    return ", ".join(counts)


_KEPT = 20  # imports that can be looked at again
_IMPORTS, _RECORD = Path(".bcssp/imports"), "import.json"


def store_files(project: Project, imported: str, files: Mapping[Path, str]) -> None:
    """Write files of the project; what was there is kept first, so that it can be put back."""
    contents = {path: text.encode("utf-8") for path, text in files.items()}
    now = datetime.now().strftime("%Y%m%d-%H%M%S-%f")  # noqa: DTZ005
    folder = project.root / _IMPORTS / now
    with output_errors(project.data, "Allow it"):
        (folder / "before").mkdir(parents=True)
        listed = []
        for number, (path, content) in enumerate(contents.items()):
            before = f"{number:03}" if path.exists() else ""
            if before:
                shutil.copyfile(path, folder / "before" / before)
            after = sha256(content).hexdigest()
            listed.append({"file": project.shown(path), "before": before, "after": after})
        record = {"imported": imported, "files": listed}
        (folder / _RECORD).write_text(json.dumps(record, indent=1), "utf-8")
        for path, content in contents.items():
            put_bytes(content, path)
    for old in _folders(project)[:-_KEPT]:
        shutil.rmtree(old)


def undo_import(project: Project) -> tuple[str, list[str]]:
    """Put back what the last import changed; refused where a file has changed since.

    Returns the file that had been imported, and the files that are as they were before.
    """
    folders = _folders(project)
    if not folders:
        raise UserError("There is no import to undo: none is kept in .bcssp/imports/.")
    folder = folders[-1]
    with built_file(folder / _RECORD):
        record = json.loads((folder / _RECORD).read_text("utf-8"))
        imported = str(record["imported"])
        files = [(project.root / f["file"], f["before"], f["after"]) for f in record["files"]]
    for path, before, after in files:
        kept = folder / "before" / before
        if _state(path) not in (after, _state(kept) if before else ""):
            raise UserError(
                f"{project.shown(path)} has changed since {imported} was imported, so nothing was "
                "put back. Undo that change first, or take the file out of git."
            )
    with output_errors(project.data, "Allow it"):
        for path, before, _ in files:
            if before:
                put_bytes((folder / "before" / before).read_bytes(), path)
            else:
                path.unlink(missing_ok=True)
                _remove_empty(path.parent, project.data)
        shutil.rmtree(folder)
    return imported, [project.shown(path) for path, _, _ in files]


def _remove_empty(folder: Path, last: Path) -> None:
    """Remove a folder that holds nothing, and those above it: an import made them."""
    while folder != last and last in folder.parents and not list(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _folders(project: Project) -> list[Path]:
    """The imports that are kept, oldest first; one that was cut off while it was kept is none."""
    return sorted(path.parent for path in (project.root / _IMPORTS).glob(f"*/{_RECORD}"))


def _state(path: Path) -> str:
    """The hash of a file; empty where there is none."""
    return file_digest(path) if path.is_file() else ""
