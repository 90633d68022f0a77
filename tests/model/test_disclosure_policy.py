"""Policies of disclosure control: what is small, and how the others are shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from bcssp_lib.model.disclosure_policy import STRICTEST, DisclosurePolicy
from bcssp_lib.model.value import Reason, known, missing


def policy(**fields: Any) -> DisclosurePolicy:
    return DisclosurePolicy(**{"id": "p", "threshold": 5, **fields})


@pytest.mark.parametrize(
    ("fields", "small"),
    [
        ({"threshold": 5}, [1, 2, 3, 4]),  # below 5
        ({"threshold": 6}, [1, 2, 3, 4, 5]),  # 1 to 5
        ({"threshold": 10}, list(range(1, 10))),  # below 10
        ({"threshold": 8}, list(range(1, 8))),  # 1 to 7
        ({"threshold": 5, "show_zero": False}, [0, 1, 2, 3, 4]),
    ],
)
def test_the_small_counts_are_those_below_the_threshold(fields, small):
    assert [amount for amount in range(30) if policy(**fields).is_small(amount)] == small


@pytest.mark.parametrize(
    ("base", "amount", "shown"),
    [
        (1, 13, 13), (5, 12, 10), (5, 13, 15), (5, 7, 5), (5, 8, 10),
        (10, 14, 10), (10, 15, 20), (10, 25, 30), (10, 0, 0),
    ],
)  # fmt: skip
def test_counts_are_rounded_half_up_to_the_base(base, amount, shown):
    assert policy(round_to=base).rounded(Decimal(amount)) == shown
    assert policy(round_to=base).shown(amount) == known(shown)


def test_a_small_count_that_stands_alone_is_not_shown():
    assert policy().shown(4) == missing(Reason.SUPPRESSED)
    assert policy(threshold=3, round_to=10).shown(4) == missing(Reason.ROUNDS_TO_ZERO)
    assert policy(show_zero=False).shown(0) == missing(Reason.SUPPRESSED)


def test_what_is_published_is_shown_as_it_is():
    published = DisclosurePolicy(id="p", published=True, reason="their owner did")
    assert published.shown(1) == known(1)
    assert not published.is_small(1)


def test_the_strictest_hides_below_ten_and_zero_and_rounds_to_ten():
    assert [amount for amount in range(30) if STRICTEST.is_small(amount)] == list(range(10))
    assert STRICTEST.shown(14) == known(10)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("threshold", True), ("threshold", 0), ("threshold", 1), ("threshold", "5"),
        ("threshold", 5.0), ("threshold", 10**20), ("show_zero", 1), ("show_zero", "no"),
        ("round_to", True), ("round_to", 3), ("round_to", 0), ("round_to", "5"),
        ("published", "true"), ("published", True), ("percentages_of", "all"), ("smallest", 3),
    ],
)  # fmt: skip
def test_what_is_not_plainly_a_policy_is_refused(field, value):
    with pytest.raises(ValidationError):
        policy(**{field: value})


def test_published_figures_need_a_reason_and_have_no_threshold():
    with pytest.raises(ValidationError, match="needs a 'reason'"):
        DisclosurePolicy(id="p", published=True)
    with pytest.raises(ValidationError, match="no threshold or rounding"):
        policy(published=True, reason="their owner did")
