"""How fast is a batch? The same notebooks by papermill alone and by bcssp, in one run.

    python -m benchmarks.batch [--areas banes,fairport] [--json FILE]

(a) the papermill command line in a loop; (b) papermill's API on as many threads as cores;
(c) ``bcssp build`` from nothing, review copies included; (d) nothing changed; (e) one figure
changed; (f) one block of narrative changed. Also the floor: the time that the cells
themselves take in a warm process, divided by the cores; and the execution in (c): from the
beginning of its first section to the end of its last. Machines are noisy, so compare the
ratios. Everything happens in a copy of the project, in a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import papermill
from rich.console import Console
from rich.table import Table

from bcssp_lib.build.limits import count_cores
from bcssp_lib.files.project import Project
from bcssp_lib.narrative.section_notebook import section_paths
from benchmarks.common import BCSSP, PERIOD, Clock, all_areas, copied_project, quiet

LINE = "(a) papermill command line"
API = "(b) papermill API on threads"
COLD = "(c) bcssp, from nothing"
SAME = "(d) bcssp, unchanged"
FIGURE = "(e) bcssp, one changed figure"
WORDS = "(f) bcssp, one narrative edit"
FLOOR = "floor: the cells alone"
EXECUTION = "execution in (c)"

_CELLS_ALONE = """
import contextlib, io, sys, time
import nbformat
from IPython.core.interactiveshell import InteractiveShell
import bcssp_lib.build.preload
total = 0.0
for area, path in (one.split("=", 1) for one in sys.argv[1:]):
    shell = InteractiveShell()
    cells = [one for one in nbformat.read(path, 4).cells if one.cell_type == "code"]
    values = f"area = {area!r}; period = '2023-24'; edition = 'annual'"
    with contextlib.redirect_stdout(io.StringIO()):
        started = time.perf_counter()
        for cell in cells:
            tagged = "parameters" in cell.metadata.get("tags", [])
            shell.run_cell(values if tagged else cell.source).raise_error()
        total += time.perf_counter() - started
print(total)
"""


def main() -> None:
    """Run the benchmark, print its table, and write its numbers if asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--areas", default="", help="comma-separated; none means all")
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bcssp-benchmark-") as folder:
        project = copied_project(Path(folder))
        areas = arguments.areas.split(",") if arguments.areas else all_areas(project)
        clock = _measured(project, areas)
    ratios = _ratios(clock.seconds)
    _show(clock, ratios, len(areas))
    if arguments.json:
        found = {
            "cores": count_cores(),
            "areas": areas,
            "seconds": clock.seconds,
            "megabytes": clock.megabytes,
            "ratios": ratios,
        }
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def _measured(project: Path, areas: list[str]) -> Clock:
    notebooks = list(section_paths(Project(project)).values())
    runs = [(area, path) for area in areas for path in notebooks]
    build = [str(BCSSP), "build", *areas, "--period", PERIOD, "--quiet"]
    log = project / "log.jsonl"
    clock = Clock()
    with clock.measured(COLD):
        quiet([*build, "--log", str(log)], project)
    with clock.measured(SAME):
        quiet(build, project)
    _change_one_figure(project, areas[0])
    with clock.measured(FIGURE):
        quiet(build, project)
    _edit_narrative(project, areas[0])
    with clock.measured(WORDS):
        quiet([str(BCSSP), "build", areas[0], "--period", PERIOD, "--quiet"], project)
    clock.seconds[FLOOR] = _cells_alone(project, runs) / count_cores()
    clock.seconds[EXECUTION] = _execution(log)
    with clock.measured(API):
        _threads(project, runs)
    with clock.measured(LINE):
        _command_lines(project, runs)
    return clock


def _command_lines(project: Path, runs: list[tuple[str, Path]]) -> None:
    for area, path in runs:
        values = ["-p", "area", area, "-p", "period", PERIOD]
        made = project / "papermill.ipynb"
        quiet([sys.executable, "-m", "papermill", str(path), str(made), *values], project)


def _threads(project: Path, runs: list[tuple[str, Path]]) -> None:
    logging.getLogger("papermill").setLevel(logging.ERROR)
    os.environ["BCSSP_ROOT"] = str(project)

    def run(one: tuple[str, Path]) -> None:
        try:
            papermill.execute_notebook(
                one[1],
                None,
                parameters={"area": one[0], "period": PERIOD},
                progress_bar=False,
                extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
            )
        except RuntimeError as error:  # two kernels were given one port
            print(f"run again: {one[0]} {one[1].stem} ({error})", file=sys.stderr)
            run(one)

    with ThreadPoolExecutor(count_cores()) as pool:
        list(pool.map(run, runs))


def _cells_alone(project: Path, runs: list[tuple[str, Path]]) -> float:
    named = [f"{area}={path}" for area, path in runs]
    done = subprocess.run(
        [sys.executable, "-c", _CELLS_ALONE, *named],
        capture_output=True,
        text=True,
        check=True,
        cwd=project,
        env={**os.environ, "BCSSP_ROOT": str(project)},
    )
    return float(done.stdout.split()[-1])


def _execution(log: Path) -> float:
    """From the beginning of the first section to the end of the last, by the build's log."""
    events = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    times = [
        datetime.fromisoformat(event["time"])
        for event in events
        if event["event"].startswith("section")
    ]
    return (max(times) - min(times)).total_seconds()


def _change_one_figure(project: Path, area: str) -> None:
    path = project / "data" / area / "training.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if f",training_sessions,{PERIOD},," in line)
    cells = lines[place].split(",")
    cells[4] = str(int(cells[4]) + 1)
    lines[place] = ",".join(cells)
    path.write_text("".join(lines), "utf-8")


def _edit_narrative(project: Path, area: str) -> None:
    path = project / "reports" / area / PERIOD / "narrative" / "police.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("::: {#overview}\nOther words.\n:::\n", "utf-8")


def _ratios(seconds: dict[str, float]) -> dict[str, float]:
    return {
        "cold_vs_cli": seconds[LINE] / seconds[COLD],
        "cold_vs_api": seconds[API] / seconds[COLD],
        "unchanged_vs_cli": seconds[LINE] / seconds[SAME],
        "changed_figure_vs_cli": seconds[LINE] / seconds[FIGURE],
        "execution_vs_floor": seconds[EXECUTION] / seconds[FLOOR],
        "narrative_seconds": seconds[WORDS],
    }


def _show(clock: Clock, ratios: dict[str, float], areas: int) -> None:
    console = Console()
    times = Table(
        "What", "Seconds", "Most memory, MB", title=f"{areas} areas, {count_cores()} cores"
    )
    for name in sorted(clock.seconds):
        memory = clock.megabytes.get(name)
        times.add_row(name, f"{clock.seconds[name]:.2f}", f"{memory:,.0f}" if memory else "")
    console.print(times)
    shown = Table("Ratio", "Value")
    for name, ratio in ratios.items():
        shown.add_row(name, f"{ratio:.2f}")
    console.print(shown)


if __name__ == "__main__":
    main()
