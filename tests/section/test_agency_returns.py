"""Returns: notes for every letter and symbol, and the heat table with the same ratings."""

from __future__ import annotations

from bcssp_lib.section.outputs import CHART_TYPE
from tests.section.outputs import bundle, message, notes


def test_each_letter_and_symbol_of_the_table_has_a_note(banes):
    found = notes(banes.returns_table("Returns", "kpi_all"))
    assert found[0] == "Ratings: G: green; A: amber; R: red."
    assert [one.partition(":")[0] for one in found[1:]] == ["N/A", "/", "TBC"]


def test_a_symbol_that_is_not_in_the_table_has_no_note(banes):
    found = notes(banes.returns_table("Returns", "kpi_children"))
    assert [one.partition(":")[0] for one in found[1:]] == ["N/A", "/"]


def test_the_heat_table_has_the_numbers_of_the_table_below_it(banes):
    content = bundle(banes.returns_chart("Returns", "kpi_all"))[CHART_TYPE]
    table = bundle(banes.returns_table("Returns", "kpi_all"))["text/html"]
    assert "Heat table chart of 17 rows by 7 indicators: Returns." in content["alternative"]
    for text in ("90% G", "33% R", "TBC", "N/A"):
        assert text in content["table"]
        assert text in table
    assert "1.1: Prevent training (WRAP or equivalent)." in content["notes"]


def test_the_heat_table_counts_ratings_as_the_facts_do(banes):
    content = bundle(banes.returns_chart("Returns", "kpi_children"))[CHART_TYPE]
    table = content["table"]
    for word, letter in (("green", "G"), ("amber", "A"), ("red", "R")):
        assert f"{table.count(f'% {letter}<')} {word}" in content["alternative"]


def test_without_returns_there_is_no_heat_table(nowhere):
    assert message(nowhere.returns_chart("Returns", "kpi_all"))[0] == "no figures"


def test_made_up_returns_are_marked(fairport):
    content = bundle(fairport.returns_chart("Returns", "kpi_all"))[CHART_TYPE]
    assert content["alternative"].startswith("Synthetic figures. ")


def test_a_group_that_nothing_can_be_checked_of_says_so(banes):
    assert message(banes.reconcile_group("Training for everyone", "kpi_all")) == (
        "no figures",
        "Training for everyone: we have no printed total to check these against.",
    )


def test_a_group_without_a_difference_says_so(banes):
    assert message(banes.reconcile_group("Concerns", "concerns")) == (
        "agreement",
        "Concerns: the figures that can be checked agree.",
    )
