from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.data.suppression import protect, protect_breakdown, protect_total
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Observation, Reason, Value, known, missing
from tests.model.test_indicator import FIELDS

THRESHOLD = 5
PERIOD = parse_period("2023-24")
SMALL_NUMBERS = Indicator(**{**FIELDS, "disclosure": "small numbers", "breakdown": "group"})
AS_PUBLISHED = Indicator(**{**FIELDS, "breakdown": "group"})
PERCENT = Indicator(**{**FIELDS, "disclosure": "small numbers", "unit": "percent"})

AMOUNTS = st.lists(st.integers(0, 12) | st.integers(0, 2000), min_size=1, max_size=8)
THRESHOLDS = st.integers(1, 10)


def observation(value: Value | int, category: str = "") -> Observation:
    found = known(value) if isinstance(value, int) else value
    return Observation("i", "banes", PERIOD, found, category=category, note="Only Mr A")


def cells(amounts) -> list[Observation]:
    return [observation(amount, f"group {number}") for number, amount in enumerate(amounts)]


def shown(amounts, total=None, threshold=THRESHOLD) -> list[int | None]:
    """Each amount as it may be shown with the total; None if it is suppressed."""
    total = sum(amounts) if total is None else total
    found = protect_breakdown(cells(amounts), observation(total), SMALL_NUMBERS, threshold)
    return [None if one.value.amount is None else int(one.value.amount) for one in found]


def shown_total(amounts, total=None, threshold=THRESHOLD) -> int | None:
    total = sum(amounts) if total is None else total
    found = protect_total(observation(total), cells(amounts), SMALL_NUMBERS, threshold)
    return None if found.value.amount is None else int(found.value.amount)


@pytest.mark.parametrize(
    ("amount", "suppressed"), [(0, False), (1, True), (4, True), (5, False), (6, False)]
)
def test_amounts_from_one_to_below_the_threshold_are_suppressed(amount, suppressed):
    found = protect(observation(amount), SMALL_NUMBERS, THRESHOLD)
    assert (found.value == missing(Reason.SUPPRESSED)) == suppressed
    assert suppressed or found == observation(amount)


def test_a_threshold_of_one_suppresses_nothing():
    assert protect(observation(1), SMALL_NUMBERS, 1) == observation(1)


@pytest.mark.parametrize("indicator", [AS_PUBLISHED, PERCENT])
def test_only_counts_under_the_policy_are_protected(indicator):
    total, found = observation(6), cells([1, 2, 3])
    assert protect(observation(2), indicator, THRESHOLD) == observation(2)
    assert protect_breakdown(found, total, indicator, THRESHOLD) == tuple(found)
    assert protect_total(total, found, indicator, THRESHOLD) == total


def test_the_note_of_what_is_suppressed_goes_with_it():
    assert protect(observation(2), SMALL_NUMBERS, THRESHOLD).note == ""
    assert protect(observation(7), SMALL_NUMBERS, THRESHOLD).note == "Only Mr A"


@pytest.mark.parametrize("reason", Reason)
def test_what_is_missing_keeps_its_reason(reason):
    assert protect(observation(missing(reason)), SMALL_NUMBERS, THRESHOLD).value.reason is reason


@pytest.mark.parametrize(
    ("amounts", "found"),
    [
        ([10, 20, 30], [10, 20, 30]),
        ([0, 0, 0], [0, 0, 0]),
        # one small: the smallest other goes with it
        ([3, 20, 10], [None, 20, None]),
        ([3, 5, 5], [None, None, 5]),
        # a zero is never the one that is hidden
        ([3, 0, 20, 10], [None, 0, 20, None]),
        # two small that are large enough together
        ([4, 3, 20], [None, None, 20]),
        # two small that are too small together
        ([1, 1, 20, 10], [None, None, 20, None]),
        # five of one each would give themselves away
        ([1, 1, 1, 1, 1, 20, 10], [None, None, None, None, None, 20, None]),
    ],
)
def test_enough_others_are_suppressed_with_a_small_one(amounts, found):
    assert shown(amounts) == found


def test_without_a_total_only_the_small_ones_are_suppressed():
    found = protect_breakdown(cells([3, 20, 10]), observation(missing()), SMALL_NUMBERS, THRESHOLD)
    assert [one.known for one in found] == [False, True, True]


def test_one_that_came_suppressed_is_protected_too():
    amounts = [missing(Reason.SUPPRESSED), 20, 10]
    found = protect_breakdown(cells(amounts), observation(37), SMALL_NUMBERS, THRESHOLD)
    assert [one.known for one in found] == [False, True, False]


@pytest.mark.parametrize(
    "amounts", [[1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 0, 0], [missing(Reason.SUPPRESSED), 0, 0]]
)
def test_a_total_that_would_give_its_categories_away_is_suppressed(amounts):
    total = sum(amount for amount in amounts if isinstance(amount, int)) or 7
    assert shown_total(amounts, total) is None


@pytest.mark.parametrize(
    ("amounts", "total"), [([3, 20, 10], 33), ([4, 4], 8), ([], 40), ([3], 40), ([3, 0], 40)]
)
def test_a_total_that_gives_nothing_away_is_shown(amounts, total):
    assert shown_total(amounts, total) == total


@given(AMOUNTS, THRESHOLDS)
def test_no_small_number_is_ever_shown(amounts, threshold):
    for amount in shown(amounts, threshold=threshold):
        assert amount is None or amount == 0 or amount >= threshold


@given(AMOUNTS, THRESHOLDS)
def test_what_is_shown_is_never_changed(amounts, threshold):
    for amount, found in zip(amounts, shown(amounts, threshold=threshold), strict=True):
        assert found is None or found == amount
    assert shown_total(amounts, threshold=threshold) in {None, sum(amounts)}


@given(AMOUNTS, THRESHOLDS)
def test_subtraction_gives_no_suppressed_number_away(amounts, threshold):
    found = shown(amounts, threshold=threshold)
    total = shown_total(amounts, threshold=threshold)
    hidden = [amount for amount, one in zip(amounts, found, strict=True) if one is None]
    if total is None or not hidden:
        return
    rest = total - sum(one for one in found if one is not None)
    # A reader knows the sum of the hidden numbers, how many they are, and that none is zero.
    most = rest - (len(hidden) - 1)
    assert len(hidden) > 1
    assert most > 1
    assert max(hidden) <= most


@given(st.lists(st.integers(0, 6), min_size=1, max_size=4), st.integers(2, 4))
def test_every_suppressed_number_could_have_been_another(amounts, threshold):
    found = shown(amounts, threshold=threshold)
    total = shown_total(amounts, threshold=threshold)
    hidden = [number for number, one in enumerate(found) if one is None]
    if total is None or not hidden:
        return
    rest = total - sum(one for one in found if one is not None)
    fits = [
        numbers
        for numbers in product(range(1, rest + 1), repeat=len(hidden))
        if sum(numbers) == rest
    ]
    for place in range(len(hidden)):
        assert len({numbers[place] for numbers in fits}) > 1


@given(AMOUNTS, THRESHOLDS, st.randoms())
def test_suppression_does_not_depend_on_the_order_of_the_categories(amounts, threshold, random):
    shuffled = amounts[:]
    random.shuffle(shuffled)
    ordered = sorted(shown(amounts, threshold=threshold), key=str)
    assert sorted(shown(shuffled, threshold=threshold), key=str) == ordered


@given(AMOUNTS, THRESHOLDS)
def test_a_breakdown_keeps_its_categories_and_their_order(amounts, threshold):
    found = protect_breakdown(cells(amounts), observation(sum(amounts)), SMALL_NUMBERS, threshold)
    assert [one.category for one in found] == [f"group {at}" for at in range(len(amounts))]
