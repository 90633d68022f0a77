"""What the panel's buttons do: to the text of a cell, the review record and the narrative file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bcssp_lib.app.finding_box import (
    build_report,
    cite_in_cell,
    confirm_text,
    keep_finding,
    review_link,
    save_section,
    save_words,
)
from bcssp_lib.app.panel_context import find_findings, preview_block, read_panel_context
from bcssp_lib.build.number_binding import bind_numbers, list_changed_lines
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.finding import NOT_A_FIGURE, Kind
from tests.narrative.test_saving import wrote

TEXT = "There were 282 reports of missing children; 105 missing children.\n\n**Thanks** to all."


@pytest.fixture
def own(files):
    """The context of a project of its own, that may be written to."""
    return read_panel_context(files.project, "banes", "police", "2023-24", "annual")


def findings_of(context, text):
    block = context.block("what-changed", "what-changed", text)
    bound = preview_block(block, "police", context.book).bound
    return context.typed_block("what-changed", "what-changed", text), find_findings(bound, context)


def typed(findings, words):
    return next(finding for finding in findings if finding.words == words)


def test_one_number_is_bound_and_the_rest_of_the_cell_stays_to_the_letter(own):
    block, findings = findings_of(own, TEXT)
    edit = bind_numbers("police", block, [typed(findings, "105")], own.book)
    assert edit.after.source == TEXT.replace("105", "{{ police.missing_children }}")
    lines = list_changed_lines(edit.before.source, edit.after.source)
    assert [line[0] for line in lines] == ["-", "+"]
    both = bind_numbers("police", block, [each for each in findings if each.binding], own.book)
    assert both.after.source.startswith("There were {{ police.missing_reports }} reports of")
    assert (both.after.source.count("{{"), both.left) == (2, ())


def test_what_cannot_be_bound_is_left_and_said(own):
    block, findings = findings_of(own, TEXT)
    edit = bind_numbers(
        "police", block, [each for each in findings if not each.binding] or findings, own.book
    )
    other, _ = findings_of(own, "Another text.")
    moved = bind_numbers("police", other, [typed(findings, "105")], own.book)
    assert moved.after.source == "Another text."
    (left,) = moved.left
    assert left.finding.words == "105"
    assert "its sentence is not in the text" in left.why
    assert edit.before.source == TEXT


def test_a_number_is_cited_as_it_stands(own):
    text = "The police received 283 reports of a missing child in **2023-24**."
    block, findings = findings_of(own, text)
    wrong = next(each for each in findings if "“283”" in each.what)
    edit = cite_in_cell(own, block, wrong, 'The force\'s "own" count')
    cited = '{{ cited("283", "The force\'s \\"own\\" count") }}'
    assert edit.after.source == text.replace("283", cited)
    after = own.block("what-changed", "what-changed", edit.after.source)
    shown = preview_block(after, "police", own.book)
    assert (shown.bound.problems, "283" in shown.html) == ((), True)
    assert not any("283" in each.what for each in find_findings(shown.bound, own))
    with pytest.raises(UserError, match="Write the source"):
        cite_in_cell(own, block, wrong, "  ")


@pytest.mark.parametrize("reason", ["The panel's own count.", NOT_A_FIGURE])
def test_a_finding_is_kept_and_stays_kept_when_the_text_is_saved(own, reason):
    block, findings = findings_of(own, TEXT)
    found = typed(findings, "105")
    words = keep_finding(own, block, found, reason)
    assert words.endswith(found.what)
    _, later = findings_of(own.read_again(), TEXT)
    assert typed(later, "105").accepted == reason
    assert not typed(later, "105").is_open
    wrote(own.files, "what-changed", TEXT)
    assert save_words(save_section(own)).startswith("Saved to reports/banes/2023-24/narrative")
    _, later = findings_of(own.read_again(), TEXT)
    assert typed(later, "105").accepted == reason


@pytest.mark.parametrize(
    ("text", "kind", "reason", "told"),
    [
        (TEXT, Kind.FIGURE, "", "Write the reason"),
        ("Write to anna.smith@example.org.", Kind.PERSON, "Public.", "nobody may accept"),
        ("{{ nothing }}", Kind.NOT_SHOWN, "It is well.", "never accepted"),
        ("We utilise it.", Kind.LANGUAGE, NOT_A_FIGURE, "about no figure"),
        (
            "The police received 283 reports of a missing child.",
            Kind.FIGURE,
            NOT_A_FIGURE,
            "contradicts what is held",
        ),
    ],
)
def test_what_nobody_may_keep_is_refused(own, text, kind, reason, told):
    block, findings = findings_of(own, text)
    found = next(each for each in findings if each.kind is kind)
    with pytest.raises(UserError, match=told):
        keep_finding(own, block, found, reason)
    assert not own.files.review.exists()


def test_a_text_without_a_name_is_saved_before_anything_of_it_is_kept(own):
    block = own.typed_block("0a1b2c3d", "", TEXT)
    with pytest.raises(UserError, match="press Save"):
        keep_finding(own, block, typed(findings_of(own, TEXT)[1], "105"), "Ours.")


def test_a_text_is_confirmed_with_the_figures_of_the_last_build(own):
    text = "{{ missing_reports }} came."
    own.files.narrative.parent.mkdir(exist_ok=True)
    own.files.narrative.write_text(f"::: {{#what-changed .last-year}}\n{text}\n:::\n", "utf-8")
    own = own.read_again()
    block, (stale,) = findings_of(own, text)
    assert stale.kind is Kind.STALE
    assert confirm_text(own, block) == "Confirmed with today’s figures."
    assert findings_of(own.read_again(), text)[1] == []
    assert ".last-year" not in own.files.narrative.read_text("utf-8")


def test_a_report_is_built_and_opened_at_the_text(own):
    assert build_report(own).startswith("The report is built: ")
    other = own.report.edition.model_copy(update={"id": "none"})
    away = replace(own, report=replace(own.report, edition=other))
    with pytest.raises(UserError, match=r"could not be built.\nError: .*no edition 'none'"):
        build_report(away)
    bound = preview_block(own.block("what-changed", "", TEXT), "police", own.book).bound
    link = review_link(own, bound, "http://x/files/banes/2023-24/working/")
    assert link == (
        "http://x/files/banes/2023-24/working/../review/report.html#section-police"
        ":~:text=There%20were%20282%20reports%20of"
    )
