"""What was read from a file: figures by what they are of, and their places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from bcssp_lib.data.importers.places import Place
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Value

NATIONAL = "national"


class FigureName(NamedTuple):
    """What a figure is of: place, indicator, period and category."""

    place: str
    indicator: str
    period: Period
    category: str


class ReadFigure(NamedTuple):
    """A figure's value, and the row that it was read from, with the file and sheet."""

    value: Value
    row: int
    shown: str = ""


@dataclass
class Mapped:
    """What a file holds: figures by what they are of, and the places."""

    figures: dict[FigureName, ReadFigure] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
