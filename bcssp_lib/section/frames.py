"""Protected figures as a tidy pandas DataFrame, and the check that they stay protected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.area import Area
from bcssp_lib.model.errors import UserError, not_known
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.value import Observation
from bcssp_lib.section.benchmarks import Measure, national_measures, own_measure, peer_measure
from bcssp_lib.section.indicator_result import figure_period

AREAS = ("own", "force", "country")
KEYS = ("area", "period", "indicator", "category")
NUMBERS = ("value", "rate", "lower", "upper")
_TEXT = {"area", "period", "indicator", "category", "reason", "mark"}
_PROTECTED = "bcssp"  # where a frame's attrs say what was missing when it was handed out


@dataclass(frozen=True)
class FrameRequest:
    """Which figures a notebook asks for; ``kind`` empty is the kind that the report shows."""

    indicators: tuple[Indicator, ...]
    area: Area
    until: Period
    kind: PeriodKind | None
    areas: str
    breakdown: bool


@dataclass(frozen=True)
class FrameRow:
    """A protected figure with what it is compared by; none for a category."""

    observation: Observation
    measure: Measure | None = None


def read_rows(store: DataStore, request: FrameRequest) -> list[FrameRow]:
    """Read the figures that are asked for, an indicator at a time, oldest first."""
    if request.areas not in AREAS:
        raise not_known("choice of areas", request.areas, AREAS)
    if request.breakdown and request.areas != "own":
        raise UserError(
            "Breakdowns are read for the report's own area alone. "
            "Leave out areas=…, or breakdown=True."
        )
    return [row for indicator in request.indicators for row in _rows(store, indicator, request)]


def tidy_frame(rows: Sequence[FrameRow], indicators: Sequence[str]) -> pd.DataFrame:
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
    numbers = [name for name in NUMBERS if name in frame] or _numeric(frame)
    for name in numbers:
        if _shows_hidden(frame, _is_number(frame[name])):
            raise _turned_into_number(title, name)


def indicators_in(frame: pd.DataFrame, read: Collection[str]) -> list[str]:
    """The indicators of a frame, of those that were read: as it was handed out, or by column."""
    handed_out = frame.attrs.get(_PROTECTED)
    named = handed_out["indicators"] if handed_out else frame.get("indicator", ())
    return [fromkey for fromkey in dict.fromkeys(named) if fromkey in read]


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


def _numeric(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.select_dtypes("number").columns]


def _is_number(column: pd.Series[Any]) -> pd.Series[bool]:
    return pd.to_numeric(column, errors="coerce").notna()


def _turned_into_number(title: str, column: str) -> UserError:
    return UserError(
        f"'{title}': the column '{column}' has a number where a figure is not shown or not "
        "available. Leave such cells missing (no fillna, no 0); the table writes the reason "
        "there if the frame keeps its column 'reason'."
    )


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


def _cells(row: FrameRow) -> dict[str, Any]:
    one = row.observation
    value = one.value
    cells: dict[str, Any] = {
        "area": one.area,
        "period": one.period.label,
        "period_end": pd.Timestamp(one.period.end),
        "indicator": one.indicator,
        "category": one.category,
        "value": value.as_float,
        "reason": str(value.reason or ""),
        "mark": str(value.mark or ""),
        "rate": None,
        "lower": None,
        "upper": None,
        "synthetic": one.synthetic,
    }
    if one.known and row.measure is not None:
        figure = row.measure.figure
        if figure.unit.startswith("per ") and figure.value.amount is not None:
            cells["rate"] = float(figure.value.amount)
        if figure.interval is not None:
            cells |= {"lower": figure.interval.lower, "upper": figure.interval.upper}
        cells["synthetic"] = figure.synthetic
    return cells


def _rows(store: DataStore, indicator: Indicator, request: FrameRequest) -> Iterator[FrameRow]:
    kind = _kind(indicator, request)
    periods = [
        period
        for period in store.periods(indicator.id, request.area.slug)
        if period.kind is kind and period.end <= request.until.end
    ]
    if request.breakdown:
        for period in periods:
            for category in store.breakdown(indicator.id, request.area.slug, period):
                yield FrameRow(category)
        return
    own_rows = [_own_row(store, indicator, request.area, period) for period in periods]
    yield from own_rows
    if request.areas == "own":
        return
    read_others = _peer_rows if request.areas == "force" else _country_rows
    yield from _alike(own_rows, list(read_others(store, indicator, request.area, periods)))


def _alike(own_rows: Sequence[FrameRow], others: Sequence[FrameRow]) -> Iterator[FrameRow]:
    """Others' rows that may be compared: real with real ones only, made-up with made-up ones."""
    made_up = any(row.observation.synthetic for row in own_rows)
    figures = [row.observation for row in others if row.observation.source is not None]
    areas = {figure.area for figure in figures if figure.synthetic == made_up}
    for row in others:
        one = row.observation
        if one.area in areas and (one.source is None or one.synthetic == made_up):
            yield row


def _kind(indicator: Indicator, request: FrameRequest) -> PeriodKind:
    """The kind of period asked for, or that of the figure which the report shows."""
    if request.kind is None:
        return figure_period(indicator, request.until).kind
    if request.kind not in indicator.periods:
        raise UserError(
            f"'{indicator.id}' has no figures by {request.kind}. It has them by: "
            f"{', '.join(indicator.periods)}."
        )
    return request.kind


def _own_row(store: DataStore, indicator: Indicator, area: Area, period: Period) -> FrameRow:
    figure = store.observation(indicator.id, area.slug, period)
    return FrameRow(figure, own_measure(store, indicator, figure))


def _peer_rows(
    store: DataStore, indicator: Indicator, area: Area, periods: Sequence[Period]
) -> Iterator[FrameRow]:
    for peer in store.peers(area.slug):
        for period in periods:
            figure = store.peer_observation(indicator.id, peer.slug, period)
            yield FrameRow(figure, peer_measure(store, indicator, figure))


def _country_rows(
    store: DataStore, indicator: Indicator, area: Area, periods: Sequence[Period]
) -> Iterator[FrameRow]:
    for period in periods:
        for place, theirs, figure in national_measures(store, indicator, period):
            if place.slug != area.slug:
                yield FrameRow(figure, theirs)
