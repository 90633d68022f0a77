"""What a Word file keeps of its sending."""

from __future__ import annotations

import pytest

from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.model.value import missing
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.publish.word_record import (
    LONGEST_TAG,
    Field,
    SentBlock,
    field_tag,
    parse_record,
    record_text,
    split_block,
)
from tests.facts import made_fact
from tests.publish.word_files import REPORT, replace_report, sending

TEXTS = {"a": 'Some {{ missing_reports }}, {{ change("missing_reports") }}.', "b": "“é” \\ {{"}


def test_a_sending_is_read_back_as_it_was():
    sent = sending(TEXTS)
    again = parse_record(record_text(sent))
    assert (again.report, again.title, again.blocks) == (sent.report, sent.title, sent.blocks)
    assert [block.source for block in again.blocks] == list(TEXTS.values())
    assert record_text(sent).isascii()


@pytest.mark.parametrize("text", ["", "!", "{}"])
def test_another_text_is_refused(text):
    with pytest.raises(NarrativeError, match="cannot be read"):
        parse_record(text)


def test_a_mark_is_of_one_report_block_and_text():
    here, there = sending(TEXTS), sending(TEXTS, report=replace_report(REPORT, "fairport"))
    changed = sending({**TEXTS, "a": "Other."})
    marks = [each.block_tag(each.blocks[0]) for each in (here, there, changed)]
    assert len(set(marks)) == 3
    assert len({each.bookmarks for each in (here, there, changed)}) == 3
    assert all(mark.endswith(":police/a") for mark in marks)


def test_no_tag_or_bookmark_is_longer_than_word_allows():
    sent = sending({})
    block = SentBlock("police" * 10, "b" * 80, ())
    assert len(sent.block_tag(block)) == LONGEST_TAG
    assert all(len(f"{name}99999") <= 40 for name in sent.bookmarks)
    assert field_tag(7, "{{ x }}") == "{{ x }}"
    assert field_tag(7, "{{ " + "x" * 80 + " }}") == field_tag(7, "two\nlines") == "#7"


def test_expressions_are_fields():
    book = FactBook({"police": {}}, {"area": "B*NES"})
    block = Block("a", "In {{ area }}, {{ no_fact }} and {{ open", "f.md", 1, default=False)
    pieces = split_block(block, "police", book)
    assert pieces == (
        "In ",
        Field("{{ area }}", "B\\*NES"),
        ", ",
        Field("{{ no_fact }}", "\\{\\{ no\\_fact \\}\\}"),
        " and ",
        Field("{{ open", "\\{\\{ open"),
    )
    assert "".join(p if isinstance(p, str) else p.raw for p in pieces) == block.source


def test_default_text_without_its_figure_is_one_field():
    fact = made_fact("reports", missing())
    book = FactBook({"police": {"reports": fact}}, {})
    text = "- Reports: {{ reports }}.\n- Last.\n"
    pieces = split_block(Block("a", text, "n", 1, default=True), "police", book)
    assert pieces[0] == "- "
    assert isinstance(pieces[1], Field)
    assert pieces[1].raw == "Reports: {{ reports }}."
    assert pieces[1].words.startswith("No figure was supplied for")
    assert "".join(p if isinstance(p, str) else p.raw for p in pieces) == text
