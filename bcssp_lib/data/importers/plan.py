"""What an import would do, before anything is written, and what a partner's return leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.importers.changes import Cells, FileChange, describe_item, describe_revision
from bcssp_lib.data.importers.plausibility import Doubt, find_implausible
from bcssp_lib.model.characters import quote_text
from bcssp_lib.model.import_format import ImportFormat
from bcssp_lib.model.value import Observation

_LONGEST = 200  # letters of an answer that are quoted
_MOST_EMPTY = 40


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
            parts += _list_empty(empty)
        return "\n".join(parts)


def _list_empty(empty: Sequence[Question]) -> Iterable[str]:
    yield from (f"- Row {each.row}, '{each.what}'" for each in empty[:_MOST_EMPTY])
    if len(empty) > _MOST_EMPTY:
        yield f"- and {len(empty) - _MOST_EMPTY} more"


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
        """What would change, file by file: "282 → 292" of the first that is revised."""
        both: tuple[FileChange[Any], ...] = (*self.changes, *self.records)
        for change in both:
            yield f"{change.file}: {_counts(change)}"
            if change.revised:
                yield f"  {describe_revision(*change.revised[0])}"
            if change.lost:
                yield f"  lost: {describe_item(change.lost[0])}"
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
