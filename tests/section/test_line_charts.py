import re
from itertools import pairwise
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from bcssp_lib.section.bar_charts import ChangeChart
from bcssp_lib.section.chart_kit import DARK_BLUE
from bcssp_lib.section.line_charts import TrendChart
from bcssp_lib.section.outputs import CHART_TYPE
from bcssp_lib.section.time_axis import Point, Series
from tests.section.pictures import YEAR, result

SVG = "{http://www.w3.org/2000/svg}"
RESULTS = [
    result("Missing children reports", 178, 282),
    result("Repeat <reports> & more", 1057, 1054),
]
TREND = [("Q1", 12.0), ("Q2", 15.0), ("Q3", None), ("Q4", 9.0), ("Q5", 11.0)]


def bars(results=RESULTS, *, synthetic=False):
    if synthetic:
        results = [result("Missing children reports", 178, 282, synthetic=True)]
    return ChangeChart("Missing children", results, YEAR).draw()


def points(amounts, synthetic):
    return [
        Point(label, amount, "not available" if amount is None else f"{amount:.0f}", synthetic)
        for label, amount in amounts
    ]


def line(amounts=TREND, synthetic=False, **changes):
    series = Series(points(amounts, synthetic))
    return TrendChart("Reports by quarter", series, "Number of reports", **changes).draw()


def strokes(svg):
    """The separate strokes of the trend line, each as its number of points."""
    root = ElementTree.fromstring(svg)
    drawn = [
        path.get("d", "")
        for path in root.iter(f"{SVG}path")
        if f"stroke: {DARK_BLUE.lower()}" in path.get("style", "")
        and "fill: none" in path.get("style", "")
    ]
    return [stroke.count("L") + 1 for path in drawn for stroke in re.findall("M[^M]*", path)]


@pytest.mark.parametrize("draw", [bars, line])
def test_the_same_figures_give_the_same_bytes(draw):
    first, second = draw(), draw()
    assert first.svg == second.svg


def test_other_figures_give_another_picture():
    changed = [("Q1", 13.0), *TREND[1:]]
    assert line().svg != line(changed).svg


@pytest.mark.parametrize("draw", [bars, line])
def test_the_svg_is_well_formed_and_holds_no_date(draw):
    svg = draw().svg
    assert ElementTree.fromstring(svg).tag == f"{SVG}svg"
    assert "<dc:date>" not in svg


@pytest.mark.parametrize("draw", [bars, line])
def test_drawing_leaves_matplotlib_as_it_was(draw):
    before = dict(mpl.rcParams)
    draw()
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == []


def test_the_words_of_a_bar_chart_hold_each_value():
    words = bars().alternative
    for each in RESULTS:
        for text in (each.indicator.title, each.previous_text, each.text):
            assert text in words
    years = "12 months to 31 March 2023 with 12 months to 31 March 2024"
    assert f"{years} in numbers of reports" in words


def test_the_table_of_a_bar_chart_holds_each_value():
    found = [[cell.text for cell in row] for row in bars().data.rows]
    assert found == [
        ["Missing children reports", "178", "282", "+104"],
        ["Repeat <reports> & more", "1,057", "1,054", "−3"],
    ]


def test_the_words_of_a_trend_hold_its_ends_and_its_extremes():
    words = line().alternative
    assert "over 5 periods" in words
    assert "From 12 in Q1 to 11 in Q5; lowest 9 in Q4, highest 15 in Q2." in words


def test_the_table_of_a_trend_holds_each_value():
    found = [[cell.text for cell in row] for row in line().data.rows]
    assert found == [
        ["Q1", "12"],
        ["Q2", "15"],
        ["Q3", "not available"],
        ["Q4", "9"],
        ["Q5", "11"],
    ]


def test_a_gap_is_not_drawn_across():
    assert strokes(line().svg) == [2, 2]
    whole = [(label, amount or 10.0) for label, amount in TREND]
    assert strokes(line(whole).svg) == [5]


def test_a_gap_is_named_in_words():
    assert line().alternative.endswith("There is no figure for Q3.")
    two = [("Q0", None), *TREND]
    assert line(two).alternative.endswith("There is no figure for Q0 and Q3.")


def test_a_trend_that_begins_and_ends_with_gaps_is_drawn():
    found = line([("Q0", None), *TREND, ("Q6", None)])
    assert strokes(found.svg) == [2, 2]
    assert "From 12 in Q1 to 11 in Q5" in found.alternative


def ticks(svg, axis):
    """The labels along an axis."""
    return [
        re.search("<text[^>]*>(.*?)</text>", group)[1]
        for group in svg.split(f'<g id="{axis}tick_')[1:]
    ]


def test_small_numbers_have_no_half_reports_on_the_axis():
    assert ticks(line([("Q1", 0.0), ("Q2", 1.0), ("Q3", 2.0)]).svg, "y") == ["0", "1", "2"]


def test_every_axis_begins_at_zero():
    bar_chart = bars([result("A", 1000, 1010)])
    trend_chart = line([("Q1", 1000.0), ("Q2", 1010.0), ("Q3", 1005.0)])
    assert ticks(bar_chart.svg, "x")[0] == "0"
    assert ticks(trend_chart.svg, "y")[0] == "0"


def test_a_bar_chart_of_zeros_is_drawn():
    found = bars([result("None", 0, 0)])
    assert "None: 0 before, 0 now" in found.alternative


def test_a_target_is_told_in_words():
    words = line(target=(10.0, "Target 10%")).alternative
    assert "A dotted line shows the target 10%." in words
    assert line(target=(10.0, "Target 10%")).svg != line().svg


@pytest.mark.parametrize("draw", [bars, line])
def test_made_up_figures_are_marked_in_the_picture_and_in_words(draw):
    made_up = draw(synthetic=True)
    assert made_up.alternative.startswith("Synthetic figures. ")
    assert made_up.svg != draw().svg
    assert "Synthetic" not in draw().alternative


@pytest.mark.parametrize("count", [3, 7, 9, 12, 40])
def test_a_long_trend_names_fewer_points_and_keeps_each_in_its_table(count):
    found = line([(f"Q{number}", float(number)) for number in range(count)])
    assert len(found.data.rows) == count


def test_a_notebook_gets_picture_words_and_table():
    bundle = bars()._repr_mimebundle_()
    assert bundle["text/plain"] == bundle[CHART_TYPE]["alternative"] == bars().alternative
    assert bundle["image/svg+xml"] == bars().svg
    assert "Repeat &lt;reports&gt; &amp; more" in bundle[CHART_TYPE]["table"]


def test_the_bars_of_a_row_stand_below_one_another():
    root = ElementTree.fromstring(bars().svg)
    filled = [
        path.get("d", "")
        for path in root.iter(f"{SVG}path")
        if f"fill: {DARK_BLUE.lower()}" in path.get("style", "") and "clip-path" in path.attrib
    ]
    tops = [float(path.split()[2]) for path in filled]
    assert len(tops) == len(RESULTS)
    assert all(below > above for above, below in pairwise(tops))
