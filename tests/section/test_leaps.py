import pytest

from bcssp_lib.model.observation import Observation
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import known, missing
from bcssp_lib.section.leaps import without_leaps

QUARTER_DAYS = ["at 2022-06-30", "at 2022-09-30", "at 2022-12-31", "at 2023-03-31"]


@pytest.mark.parametrize(
    ("labels", "whole"),
    [
        ([], []),
        (["2023-24"], ["2023-24"]),
        (["2021-22", "2023-24"], ["2021-22", "2022-23", "2023-24"]),
        (
            ["2022-23 Q3", "2023-24 Q2"],
            ["2022-23 Q3", "2022-23 Q4", "2023-24 Q1", "2023-24 Q2"],
        ),
        (
            ["November 2023", "February 2024"],
            ["November 2023", "December 2023", "January 2024", "February 2024"],
        ),
        # dates: at the shortest distance that any two have
        (["at 2022-03-31", "at 2024-03-31"], ["at 2022-03-31", "at 2024-03-31"]),
        (QUARTER_DAYS, QUARTER_DAYS),
        ([*QUARTER_DAYS[:2], QUARTER_DAYS[3]], QUARTER_DAYS),
        (
            ["at 2021-03-31", "at 2022-03-31", "at 2024-03-31"],
            ["at 2021-03-31", "at 2022-03-31", "at 2023-03-31", "at 2024-03-31"],
        ),
        (
            ["12 months to 2023-03-31", "12 months to 2023-06-30", "12 months to 2023-12-31"],
            [
                "12 months to 2023-03-31", "12 months to 2023-06-30", "12 months to 2023-09-30",
                "12 months to 2023-12-31",
            ],
        ),
        # two in one month have no distance in months, so nothing can be said of the others
        (
            ["at 2022-03-01", "at 2022-03-31", "at 2024-03-31"],
            ["at 2022-03-01", "at 2022-03-31", "at 2024-03-31"],
        ),
        # none is left out where the distances are uneven
        (
            ["at 2022-03-31", "at 2022-06-30", "at 2022-10-31"],
            ["at 2022-03-31", "at 2022-06-30", "at 2022-09-30", "at 2022-10-31"],
        ),
    ],
)  # fmt: skip
def test_a_series_names_the_periods_that_it_leaves_out(labels, whole):
    series = [Observation("i", "banes", parse_period(label), known(3)) for label in labels]
    found = without_leaps(series)
    assert [one.period.label for one in found] == whole
    for one in found:
        assert one.value == (known(3) if one.period.label in labels else missing())
