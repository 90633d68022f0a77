"""What has changed under an author's text since it was confirmed."""

from __future__ import annotations

import pytest

from bcssp_lib.checks.stale import stale_findings
from bcssp_lib.model.finding import Kind, Severity
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.value import known, missing
from bcssp_lib.narrative.binding import bind_block
from bcssp_lib.narrative.blocks import parse_blocks
from bcssp_lib.narrative.review_record import SectionReview, text_mark
from bcssp_lib.narrative.seen import seen_facts
from bcssp_lib.stats.change import change_between
from tests.checks.texts import book, fact, report

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
    seen = seen_facts(bind_block(block, "police", facts))
    return SectionReview().changed("overview", text=text_mark(block.source), facts=seen)


def found(catalogue, now, text=TEXT, review=None, mark=""):
    return list(stale_findings(report(catalogue, fenced(text, mark), now, review)))


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
             "confirmed, and is “fell by 4 (1.4%) to 282, a change that chance alone could "],
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
    assert [one.severity for one in findings] == [Severity.ERROR] * len(told)
    for one, words in zip(findings, told, strict=True):
        assert words in one.what
        assert (one.kind, one.section, one.block) == (Kind.STALE, "police", "overview")
        assert "bcssp confirm banes police overview --period 2023-24" in one.suggestion
        assert one.sentence


def test_a_text_that_was_changed_in_the_file_is_to_be_confirmed(catalogue):
    (one,) = found(catalogue, BEFORE, text=f"Now: {TEXT}", review=confirmed())
    assert one.severity is Severity.WARNING
    assert "Nobody has confirmed this text" in one.what


def test_of_a_changed_text_the_figures_that_both_name_are_compared(catalogue):
    now = book(fact("missing", "283"), fact("children", "105"), fact("others", "7"))
    (one,) = found(catalogue, now, text="{{ missing }} and {{ others }}.", review=confirmed())
    assert "it was “282” when this text was confirmed, and is “283” now" in one.what


def test_a_text_without_figures_needs_no_confirming(catalogue):
    assert found(catalogue, BEFORE, text="No figures in {{ area }}.") == []


def test_a_text_that_nobody_confirmed_is_a_warning(catalogue):
    (one,) = found(catalogue, BEFORE)
    assert one.severity is Severity.WARNING


def test_last_years_text_is_a_warning_and_no_more(catalogue):
    now = book(fact("missing", "1", previous=178), fact("children", "2"))
    (one,) = found(catalogue, now, review=confirmed(), mark=" .last-year")
    assert (one.severity, one.what) == (
        Severity.WARNING,
        "This is last year’s text, which nobody has reviewed.",
    )


def test_default_text_belongs_to_no_author(catalogue):
    text = report(catalogue, "", BEFORE, default=fenced(TEXT))
    assert list(stale_findings(text)) == []


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
