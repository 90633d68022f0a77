"""The list of facts: found by word, worded as prose would, copied as prose names them."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from bcssp_lib.app.fact_list import (
    MOST,
    fact_list_html,
    fact_reference,
    find_facts,
    helper_examples,
    other_names_html,
)
from bcssp_lib.narrative.binding import bind_block


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("missing reports", ["missing_reports"]),
        ("REPORTS Missing", ["missing_reports"]),
        ("282", ["missing_reports"]),
        ("{{ police.missing_children }}", ["missing_children"]),
        ("topics", ["training_topics"]),
        ("nothing like it", []),
    ],
)
def test_facts_are_found_by_every_word(context, words, names):
    assert [one.name for one in find_facts(context.facts, words)] == names


def test_facts_of_the_section_come_first(context):
    homes = [fact.section for fact in context.facts]
    assert homes == sorted(homes, key=lambda home: home != "police")
    assert {"police", "training"} == set(homes)


def test_every_wording_is_what_prose_would_say(context, written):
    """What the list promises for a helper is what a build puts in its place."""
    seen = 0
    for fact in context.facts:
        for expression, words in helper_examples(fact, "police").items():
            bound = bind_block(written(expression), "police", context.book)
            assert [span.words for span in bound.spans] == [words]
            seen += 1
    assert seen > 20


def test_a_helper_that_has_nothing_to_say_is_left_out(context):
    (fact,) = find_facts(context.facts, "missing_reports")
    found = helper_examples(fact, "police")
    assert found['{{ change("missing_reports") }}'] == "rose by 104 (58.4%) to 282"
    assert '{{ rating("missing_reports") }}' not in found  # it has no target
    assert '{{ compare("missing_reports", "england") }}' not in found
    assert fact_reference(fact, "training") == "police.missing_reports"


def test_the_list_shows_values_and_copies_names(context):
    page = BeautifulSoup(fact_list_html(context.facts, context.facts, "police"), "html.parser")
    assert "10 of 10 facts" in page.get_text()
    buttons = [one["data-copy"] for one in page.select("button")]
    assert "{{ missing_reports }}" in buttons
    assert "{{ training.training_sessions }}" in buttons
    assert all(one.get_text() == one["data-copy"] for one in page.select("button"))


def test_a_long_list_says_that_it_is_cut(context):
    many = list(context.facts) * 10
    page = BeautifulSoup(fact_list_html(many, many, "police"), "html.parser")
    assert len(page.select(".bcssp-facts > li")) == MOST
    assert f"100 of 100 facts; the first {MOST} are shown" in page.get_text()


def test_the_names_of_the_report_are_listed_with_their_values(context):
    page = BeautifulSoup(other_names_html(context.book), "html.parser")
    listed = dict(
        zip((one.get_text() for one in page.select("dt button")),
            (one.get_text() for one in page.select("dd")), strict=True)
    )  # fmt: skip
    assert listed["{{ area_short }}"] == "B&NES"
    assert listed["{{ partnership_short }}"] == "BCSSP"
    assert listed["{{ period }}"] == "2023-24"
