"""Sending the narrative of a report as a Word file, and taking it back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bcssp_lib.build.build import build
from bcssp_lib.build.built_facts import read_fact_book
from bcssp_lib.build.clearance import LeakCheck
from bcssp_lib.build.plan import ReportPlan, Watcher, load_checked_catalogue, open_plan
from bcssp_lib.build.request import Options, Request
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.data_store import read_protection
from bcssp_lib.data.loader import load_figures
from bcssp_lib.files.folders import output_errors, put_bytes, put_file
from bcssp_lib.files.project import PICTURES, Project, ReportPaths
from bcssp_lib.model.commands import type_words
from bcssp_lib.model.errors import NarrativeError, OutputError, UserError, not_known
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.narrative.author_files import ALLOW, AuthorFiles
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block, arrange_blocks, hide_in_block, override_defaults
from bcssp_lib.narrative.edits import TakenEdits, current_texts, is_moved, merge_edits
from bcssp_lib.narrative.pictures import TARGET, read_picture
from bcssp_lib.narrative.saving import (
    describe_reading,
    narrative_lock,
    read_own_blocks,
    replace_text,
    write_edits,
)
from bcssp_lib.narrative.section_notebook import load_section, section_paths
from bcssp_lib.narrative.working_notebook import PROSE, Cell, fact_values, read_fact_values
from bcssp_lib.publish.masthead import SYNTHETIC_WORDS
from bcssp_lib.publish.word_changes import WordChanges, find_changes
from bcssp_lib.publish.word_reading import WordFile, read_word
from bcssp_lib.publish.word_record import Sent, SentBlock, split_block
from bcssp_lib.publish.word_sending import make_word

_KEPT = "word"  # where in the history Word files are
_HOW_TO = (
    "Change the words as you like, with tracked changes and comments or without. Figures are "
    "grey and locked: they come from the report's data, and change with them.",
    "Write inside the frames that appear around the text; each is a part of the report. Then "
    "save the file as .docx and send it back.",
)


def send_word(project: Project, request: Request, folder: Path | None, watcher: Watcher) -> Path:
    """Build a report, and write the narrative of its sections (of all, if none is named) for Word.

    Raises ``UserError`` if a section cannot be built, or a text cannot be sent.
    """
    catalogue = load_checked_catalogue(project, request)
    (outcome,) = build(project, replace(request, sections=()), Options(), watcher)
    report = outcome.plan
    wanted = request.sections or tuple(section.name for section in report.sections)
    outcome.refuse_failed(wanted)
    if outcome.error:  # such as a hidden figure in a text
        raise UserError(outcome.error)
    place = (folder or report.paths.working) / f"{_file_name(report, request)}.docx"
    if place.exists():
        raise OutputError(
            f"{place} is there already, and may hold somebody's words. Take them first "
            f"({type_words('bcssp', 'take', place)}), then move it away, or choose another folder "
            "with --to."
        )
    sent, pictures = _compose(catalogue, report, wanted)
    with output_errors(place.parent, "Choose another folder with --to, or allow it"):
        place.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".sending-", dir=place.parent) as work:
            made = Path(work) / place.name
            make_word(sent, pictures, made)
            _refuse_lost(sent, made)
            _refuse_leaks(project, request, made.parent)
            put_file(made, place)
    return place


def _file_name(report: ReportPlan, request: Request) -> str:
    named = "-".join(request.sections) if len(request.sections) <= 3 else "sections"
    return f"{report.id.slug}{f'-{named}' if named else ''}"


def _compose(
    catalogue: Catalogue, report: ReportPlan, wanted: Sequence[str]
) -> tuple[Sent, dict[str, bytes]]:
    book = read_fact_book(report)
    slug = report.area.slug
    areas = catalogue.areas_of_report(slug)
    synthetic = any(map(load_figures(catalogue, areas).synthetic, areas))
    blocks, pictures, used = [], dict[str, bytes](), set[str]()
    for section in (section for section in report.sections if section.name in wanted):
        files = AuthorFiles(catalogue.project, report.id, section)
        for block in override_defaults(section.blocks, files.read_blocks(), section.cells):
            _refuse_person(block, catalogue)
            used.update(bind_block(block, section.name, book).facts)
            blocks.append(SentBlock(section.name, block.id, split_block(block, section.name, book)))
            pictures |= _read_pictures(block.source, files.narrative.parent)
    sent = Sent(
        report.id,
        title=f"{report.edition.title} {report.period.wording}, {report.area.name}",
        blocks=tuple(blocks),
        facts=fact_values(_select(book, used)),
        notes=(
            *((f"{SYNTHETIC_WORDS}.",) if synthetic else ()),
            *_HOW_TO,
            read_protection(catalogue, slug).clearance_of(slug),
        ),
        synthetic=synthetic or any(fact.synthetic for fact in book.all_facts),
        pictures={name: hashlib.sha256(content).hexdigest() for name, content in pictures.items()},
    )
    return sent, pictures


def _refuse_person(block: Block, catalogue: Catalogue) -> None:
    if hide_in_block(block, catalogue.screening).hidden:
        raise NarrativeError(
            f"{block.place}: it holds what looks like it is about one person, so that it is not "
            "sent to anybody. bcssp check says what it is; take it out first."
        )


def _select(book: FactBook, used: set[str]) -> FactBook:
    facts = {
        section: {name: fact for name, fact in each.items() if fact.full_name in used}
        for section, each in book.facts.items()
    }
    return FactBook(facts, book.names)


def _read_pictures(text: str, folder: Path) -> dict[str, bytes]:
    """The pictures that a text may show; of others the words alone are sent."""
    pictures = {}
    for match in TARGET.finditer(text):
        try:
            pictures[match[1]] = read_picture(folder, f"{PICTURES}/{match[1]}")
        except NarrativeError:  # a build says so
            continue
    return pictures


def _refuse_lost(sent: Sent, made: Path) -> None:
    """Read a file back as if it had returned: what would not come back is not sent."""
    numbers = [part.number for part in read_word(made).parts]
    if numbers != list(range(len(sent.blocks))):
        lost = next(
            block
            for number, block in enumerate(sent.blocks)
            if numbers[number : number + 1] != [number]
        )
        raise NarrativeError(
            f"The text of the block '{lost.id}' of the section '{lost.section}' does not come "
            "back from Word as one text. Write it in JupyterLab: bcssp author."
        )


def _refuse_leaks(project: Project, request: Request, folder: Path) -> None:
    """Raise ``LeakError`` if a file of a folder holds a figure that disclosure control hides."""
    with open_plan(project, replace(request, sections=())) as (plan, _):
        (report,) = plan.reports
        LeakCheck(plan, report, read_fact_book(report).all_facts).refuse(folder)


@dataclass(frozen=True)
class MergedTexts:
    """Texts of a section that came back, merged with those of its file; nothing is written yet.

    ``book`` are the facts that their author saw, and ``pictures`` belong beside the texts.
    ``typed`` are by block the words that were typed in place of a figure.
    """

    files: AuthorFiles
    written: tuple[Block, ...]
    edits: TakenEdits
    book: FactBook
    pictures: Mapping[str, bytes]
    typed: Mapping[str, Mapping[str, str]]

    @property
    def changed(self) -> bool:
        """Whether the section would read otherwise."""
        before, after = (describe_reading(self.files, blocks) for blocks in self._states)
        return before != after

    @property
    def reordered(self) -> bool:
        """Whether blocks that stay would be read in another order."""
        cells = self.files.section.cells
        return is_moved(*(arrange_blocks(cells, blocks) for blocks in self._states))

    def list_changes(self) -> Iterator[tuple[str, str, str]]:
        """Each block whose text changes, with the text before and after; empty if there is none."""
        before, after = (current_texts(self.files.section, blocks) for blocks in self._states)
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
            write_edits(self.files, self.written, self.edits, self.book, self.pictures, self.typed)

    @property
    def _states(self) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
        """The blocks before and after."""
        return self.written, self.edits.blocks


@dataclass(frozen=True)
class TakenWord:
    """What a Word file brings: the merged texts of each section, and what is to be said of it.

    ``problems`` are what somebody must look at.
    """

    project: Project
    report: ReportId
    path: Path
    changes: WordChanges
    merged: tuple[MergedTexts, ...]
    problems: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything is to be written."""
        return any(merged.changed for merged in self.merged)

    @property
    def needs_eyes(self) -> bool:
        """Whether somebody must look at something."""
        return bool(self.problems) or any(merged.edits.conflicts for merged in self.merged)

    def write(self) -> Iterator[Path]:
        """Write the texts, and keep what the file holds besides; yields the path of each."""
        with narrative_lock(self.project, lambda _: None):
            if self.changed or self.needs_eyes or self.changes.comments:
                yield from self._keep()
            for merged in self.merged:
                if merged.changed:
                    merged.write()
                    yield merged.files.narrative

    def _keep(self) -> Iterator[Path]:
        """Keep the file as it came back, with all that was not taken from it, and its comments."""
        when = datetime.now(UTC).strftime("%Y-%m-%d %H.%M.%S")
        paths = ReportPaths(self.report, self.project.reports, self.project.reports)
        kept = paths.history(_KEPT) / f"{when} {self.path.name}"
        with output_errors(kept.parent, ALLOW):
            put_bytes(self.path.read_bytes(), kept)
            yield kept
            if self.changes.comments:
                comments = kept.with_suffix(".comments.txt")
                put_bytes("".join(f"{line}\n" for line in self.changes.comments).encode(), comments)
                yield comments


def take_word(project: Project, path: Path, chosen: Sequence[str] = ()) -> TakenWord:
    """Read a Word file that bcssp send has made, and merge its texts; nothing is written.

    Of the blocks ``chosen`` ("section/block") Word's text stays, whatever was changed since.
    """
    word = read_word(path)
    report = word.sent.report
    load_checked_catalogue(project, Request((report.area,), (report.period.label,)))
    names = section_paths(project)
    present = {
        name: AuthorFiles(project, report, load_section(project, name))
        for name in dict.fromkeys(block.section for block in word.sent.blocks)
        if name in names
    }
    folder = ReportPaths(report, project.reports, project.reports).narrative
    named = "\n".join(f"{PICTURES}/{name}" for name in word.sent.pictures)
    changes = find_changes(word, _read_pictures(named, folder))
    _check_chosen(chosen, changes)
    merged = tuple(
        _merge_texts(
            word,
            changes,
            files,
            [each.partition("/")[2] for each in chosen if each.startswith(f"{name}/")],
        )
        for name, files in present.items()
    )
    gone = [name for name in changes.texts if name not in present]
    problems = (
        *_tell_open(path),
        *changes.problems,
        *(_tell_gone(word.sent, name, changes) for name in gone),
    )
    return TakenWord(project, report, path, changes, merged, problems)


def _check_chosen(chosen: Sequence[str], changes: WordChanges) -> None:
    known = [f"{section}/{block}" for section, each in changes.texts.items() for block, _ in each]
    for name in chosen:
        if name not in known:
            raise not_known("block in this Word file", name, known, "Write SECTION/BLOCK.")


def _merge_texts(
    word: WordFile, changes: WordChanges, files: AuthorFiles, chosen: Sequence[str]
) -> MergedTexts:
    """Merge the texts of a section with those of its file; of ``chosen`` blocks Word's stay."""
    section = files.section
    sent = (block for block in word.sent.blocks if block.section == section.name)
    before = tuple(Cell(block.id, PROSE, block.source) for block in sent)
    now = tuple(Cell(block, PROSE, text) for block, text in changes.texts[section.name])
    written = read_own_blocks(files)
    current = current_texts(section, written)
    for block in chosen:
        before = replace_text(before, block, current.get(block))
    edits = merge_edits(section, written, before, now)
    typed = {block: each for (name, block), each in changes.typed.items() if name == section.name}
    book = read_fact_values(word.sent.facts)
    return MergedTexts(files, written, edits, book, word.pictures, typed)


def _tell_open(path: Path) -> Iterator[str]:
    """Word and LibreOffice put a file of their own beside one that is open."""
    beside = [f"~${path.name[start:]}" for start in range(3)]
    if any(path.with_name(name).exists() for name in (*beside, f".~lock.{path.name}#")):
        yield f"{path.name} is open in Word: what was not saved there is not taken."


def _tell_gone(sent: Sent, section: str, changes: WordChanges) -> str:
    was = {block.id: block.source for block in sent.blocks if block.section == section}
    texts = [text for block, text in changes.texts[section] if was.get(block) != text]
    told = f"Its changed texts were not taken: {' … '.join(texts)}" if texts else ""
    return f"section '{section}' is not there any more. {told}".strip()
