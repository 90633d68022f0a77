from dataclasses import replace
from decimal import Decimal

import pytest

from bcssp_lib.model.fact import Interval, Quantity
from bcssp_lib.model.indicator import Polarity, Unit
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Reason, known, missing
from bcssp_lib.model.verdicts import Against, Answer, Verdict
from bcssp_lib.stats.comparison import (
    Figure,
    Statistic,
    answer_worst,
    average_of,
    compare,
)
from bcssp_lib.stats.ranking import rank_area
from bcssp_lib.stats.wording import worst_sentence

YEAR, BEFORE = parse_period("2023-24"), parse_period("2022-23")


UNITS = {
    "": Quantity(missing(), Unit.COUNT),
    "percent": Quantity(missing(), Unit.PERCENT),
    "per 10,000": Quantity(missing(), Unit.COUNT, 1, 10_000, "children"),
    "per 1,000": Quantity(missing(), Unit.COUNT, 1, 1_000, "children"),
}


def figure(amount, *, unit="percent", period=YEAR, synthetic=False, interval=None):
    value = known(amount) if amount is not None else missing(Reason.SUPPRESSED)
    return Figure(replace(UNITS[unit], value=value), period, synthetic, interval)


def compared(own, other):
    return compare(own, other, Against.ENGLAND, "England")


@pytest.mark.parametrize(
    ("own", "other", "verdict"),
    [
        (figure(50), figure(40), Verdict.HIGHER),
        (figure(30), figure(40), Verdict.LOWER),
        (figure(40), figure(40), Verdict.SAME),
        (figure(45, interval=Interval(38, 52, 0.95, "")), figure(40), Verdict.SIMILAR),
        (figure(45, interval=Interval(41, 52, 0.95, "")), figure(40), Verdict.HIGHER),
    ],
)
def test_a_figure_is_set_beside_another(own, other, verdict):
    assert compared(own, other).verdict is verdict


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


@pytest.mark.parametrize(
    ("statistic", "amount", "label"),
    [
        (Statistic.MEAN, "25", "mean of 4 of 5 statistical neighbours (2021 model)"),
        (Statistic.MEDIAN, "20", "median of 4 of 5 statistical neighbours (2021 model)"),
    ],
)
def test_an_average_says_which_and_of_how_many(statistic, amount, label):
    found = average_of([known(10), known(20), known(20), known(50), missing()], statistic)
    assert found.value.amount == Decimal(amount)
    assert found.label("statistical neighbours (2021 model)") == label


def test_an_average_of_all_says_so_shortly_and_of_none_has_no_value():
    assert average_of([known(1), known(3)]).label("neighbours") == "median of 2 neighbours"
    assert not average_of([missing(), missing()]).value.known
    assert not average_of([]).value.known


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
    sentence = worst_sentence(found, "Area", "Plans", rank, "2023-24", "Published table")
    assert found is answer
    assert part in sentence
    assert "(2023-24; Published table)" in sentence
