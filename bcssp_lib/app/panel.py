"""The panel next to a working notebook: the facts of the report, and the text as it is typed.

It is made of ipywidgets, and runs in the notebook's own kernel. ``panel.js`` opens it in
JupyterLab, and sends it the text of the cell that is being edited.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from html import escape
from importlib.resources import files
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]
from comm import get_comm_manager
from IPython.display import display

from bcssp_lib.app.fact_list import fact_list_html, find_facts, other_names_html
from bcssp_lib.app.panel_context import PanelContext, find_problems, read_panel_context
from bcssp_lib.app.preview import Preview, preview_block
from bcssp_lib.files.project import find_project
from bcssp_lib.model.errors import UserError
from bcssp_lib.narrative.blocks import Block

TARGET = "bcssp-panel"  # of the comm by which panel.js sends what is typed
PAUSE_SECONDS = 0.4  # after which a text is checked as a build would
_NO_TEXT = "<p>Click a text of the notebook to see it here as a reader will.</p>"


def open_panel(area: str, section: str, period: str, edition: str) -> None:
    """Show the panel of a working notebook, and answer what is typed in it."""

    def read() -> PanelContext:
        return read_panel_context(find_project(), area, section, period, edition)

    try:
        panel = Panel(read)
    except UserError as error:
        display(widgets.HTML(f"<p><strong>{escape(str(error))}</strong></p>"))  # type: ignore[no-untyped-call]
        return
    get_comm_manager().register_target(TARGET, panel.listen)
    display(panel.widget)  # type: ignore[no-untyped-call]


class Panel:
    """The panel's widgets; ``read`` reads the report as it was last built."""

    def __init__(self, read: Callable[[], PanelContext]) -> None:
        self._read = read
        self._matter = read()
        self._typed: dict[str, str] = {}
        self._check: asyncio.Task[None] | None = None
        self.heading = widgets.HTML("<h2>As a reader sees it</h2>")
        self.problems = widgets.HTML()
        self.text = widgets.HTML(_NO_TEXT)
        self.search = widgets.Text(
            description="Search the facts",
            placeholder="missing, training_sessions, 282 …",
            continuous_update=True,
            style={"description_width": "initial"},
            layout={"width": "auto"},
        )
        self.facts = widgets.HTML()
        self.others = widgets.HTML()
        again = widgets.Button(
            description="Read the facts of the last build again", layout={"width": "auto"}
        )
        self.search.observe(lambda _: self._list(), "value")
        again.on_click(lambda _: self._read_again())
        style = files("bcssp_lib.app").joinpath("templates/studio.css").read_text("utf-8")
        parts = [
            widgets.HTML(f"<style>{style}</style>"),
            self.heading,
            self.problems,
            self.text,
            widgets.HTML("<h2>Facts of this report</h2>"),
            self.search,
            self.facts,
            widgets.HTML("<h3>Names and helpers for all texts</h3>"),
            self.others,
            again,
        ]
        self.widget = widgets.VBox(parts)
        self.widget.add_class("bcssp-content")
        self._list()

    def listen(self, comm: Any, _: Any) -> None:
        """Answer the messages of a comm that was opened: each is a cell as it is now."""

        def heard(message: dict[str, Any]) -> None:
            typed = message["content"]["data"]
            try:
                self.show(typed)
            finally:  # or nothing more would be sent
                comm.send({"seen": typed["number"]})

        comm.on_msg(heard)

    def show(self, typed: dict[str, str]) -> None:
        """Show a cell as a reader will see it; check it as a build would after a pause."""
        self._typed = typed
        if self._check is not None:
            self._check.cancel()
            self._check = None
        if typed["kind"] != "markdown":
            self.heading.value = "<h2>As a reader sees it</h2>"
            self.problems.value, self.text.value = "", _NO_TEXT
            return
        block = self._matter.block(typed["block"], typed["kept"], typed["text"])
        shown = preview_block(block, self._matter.section.name, self._matter.book)
        self.heading.value = f"<h2>As a reader sees it: {escape(block.id)}</h2>"
        self.text.value = f'<div class="bcssp-text">{shown.html}</div>'
        self._tell(block, list(shown.problems))
        self._check = asyncio.get_running_loop().create_task(self._check_later(block, shown))

    async def _check_later(self, block: Block, preview: Preview) -> None:
        """Tell the problems that take longer to find, unless the author types on."""
        await asyncio.sleep(PAUSE_SECONDS)
        more = await asyncio.to_thread(find_problems, preview.bound, self._matter)
        self._tell(block, [*preview.problems, *more])

    def _tell(self, block: Block, problems: list[str]) -> None:
        origin = "the notebook's default text" if block.default else "this area's own text"
        if self._matter.unreviewed(block):
            origin = "last year's text, not yet reviewed"
        items = "".join(f"<li>{escape(problem)}</li>" for problem in problems)
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        text = f"<strong>{count}</strong><ul>{items}</ul>" if problems else "No problem found."
        kind = "bcssp-problems" if problems else "bcssp-well"
        self.problems.value = (
            f'<p class="bcssp-whose">It is {origin}.</p><div class="{kind}">{text}</div>'
        )

    def _list(self) -> None:
        facts, section = self._matter.facts, self._matter.section.name
        matches = find_facts(facts, self.search.value)
        self.facts.value = fact_list_html(facts, matches, section)
        self.others.value = other_names_html(self._matter.book)

    def _read_again(self) -> None:
        self._matter = self._read()
        self._list()
        if self._typed:
            self.show(self._typed)
