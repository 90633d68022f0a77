"""The rules of process control fire where the made-up figures were made to break them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bcssp_lib.data.comparators import Comparators
from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.loader import Figures, load_figures
from bcssp_lib.model.period import PeriodKind, parse_period
from bcssp_lib.model.value import Observation, known, missing
from bcssp_lib.model.verdicts import Signal, Variation
from bcssp_lib.section.indicator_result import read_indicator
from bcssp_lib.section.outputs import CHART_TYPE
from bcssp_lib.section.section import Section
from bcssp_lib.section.trends import (
    AreaLine,
    Event,
    EventKind,
    area_lines,
    fill_gaps,
    find_break,
    find_rebases,
    list_code_events,
    list_events,
    make_trend,
    place_events,
    read_trend,
)
from tests.section.outputs import bundle, message


@pytest.fixture(scope="module")
def trend(catalogue, example_project):
    def made(area: str, indicator: str):
        store = DataStore(catalogue, load_figures(catalogue, (area,)))
        described = store.indicator(indicator)
        return read_trend(store, described, area, parse_period("2023-24"))

    return made


@pytest.mark.parametrize(
    ("area", "indicator", "signal"),
    [
        ("fairport", "missing_reports", Signal.SHIFT),
        ("south-kingsmarshire", "da_crimes", Signal.OUTSIDE),
        ("north-saltmere", "decisions_in_4_days", Signal.OUTSIDE),
        ("north-saltmere", "decisions_in_4_days", Signal.TREND),
        ("saltmere", "missing_reports", Signal.NEAR),
    ],
)
def test_a_known_change_is_found(trend, area, indicator, signal):
    assert any(signal in one for one in trend(area, indicator).analysis.signals)


def test_there_are_at_least_twelve_quarters(trend):
    assert len(trend("fairport", "missing_reports").series) == 12


def test_a_series_that_nothing_was_done_to_varies_only_by_chance(trend):
    assert trend("fairport", "cp_plans").variation is Variation.COMMON


def test_a_gap_stays_a_gap(trend):
    found = trend("fairport", "decisions_in_4_days")
    missing = [observation.period.label for observation in found.series if not observation.known]
    assert missing == ["2022-23 Q2", "2022-23 Q3"]
    assert found.analysis.last_phase.trial


def test_limits_start_anew_where_a_reason_is_known(trend):
    found = trend("south-kingsmarshire", "missing_reports")
    assert [phase.start for phase in found.analysis.phases] == [0, 4]
    assert dict(found.events)[4].text.startswith("Made up: a new service")


def quarters(amounts):
    labels = [f"{year} Q{at}" for year in ("2021-22", "2022-23", "2023-24") for at in (1, 2, 3, 4)]
    return tuple(
        Observation("decisions_in_4_days", "banes", parse_period(label), known(amount))
        for label, amount in zip(labels, amounts, strict=True)
    )


def test_limits_of_a_percentage_are_shown_up_to_one_hundred(banes_material):
    described = banes_material.indicator("decisions_in_4_days")
    found = make_trend(banes_material, described, "banes", quarters([99, 91, 98] * 4))
    limits = found.analysis.last_phase.limits
    assert limits.upper > 100
    assert limits.shown_upper == 100


def test_limits_of_a_percent_change_have_no_end(banes_material):
    described = banes_material.indicator("decisions_in_4_days")
    change = described.model_copy(update={"denominator": None})
    found = make_trend(banes_material, change, "banes", quarters([99, 91, 98] * 4))
    assert found.analysis.last_phase.limits.shown_upper > 100


def test_months_are_judged_before_quarters(catalogue):
    described = catalogue.indicator("missing_reports").model_copy(
        update={"periods": (PeriodKind.ROLLING, PeriodKind.QUARTER, PeriodKind.MONTH)}
    )
    names = ["April", "May", "June", "July", "August", "September", "October", "December"]
    months = tuple(
        Observation("missing_reports", "banes", parse_period(f"{name} 2023"), known(20 + at % 3))
        for at, name in enumerate(names)
    )
    store = DataStore(catalogue, Figures(months, {}))
    found = read_trend(store, described, "banes", parse_period("2023-24"))
    assert [observation.period.short for observation in found.series][-3:] == [
        "Oct 2023",
        "Nov 2023",
        "Dec 2023",
    ]
    assert not found.series[-2].known
    assert found.analysis.last_phase.trial


QUARTER_DAYS = ["at 2022-06-30", "at 2022-09-30", "at 2022-12-31", "at 2023-03-31"]


@pytest.mark.parametrize(
    ("labels", "whole"),
    [
        ([], []),
        (["2023-24"], ["2023-24"]),
        (["2021-22", "2023-24"], ["2021-22", "2022-23", "2023-24"]),
        (
            ["2022-23 Q3", "2023-24 Q2"],
            ["2022-23 Q3", "2022-23 Q4", "2023-24 Q1", "2023-24 Q2"],
        ),
        (
            ["November 2023", "February 2024"],
            ["November 2023", "December 2023", "January 2024", "February 2024"],
        ),
        # dates: at the shortest distance that any two have
        (["at 2022-03-31", "at 2024-03-31"], ["at 2022-03-31", "at 2024-03-31"]),
        (QUARTER_DAYS, QUARTER_DAYS),
        ([*QUARTER_DAYS[:2], QUARTER_DAYS[3]], QUARTER_DAYS),
        (
            ["at 2021-03-31", "at 2022-03-31", "at 2024-03-31"],
            ["at 2021-03-31", "at 2022-03-31", "at 2023-03-31", "at 2024-03-31"],
        ),
        (
            ["12 months to 2023-03-31", "12 months to 2023-06-30", "12 months to 2023-12-31"],
            [
                "12 months to 2023-03-31", "12 months to 2023-06-30", "12 months to 2023-09-30",
                "12 months to 2023-12-31",
            ],
        ),
        # two in one month have no distance in months, so nothing can be said of the others
        (
            ["at 2022-03-01", "at 2022-03-31", "at 2024-03-31"],
            ["at 2022-03-01", "at 2022-03-31", "at 2024-03-31"],
        ),
        # none is left out where the distances are uneven
        (
            ["at 2022-03-31", "at 2022-06-30", "at 2022-10-31"],
            ["at 2022-03-31", "at 2022-06-30", "at 2022-09-30", "at 2022-10-31"],
        ),
    ],
)  # fmt: skip
def test_a_series_names_the_periods_that_it_leaves_out(labels, whole):
    series = [Observation("i", "banes", parse_period(label), known(3)) for label in labels]
    found = fill_gaps(series)
    assert [one.period.label for one in found] == whole
    for one in found:
        assert one.value == (known(3) if one.period.label in labels else missing())


Lines = Callable[..., dict[str, AreaLine]]


@pytest.fixture(scope="module")
def lines(catalogue, example_project) -> Lines:
    def made(area: str, indicator: str, kind: PeriodKind) -> dict[str, AreaLine]:
        figures = load_figures(catalogue, (area,))
        store = DataStore(catalogue, figures, Comparators(catalogue, area))
        described, home = store.indicator(indicator), store.area(area)
        return area_lines(store, described, home, kind, parse_period("2023-24"))

    return made


@pytest.mark.parametrize(("area", "number"), [("fairport", 4), ("banes", 1)])
def test_only_real_ones_or_only_made_up_ones_stand_side_by_side(lines, area, number):
    assert len(lines(area, "missing_reports", PeriodKind.ROLLING)) == number


def test_areas_of_different_size_are_drawn_as_rates(lines):
    found = lines("fairport", "cp_plans", PeriodKind.SNAPSHOT)
    assert next(iter(found)) == "Fairport"
    last = found["Fairport"].measures[-1]
    assert (last.text, last.unit) == ("42.0 per 10,000", "per 10,000 children aged 0 to 17")
    assert {one.measures[-1].unit for one in found.values()} == {last.unit}


def test_each_area_has_its_own_events(lines):
    found = lines("fairport", "concerns_raised", PeriodKind.QUARTER)
    stopped = {name for name, line in found.items() if any(e.stops_line for e in line.events)}
    assert stopped == {"Saltmere"}


def test_an_area_without_figures_has_no_lines(lines):
    assert lines("banes", "training_sessions", PeriodKind.QUARTER) == {}


def test_the_chart_says_whose_line_is_broken_and_shows_rates(fairport):
    content = bundle(fairport.areas_chart("Concerns", "concerns_raised"))[CHART_TYPE]
    assert any(one.startswith("Saltmere: the line is broken on 1 April 2023,")
               for one in content["notes"])  # fmt: skip
    assert content["notes"][0].startswith("Concerns per 100,000 adults")


def test_plain_numbers_of_areas_are_not_drawn_side_by_side(fairport):
    kind, text = message(fairport.areas_chart("Sessions", "training_sessions"))
    assert kind == "no figures"
    assert "these are plain numbers, and areas differ in size" in text


BROKEN = Event(date(2023, 4, 1), EventKind.BREAK, "counted in another way")
QUARTERS = [parse_period(f"2022-23 Q{one}") for one in (3, 4)] + [parse_period("2023-24 Q1")]


@pytest.fixture(scope="module")
def saltmere(catalogue, example_project):
    return DataStore(catalogue, load_figures(catalogue, ("saltmere",)))


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
    assert find_rebases(place_events([BROKEN], QUARTERS)) == {2}


def test_an_event_that_is_only_to_be_known_starts_nothing_anew():
    assert find_rebases([(2, Event(BROKEN.day, EventKind.EVENT, "x"))]) == set()


def test_an_event_before_the_series_or_after_it_starts_nothing_anew():
    days = (date(2020, 1, 1), QUARTERS[0].start, date(2030, 1, 1))
    events = [Event(day, EventKind.BREAK, "x") for day in days]
    assert find_rebases(place_events(events, QUARTERS)) == set()


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
    figures = load_figures(catalogue, ("fairport",))
    store = DataStore(catalogue, figures, Comparators(catalogue, "fairport"))
    found = list_events(store, "concerns_raised", "saltmere")
    assert [one.kind for one in found] == [EventKind.BREAK, EventKind.EVENT]
