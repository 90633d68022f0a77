"""The start page of authors: every section with what waits there, and a button that opens it.

It is made of ipywidgets. ``panel.js`` runs its notebook, saves a working notebook before that is
made anew, and opens it; in a JupyterLab of another start, the page says where the notebook is.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]
from comm import create_comm
from IPython.display import display

from bcssp_lib.app.fact_list import WIDE, make_button, make_page
from bcssp_lib.app.overview import (
    BUILT,
    ReportState,
    SectionState,
    last_words,
    read_overview,
    run_command,
    tally_words,
)
from bcssp_lib.build.authoring import list_author_files
from bcssp_lib.build.plan import plan_report
from bcssp_lib.build.request import Request
from bcssp_lib.build.reviewing import list_signed
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import Project, find_project
from bcssp_lib.model.errors import UserError
from bcssp_lib.narrative.section_notebook import section_paths

_TARGET = "bcssp-start"  # of the comm by which panel.js is asked to open notebooks
_NOT_BUILT, _ROLE = "The report is not built yet", "Independent Chair"
_NO_VERSION = "No text was overwritten"


def open_start_page() -> None:
    """Show the start page of the project."""
    page = StartPage(find_project())
    comm = create_comm(target_name=_TARGET)
    page.send = comm.send
    comm.on_msg(lambda message: page.hear(message["content"]["data"]))
    display(page.widget)  # type: ignore[no-untyped-call]


class StartPage:
    """An area and a period to choose, and the sections of their report with a button each."""

    def __init__(self, project: Project) -> None:
        self._project = project
        catalogue = load_catalogue(project)
        self._work: asyncio.Task[None] | None = None
        self._with_lab = False  # whether panel.js has answered
        self.send: Callable[[dict[str, Any]], None] = lambda _: None
        areas = [(authority.name, authority.slug) for authority in catalogue.authorities()]
        periods = [period.label for period in catalogue.periods]
        default = catalogue.settings.default_period
        self.area = widgets.Dropdown(description="Area", options=areas, **WIDE)
        self.period = widgets.Dropdown(description="Period", options=periods, value=default, **WIDE)
        self.summary, self.said = widgets.HTML(), widgets.HTML()
        self.sections = widgets.VBox()
        self.build = make_button("Build the report of this area", self._build)
        self.begin = make_button("Begin this period with the words of the one before", self._begin)
        self.versions = widgets.Dropdown(description="Earlier versions of texts", **WIDE)
        self.restore = make_button("Put this version back", self._restore)
        self.signer = widgets.Text(description="Your name or role", placeholder=_ROLE, **WIDE)
        self.unsigned = widgets.Dropdown(description="Section to sign", **WIDE)
        self.sign = make_button("Sign it as the last review copy shows it", self._sign)
        again = make_button("Read what the last builds found again", self.read)
        self.widget = make_page(
            self.period, self.summary, self.area, self.said, self.sections,
            widgets.HBox([self.build, again, self.begin]),
            widgets.HBox([self.versions, self.restore]),
            widgets.HBox([self.unsigned, self.signer, self.sign]),
            heading="<h2>Reports to write</h2>",
        )  # fmt: skip
        self.area.observe(lambda _: self.read(), "value")
        self.period.observe(lambda _: self.read(), "value")
        self.read()

    def read(self) -> None:
        """Show what the last builds found."""
        try:
            reports = read_overview(self._project, (), self.period.value)
            (chosen,) = [report for report in reports if report.area == self.area.value]
            states = list(_list_states(self._project, chosen, self.period.value))
        except UserError as error:
            self.say(str(error))
            return
        self.summary.value = _summary_html(reports)
        self.sections.children = [self._row(chosen, section) for section in chosen.sections]
        kept = list(_list_versions(self._project, chosen, self.period.value))
        self.versions.options = kept or [(_NO_VERSION, None)]
        self.versions.index = len(self.versions.options) - 1  # the last that was overwritten
        self.versions.disabled = self.restore.disabled = not kept
        before = self.unsigned.value
        self.unsigned.options = states or [(_NOT_BUILT, None)]
        if before in {name for _, name in states}:
            self.unsigned.value = before
        self.unsigned.disabled = self.sign.disabled = not states

    def say(self, text: str) -> None:
        """Say what was done, or why it was not."""
        lines = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
        self.said.value = f'<div role="status">{lines}</div>'

    def hear(self, told: dict[str, Any]) -> None:
        """Take what JupyterLab says: that it is there, or that a notebook was saved."""
        self._with_lab = True
        if "prepared" in told:
            self._make(told["prepared"])

    def open(self, section: SectionState) -> None:
        """Open a section's working notebook; JupyterLab saves it first, if it is open."""
        self.say(f"Opening “{section.title}” …")
        if self._with_lab:
            self.send({"prepare": self._shown(section.working), "section": section.name})
        else:
            self._make(section.name)

    def _make(self, section: str) -> None:
        names = (self.area.value, section, "--period", self.period.value, "--no-open")
        self._run(("author", *names), self._opened)

    def _opened(self, lines: list[str]) -> None:
        path = Path(lines[-1])
        self.send({"open": self._shown(path)})
        self.say(f"The working notebook is {self._project.shown(path)}")

    def _build(self) -> None:
        self.say("Building the report …")
        done = "The report is built. See the counts above."
        names = (self.area.value, "--period", self.period.value)
        self._run(("build", *names), lambda _: self.say(done))

    def _begin(self) -> None:
        names = (self.period.value, self.area.value)
        self._run(("new-period", *names), lambda lines: self.say("\n".join(lines)))

    def _restore(self) -> None:
        section, version = self.versions.value
        names = (self.area.value, section, version, "--period", self.period.value)
        told = "Press the button of its section to read it."
        self._run(("restore", *names), lambda lines: self.say("\n".join([*lines, told])))

    def _sign(self) -> None:
        if not self.signer.value.strip():
            self.say(f"Write your name or role first, such as {_ROLE}.")
            return
        names = (self.area.value, self.unsigned.value, f"--as={self.signer.value}")
        period = ("--period", self.period.value)
        self._run(("sign", *names, *period), lambda lines: self.say("\n".join(lines)))

    def _run(self, words: tuple[str, ...], then: Callable[[list[str]], None]) -> None:
        """Run a command in a thread, so that the page goes on answering."""

        async def go() -> None:
            self.build.disabled = True
            try:
                done = await asyncio.to_thread(run_command, self._project, *words)
            finally:
                self.build.disabled = False
            self.read()
            if done.returncode in BUILT:
                then(done.stdout.splitlines())
            else:
                self.say(last_words(done))

        self._work = asyncio.get_running_loop().create_task(go())

    def _row(self, report: ReportState, section: SectionState) -> Any:
        button = make_button(f"Open {section.title}", lambda: self.open(section))
        words = widgets.HTML(escape(_section_words(report, section)))
        default = make_button("Default text", lambda: self._open_default(section))
        return widgets.HBox([button, words, default])

    def _open_default(self, section: SectionState) -> None:
        """Open the notebook in notebooks/, as it is if it is open already."""
        path = section_paths(self._project)[section.name]
        self.send({"open": self._shown(path), "as_it_is": True})
        self.say(f"The default text of all areas is in {self._project.shown(path)}")

    def _shown(self, path: Path) -> str:
        """A path as JupyterLab knows it, whose folder is that of the project."""
        return os.path.relpath(path, self._project.root).replace(os.sep, "/")


def _list_versions(
    project: Project, report: ReportState, period: str
) -> Iterator[tuple[str, tuple[str, str]]]:
    """The texts of a report that were overwritten: words for each, its section and its number."""
    titles = {section.name: section.title for section in report.sections}
    for written in list_author_files(project, (report.area,), period):
        section = written.section.name
        for version in written.list_versions():
            words = f"{titles[section]}: version {version.number}, overwritten {version.when} UTC"
            yield words, (section, str(version.number))


def _list_states(project: Project, report: ReportState, period: str) -> Iterator[tuple[str, str]]:
    """The sections that the last build shows: who has signed each, in words, and its name."""
    titles = {section.name: section.title for section in report.sections}
    for state in list_signed(plan_report(project, Request.for_report(report.area, period))):
        yield f"{titles[state.section]}: {state.words}", state.section


def _section_words(report: ReportState, section: SectionState) -> str:
    """What waits in a section, when its working notebook was last saved, and who opened it."""
    words = [tally_words(section.tally, section.to_confirm)] if report.built else []
    saved = f"working notebook saved {section.saved}" if section.saved else ""
    opened = f"opened by {editor}" if (editor := section.editor) else ""
    return "; ".join(filter(None, [*words, saved, opened]))


def _summary_html(reports: tuple[ReportState, ...]) -> str:
    heading = "".join(
        f'<th scope="col">{name}</th>'
        for name in ("Area", "Wrong", "Typed", "Doubtful", "To confirm")
    )
    rows = "".join(f"<tr>{_report_cells(report)}</tr>" for report in reports)
    caption = "<caption>What the last build of each report found</caption>"
    head, body = f"<thead><tr>{heading}</tr></thead>", f"<tbody>{rows}</tbody>"
    return f'<table class="bcssp-start">{caption}{head}{body}</table>'


def _report_cells(report: ReportState) -> str:
    name = f'<th scope="row">{escape(report.name)}</th>'
    if not report.built:
        return f'{name}<td colspan="4">not built yet</td>'
    tally = report.tally
    counts = (tally.wrong, tally.typed, tally.doubtful, report.to_confirm)
    return name + "".join(f"<td>{count}</td>" for count in counts)
