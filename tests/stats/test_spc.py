import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.verdicts import Signal
from bcssp_lib.stats.spc import (
    analyse_series,
    find_trends,
    in_a_shift,
    in_a_trend,
    moving_ranges,
    near_a_limit,
    work_out_limits,
)
from tests.projects import read_csv

STEADY = [50, 52, 49, 51, 50, 48, 52, 51, 49, 50, 52, 48]
AMOUNTS = st.lists(st.one_of(st.none(), st.integers(-1000, 1000)), max_size=40)


def numbers(text):
    return [float(one) for one in text.split()]


def test_the_published_limits_are_reproduced(golden):
    rows = read_csv(golden / "xmr.csv")
    assert len(rows) == 2
    for row in rows:
        found = work_out_limits(numbers(row["series"]), screened=row["screened"] == "yes")
        for limit, wanted in ((found.mean, "mean"), (found.lower, "lower"), (found.upper, "upper")):
            assert round(limit, 2) == float(row[wanted]), row


def test_the_published_rules_are_reproduced(golden):
    rows = {row["rule"]: row for row in read_csv(golden / "xmr_rules.csv")}
    assert set(rows) == {"seven point trend", "two in three near a limit"}
    trend, near = rows["seven point trend"], rows["two in three near a limit"]
    # NHSRplotthedots marks the point that completes a trend; here all seven are marked.
    last = numbers(trend["flags"]).index(1)
    found = in_a_trend(numbers(trend["input"]))
    assert [place for place, flag in enumerate(found) if flag] == list(range(last - 6, last + 1))
    found = near_a_limit([int(number) for number in numbers(near["input"])])
    assert found == [number == 1 for number in numbers(near["flags"])]


def test_a_point_outside_a_limit_stands_out():
    found = analyse_series([*STEADY, 90])
    assert [Signal.OUTSIDE in signal for signal in found.signals] == [False] * len(STEADY) + [True]
    assert found.high[-1]


def test_a_point_that_is_at_a_limit_does_not_stand_out():
    limits = work_out_limits(STEADY)
    found = analyse_series([*STEADY], screened=False)
    assert limits.lower < min(STEADY)
    assert not any(found.signals)


@pytest.mark.parametrize("length", [6, 7, 8])
def test_a_shift_takes_seven_in_a_row(length):
    amounts = [1.0] * length + [-1.0]
    assert in_a_shift(amounts, 0.0) == [length >= 7] * length + [False]


def test_a_point_at_the_mean_breaks_a_shift():
    assert not any(in_a_shift([1, 1, 1, 1, 0, 1, 1, 1], 0.0))


@pytest.mark.parametrize("rules", [lambda one: in_a_shift(one, 0.0), in_a_trend])
def test_nothing_goes_on_across_a_gap(rules):
    rising = [1.0, 2, 3, 4, 5, 6, 7, 8]
    assert any(rules(rising))
    assert not any(rules([*rising[:4], None, *rising[4:]]))


def test_a_trend_needs_every_step_to_go_the_same_way():
    assert in_a_trend([1, 2, 3, 4, 4, 5, 6, 7]) == [False] * 8
    assert in_a_trend([7, 6, 5, 4, 3, 2, 1]) == [True] * 7
    assert in_a_trend([7, 6, 5, 4, 3, 2]) == [False] * 6


def test_a_trend_is_marked_with_all_its_points_and_no_others():
    assert in_a_trend([5, 9, 1, 2, 3, 4, 5, 6, 7, 8, 8]) == [False] * 2 + [True] * 8 + [False]


def test_a_point_between_two_trends_belongs_to_the_one_that_it_ends():
    assert find_trends([*range(7), *range(5, -1, -1)]) == [1] * 7 + [-1] * 6


def test_no_step_is_taken_over_a_gap():
    assert moving_ranges([1, None, 100, 103]) == [3]


def test_two_of_three_near_the_same_limit_stand_out():
    # 50 and 52 by turns: the mean is a little above 51, the limits some 6 away
    amounts = [50, 52] * 6 + [58, 51, 58]
    found = analyse_series(amounts, screened=False)
    limits = found.last_phase.limits
    assert limits.mean + 2 / 3 * (limits.upper - limits.mean) < 58 < limits.upper
    assert [Signal.NEAR in signal for signal in found.signals[-3:]] == [True, False, True]


def test_a_series_is_judged_anew_from_where_its_limits_are_rebased():
    amounts = [*STEADY, *(one + 40 for one in STEADY)]
    whole = analyse_series(amounts)
    assert any(Signal.SHIFT in signal for signal in whole.signals)
    split = analyse_series(amounts, {12: "a new recording system"})
    assert not any(split.signals)
    first, second = split.phases
    assert (first.stop, second.start, second.reason) == (12, 12, "a new recording system")
    assert second.limits.mean == pytest.approx(first.limits.mean + 40)


@pytest.mark.parametrize(
    ("rebased", "wrong"),
    [({3: " "}, "without a reason"), ({12: "late"}, "the series ends")],
)
def test_rebasing_needs_a_reason_and_a_place(rebased, wrong):
    with pytest.raises(ValueError, match=wrong):
        analyse_series(STEADY, rebased)


@pytest.mark.parametrize(
    ("count", "limits", "trial"),
    [(6, False, False), (7, True, True), (11, True, True), (12, True, False)],
)
def test_few_points_have_trial_limits_or_none(count, limits, trial):
    phase = analyse_series(STEADY[:count]).last_phase
    assert (phase.limits is not None, phase.trial) == (limits, trial)
    assert bool(phase.why_none) is not limits


def test_missing_points_do_not_count_towards_limits():
    phase = analyse_series([*STEADY[:6], None, None]).last_phase
    assert phase.why_none == "6 of at least 7 figures that limits need"


@pytest.mark.parametrize("amounts", [[], [5], [None, None], [None] * 20])
def test_short_and_empty_series_have_no_limits_and_no_signals(amounts):
    found = analyse_series(amounts)
    assert found.last_phase.limits is None
    assert not any(found.signals)
    assert (found.last is None) == (not any(amount is not None for amount in amounts))


def test_a_constant_series_has_limits_at_its_mean_and_no_signals():
    found = analyse_series([5.1] * 12)
    assert found.last_phase.limits.upper == pytest.approx(5.1)
    assert not any(found.signals)


def test_limits_of_counts_are_shown_from_zero():
    limits = work_out_limits([0, 1, 0, 2, 0, 1, 0])
    assert limits.lower < 0
    assert limits.shown_lower == 0


@given(amounts=AMOUNTS, step=st.integers(-100, 100))
def test_adding_a_constant_moves_the_limits_and_changes_no_signal(amounts, step):
    moved = [None if amount is None else amount + step for amount in amounts]
    one, other = analyse_series(amounts), analyse_series(moved)
    if one.last_phase.limits is None:
        assert other.last_phase.limits is None
        return
    assert other.last_phase.limits.mean == pytest.approx(one.last_phase.limits.mean + step)
    assert other.last_phase.limits.upper == pytest.approx(one.last_phase.limits.upper + step)


@given(amounts=st.lists(st.integers(-1000, 1000), min_size=7, max_size=40))
def test_rules_do_not_mind_which_way_is_up(amounts):
    up, down = analyse_series(amounts), analyse_series([-amount for amount in amounts])
    assert up.signals == down.signals
    limits = up.last_phase.limits
    assert limits.lower <= limits.mean <= limits.upper
