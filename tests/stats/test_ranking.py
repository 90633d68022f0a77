import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.indicator import Polarity
from bcssp_lib.model.value import Reason, known, missing
from bcssp_lib.stats.ranking import find_quarter, is_worst, rank_amounts, rank_area
from bcssp_lib.stats.wording import ordinal_text, rank_text

VALUES = {"a": known(10), "b": known(30), "c": known(30), "d": known(40), "e": known(50)}


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
    assert rank_text(rank_area(area, VALUES)) == text


def test_ties_share_the_lowest_rank():
    assert rank_amounts([50, 40, 40, 10]) == [1, 2, 2, 4]
    assert rank_area("b", VALUES).highest == rank_area("c", VALUES).highest == 3
    assert rank_area("b", VALUES).lowest == 2


def test_areas_without_a_figure_are_left_out_and_counted():
    values = {**VALUES, "x": missing(Reason.SUPPRESSED), "y": missing()}
    found = rank_area("e", values)
    assert (found.of, found.without_figure) == (5, 2)
    assert rank_area("x", values).why_none == "the area has no figure to rank"
    assert rank_area("nowhere", values).why_none


def test_too_few_areas_have_no_rank():
    assert rank_area("a", {"a": known(1), "b": known(2)}).why_none.startswith("only 2 areas")


@pytest.mark.parametrize(
    ("area", "polarity", "worst"),
    [
        ("e", Polarity.LOWER, True),
        ("e", Polarity.HIGHER, False),
        ("a", Polarity.HIGHER, True),
        ("a", Polarity.LOWER, False),
        ("e", Polarity.NEITHER, None),
    ],
)
def test_the_worst_is_at_the_end_that_polarity_says(area, polarity, worst):
    assert is_worst(rank_area(area, VALUES), polarity) is worst


def test_quarters_hold_equal_figures_together():
    values = {str(n): known(n) for n in range(8)}
    assert [find_quarter(str(n), values) for n in range(8)] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert find_quarter("b", VALUES) == find_quarter("c", VALUES)
    assert find_quarter("a", {"a": known(1)}) is None


@given(st.lists(st.integers(0, 10**6), unique=True, min_size=3, max_size=50))
def test_without_ties_ranks_are_a_permutation(amounts):
    assert sorted(rank_amounts(amounts)) == list(range(1, len(amounts) + 1))
    values = {str(amount): known(amount) for amount in amounts}
    found = [rank_area(name, values) for name in values]
    assert [one.highest for one in found] == rank_amounts(amounts)
    assert all(one.highest + one.lowest == len(amounts) + 1 for one in found)


@given(st.lists(st.integers(0, 20), min_size=3, max_size=30))
def test_polarity_is_symmetric(amounts):
    values = {str(n): known(amount) for n, amount in enumerate(amounts)}
    mirrored = {str(n): known(-amount) for n, amount in enumerate(amounts)}
    for name in values:
        one, other = rank_area(name, values), rank_area(name, mirrored)
        assert (one.highest, one.lowest) == (other.lowest, other.highest)
        assert is_worst(one, Polarity.LOWER) == is_worst(other, Polarity.HIGHER)


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"),
     (21, "21st"), (102, "102nd"), (111, "111th"), (1003, "1,003rd")],
)  # fmt: skip
def test_ordinals(number, text):
    assert ordinal_text(number) == text
