"""Protected figures as a tidy pandas DataFrame, and the check that they stay protected."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.area import Area, Authority
from bcssp_lib.model.errors import UserError, not_known
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.value import Observation
from bcssp_lib.section.benchmarks import find_against, national_measures, read_measure
from bcssp_lib.section.indicator_result import figure_period
from bcssp_lib.stats.comparison import Measure

_AREAS = ("own", "force", "country", "larger")
KEYS = ("area", "period", "indicator", "category")
NUMBERS = ("value", "rate", "lower", "upper")
_PROTECTED = "bcssp"  # where a frame's attrs say what was missing when it was handed out


@dataclass(frozen=True)
class _FrameRow:
    """A protected figure with what it is compared by; none for a category."""

    observation: Observation
    measure: Measure | None = None


@dataclass(frozen=True)
class FrameReader:
    """Reads what a notebook asks for; without a ``kind`` it is that which the report shows."""

    store: DataStore
    area: Area
    until: Period
    kind: PeriodKind | None
    areas: str
    breakdown: bool

    def __post_init__(self) -> None:
        if self.areas not in _AREAS:
            raise not_known("choice of areas", self.areas, _AREAS)
        if self.breakdown and self.areas != "own":
            raise UserError(
                "Breakdowns are read for the report's own area alone. "
                "Leave out areas=…, or breakdown=True."
            )

    def read_rows(self, indicator: Indicator) -> list[_FrameRow]:
        """The figures of an indicator, oldest first, its own area's before those of others."""
        if self.breakdown and indicator.breakdown is None:
            raise UserError(
                f"'{indicator.id}' has no breakdown: leave out breakdown=True. Figures by category "
                "may be an indicator of their own; see: bcssp list indicators"
            )
        kind = self._kind_of(indicator)
        periods = [
            period
            for period in self.store.periods(indicator.id, self.area.slug)
            if period.kind is kind and period.end <= self.until.end
        ]
        if self.breakdown:
            return [
                _FrameRow(category)
                for period in periods
                for category in self.store.breakdown(indicator.id, self.area.slug, period)
            ]
        rows = self._read_area(indicator, self.area, periods)
        # of a period in which only categories are held there is no total, nor a reason for none
        own = [row for row in rows if row.observation.source is not None]
        made_up = any(row.observation.synthetic for row in own)
        others = _keep_alike(self._read_others(indicator, periods), synthetic=made_up)
        if self.areas == "country" and own and not others:
            raise UserError(
                f"No figures of other authorities are held to compare '{indicator.id}' with, so "
                'that areas="country" would be this area alone, and a median its own figure. '
                'areas="force" has the areas of the same police force, and areas="larger" the '
                "region and England."
            )
        return [*own, *others]

    def _read_area(
        self, indicator: Indicator, area: Area, periods: Sequence[Period]
    ) -> list[_FrameRow]:
        figures = [self.store.observation(indicator.id, area.slug, period) for period in periods]
        return [_FrameRow(each, read_measure(self.store, indicator, each)) for each in figures]

    def _kind_of(self, indicator: Indicator) -> PeriodKind:
        """The kind of period asked for, or that of the figure which the report shows."""
        if self.kind is None:
            return figure_period(indicator, self.until).kind
        if self.kind not in indicator.periods:
            raise UserError(
                f"'{indicator.id}' has no figures by {self.kind}. It has them by: "
                f"{', '.join(indicator.periods)}."
            )
        return self.kind

    def _read_others(self, indicator: Indicator, periods: Sequence[Period]) -> list[_FrameRow]:
        """The figures of the other areas that are asked for."""
        if self.areas == "force":
            return [
                row
                for peer in self.store.peers(self.area.slug)
                for row in self._read_area(indicator, peer, periods)
            ]
        if self.areas in ("country", "larger"):
            return [
                _FrameRow(figure, measure)
                for period in periods
                for place, measure, figure in national_measures(self.store, indicator, period)
                if place.slug != self.area.slug and self._is_asked_for(place)
            ]
        return []

    def _is_asked_for(self, place: Authority) -> bool:
        """Whether a place is wanted: authorities are never beside what they are parts of."""
        if self.areas == "country":
            return place.kind == "authority"
        return find_against(self.area, place) is not None


def _keep_alike(rows: Sequence[_FrameRow], *, synthetic: bool) -> list[_FrameRow]:
    """Others' rows that may be compared: real with real ones only, made-up with made-up ones.

    A figure that was not supplied stays among figures of its area that are.
    """
    supplied = [row.observation for row in rows if row.observation.source is not None]
    areas = {figure.area for figure in supplied if figure.synthetic == synthetic}
    return [
        row
        for row in rows
        if row.observation.area in areas
        and (row.observation.source is None or row.observation.synthetic == synthetic)
    ]


def tidy_frame(rows: Sequence[_FrameRow], indicators: Sequence[str]) -> pd.DataFrame:
    """A row a figure. A figure without a value has its reason, and is missing in every column.

    Missing cells are ``pd.NA``; ``attrs`` keep which they are, for ``check_protected``, and
    the indicators that were asked for.
    """
    frame = pd.DataFrame([_cells(row) for row in rows], columns=list(_COLUMN_TYPES))
    frame = frame.astype(_COLUMN_TYPES)
    keys = frame[list(KEYS)]
    missing = keys[frame["value"].isna()]
    frame.attrs[_PROTECTED] = {
        "indicators": list(indicators),
        "rows": len(frame),
        "missing": [list(key) for key in missing.itertuples(index=False)],
        "varying": [key for key in KEYS if keys[key].nunique() > 1],
    }
    return frame


def check_protected(title: str, frame: pd.DataFrame) -> None:
    """Refuse a frame in which a figure that is not shown has become a number.

    It sees a ``reason`` beside a number, and, while a frame keeps what pandas hands on in
    ``attrs``, a number at the place of a missing figure. What is worked out from a frame in
    other ways (a pivot, a join) loses these signs.
    """
    numbers = [name for name in NUMBERS if name in frame]
    for name in numbers or frame.select_dtypes("number").columns:
        is_number = pd.to_numeric(frame[name], errors="coerce").notna()
        if _shows_hidden(frame, is_number):
            raise UserError(
                f"'{title}': the column '{name}' has a number where a figure is not shown or not "
                "available. Leave such cells missing (no fillna, no 0); the table writes the "
                "reason there if the frame keeps its column 'reason'."
            )


def indicators_in(frame: pd.DataFrame, read: Collection[str]) -> list[str]:
    """The indicators of a frame, of those that were read: as it was handed out, or by column."""
    handed_out = frame.attrs.get(_PROTECTED)
    named = handed_out["indicators"] if handed_out else frame.get("indicator", ())
    return [name for name in dict.fromkeys(named) if name in read]


def _without_value(frame: pd.DataFrame) -> pd.Series[bool] | None:
    """The rows whose figure has a reason instead of a value; None if nothing says so."""
    if "reason" in frame:
        return frame["reason"].fillna("").astype(str).ne("")
    varying = frame.attrs.get(_PROTECTED, {}).get("varying", [])
    if not varying or not set(varying) <= set(frame.columns):
        return None
    places = [KEYS.index(key) for key in varying]
    missing = {tuple(key[place] for place in places) for key in frame.attrs[_PROTECTED]["missing"]}
    rows = frame[varying].itertuples(index=False)
    return pd.Series([tuple(row) in missing for row in rows], index=frame.index, dtype=bool)


def _shows_hidden(frame: pd.DataFrame, numbers: pd.Series[bool]) -> bool:
    """Whether there is a number in a row whose figure is hidden, or fewer gaps than there were."""
    hidden = _without_value(frame)
    if hidden is not None:
        return bool((hidden & numbers).any())
    handed_out = frame.attrs.get(_PROTECTED)
    if not handed_out or len(frame) != handed_out["rows"]:
        return False
    return int((~numbers).sum()) < len(handed_out["missing"])


_COLUMN_TYPES = {
    "area": "str",
    "period": "str",
    "period_end": "datetime64[s]",
    "indicator": "str",
    "category": "str",
    "value": "Float64",
    "reason": "str",
    "mark": "str",
    "rate": "Float64",
    "lower": "Float64",
    "upper": "Float64",
    "synthetic": "bool",
}


def _cells(row: _FrameRow) -> dict[str, Any]:
    """The cells of a row; those that are left out are missing."""
    figure = row.observation
    cells = {
        "area": figure.area,
        "period": figure.period.label,
        "period_end": pd.Timestamp(figure.period.end),
        "indicator": figure.indicator,
        "category": figure.category,
        "value": figure.value.as_float,
        "reason": str(figure.value.reason or ""),
        "mark": str(figure.value.mark or ""),
        "synthetic": figure.synthetic,
    }
    if figure.known and row.measure is not None:
        cells |= _compared_cells(row.measure)
    return cells


def _compared_cells(figure: Measure) -> dict[str, Any]:
    """The cells of a figure as areas are compared by it."""
    limits = figure.interval
    return {
        "rate": figure.value.as_float if figure.unit.startswith("per ") else None,
        "lower": limits.lower if limits else None,
        "upper": limits.upper if limits else None,
        "synthetic": figure.synthetic,
    }
