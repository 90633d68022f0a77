"""The rules of process control fire where the made-up figures were made to break them."""

from __future__ import annotations

import pytest

from bcssp_lib.domain.period import parse_period
from bcssp_lib.figures.loader import load_figures
from bcssp_lib.numbers.control import Signal
from bcssp_lib.numbers.judgement import Variation
from bcssp_lib.section.material import Material
from bcssp_lib.section.trends import trend_of


@pytest.fixture(scope="module")
def trend(catalogue, real_project):
    def made(area: str, indicator: str):
        material = Material(catalogue, load_figures(real_project, catalogue, (area,)))
        described = material.indicator(indicator)
        return trend_of(material, described, area, parse_period("2023-24"))

    return made


@pytest.mark.parametrize(
    ("area", "indicator", "signal"),
    [
        ("bristol", "missing_reports", Signal.SHIFT),
        ("south-gloucestershire", "da_crimes", Signal.OUTSIDE),
        ("north-somerset", "decisions_in_4_days", Signal.OUTSIDE),
    ],
)
def test_a_known_change_is_found(trend, area, indicator, signal):
    assert any(signal in one for one in trend(area, indicator).control.signals)


def test_there_are_at_least_twelve_quarters(trend):
    assert len(trend("bristol", "missing_reports").series) == 12


def test_a_series_that_nothing_was_done_to_varies_only_by_chance(trend):
    assert trend("bristol", "cp_plans").variation is Variation.COMMON


def test_a_gap_stays_a_gap(trend):
    found = trend("bristol", "decisions_in_4_days")
    missing = [one.period.label for one in found.series if not one.known]
    assert missing == ["2022-23 Q2", "2022-23 Q3"]
    assert found.control.last_phase.trial


def test_limits_start_anew_where_a_reason_is_known(trend):
    found = trend("south-gloucestershire", "missing_reports")
    assert [one.start for one in found.control.phases] == [0, 4]
    assert found.control.last_phase.reason.startswith("Made up: a new service")
