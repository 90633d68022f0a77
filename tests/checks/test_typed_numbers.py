"""A typed number is held and gets its binding, or contradicts what is held, or is left alone."""

from __future__ import annotations

import pytest

from bcssp_lib.checks.typed_numbers import check_replaced
from bcssp_lib.model.finding import Kind, Severity
from bcssp_lib.narrative.review_record import SectionReview
from tests.checks.checked import checked, of_kind
from tests.checks.texts import book, fact, report


def replaced(catalogue, text, typed):
    """What is said of a text, and of it alone, in which words were typed in place of a figure."""
    review = SectionReview().changed_blocks({"own": {"typed": {typed: "{{ repeat_missing }}"}}})
    facts = book(fact("repeat_missing", "54"))
    return list(check_replaced(report(catalogue, f"::: {{#own}}\n{text}\n:::\n", facts, review)))


@pytest.mark.parametrize(
    ("text", "typed", "severity"),
    [
        ("It was 56 of those.", "56", Severity.WRONG),
        ("It was 54 of those.", "54", Severity.TYPED),
        ("It was fifty-four of those.", "fifty-four", Severity.TYPED),
        ("It was many of those.", "many", None),  # no number
        ("It was 1,56 of {{ repeat_missing }}.", "54", None),  # bound since
        ("It was 560 of those.", "56", None),
    ],
)
def test_a_number_typed_in_place_of_a_figure_is_named(catalogue, text, typed, severity):
    findings = replaced(catalogue, text, typed)
    assert [finding.severity for finding in findings] == [severity] * (severity is not None)
    for finding in findings:
        assert finding.what == (
            f"“{typed}” was typed in Word in place of {{{{ repeat_missing }}}}, which is “54”"
        )
        assert text[finding.at :].startswith(typed)


@pytest.mark.parametrize(
    ("text", "binding"),
    [
        ("There were 282 missing children reports.", "{{ police.missing_reports }}"),
        ("There were two hundred and eighty-two missing children reports.",
         "{{ police.missing_reports }}"),
        ("The year before there were 178 missing children reports.",
         '{{ at("police.missing_reports", "previous") }}'),
        ("Reports of missing children rose by 104.",
         '{{ amount("police.missing_reports", "change") }}'),
        ("Missing children reports rose by 58.4%.",
         '{{ amount("police.missing_reports", "percent change") }}'),
        ("Across the force area missing children reports changed by 5.6%.",
         '{{ of("police.missing_reports", "force", "percent change") }}'),
        ("The target for decisions made within 4 days is 100%.",
         '{{ amount("adults.decisions_in_4_days", "target") }}'),
        ("The rate of children on a child protection plan is 42.0.",
         '{{ amount("children.cp_plans", "rate") }}'),
        ("In England the rate of children on a child protection plan is 40.8.",
         '{{ of("children.cp_plans", "england", "rate") }}'),
        ("Partners contributed £287,500.", "{{ governance.partner_contributions }}"),
        ("There were 1,926 such crimes.", "{{ police.da_crimes }}"),
        ("Half of repeat missing children were known.",
         '{{ share("police.repeat_missing_children", "police.missing_children") }}'),
        ("There were 1 926 domestic abuse crimes.", "{{ police.da_crimes }}"),
        ("There were 1.926 domestic abuse crimes.", "{{ police.da_crimes }}"),
        ("Partners contributed £287.500.", "{{ governance.partner_contributions }}"),
        ("71 per cent of decisions were made within 4 days of the concern.",
         "{{ adults.decisions_in_4_days }}"),
        ("½ of repeat missing children were known.",
         '{{ share("police.repeat_missing_children", "police.missing_children") }}'),
        ("Heddlu Gwent told Łukasz Żółć of Ynys Môn of 282 missing children reports.",
         "{{ police.missing_reports }}"),
        ("Two thirds had their outcomes fully achieved.", "{{ adults.outcomes_fully_achieved }}"),
    ],
)  # fmt: skip
def test_a_number_that_is_held_gets_its_binding(text, binding):
    (finding,) = of_kind(Kind.FIGURE, text)
    assert finding.binding == finding.suggestion == binding
    assert finding.severity is Severity.TYPED
    assert finding.sentence == text
    assert text[finding.at :].startswith(finding.words)


@pytest.mark.parametrize(
    ("text", "typed", "held"),
    [
        ("The police received 283 reports of missing children.", "283", "282"),
        ("In all 74 under-18s were arrested and brought into custody.", "74", "70"),
        ("There were two hundred and eighty-three missing children reports.",
         "two hundred and eighty-three", "282"),
        ("Decisions made within 4 days stood at 17%.", "17%", "71"),
        ("There were 906 child victims of crimes.", "906", "908"),
        ("There were 1.962 domestic abuse crimes.", "1.962", "1,926"),
        ("The rate of children on a child protection plan is 42½.", "42½", "42.0"),
        ("Missing children reports rose from 178–283.", "283", "282"),
        (f"There were 283 missing children reports, {'and we met with them again, ' * 80}too.",
         "283", "282"),
        ("There were 228 missing children reports.", "228", "282"),
        ("Missing children reports rose by 140 to 282.", "140", "104"),
    ],
)  # fmt: skip
def test_a_number_that_contradicts_what_is_held_is_shown_with_it(text, typed, held):
    (finding,) = (one for one in of_kind(Kind.FIGURE, text) if one.severity is Severity.WRONG)
    assert f"“{typed}” is typed, where" in finding.what
    assert finding.what.endswith(f"is {held}")
    assert held in finding.why


@pytest.mark.parametrize(
    "text",
    [
        "There were 178 missing children reports in 2023-24 and 282 in 2022-23.",
        "In 2023-24 there were 178 missing children reports, and 282 the year before.",
        "Last year there were 282 missing children reports; this year 178.",
        "There were 178 missing children reports this year and 282 last year.",
        "Missing children reports were 178 this year, compared with 282 in the year before.",
    ],
)
def test_figures_of_two_periods_that_are_exchanged_contradict_what_is_held(text):
    found = {one.what.partition(",")[0] + one.what[-4:] for one in of_kind(Kind.FIGURE, text)}
    assert found == {"“178” is typed 282", "“282” is typed 178"}


@pytest.mark.parametrize(
    ("text", "said", "right"),
    [
        ("282 children were reported missing.", "child", "105"),
        ("There were 105 reports of missing children.", "report", "282"),
    ],
)
def test_the_number_of_one_thing_is_not_that_of_another(text, said, right):
    (finding,) = of_kind(Kind.FIGURE, text)
    assert finding.severity is Severity.WRONG
    assert f"is said of “{said}”" in finding.what
    assert right in finding.why


@pytest.mark.parametrize(
    "text",
    [
        "Some 310 calls were taken.",
        "The board met six times.",
        "Of these, 12 missing children reports were made by schools.",
        "Another 40 missing children reports were withdrawn.",
        "There were 71 calls in 23/24, compared with 132 in 22/23.",
        "Calls came 1½ times as often, and the rate of calls was 2.345%.",
        "Of missing children reports, an average of 2.125 came each day.",
        "On average 3 missing children reports came each day.",
    ],
)
def test_a_number_of_something_else_is_left_alone(text):
    assert not of_kind(Kind.FIGURE, text)


def test_a_figure_of_another_area_is_typed_and_prevents_nothing():
    (finding,) = of_kind(Kind.FIGURE, "Neighbouring Wiltshire had 283 missing children reports.")
    assert (finding.severity, finding.is_open_error) == (Severity.TYPED, False)


def test_a_ratio_of_which_nothing_is_held_is_doubtful():
    (finding,) = of_kind(Kind.FIGURE, "One in five of those who rang had rung before.")
    assert finding.severity is Severity.DOUBTFUL
    assert "cited(" in finding.suggestion


def test_figures_of_a_measure_are_told_by_each_other():
    """Neither number would be taken for a report by itself."""
    found = of_kind(Kind.FIGURE, "The count of reports went from 178 to 282.")
    assert [one.binding for one in found] == [
        '{{ at("police.missing_reports", "previous") }}',
        "{{ police.missing_reports }}",
    ]


def test_a_sentence_goes_on_about_the_figures_before_it():
    text = "There were 282 missing children reports. The year before it had been 178."
    assert [one.binding for one in of_kind(Kind.FIGURE, text)][1] == (
        '{{ at("police.missing_reports", "previous") }}'
    )


def test_what_follows_from_held_numbers_is_typed_without_a_binding():
    found = checked("The 1,926 domestic abuse crimes and 944 domestic abuse incidents make 2,870.")
    (finding,) = (one for one in found if one.words == "2,870")
    assert (finding.severity, finding.binding) == (Severity.TYPED, "")


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
    "text",
    [
        "Missing children reports were the highest of the five areas.",
        "Missing children reports were the highest of the five.",
        "It was the highest among all five local authorities.",
    ],
)
def test_the_five_areas_are_no_count_of_something_else(text):
    assert not of_kind(Kind.FIGURE, text)


def wrong(*texts, weight=Severity.WRONG):
    return [one for one in of_kind(Kind.FIGURE, *texts) if one.severity is weight]


def doubted(*texts):
    return wrong(*texts, weight=Severity.DOUBTFUL)


def test_a_change_is_that_of_what_the_sentence_before_is_about():
    text = "There were 282 missing children reports. This is an increase of {}%."
    (finding,) = doubted(text.format("48.5"))
    assert finding.what.endswith("is 58.4")
    assert doubted(text.format("58.4")) == []


@pytest.mark.parametrize(
    "text",
    [
        "The rate of children on a child protection plan is 92nd highest of 141.",
        "The police forecast is for growth in missing children reports of 57.4% by 2030.",
        "Children were suspected of 282 such reports.",
        "There were 283 missing children reports in the same quarter of 2021.",
    ],
)
def test_what_a_sentence_leaves_open_is_not_called_wrong(text):
    assert wrong(text) == []
