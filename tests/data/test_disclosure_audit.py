"""What a reader can work out of published figures of which some are hidden."""

from __future__ import annotations

import pytest

from bcssp_lib.data.disclosure_audit import NotProtectedError, Reader, find_betrayed, find_doubts
from bcssp_lib.data.linked_counts import Count, LinkedCounts, Range, Sum
from tests.data.linked_tables import count, table
from tests.projects import read_csv


@pytest.fixture
def trap(golden):
    """A table in which two cells of each row and column with any are hidden, and its totals."""
    rows = read_csv(golden / "suppression_trap.csv")
    cells = {(row["row"], name): int(row[name]) for row in rows for name in "abcd"}
    sums, totals = [], []
    for of, names in (("row", [row["row"] for row in rows]), ("column", list("abcd"))):
        for name in names:
            parts = [cell for cell in cells if name in cell]
            totals.append(count(f"{of} {name}", sum(cells[cell] for cell in parts), fixed=True))
            sums.append(Sum(f"{of} {name}", tuple(map(" ".join, parts))))
    hidden = {f"{row['row']} {name}" for row in rows for name in row["suppressed"].split()}
    counts = [count(" ".join(cell), amount) for cell, amount in cells.items()]
    return LinkedCounts((*counts, *totals), tuple(sums)), hidden


def test_the_trap_of_two_in_each_row_and_column_gives_one_away(trap):
    linked, hidden = trap
    reader = Reader(linked, hidden)
    ranges = {key: reader.range_of(key) for key in hidden}
    exact = {
        key: range_.lowest for key, range_ in ranges.items() if range_.highest == range_.lowest
    }
    assert exact == {"w b": 47}


def test_a_hidden_count_may_be_anything_that_the_rest_leaves():
    linked = table((3, 9, 20))
    assert Reader(linked, {"part 0", "part 1"}).range_of("part 0") == Range(1, 11)
    assert Reader(linked, {"part 0", "total"}).range_of("part 0") == Range(1)


def test_what_contradicts_itself_is_possible_for_no_numbers():
    counts = [Count(key, Range(n, n), Range(1)) for key, n in (("a", 2), ("b", 3), ("sum", 9))]
    assert not Reader(LinkedCounts(tuple(counts), (Sum("sum", ("a", "b")),)), set()).is_possible()


def test_all_being_small_betrays_counts_at_the_end_of_what_is_small():
    linked = table((4, 4, 20, 4, 6))
    small = linked.always_hidden()
    assert set(find_betrayed(linked, small)) == {"part 0", "part 1", "part 3"}
    assert not list(find_betrayed(linked, small | {"part 4"}))
    assert not list(find_betrayed(table((2, 3, 20)), {"part 0", "part 1"}))


def test_what_the_rule_alone_rules_out_is_no_doubt():
    """A total of three parts that are not zero can't be 1 or 2, whatever is hidden."""
    doubts = {(doubt.key, doubt.number) for doubt in find_doubts(table((1, 1, 1)))}
    assert {number for key, number in doubts if key == "total"} == {3, 4}
    assert {number for key, number in doubts if key == "part 0"} == {1, 4}


def test_a_count_that_can_be_one_number_only_is_refused():
    linked = LinkedCounts((count("a", 3), count("b", 3, fixed=True)), (Sum("b", ("a",)),))
    with pytest.raises(NotProtectedError, match=r"^a$"):
        find_doubts(linked)
