import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import default_rng
from scipy import stats
from scipy.stats import binom, poisson
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from bcssp_lib.model.fact import Interval
from bcssp_lib.model.indicator import Unit
from bcssp_lib.stats.intervals import (
    FunnelLimits,
    Place,
    binomial_limits,
    binomial_score,
    byar_interval,
    count_interval,
    exact_interval,
    exact_proportion_interval,
    interval_of_change,
    over_dispersion,
    poisson_limits,
    poisson_score,
    proportion_interval,
    ratio_interval,
)
from bcssp_lib.stats.wording import interval_text
from benchmarks.funnels import HEADINGS, false_alarms
from tests.projects import ROOT, read_csv

COUNTS = st.integers(0, 100_000)
CONFIDENCES = st.sampled_from([0.8, 0.95, 0.998])


def published(row):
    """The interval of a row of the published table, by the method that the row names."""
    count, confidence = int(row["count"]), float(row["confidence"])
    if row["method"] == "byar":
        return byar_interval(count, confidence)
    if row["method"] == "wilson":
        return proportion_interval(count, int(row["denominator"]), confidence)
    found = count_interval(count, confidence)
    assert ("exact" in row["method"]) == (found.method == "exact Poisson"), row
    return found.scaled(float(row["multiplier"]) / int(row["denominator"]))


def test_the_published_intervals_are_reproduced_to_every_digit_given(golden):
    rows = read_csv(golden / "intervals.csv")
    assert len(rows) == 14
    for row in rows:
        found = published(row)
        for limit, wanted in ((found.lower, row["lower"]), (found.upper, row["upper"])):
            digits = len(wanted.partition(".")[2])
            assert abs(limit - float(wanted)) <= 0.51 * 10.0 ** -min(digits, 9), row


def test_the_published_ratio_limits_are_those_of_the_exact_interval(golden):
    """FunnelPlotR draws them as a funnel; they are an interval about an observed count."""
    rows = read_csv(golden / "funnel_poisson.csv")
    assert len(rows) == 3
    for row in rows:
        observed = int(row["observed"])
        usual, wide = exact_interval(observed), exact_interval(observed, 0.998)
        found = [end / observed for end in (usual.lower, usual.upper, wide.lower, wide.upper)]
        wanted = [float(row[one]) for one in ("ll95", "ul95", "ll998", "ul998")]
        assert found == pytest.approx(wanted, abs=6e-7), row


def test_a_lower_limit_that_byars_method_does_not_have_is_not_available():
    with pytest.raises(ValueError, match=r"lower limit of 1 at 99\.8% is not available"):
        byar_interval(1, 0.998)
    assert count_interval(1, 0.998).lower == pytest.approx(0.0010005, abs=1e-7)
    assert byar_interval(0, 0.998).lower == 0
    assert byar_interval(2, 0.998).lower == pytest.approx(0.02017491116187831)


@given(part=st.integers(0, 500), rest=st.integers(0, 500), confidence=CONFIDENCES)
def test_statsmodels_gives_the_same_limits_of_a_proportion(part, rest, confidence):
    whole = part + rest + 1
    for own, method in ((proportion_interval, "wilson"), (exact_proportion_interval, "beta")):
        lower, upper = proportion_confint(part, whole, 1 - confidence, method)
        found = own(part, whole, confidence)
        assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=1e-9)


@given(count=COUNTS, confidence=CONFIDENCES)
def test_scipy_gives_the_same_exact_limits_of_a_count(count, confidence):
    tail = (1 - confidence) / 2
    found = exact_interval(count, confidence)
    lower = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0
    assert found.lower == pytest.approx(lower)
    assert found.upper == pytest.approx(stats.chi2.ppf(1 - tail, 2 * count + 2) / 2)


@given(
    part=st.integers(0, 200), rest=st.integers(1, 200), before=st.integers(0, 200),
    rest_before=st.integers(1, 200),
)  # fmt: skip
def test_statsmodels_gives_the_same_limits_of_a_difference(part, rest, before, rest_before):
    whole, whole_before = part + rest, before + rest_before
    now, then = proportion_interval(part, whole), proportion_interval(before, whole_before)
    found = interval_of_change(part / whole, now, before / whole_before, then)
    lower, upper = confint_proportions_2indep(
        part, part + rest, before, before + rest_before, method="newcomb", compare="diff"
    )
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=1e-9)


@given(count=COUNTS)
def test_an_interval_holds_its_estimate_and_a_surer_one_is_wider(count):
    usual, wide = count_interval(count), count_interval(count, 0.998)
    assert usual.contains(count)
    assert wide.lower <= usual.lower <= usual.upper <= wide.upper


@given(part=st.integers(0, 1000), rest=st.integers(0, 1000))
def test_the_limits_of_a_proportion_mirror_those_of_its_complement(part, rest):
    whole = part + rest + 1
    found, other = proportion_interval(part, whole), proportion_interval(whole - part, whole)
    assert found.contains(part / whole)
    assert 0 <= found.lower <= found.upper <= 1
    assert (found.lower, found.upper) == pytest.approx((1 - other.upper, 1 - other.lower))


@given(one=st.integers(0, 5000), other=st.integers(0, 5000))
def test_the_limits_of_a_ratio_mirror_those_of_its_inverse(one, other):
    if one + other == 0:
        return
    found, inverse = ratio_interval(one, other), ratio_interval(other, one)
    assert found.contains(one / other if other else math.inf)
    if inverse.lower > 0:
        assert found.upper == pytest.approx(1 / inverse.lower)
    else:
        assert math.isinf(found.upper)


@pytest.mark.parametrize(
    ("interval", "unit", "decimals", "text"),
    [
        (Interval(32.49, 45.46, 0.95, ""), Unit.COUNT, 1, "32.5 to 45.5"),
        (Interval(32.5, 45.5, 0.95, ""), Unit.PERCENT, 0, "33% to 46%"),
        (Interval(1234, math.inf, 0.95, ""), Unit.COUNT, 0, "1,234 or more"),
        (Interval(-3, 4, 0.95, ""), Unit.COUNT, 0, "−3 to 4"),
    ],
)
def test_limits_are_worded(interval, unit, decimals, text):
    assert interval_text(interval, unit, decimals) == text


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        (lambda: count_interval(-1), "below zero"),
        (lambda: proportion_interval(1, 0), "cannot be part"),
        (lambda: proportion_interval(5, 4), "cannot be part"),
        (lambda: proportion_interval(-1, 4), "below zero"),
        (lambda: ratio_interval(0, 0), "no ratio"),
        (lambda: byar_interval(5, 1.0), "between 0 and 1"),
    ],
)
def test_what_has_no_interval_is_refused(call, wrong):
    with pytest.raises(ValueError, match=wrong):
        call()


def test_an_interval_holds_amounts_of_either_kind():
    assert Interval(1, 2, 0.95, "").contains(Decimal("1.5"))
    assert not Interval(1, 2, 0.95, "").contains(2.01)


SHARES = (0.002, 0.01, 0.05, 0.192, 0.5, 0.81, 0.95, 0.999)
SIZES = (1, 5, 20, 100, 333, 1000, 5000)
EXPECTED = (0.01, 0.1, 0.7, 1, 3, 10.5, 40, 250, 10_000)
LOW, HIGH = {Place.LOW, Place.VERY_LOW}, {Place.HIGH, Place.VERY_HIGH}


def alarms_of(limits, chances):
    """How likely an ordinary area is to lie in each place; ``chances`` by amount."""
    alarms = dict.fromkeys(Place, 0.0)
    for amount, chance in chances:
        alarms[limits.place(amount)] += chance
    assert sum(alarms.values()) == pytest.approx(1)
    return alarms


def assert_as_stated(alarms):
    for side, far in ((LOW, Place.VERY_LOW), (HIGH, Place.VERY_HIGH)):
        assert sum(alarms[place] for place in side) <= 0.025 + 1e-9
        assert alarms[far] <= 0.001 + 1e-9


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("whole", SIZES)
def test_an_ordinary_percentage_is_called_unusual_no_more_often_than_stated(whole, share):
    parts = np.arange(whole + 1)
    chances = zip(100 * parts / whole, binom.pmf(parts, whole, share), strict=True)
    found = binomial_limits(whole, share)
    ends = (found.low, found.high, found.very_low, found.very_high)
    assert_as_stated(alarms_of(FunnelLimits(*(100 * end for end in ends)), chances))


@pytest.mark.parametrize("expected", EXPECTED)
def test_an_ordinary_count_is_called_unusual_no_more_often_than_stated(expected):
    counts = np.arange(int(expected + 20 * expected**0.5) + 20)
    chances = zip(counts / expected, poisson.pmf(counts, expected), strict=True)
    assert_as_stated(alarms_of(poisson_limits(expected), chances))


@pytest.mark.parametrize("tail", [0.025, 0.001])
@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("whole", SIZES)
def test_limits_of_a_percentage_part_the_counts_where_the_quantiles_of_scipy_do(whole, share, tail):
    found = binomial_limits(whole, share)
    low, high = (found.low, found.high) if tail == 0.025 else (found.very_low, found.very_high)
    assert np.ceil(low * whole - 1e-6) == binom.ppf(tail, whole, share)
    assert np.floor(high * whole + 1e-6) == binom.isf(tail, whole, share)


@pytest.mark.parametrize("expected", [1, 3, 10.5, 40, 250, 10_000])
def test_limits_of_a_count_part_the_counts_where_the_quantiles_of_scipy_do(expected):
    found = poisson_limits(expected)
    for low, high, tail in (
        (found.low, found.high, 0.025),
        (found.very_low, found.very_high, 1e-3),
    ):
        assert np.ceil(low * expected) == poisson.ppf(tail, expected)
        assert np.floor(high * expected) == poisson.isf(tail, expected)


def test_an_ordinary_authority_at_5_percent_of_100_is_seldom_called_low():
    found = binomial_limits(100, 0.05)
    low = [part for part in range(101) if found.place(part / 100) in LOW]
    assert low == [0]  # 0 of 100 has 0.6%; Wilson's limits called 0, 1 and 2 low: 11.8%
    assert binom.cdf(0, 100, 0.05) == pytest.approx(0.0059, abs=1e-4)
    assert binom.cdf(2, 100, 0.05) == pytest.approx(0.1183, abs=1e-4)


@pytest.mark.parametrize("share", [0, 1])
def test_without_chance_there_is_one_limit(share):
    assert binomial_limits(20, share) == FunnelLimits(share, share, share, share)


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
        (0.4, Place.VERY_LOW),
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
    # half a case on each side, by which the exact limits are further out
    high, low = found.high * whole - 0.5, found.low * whole + 0.5
    assert 1.8 < binomial_score(high, whole, average) < 2.1
    assert -2.1 < binomial_score(low, whole, average) < -1.8


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


def test_the_false_alarms_in_the_docs_are_those_of_the_simulation():
    lines = (ROOT / "docs/statistics.md").read_text("utf-8").splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    start = table.index(list(HEADINGS)) + 2
    found = list(false_alarms(default_rng(2), 200_000))  # another seed, so that it means something
    for row, simulated in zip(table[start : start + len(found)], found, strict=True):
        assert row[:2] == simulated[:2]
        rates, others = ([float(cell.strip("%")) for cell in each[2:]] for each in (row, simulated))
        assert rates == pytest.approx(others, abs=0.25)
