import pytest

from bcssp_lib.domain.indicator import Unit
from bcssp_lib.domain.value import Reason, known, missing
from bcssp_lib.numbers.change import change_between
from bcssp_lib.numbers.wording import change_phrase, counted, list_of


@pytest.mark.parametrize(
    ("items", "phrase"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d"], "a, b, c and d"),
    ],
)
def test_items_are_listed_as_a_phrase(items, phrase):
    assert list_of(items) == phrase


@pytest.mark.parametrize(
    ("amount", "phrase"),
    [("0", "0 reviews"), ("1", "1 review"), ("2", "2 reviews"), ("1,001", "1,001 reviews")],
)
def test_a_number_agrees_with_its_noun(amount, phrase):
    assert counted(amount, "review", "reviews") == phrase


@pytest.mark.parametrize(
    ("previous", "current", "unit", "decimals", "phrase"),
    [
        (178, 282, Unit.COUNT, 0, "rose by 104 (58.4%) to 282"),
        (57, 54, Unit.COUNT, 0, "fell by 3 (5.3%) to 54"),
        (1654, 1603, Unit.COUNT, 0, "fell by 51 (3.1%) to 1,603"),
        (41, 41, Unit.COUNT, 0, "stayed the same, at 41"),
        (0, 0, Unit.COUNT, 0, "stayed the same, at 0"),
        (0, 5, Unit.COUNT, 0, "rose by 5 to 5"),
        (9, 0, Unit.COUNT, 0, "fell by 9 (100.0%) to 0"),
        (42, 57, Unit.PERCENT, 0, "rose by 15 percentage points to 57%"),
        (77, 59, Unit.PERCENT, 0, "fell by 18 percentage points to 59%"),
        (20, 21, Unit.PERCENT, 0, "rose by 1 percentage point to 21%"),
        (17, 17, Unit.PERCENT, 0, "stayed the same, at 17%"),
        ("21.1", "21.4", Unit.PERCENT, 1, "rose by 0.3 percentage points to 21.4%"),
        ("57.4", "57.6", Unit.PERCENT, 0, "hardly changed, at 58%"),
        ("57.6", "57.4", Unit.PERCENT, 0, "hardly changed, at 57%"),
        (1000, 2250, Unit.POUNDS, 0, "rose by £1,250 (125.0%) to £2,250"),
        (0, 2250, Unit.POUNDS, 0, "rose by £2,250 to £2,250"),
    ],
)
def test_a_change_is_worded_for_prose(previous, current, unit, decimals, phrase):
    assert change_phrase(change_between(known(previous), known(current), unit, decimals)) == phrase


@pytest.mark.parametrize(
    ("previous", "current", "why"),
    [
        (missing(), known(5), "the earlier figure is not available"),
        (known(5), missing(), "this period's figure is not available"),
        (
            missing(Reason.SUPPRESSED),
            known(5),
            "the earlier figure is not shown, to protect people who could be identified",
        ),
        (
            known(5),
            missing(Reason.NOT_APPLICABLE),
            "this period's figure is not applicable",
        ),
    ],
)
def test_a_change_that_cannot_be_made_is_worded_with_its_reason(previous, current, why):
    phrase = change_phrase(change_between(previous, current, Unit.COUNT))
    assert phrase == f"cannot be compared with the year before, because {why}"
