"""Observations: one figure of one indicator, with where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bcssp_lib.model.period import Period
from bcssp_lib.model.records import Record
from bcssp_lib.model.value import Value


class Source(Record):
    """Where figures came from. ``synthetic`` figures are made up and never published."""

    id: str
    title: str
    publisher: str
    synthetic: bool
    published: date | None = None
    licence: str = ""
    note: str = ""


@dataclass(frozen=True)
class Observation:
    """One indicator, area, period and category, with its value and its origin.

    ``category`` is empty for the total, or names one item of the indicator's breakdown.
    """

    indicator: str
    area: str
    period: Period
    value: Value
    source: Source | None = None
    category: str = ""
    note: str = ""
    file: str = ""
    row: int | None = None

    @property
    def synthetic(self) -> bool:
        """Whether the figure is made up."""
        return self.source is not None and self.source.synthetic

    @property
    def known(self) -> bool:
        """Whether there is an amount to show."""
        return self.value.known
