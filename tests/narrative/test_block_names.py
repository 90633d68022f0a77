"""Names that people can say, for blocks that JupyterLab numbered."""

from __future__ import annotations

import pytest

from bcssp_lib.narrative.block_names import is_random, name_block


@pytest.mark.parametrize(
    ("name", "random"),
    [
        ("3f2a8c1e-0b1c-4d2e-9f3a-1b2c3d4e5f60", True),
        ("1a2b3c4d", True),
        ("0123456789abcdef0123456789abcdef", True),
        ("overview", False),
        ("deadbeef", False),  # a word, as far as anyone can tell
        ("looked-after-children", False),
        ("text-1a2b3c4d", False),
        ("2024", False),
        ("", False),
    ],
)
def test_a_number_is_told_from_a_name(name, random):
    assert is_random(name) is random


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("## Looked after children\n\nText.", "looked-after-children"),
        ("Some words first.\n\n## A heading", "a-heading"),
        ("What we did about {{ missing_reports }} and more than that", "what-we-did-about-and"),
        ("- **Bold** [link](https://example.org/x) words", "bold-link-words"),
        ("### Café & “naïve” children's views", "cafe-naive-childrens-views"),
        ("", "text"),
        ("{{ missing_reports }}", "text"),
        ("Born 01/02/2010, NHS 943 476 5919, jo@example.org", "born-nhs"),
        ("Pneumonoultramicroscopicsilicovolcanoconiosises and more", "and-more"),
    ],
)
def test_a_name_is_made_of_a_heading_or_of_the_first_words(text, name):
    assert name_block(text, ()) == name


def test_a_name_that_is_taken_gets_a_number():
    assert name_block("Views", {"views"}) == "views-2"
    assert name_block("Views", {"views", "views-2"}) == "views-3"
