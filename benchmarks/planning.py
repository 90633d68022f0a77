"""What does planning cost at scale? 150 areas, ten years, nineteen sections; nothing runs.

    python -m benchmarks.planning [--areas 150] [--years 10] [--json FILE]

A project is simulated in a temporary folder, as dense as the synthetic areas: about 310
rows of figures for each area and year. Measured are opening the ledger, ``make_plan`` and
``standing`` of every report, each time in a fresh process: on an empty ledger, when every
figure is read and checked; then with every section entered as run, when nothing has
changed; and with one file of one area written again. On a busy machine the seconds that
the process itself worked say more than those on the clock.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from bcssp_lib.build.ledger import Ledger, RunInputs, open_ledger
from bcssp_lib.build.plan import EVERY_PERIOD, Plan, ReportPlan, load_checked_catalogue, make_plan
from bcssp_lib.build.request import ReadRecord, Request, SectionResult
from bcssp_lib.build.staleness import section_states
from bcssp_lib.data.reads import Reads
from bcssp_lib.files.fingerprints import make_secret, take_fingerprint
from bcssp_lib.files.packages import library_digest
from bcssp_lib.files.project import Project
from bcssp_lib.model.period import parse_period
from bcssp_lib.narrative.section_notebook import SectionNotebook
from benchmarks.common import MODEL, ROOT, add_areas, copied_project

EMPTY = "empty ledger"
SAME = "all entered, nothing changed"
CHANGED = "all entered, one file of figures changed"
LEFT_OUT = ("fairport", "north-saltmere", "saltmere", "south-kingsmarshire")
READ = 12  # notes of what a section read, about as long as those of real ones
LAST_YEAR = 2023  # the one that ends in 2024
_YEAR = re.compile(r"\b(20[0-9]{2})-([0-9]{2})(?![0-9-])")
_CALENDAR_YEAR = re.compile(r"\b20[0-9]{2}\b")  # of a day or a month


def simulate(folder: Path, areas: int, years: int) -> Project:
    """A project of so many areas and years, as dense as the model area in each.

    Bath and North East Somerset stays, since its folder has the figures of the force area.
    """
    project = copied_project(folder)
    for path in sorted((project / "data" / MODEL).glob("*.csv")):
        _lengthen(path, years)
    add_areas(project, areas - 1)
    for name in LEFT_OUT:
        (project / "params/areas" / f"{name}.yaml").unlink()
        shutil.rmtree(project / "data" / name)
    labels = [_label(LAST_YEAR - back) for back in reversed(range(years))]
    (project / "params/periods.yaml").write_text(yaml.safe_dump({"periods": labels}), "utf-8")
    made = Project(project)
    make_secret(made)
    return made


def _lengthen(path: Path, years: int) -> None:
    """Give a file so many years: those that it has, over and over."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    at = header.index("period")
    ends = sorted({_end(row[at]) for row in rows})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for back in range(years):
            copied = ends[-1 - back % len(ends)]
            by = ends[-1] - back - copied
            for row in rows:
                if _end(row[at]) == copied:
                    writer.writerow([*row[:at], _moved(row[at], by), *row[at + 1 :]])


def _end(period: str) -> int:
    """The calendar year in which the financial year of a period ends."""
    end = parse_period(period).end
    return end.year + (end.month > 3)


def _moved(period: str, years: int) -> str:
    """The same period so many years later."""
    if match := _YEAR.match(period):
        return _label(int(match[1]) + years) + period[match.end() :]
    return _CALENDAR_YEAR.sub(lambda found: str(int(found[0]) + years), period)


def _label(first: int) -> str:
    return f"{first}-{(first + 1) % 100:02d}"


def enter_all(project: Project) -> None:
    """Enter every section as run, each with a small file for its executed notebook."""
    with open_ledger(project.reports, print) as ledger:
        plan = _plan(project, ledger)
        build = ledger.begin_build({})
        slugs = dict.fromkeys(report.area.slug for report in plan.reports)
        reads = {slug: _reads(plan, slug) for slug in slugs}
        for report in plan.reports:
            for section in report.sections:
                _enter(ledger, build, plan, report, section, reads[report.area.slug])
        ledger.end_build(build)


def _plan(project: Project, ledger: Ledger) -> Plan:
    request = Request(periods=(EVERY_PERIOD,))
    return make_plan(load_checked_catalogue(project, request), request, ledger)


def _reads(plan: Plan, area: str) -> Reads:
    """Notes of things that the sections of an area read, and that stay the same."""
    store = plan.inputs.store(area)
    for name in list(plan.catalogue.indicators)[:READ]:
        store.indicator(name)
    return {key: plan.inputs.secret.seal(answer) for key, answer in store.reads.items()}


def _enter(
    ledger: Ledger,
    build: int,
    plan: Plan,
    report: ReportPlan,
    section: SectionNotebook,
    reads: Reads,
) -> None:
    place = report.paths.executed(section.stem)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(report.id.stamp(section.name)), "utf-8")
    run = ledger.begin_run(build, report.id, section.name)
    rough = plan.inputs.rough(report.area.slug, section)
    source = RunInputs(code=section.code, library=library_digest(), packages={})
    result = SectionResult(report.id, section.name, 1.0, account=ReadRecord(reads), worker="1")
    ledger.end_run(run, result, take_fingerprint(place, plan.inputs.secret), rough, source)


def _swap_rows(path: Path) -> None:
    header, first, second, *others = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([header, second, first, *others]), "utf-8")


def planned(project: Project) -> dict[str, float]:
    """Plan every report, see how each section stands, and tell what that took."""
    started, worked = time.perf_counter(), time.process_time()
    with open_ledger(project.reports, print) as ledger:
        plan = _plan(project, ledger)
        stands = [
            one for report in plan.reports for one in section_states(plan, report, ledger).values()
        ]
    return {
        "sections": len(stands),
        "to run": sum(not state.fresh for state in stands),
        "seconds": time.perf_counter() - started,
        "of them working": time.process_time() - worked,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measured(project: Project) -> dict[str, float]:
    """The same in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.planning", "--measure", str(project.root)]
    ended = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(ended.stdout)
    return found


def compare(areas: int, years: int) -> dict[str, dict[str, float]]:
    """What planning takes, by what the ledger knows."""
    with tempfile.TemporaryDirectory(prefix="bcssp-planning-") as folder:
        project = simulate(Path(folder), areas, years)
        found = {EMPTY: measured(project)}
        enter_all(project)
        found[SAME] = measured(project)
        _swap_rows(min(project.data.glob("simulated-*/kpis.csv")))
        found[CHANGED] = measured(project)
    return found


def main() -> None:
    """Measure, print a table, and write the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, default=150)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.measure:
        print(json.dumps(planned(Project(wanted.measure))))
        return
    found = compare(wanted.areas, wanted.years)
    _show(found, f"{wanted.areas} areas, {wanted.years} years")
    if wanted.json:
        wanted.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


def _show(found: dict[str, dict[str, float]], title: str) -> None:
    table = Table("The ledger", title=f"Planning {title}")
    for heading in next(iter(found.values())):
        table.add_column(heading.capitalize(), justify="right")
    for name, figures in found.items():
        table.add_row(name, *(f"{figure:,.1f}".removesuffix(".0") for figure in figures.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
