import pytest

from bcssp_lib.model.indicator import Polarity
from bcssp_lib.model.verdicts import Assurance, Signal, Variation
from bcssp_lib.stats.rating import (
    judge_figure,
    judge_latest,
    judge_target,
    latest_trend,
)
from bcssp_lib.stats.spc import analyse_series
from bcssp_lib.stats.wording import trend_phrase

HIGHER, LOWER, NEITHER = Polarity.HIGHER, Polarity.LOWER, Polarity.NEITHER
STEADY = [50, 52, 49, 51, 50, 48, 52, 51, 49, 50, 52, 48]
# All of the last seven rise, and all lie below the mean: a trend and a shift at once.
RISING_FROM_BELOW = [60, 75, 58, 77, 61, 74, 59, 76, 62, 73, 40, 42, 44, 46, 48, 50, 52]


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
        (STEADY, "has varied only as chance explains"),
        (
            STEADY[:8],
            "has varied only as chance explains (trial limits, since there are fewer than 12 "
            "figures)",
        ),
        ([*STEADY, 90], "is outside the range that chance explains, above it"),
        ([*STEADY, 10], "is outside the range that chance explains, below it"),
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


def test_every_icon_has_a_letter_and_a_meaning():
    for one in (*Variation, *Assurance):
        assert one.letter
        assert one.meaning.endswith(".")
