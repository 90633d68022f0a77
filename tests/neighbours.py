"""An authority's ten statistical neighbours, from the published files of either layout."""

from __future__ import annotations

import csv

from bcssp_lib.model.area import Neighbours


def read_neighbours(path, code, model, statistics):
    """A neighbour without a row in the statistics keeps its code as a name, so that it counts."""
    slugs = {
        row.cells["old_la_code"]: row.place.slug
        for row in statistics.rows
        if row.place.kind == "authority"
    }
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if code in (row.get("old_la_code"), row.get("LA num"))
        ]
    (row,) = rows
    codes = [(row.get(f"SN_{n}") or row.get(f"SN{n}")).strip() for n in range(1, 11)]
    return Neighbours(
        model=model, authorities=tuple(slugs.get(each, f"authority-{each}") for each in codes)
    )
