"""What is read of a Word file of bcssp send."""

from __future__ import annotations

import json
from html import escape, unescape
from pathlib import Path

import pytest

from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.publish.word_reading import read_word
from tests.publish.word_files import change, members, paragraph, put_members, send

TEXTS = {"title": "# Police", "overview": "There were {{ missing_reports }}."}


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    return send(tmp_path, TEXTS)


def test_it_reads_what_was_sent(sent):
    word = read_word(sent)
    assert [part.render(lambda shown: shown.tag) for part in word.parts] == list(TEXTS.values())
    assert [(block.id, block.source) for block in word.sent.blocks] == list(TEXTS.items())


@pytest.mark.parametrize("text", ["", "no JSON", "{}", "[]", '{"format": 9}', "é"])
def test_a_record_that_cannot_be_read(sent, text):
    record = f'<sent xmlns="urn:bcssp:sent">{text}</sent>'
    put_members(sent, {**members(sent), "customXml/item1.xml": record.encode()})
    with pytest.raises(NarrativeError, match="noted in it"):
        read_word(sent)


def test_a_record_cannot_name_a_block_that_is_no_name(sent):
    files = members(sent)
    record = files["customXml/item1.xml"].decode()
    text = record.split(">")[1].split("<")[0]
    forged = json.loads(unescape(text))
    forged["blocks"][0][1] = "x}\n:::\n::: {#y"
    made = escape(json.dumps(forged), quote=False)
    put_members(sent, {**files, "customXml/item1.xml": record.replace(text, made).encode()})
    with pytest.raises(NarrativeError, match="is no name of a block"):
        read_word(sent)


def test_marks_of_our_own_that_are_typed_are_no_marks(sent):
    def edit(root):
        last = root[0][-2]
        last[-1].append(paragraph("\ue0000\ue000 \ue0010\ue003 \ue0011\ue002x\ue003"))

    change(sent, edit)
    (_, part) = read_word(sent).parts
    assert part.text.count("\ufffd") == 7
    assert len(part.own_fields) == 1


def test_a_part_that_is_broken_is_named(sent):
    files, part = members(sent), "word/footnotes.xml"
    put_members(sent, {**files, part: files[part][:-30]})
    with pytest.raises(NarrativeError, match="Nothing was taken"):
        read_word(sent)
