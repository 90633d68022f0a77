"""Nothing that is hidden can be worked out from what is shown: each way that has been tried."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from decimal import Decimal

import pytest

from bcssp_lib.data import secondary_suppression
from bcssp_lib.data.disclosure_audit import Reader
from bcssp_lib.data.linked_counts import Count, LinkedCounts, Range, Statement, Sum
from bcssp_lib.data.secondary_suppression import choose_hidden
from bcssp_lib.model.disclosure_policy import Protection
from tests.data.linked_tables import SMALL, count, table
from tests.projects import sampled

UNPUBLISHED = Count("offenders", None, Range(0), SMALL)


def _two_breakdowns() -> LinkedCounts:
    """Five groups of one person; another breakdown of the same people shows that they are 5."""
    groups = [count(f"group {number}", 1) for number in range(5)]
    others = [count("boys", 0), count("girls", 5)]
    by_group, by_sex = count("by group", 5), count("by sex", 5)
    return LinkedCounts(
        (*groups, *others, by_group, by_sex),
        (
            Sum("by group", tuple(group.key for group in groups)),
            Sum("by sex", ("boys", "girls")),
            Sum("by group", ("by sex",)),
        ),
    )


def _rolling() -> LinkedCounts:
    """Two rolling years of 34 and 39 whose quarters are known but for the first, which is 2."""
    quarters = [count(f"q{n}", amount) for n, amount in enumerate((2, 12, 11, 9, 7))]
    return LinkedCounts(
        (*quarters, count("to q3", 34), count("to q4", 39)),
        (Sum("to q3", ("q0", "q1", "q2", "q3")), Sum("to q4", ("q1", "q2", "q3", "q4"))),
    )


def _earlier_edition() -> LinkedCounts:
    """A and B were hidden; then B is shown, and C is revised: A is 30 - 9 - 17."""
    before = Sum("total before", ("a", "b", "c before"))
    now = Sum("total now", ("a", "b", "c now"))
    published = [count(*each, fixed=True) for each in (("c before", 17), ("total before", 30))]
    later = [count("c now", 19), count("total now", 32)]
    return LinkedCounts((count("a", 4), count("b", 9), *published, *later), (before, now))


# What can be worked out while only the small count itself is hidden, and its true value.
WAYS = {
    "382-336-9-9-8-17": (table((336, 9, 9, 8, 17, 3), fixed=True), "part 5", 3),
    "five groups of one, and another breakdown": (_two_breakdowns(), "group 0", 1),
    "6.7% of 45": (
        LinkedCounts(
            (UNPUBLISHED, count("all", 45)),
            (),
            (Statement.ratio("share", "offenders", "all", Decimal("6.7")),),
        ),
        "offenders",
        3,
    ),
    "parts: 40-17-20": (table((17, 20, 3)), "part 2", 3),
    "12, then -75.0%": (
        LinkedCounts(
            (count("now", 3), count("before", 12)),
            (),
            (Statement.ratio("change", "now", "before", 100 - Decimal("75.0")),),
        ),
        "now",
        3,
    ),
    "quarters 9, 8, 10 of a year of 30": (table((9, 8, 10, 3)), "part 3", 3),
    "rolling years 34 and 39": (_rolling(), "q0", 2),
    "force area 68 less its areas": (table((12, 20, 18, 15, 3)), "part 4", 3),
    "an earlier edition": (_earlier_edition(), "a", 4),
}


@pytest.fixture(params=["together", "in turn"], autouse=True)
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "in turn":
        monkeypatch.setattr(secondary_suppression, "EXACT_FIGURES", 0)


@pytest.mark.parametrize("name", WAYS)
def test_what_could_be_worked_out_no_longer_can(name: str) -> None:
    linked, key, amount = WAYS[name]
    sensitive = linked.always_hidden()
    if name != "an earlier edition":
        assert Reader(linked, sensitive).range_of(key) == Range(amount, amount)
    reader = Reader(linked, choose_hidden(linked).hidden)
    for hidden in linked.secrets:
        possible = reader.range_of(hidden)
        assert possible.lowest <= SMALL.lowest
        assert possible.highest >= SMALL.highest


def test_three_counts_of_at_most_four_that_come_to_twelve_are_not_left_alone() -> None:
    linked = table((4, 4, 20, 4, 6))
    hidden = choose_hidden(linked).hidden
    assert linked.always_hidden() < hidden
    assert "total" not in hidden


def test_what_is_fixed_is_not_hidden_and_what_it_tells_is_named() -> None:
    amounts = {"a": 3, "b": 20}
    linked = LinkedCounts(
        (count("a", 3), *(count(key, amounts[key], fixed=True) for key in ("b",)),
         count("all", 23, fixed=True)),
        (Sum("all", ("a", "b")),),
    )  # fmt: skip
    assert choose_hidden(linked) == Protection(frozenset({"a"}), frozenset({"a"}))


def test_nothing_is_hidden_without_a_small_count() -> None:
    assert not choose_hidden(table((5, 6, 0, 90))).hidden


def test_the_choice_does_not_follow_the_order_of_the_file() -> None:
    linked = table((3, 9, 9, 9))
    turned = LinkedCounts(linked.counts[::-1], linked.sums)
    assert choose_hidden(turned) == choose_hidden(linked)


def _tables() -> Iterator[tuple[int, ...]]:
    """Every table of four categories of 0 to 9 with something to hide, but for their order."""
    for amounts in itertools.combinations_with_replacement(range(10), 4):
        if any(SMALL.lowest <= amount <= SMALL.highest for amount in amounts):
            yield amounts


@pytest.mark.parametrize("first", sampled(range(5), {4}))
def test_no_table_of_four_categories_gives_a_small_count_away(first: int) -> None:
    """By counting out every way in which the hidden ones can make up the rest of the total."""
    for amounts in _tables():
        if amounts[0] != first:
            continue
        hidden = choose_hidden(table(amounts)).hidden
        parts = [n for n in range(4) if f"part {n}" in hidden]
        if "total" in hidden:
            continue
        rest = sum(amounts[n] for n in parts)
        ways = [way for way in itertools.product(range(1, rest), repeat=len(parts) - 1)
                if sum(way) < rest]  # fmt: skip
        for place, part in enumerate(parts):
            possible = {(*way, rest - sum(way))[place] for way in ways}
            if amounts[part] <= SMALL.highest:
                assert set(range(1, 5)) <= possible, amounts
        if all(amounts[n] <= SMALL.highest for n in parts):
            small = [way for way in itertools.product(range(1, 5), repeat=len(parts))
                     if sum(way) == rest]  # fmt: skip
            assert all(len({way[n] for way in small}) > 1 for n in range(len(parts))), amounts


def _grid(seed: int) -> LinkedCounts:
    """A table of 2 or 3 dimensions with all its totals, and small counts here and there."""
    chance = random.Random(seed)
    sizes = [chance.randint(2, 4) for _ in range(chance.choice((2, 2, 3)))]
    amounts = {
        place: chance.choice((0, 1, 2, 3, 4, 6, 11, 25, 40, 7, 9, 130))
        for place in itertools.product(*(range(1, size + 1) for size in sizes))
    }
    sums = []
    for dimension, size in enumerate(sizes):  # place 0 of a dimension is its total
        for place in [each for each in amounts if each[dimension] == 1]:
            parts = [(*place[:dimension], n, *place[dimension + 1 :]) for n in range(1, size + 1)]
            total = (*place[:dimension], 0, *place[dimension + 1 :])
            amounts[total] = sum(amounts[part] for part in parts)
            sums.append(Sum(str(total), tuple(map(str, parts))))
    return LinkedCounts(
        tuple(count(str(place), amount) for place, amount in amounts.items()), tuple(sums)
    )


@pytest.mark.parametrize("seed", sampled(range(20), range(0, 20, 7)))
def test_no_generated_table_gives_a_small_count_away(seed: int) -> None:
    linked = _grid(seed)
    reader = Reader(linked, choose_hidden(linked).hidden)
    for hidden in linked.secrets:
        possible = reader.range_of(hidden)
        assert possible.lowest < possible.highest
