"""How long does disclosure control take, does anything get out, and how much is kept?

    python -m benchmarks.disclosure [--tables 500] [--json FILE]

Areas by categories with all totals, a large linked table, and generated tables of 2 to 4
dimensions with bands and second breakdowns. Each result is audited: what a reader could work out
exactly is counted, here and for the usual rule of rows and columns.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bcssp_lib.data.disclosure_audit import Reader
from bcssp_lib.data.linked_counts import LinkedCounts, Sum
from bcssp_lib.data.secondary_suppression import choose_hidden
from tests.data.linked_tables import count, generated_table, row_and_column_rule

_SMALL_AND_OTHERS = (0, 1, 2, 3, 4, 5, 6, 8, 12, 20, 35, 60, 110, 300)


def main() -> None:
    """Print what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tables", type=int, default=500)
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    arguments = parser.parse_args()
    found = {
        "150 areas by 12 categories": _timed(grid(150, 12)),
        "83 areas by 12 categories": _timed(grid(83, 12)),
        "generated": _generated(arguments.tables),
        "megabytes at most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    table = Table("What", "Found")
    for name, numbers in found.items():
        table.add_row(name, str(numbers))
    Console().print(table)


def grid(areas: int, categories: int, seed: int = 7) -> LinkedCounts:
    """A table with the totals of its rows and columns."""
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    amounts = {
        (area, category): chance.choice(_SMALL_AND_OTHERS)
        for area in range(areas)
        for category in range(categories)
    }
    rows = {
        (area, -1): [(area, category) for category in range(categories)] for area in range(areas)
    }
    columns = {
        (-1, category): [(area, category) for area in range(areas)]
        for category in range(categories)
    }
    lines = {**rows, **columns, (-1, -1): list(rows)}
    for total, parts in lines.items():
        amounts[total] = sum(amounts[part] for part in parts)
    sums = [Sum(str(total), tuple(map(str, parts))) for total, parts in lines.items()]
    sums.append(Sum(str((-1, -1)), tuple(map(str, columns))))
    return LinkedCounts(
        tuple(count(str(place), amount) for place, amount in amounts.items()), tuple(sums)
    )


def _timed(linked: LinkedCounts) -> dict[str, float]:
    started = time.perf_counter()
    protection = choose_hidden(linked)
    return {
        "cells": len(linked.counts),
        "small": len(linked.secrets),
        "hidden": len(protection.hidden),
        "unprotected": len(protection.unprotected),
        "seconds": round(time.perf_counter() - started, 2),
    }


def _generated(tables: int) -> dict[str, float]:
    """What a reader could work out exactly, and how many figures stay, over all tables."""
    total = dict.fromkeys(("cells", "small", "hidden", "got out", "by rule", "got out by rule"), 0)
    started = time.perf_counter()
    for seed in range(tables):
        linked = generated_table(seed)
        hidden, by_rule = choose_hidden(linked).hidden, row_and_column_rule(linked)
        total["cells"] += len(linked.counts)
        total["small"] += len(linked.secrets)
        total["hidden"] += len(hidden)
        total["got out"] += _count_exact(linked, hidden)
        total["by rule"] += len(by_rule)
        total["got out by rule"] += _count_exact(linked, by_rule)
    return {"tables": tables, **total, "seconds": round(time.perf_counter() - started, 1)}


def _count_exact(linked: LinkedCounts, hidden: frozenset[str]) -> int:
    """How many small counts a reader can work out."""
    reader = Reader(linked, hidden)
    ranges = [reader.range_of(key) for key in linked.secrets]
    return sum(each.lowest == each.highest for each in ranges)


if __name__ == "__main__":
    main()
