"""What does importing cost? The department's files, and one of five million rows.

    python -m benchmarks.importing [--rows 5000000] [--wanted 20] [--files FOLDER] [--json FILE]

Each import is made in a fresh process, into a project in a temporary folder, and timed from the
start of Python to its end. The large file is generated in the long form of the department's:
165 places in 13 years, by as many categories as make up the rows, of which ``--wanted`` are
imported. ``--files`` names a folder with the department's own files, which are imported one after
the other: children in need, referrals, section 47, plans, looked after and population. On a busy
machine the seconds that the process itself worked say more than those on the clock.
"""

from __future__ import annotations

import argparse
import csv
import json
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

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.importers.importing import ImportRequest, plan_import
from bcssp_lib.data.importers.plan import store_files
from bcssp_lib.files.project import Project
from benchmarks.common import ROOT, copied_project

HEADER = ("time_period", "time_identifier", "geographic_level", "country_code", "country_name",
          "region_code", "region_name", "old_la_code", "new_la_code", "la_name", "category",
          "number")  # fmt: skip
YEARS = range(2013, 2026)
INDICATOR = "imported_children"
FORMAT = {
    "title": "Children by category",
    "source": {"id": "generated", "title": "Generated", "publisher": "Nobody", "synthetic": True},
    "areas": {"level": "geographic_level", "department_code": "old_la_code",
              "code": "new_la_code", "name": "la_name", "region_code": "region_code",
              "region": "region_name", "nation_code": "country_code", "nation": "country_name"},
    "periods": {"column": "time_period", "identifier": "time_identifier"},
    "other_rows": "left out",
}  # fmt: skip
# What the department's files hold, declared if the project does not.
DECLARED = {"referrals": "year", "rereferrals": "year", "rereferrals_percent": "year",
            "referrals_no_further_action": "year", "s47_enquiries": "year", "icpc": "year",
            "cla": "snapshot", "cla_started": "year", "cla_ceased": "year",
            "cin_at_31_march": "snapshot", "cp_plans_by_duration": "snapshot",
            INDICATOR: "year"}  # fmt: skip


def make_project(folder: Path, wanted: int) -> Project:
    """A project without figures, that declares what is imported."""
    project = Project(copied_project(folder))
    shutil.rmtree(project.data)
    project.data.mkdir()
    known = load_catalogue(project).indicators
    shared = {"counts": "children", "singular": "child", "unit": "count", "polarity": "neither",
              "denominator": None, "definition": "As its source has it.", "caveat": "None.",
              "source": "Generated", "disclosure": "as published"}  # fmt: skip
    new: dict[str, dict[str, object]] = {
        name: shared | {"title": name, "periods": [kind]}
        for name, kind in DECLARED.items()
        if name not in known
    }
    for name in new.keys() & {"cp_plans_by_duration", INDICATOR}:
        new[name] |= {"breakdown": "category", "rounded_to": 10}
    for name in new.keys() & {"rereferrals_percent"}:
        new[name] |= {"unit": "percent", "denominator": "referrals", "decimals": 1}
    _write(project.params / "indicators/imported.yaml", {"indicators": new})
    figures = [
        {"column": "number", "indicator": INDICATOR, "period": "year",
         "where": {"category": f"category {number}"}, "category": f"category {number}"}
        for number in range(wanted)
    ]  # fmt: skip
    _write(project.params / "imports/generated.yaml", FORMAT | {"figures": figures})
    return project


def _write(path: Path, content: object) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")


def generate(path: Path, rows: int) -> int:
    """Write a file of about so many rows; returns how many there are."""
    places = [("National", "", "", "", "", ""), *_regions(), *_authorities()]
    categories = max(1, rows // (len(places) * len(YEARS)))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for year in YEARS:
            for number, (level, *codes) in enumerate(places):
                head = [year, "Reporting year", level, "E92000001", "England", *codes]
                writer.writerows(
                    [*head, f"category {at}", "c" if at % 97 == 5 else 20 + (number * at) % 800]
                    for at in range(categories)
                )
    return categories * len(places) * len(YEARS)


def _regions() -> list[tuple[str, ...]]:
    return [
        ("Regional", f"E1200{number:04}", f"Region {number}", "", "", "") for number in range(1, 10)
    ]


def _authorities() -> list[tuple[str, ...]]:
    return [
        ("Local authority", "E12000001", "Region 1", str(201 + number), f"E0900{number:04}",
         f"Authority {number}")
        for number in range(155)
    ]  # fmt: skip


def import_file(project: Project, path: Path) -> dict[str, float]:
    """Import a file, and tell how long it took and how much memory."""
    started, worked = time.perf_counter(), time.process_time()
    plan = plan_import(load_catalogue(project), ImportRequest(path))
    plan.doubts(load_catalogue(project))
    store_files(project, plan.imported, plan.files)
    return {
        "figures": len(plan.figures),
        "seconds": time.perf_counter() - started,
        "of them working": time.process_time() - worked,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measured(project: Project, path: Path) -> dict[str, float]:
    """The same in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.importing", "--measure", str(project.root)]
    started = time.perf_counter()
    ended = subprocess.run([*command, str(path)], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(ended.stdout)
    return {**found, "with the start of Python": time.perf_counter() - started}


def compare(rows: int, wanted: int, files: Path | None) -> dict[str, dict[str, float]]:
    """What each import takes, by its file."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="bcssp-importing-") as name:
        project = make_project(Path(name), wanted)
        for path in sorted(files.glob("*.csv")) if files else ():
            found[path.name] = measured(project, path)
        if found:
            found["all of these"] = {
                key: sum(each[key] for each in found.values())
                for key in ("figures", "seconds", "of them working", "with the start of Python")
            }
        large = Path(name) / "generated.csv"
        count = generate(large, rows)
        found[f"{count:,} rows, {wanted} categories of each"] = measured(project, large)
    return found


def main() -> None:
    """Measure, print a table, and write the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--wanted", type=int, default=20)
    parser.add_argument("--files", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--measure", type=Path, nargs=2, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.measure:
        print(json.dumps(import_file(Project(wanted.measure[0]), wanted.measure[1])))
        return
    found = compare(wanted.rows, wanted.wanted, wanted.files)
    _show(found)
    if wanted.json:
        wanted.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


def _show(found: dict[str, dict[str, float]]) -> None:
    headings = ("figures", "seconds", "of them working", "with the start of Python", "megabytes")
    table = Table("The file", title="Importing")
    for heading in headings:
        table.add_column(heading.capitalize(), justify="right")
    for name, figures in found.items():
        cells = (
            f"{figures[key]:,.1f}".removesuffix(".0") if key in figures else "" for key in headings
        )
        table.add_row(name, *cells)
    Console().print(table)


if __name__ == "__main__":
    main()
