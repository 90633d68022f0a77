"""The findings of one text as a list, and the buttons that do something about one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]

from bcssp_lib.app.finding_list import find_words
from bcssp_lib.build.authoring import why_not_acceptable
from bcssp_lib.build.number_binding import BoundNumbers, list_changed_lines
from bcssp_lib.model.finding import NOT_A_FIGURE, Finding, Kind
from bcssp_lib.narrative.edits import Conflict

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


class FindingBox:
    """What was found in the text that its author is in; ``press`` is told of each button.

    Where the text is not ``of_area``, no record of a report can keep or confirm anything.
    """

    def __init__(self, press: Callable[[str], None], *, of_area: bool = True) -> None:
        self._findings: tuple[Finding, ...] = ()
        self._busy = False
        self.problems = widgets.HTML()
        self.choice = widgets.Dropdown(
            description="Finding", style={"description_width": "initial"}, layout={"width": "auto"}
        )
        self.words = widgets.Text(
            description="Reason or source",
            placeholder="why it is kept, or where the number stands",
            style={"description_width": "initial"},
            layout={"width": "auto"},
        )
        self.said = widgets.HTML()
        self.buttons = {name: _button(name, press) for name in _TOOLTIPS}
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
        lines = list_changed_lines(edit.before.source, edit.after.source)
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


def _button(name: str, press: Callable[[str], None]) -> Any:
    button = widgets.Button(description=name, tooltip=_TOOLTIPS[name], layout={"width": "auto"})
    button.on_click(lambda _: press(name))
    return button


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
