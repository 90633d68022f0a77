"""What the user sees while a build goes on: a live display, or plain lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

if TYPE_CHECKING:
    from bcssp_lib.batch.build import ReportOutcome
    from bcssp_lib.batch.plan import Plan
    from bcssp_lib.run.runner import SectionResult


class LiveProgress:
    """A bar for each report on a terminal; elsewhere a line for each report that ends."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars: dict[str, TaskID] = {}
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )

    def __enter__(self) -> LiveProgress:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def planned(self, plan: Plan) -> None:
        """Show a bar for each report."""
        self._console.print(f"Building {len(plan.reports)} reports into {plan.out}")
        for report in plan.reports:
            name, count = report.area.short_name, len(report.sections)
            bar = self._progress.add_task(name, total=count, note="waiting")
            self._bars[report.area.slug] = bar

    def section_done(self, result: SectionResult) -> None:
        """Move a report's bar on; failures are told as they come."""
        note = result.section if result.ok else f"[red]{result.section} failed[/red]"
        self._progress.update(self._bars[result.area], advance=1, note=note)
        if not result.ok:
            where = f"{result.area} / {result.section}"
            self._console.print(f"[red]Failed:[/red] {where}: {result.error}", highlight=False)

    def report_done(self, outcome: ReportOutcome) -> None:
        """Say that a report has ended."""
        area = outcome.plan.area
        note = "could not be rendered" if outcome.error else "done"
        self._progress.update(self._bars[area.slug], note=note)
        if not self._console.is_terminal:
            self._console.print(f"{area.short_name}: {note}")
