"""Frames as tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from bcssp_lib.model.errors import UserError
from bcssp_lib.model.value import Reason
from bcssp_lib.section.frame_table import MOST_ROWS, frame_table


def rows(frame, **settings):
    return frame_table("Title", frame, **settings).to_plain()["rows"]


def test_numbers_are_rounded_half_up_and_have_one_number_of_decimals():
    frame = pd.DataFrame({"name": ["a", "b", "c"], "rate": [2.25, -1234.0, 0.1]})
    assert rows(frame) == [["a", "2.3"], ["b", "−1,234.0"], ["c", "0.1"]]


def test_whole_numbers_have_no_decimals_even_where_one_is_missing():
    frame = pd.DataFrame({"name": ["a", "b"], "value": [1500.0, np.nan]})
    assert rows(frame) == [["a", "1,500"], ["b", "not available"]]


def test_small_numbers_keep_a_second_decimal():
    assert rows(pd.DataFrame({"name": ["a"], "share": [Decimal("0.125")]})) == [["a", "0.13"]]


def test_a_missing_number_has_its_reason_and_a_known_one_its_mark():
    frame = pd.DataFrame(
        {
            "name": ["a", "b", "c"],
            "value": pd.array([1, None, None], dtype="Int64"),
            "reason": [None, "c", Reason.NOT_APPLICABLE],
            "mark": ["p", None, None],
            "synthetic": True,
        }
    )
    assert rows(frame) == [
        ["a", "1 (provisional)"],
        ["b", "not shown, to protect people who could be identified"],
        ["c", "not applicable"],
    ]


def test_units():
    frame = pd.DataFrame({"name": ["a"], "share": [12.5], "cost": [3000]})
    assert rows(frame, units={"share": "percent", "cost": "pounds"}) == [["a", "12.5%", "£3,000"]]
    assert rows(frame[["name", "share"]], units="percent") == [["a", "12.5%"]]
    with pytest.raises(UserError, match="no unit 'bananas'"):
        rows(frame, units="bananas")


def test_an_index_with_names_comes_first_and_a_counting_one_is_left_out():
    series = pd.Series([1, 2], index=pd.Index(["x", "y"], name="age_group"), name="stops")
    made = frame_table("Stops", series, ["A note."])
    assert [column.heading for column in made.columns] == ["Age group", "Stops"]
    assert [column.figures for column in made.columns] == [False, True]
    assert made.notes == ("A note.",)
    assert rows(pd.Series([1], index=["x"])) == [["x", "1"]]


def test_a_frame_that_was_grouped_by_two_columns():
    frame = pd.DataFrame({"a": ["x", "x"], "b": ["y", "z"], "n": [1, 2]}).groupby(["a", "b"]).sum()
    assert rows(frame) == [["x", "y", "1"], ["x", "z", "2"]]


def test_texts_dates_and_truths():
    frame = pd.DataFrame({"name": ["a"], "day": [date(2024, 3, 1)], "true": [True], "none": [None]})
    assert rows(frame) == [["a", "1 March 2024", "yes", "not available"]]


def test_markup_in_a_frame_is_shown_as_it_is_written():
    frame = pd.DataFrame({"<b>": ["<script>"], "n": [1]})
    assert "<script>" not in frame_table("Title", frame).to_html()


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pd.DataFrame({"name": range(MOST_ROWS + 1)}), "2,001 rows.*2,000"),
        (pd.DataFrame({"name": []}), "no rows"),
        (pd.DataFrame({"reason": ["c"]}), "no rows or no columns"),
        (pd.DataFrame({"name": ["a"], "n": [float("inf")]}), "not finite"),
        (pd.DataFrame(np.zeros((1, 31))), "31 columns"),
        ([1, 2], "was given a list"),
    ],
)
def test_what_cannot_be_a_table_is_refused(frame, words):
    with pytest.raises(UserError, match=words):
        frame_table("Title", frame)


TWICE = pd.DataFrame([["a", 1, 2]], columns=["name", "value", "value"])
A_SHARE = pd.DataFrame({"name": ["a"], "share": [1]})


@pytest.mark.parametrize(
    ("frame", "settings", "words"),
    [
        (TWICE, {}, "two columns or index levels called 'value'"),
        (A_SHARE.set_index("name", drop=False), {}, "index levels called 'name'"),
        (A_SHARE, {"units": {"shar": "percent"}}, "no column of 'Title' .*'shar' .*nearest: share"),
        (A_SHARE, {"notes": "Percent."}, "notes are a list of sentences"),
        (A_SHARE, {"notes": {"shar": "Percent."}}, "notes are a list of sentences"),
    ],
)
def test_what_would_be_shown_in_part_is_refused(frame, settings, words):
    with pytest.raises(UserError, match=words):
        frame_table("Title", frame, **settings)


def test_the_most_rows_are_shown():
    assert len(rows(pd.DataFrame({"name": range(MOST_ROWS)}))) == MOST_ROWS


def test_the_numbers_of_rows_that_were_picked_are_left_out():
    frame = pd.DataFrame({"name": ["a", "b", "c", "d"], "n": [9, 1, 2, 9]})
    assert rows(frame[frame["n"] > 5]) == [["a", "9"], ["d", "9"]]
