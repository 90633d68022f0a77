from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from bcssp_lib.build.build import build
from bcssp_lib.build.plan import Plan, ReportOutcome
from bcssp_lib.build.request import Options, Request, SectionResult, SectionRun
from bcssp_lib.build.runners import LocalRunners
from bcssp_lib.files.project import Project
from bcssp_lib.model.records import Limits
from tests.build.runs import LIMITS, section_run
from tests.build.trials import command, lifetimes, sections, servers, tree, trial_in
from tests.projects import (
    ROOT,
    Quiet,
    bcssp,
    code,
    copied_project,
    made_once,
    make_small_project,
    prose,
    write_notebook,
)

Runs = Callable[..., SectionResult]


@pytest.fixture(scope="module")
def runners() -> Iterator[LocalRunners]:
    """Processes of this machine, two at once."""
    found = LocalRunners(Project(ROOT), jobs=2)
    yield found
    found.stop()


@pytest.fixture
def run(runners: LocalRunners, tmp_path: Path) -> Runs:
    """Run a section of just these cells."""

    def go(*cells: NotebookNode, limits: Limits = LIMITS) -> SectionResult:
        return runners.submit(section_run(tmp_path, *cells, limits=limits)).result(PATIENCE)

    return go


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project built in peace, and beside it how long each kind of process was there."""

    def make(folder: Path) -> None:
        with trial_in(folder / "project") as trial:
            lives = lifetimes(trial, (command, sections, servers))
        (folder / "lives.json").write_text(json.dumps(lives), "utf-8")

    return made_once(tmp_path_factory, "undisturbed", make)


def chart_project(folder: Path) -> Project:
    """A small project whose first section has a chart."""
    project = make_small_project(folder)
    write_notebook(
        project.notebooks / "01_police.ipynb",
        code("chart", 'section.change_chart("Reports of missing children", "missing_reports")'),
        code("table", 'section.figures_table("Missing children", group="missing")'),
    )
    return project


@pytest.fixture(scope="session")
def forked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files of its report, built and published in the usual way."""

    def make(folder: Path) -> None:
        done = bcssp(chart_project(folder / "project"), "build", "banes", "--publish")
        assert done.returncode == 0, done.stderr

    return tree(made_once(tmp_path_factory, "forked", make) / "project/reports")


@pytest.fixture
def forked_review(forked: dict[str, str]) -> dict[str, str]:
    """The files that are there before it is published."""
    apart = ("publication", "published", "index.html")
    return {name: mark for name, mark in forked.items() if not any(one in name for one in apart)}


PATIENCE = 60
AREAS = ("banes", "fairport")


@dataclass
class Watched(Quiet):
    """Hears how a build goes on, as the command's progress display does."""

    notes: list[str] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    begun: list[tuple[str, str]] = field(default_factory=list)
    results: list[SectionResult] = field(default_factory=list)
    outcomes: list[ReportOutcome] = field(default_factory=list)

    def on_message(self, message: str) -> None:
        self.notes.append(message)

    def on_plan(self, plan: Plan, runs: Sequence[SectionRun], usual: dict[str, float]) -> None:
        self.plans.append(plan)

    def on_section_start(self, run: SectionRun) -> None:
        self.begun.append((run.report.area, run.section))

    def on_section_end(self, result: SectionResult) -> None:
        self.results.append(result)

    def on_report_end(self, outcome: ReportOutcome) -> None:
        self.outcomes.append(outcome)

    @property
    def run(self) -> set[tuple[str, str]]:
        """The sections that ran, by area; the others were up to date."""
        return {
            (result.report.area, result.section) for result in self.results if not result.reused
        }


Build = Callable[..., tuple[dict[str, ReportOutcome], Watched]]


@pytest.fixture(scope="session")
def built_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project whose reports of two areas are built; only to be copied."""

    def make(folder: Path) -> None:
        project = make_small_project(folder / "project", AREAS)
        write_notebook(
            project.notebooks / "02_training.ipynb",
            code("facts", 'section.publish(group="training")'),
            prose("overview", "{{ training_sessions }} sessions were held in {{ area }}."),
            prose("elsewhere", "Children were missing {{ police.missing_reports }} times."),
        )
        outcomes = build(project, Request(AREAS), Options(jobs=2), Watched())
        assert all(outcome.review and not outcome.failed_sections for outcome in outcomes)

    return made_once(tmp_path_factory, "built-small", make) / "project"


@pytest.fixture
def project(built_project: Path, tmp_path: Path) -> Project:
    """The small project in a folder of its own, its reports up to date."""
    return copied_project(built_project, tmp_path)


@pytest.fixture
def built(project: Project) -> Build:
    """Build, and return the outcomes by area with what a watcher heard."""

    def go(
        *areas: str,
        sections: tuple[str, ...] = (),
        periods: tuple[str, ...] = (),
        out: Path | None = None,
        only: tuple[str, ...] = (),
        watcher: Watched | None = None,
        **options: Any,
    ) -> tuple[dict[str, ReportOutcome], Watched]:
        watched = watcher or Watched()
        again = options.get("resume") or options.get("retry_failed")
        named = areas if areas or again else AREAS
        request = Request(named, periods, sections=sections, out=out, only=only)
        outcomes = build(project, request, Options(jobs=1, **options), watched)
        return {outcome.plan.area.slug: outcome for outcome in outcomes}, watched

    return go
