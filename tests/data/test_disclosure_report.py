"""The proof: what a reader could work out of each hidden figure."""

from __future__ import annotations

from bcssp_lib.data.disclosure_report import OTHERS, SMALL, SOURCE, HiddenFigure, audit_hidden
from bcssp_lib.data.linked_counts import Count, LinkedCounts, Range, Sum
from bcssp_lib.model.disclosure_policy import Protection
from tests.data.linked_tables import SMALL as SECRET
from tests.data.linked_tables import count

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


def test_what_nothing_can_protect_is_not_protected():
    rows = {row.category: row for row in audited(linked(3, 9, 12), "AB", unprotected="A")}
    assert not rows["A"].protected


def test_figures_that_are_not_held_have_no_row():
    counts = linked(3, 9, 12)
    assert not list(audit_hidden(counts, Protection(frozenset({f"i{PLACE}A"})), set()))
