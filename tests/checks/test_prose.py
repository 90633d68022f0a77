"""Narrative as sentences, with what is bound in them."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest

from bcssp_lib.checks.prose import split_block, split_long_sentence
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.model.fact import FactRank, Rank
from bcssp_lib.model.value import missing
from bcssp_lib.model.verdicts import Answer
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from tests.checks.checked import all_known, as_block, checked
from tests.facts import made_fact
from tests.projects import sampled

MISSING = made_fact("missing_reports", missing(printed="282*"))
BOOK = FactBook({"police": {"missing_reports": MISSING}}, {"area": "Bath and North East Somerset"})


def prose(text):
    block = Block("overview", text, "13_police.md", 1, default=False)
    return split_block("police", bind_block(block, "police", BOOK))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One sentence. Another one.", ["One sentence.", "Another one."]),
        ("See e.g. Somerset, i.e. No. 3 of five.", ["See e.g. Somerset, i.e. No. 3 of five."]),
        ("It fell by 3.5% in all.", ["It fell by 3.5% in all."]),
        ("# A heading\n\nText with **bold** and [a link](https://example.org).\n",
         ["A heading", "Text with bold and a link."]),
        ("- one item\n- another item\n", ["one item", "another item"]),
        ("| a | b |\n|---|---|\n| c | d |\n", ["a", "b", "c", "d"]),
        ("A note.[^1]\n\n[^1]: What it says.\n", ["A note.", "What it says."]),
        ("<b>bold</b> and ~~struck~~ text", ["bold and struck text"]),
        ("Broken\nover lines", ["Broken over lines"]),
    ],
)  # fmt: skip
def test_markdown_is_read_as_sentences(text, expected):
    assert [sentence.text for sentence in prose(text).sentences] == expected


def test_a_sentence_knows_which_of_its_words_are_a_fact():
    (sentence,) = prose(
        "In {{ area }} there were **{{ missing_reports }}** reports, or 283."
    ).sentences
    assert sentence.text == "In Bath and North East Somerset there were 282* reports, or 283."
    (span,) = sentence.spans
    assert sentence.text[span.start : span.end] == "282*"
    assert span.fact is MISSING
    assert sentence.bound(span.start, span.start + 3) is span
    assert sentence.bound(sentence.text.index("283"), len(sentence.text)) is None


WORST = made_fact(
    "cp_plans", 141,
    rank=FactRank("Exshire", Rank(3, 148, 150, 0, 2), Answer.YES, "A table. Of 2024"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ('{{ worst("cp_plans") }}', ["■"]),
        ('{{ worst("cp_plans") }} It is so. {{ cp_plans }} more.', ["■", "It is so.", "■ more."]),
        ('So: {{ worst("cp_plans") }}', ["So: ■"]),
        ('{{ sentence("cp_plans") }} and {{ worst("cp_plans") }}', ["■ and ■"]),
        ('One. “{{ worst("cp_plans") }}” Two.', ["One.", "“■”", "Two."]),
        ('Read: {{ title("cp_plans") }}. {{ sentence("cp_plans") }}', ["Read: ■.", "■"]),
    ],
)
def test_a_sentence_never_ends_within_the_words_of_a_fact(text, typed):
    block = Block("overview", text, "13_police.md", 1, default=False)
    book = FactBook({"police": {"cp_plans": WORST}}, {})
    prose = split_block("police", bind_block(block, "police", book))
    contexts = [SentenceContext(prose, sentence, all_known()) for sentence in prose.sentences]
    assert [re.sub("■+", "■", context.typed) for context in contexts] == typed
    for sentence in prose.sentences:
        assert all(
            sentence.text[each.start : each.end] == each.span.words for each in sentence.spans
        )


_PARSED_FROM_THE_START = """
from markdown_it.ruler import Ruler
from bcssp_lib.checks.prose import MARKDOWN
def late(ruler):
    raise AssertionError("rules are gathered while texts are read, perhaps by two threads")
Ruler.__compile__ = late
print(len(MARKDOWN.parse("# A *b*\\n\\n- c [d](e)\\n\\n| f |\\n|---|\\n| g |\\n\\n> h\\n")))
"""


def test_reading_gathers_no_rules_that_two_threads_would_share():
    done = subprocess.run(
        [sys.executable, "-c", _PARSED_FROM_THE_START], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10


def test_a_sentence_of_common_length_stays_whole():
    (sentence,) = as_block("There were {{ police.missing_reports }} reports.").sentences
    assert list(split_long_sentence(sentence)) == [sentence]


@pytest.mark.parametrize("word", ["{{ police.missing_reports }} reports, ", "x" * 400 + " "])
def test_a_sentence_that_is_far_too_long_is_cut_outside_facts(word):
    (sentence,) = as_block(word * 200).sentences
    cut = list(split_long_sentence(sentence))
    assert len(cut) > 1
    assert "".join(one.text for one in cut) == sentence.text
    assert sum(len(one.spans) for one in cut) == len(sentence.spans)
    for one in cut:
        assert all(one.text[each.start : each.end] == each.span.words for each in one.spans)


@pytest.mark.parametrize(
    "word",
    sampled(
        ["the ", "one hundred and ", "rose, ", "1,234 ", "(", "a sharp, ", "“", "not ", "1", "–; "],
        {"the ", "one hundred and ", "a sharp, ", "–; "},
    ),
)
def test_time_grows_with_the_length_of_a_paste_and_no_faster(word):
    text = (word * (3000 // len(word))).strip()
    began = time.process_time()
    checked(text)
    assert time.process_time() - began < 5


CITED = '{{ cited_block("A book") }}'
TABLE = "| a | b |\n|---|---|\n| c | 4,321 |"
QUOTE = "> We spoke to 1,234 children."


def mentioned(text):
    """The numbers that a check reads in a text."""
    contexts = [SentenceContext(prose(text), each, all_known()) for each in prose(text).sentences]
    return [mention.text for context in contexts for mention in context.mentions]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ('It rose by {{ cited("13.2%", "A book") }} to 500.', ["500"]),
        ('Of {{ cited("4,711", "A book") }}. Then {{ cited("12", "B") }} of 77.', ["77"]),
        (f"{TABLE}\n{CITED}\n\nAnd 99.", ["99"]),
        (f"In all 99.\n\n{CITED}\n\n{QUOTE}\n\n{TABLE}", ["99", "4,321"]),
        (f"{TABLE}\n\n{CITED}\n\n{QUOTE}", ["1,234"]),  # the source stands below what it cites
        (f"{TABLE}\n\nText.\n\n{CITED}", ["4,321"]),
        (TABLE, ["4,321"]),
    ],
)
def test_numbers_that_are_cited_are_no_figures_of_an_author(text, numbers):
    assert mentioned(text) == numbers
