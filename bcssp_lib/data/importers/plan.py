"""What an import would do, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.figure_names import key_of
from bcssp_lib.data.importers.changes import FileChange, RecordChange, describe_row, value_text
from bcssp_lib.data.importers.plausibility import Doubt, find_implausible
from bcssp_lib.data.returns.questions import Questions
from bcssp_lib.model.import_format import ImportFormat
from bcssp_lib.model.value import Observation


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
    changes: tuple[FileChange, ...] = ()
    records: tuple[RecordChange, ...] = ()
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
            key_of(figure)
            for change in self.changes
            for figure in (*change.new, *(revision.after for revision in change.revised))
        }
        return find_implausible(catalogue, self.figures, self.held, changed, self.areas)

    def lines(self) -> Iterator[str]:
        """What would change, file by file: "282 → 292" of the first that is revised."""
        for change in self.changes:
            yield f"{change.file}: {_counts(change)}"
            if change.revised:
                first = change.revised[0]
                before, after = value_text(first.before.value), value_text(first.after.value)
                yield f"  {describe_figure(first.after)}: {before} → {after}"
            if change.lost:
                yield f"  lost: {describe_figure(change.lost[0])}"
        for record in self.records:
            yield f"{record.file}: {_counts(record)}"
            if record.revised:
                yield f"  {record.first_revised()}"
            if record.lost:
                yield f"  lost: {describe_row(record.lost[0])}"
        yield from self.other_changes
        changed = any(c.changes for c in self.changes) or any(r.changes for r in self.records)
        if self.files and not self.other_changes and not changed:
            yield "No figure changes; notes, order or what is known of the source do."


def _counts(change: FileChange | RecordChange) -> str:
    counts = [
        f"{len(change.new):,} new",
        f"{len(change.revised):,} revised",
        f"{len(change.lost):,} lost",
        f"{change.same:,} the same",
    ]
    if isinstance(change, FileChange) and change.elsewhere:
        counts.append(f"{change.elsewhere:,} held in another file, and left there")
    return ", ".join(counts)


def describe_figure(figure: Observation) -> str:
    """A figure in a few words: "cp_plans, banes, at 2024-03-31"."""
    parts = (figure.indicator, figure.area, figure.period.label, figure.category)
    return ", ".join(filter(None, parts))
