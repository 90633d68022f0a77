"""Which figures are hidden in an area's reports, and what they are: to look for them in files.

The amounts are read from ``data/`` when something that was made is looked through.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import NATIONAL
from bcssp_lib.data.data_store import read_protection
from bcssp_lib.data.loader import list_folders
from bcssp_lib.files.project import Project
from bcssp_lib.model.period import Period, parse_period
from bcssp_lib.model.value import Key, key_in


@dataclass(frozen=True)
class Figure:
    """A figure as it was supplied, and its line in ``data/``."""

    indicator: str
    area: str
    period: Period
    category: str
    amount: Decimal
    file: str
    row: int


@dataclass(frozen=True)
class HiddenFigures:
    """The hidden figures, and those that are shown and share an indicator or a category."""

    hidden: tuple[Figure, ...] = ()
    shown: tuple[Figure, ...] = ()


def list_hidden(
    project: Project, catalogue: Catalogue, area: str, *, anew: bool = False
) -> frozenset[Key]:
    """The keys of all figures that are hidden in an area's reports.

    ``anew``: worked out again, whatever was kept.
    """
    found = read_protection(project, catalogue, area, anew=anew)
    return frozenset(map(key_in, found.hidden))


def read_hidden(
    project: Project, catalogue: Catalogue, area: str, keys: Collection[Key]
) -> HiddenFigures:
    """What the figures of these keys are, and those that could be taken for one of them.

    The files were checked when the sections ran, so lines that are no figures are passed over.
    """
    hidden: list[Figure] = []
    shown: list[Figure] = []
    wanted = set(keys)
    names = {name for indicator, _, _, category in keys for name in (indicator, category) if name}
    together = sorted(list_folders(catalogue, catalogue.areas_together(area)))
    for folder in (*together, NATIONAL) if wanted else ():
        home = project.data / folder
        for path in sorted((home / "figures" if folder == NATIONAL else home).glob("*.csv")):
            for key, figure in _read_figures(path, project.shown(path), names):
                (hidden if key in wanted else shown).append(figure)
    return HiddenFigures(tuple(hidden), tuple(shown))


def _read_figures(path: Path, shown: str, names: Collection[str]) -> Iterator[tuple[Key, Figure]]:
    """The figures of a file that are of one of these indicators or categories."""
    text = path.read_text("utf-8-sig")
    if not any(name in text for name in names):
        return
    reader = csv.DictReader(io.StringIO(text, newline=""))
    for cells in reader:
        indicator, category = cells["indicator"], cells["category"]
        if indicator in names or category in names:
            with suppress(InvalidOperation):  # a reason, and no amount
                period, amount = parse_period(cells["period"]), Decimal(cells["value"])
                key = indicator, cells["area"], period.label, category
                yield key, Figure(*key[:2], period, category, amount, shown, reader.line_num)
