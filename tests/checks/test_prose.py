"""Narrative as sentences, with what is bound in them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bcssp_lib.checks.prose import block_prose
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.section.facts import Fact

MISSING = Fact(
    name="missing_reports", section="police", title="Missing children reports", text="282*",
    known=True, counts="reports", singular="report", period="2023-24",
)  # fmt: skip
BOOK = FactBook({"police": {"missing_reports": MISSING}}, {"area": "Bath and North East Somerset"})


def prose(text):
    return block_prose("police", Block("overview", text, "13_police.md", 1, default=False), BOOK)


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
    assert [one.text for one in prose(text).sentences] == expected


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


def test_a_block_lists_each_fact_once():
    text = "{{ missing_reports }} and {{ police.missing_reports }}."
    assert prose(text).facts == (MISSING,)


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
