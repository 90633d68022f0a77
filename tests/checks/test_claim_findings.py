"""Claims are borne out by the facts, contradicted by them, or beyond them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bcssp_lib.checks.prose import split_block
from bcssp_lib.model.finding import Kind, Severity
from bcssp_lib.model.indicator import Polarity
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from tests.checks.checked import of_kind, the_catalogue
from tests.checks.texts import check_prose
from tests.facts import in_percent


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Missing children reports fell.", "fell", "rose by 104 (58.4%) to 282"),
        ("Domestic abuse crimes fell sharply.", "fell sharply", "rose by 230"),
        ("Domestic abuse crimes rose sharply.", "rose sharply", "rose by 230"),
        ("Domestic abuse crimes rose slightly.", "rose slightly", "rose by 230"),
        ("Missing children increased significantly.", "increased significantly", "−19% to +43%"),
        ("Domestic abuse incidents remained unchanged.", "remained unchanged", "fell by 99"),
        ("Child sexual exploitation crimes doubled.", "doubled", "fell by 57"),
        ("Domestic abuse crimes did not increase.", "did not increase", "rose by 230"),
        ("There was no significant change in domestic abuse crimes.", "no significant change",
         "+6% to +21%"),
        ("Decisions made within 4 days met the target.", "met the target", "100%"),
        ("Decisions made within 4 days are rated green.", "are rated green", "red"),
        ("The rate of children on a child protection plan is above England.", "above England",
         "about the same as England"),
        ("Safeguarding concerns raised are the highest in the country.", "highest", "in place 15"),
        ("Safeguarding concerns raised are the worst in the country.", "worst", "neither a high"),
        ("Domestic abuse incidents improved.", "improved", "Neither a high nor a low"),
        ("Missing children reports improved.", "improved", "rose by 104"),
        ("More than {{ police.missing_reports }} reports were made.", "More than", "282"),
        ("There were more missing children ({{ police.missing_children }}) than reports of them "
         "({{ police.missing_reports }}).", "more missing children", "105 is compared with 282"),
        ("The majority of decisions made within 4 days of the concern were missed, and most "
         "planning meetings held within 10 days were on time.", "most", "49%"),
    ],
)  # fmt: skip
def test_what_the_data_contradict_is_shown_with_them(text, words, shown):
    found = [one for one in of_kind(Kind.CLAIM, text) if f"“{words}" in one.what]
    assert len(found) == 1, of_kind(Kind.CLAIM, text)
    assert shown in found[0].why


@pytest.mark.parametrize(
    "text",
    [
        "The number of knife crimes rose.",  # no figure of it
        "The rate of missing children reports is above England.",  # no figure of England
        "Serious incident notifications received rose.",  # no year before
        "The number of child suspects of crimes rose.",  # chance could explain it
        "Child victims of crimes continued to rise.",  # only one year before
        "Outcomes fully achieved fell significantly.",  # no interval
        "The rate of safeguarding concerns raised is higher than in North Somerset.",
    ],
)  # fmt: skip
def test_what_no_figure_can_bear_out_is_a_warning(text):
    found = of_kind(Kind.CLAIM, text)
    assert found
    assert Severity.DOUBTFUL in {one.severity for one in found}


@pytest.mark.parametrize(
    "text",
    [
        "Missing children reports rose significantly.",
        "Child sexual exploitation crimes fell sharply, and domestic abuse crimes rose.",
        "The number of children on a child protection plan remained stable.",
        "There was no significant change in the number of safeguarding concerns raised.",
        "Cruelty and neglect of children crimes more than doubled.",
        "The number of missing children rose, a change small enough to be down to chance.",
        'The rise in missing children, who {{ change("police.missing_children") }}, is small.',
        "The rate of safeguarding concerns raised is above England and above the region.",
        "Decisions made within 4 days did not meet the target.",
        "Child victims of crimes increased by more than the force area did.",
        "Missing children reports did not fall.",
        "Domestic abuse crimes did not double.",
        "The highest share of section 47 enquiries that led to a conference is "
        "{{ children.s47_to_icpc_highest }}.",
        "Courses cancelled because of the trainer fell, and chance may be all.",
    ],
)
def test_what_the_data_bear_out_is_no_finding(text):
    assert of_kind(Kind.CLAIM, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Has the number of missing children reports fallen?",
        "We aim to reduce missing children reports.",
        "Missing children reports will fall.",
        "If missing children reports fall, that is not always good news.",
        "A fall in missing children reports may mean less trust.",
        "A mother said: “Things only got worse for us all.”",
        "The Highest Risk Panel met, as did the Violence Reduction Partnership.",
        "Rose told us what had helped.",
        "One member had said that missing children reports fell, which the figures do not support.",
        "The plan is in line with national guidance.",
        "The team improved its referral form, and a plan was drawn up by the group.",
        "The family declined help, and charges were dropped.",
    ],
)
def test_questions_plans_names_and_quotations_claim_nothing(text):
    assert of_kind(Kind.CLAIM, text) == []


def test_a_sentence_that_refers_back_is_about_the_one_before():
    text = "There were {{ police.missing_reports }} reports of missing children. This was a fall."
    (finding,) = of_kind(Kind.CLAIM, text)
    assert "Missing children reports" in finding.what
    assert finding.severity is Severity.WRONG


@pytest.mark.parametrize(("text", "errors"), [("met", 0), ("missed", 1), ("was below", 1)])
def test_a_target_is_met_by_the_figure_as_it_is_shown(text, errors):
    fact = in_percent(
        "early_visits", "89.6", target=Decimal(90), rating=Rating.GREEN, polarity=Polarity.HIGHER
    )
    book = FactBook({"police": {fact.name: fact}}, {"area": "Exshire"})
    block = Block("overview", f"Early visits {text} the target.", "13_police.md", 1, default=False)
    prose = split_block("police", bind_block(block, "police", book))
    found = check_prose([prose], book, the_catalogue(), the_catalogue().areas["banes"])
    claims = [one for one in found if one.kind is Kind.CLAIM]
    assert len(claims) == errors
    assert all("rated green: 90% against a target of 90%" in one.why for one in claims)


@pytest.mark.parametrize(
    ("text", "said_of"),
    [
        ("Missing children reports and domestic abuse crimes both rose.", []),
        ("Missing children reports and domestic abuse crimes both fell.",
         ["Missing children reports", "Domestic abuse crimes"]),
        ("Missing children reports and child sexual exploitation crimes both rose.",
         ["Child sexual exploitation crimes"]),
        ("Missing children reports, domestic abuse crimes and child sexual exploitation crimes "
         "all rose.", ["Child sexual exploitation crimes"]),
        ("Missing children reports and biscuits both fell.", ["Missing children reports"]),
    ],
)  # fmt: skip
def test_a_claim_of_several_things_is_tested_of_each(text, said_of):
    found = of_kind(Kind.CLAIM, text)
    assert [one.what.partition("said of “")[2].rstrip("”") for one in found] == said_of
