"""How much does a Dask cluster cost? The same sections by the local pool and by a cluster.

    python -m benchmarks.cluster [--areas banes,fairport] [--workers 2] [--json FILE]

Every section of some areas is executed, by so many jobs of the local pool and by as many
workers of a cluster on this machine, in turns and in one run. Only the execution is timed,
once the workers are warm, and the results are compared byte for byte. Efficiency is the
pool's time as a share of the cluster's, of the best rounds and of all: machines are noisy.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bcssp_lib.build.cluster import cluster_runners
from bcssp_lib.build.request import SectionRun
from bcssp_lib.build.runners import LocalRunners, Runners, run_all
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.narrative.section_notebook import load_section
from benchmarks.common import PERIOD, copied_project

EDITION = "annual"
ROUNDS = 8
POOL = "local pool"
CLUSTER = "Dask cluster"


def runs_of(project: Project, areas: Sequence[str], work: Path) -> list[SectionRun]:
    """Every section of the edition for some areas."""
    catalogue = load_catalogue(project)
    sections = [load_section(project, name) for name in catalogue.edition(EDITION).shown]
    return [
        SectionRun(
            section=section.name,
            source=section.source,
            report=ReportId(area, parse_period(PERIOD), EDITION),
            root=project.root,
            work=work,
            limits=catalogue.settings,
        )
        for area in areas
        for section in sections
    ]


def executed(runs: Sequence[SectionRun], runners: Runners) -> tuple[float, dict[str, str]]:
    """Execute sections; the seconds that it took, and the notebooks by area and section."""
    started = time.perf_counter()
    done = {
        f"{run.report.area} {run.section}": result.notebook or result.error
        for run, result in run_all(runs, runners, lambda _: None)
    }
    return time.perf_counter() - started, done


def compare(areas: Sequence[str], workers: int) -> dict[str, list[float]]:
    """The seconds of each round, by who ran the sections."""
    with ExitStack() as ended:
        folder = Path(ended.enter_context(tempfile.TemporaryDirectory(prefix="bcssp-cluster-")))
        project = Project(copied_project(folder))
        runs = runs_of(project, areas, folder)
        pool = LocalRunners(project, jobs=workers)
        ended.callback(pool.stop)
        cluster = cluster_runners(f"local:{workers}", project, lambda _: None)
        both = {POOL: pool, CLUSTER: ended.enter_context(cluster)}
        wanted = {name: executed(runs, runners)[1] for name, runners in both.items()}  # warm now
        if wanted[POOL] != wanted[CLUSTER]:
            raise SystemExit("The cluster's sections are not those of the pool, byte for byte.")
        rounds = [{name: executed(runs, subject)[0] for name, subject in both.items()}
                  for _ in range(ROUNDS)]  # fmt: skip
    return {name: [one[name] for one in rounds] for name in both}


def main() -> None:
    """Measure, print a table, and write the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", default="banes,fairport")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    found = compare(wanted.areas.split(","), wanted.workers)
    efficiency = {
        "best rounds": min(found[POOL]) / min(found[CLUSTER]),
        "all rounds": sum(found[POOL]) / sum(found[CLUSTER]),
    }
    table = Table("Run by", "Best, seconds", "Rounds", title=f"Sections of {wanted.areas}")
    for name, seconds in found.items():
        table.add_row(name, f"{min(seconds):.1f}", ", ".join(f"{second:.1f}" for second in seconds))
    shown = ", ".join(f"{name} {share:.0%}" for name, share in efficiency.items())
    Console().print(table, f"Efficiency of the cluster: {shown}. Same bytes.")
    if wanted.json:
        figures = {"seconds": found, "efficiency": efficiency}
        wanted.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
