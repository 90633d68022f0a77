"""What every kind of chart owes its reader: words, a table, legible text, the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from bcssp_lib.model.verdicts import Assurance
from bcssp_lib.section import chart_kit
from bcssp_lib.section.chart_kit import Chart
from bcssp_lib.section.heat_chart import COLOURS
from bcssp_lib.section.line_charts import TrendChart
from bcssp_lib.section.time_axis import Series
from tests.section.pictures import (
    EVENTS,
    KINDS,
    dots_in_order,
    funnel,
    heat,
    multiples,
    points,
    process,
    shares,
    with_interval_and_target,
)

every_kind = pytest.mark.parametrize("draw", KINDS.values(), ids=KINDS)


@every_kind
def test_a_chart_is_the_same_bytes_each_time(draw: Callable[..., Chart]):
    assert draw() == draw()


@every_kind
def test_a_chart_says_its_kind_title_and_readings_in_words(draw: Callable[..., Chart]):
    chart = draw()
    assert re.search(r"chart|charts|[Dd]ots", chart.alternative)
    assert chart.title in chart.alternative
    assert "nan" not in chart.alternative.lower()
    assert chart.alternative.endswith(".")


@every_kind
def test_a_chart_of_made_up_figures_says_so_in_picture_and_words(draw: Callable[..., Chart]):
    made_up = draw(synthetic=True)
    assert made_up.alternative.startswith("Synthetic figures. ")
    assert made_up.svg != draw().svg


@every_kind
def test_a_chart_has_its_data_as_a_table_with_scopes(draw: Callable[..., Chart]):
    html = draw().data.to_html()
    assert 'scope="col"' in html
    assert 'scope="row"' in html
    assert "nan" not in html.lower()


@every_kind
def test_a_picture_is_sound_svg_without_a_date_or_a_title_of_its_own(draw: Callable[..., Chart]):
    chart = draw()
    ElementTree.fromstring(chart.svg)
    assert "<dc:date>" not in chart.svg


def test_a_line_is_never_drawn_over_a_gap_or_a_break():
    first, then, since = [0, 1, 2], [4, 5, 6, 7], [8, 9, 10, 11, 12]
    assert Series(points()).runs == [first, then + since]
    assert Series(points(), EVENTS).runs == [first, then, since]
    assert Series(points([None, None])).runs == []


def test_a_process_chart_names_what_stands_out_and_what_is_missing():
    words = process().alternative
    assert "Q4 2022-23 (1,900: worse than usual)" in words
    assert "There is no figure for Q4 2020-21." in words
    assert "A dotted line shows the target 700." in words
    assert "The latest figure is outside its usual range, below it." in words


def test_a_process_chart_tells_its_rule_and_its_events_below_it():
    notes = process().notes
    assert notes[0].startswith("The latest figure ")
    assert notes[1] == "This is judged by all periods shown, and not by the year before alone."
    assert notes[2] == Assurance.HIT_AND_MISS
    assert notes[-2:] == ("A: 1 July 2021, a new service began.", "B: 1 April 2022, counted anew.")


def test_what_is_said_of_several_periods_is_not_said_of_the_latest_figure():
    chart = process([10.0, 20.0] * 4 + [22.0, 30.0] * 4)
    told = "The figure has been above its average for seven or more periods in a row."
    assert chart.notes[0] == told
    assert told in chart.alternative


def test_a_funnel_names_the_authorities_outside_its_widest_limits():
    words = funnel().alternative
    assert "1 of them lies outside the 99.8% limits: South Kingsmarshire 1." in words
    assert (
        "South Kingsmarshire 20, with 1,085.0 per 100,000, is within the range that chance "
        "explains." in words
    )


def test_ranked_dots_say_the_rank_and_where_the_neighbours_are():
    words = dots_in_order().alternative
    assert "Bath and North East Somerset has 825 per 100,000, rank 75 from the highest." in words
    assert "Of its 3 statistical neighbours with a figure, 2 have a higher one." in words
    assert "A line shows England 842 per 100,000." in words
    assert "A line shows the median of 9 of 10 statistical neighbours (2021 model) 700" in words


def test_a_share_that_may_not_be_shown_has_no_number_anywhere():
    chart = shares()
    assert "Other: not shown, to protect people who could be identified." in chart.alternative
    assert (
        re.findall(r"<td[^>]*>([^<]*)", chart.data.to_html())[4:]
        == ["not shown, to protect people who could be identified"] * 2
    )


def test_an_area_without_figures_is_said_to_have_none():
    assert "South Kingsmarshire: no figures." in multiples().alternative


def test_a_trend_says_that_its_bars_are_intervals():
    chart = with_interval_and_target()
    assert "Grey bars show the 95% intervals." in chart.alternative
    assert "A dotted line shows the target 1,000." in chart.alternative
    assert [cell.text for cell in chart.data.rows[0]] == ["Q1 2020-21", "1,050 (980 to 1,120)"]
    assert chart.data.columns[1].heading == "Number of children (95% interval)"


def test_a_trend_without_intervals_speaks_of_none():
    chart = TrendChart("Plans", Series(points()), "Number of children").draw()
    assert "interval" not in chart.alternative
    assert "interval" not in chart.data.to_html()


def test_a_trend_explains_its_events_below_it():
    assert with_interval_and_target().notes == (
        "Grey bars show the 95% intervals.",
        "There is no figure for Q4 2020-21.",
        "A: 1 July 2021, a new service began.",
        "B: 1 April 2022, counted anew.",
    )


def test_a_heat_table_counts_its_ratings_and_names_what_is_red_and_amber():
    words = heat().alternative
    assert "Heat table chart of 2 rows by 7 indicators: Returns." in words
    assert "Ratings: 2 green, 2 amber and 2 red; 8 are not rated." in words
    assert "Red: RUH 1.12 and The Council's Adult Social Care Services 1.12." in words


def test_a_letter_can_be_read_on_each_fill_of_a_heat_table():
    assert len(set(COLOURS.values())) == len(COLOURS)
    for colour in COLOURS.values():
        assert contrast(chart_kit.INK) / contrast(colour) >= 7  # text on its ground


@pytest.mark.parametrize("name", ["DARK_BLUE", "DARK_PINK", "ORANGE", "GREY", "INK"])
def test_every_colour_of_the_house_passes_three_to_one_on_white(name):
    assert contrast(getattr(chart_kit, name)) >= 3


def contrast(colour: str) -> float:
    """The contrast of a colour with white, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)
