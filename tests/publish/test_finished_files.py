"""Rendered files are looked at before they are put in place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bcssp_lib.model.errors import RenderError
from bcssp_lib.model.period import parse_period
from bcssp_lib.publish.block_texts import WrongReportError
from bcssp_lib.publish.pdf_files import check_pdf, name_undrawn_letters
from bcssp_lib.publish.publication import render_pdf, render_word
from bcssp_lib.publish.review import LARGEST_BYTES, check_review, render_review
from bcssp_lib.publish.word_document import check_word
from tests.publish.texts import small_report


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """One small report as PDF, Word and review copy."""
    made = {}
    for kind, render in {"pdf": render_pdf, "word": render_word, "review": render_review}.items():
        made[kind] = render(small_report(), tmp_path_factory.mktemp(kind))
    return made


def other_area():
    report = small_report()
    identity = replace(report.report, area="elsewhere")
    return replace(report, subtitle="Elsewhere Partnership", report=identity)


def other_period():
    report = small_report()
    identity = replace(report.report, period=parse_period("2022-23"))
    return replace(report, title="Annual report 2022-23", report=identity)


def test_a_pdf_and_a_word_document_of_the_right_report_pass(rendered):
    check_pdf(rendered["pdf"], small_report().masthead)
    check_word(rendered["word"], small_report().masthead)


@pytest.mark.parametrize("other", [other_area, other_period])
@pytest.mark.parametrize(("kind", "check"), [("pdf", check_pdf), ("word", check_word)])
def test_a_file_of_another_report_is_our_bug(rendered, kind, check, other):
    with pytest.raises(WrongReportError, match="does not name"):
        check(rendered[kind], other().masthead)


@pytest.mark.parametrize("content", [b"", b"no such thing", b"%PDF-1.7\n", b"PK\x03\x04 broken"])
@pytest.mark.parametrize(
    ("check", "words"), [(check_pdf, "The PDF cannot"), (check_word, "The Word document cannot")]
)
def test_a_file_that_cannot_be_opened_is_refused(tmp_path, content, check, words):
    path = tmp_path / "report.file"
    path.write_bytes(content)
    with pytest.raises(RenderError, match=words):
        check(path, small_report().masthead)


@pytest.mark.parametrize("check", [check_pdf, check_word])
def test_a_file_that_is_not_there_is_refused(tmp_path, check):
    with pytest.raises(RenderError, match="cannot be read"):
        check(tmp_path / "nothing", small_report().masthead)


def test_a_pdf_that_was_cut_short_is_refused(rendered, tmp_path):
    path = tmp_path / "report.pdf"
    content = rendered["pdf"].read_bytes()
    path.write_bytes(content[: len(content) // 3])
    with pytest.raises(RenderError, match="cannot be read"):
        check_pdf(path, small_report().masthead)


def test_a_review_copy_of_the_right_report_passes(rendered):
    check_review(rendered["review"], small_report().report)


@pytest.mark.parametrize(
    "changes", [{"area": "x"}, {"period": parse_period("2021-22")}, {"edition": "x"}], ids=str
)
def test_a_review_copy_with_another_stamp_is_our_bug(rendered, changes):
    other = replace(small_report().report, **changes)
    with pytest.raises(WrongReportError, match=str(other)):
        check_review(rendered["review"], other)


def test_a_review_copy_without_a_stamp_is_our_bug(tmp_path):
    path = tmp_path / "report.html"
    path.write_text("<html></html>", "utf-8")
    with pytest.raises(WrongReportError):
        check_review(path, small_report().report)


def test_a_review_copy_that_is_too_large_to_send_is_refused(rendered, tmp_path):
    path = tmp_path / "report.html"
    text = rendered["review"].read_text("utf-8")
    path.write_text(text + " " * (LARGEST_BYTES - len(text.encode())), "utf-8")
    check_review(path, small_report().report)
    path.write_text(text + " " * (LARGEST_BYTES - len(text.encode()) + 1), "utf-8")
    with pytest.raises(RenderError, match="3,000,001 bytes, and may have 3,000,000") as refusal:
        check_review(path, small_report().report, small_report().chapters)
    assert "The largest sections: Police (" in str(refusal.value)


def test_letters_that_no_font_has_are_named_with_their_section(tmp_path):
    report = small_report(
        "# Police\n\nThe leaflet is in “\U00010380\U00010381”, and in Ελληνικά.\n"
    )
    told = name_undrawn_letters(render_pdf(report, tmp_path), report)
    assert "no font of this machine has" in told
    assert ": Police: \U00010380\U00010381. Install" in told


def test_a_report_whose_letters_all_have_a_face_needs_no_font_of_the_machine(rendered):
    greek = small_report(
        "# Police\n\n\ue002a-mark\ue003\n\nΕλληνικά, العربية, עברית, Łódź – “€5” ≥ 3.\n"
    )
    assert not greek.machine_fonts
    assert name_undrawn_letters(rendered["pdf"], small_report()) == ""
