import pytest

from bcssp_lib.data.loader import Figures, load_figures
from bcssp_lib.data.protected import ProtectedFigures
from bcssp_lib.model.observation import Observation
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Reason, known

YEAR = parse_period("2023-24")


def protected(catalogue, *amounts, total):
    """A breakdown of an indicator of the catalogue under the small numbers policy."""
    indicator = "concerns_by_ethnicity"
    rows = [
        Observation(indicator, "banes", YEAR, known(amount), category=f"group {number}")
        for number, amount in enumerate(amounts)
    ]
    rows.append(Observation(indicator, "banes", YEAR, known(total)))
    return ProtectedFigures(Figures(tuple(rows), {}), catalogue)


def test_a_total_below_the_threshold_is_suppressed(catalogue):
    figures = protected(catalogue, total=4)
    found = figures.observation("concerns_by_ethnicity", "banes", YEAR)
    assert found.value.reason is Reason.SUPPRESSED


def test_a_series_is_protected_too(catalogue):
    figures = protected(catalogue, total=4)
    (found,) = figures.series("concerns_by_ethnicity", "banes")
    assert found.value.reason is Reason.SUPPRESSED


def test_a_breakdown_is_protected_beside_its_total(catalogue):
    figures = protected(catalogue, 3, 20, 10, total=33)
    found = figures.breakdown("concerns_by_ethnicity", "banes", YEAR)
    assert [one.known for one in found] == [False, True, False]
    assert figures.observation("concerns_by_ethnicity", "banes", YEAR).known


def test_a_total_that_gives_its_categories_away_is_suppressed(catalogue):
    figures = protected(catalogue, 1, 1, 1, 1, 1, total=5)
    assert not figures.observation("concerns_by_ethnicity", "banes", YEAR).known
    assert not figures.series("concerns_by_ethnicity", "banes")[0].known


def test_what_was_published_is_shown_small_or_not(banes_protected):
    period = parse_period("12 months to 2024-03-31")
    found = banes_protected.observation("repeat_missing_from_care", "banes", period)
    assert found.value == known(2)


def test_the_threshold_is_that_of_the_settings(catalogue):
    threshold = catalogue.settings.disclosure_threshold
    for amount in (threshold - 1, threshold):
        figures = protected(catalogue, total=amount)
        found = figures.observation("concerns_by_ethnicity", "banes", YEAR)
        assert found.known == (amount >= threshold)


@pytest.mark.parametrize("area", ["bristol", "somerset", "north-somerset"])
def test_no_small_number_under_the_policy_leaves_the_figures_of_an_area(
    area, catalogue, real_project
):
    figures = load_figures(real_project, catalogue, (area,))
    guarded = ProtectedFigures(figures, catalogue)
    names = [one.id for one in catalogue.indicators.values() if one.disclosure == "small numbers"]
    periods = {one.period for one in figures.observations if one.indicator in names}
    found = [
        one
        for name in names
        for period in periods
        for one in (
            *guarded.breakdown(name, area, period),
            guarded.observation(name, area, period),
        )
    ]
    amounts = [int(one.value.amount) for one in found if one.value.amount is not None]
    assert amounts
    assert not [one for one in amounts if 0 < one < catalogue.settings.disclosure_threshold]
    assert any(one.value.reason is Reason.SUPPRESSED for one in found)
