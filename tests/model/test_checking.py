"""The rules of the check refuse what cannot be meant."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bcssp_lib.model.checking import AllowedPattern


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        ("section (<number>", "no regular expression"),
        ("section <nombre>", "<nombre> is not known"),
        ("(?:section)?", "would match everywhere"),
        ("ab", "at least 3 characters"),
    ],
)
def test_a_pattern_must_be_readable_and_say_something(pattern, wrong):
    with pytest.raises(ValidationError, match=wrong):
        AllowedPattern(pattern=pattern, reason="The number of a section")


def test_a_pattern_needs_a_reason():
    with pytest.raises(ValidationError, match="reason"):
        AllowedPattern(pattern="section <number>", reason="")


def test_places_and_named_groups_may_stand_in_a_pattern():
    listed = AllowedPattern(pattern=r"(?P<law>section) <number>", reason="The number of a section")
    assert listed.pattern.endswith("<number>")
