"""Published places: what they must be, and what follows from them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from bcssp_lib.model.fact import Standing
from bcssp_lib.model.value import Source
from bcssp_lib.stats.comparison import find_quarter

FIELDS: dict[str, Any] = {
    "area": "banes",
    "indicator": "icpc_within_15_days_percent",
    "period": "2022-23",
    "value": "71.7",
    "place_from_highest": "113",
    "place_from_lowest": "36",
    "authorities_with_a_figure": "150",
    "lowest": "33.9",
    "lower_quartile": "71.72",
    "median": "80.85",
    "upper_quartile": "87.32",
    "highest": "100",
    "neighbour_model": "2025",
    "neighbours_with_a_figure": "10",
    "neighbour_median": "82.0",
    "neighbour_mean": "82.68",
    "source": Source(id="own", title="Own", publisher="P", synthetic=False),
}


def test_the_rank_counts_those_with_the_same_figure() -> None:
    rank = Standing.model_validate(FIELDS).rank
    assert (rank.highest, rank.lowest, rank.of, rank.tied) == (113, 36, 150, 2)


@pytest.mark.parametrize(
    ("highest", "lowest", "quarter"), [(150, 1, 1), (113, 38, 1), (112, 39, 2), (1, 150, 4)]
)
def test_the_quarter_is_that_of_the_share_with_a_lower_figure(
    highest: int, lowest: int, quarter: int
) -> None:
    places = {"place_from_highest": highest, "place_from_lowest": lowest}
    assert find_quarter(Standing.model_validate({**FIELDS, **places}).rank) == quarter


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"median": "60"}, "quartiles are not in order"),
        ({"value": "20"}, "outside the lowest and the highest"),
        ({"place_from_lowest": "60"}, "places from both ends"),
        ({"place_from_lowest": "0"}, "greater than 0"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, str], wrong: str) -> None:
    with pytest.raises(ValidationError, match=wrong):
        Standing.model_validate({**FIELDS, **change})
