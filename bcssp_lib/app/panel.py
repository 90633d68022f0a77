"""The panel next to a notebook: the facts of the report, and the text as it is typed.

The notebook is a working notebook, or one of notebooks/, whose text is the default of all areas.

It is made of ipywidgets, and runs in the notebook's own kernel. ``panel.js`` opens it in
JupyterLab, sends it the text of the cell that is being edited, and does what it is sent: it saves
the notebook, or puts another text in a cell.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]
from comm import get_comm_manager
from IPython.display import display

from bcssp_lib.app import finding_box as box
from bcssp_lib.app.fact_list import FactBox, make_button, make_page
from bcssp_lib.app.finding_box import (
    FindingBox,
    build_report,
    cite_in_cell,
    confirm_text,
    keep_finding,
    review_link,
    save_section,
    save_words,
    settle_conflict,
)
from bcssp_lib.app.overview import read_overview
from bcssp_lib.app.panel_context import (
    PanelContext,
    Preview,
    find_findings,
    find_unshown,
    preview_block,
    read_default_context,
    read_panel_context,
)
from bcssp_lib.build.number_binding import BoundNumbers, bind_numbers
from bcssp_lib.checks.prose import split_block
from bcssp_lib.files.project import Project, find_project
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.finding import NOT_A_FIGURE, Finding
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.edits import Conflict
from bcssp_lib.narrative.saving import SaveResult

TARGET = "bcssp-panel"  # of the comm by which panel.js sends what is typed
_PAUSE_SECONDS = 0.4  # after which a text is checked as a build would
_NO_TEXT = "<p>Click a text of the notebook to see it here as a reader will.</p>"
_OPEN_REPORT = "Open the report at this text"
_DEFAULT_SAVED = "Saved. The next build of each area takes this text, but for words of its own."
_MEANWHILE = "The text was changed meanwhile, and nothing was done. Try again."


def open_panel(area: str, section: str, period: str, edition: str) -> None:
    """Show the panel of a working notebook, and answer what is typed in it."""
    _show(lambda: Panel(lambda: read_panel_context(find_project(), area, section, period, edition)))


def open_default_panel(notebook: str) -> None:
    """Show the panel of a notebook in notebooks/; its author chooses whose facts are put in."""
    _show(lambda: _default_panel(find_project(), notebook))


def _default_panel(project: Project, notebook: str) -> Panel:
    areas = [(report.name, report.area) for report in read_overview(project) if report.built]
    if not areas:
        raise UserError("No report is built yet. Build one on the start page, then try again.")
    area = widgets.Dropdown(
        description="Facts of", options=areas, style={"description_width": "initial"}
    )
    panel = Panel(lambda: read_default_context(project, area.value, notebook), [area])
    area.observe(lambda _: panel.read_again(), "value")
    return panel


def _show(make: Callable[[], Panel]) -> None:
    """Show a panel, or say why there is none."""
    try:
        panel = make()
    except UserError as error:
        display(widgets.HTML(f"<p><strong>{escape(str(error))}</strong></p>"))  # type: ignore[no-untyped-call]
        return
    get_comm_manager().register_target(TARGET, panel.listen)
    display(panel.widget)  # type: ignore[no-untyped-call]


class Panel:
    """The panel's widgets; ``read`` reads the report as it was last built.

    ``above`` are widgets to show above the text.
    """

    def __init__(self, read: Callable[[], PanelContext], above: Sequence[Any] = ()) -> None:
        self._read = read
        self._context = read()
        self._typed: dict[str, str] = {}
        self._shown: Preview | None = None
        self._check: asyncio.Task[None] | None = None
        self._work: asyncio.Task[None] | None = None
        self._edit: BoundNumbers | None = None
        self._conflict: Conflict | None = None
        self._to_build = False
        self._base = ""  # the address of the notebook's folder
        self.send: Callable[[dict[str, Any]], None] = lambda _: None
        self.heading = widgets.HTML("<h2>As a reader sees it</h2>")
        self.findings = FindingBox(self.press, of_area=not self._context.of_notebook)
        self.text = widgets.HTML(_NO_TEXT)
        self.facts = FactBox(self._context.section.name)
        again = make_button("Read the facts of the last build again", self.read_again)
        self.widget = make_page(
            *above, self.heading, self.text, self.findings.widget, *self.facts.parts, again
        )
        self.facts.show(self._context.facts, self._context.book)

    @property
    def problems(self) -> Any:
        """The list of what was found."""
        return self.findings.problems

    def listen(self, comm: Any, _: Any) -> None:
        """Answer the messages of a comm that was opened."""
        self.send = comm.send

        def heard(message: dict[str, Any]) -> None:
            told = message["content"]["data"]
            if "saved" in told:
                self.take_saved(told)
            elif "unchanged" in told:
                self.findings.say(_MEANWHILE)
            else:
                self._base = told.get("base", "")
                try:
                    self.show(told)
                finally:  # or nothing more would be sent
                    comm.send({"seen": told["number"]})

        comm.on_msg(heard)

    def show(self, typed: dict[str, str]) -> None:
        """Show a cell as a reader will see it; check it as a build would after a pause."""
        if self._typed.get("block") != typed["block"]:
            self.findings.say("")  # what was said is of another text
        self._typed = typed
        if self._check is not None:
            self._check.cancel()
            self._check = None
        if typed["kind"] != "markdown":
            self.heading.value = "<h2>As a reader sees it</h2>"
            self.text.value, self._shown = _NO_TEXT, None
            self.findings.show((), (), "")
            return
        block = self._context.block(typed["block"], typed["kept"], typed["text"])
        section = self._context.section.name
        shown = self._shown = preview_block(block, section, self._context.book)
        self.heading.value = f"<h2>As a reader sees it: {escape(block.id)}</h2>"
        self.text.value = f'<div class="bcssp-text">{shown.html}</div>'
        unshown = find_unshown(split_block(section, shown.bound), shown.bound.problems)
        self._tell(shown, unshown, done=False)
        self._check = asyncio.get_running_loop().create_task(self._check_later(shown))

    def press(self, button: str) -> None:
        """Do what a button says, about the finding that is chosen."""
        context, finding, words = self._context, self.findings.chosen, self.findings.words.value
        if button in (box.SAVE, box.BUILD):
            self._to_build = button == box.BUILD
            self.findings.say("Saving …")
            self.send({"save": True})
        elif button in (box.KEEP_MINE, box.KEEP_FILE) and self._conflict is not None:
            name, mine = self._conflict.block, button == box.KEEP_MINE
            self._run(lambda: settle_conflict(context, name, notebook=mine), self._saved)
        elif button == box.LEAVE:
            self.findings.say("Nothing was changed.")
        elif button == box.CHANGE and self._edit is not None:
            before, after = self._edit.before.source, self._edit.after.source
            self.findings.say("The text was changed. Save it when you are done.")
            self.send({"replace": self._typed["block"], "before": before, "after": after})
        elif button == box.BIND_ALL:
            typed, block = self.findings.typed, self._block()
            self._run(lambda: self._bind(block, typed), self._offer)
        elif finding is not None:
            self._run(*self._act(button, finding, words))

    def _act(
        self, button: str, finding: Finding, words: str
    ) -> tuple[Callable[[], Any], Callable[[Any], None]]:
        """What a button does about a finding, and what then."""
        context, block = self._context, self._block()
        if button == box.BIND:
            return lambda: self._bind(block, [finding]), self._offer
        if button == box.CITE:
            return lambda: cite_in_cell(context, block, finding, words), self._offer
        if button == box.CONFIRM:
            return lambda: confirm_text(context, block), self._noted
        reason = NOT_A_FIGURE if button == box.NO_FIGURE else words
        return lambda: keep_finding(context, block, finding, reason), self._noted

    def _bind(self, block: Block, findings: Sequence[Finding]) -> BoundNumbers:
        """Put facts in place of typed numbers, where the sentence stays the same to the letter."""
        return bind_numbers(self._context.section.name, block, findings, self._context.book)

    def take_saved(self, told: dict[str, Any]) -> None:
        """Take the words of the notebook, which JupyterLab has saved, and build if asked to."""
        if not told["saved"]:
            self.findings.say(f"JupyterLab could not save the notebook: {told.get('why', '')}")
            return
        if self._context.of_notebook:
            self.findings.say(_DEFAULT_SAVED)
            self._build_if_asked()
        else:
            self._run(lambda: save_section(self._context), self._saved)

    def _saved(self, result: SaveResult) -> None:
        self._noted(save_words(result))
        self._conflict = next(iter(result.conflicts), None)
        if self._conflict is not None:
            self.findings.ask_which(self._conflict)
        if not result.stopped:
            self._build_if_asked()

    def _build_if_asked(self) -> None:
        if self._to_build:
            self.findings.say("Building the report … You can write on meanwhile.")
            self._run(lambda: build_report(self._context), self._built)

    def _built(self, words: str) -> None:
        self.read_again()
        link = ""
        if self._shown is not None and self._base:
            address = escape(review_link(self._context, self._shown.bound, self._base))
            link = f'<p><a href="{address}" target="_blank" rel="noopener">{_OPEN_REPORT}</a></p>'
        self.findings.say(words, link)

    def _offer(self, edit: BoundNumbers) -> None:
        self._edit = edit
        self.findings.offer(edit)

    def _noted(self, words: str) -> None:
        """Say what was noted in files, and check the text again with it."""
        self._context = self._context.read_again()
        self.findings.words.value = ""
        self._show_again()
        self.findings.say(words)

    def _run(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Do what takes time in a thread, so that the panel goes on following what is typed."""

        async def go() -> None:
            self.findings.wait(True)
            try:
                result = await asyncio.to_thread(work)
            except UserError as error:
                self.findings.say(str(error))
            else:
                then(result)
            finally:
                self.findings.wait(False)

        self._work = asyncio.get_running_loop().create_task(go())

    def _block(self) -> Block:
        typed = self._typed
        return self._context.typed_block(typed["block"], typed["kept"], typed["text"])

    async def _check_later(self, preview: Preview) -> None:
        """Tell all findings, which take longer, unless the author types on."""
        await asyncio.sleep(_PAUSE_SECONDS)
        findings = await asyncio.to_thread(find_findings, preview.bound, self._context)
        self._tell(preview, findings, done=True)

    def _tell(self, preview: Preview, findings: list[Finding], *, done: bool) -> None:
        block = preview.bound.block
        origin = "the notebook's default text" if block.default else "this area's own text"
        if self._context.unreviewed(block):
            origin = "last year's text, not yet reviewed"
        self.findings.show(findings, preview.absent, origin, done=done)

    def read_again(self) -> None:
        """Read the report as it was last built, and show the text with its facts."""
        self._context = self._read()
        self.facts.show(self._context.facts, self._context.book)
        self._show_again()

    def _show_again(self) -> None:
        if self._typed:
            self.show(self._typed)
