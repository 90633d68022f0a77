"""The findings of one text as a list, the buttons for one of them, and what these do about it.

Each is done as its command does it. Texts of cells are changed by JupyterLab alone, so that an
author can undo it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from itertools import chain, groupby
from typing import Any
from urllib.parse import quote

import ipywidgets as widgets  # type: ignore[import-untyped]

from bcssp_lib.app.fact_list import WIDE, make_button
from bcssp_lib.app.finding_list import find_words
from bcssp_lib.app.overview import BUILT, last_words, run_command
from bcssp_lib.app.panel_context import PanelContext
from bcssp_lib.build.authoring import confirm_blocks, why_not_acceptable
from bcssp_lib.build.number_binding import BoundNumbers, cite_number
from bcssp_lib.build.plan import read_findings
from bcssp_lib.checks.prose import split_block
from bcssp_lib.model.errors import NarrativeError, UserError
from bcssp_lib.model.finding import NOT_A_FIGURE, Finding, Kind, count_findings
from bcssp_lib.narrative.author_files import accept
from bcssp_lib.narrative.binding import BoundBlock
from bcssp_lib.narrative.blocks import Block, is_random
from bcssp_lib.narrative.edits import Conflict
from bcssp_lib.narrative.saving import SaveResult, choose, narrative_lock, save
from bcssp_lib.publish.placeholders import section_anchor

BIND, BIND_ALL, CITE = "Bind", "Bind all in this text", "Cite"
_ACCEPT, NO_FIGURE, CONFIRM = "Accept", "Not a figure", "Confirm"
CHANGE, LEAVE = "Change the text", "Leave it"
SAVE, BUILD = "Save", "Build and open"
KEEP_MINE, KEEP_FILE = "Keep the notebook’s text", "Keep the file’s text"
_TOOLTIPS = {
    BIND: "Put the fact in place of this number",
    BIND_ALL: "Put facts in place of all numbers of this text that have one",
    CITE: "Say in which source this number stands; write the source first",
    _ACCEPT: "Keep this as it is; write the reason first, which readers see",
    NO_FIGURE: "This is no figure, such as a name",
    CONFIRM: "The text holds with today’s figures",
    CHANGE: "Put the text after in the cell; JupyterLab can undo it",
    LEAVE: "Change nothing",
    KEEP_MINE: "The text of this notebook stays, and that of the file is kept in the history",
    KEEP_FILE: "The text of the narrative file stays; open the section again to see it",
    SAVE: "Save the notebook, and take its text into the report",
    BUILD: "Save, build the report, and show a link to this text in the review copy",
}
_LONGEST = 70  # letters of a finding that is chosen
_CHECKING, _GOOD = "Checking …", "No problem found."
_FIRST_WORDS = 5  # by which a browser finds a text on the page


class FindingBox:
    """What was found in the text that its author is in; ``press`` is told of each button.

    Where the text is not ``of_area``, no record of a report can keep or confirm anything.
    """

    def __init__(self, press: Callable[[str], None], *, of_area: bool = True) -> None:
        self._findings: tuple[Finding, ...] = ()
        self._busy = False
        self.problems = widgets.HTML()
        self.choice = widgets.Dropdown(description="Finding", **WIDE)
        self.words = widgets.Text(
            description="Reason or source",
            placeholder="why it is kept, or where the number stands",
            **WIDE,
        )
        self.said = widgets.HTML()
        self.buttons = {
            name: make_button(name, partial(press, name), tip) for name, tip in _TOOLTIPS.items()
        }
        kept = (_ACCEPT, NO_FIGURE, CONFIRM) if of_area else ()
        self._act = widgets.VBox([
            self.choice, self.words, self._row(BIND, BIND_ALL, CITE, *kept)
        ])  # fmt: skip
        self._agree = self._row(CHANGE, LEAVE)
        self._settle = self._row(KEEP_MINE, KEEP_FILE)
        self.choice.observe(lambda _: self._enable(), "value")
        self.widget = widgets.VBox(
            [self.problems, self._act, self.said, self._agree, self._settle, self._row(SAVE, BUILD)]
        )
        self.show((), (), "")
        self.say("")

    @property
    def chosen(self) -> Finding | None:
        """The finding that something is done about."""
        place = self.choice.value
        return None if place is None else self._findings[place]

    @property
    def typed(self) -> tuple[Finding, ...]:
        """The open findings of numbers that a fact can take the place of."""
        return tuple(each for each in self._findings if each.binding and each.is_open)

    def show(
        self, findings: Sequence[Finding], notes: Sequence[str], origin: str, *, done: bool = True
    ) -> None:
        """Show findings, the heaviest first; the one that was chosen stays so if it is there."""
        before = self.chosen
        self._findings = tuple(findings)
        options = [(_label(place, each), place) for place, each in enumerate(self._findings)]
        self.choice.options = options
        same = [
            place
            for place, each in enumerate(self._findings)
            if before and (each.id, each.at) == (before.id, before.at)
        ]
        self.choice.value = next(iter(same), 0 if options else None)
        self.problems.value = _list_html(self._findings, notes, origin, done=done)
        self._act.layout.display = "flex" if options else "none"
        self._enable()

    def say(self, text: str, html: str = "") -> None:
        """Say what was done, or why nothing was."""
        lines = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
        self.said.value = f'<div role="status">{lines}{html}</div>'
        self._agree.layout.display = self._settle.layout.display = "none"

    def ask_which(self, conflict: Conflict) -> None:
        """Show the two texts of a block that was changed in both places, and ask which stays."""
        texts = {"In the notebook": conflict.notebook, "In the file": conflict.file}
        shown = "".join(
            f"<p><strong>{place}:</strong></p><pre>{escape(text or 'taken out')}</pre>"
            for place, text in texts.items()
        )
        self.say(f"The text of “{conflict.block}” was changed in both places. Which stays?", shown)
        self._settle.layout.display = "flex"

    def offer(self, edit: BoundNumbers) -> None:
        """Show a text before and after, and ask whether to change it."""
        names = {"-": "Before", "+": "After"}
        lines = edit.list_changes()
        shown = "".join(
            f"<p><strong>{names[line[0]]}:</strong> {escape(line[1:])}</p>" for line in lines
        )
        left = [f"“{each.finding.words}” is left: {each.why}." for each in edit.left]
        self.say("\n".join(left), shown)
        self._agree.layout.display = "flex" if lines else "none"

    def wait(self, busy: bool) -> None:
        """Let nothing be pressed while something is done."""
        self._busy = busy
        self._enable()

    def _row(self, *names: str) -> Any:
        row = widgets.HBox([self.buttons[name] for name in names])
        row.layout.flex_flow = "row wrap"
        return row

    def _enable(self) -> None:
        """Let only what fits the finding be pressed."""
        allowed = {CHANGE, LEAVE, KEEP_MINE, KEEP_FILE, SAVE, BUILD, *_fitting(self.chosen)}
        allowed |= {BIND_ALL} if self.typed else set()
        for name, button in self.buttons.items():
            button.disabled = self._busy or name not in allowed


def _fitting(finding: Finding | None) -> set[str]:
    if finding is None or not finding.is_open:
        return set()
    fits = {
        CONFIRM: finding.kind is Kind.STALE,
        BIND: bool(finding.binding),
        CITE: finding.kind is Kind.FIGURE and any(find_words(finding)),
        _ACCEPT: not why_not_acceptable(finding, ""),
        NO_FIGURE: not why_not_acceptable(finding, NOT_A_FIGURE),
    }
    return {name for name, fit in fits.items() if fit}


def _label(place: int, finding: Finding) -> str:
    text = f"{place + 1}. {finding.state.capitalize()}: {finding.what}"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _list_html(
    findings: Sequence[Finding], notes: Sequence[str], origin: str, *, done: bool
) -> str:
    """Findings with what and what to do, numbered as they are chosen."""
    whose = f'<p class="bcssp-whose">It is {origin}.</p>' if origin else ""
    found = "".join(_group_html(findings))
    count = len(findings) + len(notes)
    if not count:
        text = f'<div class="bcssp-well">{_GOOD if done else _CHECKING}</div>'
        return f"{whose}{text if origin else ''}"
    heading = f"<strong>{count} problem{'s' if count > 1 else ''}</strong>"
    others = "".join(f"<li>{escape(note)}</li>" for note in notes)
    listed = f"<ul>{others}</ul>" if others else ""
    return f'{whose}<div class="bcssp-problems">{heading}{found}{listed}</div>'


def _group_html(findings: Sequence[Finding]) -> list[str]:
    numbered = enumerate(findings, start=1)
    return [
        f"<h3>{state.capitalize()}</h3><ul>{''.join(_item(*each) for each in group)}</ul>"
        for state, group in groupby(numbered, lambda each: each[1].state)
    ]


def _item(number: int, finding: Finding) -> str:
    kept = f"Kept: {finding.accepted}." if not finding.is_open else ""
    rest = " ".join(filter(None, (finding.why, finding.suggestion, kept)))
    return f"<li>{number}. {escape(finding.what)} {escape(rest)}</li>"


def cite_in_cell(
    context: PanelContext, block: Block, finding: Finding, source: str
) -> BoundNumbers:
    """Say where a number comes from that is not among the facts."""
    if not source.strip():
        raise UserError("Write the source of the number in the field above, then press Cite again.")
    start, end = find_words(finding)
    placed = replace(finding, words=finding.sentence[start:end], at=start)
    return cite_number(context.section.name, block, placed, source, context.book)


def keep_finding(context: PanelContext, block: Block, finding: Finding, reason: str) -> str:
    """Keep what was found, for a reason that readers see, or because it is no figure."""
    reason = " ".join(reason.split())
    if not reason:
        raise UserError("Write the reason in the field above, for every reader to see.")
    if why := why_not_acceptable(finding, reason):
        raise UserError(f"This {why}")
    if is_random(block.id):
        raise NarrativeError("This text is new, and gets its name when it is saved: press Save.")
    with narrative_lock(context.files.project, lambda _: None):
        accept(context.files, [finding], reason, {block.id: block})
    done = "Noted as no figure" if reason == NOT_A_FIGURE else "Accepted"
    return f"{done}: {finding.what}"


def confirm_text(context: PanelContext, block: Block) -> str:
    """Say that a text holds with the figures of the report as it was last built."""
    report = context.report
    with narrative_lock(context.files.project, lambda _: None):
        done = confirm_blocks(
            context.files.project,
            report.area.slug,
            context.section.name,
            report.period.label,
            [block.id],
        )
    listed = "; ".join(
        f"{each.title} was {each.before}, is {each.now}" for each in chain(*done.values())
    )
    return f"Confirmed with today’s figures{f': {listed}' if listed else ''}."


def save_section(context: PanelContext) -> SaveResult:
    """Take what the working notebook holds into the narrative file."""
    with narrative_lock(context.files.project, lambda _: None):
        return save(context.files)


def settle_conflict(context: PanelContext, block: str, *, notebook: bool) -> SaveResult:
    """Let one of the two texts of a block stay: that of the notebook, or that of the file."""
    with narrative_lock(context.files.project, lambda _: None):
        return choose(context.files, block, notebook)


def save_words(result: SaveResult) -> str:
    """What was saved, and what was not."""
    if result.stopped:
        return f"Not saved. {result.stopped}"
    shown = result.files.project.shown(result.files.narrative)
    done = f"Saved to {shown}." if result.changed else f"There is nothing new for {shown}."
    return " ".join([done, *result.refused])


def build_report(context: PanelContext) -> str:
    """Build the report in a process of its own; returns what its check found.

    Raises ``UserError`` with the last lines of the build if there is no review copy afterwards.
    """
    project, report = context.files.project, context.report
    names = [report.area.slug, "--period", report.period.label, "--edition", report.edition.id]
    done = run_command(project, "build", *names)
    said = last_words(done) if done.returncode else ""
    if done.returncode not in BUILT:
        raise UserError(f"The report could not be built.\n{said}")
    findings = count_findings(read_findings(report.paths) or ())
    return f"The report is built: {findings}.\n{said}".rstrip()


def review_link(context: PanelContext, bound: BoundBlock, base: str) -> str:
    """The address of a text in the review copy; ``base`` is that of the notebook's folder.

    A browser that cannot find words on a page opens it at the section.
    """
    path = os.path.relpath(context.report.paths.review_copy, context.folder)
    sentences = split_block(context.section.name, bound).sentences
    words = re.findall(r"\S+", sentences[0].text)[:_FIRST_WORDS] if sentences else []
    text = quote(" ".join(words), safe="").replace("-", "%2D")
    find = f":~:text={text}" if text else ""
    address = quote(path.replace(os.sep, "/"))
    return f"{base}{address}#{section_anchor(context.section.name)}{find}"
