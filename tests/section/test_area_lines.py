"""Areas side by side: as rates, all real or all made up, each with its own breaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bcssp_lib.data.comparators import Comparators
from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.loader import load_figures
from bcssp_lib.model.period import PeriodKind, parse_period
from bcssp_lib.section.area_lines import AreaLine, area_lines
from bcssp_lib.section.mime_types import CHART_TYPE
from tests.section.outputs import bundle, message

Lines = Callable[..., dict[str, AreaLine]]


@pytest.fixture(scope="module")
def lines(catalogue, real_project) -> Lines:
    def made(area: str, indicator: str, kind: PeriodKind) -> dict[str, AreaLine]:
        figures = load_figures(real_project, catalogue, (area,))
        store = DataStore(catalogue, figures, Comparators(real_project, catalogue, area))
        described, home = store.indicator(indicator), store.area(area)
        return area_lines(store, described, home, kind, parse_period("2023-24"))

    return made


@pytest.mark.parametrize(("area", "number"), [("bristol", 4), ("banes", 1)])
def test_only_real_ones_or_only_made_up_ones_stand_side_by_side(lines, area, number):
    assert len(lines(area, "missing_reports", PeriodKind.ROLLING)) == number


def test_areas_of_different_size_are_drawn_as_rates(lines):
    found = lines("bristol", "cp_plans", PeriodKind.SNAPSHOT)
    assert next(iter(found)) == "Bristol"
    last = found["Bristol"].measures[-1].figure
    assert (last.text, last.unit) == ("42.0 per 10,000", "per 10,000 children aged 0 to 17")
    assert {one.measures[-1].figure.unit for one in found.values()} == {last.unit}


def test_each_area_has_its_own_events(lines):
    found = lines("bristol", "concerns_raised", PeriodKind.QUARTER)
    stopped = {name for name, line in found.items() if any(e.stops_line for e in line.events)}
    assert stopped == {"Somerset"}


def test_an_area_without_figures_has_no_lines(lines):
    assert lines("banes", "training_sessions", PeriodKind.QUARTER) == {}


def test_the_chart_says_whose_line_is_broken_and_shows_rates(bristol):
    content = bundle(bristol.areas_chart("Concerns", "concerns_raised"))[CHART_TYPE]
    assert any(one.startswith("Somerset: the line is broken on 1 April 2023,")
               for one in content["notes"])  # fmt: skip
    assert content["notes"][0].startswith("Concerns per 100,000 adults")


def test_plain_numbers_of_areas_are_not_drawn_side_by_side(bristol):
    kind, text = message(bristol.areas_chart("Sessions", "training_sessions"))
    assert kind == "no figures"
    assert "it is a plain number, and areas differ in size" in text
