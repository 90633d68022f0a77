import pytest

from bcssp_lib.model.indicator import Polarity
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Reason, known, missing
from bcssp_lib.stats.comparison import Against, Figure, compare
from bcssp_lib.stats.intervals import Interval
from bcssp_lib.stats.ranking import rank_of
from bcssp_lib.stats.rating import Rating
from bcssp_lib.stats.standing_wording import compare_phrase, rank_phrase, rating_phrase

YEAR = parse_period("2023-24")


def own(amount=38.6, *, synthetic=False):
    limits = Interval(32.5, 45.5, 0.95, "Byar")
    return Figure(known(str(amount)), str(amount), YEAR, "per 10,000", synthetic, limits)


@pytest.mark.parametrize(
    ("other", "phrase"),
    [
        ("41.0", "is about the same as England (38.6 against 41.0)"),
        ("30.1", "is higher than England (38.6 against 30.1)"),
        ("52.0", "is lower than England (38.6 against 52.0)"),
        ("38.6", "is the same as England (38.6 against 38.6)"),
    ],
)
def test_comparisons_are_worded(other, phrase):
    beside = Figure(known(other), other, YEAR, "per 10,000", False)
    found = compare(own(), beside, Against.ENGLAND, "England")
    assert compare_phrase("38.6", found) == phrase


def test_a_comparison_that_is_refused_says_why():
    beside = Figure(known(41), "41.0", YEAR, "per 10,000", True)
    found = compare(own(), beside, Against.ENGLAND, "England")
    assert compare_phrase("38.6", found) == (
        "cannot be compared with England, because a real figure is not compared with a made-up one"
    )


@pytest.mark.parametrize(
    ("area", "phrase"),
    [
        ("a", "is joint highest of 3 authorities with a figure (2023-24, a published table)"),
        ("c", "is lowest of 3 authorities with a figure (2023-24, a published table)"),
        ("d", "cannot be ranked, because the area has no figure to rank"),
    ],
)
def test_ranks_are_worded(area, phrase):
    values = {"a": known(9), "b": known(9), "c": known(1), "d": missing()}
    assert rank_phrase(rank_of(area, values), "2023-24", "a published table") == phrase


@pytest.mark.parametrize(
    ("rating", "value", "text", "target", "polarity", "phrase"),
    [
        (Rating.AMBER, known(82), "82%", "85%", Polarity.HIGHER,
         "is rated amber: 82% against a target of 85%"),
        (Rating.GREEN, known(3), "3", "5", Polarity.LOWER,
         "is rated green: 3 against a target of 5 at most"),
        (None, known(82), "82%", "85%", Polarity.HIGHER,
         "is not rated: 82% against a target of 85%"),
        (None, known(82), "82%", "", Polarity.HIGHER, "has no target"),
        (None, missing(Reason.SUPPRESSED), "c", "85%", Polarity.HIGHER,
         "cannot be rated, because the figure is not shown, to protect people who could be "
         "identified"),
    ],
)  # fmt: skip
def test_ratings_are_worded(rating, value, text, target, polarity, phrase):
    assert rating_phrase(rating, value, text, target, polarity) == phrase
