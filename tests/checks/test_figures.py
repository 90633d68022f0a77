"""A typed number is bound, listed, or an error that says which fact it equals or contradicts."""

from __future__ import annotations

import pytest

from bcssp_lib.model.finding import Kind, Severity
from tests.checks.checked import checked, of_kind


@pytest.mark.parametrize(
    ("text", "binding"),
    [
        ("There were 282 missing children reports.", "{{ police.missing_reports }}"),
        ("There were two hundred and eighty-two missing children reports.",
         "{{ police.missing_reports }}"),
        ("The year before there were 178 missing children reports.",
         '{{ previous("police.missing_reports") }}'),
        ("Reports of missing children rose by 104.", '{{ change("police.missing_reports") }}'),
        ("Missing children reports rose by 58.4%.", '{{ change("police.missing_reports") }}'),
        ("Across the force area missing children reports changed by 5.6%.",
         '{{ comparator("police.missing_reports") }}'),
        ("The target for decisions made within 4 days is 100%.",
         '{{ target("adults.decisions_in_4_days") }}'),
        ("The rate of children on a child protection plan is 42.0.",
         '{{ rate("children.cp_plans") }}'),
        ("In England the rate of children on a child protection plan is 40.8.",
         '{{ compare("children.cp_plans", "england") }}'),
        ("Partners contributed £287,500.", "{{ governance.partner_contributions }}"),
        ("There were 1,926 such crimes.", "{{ police.da_crimes }}"),
        ("Half of repeat missing children were known.",
         '{{ share("police.repeat_missing_children", "police.missing_children") }}'),
        ("Two thirds had their outcomes fully achieved.", "{{ adults.outcomes_fully_achieved }}"),
    ],
)  # fmt: skip
def test_a_number_that_a_fact_holds_gets_its_binding(text, binding):
    (finding,) = of_kind(Kind.FIGURE, text)
    assert finding.suggestion == binding
    assert finding.severity is Severity.WRONG
    assert finding.sentence == text


@pytest.mark.parametrize(
    ("text", "typed", "held"),
    [
        ("The police received 283 reports of missing children.", "283", "282"),
        ("In all 74 under-18s were arrested and brought into custody.", "74", "70"),
        ("There were two hundred and eighty-three missing children reports.",
         "two hundred and eighty-three", "282"),
        ("Decisions made within 4 days stood at 75%.", "75%", "71%"),
        ("There were 906 child victims of crimes.", "906", "908"),
        ("No safeguarding adult review reports were ratified.", "No safeguarding adult", "4"),
        ("## Missing children\n\nThere were 290 reports.", "290", "282"),
    ],
)  # fmt: skip
def test_a_number_that_contradicts_a_fact_is_shown_with_it(text, typed, held):
    (finding,) = of_kind(Kind.FIGURE, text)
    assert typed in finding.what
    assert f"is {held}" in finding.what
    assert held in finding.why


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Some 310 calls were taken.", "310"),
        ("The board met six times.", "six times"),
        ("Dozens of people came.", "Dozens of"),
        ("One in five was a repeat.", "One in five"),
        ("| Year | Calls |\n|---|---|\n| 2023-24 | 55 |", "55"),
    ],
)
def test_any_other_number_is_bound_to_nothing(text, number):
    (finding,) = of_kind(Kind.FIGURE, text)
    assert f"“{number}” is typed, and bound to no fact" in finding.what
    assert finding.suggestion


@pytest.mark.parametrize(
    "text",
    [
        "There were {{ police.missing_reports }} reports.",
        'Reports {{ change("police.missing_reports") }}.',
        "Section 42(2) of the Care Act 2014, and section 11.",
        "Indicators 1.8 and 1.10 are about adults, and so is KPI 1.9.",
        "Ring 0300 123 6666, or 999 in an emergency; the line is open 24/7.",
        "Young people aged 16 to 17, and under-18s, are met within 24 hours.",
        "The plan of 2021-22 was agreed on 12 June 2021, two years ago.",
        "One child may be reported more than once.",
        "One of the themes was curiosity, and no one agency can act alone.",
        "She said: “It took 3 phone calls before anyone came.”",
        "No conclusion was drawn, and no change was made.",
    ],
)
def test_what_is_bound_or_listed_is_no_finding(text):
    assert of_kind(Kind.FIGURE, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Children can call Childline for free on 0800 1111.",
        "Out of hours, phone the duty team on 0300 123 23 27.",
        "Telephone: (0191) 200 6800 at weekends.",
        "Phone 01225-396339.",
        "From abroad it is +44 1225 396339.",
        "The NSPCC (0808 800 5000) is there for adults.",
        "Press 55 when prompted after dialling 999.",
        "Dial 18001 first if you use text relay.",
        "Calling 116 000 leads to Missing People, and 116 123 to Samaritans.",
        "Text SHOUT to 85258.",
        "Choose option 2, or ask for extension 4120.",
    ],
)
def test_what_is_dialled_is_no_figure(text):
    assert of_kind(Kind.FIGURE, text) == []


@pytest.mark.parametrize(
    "text", ["Calls to the line came to 1,111.", "There were 0 reviews and 310 calls."]
)
def test_calls_are_counted_all_the_same(text):
    assert of_kind(Kind.FIGURE, text)


def test_an_unlisted_indicator_number_is_a_figure():
    assert len(of_kind(Kind.FIGURE, "The index stood at 1.4.")) == 1
    assert len(of_kind(Kind.FIGURE, "KPI 1.99 is new.")) == 1


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


def test_a_digit_beside_a_fact_is_still_typed():
    assert [one.what for one in checked("There were 1{{ police.missing_reports }} reports.")]


def test_a_share_of_something_else_is_not_suggested():
    """Eight of the 26 are a third by coincidence alone."""
    (finding,) = of_kind(Kind.FIGURE, "A third of missing children were from care.")
    assert finding.suggestion.startswith("Bind it to a fact, or take it out.")


@pytest.mark.parametrize(
    "text",
    [
        "Missing children reports were the highest of the five areas.",
        "Missing children reports were the highest of the five.",
        "It was the highest among all five local authorities.",
    ],
)
def test_the_five_areas_are_no_count_of_something_else(text):
    assert not of_kind(Kind.FIGURE, text)


def test_five_of_something_else_is_a_count():
    (finding,) = of_kind(Kind.FIGURE, "The youngest of the five children was missing.")
    assert "“five” is typed" in finding.what


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
