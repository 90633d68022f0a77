"""The duties of params/ are those that were handed over, to the word."""

from __future__ import annotations

from bcssp_lib.checks.coverage import find_wrong_places
from bcssp_lib.narrative.section_notebook import load_section
from tests.projects import read_csv

_UNCHECKED = " (confirm wording)"


def test_every_duty_is_there_as_it_was_handed_over(catalogue, golden):
    given = {row["id"]: row for row in read_csv(golden / "requirements.csv")}
    assert list(catalogue.requirements) == list(given)
    for name, row in given.items():
        one = catalogue.requirements[name]
        assert (one.body, one.requirement) == (row["body"], row["requirement"])
        assert one.checked == (row["checked"] == "yes")
        assert one.source == row["source"].removesuffix(_UNCHECKED)
        assert row["source"].endswith(_UNCHECKED) != one.checked


def test_every_duty_names_blocks_that_there_are(example_project, catalogue):
    sections = [
        load_section(example_project, section) for section in catalogue.edition("annual").sections
    ]
    assert list(find_wrong_places(example_project, catalogue, sections)) == []
    assert all(requirement.blocks for requirement in catalogue.requirements.values())
