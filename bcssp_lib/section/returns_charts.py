"""The heat table of what agencies returned."""

from __future__ import annotations

from collections.abc import Sequence

from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.observation import Observation
from bcssp_lib.section.chart_kit import Chart
from bcssp_lib.section.heat_chart import HeatCell, HeatRow, heat_chart
from bcssp_lib.section.returns import RatingOf, Returns, agencies_of, returns_table

_NOTHING = "–"  # in a cell, which has no room for words


def returns_chart(
    title: str, indicators: Sequence[Indicator], returns: Returns, rating_of: RatingOf
) -> Chart:
    """The same as a heat table: the letter of each rating, or the symbol that was returned."""
    data = returns_table(f"Data for the chart: {title}", indicators, returns, rating_of)
    rows = [
        HeatRow(
            agency, tuple(_heat(returns[one.id].get(agency), one, rating_of) for one in indicators)
        )
        for agency in agencies_of(returns)
    ]
    found = [one for each in returns.values() for one in each.values()]
    return heat_chart(
        title,
        [one.code for one in indicators],
        rows,
        data,
        [f"{one.code}: {one.title}." for one in indicators] + list(data.notes[1:]),
        synthetic=any(one.synthetic for one in found),
    )


def _heat(found: Observation | None, indicator: Indicator, rating_of: RatingOf) -> HeatCell:
    rating = rating_of(found, indicator) if found else None
    if rating is not None:
        return HeatCell(rating, rating.letter)
    return HeatCell(None, (found.value.printed if found else "") or _NOTHING)
