"""Hidden figures in frames that lost the column ``reason``: no 0, and the words of the reason."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
import pytest

from bcssp_lib.model.errors import UserError
from bcssp_lib.model.value import Reason, missing
from bcssp_lib.stats.fact_wording import FactWords
from tests.section.outputs import bundle, fact, rows

BY_GROUP = "concerns_by_ethnicity"
SHOWN = {"2022-23": {"A": 40, "B": 50, "C": 0}, "2023-24": {"A": 40, "B": 60}}
HIDDEN = missing(Reason.SUPPRESSED)


@pytest.fixture
def section(made_of):
    """Two years of which the last has two hidden groups, C and D; D is hidden in both."""
    rows = [
        (BY_GROUP, year, amount, group)
        for year, groups in SHOWN.items()
        for group, amount in groups.items()
    ]
    hidden = [(BY_GROUP, "2022-23", HIDDEN, "D"), (BY_GROUP, "2023-24", HIDDEN, "C"),
              (BY_GROUP, "2023-24", HIDDEN, "D")]  # fmt: skip
    return made_of(
        *rows, *hidden, ("concerns_raised", "2023-24", 0), ("concerns_raised", "2022-23", 5)
    )


@pytest.fixture
def groups(section):
    return section.data(BY_GROUP, breakdown=True)


def last(frame):
    return frame[frame["period"] == "2023-24"]


TURNED_INTO_ZERO = {
    "a sum": lambda d: d.groupby("category", as_index=False).value.sum(),
    "a sum, by its index": lambda d: d.groupby("category").value.sum(),
    "a sum of two columns": lambda d: d.groupby(["period", "category"]).value.sum(),
    "filled": lambda d: last(d).fillna({"value": 0})[["category", "value"]],
    "a pivot": lambda d: d.pivot_table("value", "category", "period", fill_value=0),
    "a pivot of periods": lambda d: d.pivot_table(
        "value", "period_end", "category", aggfunc="sum", dropna=False
    ).fillna(0),
    "joined": lambda d: last(d)[["category", "value"]].fillna({"value": 0}).merge(
        pd.DataFrame({"category": ["C", "D"], "people": [900, 800]})
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNED_INTO_ZERO)
def test_a_zero_of_hidden_figures_alone_is_refused_with_what_to_do(section, groups, name):
    frame = TURNED_INTO_ZERO[name](groups)
    frame.attrs = {}  # what a frame keeps of itself is no help here
    with pytest.raises(UserError, match=r"has 0 where a figure is not shown.*sum\(min_count=1\)"):
        section.table("Groups", frame)


def test_a_chart_with_a_zero_of_a_hidden_figure_is_refused(section, groups):
    sums = groups.groupby("category").value.sum()
    with mpl.rc_context():
        figure, axes = section.figure()
        axes.bar(sums.index, sums)
        with pytest.raises(UserError, match="'Groups': the column 'value' has 0"):
            section.chart("Groups", figure, data=sums, alt="Bars.")


REAL_ZEROS = {
    "of another year": lambda d: d[d["period"] == "2022-23"][["period", "category", "value"]],
    "of another year that is not named": lambda d: d[d["category"] == "C"][["category", "value"]],
    "with its reasons": lambda d: d,
    "of an analyst's own": lambda _: pd.DataFrame({"Visits": ["C, girls"], "n": [0]}),
    "of no label": lambda _: pd.DataFrame({"n": [0]}),
    "a truth": lambda d: d.assign(none=d["value"].isna())[["category", "none"]],
    "of another column's category": lambda _: pd.DataFrame(
        {"period": ["2023-24"], "A": [0], "share": ["-"]}
    ),
}


@pytest.mark.parametrize("name", REAL_ZEROS)
def test_a_zero_that_no_hidden_figure_explains_is_shown(section, groups, name):
    section.table("Groups", REAL_ZEROS[name](groups))


def test_a_zero_of_another_indicator_is_shown_while_the_frame_says_whose_it_is(section, groups):
    raised = section.data("concerns_raised")[["period", "value"]]
    assert rows(section.table("Raised", raised))[-1] == ["2023-24", "0"]


WORDED = {
    "columns that were picked": lambda d: last(d)[["category", "value"]],
    "a pivot": lambda d: d.pivot_table("value", "category", "period", dropna=False)[["2023-24"]],
    "a sum": lambda d: d.groupby("category").value.sum(min_count=1),
}


@pytest.mark.parametrize("name", WORDED)
def test_a_hidden_cell_is_worded_as_what_it_is(section, groups, name):
    found = rows(section.table("Groups", WORDED[name](groups)))
    assert found[-1][0] == "D"
    assert found[-1][-1] == Reason.SUPPRESSED.wording


def test_the_data_of_a_chart_words_a_hidden_cell_too(section, groups):
    frame = last(groups)[["category", "value"]]
    with mpl.rc_context():
        figure, axes = section.figure()
        axes.bar(frame["category"], frame["value"].astype(float))
        shown = section.chart("Groups", figure, data=frame, alt="Bars.")
    assert Reason.SUPPRESSED.wording in str(bundle(shown))


def test_a_fact_of_a_hidden_cell_has_its_reason(section, groups):
    years = groups.pivot_table("value", "category", "period", dropna=False)
    years.attrs = {}
    shown = section.table("Groups", years.reset_index(), facts={"d": ("D", "2023-24")})
    assert FactWords(fact(shown)).text == Reason.SUPPRESSED.wording


def test_a_cell_that_no_figure_explains_is_not_available(section, groups):
    frame = pd.DataFrame({"Group": ["D, girls"], "n": [None]}, dtype="object")
    frame["n"] = frame["n"].astype("Float64")
    assert rows(section.table("Groups", frame))[-1][-1] == "not available"
