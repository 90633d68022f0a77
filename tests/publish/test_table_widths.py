"""How wide columns are on paper."""

from __future__ import annotations

import pytest

from bcssp_lib.publish.table_widths import column_widths, percent_widths

PAPER = 100  # letters

NARROW = [["Measure", "2022-23"], ["Reports", "178"]]
LONG = [["Figure", "What it counts", "2022-23"], ["Missing children", "words " * 40, "282"]]
CROWDED = [[f"{number}. agency-of-a-long-name" for number in range(12)]] * 2


def test_a_small_table_has_each_text_in_a_line_and_is_no_wider_than_that():
    widths = column_widths(NARROW, PAPER, 1, 2)
    assert sum(widths) < PAPER / 2
    assert widths[0] == widths[1]  # seven letters each


@pytest.mark.parametrize("rows", [NARROW, LONG, CROWDED], ids=["narrow", "long", "crowded"])
def test_no_table_is_wider_than_the_paper(rows):
    widths = column_widths(rows, PAPER, 1, 2)
    assert sum(widths) <= PAPER
    assert min(widths) > 0


def test_a_column_of_long_text_takes_what_is_left_and_breaks_no_word_beside_it():
    name, text, figure = column_widths(LONG, PAPER, 1, 2)
    assert text > name > figure
    assert figure >= column_widths(NARROW, PAPER, 1, 2)[1]


@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_column_is_there_too(text):
    assert min(column_widths([["Name", text], ["Value", text]], PAPER, 1, 2)) > 0


def test_a_table_that_fits_has_no_widths_and_one_that_does_not_fills_the_paper():
    assert percent_widths(NARROW, PAPER) == []
    assert sum(percent_widths(LONG, PAPER)) == pytest.approx(100, abs=0.2)
