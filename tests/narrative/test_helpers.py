"""Each helper has a table of cases: what a fact holds, and how prose words it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.model.value import Reason
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.helpers import HELPERS
from bcssp_lib.section.facts import Fact, FactComparison
from bcssp_lib.stats.comparison import Against


def fact(name: str = "plans", **changes: object) -> Fact:
    content = {
        "name": name, "section": "children", "title": name.capitalize(), "text": "141",
        "known": True, "counts": "children", "singular": "child", "period": "at 2024-03-31",
        "when": "at 31 March 2024", "amount": Decimal(141),
    }  # fmt: skip
    return Fact.model_validate({**content, **changes})


def beside(against: Against, phrase: str) -> FactComparison:
    return FactComparison(against=against, label="x", text="35.0", phrase=phrase)


def worded(text: str, *facts: Fact) -> str:
    book = FactBook({"children": {one.name: one for one in facts}}, {})
    block = Block("overview", text, "children.md", 1, default=False)
    return bind_block(block, "children", book, lambda _, words: words).text


MISSING = {"known": False, "amount": None, "reason": Reason.NOT_AVAILABLE, "text": "not available"}
HIDDEN = {"known": False, "amount": None, "reason": Reason.SUPPRESSED, "text": "not shown"}

CASES = [
    # change, previous, target, rating
    ("change", fact(change_phrase="rose by 5 to 141"), "rose by 5 to 141"),
    ("previous", fact(previous_text="136"), "136"),
    ("target", fact(target_text="85%"), "85%"),
    ("target", fact(), "no target"),
    ("rating", fact(rating="Amber"), "Amber"),
    ("rating", fact(), "not rated"),
    (
        "rated",
        fact(rating_phrase="is rated amber: 82% against 85%"),
        "is rated amber: 82% against 85%",
    ),
    ("rated", fact(), "has no target"),
    ("comparator", fact(comparator_text="+5.6%"), "+5.6%"),
    # rank and claim
    ("rank", fact(rank_phrase="is 4th highest of 151"), "is 4th highest of 151"),
    ("rank", fact(), "cannot be ranked: no figures of the country are held"),
    ("worst", fact(worst="No. Plans: 4th."), "No. Plans: 4th."),
    ("worst", fact(), "This cannot be said: Plans: no figures of the country are held."),
    # trend, rate, interval, sentence
    (
        "trend",
        fact(trend_phrase="has varied only as chance explains"),
        "has varied only as chance explains",
    ),
    ("trend", fact(), "cannot be judged over time: too few figures are held"),
    ("trend", fact(trend_word="planned"), "is planned, and does not change by chance"),
    ("rate", fact(rate_text="38.6 per 10,000 children"), "38.6 per 10,000 children"),
    ("rate", fact(), "no rate"),
    ("interval", fact(interval_text="32.5 to 45.5"), "32.5 to 45.5"),
    ("interval", fact(), "no interval"),
    ("sentence", fact(sentence="Read this."), "Read this."),
    # names
    ("counted", fact(), "141 children"),
    ("counted", fact(text="1", amount=Decimal(1)), "1 child"),
    ("counted", fact(**HIDDEN), "not shown"),
    ("period", fact(), "at 31 March 2024"),
    ("title", fact(), "Plans"),
]


@pytest.mark.parametrize(("helper", "one", "words"), CASES)
def test_a_helper_words_a_fact(helper, one, words):
    assert worded(f'{{{{ {helper}("plans") }}}}', one) == words


@pytest.mark.parametrize(
    ("whom", "one", "words"),
    [
        (
            "england",
            fact(comparisons=[beside(Against.ENGLAND, "is higher than England")]),
            "is higher than England",
        ),
        (
            "region",
            fact(comparisons=[beside(Against.REGION, "is lower than the region")]),
            "is lower than the region",
        ),
        ("peers", fact(comparisons=[beside(Against.PEERS, "is the same")]), "is the same"),
        ("neighbours", fact(comparisons=[beside(Against.NEIGHBOURS, "is near")]), "is near"),
        ("previous", fact(change_phrase="rose by 5 to 141"), "rose by 5 to 141"),
        ("england", fact(), "cannot be compared with England, because no such figure is held"),
        (
            "neighbours",
            fact(),
            "cannot be compared with its statistical neighbours, because no such figure is held",
        ),
        (
            "force_area",
            fact(percent_text="+58.4%", comparator_text="+17.3%"),
            "changed by +58.4%, beside +17.3% across the police force area",
        ),
        (
            "force_area",
            fact(percent_text="in points", comparator_text="+17.3%"),
            "cannot be compared with the police force area, because one change is not known",
        ),
    ],
)
def test_compare_words_a_fact_beside_another_figure(whom, one, words):
    assert worded(f'{{{{ compare("plans", "{whom}") }}}}', one) == words


def amount(name: str, number: int) -> Fact:
    return fact(name, text=f"{number:,}", amount=Decimal(number))


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (amount("a", 23), amount("b", 74), "23 of 74, or 31.1%"),
        (amount("a", 74), amount("b", 74), "all 74"),
        (amount("a", 0), amount("b", 0), "0 of none"),
        (fact("a", **MISSING), amount("b", 74), "not available"),
        (
            amount("a", 23),
            fact("b", amount=Decimal(74), period="2023-24", when="in 2023-24"),
            "cannot be given as a share, because the two are of different periods (at 31 March "
            "2024; in 2023-24)",
        ),
        (
            amount("a", 23),
            fact("b", **HIDDEN),
            "not shown, to protect people who could be identified",
        ),
    ],
)
def test_share_words_one_fact_as_part_of_another(part, whole, words):
    assert worded('{{ share("a", "b") }}', part, whole) == words


def test_list_of_counts_each_thing_as_what_it_is():
    reports = fact("reports", text="282", counts="reports", singular="report")
    children = fact("children", text="1")
    hidden = fact("hidden", **HIDDEN)
    text = '{{ list_of("reports", "children", "hidden") }}'
    assert worded(text, reports, children, hidden) == "282 reports, 1 child and not shown"


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        ('change("plans", "plans")', "the helper 'change' takes 1 fact, and got 2"),
        ('share("plans")', "the helper 'share' takes 2 facts, and got 1"),
        ('compare("plans", "france")', "takes one of previous, force_area, region, england, peers"),
        ('compare("plans")', "the helper 'compare' takes"),
        ('list_of("plans", "plns")', r"there is no fact 'plns' \(nearest: plans\)"),
    ],
)
def test_a_wrong_call_is_refused_with_what_is_allowed(call, wrong):
    with pytest.raises(NarrativeError, match=wrong):
        worded(f"{{{{ {call} }}}}", fact())


def test_every_helper_has_a_case():
    tried = {helper for helper, *_ in CASES} | {"compare", "share", "list_of"}
    assert tried == set(HELPERS)
