"""What a reader can work out of published figures of which some are hidden."""

from __future__ import annotations

import pytest

from bcssp_lib.data.disclosure_audit import (
    AS_PUBLISHED,
    OTHERS,
    SMALL,
    SOURCE,
    HiddenFigure,
    NotProtectedError,
    Reader,
    audit_hidden,
    find_betrayed,
    find_doubts,
)
from bcssp_lib.data.linked_counts import Count, LinkedCounts, Range, Sum
from bcssp_lib.model.disclosure_policy import Protection
from tests.data.linked_tables import SMALL as SECRET
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


PLACE = "|banes|2023-24|"


def linked(*amounts: int, total: int | None = None) -> LinkedCounts:
    parts = [
        count(f"i{PLACE}{letter}", amount) for letter, amount in zip("ABCD", amounts, strict=False)
    ]
    whole = count(f"i{PLACE}", sum(amounts) if total is None else total)
    return LinkedCounts((*parts, whole), (Sum(whole.key, tuple(each.key for each in parts)),))


def audited(counts: LinkedCounts, hidden: str, unprotected: str = "") -> list[HiddenFigure]:
    keys = frozenset(f"i{PLACE}{letter}" for letter in hidden)
    given_up = frozenset(f"i{PLACE}{letter}" for letter in unprotected)
    held = {each.key for each in counts.counts}
    return list(audit_hidden(counts, Protection(keys, given_up), held))


def test_a_count_that_is_hidden_alone_is_found_to_be_given_away():
    (row,) = audited(linked(3, 9, 12), "A")
    assert (row.lowest, row.highest, row.protected, row.reason) == (3, 3, False, SMALL)
    assert row.derived_from == ("the total less B, C",)


def test_two_that_are_hidden_together_may_be_anything_that_adds_up():
    a, b = audited(linked(3, 9, 12), "AB")
    assert (a.lowest, a.highest, a.protected, a.reason) == (1, 11, True, SMALL)
    assert (b.lowest, b.highest, b.protected, b.reason) == (1, 11, True, OTHERS)


def test_what_its_source_has_hidden_is_told_apart():
    counts = linked(9, 12, total=30)
    source = Count(f"i{PLACE}C", None, Range(1), SECRET)
    tie = Sum(counts.sums[0].total, (*counts.sums[0].parts, source.key))
    with_source = LinkedCounts((*counts.counts, source), (tie,))
    (row,) = audited(with_source, "C")
    assert (row.reason, row.lowest, row.highest, row.protected) == (SOURCE, 9, 9, False)


def test_what_is_hidden_by_its_source_alone_has_a_row_and_is_told_apart():
    source = Count(f"i{PLACE}A", None, Range(0))
    counts = LinkedCounts((source, count(f"i{PLACE}B", 12, fixed=True)))
    assert counts.hidden_by_source() == {source.key}
    (row,) = audited(counts, "A")
    assert (row.reason, row.lowest, row.highest) == (AS_PUBLISHED, 0, None)


def test_what_nothing_can_protect_is_not_protected():
    rows = {row.category: row for row in audited(linked(3, 9, 12), "AB", unprotected="A")}
    assert not rows["A"].protected


def test_figures_that_are_not_held_have_no_row():
    counts = linked(3, 9, 12)
    assert not list(audit_hidden(counts, Protection(frozenset({f"i{PLACE}A"})), set()))
