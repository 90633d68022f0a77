from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.indicator import Polarity, RatingRule
from bcssp_lib.model.value import known, missing
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.stats.rating import rate, rule_wording, why_not_rated

HIGHER, LOWER = Polarity.HIGHER, Polarity.LOWER


def rule(basis="relative", at_boundary="amber", within=15):
    return RatingRule(
        id="rule",
        title="Rule",
        basis=basis,
        amber_within=Decimal(within),
        at_boundary=at_boundary,
        source="Source",
    )


RELATIVE, POINTS = rule("relative"), rule("points")


@pytest.mark.parametrize(
    ("amount", "target", "written", "polarity", "rating"),
    [
        # exactly at the target, and past it
        ("80", "80", RELATIVE, HIGHER, "green"),
        ("100", "80", RELATIVE, HIGHER, "green"),
        ("79.99", "80", RELATIVE, HIGHER, "amber"),
        # 15% of a target of 80 is 12; 15 points are 15
        ("68.01", "80", RELATIVE, HIGHER, "amber"),
        ("67.99", "80", RELATIVE, HIGHER, "red"),
        ("66", "80", RELATIVE, HIGHER, "red"),
        ("66", "80", POINTS, HIGHER, "amber"),
        ("64.99", "80", POINTS, HIGHER, "red"),
        ("0", "80", RELATIVE, HIGHER, "red"),
        # lower is better
        ("5", "10", RELATIVE, LOWER, "green"),
        ("10", "10", RELATIVE, LOWER, "green"),
        ("11", "10", RELATIVE, LOWER, "amber"),
        ("11.6", "10", RELATIVE, LOWER, "red"),
        ("24.9", "10", POINTS, LOWER, "amber"),
        ("25.1", "10", POINTS, LOWER, "red"),
        # a target of zero
        ("0", "0", RELATIVE, LOWER, "green"),
        ("0", "0", RELATIVE, HIGHER, "green"),
        ("1", "0", RELATIVE, LOWER, "red"),
        ("1", "0", POINTS, LOWER, "amber"),
    ],
)
def test_an_amount_is_rated_by_how_far_it_misses_its_target(
    amount, target, written, polarity, rating
):
    assert rate(Decimal(amount), Decimal(target), written, polarity) == rating


@pytest.mark.parametrize("at_boundary", ["amber", "red"])
@pytest.mark.parametrize(
    ("basis", "amount", "target", "polarity"),
    [
        ("relative", "68", "80", HIGHER),
        ("relative", "72.25", "85", HIGHER),
        ("relative", "85", "100", HIGHER),
        ("relative", "92", "80", LOWER),
        ("points", "65", "80", HIGHER),
        ("points", "95", "80", LOWER),
    ],
)
def test_a_miss_of_exactly_the_boundary_is_rated_as_the_rule_says(
    basis, amount, target, polarity, at_boundary
):
    written = rule(basis, at_boundary)
    assert rate(Decimal(amount), Decimal(target), written, polarity) == at_boundary


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2), st.decimals(1, 100, places=2))
def test_a_better_amount_never_has_a_worse_rating(one, other, target):
    order = [Rating.RED, Rating.AMBER, Rating.GREEN]
    worse, better = sorted([one, other])
    rated = [order.index(rate(each, target, RELATIVE, HIGHER)) for each in (worse, better)]
    assert rated == sorted(rated)
    mirrored = [order.index(rate(each, target, RELATIVE, LOWER)) for each in (better, worse)]
    assert mirrored == sorted(mirrored)


def test_a_rating_has_a_letter_and_a_word_beside_its_colour():
    assert [(rating.letter, rating.word) for rating in Rating] == [
        ("G", "Green"),
        ("A", "Amber"),
        ("R", "Red"),
    ]


@pytest.mark.parametrize(
    ("written", "size", "boundary"),
    [
        (rule("relative", "amber"), "15% of its value", "is rated amber."),
        (rule("points", "red"), "15 percentage points", "is rated red."),
        (rule("points", "red", "7.5"), "7.5 percentage points", "is rated red."),
    ],
)
def test_a_rule_is_worded_with_its_basis_and_its_boundary(written, size, boundary):
    words = rule_wording(written)
    assert words.count(size) == 3
    assert words.endswith(boundary)


def test_a_percentage_of_too_few_cases_is_not_rated_and_the_rule_says_so():
    guarded = rule().model_copy(update={"fewest": 10})
    assert why_not_rated(known(9), guarded) == "not rated: fewer than 10 cases"
    assert why_not_rated(known(10), guarded) == ""
    assert why_not_rated(missing(), guarded) == ""
    assert why_not_rated(None, guarded) == ""
    assert why_not_rated(known(1), rule()) == ""
    assert rule_wording(guarded).endswith(
        "Where the number of cases is known, a result of fewer than 10 is not rated."
    )
