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
from bcssp_lib.model.period import Period, parse_period
from bcssp_lib.model.value import figure_key, key_in


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


def read_hidden(catalogue: Catalogue, area: str, *, anew: bool = False) -> HiddenFigures:
    """The figures that are hidden in an area's reports, and those that could be taken for them.

    ``anew``: what is hidden is worked out again, whatever was kept. The files were checked when
    the sections ran, so lines that are no figures are passed over.
    """
    wanted = read_protection(catalogue, area, anew=anew).hidden
    keys = map(key_in, wanted)
    names = {name for indicator, _, _, category in keys for name in (indicator, category) if name}
    together = sorted(list_folders(catalogue, catalogue.areas_together(area)))
    hidden: list[Figure] = []
    shown: list[Figure] = []
    for folder in (*together, f"{NATIONAL}/figures") if wanted else ():
        for path in sorted((catalogue.project.data / folder).glob("*.csv")):
            for figure in _read_figures(path, catalogue.project.shown(path), names):
                key = figure_key(
                    figure.indicator, figure.area, figure.period.label, figure.category
                )
                (hidden if key in wanted else shown).append(figure)
    return HiddenFigures(tuple(hidden), tuple(shown))


def _read_figures(path: Path, shown: str, names: Collection[str]) -> Iterator[Figure]:
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
                line = reader.line_num
                yield Figure(indicator, cells["area"], period, category, amount, shown, line)
