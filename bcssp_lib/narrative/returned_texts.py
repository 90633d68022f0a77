"""Texts that come back from where they were sent, such as Word, merged with those of the files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from bcssp_lib.files.folders import output_errors
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.narrative.author_files import ALLOW, AuthorFiles
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.narrative.blocks import Block, arrange_blocks
from bcssp_lib.narrative.edits import TakenEdits, current_texts, merge_edits
from bcssp_lib.narrative.saving import (
    describe_reading,
    read_own_blocks,
    replace_text,
    write_edits,
)
from bcssp_lib.narrative.working_notebook import Cell


@dataclass(frozen=True)
class ReturnedTexts:
    """Texts of one section that come back from where they were sent, and how they were sent.

    ``book`` are the facts that their author saw, and ``pictures`` belong beside the texts.
    """

    files: AuthorFiles
    before: tuple[Cell, ...]
    now: tuple[Cell, ...]
    book: FactBook
    pictures: Mapping[str, bytes]

    def merge(self, chosen: Collection[str] = ()) -> MergedTexts:
        """Merge them with the texts as they are; of ``chosen`` blocks those that came back stay."""
        written = read_own_blocks(self.files)
        current = current_texts(self.files.section, written)
        before = self.before
        for block in chosen:
            before = replace_text(before, block, current.get(block))
        edits = merge_edits(self.files.section, written, before, self.now)
        return MergedTexts(self, written, edits)


@dataclass(frozen=True)
class MergedTexts:
    """What returned texts become; nothing is written yet."""

    returned: ReturnedTexts
    written: tuple[Block, ...]
    edits: TakenEdits

    @property
    def files(self) -> AuthorFiles:
        """The files of the section."""
        return self.returned.files

    @property
    def changed(self) -> bool:
        """Whether the section would read otherwise."""
        return describe_reading(self.files, self.edits.blocks) != describe_reading(
            self.files, self.written
        )

    @property
    def reordered(self) -> bool:
        """Whether blocks that stay would be read in another order."""
        before, after = (
            arrange_blocks(self.files.section.cells, blocks)
            for blocks in (self.written, self.edits.blocks)
        )
        both = {*before} & {*after}
        return [name for name in before if name in both] != [name for name in after if name in both]

    def list_changes(self) -> Iterator[tuple[str, str, str]]:
        """Each block whose text changes, with the text before and after; empty if there is none."""
        before, after = (
            current_texts(self.files.section, blocks)
            for blocks in (self.written, self.edits.blocks)
        )
        for name in dict.fromkeys([*after, *before]):
            if before.get(name) != after.get(name):
                yield name, before.get(name) or "", after.get(name) or ""

    def write(self) -> None:
        """Write the texts; raises ``NarrativeError`` if somebody has changed them meanwhile."""
        if read_own_blocks(self.files) != self.written:
            raise NarrativeError(
                f"{self.files.narrative.name} was changed while the question was open. Nothing "
                "was written to it. Run the command again."
            )
        with output_errors(self.files.narrative.parent, ALLOW):
            write_edits(
                self.files, self.written, self.edits, self.returned.book, self.returned.pictures
            )
