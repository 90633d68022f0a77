"""The columns of tables on paper: room for words, and no wider than the paper."""

from __future__ import annotations

import pytest

from bcssp_lib.publish.table_widths import (
    column_widths,
    keep_together,
    least_width,
    percent_widths,
)

PAPER, LETTER, MARGINS = 9638, 96, 190  # twips

NARROW = [["Measure", "2022-23"], ["Reports", "178"]]
LONG = [["Figure", "What it counts", "2022-23"], ["Missing children", "words " * 40, "282"]]
CROWDED = [[f"{number}. agency-of-a-long-name" for number in range(12)]] * 2


def widths(rows: list[list[str]]) -> list[float]:
    return column_widths(rows, PAPER, LETTER, MARGINS)


def test_a_small_table_has_each_text_in_a_line_and_is_no_wider_than_that():
    made = widths(NARROW)
    assert sum(made) < PAPER / 2
    assert made[0] == pytest.approx(made[1] + 1.06 * 0.4 * LETTER)  # seven letters, a capital


def test_headings_are_bold_and_a_percent_sign_is_wide():
    assert least_width([["Change, %"], ["1"]], 1, 0) == pytest.approx(1.06 * (9 + 2 * 0.4))
    assert least_width([["No"], ["46.4%"]], 1, 0) == pytest.approx(5.4)


@pytest.mark.parametrize("rows", [NARROW, LONG, CROWDED], ids=["narrow", "long", "crowded"])
def test_no_table_is_wider_than_the_paper(rows):
    assert sum(widths(rows)) <= PAPER * 1.000001
    assert min(widths(rows)) > 0


def test_a_column_of_long_text_takes_what_is_left_and_breaks_no_word_beside_it():
    name, text, figure = widths(LONG)
    assert text > name > figure
    assert figure == pytest.approx(widths(NARROW)[1])


@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_column_is_there_too(text):
    assert min(widths([["Name", text], ["Value", text]])) > 0


def test_words_may_end_a_line_at_a_space_without_width_and_not_at_a_hard_space():
    soft, hard = (least_width([[""], [f"police.{space}reports"]], 1, 0) for space in "\u200b\u00a0")
    assert (soft, hard) == (7, 15)


def test_a_table_that_fits_has_no_widths_and_one_that_does_not_fills_the_paper():
    assert percent_widths(NARROW, 100) == []
    assert sum(percent_widths(LONG, 100)) == pytest.approx(100, abs=0.2)


def test_columns_that_fill_the_paper_by_the_last_digit_have_widths_too():
    measure = "Children at an initial child protection conference, per 10,000 children aged 0 to 17"
    headings = [
        "Measure",
        "B&NES",
        "95% interval",
        "Other areas",
        "Neighbours",
        "Region",
        "England",
    ]
    row = [measure, "43.5", "37.0 to 50.8", "49.2", "50.8", "59.8", "59.9"]
    rows = [[*headings, "Rank", "Quarter"], [*row, "joint 24th lowest of 152", "lowest quarter"]]
    assert percent_widths(rows, 112)[0] > 20


def test_a_rank_takes_two_lines_at_most():
    rows = [["Measure", "Rank"], ["words " * 30, "joint 24th lowest of 152"]]
    assert round(column_widths(rows, 40, 1, 2)[1] - 2) >= len("lowest of 152")


def test_a_word_of_two_hundred_letters_leaves_room_for_the_other_columns():
    long = "Safeguardingpartnership" * 9
    name, text, said = percent_widths(
        [["Who", "How", "What was said"], ["Adult", long, "it " * 200]], 112
    )
    assert name > 5
    assert said > text


def test_days_and_intervals_stay_in_a_line():
    rows = [["Measure", "12 months to 31 March 2024", "95% interval"],
            ["words " * 30, "12", "209.5 to 240.5"], ["words " * 30, "12", "none"]]  # fmt: skip
    _, period, interval = (width - 2 for width in column_widths(rows, 60, 1, 2))
    assert round(period) >= len("31 March 2024")
    assert round(interval) >= len("209.5 to 240.5")


def test_a_column_has_each_of_its_texts_in_a_line_where_that_makes_the_table_lower():
    told = [["Youth Connect South West", "It took part in the meetings of a group."]] * 9
    rows = [["Agency", "What it did"], *told, ["Police", "It took part in meetings. " * 9]]
    name, _ = column_widths(rows, 80, 1, 2)
    assert name >= len("Youth Connect South West") + 2


def test_no_line_of_a_heading_ends_within_a_day_or_before_a_percent_sign():
    assert (
        keep_together("12 months to 31 March 2024")
        == "12\u00a0months\u00a0to 31\u00a0March\u00a02024"
    )
    assert keep_together("Change, %") == "Change,\u00a0%"
