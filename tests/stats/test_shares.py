from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.value import Reason, known, missing
from bcssp_lib.stats.shares import (
    describe_change_difference,
    describe_sources_difference,
    reconcile,
    share_of,
)


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(83, 84, "98.81"), (0, 84, "0"), (84, 84, "100"), (1, 3, "33.33")]
)
def test_a_share_is_a_percentage_of_the_whole(part, whole, share):
    found = share_of(known(part), known(whole)).amount
    assert found is not None
    assert abs(found - Decimal(share)) < Decimal("0.01")


@pytest.mark.parametrize("part", [0, 5])
def test_a_share_of_zero_is_not_available(part):
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


@pytest.mark.parametrize(
    ("previous", "current", "printed", "says"),
    [
        (178, 282, "104", ""),
        (178, 282, "105", "is +104, and the source printed +105"),
        ("1.25", "2.50", "1.3", ""),  # as it is rounded
        (178, 282, "-104", "printed −104"),
    ],
)
def test_a_printed_change_is_checked_as_it_is_rounded(previous, current, printed, says):
    found = describe_change_difference(known(previous), known(current), known(printed), "Reports")
    assert bool(found) is bool(says)
    assert says in found


@pytest.mark.parametrize(
    ("previous", "current", "printed", "says"),
    [
        (178, 282, "58.4", ""),
        (178, 282, "58", ""),
        (178, 282, "59.4", "is a change of +58.4%, and the source printed +59.4%"),
        (0, 5, "100", ""),  # there is no percent change from zero to check
    ],
)
def test_a_printed_percent_change_is_checked_as_it_is_rounded(previous, current, printed, says):
    values = known(previous), known(current), known(printed)
    found = describe_change_difference(*values, "Reports", percent=True)
    assert bool(found) is bool(says)
    assert says in found


@pytest.mark.parametrize("percent", [False, True])
@pytest.mark.parametrize("absent", range(3))
def test_without_every_figure_a_printed_change_is_not_checked(percent, absent):
    values = [known(178), known(282), known(999)]
    values[absent] = missing(Reason.SUPPRESSED)
    assert describe_change_difference(*values, "Reports", percent=percent) == ""


def test_one_figure_from_two_sources_is_named_with_both():
    found = describe_sources_difference(known(80), "table 3", known(90), "the annexe", "The target")
    assert found == "The target: 80 in table 3, and 90 in the annexe."
    assert describe_sources_difference(known(80), "a", known("80.0"), "b", "x") == ""
    assert describe_sources_difference(known(80), "a", missing(), "b", "x") == ""
