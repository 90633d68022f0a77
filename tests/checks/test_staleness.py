"""What time has overtaken is told: figures under a text, and entries of registers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bcssp_lib.checks.staleness import check_registers, check_staleness
from bcssp_lib.data.loader import load_figures
from bcssp_lib.model.finding import Kind, Severity
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import known, missing
from bcssp_lib.narrative.binding import bind_block
from bcssp_lib.narrative.blocks import parse_blocks
from bcssp_lib.narrative.review_record import SectionReview, list_seen_facts, text_hash
from bcssp_lib.stats.comparison import change_between
from tests.checks.texts import book, fact, report
from tests.section.test_registers import action, question, review

TEXT = '{{ missing }} reports, which {{ change("missing") }}. Children: {{ children }}.'
BEFORE = book(
    fact("missing", "282", previous=178),
    fact("children", "105"),
    fact("others", "7"),
)


def fenced(text, mark=""):
    return f"::: {{#overview{mark}}}\n{text}\n:::\n"


def confirmed(text=TEXT, facts=BEFORE):
    """The record of a text that was confirmed with these facts."""
    (block,) = parse_blocks(fenced(text), "police.md")
    seen = list_seen_facts(bind_block(block, "police", facts))
    return SectionReview().changed_blocks(
        {"overview": {"text": text_hash(block.source), "facts": seen}}
    )


def found(catalogue, now, text=TEXT, review=None, mark=""):
    return list(check_staleness(report(catalogue, fenced(text, mark), now, review)))


def test_nothing_has_changed(catalogue):
    assert found(catalogue, BEFORE, review=confirmed()) == []


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (
            {"missing": {"value": known(283)}},
            ["Missing (police.missing): it was “282” when this text was confirmed, and is “283”"],
        ),
        (
            {"missing": {"change": change_between(known(286), known(282), Unit.COUNT)}},
            ["Missing (police.missing): it was “rose by 104 (58.4%) to 282” when this text was "
             "confirmed, and is “fell by 4 (1.4%) to 282, a change small enough to be down "],
        ),
        ({"children": {"value": known(104)}}, ["(police.children): it was “105”"]),
        (
            {"missing": {"value": known(1)}, "children": {"value": known(2)}},
            ["Missing (police.missing): it was “282”", "Children (police.children): it was “105”"],
        ),
        (
            {"children": {"value": known("105.2")}},
            ["“105” when this text was confirmed, and is “105.2”"],
        ),
        (
            {"children": {"value": missing()}},
            ["it was “105” when this text was confirmed, and is “not available” now"],
        ),
        ({"others": {"text": "9", "amount": 9}}, []),
    ],
)  # fmt: skip
def test_what_a_reader_would_see_change_is_listed_with_both_values(catalogue, now, told):
    facts = [
        one.model_copy(update=now.get(name, {})) for name, one in BEFORE.facts["police"].items()
    ]
    findings = found(catalogue, book(*facts), review=confirmed())
    assert [finding.severity for finding in findings] == [Severity.WRONG] * len(told)
    for one, words in zip(findings, told, strict=True):
        assert words in one.what
        assert (one.kind, one.section, one.block) == (Kind.STALE, "police", "overview")
        assert "bcssp confirm banes police overview --period 2023-24" in one.suggestion
        assert one.sentence


def test_a_text_that_was_changed_in_the_file_is_to_be_confirmed(catalogue):
    (one,) = found(catalogue, BEFORE, text=f"Now: {TEXT}", review=confirmed())
    assert one.severity is Severity.DOUBTFUL
    assert "Nobody has confirmed this text" in one.what


def test_of_a_changed_text_the_figures_that_both_name_are_compared(catalogue):
    now = book(fact("missing", "283"), fact("children", "105"), fact("others", "7"))
    (one,) = found(catalogue, now, text="{{ missing }} and {{ others }}.", review=confirmed())
    assert "it was “282” when this text was confirmed, and is “283” now" in one.what


def test_a_text_without_figures_needs_no_confirming(catalogue):
    assert found(catalogue, BEFORE, text="No figures in {{ area }}.") == []


def test_a_text_that_nobody_confirmed_is_a_warning(catalogue):
    (one,) = found(catalogue, BEFORE)
    assert one.severity is Severity.DOUBTFUL


def test_last_years_text_is_a_warning_and_no_more(catalogue):
    now = book(fact("missing", "1", previous=178), fact("children", "2"))
    (one,) = found(catalogue, now, review=confirmed(), mark=" .last-year")
    assert (one.severity, one.what) == (
        Severity.DOUBTFUL,
        "This is last year’s text, which nobody has reviewed.",
    )


def test_default_text_belongs_to_no_author(catalogue):
    text = report(catalogue, "", BEFORE, default=fenced(TEXT))
    assert list(check_staleness(text)) == []


def test_figures_of_a_section_that_could_not_be_built_have_not_changed(catalogue):
    text = "{{ training.sessions }} sessions."
    before = book(fact("missing", "282"))
    with_training = {
        **before.facts,
        "training": {"sessions": fact("sessions", "5", section="training")},
    }
    review = confirmed(text, type(before)(with_training, before.names))
    now = book(fact("missing", "282"), failed={"training": "Training"})
    assert found(catalogue, now, text=text, review=review) == []


def open_entries(catalogue, registers, area, period):
    """What is found in the registers of a report."""
    fields = {"area": catalogue.area(area), "period": parse_period(period), "registers": registers}
    return list(check_registers(replace(report(catalogue, "", book()), **fields)))


@pytest.fixture
def found_at(catalogue):
    """What is found at the end of a period in one area's registers."""

    def found(period, *entries):
        registers = {}
        for entry in entries:
            registers.setdefault((entry.register, "fairport"), []).append(entry)
        registers = {name: tuple(rows) for name, rows in registers.items()}
        return open_entries(catalogue, registers, "fairport", period)

    return found


@pytest.mark.parametrize(
    ("period", "entry", "what", "suggestion"),
    [
        ("2023-24", action("2023-24", due="2024-03-31"),
         "Action A1, “Train everyone” (Health lead), is overdue: due by 31 March 2024.",
         "Enter what became of it in actions.csv, line 2, or agree a new date."),
        ("2023-24", action("2022-23"),
         "Action A1, “Train everyone” (Health lead), was not reported on: due by 30 September "
         "2024, carried over from 2022-23, not reported on since 2022-23.",
         "Add a row for 2023-24; the last one is actions.csv, line 2."),
        ("2023-24", question("2023-24"),
         "Question Q1, “Why?” (Police), is not answered: due by 30 September 2024.",
         "Enter what became of it in scrutiny.csv, line 2, or agree a new date."),
        ("2023-24", question("2021-22", due="2022-09-30"),
         "Question Q1, “Why?” (Police), is overdue: due by 30 September 2022, carried over from "
         "2021-22.",
         "Enter what became of it in scrutiny.csv, line 2, or agree a new date."),
        ("2021-22", question("2021-22", "2022-23", due="2022-03-31"),
         "Question Q1, “Why?” (Police), is overdue: due by 31 March 2022.",
         "Enter what became of it in scrutiny.csv, line 2, or agree a new date."),
    ],
)  # fmt: skip
def test_what_is_overdue_unanswered_or_forgotten_is_found(
    found_at, period, entry, what, suggestion
):
    (found,) = found_at(period, entry)
    assert (found.kind, found.severity) == (Kind.REGISTER, Severity.DOUBTFUL)
    assert (found.what, found.suggestion) == (what, suggestion)
    assert found.section == {"actions": "priorities"}.get(entry.register, entry.register)
    assert found.why


def test_a_review_that_takes_more_than_six_months_is_found(found_at, catalogue):
    day = parse_period("2022-23").end
    (found,) = found_at("2023-24", review(day))
    assert found.what.startswith("Review R1, “T”, is overdue: due by 30 September 2023")
    assert "say in the section why it takes longer" in found.suggestion


@pytest.mark.parametrize(
    ("period", "entry"),
    [
        ("2023-24", action("2023-24")),
        ("2023-24", action("2023-24", rating="complete", due="2020-01-01")),
        ("2023-24", action("2022-23", rating="complete")),
        ("2023-24", action("2024-25", due="2020-01-01")),
        ("2023-24", question("2023-24", "2023-24", due="2020-01-01")),
        ("2023-24", question("2022-23", "2023-24")),
        ("2022-23", question("2023-24")),
        ("2023-24", review(None)),
    ],
)
def test_what_is_done_or_on_its_way_is_not_found(found_at, period, entry):
    assert found_at(period, entry) == []


def test_the_registers_of_another_area_are_none_of_its_business(found_at, catalogue):
    late = action("2023-24", due="2020-01-01")
    registers = {("actions", "saltmere"): (late,)}
    assert open_entries(catalogue, registers, "fairport", "2023-24") == []


def test_the_made_up_registers_leave_some_open_and_the_real_area_has_none(
    example_project, catalogue
):
    for area in catalogue.authorities():
        figures = load_figures(catalogue, (area.slug,))
        found = open_entries(catalogue, figures.registers, area.slug, "2023-24")
        sections = {one.section for one in found}
        assert sections == set() if area.slug == "banes" else {"priorities", "scrutiny"} <= sections
