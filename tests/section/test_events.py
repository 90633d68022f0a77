"""Known events: on charts, as reasons for new limits, and as breaks between periods."""

from __future__ import annotations

from datetime import date

import pytest

from bcssp_lib.data.comparators import Comparators
from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.loader import load_figures
from bcssp_lib.model.period import parse_period
from bcssp_lib.section.events import (
    Event,
    EventKind,
    find_break,
    find_rebases,
    list_code_events,
    list_events,
    list_peer_events,
    place_events,
)
from bcssp_lib.section.indicator_result import read_indicator
from bcssp_lib.section.outputs import CHART_TYPE
from bcssp_lib.section.section import Section
from bcssp_lib.section.trends import read_trend
from tests.section.outputs import bundle

BROKEN = Event(date(2023, 4, 1), EventKind.BREAK, "counted in another way")
QUARTERS = [parse_period(f"2022-23 Q{one}") for one in (3, 4)] + [parse_period("2023-24 Q1")]


@pytest.fixture(scope="module")
def saltmere(catalogue, example_project):
    return DataStore(catalogue, load_figures(example_project, catalogue, ("saltmere",)))


@pytest.mark.parametrize(
    ("earlier", "later", "broken"),
    [
        ("2022-23", "2023-24", True),
        ("2021-22", "2022-23", False),
        ("2022-23 Q4", "2023-24 Q1", True),
        ("2023-24 Q1", "2023-24 Q2", False),
        ("at 2023-03-31", "at 2024-03-31", True),
    ],
)
def test_a_break_lies_between_what_was_counted_before_and_since(earlier, later, broken):
    found = find_break([BROKEN], parse_period(earlier), parse_period(later))
    assert (found is BROKEN) is broken


@pytest.mark.parametrize("kind", [EventKind.EVENT, EventKind.REBASE])
def test_only_a_break_keeps_periods_from_being_compared(kind):
    event = Event(BROKEN.day, kind, "x")
    assert find_break([event], parse_period("2022-23"), parse_period("2023-24")) is None


def test_limits_start_anew_at_the_first_period_that_an_event_concerns():
    assert find_rebases(place_events([BROKEN], QUARTERS)) == {2: "counted in another way"}


def test_an_event_that_is_only_to_be_known_starts_nothing_anew():
    assert find_rebases([(2, Event(BROKEN.day, EventKind.EVENT, "x"))]) == {}


def test_an_event_before_the_series_or_after_it_starts_nothing_anew():
    days = (date(2020, 1, 1), QUARTERS[0].start, date(2030, 1, 1))
    events = [Event(day, EventKind.BREAK, "x") for day in days]
    assert find_rebases(place_events(events, QUARTERS)) == {}


def test_a_changed_code_of_an_area_is_a_known_event(catalogue):
    (found,) = list_code_events(catalogue.areas["saltmere"])
    assert (found.day, found.kind) == (date(2023, 4, 1), EventKind.EVENT)
    assert "E06999004" in found.text
    assert list_code_events(catalogue.areas["banes"]) == []


def test_the_change_over_a_break_is_refused_with_the_reason(saltmere):
    area = saltmere.area("saltmere")
    found = read_indicator(saltmere, "concerns_raised", area, parse_period("2023-24"))
    assert found.change.amount is None
    assert found.change.percent is None
    assert "changed on 1 April 2023" in found.change.why_none
    assert read_indicator(
        saltmere, "people_with_concern", area, parse_period("2023-24")
    ).change.amount is not None  # fmt: skip


def test_a_series_with_a_break_has_limits_for_each_side(saltmere):
    described = saltmere.indicator("concerns_raised")
    found = read_trend(saltmere, described, "saltmere", parse_period("2023-24"))
    assert [(phase.start, phase.stop) for phase in found.analysis.phases] == [(0, 8), (8, 12)]
    assert found.analysis.last_phase.limits is None
    assert found.phrase.startswith("cannot be judged yet")


def test_an_area_has_the_events_of_its_own_register(saltmere):
    found = list_events(saltmere, "concerns_raised", "saltmere")
    assert {one.kind for one in found} == {EventKind.BREAK, EventKind.EVENT}
    assert [event.kind for event in list_events(saltmere, "cp_plans", "saltmere")] == [
        EventKind.EVENT
    ]


def test_without_enough_quarters_there_is_no_trend(catalogue, banes_figures):
    store = DataStore(catalogue, banes_figures)
    described = store.indicator("concerns_raised")
    assert read_trend(store, described, "banes", parse_period("2023-24")) is None


def test_an_event_has_the_place_of_the_first_period_that_it_concerns():
    assert place_events([BROKEN], QUARTERS) == [(2, BROKEN)]
    assert place_events([Event(date(2030, 1, 1), EventKind.EVENT, "x")], QUARTERS) == []
    assert place_events([BROKEN], []) == []
    assert BROKEN.wording == "1 April 2023, counted in another way"


def test_a_trend_is_not_drawn_over_a_break_and_says_where_it_is(saltmere):
    section = Section("adults", "saltmere", parse_period("2023-24"), "annual", saltmere)
    content = bundle(section.trend_chart("Concerns", "concerns_raised"))[CHART_TYPE]
    assert any("1 April 2023, Made up: contacts that are not" in one for one in content["notes"])


def test_an_area_beside_others_has_its_own_breaks(catalogue, example_project):
    figures = load_figures(example_project, catalogue, ("fairport",))
    store = DataStore(catalogue, figures, Comparators(example_project, catalogue, "fairport"))
    found = list_peer_events(store, "concerns_raised", "saltmere")
    assert [one.kind for one in found] == [EventKind.BREAK, EventKind.EVENT]
