from __future__ import annotations

import contextlib
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from matplotlib.figure import Figure

from bcssp_lib.files.typeface import FAMILY
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.value import known
from bcssp_lib.section.bar_charts import SharesChart
from bcssp_lib.section.chart_kit import MOST_POINTS, house_style, to_svg
from bcssp_lib.section.outputs import CHART_TYPE
from tests.section.outputs import bundle, message
from tests.section.pictures import observation, result


@pytest.fixture(autouse=True)
def settings_as_they_were():
    with mpl.rc_context():
        yield


def prices(*labels: str) -> str:
    shares = [observation(known(1), category=label) for label in labels]
    return SharesChart("Prices", result("Prices", 2, 2, "prices"), shares).draw().svg


def test_the_house_style_holds_inside_and_is_gone_afterwards():
    before = dict(mpl.rcParams)
    with house_style():
        assert mpl.rcParams["svg.fonttype"] == "none"
        assert mpl.rcParams["font.sans-serif"][0] == FAMILY
    assert dict(mpl.rcParams) == before


def test_a_matplotlibrc_of_the_machine_has_no_effect():
    plain = prices("One")
    mpl.rcParams.update({"text.usetex": True, "font.size": 30, "axes.facecolor": "black"})
    assert prices("One") == plain


@pytest.mark.parametrize("label", ["Costs $5 to $10 a day", r"Band $\under{25k}$", "a_b^c"])
def test_labels_are_not_read_as_mathematics(label):
    assert f">{label}</text>" in prices(label)


def test_text_is_text_in_an_open_face_without_a_date():
    svg = prices("One")
    assert ">One</text>" in svg
    assert f"font-family: '{FAMILY}', sans-serif" in svg
    assert "<metadata>" not in svg


def test_ids_differ_between_charts_and_not_between_times():
    def drawn(title):
        with house_style():
            figure = Figure()
            figure.subplots().plot([1, 2], marker="o")
            return to_svg(figure, title, synthetic=False)

    assert drawn("One") == drawn("One")
    assert drawn("One") != drawn("Two")


def test_a_synthetic_mark_does_not_stay_on_the_figure():
    figure = Figure()
    assert "SYNTHETIC" in to_svg(figure, "One", synthetic=True)
    assert "SYNTHETIC" not in to_svg(figure, "One", synthetic=False)


FRAME = pd.DataFrame({"age": ["0 to 9", "Costs $5 to $10"], "stops": [1234, 6]})


def drawn(section, **settings):
    figure, axes = section.figure(height=2)
    sns.barplot(FRAME, x="stops", y="age", ax=axes)
    content = {"data": FRAME, "alt": "Bars: most stops were of the youngest."}
    return section.chart("Stops", figure, **{**content, **settings})


def test_a_chart_has_its_picture_words_table_notes_and_stamp(banes):
    shown = bundle(drawn(banes, notes=["A note."]))
    content = shown[CHART_TYPE]
    assert content["alternative"] == "Bars: most stops were of the youngest."
    assert "<caption>Data for the chart: Stops</caption>" in content["table"]
    assert "1,234" in content["table"]
    assert content["notes"] == ["A note."]
    assert content["stamp"]["area"] == "banes"
    assert ">Costs $5 to $10</text>" in shown["image/svg+xml"]


def test_the_same_figures_give_the_same_bytes(banes):
    one, two = (bundle(drawn(banes))["image/svg+xml"] for _ in range(2))
    assert one == two


def settings():
    return {name: one for name, one in mpl.rcParams.items() if name != "backend"}


def test_the_house_style_holds_from_the_figure_until_it_is_shown(banes):
    mpl.rcParams["lines.linewidth"] = 7
    before = settings()
    first, _ = banes.figure()
    axes = banes.figure()[1]
    assert axes.plot([1, 2])[0].get_linewidth() != 7
    with pytest.raises(UserError, match="Nothing is drawn"):
        banes.chart("Other", first, FRAME, alt="Words.")
    assert settings() != before  # what was made last is still drawn on
    banes.chart("Stops", axes, FRAME, alt="A line.")
    assert settings() == before


@pytest.mark.parametrize("wrong", [{"alt": ""}, {"data": FRAME.iloc[:0]}, {"data": "none"}])
def test_the_style_ends_with_a_chart_that_is_refused_or_left_out_too(banes, wrong):
    before = settings()
    with contextlib.suppress(UserError):
        drawn(banes, **wrong)
    assert settings() == before


@pytest.mark.parametrize("alt", ["", "  \n", None])
def test_a_chart_without_words_is_refused_even_where_there_is_nothing_to_show(banes, alt):
    for data in (FRAME, FRAME.iloc[:0]):
        with pytest.raises(UserError, match="has no alternative text"):
            drawn(banes, alt=alt, data=data)


def test_a_chart_whose_words_were_forgotten_is_told_what_to_write(banes):
    with pytest.raises(UserError, match=r"has no alternative text.* Say what it shows"):
        banes.chart("Stops", banes.figure()[0], FRAME)


def test_a_chart_of_no_figures_says_so(banes):
    assert message(drawn(banes, data=FRAME.iloc[:0]))[0] == "no figures"


def test_made_up_figures_are_marked(fairport):
    fairport.data("missing_reports")
    shown = bundle(drawn(fairport))
    assert shown[CHART_TYPE]["alternative"].startswith("Synthetic figures. Bars")
    assert ">SYNTHETIC</text>" in shown["image/svg+xml"]


def test_a_figure_of_pyplot_is_shown_once_and_in_the_house_face_whatever_the_machine_says(banes):
    mpl.rcParams["text.usetex"] = True
    figure, axes = plt.subplots()
    axes.plot([1, 2])
    axes.set_title("a_b")
    svg = bundle(banes.chart("Stops", axes, data=FRAME, alt="A line."))["image/svg+xml"]
    assert ">a_b</text>" in svg
    assert not plt.fignum_exists(figure.number)


def test_a_seaborn_grid_is_shown(banes):
    grid = sns.catplot(FRAME, x="stops", y="age", kind="bar")
    assert "<svg" in bundle(banes.chart("Stops", grid, FRAME, alt="Bars."))["image/svg+xml"]


@pytest.mark.parametrize("draw", [
    lambda axes, count: axes.plot(np.zeros(count)),
    lambda axes, count: axes.scatter(np.zeros(count), np.zeros(count)),
    lambda axes, count: axes.imshow(np.zeros((count, 1))),
])  # fmt: skip
def test_a_figure_of_too_many_points_is_refused(banes, draw):
    figure, axes = banes.figure()
    draw(axes, MOST_POINTS + 1)
    with pytest.raises(UserError, match=r"10,\d\d\d points, and may have 10,000"):
        banes.chart("Stops", figure, FRAME, alt="Too many.")


def test_what_is_no_figure_and_an_empty_one_are_refused(banes):
    with pytest.raises(UserError, match="was given a str"):
        banes.chart("Stops", "figure", FRAME, alt="Words.")
    for figure in (Figure(), banes.figure()[0]):
        with pytest.raises(UserError, match="Nothing is drawn"):
            banes.chart("Stops", figure, FRAME, alt="Words.")


@pytest.mark.parametrize("drawn", [([], []), ([1, 2], [3, np.nan]), ([1], [2])])
def test_a_line_of_which_nothing_can_be_seen_is_refused(banes, drawn):
    figure, axes = banes.figure()
    axes.plot(*drawn)
    with pytest.raises(UserError, match=r"Nothing can be seen .* marker=\"o\""):
        banes.chart("Stops", figure, FRAME, alt="Words.")


def test_one_point_with_a_marker_can_be_seen(banes):
    figure, axes = banes.figure()
    axes.plot([1, 2], [3, np.nan], marker="o")
    assert banes.chart("Stops", figure, FRAME, alt="Words.")


def test_ids_that_name_axes_become_titles(banes):
    frame = banes.data("missing_reports")
    figure, axes = banes.figure()
    axes.bar(frame["period"], frame["value"])
    axes.set_ylabel("missing_reports")
    svg = bundle(banes.chart("Reports", figure, frame, alt="Bars."))["image/svg+xml"]
    assert ">Missing children reports</text>" in svg
    assert "missing_reports</text>" not in svg


LABELS = ["Costs $5 to $10", r"Band $\under{25k}$", "a_b^c \\alpha", "$", "\\$x$ 50%", "<b>&amp;"]


def labels_of(shown) -> list[str]:
    svg = ElementTree.fromstring(bundle(shown)["image/svg+xml"])
    return ["".join(text.itertext()) for text in svg.iter("{http://www.w3.org/2000/svg}text")]


def test_dollars_and_strokes_are_letters_wherever_a_chart_has_words(banes):
    figure, axes = plt.subplots(figsize=(5, 9))  # before the house style holds
    axes.barh(LABELS, range(len(LABELS)), label=f"{LABELS[1]} legend")
    axes.set(xlabel=f"{LABELS[0]} x", ylabel=f"{LABELS[1]} y", title=f"{LABELS[2]} title")
    axes.annotate(f"{LABELS[0]} note", (1, 1))
    axes.text(0, 0, f"{LABELS[4]} text")
    axes.legend(title=f"{LABELS[0]} key")
    figure.suptitle(f"{LABELS[0]} above")
    figure.text(0, 0, f"{LABELS[1]} below")
    axes.secondary_xaxis("top").set_xlabel(f"{LABELS[0]} second")
    shown = labels_of(banes.chart("Words", figure, data=FRAME, alt="Words."))
    endings = ["y", "x", "title", "note", "text", "key", "above", "below", "second", "legend"]
    assert [one for one in LABELS if one not in shown] == []
    assert [one for one in endings if not any(each.endswith(f" {one}") for each in shown)] == []
    assert {one for one in shown if "$" in one and one not in LABELS} >= {
        f"{LABELS[0]} x", f"{LABELS[1]} y", f"{LABELS[1]} legend", f"{LABELS[0]} second",
    }  # fmt: skip


def test_facets_have_the_words_of_their_data(banes):
    banes.data("missing_reports")
    data = pd.DataFrame({"kind": LABELS, "group": LABELS, "stops": range(len(LABELS))})
    grid = sns.catplot(data, x="stops", y="kind", col="group", kind="bar", col_wrap=2, height=2)
    shown = labels_of(banes.chart("Facets", grid, data=data, alt="Facets."))
    assert [one for one in LABELS if f"group = {one}" not in shown] == []
    assert [one for one in LABELS if one not in shown] == []


def test_an_axis_of_powers_is_written_in_plain_numbers(banes):
    figure, axes = banes.figure()
    axes.plot([1, 10_000], [1, 1_000_000])
    axes.set(xscale="log", yscale="log")
    shown = labels_of(banes.chart("Powers", figure, data=FRAME, alt="Powers."))
    assert {"100", "10,000", "1,000,000"} <= set(shown)
    assert not any("$" in one or "mathdefault" in one for one in shown)
