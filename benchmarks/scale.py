"""Does a section cost the same in a batch of many areas? Builds of few and of many, in one run.

    python -m benchmarks.scale [--few 5] [--many 150] [--json FILE]

The areas are simulated: the figures of one synthetic area under other names.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bcssp_lib.files.project import Project
from bcssp_lib.narrative.section_notebook import section_paths
from benchmarks.common import BCSSP, PERIOD, Clock, add_areas, copied_project, quiet


def main() -> None:
    """Build few areas, then many; print time for each section, and memory."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--few", type=int, default=5)
    parser.add_argument("--many", type=int, default=150)
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    arguments = parser.parse_args()
    clock = Clock()
    found = {}
    with tempfile.TemporaryDirectory(prefix="bcssp-benchmark-") as folder:
        project = copied_project(Path(folder))
        names = add_areas(project, arguments.many)
        sections = len(section_paths(Project(project)))
        for count in (arguments.few, arguments.many):
            with clock.measured(f"{count} areas"):
                out = project / f"out-{count}"
                build = [str(BCSSP), "build", *names[:count], "--period", PERIOD, "--quiet"]
                quiet([*build, "--out", str(out)], project)
            taken = clock.seconds[f"{count} areas"]
            found[count] = {
                "seconds": taken,
                "seconds_per_section": taken / (count * sections),
                "megabytes": clock.megabytes[f"{count} areas"],
            }
    table = Table("Areas", "Seconds", "Seconds per section", "Most memory, MB")
    for count, one in found.items():
        row = (one["seconds"], one["seconds_per_section"], one["megabytes"])
        table.add_row(str(count), f"{row[0]:.1f}", f"{row[1]:.3f}", f"{row[2]:,.0f}")
    Console().print(table)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
