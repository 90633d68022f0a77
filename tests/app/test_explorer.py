"""The pickers, what they change, and one figure as it is shown: protected, accessible, named."""

from __future__ import annotations

import base64
import re

import pytest
from bs4 import BeautifulSoup

from bcssp_lib.app.explorer import Explorer, make_fact, make_view, sections_by_fact
from bcssp_lib.files.project import Project
from bcssp_lib.narrative.helpers import COMPARED_WITH
from bcssp_lib.stats.fact_wording import FactWords

SECRET, NEXT = 3, 427  # the second is hidden too, or the first could be worked out

SMALL = (
    ("concerns_by_ethnicity", "2023-24", 1241),
    ("concerns_by_ethnicity", "2023-24", 811, "White"),
    ("concerns_by_ethnicity", "2023-24", NEXT, "Mixed or multiple ethnic groups"),
    ("concerns_by_ethnicity", "2023-24", SECRET, "Other ethnic group"),
)


@pytest.fixture(autouse=True)
def outside_the_project(monkeypatch, tmp_path):
    """The project is the one that is given, wherever the explorer is opened."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def explorer(example_project) -> Explorer:
    return Explorer(example_project)


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
        ("area", "fairport", "Synthetic"),
        ("comparator", "england", "England"),
    ],
)
def test_each_picker_changes_what_is_shown(explorer, picker, value, words):
    before = now(explorer)
    getattr(explorer, picker).value = value
    assert now(explorer) != before
    assert words in "".join(now(explorer))


def test_what_cannot_be_read_is_told_instead(inside_small_project):
    """An area of params/ that has no figures in data/."""
    found = Explorer(inside_small_project)
    found.area.value = "fairport"
    assert found.summary.value
    assert "Traceback" not in found.summary.value


def test_homes_are_the_sections_that_publish_a_fact(opened_project, small_project):
    homes = sections_by_fact(Project(opened_project), "banes", "2023-24")
    assert homes["missing_reports"] == ["police"]
    assert homes["training_sessions"] == ["training"]
    assert sections_by_fact(small_project, "banes", "2023-24") is None


def pages(found):
    return {
        name: BeautifulSoup(getattr(found, name), "html.parser")
        for name in ("summary", "chart", "table", "name")
    }


@pytest.mark.parametrize("whom", COMPARED_WITH)
def test_suppressed_values_stay_suppressed(made_of, catalogue, whom):
    found = make_view(made_of(*SMALL), catalogue.indicator("concerns_by_ethnicity"), whom, {})
    shown = pages(found)
    cells = [one.get_text() for page in shown.values() for one in page.select("td, th, dd, p")]
    assert "1,241" in cells
    assert "811" in cells
    hidden = {str(SECRET), str(NEXT), "0.2%", "34.4%"}
    assert not [cell for cell in cells if hidden & set(cell.replace(",", " ").split())]
    assert any("not shown" in cell for cell in cells)
    for picture in shown["chart"].select("img"):
        svg = base64.b64decode(picture["src"].partition("base64,")[2]).decode()
        drawn = BeautifulSoup(svg[svg.index("<svg") :], "html.parser").get_text(" ")
        assert "811" in drawn
        for text in (drawn, picture["alt"]):
            assert not re.search(rf"\b({SECRET}|{NEXT})\b", text)


@pytest.mark.parametrize(
    ("indicator", "whom", "chart", "compared"),
    [
        ("cp_plans", "previous", "over time", "rose by"),
        ("cp_plans", "england", "every authority", "England ("),
        ("cp_plans", "peers", "by area", "other areas of the police force area"),
        (
            "missing_reports",
            "force_area",
            "compared with the year before",
            "across the police force",
        ),
        ("concerns_by_ethnicity", "previous", "by ethnic group", "rose by"),
        (
            "training_topics",
            "england",
            "",
            "cannot be compared with England, because",
        ),
    ],
)
def test_chart_and_words_follow_whom_it_is_compared_with(
    fairport, catalogue, indicator, whom, chart, compared
):
    shown = pages(make_view(fairport, catalogue.indicator(indicator), whom, {}))
    caption = shown["chart"].figcaption
    assert chart in (caption.get_text() if caption else "")
    for picture in shown["chart"].select("img"):
        assert picture["alt"].startswith("Synthetic figures. ")
    assert compared in shown["summary"].get_text()
    assert "Synthetic: made up" in shown["summary"].get_text()
    assert shown["table"].select_one("table caption")


def test_every_indicator_is_shown_or_said_to_have_no_figure(fairport, nowhere, catalogue):
    """One of each kind: by its unit, its periods, its breakdown and its target."""
    kinds = {
        (
            indicator.unit,
            indicator.periods,
            bool(indicator.breakdown),
            indicator.target is None,
            bool(indicator.rate),
        ): indicator
        for indicator in catalogue.indicators.values()
    }
    for indicator in kinds.values():
        for section in (fairport, nowhere):
            fact = make_fact(section, indicator)
            shown = pages(make_view(section, indicator, "previous", None))
            assert FactWords(fact).text in shown["summary"].select_one(".bcssp-figure").get_text()
            assert shown["chart"].get_text(strip=True)
            assert shown["table"].get_text(strip=True)


def test_rating_and_interval_are_those_of_the_fact(banes, catalogue):
    shown = pages(make_view(banes, catalogue.indicator("decisions_in_4_days"), "previous", {}))
    text = shown["summary"].get_text(" ")
    assert "is rated red: 57% against a target of 100%" in text
    shown = pages(make_view(banes, catalogue.indicator("missing_reports"), "previous", {}))
    assert "68.4 to 86.7" in shown["summary"].get_text(" ")


@pytest.mark.parametrize(
    ("homes", "copied", "told"),
    [
        ({"missing_reports": ["police"]}, ["{{ missing_reports }}", "{{ police.missing_reports }}"],
         "In a text of the section police"),
        ({}, [], "No section publishes this figure"),
        (None, ["{{ missing_reports }}"], "run bcssp build"),
    ],
)  # fmt: skip
def test_its_name_is_copied_as_prose_writes_it(banes, catalogue, homes, copied, told):
    found = make_view(banes, catalogue.indicator("missing_reports"), "previous", homes)
    page = pages(found)["name"]
    assert [one["data-copy"] for one in page.select("button")] == copied
    assert told in page.get_text()
