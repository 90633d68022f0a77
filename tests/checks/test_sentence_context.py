"""A sentence as the rules read it."""

from __future__ import annotations

import pytest

from bcssp_lib.model.checking import BOUND
from tests.checks.checked import as_read


def test_the_text_of_a_fact_is_blotted_out_at_its_place():
    read = as_read("In all {{ police.missing_reports }} reports, not 283.")
    assert read.typed == f"In all {BOUND * 3} reports, not 283."
    assert len(read.typed) == len(read.sentence.text)
    assert [mention.text for mention in read.mentions] == ["283"]


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
    assert [mention.text for mention in as_read(text).mentions] == numbers
