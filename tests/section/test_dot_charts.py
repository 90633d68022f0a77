"""Charts and tables beside other areas: from stored figures, or a message that says why not."""

from __future__ import annotations

import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.comparators import Comparators
from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.loader import Figures
from bcssp_lib.model.area import Authority
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Observation, Source, known
from bcssp_lib.section.outputs import CHART_TYPE
from bcssp_lib.section.section import Section
from tests.national import write_country
from tests.section.outputs import bundle, column, facts, message, notes, rows


def chart(shown):
    return bundle(shown)[CHART_TYPE]


NEED_THE_COUNTRY = {
    "ranked": lambda section: section.ranked_chart("Plans", "cp_plans"),
    "funnel": lambda section: section.funnel_chart("Plans", "cp_plans"),
    "standing": lambda section: section.benchmark_table("Plans", "cp_plans"),
    "worst": lambda section: section.worst("cp_plans"),
}


@pytest.mark.parametrize("kind", NEED_THE_COUNTRY)
def test_a_real_area_is_never_set_among_made_up_ones(banes, kind):
    shown, text = message(NEED_THE_COUNTRY[kind](banes))
    assert shown == "no figures"
    assert "we have no figures of other authorities" in text


@pytest.mark.parametrize("kind", NEED_THE_COUNTRY)
def test_an_area_without_figures_says_so(nowhere, kind):
    assert message(NEED_THE_COUNTRY[kind](nowhere))[0] == "no figures"


def test_every_authority_is_a_dot_and_a_row(fairport):
    content = chart(fairport.ranked_chart("Plans", "cp_plans"))
    assert "Dots for 59 authorities in order: Plans." in content["alternative"]
    assert "Fairport has 42.0 per 10,000, rank 30 from the highest." in content["alternative"]
    assert content["table"].count('scope="row"') == 59
    assert "Authorities without a figure: 2." in content["notes"]
    whose = "the median of 9 of 10 statistical neighbours (made-up model of 2021)"
    assert f"Neighbours: {whose}." in content["notes"]
    assert f"A line shows {whose} 44.2 per 10,000." in content["alternative"]


def test_the_name_of_this_area_hides_no_dot_of_the_funnel(fairport):
    content = chart(fairport.funnel_chart("Plans", "cp_plans"))
    assert "Funnel chart of 59 authorities: Plans." in content["alternative"]
    assert (
        "Fairport, with 42.0 per 10,000, is within the range that chance explains"
        in content["alternative"]
    )
    assert any("widened" in note for note in content["notes"])


def test_a_percentage_has_a_funnel_of_its_own_kind(fairport):
    content = chart(fairport.funnel_chart("Conversion", "s42_2_conversion"))
    assert "Fairport, with 23%" in content["alternative"]


def test_a_row_of_standing_has_an_interval_and_every_comparator(fairport):
    shown = fairport.benchmark_table("Plans", "cp_plans")
    ((heads, row),) = [rows(shown)]
    assert heads[1:7] == [
        "Fairport", "95% interval", "Other areas", "Neighbours", "Region", "England",
    ]  # fmt: skip
    assert row[0] == "Children on a child protection plan, per 10,000 children aged 0 to 17"
    assert column(shown, "Rank") == {row[0]: "30th highest of 59"}
    assert "Neighbours: the median of 9 of 10 statistical neighbours (made-up model of 2021)." in (
        notes(shown)
    )


def test_the_worst_is_answered_with_rank_period_and_source(fairport):
    kind, text = message(fairport.worst("missing_reports"))
    assert kind == "statement"
    assert text.startswith("Is Fairport the worst in the country? No.")
    assert text.endswith(
        "Fairport is 2nd highest of 57 authorities with a figure (12 months to 31 March 2024; "
        "Made-up figures). 4 others have no figure."
    )


def test_small_multiples_need_a_second_area(fairport, made_of):
    quarters = [("missing_reports", f"2023-24 Q{at}", 50 + at) for at in (1, 2, 3, 4)]
    assert message(made_of(*quarters).areas_chart("Reports", "missing_reports")) == (
        "no figures",
        "Reports: no figures of more than one area were supplied for Bath and North East "
        "Somerset in 2023-24.",
    )
    content = chart(fairport.areas_chart("Reports", "missing_reports"))
    for name in ("Fairport", "North Saltmere", "Saltmere", "South Kingsmarshire"):
        assert name in content["alternative"]
    assert "Bath" not in content["alternative"]  # its figures are real


def test_shares_are_of_what_is_shown_and_none_of_nothing(fairport, nowhere):
    content = chart(fairport.shares_chart("Concerns", "concerns_by_ethnicity"))
    assert "White: 82.0% (2,133)" in content["alternative"]
    assert message(nowhere.shares_chart("Concerns", "concerns_by_ethnicity"))[0] == "no figures"


BY_AGE = [("cla_by_age", "at 2024-03-31", 30, "Under 1 year"),
          ("cla_by_age", "at 2024-03-31", 90, "1 to 4 years")]  # fmt: skip


def test_shares_are_of_the_total_that_counts_the_same_where_none_is_held(made_of):
    shown = made_of(*BY_AGE, ("cla", "at 2024-03-31", 120)).shares_chart("Ages", "cla_by_age")
    words = chart(shown)["alternative"]
    assert "1 to 4 years: 75.0% (90)" in words
    assert "All children: 120, 31 March 2024." in chart(shown)["notes"]
    assert list(facts(shown)) == ["cla_by_age", "cla"]


def test_shares_of_no_total_are_said_to_be_so(made_of):
    kind, text = message(made_of(*BY_AGE).shares_chart("Ages", "cla_by_age"))
    assert (kind, "we have no total" in text) == ("no figures", True)


@pytest.mark.parametrize(
    ("known", "told"), [(0, "figures for at least 7 dates"), (6, "at least 7 figures by month")]
)
def test_limits_need_seven_points(made_of, known, told):
    labels = [f"{year} Q{at}" for year in ("2022-23", "2023-24") for at in (1, 2, 3, 4)]
    section = made_of(*[("da_crimes", label, 500) for label in labels[:known]])
    kind, text = message(section.spc_chart("Crimes", "da_crimes"))
    assert kind == "no figures"
    assert told in text


@pytest.fixture
def nobody_counted(small_project):
    """Five authorities and this area, with people and without a single plan."""
    source = Source(id="own", title="Own", publisher="P", synthetic=False)
    day, mid_year = parse_period("at 2024-03-31"), parse_period("at 2023-06-30")

    def figures(slug):
        return (
            Observation("cp_plans", slug, day, known(0), source),
            Observation("children_population", slug, mid_year, known(1000), source),
        )

    slugs = [f"authority-{at}" for at in range(5)]
    places = [Authority(slug=slug, kind="authority", name=slug) for slug in slugs]
    write_country(small_project, places, [figure for slug in slugs for figure in figures(slug)])
    catalogue = load_catalogue(small_project)
    beside = Comparators(catalogue, "banes")
    store = DataStore(catalogue, Figures(figures("banes"), {}), beside)
    return Section("children", "banes", parse_period("2023-24"), "annual", store)


def test_around_an_average_of_zero_there_is_no_funnel_and_all_share_one_rank(nobody_counted):
    kind, text = message(nobody_counted.funnel_chart("Plans", "cp_plans"))
    assert (kind, "because no authority counted any" in text) == ("no figures", True)
    words = chart(nobody_counted.ranked_chart("Plans", "cp_plans"))["alternative"]
    assert "B&NES has 0.0 per 10,000, rank 1 from the highest." in words
