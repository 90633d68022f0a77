"""The pickers, and what they change; tests/studio/test_in_voila.py looks at them."""

from __future__ import annotations

import pytest

from bcssp_lib.app.explorer import Explorer, sections_by_fact
from bcssp_lib.files.project import Project


@pytest.fixture(scope="module")
def explorer(real_project) -> Explorer:
    return Explorer(real_project)


def now(explorer):
    return tuple(one.value for one in (explorer.summary, explorer.chart, explorer.table))


def test_every_picker_has_a_label_and_all_there_is_to_pick(explorer, catalogue):
    pickers = [explorer.area, explorer.period, explorer.indicator, explorer.comparator]
    assert [picker.description for picker in pickers] == [
        "Area",
        "Period",
        "Indicator",
        "Compared with",
    ]
    assert [len(picker.options) for picker in pickers] == [
        len(catalogue.authorities()),
        len(catalogue.periods),
        len(catalogue.indicators),
        6,
    ]
    assert explorer.period.value == catalogue.settings.default_period


@pytest.mark.parametrize(
    ("picker", "value", "words"),
    [
        ("indicator", "missing_reports", "Missing children reports"),
        ("period", "2022-23", "31 March 2023"),
        ("area", "bristol", "Synthetic"),
        ("comparator", "england", "England"),
    ],
)
def test_each_picker_changes_what_is_shown(explorer, picker, value, words):
    before = now(explorer)
    getattr(explorer, picker).value = value
    assert now(explorer) != before
    assert words in "".join(now(explorer))


def test_what_cannot_be_read_is_told_instead(real_project, small_project):
    """An area of params/ that has no figures in data/."""
    found = Explorer(small_project)
    found.area.value = "bristol"
    assert found.summary.value
    assert "Traceback" not in found.summary.value


def test_homes_are_the_sections_that_publish_a_fact(opened_project, small_project):
    homes = sections_by_fact(Project(opened_project), "banes", "2023-24")
    assert homes["missing_reports"] == ["police"]
    assert homes["training_sessions"] == ["training"]
    assert sections_by_fact(small_project, "banes", "2023-24") is None
