import pytest

from bcssp_lib.model.errors import UserError
from bcssp_lib.model.value import Reason, missing
from bcssp_lib.section.outputs import CHART_TYPE
from tests.section.outputs import bundle, message

BEFORE, NOW = "12 months to 31 March 2023", "12 months to 31 March 2024"


def test_a_chart_shows_the_texts_of_the_table(banes):
    content = bundle(banes.change_chart("Reports", "missing_reports"))[CHART_TYPE]
    assert f"It compares {BEFORE} with {NOW} in numbers of reports." in content["alternative"]
    assert "Missing children reports: 178 before, 282 now." in content["alternative"]
    assert "+104" in content["table"]


def test_a_chart_that_would_mix_people_with_incidents_is_refused(banes):
    with pytest.raises(UserError, match=r"would mix children with reports; one axis counts one"):
        banes.change_chart("Missing", "missing_children", "missing_reports")


def test_a_chart_leaves_out_what_cannot_be_compared(made_of):
    section = made_of(
        ("missing_children", "12 months to 2024-03-31", 105),
        ("missing_children", "12 months to 2023-03-31", 98),
        ("missing_from_care", "12 months to 2024-03-31", 8),
        ("repeat_missing_children", "12 months to 2024-03-31", 54),
        ("repeat_missing_children", "12 months to 2023-03-31", missing(Reason.SUPPRESSED)),
    )
    content = bundle(section.change_chart("Missing", group="missing"))[CHART_TYPE]
    assert "Missing children: 98 before, 105 now." in content["alternative"]
    assert "care" not in content["alternative"]
    assert "Repeat" not in content["alternative"]


def quarters(made_of, *values):
    labels = [f"{year} Q{number}" for year in ("2022-23", "2023-24") for number in (1, 2, 3, 4)]
    pairs = zip(labels, values, strict=False)
    return made_of(*[("da_crimes", label, value) for label, value in pairs if value is not None])


def trend(section):
    return bundle(section.trend_chart("Crimes", "da_crimes"))[CHART_TYPE]["alternative"]


def test_a_trend_runs_over_every_quarter_up_to_the_period(made_of):
    words = trend(quarters(made_of, 400, 410, 390, 420))
    assert "over 4 periods" in words
    assert "From 400 in Q1 2022-23 to 420 in Q4 2022-23" in words


def test_a_quarter_without_a_figure_is_a_gap(made_of):
    words = trend(quarters(made_of, 400, 410, missing(Reason.NOT_AVAILABLE), 420))
    assert "over 4 periods" in words
    assert words.endswith("There is no figure for Q3 2022-23.")


def test_a_quarter_without_a_row_is_a_gap_too(made_of):
    words = trend(quarters(made_of, 400, 410, None, 420, None, None, 430))
    assert "over 7 periods" in words
    assert words.endswith("There is no figure for Q3 2022-23, Q1 2023-24 and Q2 2023-24.")


def test_two_figures_make_no_trend(made_of):
    section = quarters(made_of, 400, None, 410)
    kind, text = message(section.trend_chart("Crimes", "da_crimes"))
    assert (kind, "3 figures by quarter are needed, and we have 2 by quarter" in text) == (
        "no figures",
        True,
    )


YEARS = [("concerns_raised", f"{year}-{year - 1999}", 400) for year in range(2017, 2024)]


@pytest.mark.parametrize(
    ("rows", "periods", "last"),
    [
        (YEARS, 7, "2023-24"),
        ([*YEARS, ("concerns_raised", "2023-24 Q4", 90)], 7, "2023-24"),
        ([*YEARS, *[("concerns_raised", f"2023-24 Q{n}", 90) for n in (2, 3, 4)]], 3, "Q4 2023-24"),
    ],
    ids=["years", "one quarter", "enough quarters"],
)
def test_without_a_kind_the_shortest_with_enough_figures_is_drawn(made_of, rows, periods, last):
    shown = made_of(*rows).trend_chart("Concerns", "concerns_raised")
    words = bundle(shown)[CHART_TYPE]["alternative"]
    assert f"over {periods} periods" in words
    assert last in words


NEEDS_MORE = {
    "trend": (
        lambda section: section.trend_chart("C", "concerns_raised", kind="quarter"),
        "3 figures by quarter",
    ),
    "limits": (
        lambda section: section.spc_chart("C", "concerns_raised"),
        "7 figures by month, by quarter or for single days",
    ),
    "areas": (
        lambda section: section.areas_chart("C", "concerns_raised", kind="quarter"),
        "3 figures by quarter",
    ),
}


@pytest.mark.parametrize("kind", NEEDS_MORE)
def test_a_chart_that_needs_more_figures_says_which_there_are(made_of, kind):
    show, needed = NEEDS_MORE[kind]
    assert message(show(made_of(*YEARS))) == (
        "no figures",
        f"C: this cannot be shown, because at least {needed} are needed, and we have 7 by year.",
    )


def test_figures_after_the_period_are_not_in_its_trend(made_of):
    rows = [("da_crimes", f"2024-25 Q{number}", 400) for number in (1, 2, 3)]
    assert message(made_of(*rows).trend_chart("Crimes", "da_crimes"))[0] == "no figures"


def test_charts_of_made_up_figures_say_so(fairport):
    content = bundle(fairport.change_chart("Reports", "missing_reports"))[CHART_TYPE]
    assert content["alternative"].startswith("Synthetic figures. ")


def test_a_gap_between_dates_is_a_gap_in_the_line(made_of):
    days = ("at 2023-03-31", "at 2023-06-30", "at 2023-12-31", "at 2024-03-31")
    section = made_of(*[("cp_plans", day, 140 + at) for at, day in enumerate(days)])
    shown = section.trend_chart("Plans", "cp_plans", kind="snapshot")
    assert bundle(shown)[CHART_TYPE]["alternative"].endswith("There is no figure for 30 Sep 2023.")


def test_a_count_has_its_interval_in_the_charts_table_and_what_is_planned_has_none(made_of):
    content = bundle(quarters(made_of, 400, 410, 390).trend_chart("C", "da_crimes"))[CHART_TYPE]
    assert "400 (361.8 to 441.2)" in content["table"]
    sessions = made_of(*[("training_sessions", f"2023-24 Q{at}", 20) for at in (1, 2, 3)])
    planned = bundle(sessions.trend_chart("S", "training_sessions"))[CHART_TYPE]
    assert "interval" not in planned["alternative"] + planned["table"]


def test_a_percentage_has_the_interval_of_its_counts_where_they_give_it(made_of):
    rows = []
    for year, share in (("2021-22", 25), ("2022-23", 25), ("2023-24", 30)):
        rows += [("s42_2_conversion", year, share), ("concerns_raised", year, 400),
                 ("concerns_s42_2", year, 100)]  # fmt: skip
    content = bundle(made_of(*rows).trend_chart("Share", "s42_2_conversion", kind="year"))
    table = content[CHART_TYPE]["table"]
    assert table.count("25% (21.0% to 29.5%)") == 2
    assert ">30%<" in table  # 100 of 400 are not 30 percent


def test_a_target_and_its_line_are_in_the_words_of_a_trend(fairport):
    shown = fairport.trend_chart("Decisions", "decisions_in_4_days", kind="year")
    assert "A dotted line shows the target 100%." in bundle(shown)[CHART_TYPE]["alternative"]
