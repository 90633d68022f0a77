"""Over-representation: rates of groups, ratios with intervals, and why there is none."""

from __future__ import annotations

import pytest

from bcssp_lib.model.errors import UserError
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
