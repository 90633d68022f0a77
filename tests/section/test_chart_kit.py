"""What every chart shares."""

from __future__ import annotations

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from bcssp_lib.files.typeface import FAMILY
from bcssp_lib.model.value import known
from bcssp_lib.section.bar_charts import SharesChart
from bcssp_lib.section.chart_kit import house_style, to_svg
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
