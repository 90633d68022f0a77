import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.indicator import Polarity
from bcssp_lib.model.verdicts import Assurance, Signal, Variation
from bcssp_lib.stats.spc import (
    analyse_series,
    find_trends,
    in_a_shift,
    judge_figure,
    judge_latest,
    judge_target,
    latest_trend,
    moving_ranges,
    near_a_limit,
    work_out_limits,
)
from bcssp_lib.stats.wording import trend_phrase
from tests.projects import read_csv

HIGHER, LOWER, NEITHER = Polarity.HIGHER, Polarity.LOWER, Polarity.NEITHER
STEADY = [50, 52, 49, 51, 50, 48, 52, 51, 49, 50, 52, 48]
# All of the last seven rise, and all lie below the mean: a trend and a shift at once.
RISING_FROM_BELOW = [60, 75, 58, 77, 61, 74, 59, 76, 62, 73, 40, 42, 44, 46, 48, 50, 52]
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


def in_a_trend(amounts):
    return [way != 0 for way in find_trends(amounts)]


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
    assert found.points_up(found.last)


def test_a_point_that_is_at_a_limit_does_not_stand_out():
    limits = work_out_limits(STEADY)
    found = analyse_series([*STEADY])
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
    found = analyse_series(amounts)
    limits = found.last_phase.limits
    assert limits.mean + 2 / 3 * (limits.upper - limits.mean) < 58 < limits.upper
    assert [Signal.NEAR in signal for signal in found.signals[-3:]] == [True, False, True]


def test_a_series_is_judged_anew_from_where_its_limits_are_rebased():
    amounts = [*STEADY, *(one + 40 for one in STEADY)]
    whole = analyse_series(amounts)
    assert any(Signal.SHIFT in signal for signal in whole.signals)
    split = analyse_series(amounts, [12])
    assert not any(split.signals)
    first, second = split.phases
    assert (first.stop, second.start) == (12, 12)
    assert second.limits.mean == pytest.approx(first.limits.mean + 40)


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


@pytest.mark.parametrize(
    ("amounts", "polarity", "variation"),
    [
        (STEADY, HIGHER, Variation.COMMON),
        ([*STEADY, 90], HIGHER, Variation.IMPROVING),
        ([*STEADY, 90], LOWER, Variation.WORSENING),
        ([*STEADY, 90], NEITHER, Variation.HIGHER),
        ([*STEADY, 10], HIGHER, Variation.WORSENING),
        ([*STEADY, 10], LOWER, Variation.IMPROVING),
        ([*STEADY, 10], NEITHER, Variation.LOWER),
        (STEADY[:6], HIGHER, Variation.UNKNOWN),
        ([], HIGHER, Variation.UNKNOWN),
        ([*STEADY, 90, None], LOWER, Variation.WORSENING),  # the latest that there is
        (RISING_FROM_BELOW, HIGHER, Variation.IMPROVING),  # and not a shift below the mean
        (RISING_FROM_BELOW, LOWER, Variation.WORSENING),
        (RISING_FROM_BELOW, NEITHER, Variation.HIGHER),
        ([-amount for amount in RISING_FROM_BELOW], HIGHER, Variation.WORSENING),
    ],
)
def test_the_latest_figure_is_judged_by_direction_and_polarity(amounts, polarity, variation):
    assert judge_latest(analyse_series(amounts), polarity) is variation


@pytest.mark.parametrize(
    ("target", "polarity", "assurance"),
    [
        (30, HIGHER, Assurance.MET),
        (30, LOWER, Assurance.MISSED),
        (70, HIGHER, Assurance.MISSED),
        (70, LOWER, Assurance.MET),
        (50, HIGHER, Assurance.HIT_AND_MISS),
        (50, NEITHER, Assurance.NONE),
        (None, HIGHER, Assurance.NONE),
    ],
)
def test_a_target_is_judged_against_the_limits(target, polarity, assurance):
    assert judge_target(analyse_series(STEADY), target, polarity) is assurance


def test_a_trend_says_more_than_a_shift():
    analysis = analyse_series(RISING_FROM_BELOW)
    assert analysis.signals[-1] == {Signal.TREND, Signal.SHIFT}
    trend = latest_trend(analysis, judge_latest(analysis, HIGHER))
    assert trend_phrase(trend) == "has risen six or more times in a row"
    assert all(Signal.TREND in signals for signals in analysis.signals[-7:])
    assert not any(Signal.TREND in signals for signals in analysis.signals[:-7])
    assert {judge_figure(analysis, place, HIGHER) for place in range(11, 17)} == {
        Variation.IMPROVING
    }


def test_a_target_at_a_limit_lies_within():
    found = analyse_series(STEADY)
    assert judge_target(found, found.last_phase.limits.upper, HIGHER) is Assurance.HIT_AND_MISS


def test_trial_limits_promise_nothing_about_a_target():
    assert judge_target(analyse_series(STEADY[:11]), 10, HIGHER) is Assurance.NONE


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        (STEADY, "is within its usual range"),
        (
            STEADY[:8],
            "is within its usual range (of fewer than 12 figures only a large change stands out)",
        ),
        ([*STEADY, 90], "is outside its usual range, above it"),
        ([*STEADY, 10], "is outside its usual range, below it"),
        (
            [*STEADY, *STEADY, *[52] * 7],
            "has been above its average for seven or more periods in a row",
        ),
        (
            STEADY[:6],
            "cannot be judged yet: there are 6 of at least 7 figures that limits need",
        ),
    ],
)
def test_the_latest_figures_are_worded(amounts, words):
    found = analyse_series(amounts)
    assert trend_phrase(latest_trend(found, judge_latest(found, NEITHER))) == words


def test_a_trend_is_worded_by_the_way_it_goes():
    # a long fall through the mean, within the limits
    amounts = [40, 60] * 10 + [58, 56, 54, 52, 47, 44, 42]
    found = analyse_series(amounts)
    latest = latest_trend(found, judge_latest(found, HIGHER))
    assert trend_phrase(latest) == "has fallen six or more times in a row"
    assert judge_latest(found, HIGHER) is Variation.WORSENING
