"""Whole reports of other hands: mistakes are found, and what is true is left in peace.

The usual run takes some of them, `make soak` all.
"""

from __future__ import annotations

import pytest

from bcssp_lib.checks.check import check_sentences
from bcssp_lib.model.finding import Severity
from benchmarks.checker import PROSE, read_prose, the_index
from benchmarks.whole_reports import (
    HELD_OUT,
    list_reports,
    mark_report,
    read_planted,
    read_text,
)
from tests.projects import sampled

FEWEST = 5  # mistakes of eight or ten that are found in each report
SEEN = [name for name in list_reports() if name not in HELD_OUT]


@pytest.mark.parametrize("name", list_reports())
def test_each_mistake_stands_once_in_its_report(name):
    text, planted = read_text(name), read_planted(name)
    assert len(planted) >= 8
    assert all(text.count(words) == 1 for words in planted)


@pytest.mark.parametrize("name", sampled(SEEN, SEEN[::20]))
def test_mistakes_are_found_and_nothing_true_is_called_wrong(name):
    marks = mark_report(name)
    assert [finding.what for finding in marks.false_alarms] == []
    assert len(marks.found | marks.doubted) >= FEWEST


def test_what_public_reports_of_other_things_say_is_not_called_wrong():
    """Sentences of kinds that are in them, with other words and numbers."""
    text = (PROSE / "true.md").read_text("utf-8")
    found = check_sentences([read_prose(text, "headlines")], the_index())
    assert [each.what for each in found if each.severity is Severity.WRONG] == []
