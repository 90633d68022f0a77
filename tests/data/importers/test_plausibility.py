"""What looks like a slip is doubted, what is only unusual is not."""

from __future__ import annotations

import pytest

from bcssp_lib.data.importers.plausibility import find_implausible
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Observation, known

YEARS = range(2019, 2025)


def series(indicator, area, *amounts, day="03-31", category=""):
    return [
        Observation(indicator, area, parse_period(f"at {year}-{day}"), known(amount),
                    category=category, row=year)
        for year, amount in zip(YEARS, amounts, strict=False)
        if amount is not None
    ]  # fmt: skip


def yearly(indicator, area, *amounts):
    return [
        Observation(indicator, area, parse_period(f"{year}-{year - 1999}"), known(amount), row=year)
        for year, amount in zip(YEARS, amounts, strict=False)
    ]


def doubts(catalogue, *figures, held=()):
    changed = {each.key for each in figures}
    found = find_implausible(catalogue, figures, held, changed, ("banes", "bristol"))
    return [(each.figure.area, each.figure.row, each.rule) for each in found]


@pytest.mark.parametrize(
    ("amounts", "rows"),
    [
        ((282, 290, 2820), [2021]),
        ((282, 290, 28200), [2021]),
        ((48, 5000), [2020]),
        ((282, 29, 290), [2020, 2021]),
        ((282, 290, 600), []),
        ((2, 20, 3), []),
        ((0, 290), []),
    ],
)
@pytest.mark.parametrize("category", ["", "2 years or more"])
def test_ten_times_as_many_or_more(catalogue, amounts, rows, category):
    found = doubts(catalogue, *series("cp_plans", "banes", *amounts, category=category))
    assert found == [("banes", row, "factor") for row in rows]


def test_figures_of_other_authorities_are_not_doubted(catalogue):
    assert doubts(catalogue, *series("cp_plans", "elsewhere", 282, 2820)) == []


def test_a_figure_is_compared_with_what_is_held(catalogue):
    held = series("cp_plans", "banes", 282)
    after = series("cp_plans", "banes", None, 2820)
    assert doubts(catalogue, *after, held=held) == [("banes", 2020, "factor")]


def test_a_percentage_that_is_a_share(catalogue):
    percent = next(
        each.id for each in catalogue.indicators.values()
        if each.unit == "percent" and each.denominator
    )  # fmt: skip
    assert doubts(catalogue, *yearly(percent, "banes", 90, "0.9", 85)) == [("banes", 2020, "share")]
    assert doubts(catalogue, *yearly(percent, "banes", "1.2", "0.9", "0.8")) == []
    assert len(doubts(catalogue, *yearly(percent, "banes", "0.5", "0.9", "0.8"))) == 3


def test_more_than_the_people_there_are(catalogue):
    people = series("children_population", "banes", 36554, day="06-30")
    assert doubts(catalogue, *people, *series("cp_plans", "banes", 40000)) == [
        ("banes", 2019, "population")
    ]


def test_the_same_large_number_twice(catalogue):
    assert doubts(catalogue, *series("cp_plans", "banes", 1234, 1234)) == [
        ("banes", 2020, "repeat")
    ]
    assert doubts(catalogue, *series("cp_plans", "banes", 134, 134, 130)) == []


def test_an_area_with_all_the_figures_of_another(catalogue):
    amounts = (141, 150, 133, 128)
    found = doubts(
        catalogue, *series("cp_plans", "banes", *amounts), *series("cp_plans", "bristol", *amounts)
    )
    assert found == [("bristol", 2022, "copy")]


def test_two_areas_that_have_changed_places(catalogue):
    found = doubts(
        catalogue, *series("cp_plans", "banes", 141, 400), *series("cp_plans", "bristol", 395, 143)
    )
    assert found == [("banes", 2020, "swap")]


def test_a_last_year_with_far_fewer_places(catalogue):
    places = [series("cp_plans", f"a{number}", 50 + number, 51 + number) for number in range(10)]
    figures = [each for listed in places for each in listed]
    assert doubts(catalogue, *figures) == []
    fewer = [each for each in figures if each.row == 2019 or each.area in ("a0", "a1", "a2")]
    assert [rule for _, _, rule in doubts(catalogue, *fewer)] == ["coverage"]
