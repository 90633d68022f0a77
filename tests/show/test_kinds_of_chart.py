"""What every kind of chart owes its reader: words, a table, legible text, the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from bcssp_lib.domain.indicator import Polarity
from bcssp_lib.numbers.control import control
from bcssp_lib.numbers.funnel import Place, poisson_limits
from bcssp_lib.numbers.judgement import Assurance, Variation, variation_at
from bcssp_lib.show import style
from bcssp_lib.show.areas_chart import AreaSeries, areas_chart
from bcssp_lib.show.chart import Chart, Point, runs
from bcssp_lib.show.charts import trend
from bcssp_lib.show.control_chart import Happening, Judged, control_chart
from bcssp_lib.show.funnel_chart import Curve, Dot, funnel_chart
from bcssp_lib.show.ranked_chart import Ranked, Role, ranked_chart
from bcssp_lib.show.shares_chart import Share, shares_chart

AMOUNTS = [50.0, 54.0, 47.0, None, 52.0, 49.0, 51.0, 53.0, 48.0, 50.0, 52.0, 90.0, 51.0]


def points(amounts=AMOUNTS) -> list[Point]:
    return [
        Point(f"Q{at}", one, "not available" if one is None else f"{one:.0f}")
        for at, one in enumerate(amounts)
    ]


def process(*, synthetic: bool = False) -> Chart:
    found = control(AMOUNTS)
    limits = found.last_phase.limits
    return control_chart(
        "Reports",
        points(),
        Judged(
            found,
            [variation_at(found, at, Polarity.LOWER) for at in range(len(AMOUNTS))],
            Variation.COMMON,
            Assurance.HIT_AND_MISS,
            "has varied only as chance explains",
            [Happening(5, "a new service began", False), Happening(5, "a code changed", False)],
        ),
        "Number of reports",
        {one: f"{one:.1f}" for one in (limits.mean, limits.shown_lower, limits.upper)},
        target=(45.0, "Target 45"),
        synthetic=synthetic,
    )


def funnel(*, synthetic: bool = False) -> Chart:
    sizes = {"Own": 5000, "A": 1000, "B": 20_000}
    dots = [
        Dot(name, size, amount, f"{size:,}", f"{amount:.1f}", place, own=name == "Own")
        for (name, size), amount, place in zip(
            sizes.items(),
            (40.0, 90.0, 38.0),
            (Place.INSIDE, Place.VERY_HIGH, Place.INSIDE),
            strict=True,
        )
    ]
    curves = [Curve(size, poisson_limits(size * 0.004, 40.0)) for size in range(1000, 20_001, 1000)]
    axes = ("Children in the authority", "Per 10,000 children")
    return funnel_chart(
        "Plans", dots, curves, (40.0, "40.0"), axes, ["A note."], synthetic=synthetic
    )


def dots_in_order(*, synthetic: bool = False) -> Chart:
    found = [
        Ranked("Own", 40.0, "40.0", 2, Role.OWN),
        Ranked("A", 50.0, "50.0", 1, Role.NEIGHBOUR),
        Ranked("B", 30.0, "30.0", 3, Role.OTHER),
    ]
    levels = [(42.0, "England 42.0")]
    return ranked_chart("Plans", found, "Per 10,000", levels, ["A note."], synthetic=synthetic)


def shares(*, synthetic: bool = False) -> Chart:
    found = [
        Share("White", 80.0, "80.0%", "800"),
        Share("Other", None, "not shown, to protect people", "not shown, to protect people"),
    ]
    return shares_chart(
        "By ethnic group", found, "people", ["All people: 1,000."], synthetic=synthetic
    )


def multiples(*, synthetic: bool = False) -> Chart:
    series = [
        AreaSeries("Own", tuple(points()), True),
        AreaSeries("Other", tuple(points([None] * len(AMOUNTS))), False),
    ]
    return areas_chart("Reports", series, "Number of reports", [], synthetic=synthetic)


def with_intervals(*, synthetic: bool = False) -> Chart:
    found = [Point("A", 10.0, "10", 5.0, 18.0), Point("B", 12.0, "12", 6.0, 21.0)]
    return trend("Plans", found, "Number of children", synthetic=synthetic)


KINDS = [process, funnel, dots_in_order, shares, multiples, with_intervals]
every_kind = pytest.mark.parametrize("draw", KINDS, ids=lambda one: one.__name__)


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
    assert runs(points()) == [(0, 3), (4, 13)]
    assert runs(points(), [8]) == [(0, 3), (4, 8), (8, 13)]
    assert runs(points([None, None])) == []


def test_a_process_chart_names_what_stands_out_and_what_is_missing():
    words = process().alternative
    assert "Q11 (90: worse than usual)" in words
    assert "There is no figure for Q3." in words
    assert "A dotted line shows the target 45." in words
    assert "The latest figure has varied only as chance explains." in words


def test_a_process_chart_explains_its_icons_and_events_below_it():
    notes = process().notes
    assert notes[0] == f"Variation (C): {Variation.COMMON.meaning}"
    assert notes[1] == f"Target (?): {Assurance.HIT_AND_MISS.meaning}"
    assert notes[-2:] == ("A: a new service began.", "B: a code changed.")


def test_a_funnel_names_the_authorities_outside_its_widest_limits():
    words = funnel().alternative
    assert "1 of them lies outside the 99.8% limits: A." in words
    assert "Own, with 40.0, is within the range that chance explains." in words


def test_ranked_dots_say_the_rank_and_where_the_neighbours_are():
    words = dots_in_order().alternative
    assert "Own has 40.0, rank 2 from the highest." in words
    assert "Of its 1 statistical neighbours with a figure, 1 has a higher one." in words
    assert "A line shows England 42.0." in words


def test_a_share_that_may_not_be_shown_has_no_number_anywhere():
    chart = shares()
    assert "Other: not shown, to protect people." in chart.alternative
    assert (
        re.findall(r"<td[^>]*>([^<]*)", chart.data.to_html())[2:]
        == ["not shown, to protect people"] * 2
    )


def test_an_area_without_figures_is_said_to_have_none():
    assert "Other: no figures." in multiples().alternative


def test_a_trend_says_that_its_bars_are_intervals():
    assert "Grey bars show the 95% intervals." in with_intervals().alternative


@pytest.mark.parametrize("name", ["DARK_BLUE", "DARK_PINK", "ORANGE", "GREY", "INK"])
def test_every_colour_of_the_house_passes_three_to_one_on_white(name):
    assert contrast(getattr(style, name)) >= 3


def contrast(colour: str) -> float:
    """The contrast of a colour with white, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)
