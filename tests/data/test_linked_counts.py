"""Counts that are tied to each other, as sums and statements."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bcssp_lib.data.linked_counts import Bound, LinkedCounts, Range, Statement, Sum
from tests.data.linked_tables import count


def test_a_range_is_told_in_words():
    assert [str(Range(1, 4)), str(Range(3))] == ["1 to 4", "3 or more"]


@pytest.mark.parametrize(
    ("value", "fits", "just_not"),
    [("6.7", (3, 45), (4, 45)), ("50", (1, 2), (1, 3)), ("33.3", (1, 3), (2, 3))],
)
def test_a_percentage_holds_for_the_counts_that_round_to_it(value, fits, just_not):
    bounds = Statement.ratio("share", "part", "whole", Decimal(value)).bounds

    def holds(part: int, whole: int) -> bool:
        amounts = {"part": part, "whole": whole}
        return all(
            sum(factor * amounts[key] for key, factor in bound.terms.items()) >= bound.least
            for bound in bounds
        )

    assert holds(*fits)
    assert not holds(*just_not)


def test_a_percentage_is_rounded_half_up():
    """1 of 8 is 12.5%, which is published as 13% and not as 12%."""
    as_13, as_12 = (Statement.ratio("s", "p", "w", Decimal(n)).bounds for n in ("13", "12"))
    amounts = {"p": 1, "w": 8}

    def total(bound: Bound) -> int:
        return sum(factor * amounts[key] for key, factor in bound.terms.items()) - bound.least

    assert min(map(total, as_13)) >= 0 > min(map(total, as_12))


def test_only_groups_with_something_sensitive_are_looked_at():
    linked = LinkedCounts(
        (*(count(key, 9) for key in "abc"), count("d", 3), count("e", 12), count("f", 2)),
        (Sum("a", ("b", "c")), Sum("e", ("d",))),
    )
    assert [[each.key for each in group.counts] for group in linked.groups()] == [["d", "e"], ["f"]]
