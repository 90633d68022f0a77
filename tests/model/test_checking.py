"""The rules of the check refuse what cannot be meant."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from bcssp_lib.model.area import Area
from bcssp_lib.model.checking import AllowedPattern, InForce, find_in_force
from bcssp_lib.model.records import Edition


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


BOARDS = [
    InForce.model_validate(each)
    for each in (
        {"id": "old", "body": "children", "from": "2006-04-01", "until": "2019-09-29"},
        {"id": "new", "body": "children", "from": "2018-06-29"},
        {"id": "adults", "body": "adults"},
    )
]


def find(day, edition=None, area=None):
    report = Edition(id="annual", title="T", readers="R", sections=("about",), bodies=edition)
    place = Area(slug="a", name="A", short_name="A", bodies=area)
    return [each.id for each in find_in_force(BOARDS, report, place, day)]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2006, 3, 31), ["adults"]),
        (date(2006, 4, 1), ["old", "adults"]),
        (date(2019, 9, 29), ["old", "new", "adults"]),
        (date(2019, 9, 30), ["new", "adults"]),
    ],
)
def test_both_days_are_part_of_it(day, found):
    assert find(day) == found


def test_bodies_are_those_of_the_edition_and_of_the_area():
    day = date(2024, 3, 31)
    assert find(day, edition=("adults",)) == ["adults"]
    assert find(day, area=("children",)) == ["new"]
    assert find(day, edition=("adults",), area=("children",)) == []
    assert find(day, area=()) == []
