"""A bound number is said of the right noun, place and period."""

from __future__ import annotations

import pytest

from bcssp_lib.model.finding import Kind
from tests.checks.checked import of_kind


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ police.missing_reports }} children were reported missing.", "children"),
        ("There were {{ police.missing_children }} reports of missing children.", "reports"),
    ],
)
def test_reports_are_not_children(text, said):
    (finding,) = of_kind(Kind.FIGURE, text)
    assert f"is said of “{said}”" in finding.what


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Across the force area there were {{ police.missing_reports }} reports.", "force area"),
        ("There were {{ police.missing_reports }} reports in England.", "England"),
        ("There were {{ police.missing_reports }} reports in North Somerset.", "North Somerset"),
    ],
)
def test_a_figure_of_the_area_is_not_that_of_others(text, said):
    (finding,) = of_kind(Kind.FIGURE, text)
    assert said in finding.what
    assert "the area’s own figure" in finding.what


@pytest.mark.parametrize(
    "text",
    [
        "There were {{ police.missing_reports }} reports, fewer than in North Somerset.",
        'Across the force area the change was {{ comparator("police.missing_reports") }}.',
        "There were {{ police.missing_reports }} reports here.",
    ],
)
def test_a_place_to_compare_with_is_not_that_of_the_figure(text):
    assert of_kind(Kind.FIGURE, text) == []


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("In 2021-22 there were {{ police.missing_reports }} reports.", "2021-22"),
        ("There were {{ police.missing_reports }} reports in the 12 months to 31 March 2023.",
         "31 March 2023"),
        ("At 30 September 2023 {{ children.cp_plans }} children were on a plan.",
         "30 September 2023"),
        ("In 2023-24 there were {{ previous(\"police.missing_reports\") }} reports.", "2023-24"),
    ],
)  # fmt: skip
def test_another_period_is_an_error(text, given):
    (finding,) = of_kind(Kind.FIGURE, text)
    assert given in finding.what
    assert finding.suggestion.startswith("{{ period(")


@pytest.mark.parametrize(
    "text",
    [
        "In 2023-24 there were {{ police.missing_reports }} reports of missing children.",
        'In 2022-23 there were {{ previous("police.missing_reports") }} reports.',
        'In 2022-23 there were {{ at("police.missing_reports", "previous") }} reports.',
        'Reports {{ change("police.missing_reports") }} since 2022-23.',
        "There were {{ police.missing_reports }} reports, more than in 2021-22.",
        "At 31 March 2024 {{ children.cp_plans }} children were on a plan.",
        "On 12 June 2023 the board heard of {{ police.missing_reports }} reports.",
        "By 30 February 2024 {{ children.cp_plans }} children were on a plan.",
        "The review of 2021-22 led to change.",
    ],
)
def test_its_own_period_or_one_beside_it_is_none(text):
    assert of_kind(Kind.FIGURE, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Last year it was {{ police.missing_reports }} reports.",
        "The year before there were only {{ police.missing_reports }} reports of missing children.",
        "In the previous year, the number was {{ police.missing_reports }}.",
    ],
)
def test_a_figure_of_this_year_is_not_last_years(text):
    (finding,) = of_kind(Kind.FIGURE, text)
    assert "is said of 282" in finding.what
    assert "it was 178" in finding.why
    assert 'previous("police.missing_reports")' in finding.suggestion


@pytest.mark.parametrize(
    "text",
    [
        'Last year it was {{ previous("police.missing_reports") }} reports.',
        "There were {{ police.missing_reports }} reports, more than last year.",
        "Compared with last year, {{ police.missing_reports }} reports were made.",
    ],
)
def test_last_years_own_figure_is_right(text):
    assert of_kind(Kind.FIGURE, text) == []
