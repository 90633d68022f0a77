import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from bcssp_lib.model.fact import Interval
from bcssp_lib.model.indicator import Unit
from bcssp_lib.stats.intervals import (
    byar_interval,
    count_interval,
    difference_interval,
    exact_interval,
    exact_proportion_interval,
    proportion_interval,
    ratio_interval,
)
from bcssp_lib.stats.wording import interval_text
from tests.projects import read_csv

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
    found = difference_interval(part, part + rest, before, before + rest_before)
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
