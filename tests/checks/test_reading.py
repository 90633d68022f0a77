"""A sentence is made ready for the checks without moving anything in it."""

from __future__ import annotations

import time

import pytest

from bcssp_lib.checks.prose import pieces
from bcssp_lib.model.checking import BOUND
from tests.checks.checked import as_block, as_read, checked


def test_the_text_of_a_fact_is_blotted_out_at_its_place():
    read = as_read("In all {{ police.missing_reports }} reports, not 283.")
    assert read.typed == f"In all {BOUND * 3} reports, not 283."
    assert len(read.typed) == len(read.sentence.text)
    assert [one.text for one in read.mentions] == ["283"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("He said: “It took 3 calls to be heard.”", []),
        ('He said: "It took 3 calls to be heard."', []),
        ("He said: ‘It wasn’t until 3 calls later.’", []),
        ("The “3 calls” rule is new.", ["3"]),
        ("It’s 3 calls, isn’t it.", ["3"]),
    ],
)
def test_numbers_in_what_somebody_said_are_left_out(text, numbers):
    assert [one.text for one in as_read(text).mentions] == numbers


def test_a_sentence_of_common_length_stays_whole():
    (sentence,) = as_block("There were {{ police.missing_reports }} reports.").sentences
    assert list(pieces(sentence)) == [sentence]


@pytest.mark.parametrize("word", ["{{ police.missing_reports }} reports, ", "x" * 1500 + " "])
def test_a_sentence_that_is_far_too_long_is_cut_outside_facts(word):
    (sentence,) = as_block(word * 200).sentences
    cut = list(pieces(sentence))
    assert len(cut) > 1
    assert "".join(one.text for one in cut) == sentence.text
    assert sum(len(one.spans) for one in cut) == len(sentence.spans)
    for one in cut:
        assert all(one.text[each.start : each.end] == each.span.words for each in one.spans)


@pytest.mark.parametrize(
    "word",
    ["the ", "one hundred and ", "rose, ", "1,234 ", "(", "a sharp, ", "“", "not ", "1", "–; "],
)
def test_time_grows_with_the_length_of_a_paste_and_no_faster(word):
    text = (word * (3000 // len(word))).strip()
    began = time.process_time()
    checked(text)
    assert time.process_time() - began < 5
