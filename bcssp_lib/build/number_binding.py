"""Binding the numbers that authors have typed: which of them can be, and the texts after it.

Nothing is guessed. An edit is kept only if the new text, bound and read again, is the same to the
letter, with the fact where the number was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import unified_diff
from itertools import chain
from operator import attrgetter

from bcssp_lib.build.plan import ReportPlan
from bcssp_lib.checks.prose import (
    Sentence,
    find_stretches,
    overlaps,
    split_block,
    split_long_sentence,
)
from bcssp_lib.files.folders import output_errors
from bcssp_lib.files.project import Project
from bcssp_lib.model.finding import Finding, LeftFinding, Severity
from bcssp_lib.model.records import group_by
from bcssp_lib.narrative.author_files import ALLOW, AuthorFiles, record_bound_numbers
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block

_NO_TEXT = (  # in which no number is typed for a reader: braces, code, links, tags
    re.compile(r"\{\{.*?\}\}", re.DOTALL),
    re.compile(r"^(`{3,}|~{3,}).*?^\1", re.DOTALL | re.MULTILINE),
    re.compile(r"`[^`]*`"),
    re.compile(r"\[[^\[\]]*\]\([^()]*\)"),
    re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE),
)


def list_changed_lines(before: str, after: str) -> list[str]:
    """The lines of a text before (-) and after (+) an edit."""
    texts = (before.splitlines(), after.splitlines())
    lines = list(unified_diff(*texts, n=0, lineterm=""))[2:]  # without the names of files
    return [line for line in lines if not line.startswith("@@")]


@dataclass(frozen=True)
class BoundNumbers:
    """A text before and after some of its numbers were bound, and those that are left."""

    before: Block
    after: Block
    bound: tuple[Finding, ...]
    left: tuple[LeftFinding, ...]

    def list_changes(self) -> list[str]:
        """The lines before (-) and after (+)."""
        return list_changed_lines(self.before.source, self.after.source)


@dataclass(frozen=True)
class _BlockEdit(BoundNumbers):
    """The same of a block in an author's file."""

    files: AuthorFiles

    @property
    def place(self) -> str:
        """The section and block, as findings name them."""
        return f"{self.files.section.name}, {self.before.id}"


@dataclass(frozen=True)
class BindingPlan:
    """The edits that bind typed numbers, and the numbers that are left as they are."""

    edits: tuple[_BlockEdit, ...]
    left: tuple[LeftFinding, ...]

    @property
    def bound(self) -> tuple[Finding, ...]:
        """The numbers that are bound by the edits."""
        return tuple(chain.from_iterable(edit.bound for edit in self.edits))


def plan_bindings(
    project: Project, report: ReportPlan, findings: Sequence[Finding], book: FactBook
) -> BindingPlan:
    """What binding typed numbers makes of their blocks; nothing is written yet."""
    edits: list[_BlockEdit] = []
    by_section = group_by(findings, attrgetter("section"))
    left = [LeftFinding(each, "it is about no text") for each in by_section.pop("", ())]
    for section, in_section in by_section.items():
        files = AuthorFiles(project, report.id, report.section(section))
        own = {block.id: block for block in files.read_blocks() if block.has_text}
        for name, in_block in group_by(in_section, attrgetter("block")).items():
            if name in own:
                made = bind_numbers(section, own[name], in_block, book)
                edit = _BlockEdit(made.before, made.after, made.bound, made.left, files)
                edits += [edit] if made.bound else []
                left += made.left
            else:
                where = f"it stands in the default text of {files.section.shown}"
                left += [
                    LeftFinding(each, f"{where}: write {each.binding or 'a fact'} there")
                    for each in in_block
                ]
    return BindingPlan(tuple(edits), tuple(left))


def write_bindings(plan: BindingPlan, book: FactBook) -> BindingPlan:
    """Write edits into the authors' files; what was changed since it was planned is left.

    Returns what was written. The text before is kept as a version, as of any edit.
    """
    written = [
        edit
        for section in dict.fromkeys(edit.files.section.name for edit in plan.edits)
        for edit in _write([e for e in plan.edits if e.files.section.name == section], book)
    ]
    why = "its text was changed meanwhile: run the command again"
    missed = [
        LeftFinding(finding, why)
        for edit in plan.edits
        if edit not in written
        for finding in edit.bound
    ]
    return BindingPlan(tuple(written), tuple(missed))


def _write(edits: Sequence[_BlockEdit], book: FactBook) -> list[_BlockEdit]:
    files = edits[0].files
    before = files.read_blocks()
    sources = {block.id: block.source for block in before}
    current = [edit for edit in edits if sources.get(edit.before.id) == edit.before.source]
    texts = {edit.after.id: edit.after.text for edit in current}
    after = [replace(block, text=texts.get(block.id, block.text)) for block in before]
    with output_errors(files.narrative.parent, ALLOW):
        record_bound_numbers(files, before, after, book)
        files.write_blocks(after)
    return current


def bind_numbers(
    section: str, block: Block, findings: Sequence[Finding], book: FactBook
) -> BoundNumbers:
    """Bind typed numbers of one text, wherever it is kept; nothing is written."""
    binder = _Binder(section, book)
    after, bound, left = block, [], []
    for finding in findings:
        why = binder.why_left(finding)
        edited = None if why else binder.bind_number(after, finding)
        if edited is None:
            why = why or binder.why_no_place(after, finding)
            left.append(LeftFinding(finding, why))
        else:
            after = edited
            bound.append(finding)
    return BoundNumbers(block, after, tuple(bound), tuple(left))


def cite_number(
    section: str, block: Block, finding: Finding, source: str, book: FactBook
) -> BoundNumbers:
    """Say where a number of a text comes from, by the helper ``cited``; nothing is written."""
    binder = _Binder(section, book)
    cited = f"{{{{ cited({_quote(finding.words)}, {_quote(source)}) }}}}"
    edited = binder.bind_number(block, replace(finding, binding=cited)) if finding.words else None
    if edited is None:
        why = binder.why_no_place(block, finding)
        return BoundNumbers(block, block, (), (LeftFinding(finding, why),))
    return BoundNumbers(block, edited, (finding,), ())


def _quote(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


@dataclass(frozen=True)
class _Binder:
    """What binds the numbers of one section's blocks."""

    section: str
    book: FactBook
    _sentences: dict[str, tuple[Sentence, ...]] = field(default_factory=dict)  # of texts read

    def why_left(self, finding: Finding) -> str:
        """Why a number may not be bound, whatever its text is; empty where it may."""
        if finding.severity is not Severity.TYPED:
            return f"it is {finding.severity}: no expression shows what the text says"
        if not finding.binding:
            return "no expression shows it by itself; see bcssp check --full"
        alone = Block("", finding.binding, "", 1, default=False)
        shown = bind_block(alone, self.section, self.book)
        if shown.problems:
            return f"its expression cannot be bound: {shown.problems[0].what}"
        words = shown.render(lambda span: span.words)
        if words != finding.words:  # in words, rounded, or more than the bare number
            return f"{finding.binding} shows “{words}”: write it by hand if that may stand there"
        return ""

    def bind_number(self, block: Block, finding: Finding) -> Block | None:
        """The block with a number bound wherever its sentence stands; none if that cannot be."""
        places = self._find_open(block, finding)
        edited: Block | None = block if places else None
        for place in places:
            edited = edited and self._bind_at(edited, finding, place)
        return edited

    def why_no_place(self, block: Block, finding: Finding) -> str:
        """Why a number could not be bound in its block."""
        if not self._find_open(block, finding):
            return "its sentence is not in the text, which was changed since it was checked"
        return "it stands in a link or code, or the sentence would read otherwise"

    def _find_open(self, block: Block, finding: Finding) -> list[int]:
        """The sentences of a block in which a number is not bound yet, by their places."""
        end = finding.at + len(finding.words)
        return [
            place
            for place, sentence in enumerate(self._read(block))
            if sentence.text == finding.sentence and not sentence.bound(finding.at, end)
        ]

    def _bind_at(self, block: Block, finding: Finding, place: int) -> Block | None:
        """The block with the number of one sentence bound: the edit that proves to be the one."""
        before = [sentence.text for sentence in self._read(block)]
        for edited in _edit(block, finding):
            sentences = self._read(edited)
            same = [sentence.text for sentence in sentences] == before
            if same and _is_bound(sentences[place], finding):
                return edited
        return None

    def _read(self, block: Block) -> tuple[Sentence, ...]:
        """The sentences of a block as its check reads them."""
        if block.text not in self._sentences:
            prose = split_block(self.section, bind_block(block, self.section, self.book))
            sentences = chain.from_iterable(map(split_long_sentence, prose.sentences))
            self._sentences[block.text] = tuple(sentences)
        return self._sentences[block.text]


def _edit(block: Block, finding: Finding) -> Iterator[Block]:
    """The block with its expression in place of each occurrence of a number, in turn."""
    words = r"\s+".join(map(re.escape, finding.words.split()))
    elsewhere = find_stretches(block.text, _NO_TEXT)
    for match in re.finditer(rf"(?<!\w){words}(?!\w)", block.text):
        if not overlaps(*match.span(), elsewhere):
            text = f"{block.text[: match.start()]}{finding.binding}{block.text[match.end() :]}"
            yield replace(block, text=text)


def _is_bound(sentence: Sentence, finding: Finding) -> bool:
    """Whether a fact or a citation stands exactly where the number was typed."""
    stretch = (finding.at, finding.at + len(finding.words))
    return stretch in sentence.cited or any(
        (span.start, span.end) == stretch for span in sentence.spans
    )
