"""Over-representation: rates of groups, ratios with intervals, and why there is none."""

from __future__ import annotations

import pytest

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.data_store import open_data_store
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.period import parse_period
from bcssp_lib.section.section import Section
from tests.section.outputs import column, message, notes, rows

ADULTS = ("Groups", "concerns_by_ethnicity", "adults_by_ethnicity", "White")
CHILDREN = ("Groups", "cp_plans_by_ethnicity", "children_by_ethnicity", "White")
SAID = "What may be said"


def test_a_ratio_is_that_of_the_two_rates(fairport):
    shown = fairport.group_rates_table(*ADULTS)
    mixed = "Mixed or multiple ethnic groups"
    # 91 of 10,025 against 2,133 of 297,323
    assert column(shown, "Rate")[mixed] == "90.8 per 10,000"
    assert column(shown, "Times the rate of White")[mixed] == "1.27 times"
    assert column(shown, "95% interval")[mixed] == "1.01 to 1.56"
    assert column(shown, SAID)[mixed] == "over-represented"


def test_the_group_that_others_are_compared_with_has_no_ratio_of_its_own(fairport):
    own = next(row for row in rows(fairport.group_rates_table(*ADULTS)) if row[0] == "White")
    assert own[4:] == ["compared with", "–", "–"]


def test_the_dash_has_a_note(fairport):
    found = notes(fairport.group_rates_table(*ADULTS))
    assert "–: White is the group that the others are compared with." in found


def test_a_group_whose_size_is_not_known_has_neither_rate_nor_ratio(fairport):
    unknown = next(
        row for row in rows(fairport.group_rates_table(*ADULTS)) if row[0] == "Not known"
    )
    assert unknown[2:] == [
        "none", "none", "none", "none", "No comparison: the population is not available",
    ]  # fmt: skip


def test_a_protected_count_shows_neither_itself_nor_its_rate(fairport):
    hidden = [row for row in rows(fairport.group_rates_table(*CHILDREN)) if row[1] == "not shown"]
    assert len(hidden) >= 2  # one alone could be worked out from the total
    for row in hidden:
        assert row[3:6] == ["none", "none", "none"]
        assert (
            row[6]
            == "No comparison: the count is not shown, to protect people who could be identified"
        )


def test_the_dates_of_both_counts_are_said(fairport):
    assert "31 March 2024; the numbers of people are those of 30 June 2023." in notes(
        fairport.group_rates_table(*CHILDREN)
    )


def test_a_group_to_compare_with_that_is_not_there_is_an_error_with_those_that_are(fairport):
    with pytest.raises(UserError, match="White"):
        fairport.group_rates_table(*ADULTS[:3], "Whte")


def test_without_populations_there_is_no_table(nowhere):
    assert message(nowhere.group_rates_table(*ADULTS)) == (
        "no figures",
        "Groups: no numbers of people by group were supplied for Saltmere in 2023-24.",
    )


def test_a_title_that_asks_is_followed_by_a_sentence(nowhere):
    assert message(nowhere.group_rates_table("Is any group seen more often?", *ADULTS[1:])) == (
        "no figures",
        "Is any group seen more often? No numbers of people by group were supplied for Saltmere "
        "in 2023-24.",
    )


@pytest.fixture(scope="module")
def section(five_areas: Project, five_catalogue: Catalogue) -> Section:
    store = open_data_store(five_catalogue, "banes")
    return Section("children", "banes", parse_period("2023-24"), "annual", store)


def test_a_year_has_the_figure_those_of_others_and_the_place(section: Section) -> None:
    shown = section.years_table("On time", "icpc_within_15_days_percent", years=3)
    assert rows(shown)[1:] == [
        ["2021-22", "59.7%", "92.8%", "81.2%", "79.6%", "79.2%", "142nd of 149"],
        ["2022-23", "71.7%", "86.7%", "82.0%", "77.6%", "78.4%", "joint 113th of 150"],
        ["2023-24", "85.5%", "89.9%", "82.5%", "83.1%", "79.7%", "52nd of 150"],
    ]
    assert "Rank: among all authorities with a figure, from the best, which is the highest." in (
        notes(shown)
    )


def test_a_count_is_beside_its_rate(section: Section) -> None:
    shown = section.years_table("Plans", "cp_plans")
    assert column(shown, "Number of children")["31 March 2024"] == "141"
    assert column(shown, "B&NES")["31 March 2024"] == "38.6"
    assert notes(shown)[0] == "All but the number is per 10,000 children aged 0 to 17."


def test_a_published_rate_is_compared_and_its_lowest_is_best(section: Section) -> None:
    shown = section.years_table("Caseload", "social_worker_caseload", years=1)
    assert rows(shown)[1][:2] == ["30 September 2023", "13.9"]
    assert "from the best, which is the lowest." in " ".join(notes(shown))


def test_no_year_after_the_report_is_shown(section: Section) -> None:
    periods = [row[0] for row in rows(section.years_table("Plans", "cp_plans"))[1:]]
    assert periods[-1] == "31 March 2024"
    assert len(periods) == 7


def test_without_figures_there_is_no_table(section: Section) -> None:
    assert (
        "no figures were supplied" in message(section.years_table("Plans", "cp_plans_by_send"))[1]
    )


def test_the_interval_of_a_survey_is_that_which_it_gives(section: Section) -> None:
    shown = section.benchmark_table("Safe", "adults_feel_safe_percent")
    assert list(column(shown, "95% interval").values()) == ["68.7% to 77.7%"]
    assert list(column(shown, "Rank").values()) == ["joint 44th highest of 151"]
    assert "Quarter of authorities: second highest." in notes(shown)


def test_what_all_rates_are_of_is_said_once(section: Section) -> None:
    shown = section.benchmark_table("Plans", "cp_plans", "cla", "icpc_within_15_days_percent")
    assert list(column(shown, "B&NES"))[:2] == [
        "Children on a child protection plan",
        "Children looked after",
    ]
    assert notes(shown)[0] == "Rates are per 10,000 children aged 0 to 17."


def test_a_rank_rounded_by_its_publisher_is_of_our_own_figure(section: Section) -> None:
    shown = section.benchmark_table("Care", "cla")
    assert column(shown, "B&NES") == {
        "Children looked after, per 10,000 children aged 0 to 17": "59.4"
    }
    assert "ranked by" not in " ".join(notes(shown))


def test_no_chart_is_drawn_of_authorities_that_are_not_held(section: Section) -> None:
    for make in (section.ranked_chart, section.funnel_chart):
        assert (
            "place among other authorities, and not their figures"
            in message(make("All", "cp_plans"))[1]
        )


def test_the_largest_categories_come_first(section: Section) -> None:
    shown = section.breakdown_table("Factors", "assessment_factor", most=3)
    amounts = [int(row[-1]) for row in rows(shown)[1:]]
    assert amounts == sorted(amounts, reverse=True)
    assert len(amounts) == 3  # and no total: the source gives none
    assert notes(shown)[0] == "The 3 largest of 39."
