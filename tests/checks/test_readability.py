"""The readability index is that of textstat, over the texts that authors have written."""

from __future__ import annotations

import pytest
import textstat
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.checks.language import grade

WORDS = [
    "the", "of", "282", "children", "safeguarding", "multi-agency", "didn’t", "it's", "(2023-24)",
    "£1,000", "58.4%", "–",
]  # fmt: skip
SENTENCE = st.lists(st.sampled_from(WORDS), max_size=20).map(lambda one: " ".join(["Some", *one]))


@given(st.lists(SENTENCE, min_size=1, max_size=9))
def test_the_index_is_that_of_textstat(sentences):
    text = " ".join(f"{one.replace('.', '')}." for one in sentences)
    expected = textstat.automated_readability_index(text)
    assert grade([f"{one}." for one in sentences], 1) == pytest.approx(expected)


def test_a_short_text_has_no_index():
    assert grade(["One two three.", "Four five."], 6) is None
    assert grade(["One two three.", "Four five."], 5) is not None


def test_longer_words_and_longer_sentences_are_harder():
    plain = grade(["We saw the child at home.", "She was safe and well."], 5)
    longer = grade(["We saw the child at home and she was safe and well."], 5)
    harder = grade(["Practitioners undertook multidisciplinary assessments concurrently."], 5)
    assert plain < longer < harder
