import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.stats.funnel import (
    Place,
    binomial_limits,
    binomial_score,
    over_dispersion,
    poisson_limits,
    poisson_score,
)
from tests.projects import read_csv


def test_the_published_limits_are_reproduced(golden):
    rows = read_csv(golden / "funnel_poisson.csv")
    assert len(rows) == 3
    for row in rows:
        found = poisson_limits(float(row["observed"]))
        limits = (found.low, found.high, found.very_low, found.very_high)
        wanted = [float(row[one]) for one in ("ll95", "ul95", "ll998", "ul998")]
        assert limits == pytest.approx(wanted, abs=6e-7), row


@given(expected=st.floats(0.1, 10_000), average=st.floats(0.01, 1000))
def test_limits_hold_the_average_and_widen(expected, average):
    found = poisson_limits(expected, average)
    assert found.very_low <= found.low <= average <= found.high <= found.very_high
    wider = poisson_limits(expected, average, phi=4)
    assert wider.low <= found.low
    assert wider.very_high >= found.very_high


@given(whole=st.integers(1, 100_000), average=st.floats(0, 1))
def test_limits_of_a_proportion_stay_within_none_and_all(whole, average):
    found = binomial_limits(whole, average)
    assert 0 <= found.very_low <= found.low + 1e-9 <= average + 2e-9
    assert average - 1e-9 <= found.high <= found.very_high + 1e-9 <= 1 + 1e-9


@pytest.mark.parametrize(
    ("amount", "place"),
    [
        (1.0, Place.INSIDE), (1.5, Place.HIGH), (1.8, Place.VERY_HIGH), (0.6, Place.LOW),
        (0.45, Place.VERY_LOW),
    ],
)  # fmt: skip
def test_an_area_has_its_place(amount, place):
    assert poisson_limits(25, 1.0).place(amount) is place


def test_chance_alone_is_no_over_dispersion():
    scores = [-1.5, -1, -0.5, 0, 0.5, 1, 1.5] * 5
    assert over_dispersion(scores) == 1.0
    assert over_dispersion([3.0, -3.0]) == 1.0  # too few areas to say


def test_more_variation_than_chance_widens_the_limits_and_outliers_alone_do_not():
    wide = [-4, -3, -2, 2, 3, 4] * 5
    assert over_dispersion(wide) == pytest.approx(sum(one**2 for one in wide) / 30)
    assert over_dispersion([0.5, -0.5] * 20 + [30.0]) == 1.0


def test_a_score_is_zero_where_it_is_expected_and_signed():
    assert poisson_score(25, 25.0) == 0
    assert poisson_score(36, 25.0) == pytest.approx(2)
    assert poisson_score(16, 25.0) == pytest.approx(-2)


@pytest.mark.parametrize(("part", "score"), [(25, 0), (50, 5.236), (0, -10.472), (100, 20.944)])
def test_a_score_of_a_proportion_is_zero_at_the_average_and_signed(part, score):
    assert binomial_score(part, 100, 0.25) == pytest.approx(score, abs=0.001)


@given(whole=st.integers(200, 5000), tenths=st.integers(2, 8))
def test_a_proportion_at_its_95_percent_limit_has_a_score_near_two(whole, tenths):
    average = tenths / 10
    found = binomial_limits(whole, average)
    assert 1.8 < binomial_score(found.high * whole, whole, average) < 2.1
    assert -2.1 < binomial_score(found.low * whole, whole, average) < -1.8


@pytest.mark.parametrize(
    "call",
    [
        lambda: poisson_limits(0), lambda: poisson_limits(5, phi=0.5),
        lambda: binomial_limits(0, 0.5), lambda: binomial_limits(5, 1.5),
    ],
)  # fmt: skip
def test_what_has_no_limits_is_refused(call):
    with pytest.raises(ValueError, match=r"limits|over-dispersion"):
        call()
