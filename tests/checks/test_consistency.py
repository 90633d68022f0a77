"""What does not add up, or is told differently in two places."""

from __future__ import annotations

import pytest

from bcssp_lib.checks.prose import split_block
from bcssp_lib.model.finding import Kind
from bcssp_lib.model.value import known
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from tests.checks.checked import of_kind, the_catalogue, the_facts
from tests.checks.texts import check_prose


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (["Of the 30 cases, 20 were children, 8 were adults and 5 were carers."], "make 33"),
        (["There were 50 referrals: 20 from schools, 15 from health and 10 others."], "make 45"),
        (["The fund of £90,000 was split between training (£50,000) and reviews (£30,000)."],
         "make 80,000"),
        (["The replies were good (60%), fair (30%) and poor (20%)."], "make 110%"),
        (["Of the replies, 60% were good, 30% were fair and 20% were poor."], "make 110%"),
        (["Referrals rose by 20 from 100 to 130."], "is 30"),
        (["Referrals rose by 50%, from 20 to 40."], "is 100.0%"),
        (["Attendance rose by 5 percentage points from 70% to 74%."], "is 4"),
        (["Calls rose from 240 in 2022/23 to 300 in 2023/24, an increase of 20%."], "is 25.0%"),
        (["Of the bodies, 9 out of 12 sent a return (66.7%)."], "make 75.0%"),
        (["The grant rate is 38.6%, which is higher than the 41.4% of the county."], "higher"),
        (["The library took 47 calls, slightly below the 31 calls of last June."], "below"),
        (["The clubs gave £1,200, £800 and £500, giving a total of £2,900."], "make 2,500"),
        (["Outcomes fully achieved fell by 1%."], "percentage points"),
        (["Domestic abuse crimes rose by 5 percentage points."], "is no percentage"),
        (["Three thematic audits were begun.", "Two thematic audits led to change."],
         "thematic audits"),
        (["The helpline took 310 helpline calls.", "It took 301 helpline calls."], "calls"),
        (["Of the {{ training.courses_cancelled }} courses cancelled, 12 were for want of bookings "
          "and 5 were because of the trainer."], "make 17"),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_named(texts, shown):
    (finding,) = of_kind(Kind.CONSISTENCY, *texts)
    assert shown in finding.what


@pytest.mark.parametrize(
    "texts",
    [
        ["Of the 30 cases, 20 were children and 10 were adults."],
        ["Of the 30 cases, 20 were children and 5 were adults."],  # the rest may be others
        ["Of the replies, 60% were good and the remaining 40% were poor, or 100% in all."],
        ["Training reached 92% of nurses, 85% of teachers and 78% of drivers."],
        ["Referrals rose by 100%, from 20 to 40."],
        ["The library took 9 more calls than the 31 of last June."],
        ["The grant rate is 38.6%, not higher than the 41.4% of the county."],
        ["Four clubs met more than 20 miles from home."],
        ["Of the bodies, 9 out of 12 sent a return (75%)."],
        ["Domestic abuse crimes rose by 13.6%."],
        ["Four workshops were held in Keynsham.", "Two workshops were held in Radstock."],
        ["Six reviews were started.", "Two reviews were published."],
        ["Three thematic audits were begun.", "The three thematic audits led to change."],
        ["In 2023 five sessions were held.", "In 2024 six sessions were held."],
        ["The {{ training.courses_cancelled }} courses are made up of "
         "{{ training.courses_cancelled_low_numbers }} for want of bookings and "
         "{{ training.courses_cancelled_trainer }} because of the trainer."],
    ],
)  # fmt: skip
def test_what_may_well_agree_is_no_finding(texts):
    assert of_kind(Kind.CONSISTENCY, *texts) == []


def test_two_facts_of_one_title_that_disagree_are_named_once():
    facts = {name: dict(own) for name, own in the_facts().facts.items()}
    fact = facts["reviews"]["cspr_published"]
    twin = fact.model_copy(
        update={
            "name": "register_published",
            "value": known(3),
            "title": f"{fact.title} in the period",
        }
    )
    facts["reviews"]["register_published"] = twin
    book = FactBook(facts, {})
    text = "There were {{ cspr_published }}, or {{ register_published }}, and {{ cspr_published }}."
    block = split_block(
        "reviews", bind_block(Block("one", text, "04.md", 1, default=False), "reviews", book)
    )
    catalogue = the_catalogue()
    found = check_prose([block], book, catalogue, catalogue.areas["banes"])
    (finding,) = [one for one in found if one.kind is Kind.CONSISTENCY]
    assert "is 3 here, and 2 as reviews.cspr_published" in finding.what
