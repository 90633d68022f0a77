from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.domain.value import Reason, known, missing
from bcssp_lib.numbers.shares import reconcile, share_of


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(83, 84, "98.81"), (0, 84, "0"), (84, 84, "100"), (1, 3, "33.33")]
)
def test_a_share_is_a_percentage_of_the_whole(part, whole, share):
    found = share_of(known(part), known(whole)).amount
    assert found is not None
    assert abs(found - Decimal(share)) < Decimal("0.01")


@pytest.mark.parametrize("part", [0, 5])
def test_a_share_of_nought_is_not_available(part):
    assert share_of(known(part), known(0)) == missing(Reason.NOT_AVAILABLE)


@pytest.mark.parametrize("reason", Reason)
def test_a_share_of_what_is_missing_has_its_reason(reason):
    assert share_of(missing(reason, "N/A"), known(5)) == missing(reason, "N/A")
    assert share_of(known(5), missing(reason, "/")) == missing(reason, "/")


def test_the_concerns_of_banes_do_not_add_up_to_their_total():
    found = reconcile([known(343), known(673), known(517)], known(1603))
    assert found is not None
    assert (found.sum, found.total, found.gap) == (1533, 1603, -70)


def test_the_cancelled_courses_of_banes_add_up():
    found = reconcile([known(9), known(4)], known(13))
    assert found is not None
    assert found.gap == 0


@pytest.mark.parametrize(
    ("parts", "total"),
    [
        ([], known(3)),
        ([known(1), missing()], known(3)),
        ([known(1), missing(Reason.SUPPRESSED)], known(3)),
        ([known(1), known(2)], missing()),
    ],
)
def test_without_every_amount_nothing_is_reconciled(parts, total):
    assert reconcile(parts, total) is None


@given(st.lists(st.integers(0, 10**6), min_size=1))
def test_parts_always_add_up_to_their_own_sum(parts):
    found = reconcile([known(part) for part in parts], known(sum(parts)))
    assert found is not None
    assert found.gap == 0
