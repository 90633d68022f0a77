from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Mark, Observation, Reason, Source, Value, known, missing


def test_a_value_may_have_an_amount():
    assert known("21.4", Mark.PROVISIONAL) == Value(Decimal("21.4"), mark=Mark.PROVISIONAL)
    assert known(0).known


def test_a_value_may_have_a_reason_instead():
    value = missing(Reason.NOT_APPLICABLE, printed="N/A")
    assert not value.known
    assert value.amount is None
    assert value.printed == "N/A"


def test_what_is_missing_without_a_reason_given_is_not_available():
    assert missing().reason is Reason.NOT_AVAILABLE


def test_a_value_with_neither_amount_nor_reason_is_refused():
    with pytest.raises(ValueError, match="an amount or a reason, and not both"):
        Value()


def test_a_value_with_both_amount_and_reason_is_refused():
    with pytest.raises(ValueError, match="an amount or a reason, and not both"):
        Value(Decimal(3), Reason.SUPPRESSED)


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "-NaN", "Infinity", "-Infinity"])
def test_an_amount_that_is_no_finite_number_is_refused(amount):
    with pytest.raises(ValueError, match="finite number"):
        known(amount)


def test_a_value_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        known(3).amount = Decimal(4)


@pytest.mark.parametrize(
    ("symbol", "reason"),
    [
        ("c", Reason.SUPPRESSED),
        ("x", Reason.NOT_AVAILABLE),
        ("z", Reason.NOT_APPLICABLE),
        ("low", Reason.ROUNDS_TO_ZERO),
        ("u", Reason.LOW_RELIABILITY),
    ],
)
def test_the_public_symbols_stand_for_reasons_with_words(symbol, reason):
    assert Reason(symbol) is reason
    assert len(reason.wording.split()) > 1


@pytest.mark.parametrize(
    ("symbol", "wording"), [("p", "provisional"), ("r", "revised"), ("e", "estimated")]
)
def test_the_public_marks_have_words(symbol, wording):
    assert Mark(symbol).wording == wording


def observation(**fields) -> Observation:
    content = {"value": known(3), **fields}
    return Observation("missing_reports", "banes", parse_period("2023-24"), **content)


def source(*, synthetic: bool) -> Source:
    return Source(id="s", title="S", publisher="P", synthetic=synthetic)


def test_an_observation_is_synthetic_as_its_source_is():
    assert observation(source=source(synthetic=True)).synthetic
    assert not observation(source=source(synthetic=False)).synthetic
    assert not observation().synthetic


def test_an_observation_is_known_as_its_value_is():
    assert observation().known
    assert not observation(value=missing()).known


def test_an_amount_of_zero_is_known():
    assert observation(value=known(0)).known
