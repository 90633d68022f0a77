from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.fact import Change, FactComparison, FactRank, Interval, Quantity
from bcssp_lib.model.indicator import Polarity, RatingRule, Unit
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Reason, known, missing
from bcssp_lib.model.verdicts import Against, Answer, Rating, Verdict
from bcssp_lib.stats.comparison import (
    Measure,
    answer_worst,
    change_between,
    compare,
    compare_with_median,
    find_quarter,
    rank_area,
    rate_amount,
    rule_wording,
    why_not_rated,
)
from bcssp_lib.stats.intervals import interval_of_change, proportion_interval
from bcssp_lib.stats.rates import proportion
from bcssp_lib.stats.wording import (
    NO_INTERVAL,
    change_interval_text,
    change_text,
    compare_phrase,
    percent_text,
    rank_text,
    round_half_up,
    worst_sentence,
)
from tests.projects import read_csv

YEAR, BEFORE = parse_period("2023-24"), parse_period("2022-23")


UNITS = {
    "": Quantity(missing(), Unit.COUNT),
    "percent": Quantity(missing(), Unit.PERCENT),
    "per 10,000": Quantity(missing(), Unit.COUNT, 1, 10_000, "children"),
    "per 1,000": Quantity(missing(), Unit.COUNT, 1, 1_000, "children"),
}


def figure(amount, *, unit="percent", period=YEAR, synthetic=False, interval=None):
    value = known(amount) if amount is not None else missing(Reason.SUPPRESSED)
    return Measure(replace(UNITS[unit], value=value), period, synthetic, interval)


def compared(own, other):
    return compare(own, other, Against.ENGLAND, "England")


@pytest.mark.parametrize(
    ("own", "other", "verdict"),
    [
        (figure(50), figure(40), None),
        (figure(30), figure(40), None),
        (figure(30), figure(40, interval=Interval(38, 42, 0.95, "")), None),
        (figure(40), figure(40), Verdict.SAME),
        (figure(45, interval=Interval(38, 52, 0.95, "")), figure(40), Verdict.SIMILAR),
        (figure(45, interval=Interval(41, 52, 0.95, "")), figure(40), Verdict.HIGHER),
        (figure(35, interval=Interval(31, 39, 0.95, "")), figure(40), Verdict.LOWER),
    ],
)
def test_a_figure_is_set_beside_another(own, other, verdict):
    found = compared(own, other)
    assert found.verdict is verdict
    assert found.why_none == ("" if verdict else NO_INTERVAL)


def test_two_percentages_alone_do_not_say_which_is_higher():
    own, other = (
        Measure(Quantity(known(Decimal(amount)), Unit.PERCENT, 1), YEAR, synthetic=False)
        for amount in ("81.8", "77.2")
    )
    found = compared(own, other)
    shown = FactComparison(found.against, "England", other.quantity, None, found.why_none)
    assert compare_phrase(own.quantity, shown) == (
        "cannot be called higher or lower than England (81.8% against 77.2%), because no interval "
        "can be given, since we do not have the counts behind this area's figure"
    )
    of_110 = replace(own, interval=proportion(known(90), known(110)).interval)
    assert compared(of_110, other).verdict is Verdict.SIMILAR
    of_1100 = replace(own, interval=proportion(known(900), known(1100)).interval)
    assert compared(of_1100, other).verdict is Verdict.HIGHER


@pytest.mark.parametrize(
    ("own", "other", "why"),
    [
        (
            figure(50),
            figure(40, synthetic=True),
            "a real figure is not compared with a made-up one",
        ),
        (
            figure(50, synthetic=True),
            figure(40),
            "a real figure is not compared with a made-up one",
        ),
        (figure(50, unit=""), figure(40, unit=""), "numbers of areas that differ in size are not"),
        (figure(50), figure(40, unit="per 1,000"), "one is percent, and the other per 1,000"),
        (figure(50), figure(40, period=BEFORE), "one is for 2023-24, and the other for 2022-23"),
        (figure(None), figure(40), "this area's figure is not shown, to protect"),
        (figure(50), figure(None), "the other figure is not shown, to protect"),
    ],
)
def test_what_may_not_be_compared_is_refused_with_its_reason(own, other, why):
    found = compared(own, other)
    assert found.verdict is None
    assert found.why_none.startswith(why)


def test_a_median_is_of_the_figures_that_are_known_and_says_of_how_many():
    others = [figure(10), figure(20), figure(20), figure(50), figure(None)]
    whose = "statistical neighbours (2021 model)"
    (found,) = compare_with_median(figure(20), others, Against.NEIGHBOURS, whose)
    assert found.other.value == known(20)
    assert found.label == "the median of 4 of 5 statistical neighbours (2021 model)"
    (found,) = compare_with_median(figure(20), others[:2], Against.NEIGHBOURS, "neighbours")
    assert (found.other.value, found.label) == (known(15), "the median of 2 neighbours")


def test_the_median_of_others_stands_where_the_area_has_no_figure():
    (found,) = compare_with_median(
        figure(None), [figure(10), figure(20), figure(None)], Against.PEERS, "others"
    )
    assert (found.other.value, found.verdict) == (known(15), None)
    assert found.label == "the median of 2 of 3 others"
    assert found.why_none.startswith("this area's figure is ")


def test_without_a_figure_that_is_like_it_there_is_no_median():
    for others in ([], [None], [figure(None)], [figure(10, period=BEFORE)]):
        assert compare_with_median(figure(20), others, Against.NEIGHBOURS, "neighbours") == []


VALUES = {"a": known(10), "b": known(20), "c": known(30), "d": known(30), "e": missing()}


@pytest.mark.parametrize(
    ("area", "polarity", "answer", "part"),
    [
        ("a", Polarity.LOWER, Answer.NO, "Area is lowest of 4 authorities with a figure"),
        ("a", Polarity.HIGHER, Answer.YES, "lowest of 4"),
        ("c", Polarity.LOWER, Answer.YES, "It shares that place."),
        ("a", Polarity.NEITHER, Answer.UNKNOWN, "neither a high nor a low figure is better"),
        ("e", Polarity.LOWER, Answer.UNKNOWN, "the area has no figure to rank"),
    ],
)
def test_a_claim_is_answered_with_rank_number_period_and_source(area, polarity, answer, part):
    rank = rank_area(area, VALUES)
    found = answer_worst(rank, polarity)
    sentence = worst_sentence(FactRank("Area", rank, found, "Published table"), "Plans", "2023-24")
    assert found is answer
    assert part in sentence
    assert "(2023-24; Published table)" in sentence


COUNTS = st.integers(0, 10**9)


def change(previous, current, unit=Unit.COUNT, decimals=0):
    return change_between(known(previous), known(current), unit, decimals)


@pytest.mark.parametrize(
    ("previous", "current", "absolute", "percent"),
    [
        (178, 282, "+104", "+58.4%"),
        (57, 54, "−3", "−5.3%"),
        (98, 105, "+7", "+7.1%"),
        (1043, 944, "−99", "−9.5%"),
        (64, 172, "+108", "+168.8%"),
        (45, 41, "−4", "−8.9%"),
        (1654, 1603, "−51", "−3.1%"),
        (30, 30, "0", "0.0%"),
        (11, 10, "−1", "−9.1%"),
        (3, 3, "0", "too few"),
        (9, 0, "−9", "too few"),
        (1, 2345, "+2,344", "too few"),
        ("0.5", "3.5", "+3", "+600.0%"),
    ],
)
def test_a_change_of_counts_has_a_difference_and_a_percent(previous, current, absolute, percent):
    found = change(previous, current)
    assert change_text(found, Unit.COUNT) == absolute
    assert percent_text(found, Unit.COUNT, known(previous)) == percent


def test_published_percent_changes_are_reproduced(golden):
    rows = read_csv(golden / "change_intervals.csv")
    assert len(rows) == 5
    for row in rows:
        found = change(row["previous"], row["current"])
        assert round_half_up(found.percent, 1) == Decimal(row["pct_change"]), row
        limits = (found.interval.lower, found.interval.upper)
        assert [round_half_up(Decimal(limit)) for limit in limits] == [
            Decimal(row["lower_pct"]), Decimal(row["upper_pct"])
        ], row  # fmt: skip
        assert found.chance == (row["compatible_with_no_change"] == "yes"), row


@pytest.mark.parametrize(
    ("previous", "current", "decimals", "text"),
    [
        (42, 57, 0, "+15 points"),
        (21, 21, 0, "0 points"),
        (77, 59, 0, "−18 points"),
        (20, 21, 0, "+1 point"),
        (21, 20, 0, "−1 point"),
        ("21.0", "21.4", 1, "+0.4 points"),
    ],
)
def test_a_change_of_percentages_is_in_points(previous, current, decimals, text):
    found = change(previous, current, Unit.PERCENT, decimals)
    assert change_text(found, Unit.PERCENT, decimals) == text
    assert found.percent is None
    assert percent_text(found, Unit.PERCENT, known(previous)) == "in points"


@pytest.mark.parametrize(
    ("previous", "current", "text"),
    [(1000, 2200, "+£1,200"), (2200, 1000, "−£1,200"), (1000, 1000, "£0")],
)
def test_a_change_of_pounds_is_in_pounds(previous, current, text):
    found = change(previous, current, Unit.POUNDS)
    assert change_text(found, Unit.POUNDS) == text


def test_a_change_from_zero_has_no_percent():
    found = change(0, 5)
    assert found.amount == 5
    assert found.percent is None
    assert percent_text(found, Unit.COUNT, known(0)) == "no percent change from zero"


def test_a_change_from_below_zero_has_no_percent_and_says_so():
    found = change(-5, 5)
    assert change_text(found, Unit.COUNT) == "+10"
    assert found.percent is None
    assert percent_text(found, Unit.COUNT, known(-5)) == "no percent change from below zero"


@pytest.mark.parametrize("reason", Reason)
def test_a_change_from_what_is_missing_is_refused_with_the_reason(reason):
    found = change_between(missing(reason), known(5), Unit.COUNT)
    why = f"the earlier figure is {reason.wording}"
    assert (found.amount, found.percent, found.why_none) == (None, None, why)
    assert change_text(found, Unit.COUNT) == why
    assert percent_text(found, Unit.COUNT, missing(reason)) == why


@pytest.mark.parametrize("reason", Reason)
def test_a_change_to_what_is_missing_is_refused_with_the_reason(reason):
    found = change_between(known(5), missing(reason), Unit.COUNT)
    why = f"this period's figure is {reason.wording}"
    assert (found.amount, found.percent, found.why_none) == (None, None, why)


def test_where_both_are_missing_this_periods_reason_is_told():
    found = change_between(missing(), missing(Reason.SUPPRESSED), Unit.COUNT)
    assert found.why_none.startswith("this period's figure is not shown")


@given(COUNTS, COUNTS)
def test_the_difference_leads_from_one_value_to_the_other(previous, current):
    found = change(previous, current)
    assert found.amount is not None
    assert previous + found.amount == current


@given(st.integers(1, 10**9), COUNTS)
def test_the_percent_leads_from_one_value_to_the_other(previous, current):
    found = change(previous, current)
    assert found.percent is not None
    assert abs(previous * (1 + found.percent / 100) - current) < Decimal("1e-6")


@given(COUNTS, COUNTS, COUNTS)
def test_two_changes_one_after_the_other_are_the_change_over_both(first, second, third):
    one, other, both = change(first, second), change(second, third), change(first, third)
    assert one.amount + other.amount == both.amount
    assert change(second, first).amount == -one.amount


# What chance may do


@pytest.mark.parametrize(
    ("previous", "current", "text", "chance"),
    [
        (98, 105, "−19% to +43%", True),
        (129, 72, "−59% to −25%", False),
        (0, 5, "−8% or more", True),
        (0, 6, "+18% or more", False),
        (5, 0, "−100% to +9%", True),
    ],
)
def test_a_change_of_counts_says_what_chance_may_do(previous, current, text, chance):
    found = change(previous, current)
    assert change_interval_text(found, Unit.COUNT) == text
    assert found.chance is chance


@pytest.mark.parametrize(
    "found",
    [
        change(0, 0),
        change(50, 60, Unit.PERCENT),
        change(50, 60, Unit.POUNDS),
        change(-5, 60),
        change("5.5", 60),
        change_between(missing(Reason.SUPPRESSED), known(5), Unit.COUNT),
        change_between(known(50), known(60), Unit.COUNT, planned=True),
        Change(why_none="the series is broken"),
    ],
)
def test_where_nothing_can_be_said_of_chance_nothing_is(found):
    assert found.interval is None
    assert found.chance is None
    assert change_interval_text(found, Unit.COUNT) == ""


@given(previous=st.integers(1, 10**5), current=st.integers(1, 10**5))
def test_the_interval_holds_the_change_and_mirrors_its_inverse(previous, current):
    found, back = change(previous, current), change(current, previous)
    assert found.interval.contains(found.percent)
    assert found.chance == back.chance
    there, again = (1 + one.percent / 100 for one in (found, back))
    assert float(there * again) == pytest.approx(1)


def test_a_change_of_percentages_has_an_interval_where_its_numbers_are_known():
    now, then = proportion_interval(60, 100), proportion_interval(40, 100)
    found = interval_of_change(0.6, now, 0.4, then).scaled(100)
    assert (found.lower, found.upper) == pytest.approx((6.14, 32.81), abs=0.01)


RANKED = {"a": known(10), "b": known(30), "c": known(30), "d": known(40), "e": known(50)}


@pytest.mark.parametrize(
    ("area", "text"),
    [
        ("a", "lowest of 5"),
        ("b", "joint 2nd lowest of 5"),
        ("d", "2nd highest of 5"),
        ("e", "highest of 5"),
    ],
)
def test_a_rank_is_worded_from_its_nearer_end(area, text):
    assert rank_text(rank_area(area, RANKED)) == text


def test_ties_share_the_lowest_rank():
    assert rank_area("b", RANKED).highest == rank_area("c", RANKED).highest == 3
    assert rank_area("b", RANKED).lowest == 2


def test_areas_without_a_figure_are_left_out_and_counted():
    values = {**RANKED, "x": missing(Reason.SUPPRESSED), "y": missing()}
    found = rank_area("e", values)
    assert (found.of, found.without_figure) == (5, 2)
    assert rank_area("x", values).why_none == "the area has no figure to rank"
    assert rank_area("nowhere", values).why_none


def test_too_few_areas_have_no_rank():
    assert rank_area("a", {"a": known(1), "b": known(2)}).why_none.startswith("only 2 areas have")
    assert rank_area("a", {"a": known(1)}).why_none.startswith("only 1 area has a figure")


@pytest.mark.parametrize(
    ("area", "polarity", "answer"),
    [
        ("e", Polarity.LOWER, Answer.YES),
        ("e", Polarity.HIGHER, Answer.NO),
        ("a", Polarity.HIGHER, Answer.YES),
        ("a", Polarity.LOWER, Answer.NO),
        ("e", Polarity.NEITHER, Answer.UNKNOWN),
    ],
)
def test_the_worst_is_at_the_end_that_polarity_says(area, polarity, answer):
    assert answer_worst(rank_area(area, RANKED), polarity) is answer


def test_quarters_hold_equal_figures_together():
    values = {str(n): known(n) for n in range(8)}
    found = [find_quarter(rank_area(str(n), values)) for n in range(8)]
    assert found == [1, 1, 2, 2, 3, 3, 4, 4]
    assert find_quarter(rank_area("b", RANKED)) == find_quarter(rank_area("c", RANKED))
    assert find_quarter(rank_area("a", {name: known(1) for name in "abc"})) is None
    assert find_quarter(rank_area("nowhere", RANKED)) is None
    assert find_quarter(None) is None


@given(st.lists(st.integers(0, 10**6), unique=True, min_size=3, max_size=50))
def test_without_ties_ranks_are_a_permutation(amounts):
    values = {str(amount): known(amount) for amount in amounts}
    found = [rank_area(name, values) for name in values]
    assert sorted(one.highest for one in found) == list(range(1, len(amounts) + 1))
    assert all(one.highest + one.lowest == len(amounts) + 1 for one in found)


@given(st.lists(st.integers(0, 20), min_size=3, max_size=30))
def test_polarity_is_symmetric(amounts):
    values = {str(n): known(amount) for n, amount in enumerate(amounts)}
    mirrored = {str(n): known(-amount) for n, amount in enumerate(amounts)}
    for name in values:
        one, other = rank_area(name, values), rank_area(name, mirrored)
        assert (one.highest, one.lowest) == (other.lowest, other.highest)
        assert answer_worst(one, Polarity.LOWER) is answer_worst(other, Polarity.HIGHER)


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
    assert rate_amount(Decimal(amount), Decimal(target), written, polarity) == rating


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
    assert rate_amount(Decimal(amount), Decimal(target), written, polarity) == at_boundary


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2), st.decimals(1, 100, places=2))
def test_a_better_amount_never_has_a_worse_rating(one, other, target):
    order = [Rating.RED, Rating.AMBER, Rating.GREEN]
    worse, better = sorted([one, other])
    rated = [order.index(rate_amount(each, target, RELATIVE, HIGHER)) for each in (worse, better)]
    assert rated == sorted(rated)
    mirrored = [order.index(rate_amount(each, target, RELATIVE, LOWER)) for each in (better, worse)]
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
    assert why_not_rated(known(1), rule()) == ""
    assert rule_wording(guarded).endswith(
        "Where the number of cases is known, a result of fewer than 10 is not rated."
    )
