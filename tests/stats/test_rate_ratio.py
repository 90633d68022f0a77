import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.value import Reason, known, missing
from bcssp_lib.stats.rates import rate_ratio


def test_a_group_seen_too_often_is_named_as_such():
    found = rate_ratio(known(60), known(1000), known(300), known(10_000))
    assert (found.text, found.interval_text) == ("2.00 times", "1.49 to 2.65")
    assert found.verdict == "over-represented"


def test_a_group_seen_too_seldom_is_named_as_such():
    found = rate_ratio(known(30), known(2000), known(300), known(10_000))
    assert (found.text, found.verdict) == ("0.50 times", "under-represented")


def test_a_difference_that_may_be_chance_is_called_so():
    found = rate_ratio(known(8), known(200), known(200), known(7000))
    assert found.value.known
    assert found.verdict == "could be chance"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((known(3), known(100), known(6), known(100)), "fewer than 10 cases"),
        ((known(12), known(100), known(0), known(100)), "nobody of the other group was counted"),
        ((known(12), known(0), known(9), known(100)), "the population is zero"),
        ((known(12), missing(), known(9), known(100)), "the population is not available"),
        (
            (missing(Reason.SUPPRESSED), known(100), known(9), known(100)),
            "the count is not shown, to protect people who could be identified",
        ),
    ],
)
def test_a_ratio_that_would_mislead_is_refused(arguments, why):
    found = rate_ratio(*arguments)
    assert (found.text, found.interval_text, found.verdict) == (why, "", "")


@given(
    one=st.integers(5, 500), people=st.integers(500, 10**5), other=st.integers(5, 500),
    others=st.integers(500, 10**5),
)  # fmt: skip
def test_the_other_way_round_is_the_inverse(one, people, other, others):
    found = rate_ratio(known(one), known(people), known(other), known(others))
    inverse = rate_ratio(known(other), known(others), known(one), known(people))
    assert found.interval.contains(found.value.amount)
    assert float(found.value.amount * inverse.value.amount) == pytest.approx(1)
    assert found.interval.lower * inverse.interval.upper == pytest.approx(1)
