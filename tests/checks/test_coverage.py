"""What a report is asked to hold, and whether its text does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bcssp_lib.checks.coverage import check_coverage, trace_duties
from bcssp_lib.model.checking import Requirement
from bcssp_lib.model.finding import Severity
from tests.checks.texts import book, fact, report

FACTS = book(fact("missing", "282"), fact("lost", "not available"))
SAID = "::: {#overview}\nWe met often.\n:::\n"


def duty(*blocks, facts=()):
    return Requirement(
        id="WT-02", body="children", requirement="How well it worked", checked=False,
        source="Working Together", blocks=blocks, facts=facts,
    )  # fmt: skip


def gap(catalogue, one, own="", default="", facts=FACTS):
    (met,) = trace_duties(report(catalogue, own, facts, duties=(one,), default=default))
    assert met.sections == (() if met.gap else ("police",))
    return met.gap


@pytest.mark.parametrize("text", ["We met often.", "{{ missing }} reports.", "| a |\n|---|\n| b |"])
@pytest.mark.parametrize("own", [True, False])
def test_a_text_that_says_something_covers_a_duty(catalogue, text, own):
    block = f"::: {{#overview}}\n## How\n\n{text}\n:::\n"
    assert gap(catalogue, duty("police.overview"), *([block] if own else ["", block])) == ""


@pytest.mark.parametrize(
    ("own", "default", "told"),
    [
        ("", "", "police.overview is not in this report"),
        (SAID.replace("}", " .last-year}"), "", "is last year’s text"),
        ("", "::: {#overview}\n## How\n\nAn account was not supplied for this report.\n:::\n",
         "only says that nothing was supplied"),
        ("::: {#overview}\nIt was not supplied.\n:::\n", "", "only says that nothing was supplied"),
        ("", "::: {#overview}\nReports: {{ lost }}.\n:::\n", "only says that nothing was supplied"),
        ("::: {#overview}\n## How\n:::\n", "", "only says that nothing was supplied"),
        ("::: {#overview}\nThe figure for “Repeats” is not shown.\n:::\n", "",
         "only says that its figures are not shown"),
    ],
)  # fmt: skip
def test_a_text_that_says_nothing_does_not(catalogue, own, default, told):
    assert told in gap(catalogue, duty("police.overview"), own, default)


def test_a_text_of_the_report_that_an_annex_is_of_covers_a_duty(catalogue):
    whole = report(catalogue, SAID, FACTS, duties=(duty("police.overview"),))
    annex = replace(whole, blocks=(), elsewhere=whole.blocks)
    assert [met.sections for met in trace_duties(annex)] == [("police",)]
    assert not list(check_coverage(annex))


def test_default_text_that_waits_for_an_account_covers_nothing(catalogue):
    waiting = '::: {#overview}\nGuidance asks for it.\n\n{{ awaited("An account") }}\n:::\n'
    found = trace_duties(
        report(catalogue, "", FACTS, duties=(duty("police.overview"),), default=waiting)
    )
    assert "only says that nothing was supplied" in found[0].gap


def test_an_author_who_says_more_than_that_it_was_not_supplied_covers_it(catalogue):
    own = "::: {#overview}\nWe asked the police. An account was not supplied.\n:::\n"
    assert gap(catalogue, duty("police.overview"), own) == ""


def test_one_known_figure_in_a_text_says_something(catalogue):
    default = "::: {#overview}\n- Reports: {{ lost }}.\n- Others: {{ missing }}.\n:::\n"
    assert gap(catalogue, duty("police.overview"), "", default) == ""


def test_default_text_covers_only_with_one_of_the_figures_that_the_duty_names(catalogue):
    with_lost = duty("police.overview", facts=("police.lost",))
    with_both = duty("police.overview", facts=("police.lost", "police.missing"))
    assert "none of its figures" in gap(catalogue, with_lost, "", SAID)
    assert gap(catalogue, with_both, "", SAID) == ""
    assert gap(catalogue, with_lost, SAID) == ""  # an author's own text always does


def test_any_of_several_places_covers(catalogue):
    assert gap(catalogue, duty("police.other", "police.overview"), SAID) == ""
    told = gap(catalogue, duty("police.other", "about.overview"), SAID)
    assert told == "police.other is not in this report; about.overview is not in this report"


def test_a_duty_may_name_figures_alone(catalogue):
    assert gap(catalogue, duty(facts=("police.missing",))) == ""
    assert gap(catalogue, duty(facts=("police.lost",))) == "police.lost is not known"


def test_a_section_that_could_not_be_built_covers_nothing(catalogue):
    facts = book(failed={"police": "Police"})
    assert gap(catalogue, duty("police.overview"), SAID, facts=facts) == (
        "police.overview could not be built"
    )


def test_what_is_not_covered_is_a_warning_that_says_who_asks_and_where_to_write(catalogue):
    text = report(catalogue, "", FACTS, duties=(duty("police.overview"),))
    (one,) = check_coverage(text)
    assert (one.severity, one.section, one.block) == (Severity.DOUBTFUL, "police", "overview")
    assert one.what.startswith("WT-02, “How well it worked”, is not covered: police.overview ")
    assert one.why == "It is asked for (Working Together; children, wording to be confirmed)."
    assert "bcssp author banes police --period 2023-24" in one.suggestion
