"""What the user sees of a build: what it would do, and how it goes on."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bcssp_lib.app.output import print_labelled
from bcssp_lib.build.request import Options, Request, SectionResult, SectionRun
from bcssp_lib.files.folders import output_errors
from bcssp_lib.files.project import find_project
from bcssp_lib.model.characters import show_controls
from bcssp_lib.model.report_id import ReportId

if TYPE_CHECKING:
    from bcssp_lib.build.build import ReportSteps
    from bcssp_lib.build.plan import Plan, ReportOutcome, Watcher

_SIGNS = {
    "waiting": ("·", "dim"),
    "running": ("▶", "bold yellow"),
    "ok": ("■", "green"),
    "up to date": ("□", "green"),
    "left out": ("–", "dim"),
    "failed": ("✗", "bold red"),
}
_UNKNOWN_SECONDS = 1.0  # of a section that has no history yet
_MOST_ROWS = 12  # more reports than fit on a screen are summed up


class LiveProgress:
    """On a terminal a table of reports by sections; elsewhere a line for each report.

    ``failures``: sections that fail are told as they come, where nobody lists them at the end.
    """

    def __init__(self, console: Console, *, quiet: bool = False, failures: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        self._failures = failures
        self._states: dict[ReportId, dict[str, str]] = {}
        self._names: dict[ReportId, str] = {}
        self._notes: dict[ReportId, str] = {}
        self._usual: list[float] = []  # seconds of each section that runs
        self._ended = 0
        self._since = 0.0  # when the first one began
        shown = console.is_terminal and not quiet
        self._live = Live(self, console=console, refresh_per_second=8) if shown else None

    def __enter__(self) -> LiveProgress:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def __rich__(self) -> RenderableType:
        """The display as it is now; nothing before it is settled what there is to do."""
        if not self._states:
            return Text()
        table = Table(box=None, pad_edge=False)
        table.add_column("Report")
        table.add_column("Sections")
        table.add_column("Now")
        shown = [key for key in self._states if self._notes[key] != "done"] or list(self._states)
        for key in shown[:_MOST_ROWS]:
            signs = Text.assemble(*(_SIGNS[state] for state in self._states[key].values()))
            table.add_row(self._names[key], signs, Text(self._now(key), overflow="ellipsis"))
        more = len(shown) - _MOST_ROWS
        note = f"and {more} more reports; " if more > 0 else ""
        return Group(table, Text(f"{note}{self._time_left()}"), _legend())

    def on_message(self, message: str) -> None:
        """Show a message that the user should read."""
        print_labelled(self._console, "Note", message)

    def on_plan(self, plan: Plan, runs: Sequence[SectionRun], usual: dict[str, float]) -> None:
        """Show what will be done."""
        for report in plan.reports:
            key = report.built_as.report  # by which runs and their results name it
            self._names[key], self._notes[key] = report.title, ""
            self._states[key] = {section.name: "up to date" for section in report.sections}
        for run in runs:
            self._states[run.report][run.section] = "waiting"
        self._usual = [usual.get(run.section, _UNKNOWN_SECONDS) for run in runs]
        self._say(
            f"Building {_count(len(plan.reports), 'report')} into {plan.out}: "
            f"{_count(len(runs), 'section')} to run"
        )

    def on_section_start(self, run: SectionRun) -> None:
        """Show that a section runs."""
        self._states[run.report][run.section] = "running"
        self._since = self._since or time.monotonic()

    def on_section_end(self, result: SectionResult) -> None:
        """Show how a section ended."""
        self._states[result.report][result.section] = result.state
        self._ended += not result.reused
        if self._failures and result.state == "failed":
            text = f"{result.report.area} / {result.section}: {result.error}"
            print_labelled(self._console, "Failed", text, "red")

    def on_report_end(self, outcome: ReportOutcome) -> None:
        """Say that a report has ended."""
        made = "done, but not published" if outcome.review else "could not be rendered"
        note, key = made if outcome.error else "done", outcome.plan.built_as.report
        self._notes[key] = note
        if failed := len(outcome.failed_sections):
            note = f"{note}; {_count(failed, 'section')} failed"
        if self._live is None:
            self._say(f"{self._names[key]}: {note}")

    def _now(self, key: ReportId) -> str:
        running = [name for name, state in self._states[key].items() if state == "running"]
        ended = not set(self._states[key].values()) & {"waiting", "running"}
        return ", ".join(running) or self._notes[key] or ("rendering" if ended else "")

    def _time_left(self) -> str:
        """Such as "31 of 95 sections, about 12 s left", from how long they have taken before."""
        count = len(self._usual)
        if not count:
            return "nothing to run"
        done = f"{self._ended} of {_count(count, 'section')}"
        if self._ended == count:
            return done
        expected = sum(self._usual[: self._ended])
        pace = (time.monotonic() - self._since) / expected if expected else 0.5
        left = sum(self._usual[self._ended :]) * pace
        return f"{done}, about {_duration(left)} left"

    def _say(self, line: str) -> None:
        if not self._quiet:
            self._console.print(line, soft_wrap=True)


class JsonLog:
    """Every event of a build as a line of JSON, for programs and for looking back.

    ``watcher`` hears of each event too, before it is logged.
    """

    def __init__(self, file: IO[str], watcher: Watcher) -> None:
        self._file = file
        self._watcher = watcher

    def on_message(self, message: str) -> None:
        """Log a message."""
        self._watcher.on_message(message)
        self._log("note", message=message)

    def on_plan(self, plan: Plan, runs: Sequence[SectionRun], usual: dict[str, float]) -> None:
        """Log what will be done, and how long it is likely to take in all."""
        self._watcher.on_plan(plan, runs, usual)
        known = sum(usual.get(run.section, _UNKNOWN_SECONDS) for run in runs)
        self._log("planned", reports=len(plan.reports), sections=len(runs), usual_seconds=known)

    def on_section_start(self, run: SectionRun) -> None:
        """Log that a section runs."""
        self._watcher.on_section_start(run)
        self._log("section begun", **run.stamp)

    def on_section_end(self, result: SectionResult) -> None:
        """Log how a section ended."""
        self._watcher.on_section_end(result)
        self._log(
            "section done",
            **result.report.stamp(result.section),
            state=result.state,
            seconds=round(result.seconds, 3),
            worker=result.worker,
            cell=result.cell,
            error=result.error,
            log=result.log,
        )

    def on_report_end(self, outcome: ReportOutcome) -> None:
        """Log how a report ended."""
        self._watcher.on_report_end(outcome)
        self._log(
            "report done",
            **outcome.plan.id.stamp(),
            review=str(outcome.review or ""),
            publication={kind: str(path) for kind, path in outcome.publication.items()},
            found=outcome.tally.model_dump(),
            error=outcome.error,
        )

    def _log(self, event: str, **content: object) -> None:
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {"time": moment, "event": event, **content}
        with output_errors(Path(self._file.name)):
            self._file.write(show_controls(json.dumps(line, ensure_ascii=False)) + "\n")
            self._file.flush()


def _legend() -> Text:
    legend = Text()
    for state, (sign, style) in _SIGNS.items():
        word = "done" if state == "ok" else state
        legend.append(sign, style).append(f" {word}  ", "dim")
    return legend


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def print_dry_run(console: Console, request: Request, options: Options) -> None:
    """What a build would do: the sections that it would run, by the reason why."""
    from bcssp_lib.build.build import plan_steps

    if options.resume:
        raise typer.BadParameter(
            "a build that is resumed does what is left of it; leave out --resume",
            param_hint="--dry-run",
        )
    notices, reports = plan_steps(find_project(), request, options)
    for notice in notices:
        print_labelled(console, "Note", notice)
    for steps in reports:
        _print_steps(console, steps)
    console.print("This was a dry run: nothing was run, and nothing was written.")


def _print_steps(console: Console, steps: ReportSteps) -> None:
    count = len(steps.report.sections)
    console.print(f"{steps.report.title}: {len(steps.runs)} of {count} sections to run")
    lines = [
        *_reason_lines(steps.runs, count),
        *_reason_lines(steps.report.stopped, count, "not run: "),
        *_reason_lines(steps.left_out, count, "not up to date, and left out by --only: "),
    ]
    if steps.render and not steps.runs:
        lines.append(f"to be rendered again: {steps.render}")
    for line in lines:
        console.print(Padding(line, (0, 0, 0, 2)))


def _reason_lines(sections: Mapping[str, str], count: int, label: str = "") -> Iterator[str]:
    """A line for each reason, with the sections that share it."""
    from bcssp_lib.build.staleness import list_by_reason  # slow to import

    for reason, listed in list_by_reason(sections, count):
        yield f"{label}{reason}: {listed}"
