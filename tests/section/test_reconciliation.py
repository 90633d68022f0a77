from dataclasses import replace
from decimal import Decimal

import pytest

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.loader import Figures
from bcssp_lib.model.indicator import TargetElsewhere, Unit
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Reason, known, missing
from bcssp_lib.section.indicator_result import read_indicator
from bcssp_lib.section.reconciliation import PrintedFigure, group_message
from bcssp_lib.section.section import Section
from tests.section.outputs import message


def test_parts_that_do_not_add_up_are_a_warning_with_every_number(banes):
    kind, text = message(banes.reconcile("concerns_raised"))
    assert kind == "warning"
    assert "343 + 673 + 517 is 1,533, which is 70 fewer than 1,603" in text
    assert "has not been explained" in text


def test_parts_that_add_up_are_a_statement(banes):
    assert message(banes.reconcile("courses_cancelled")) == (
        "agreement",
        "Courses cancelled: 9 + 4 is 13.",
    )


def test_parts_without_figures_cannot_be_checked(nowhere):
    kind, text = message(nowhere.reconcile("courses_cancelled"))
    assert kind == "no figures"
    assert "cannot be checked, without a figure for: Courses cancelled, " in text


def test_a_percentage_that_is_that_of_its_counts_is_a_statement(banes):
    assert message(banes.reconcile("s42_2_conversion")) == (
        "agreement",
        "Section 42 conversion: the figures that can be checked agree.",
    )


def test_a_percentage_that_is_not_that_of_its_counts_is_a_warning(made_of):
    kind, text = message(
        made_of(
            ("s42_2_conversion", "2023-24", 25),
            ("concerns_s42_2", "2023-24", 343),
            ("concerns_raised", "2023-24", 1603),
        ).reconcile("s42_2_conversion")
    )
    assert kind == "warning"
    assert "21 in the counts (343 of 1,603), and 25 in the percentage as printed" in text


def test_a_target_that_is_another_in_another_table_is_a_warning(catalogue):
    described = catalogue.indicator("kpi_1_03").model_copy(
        update={"targets_elsewhere": (TargetElsewhere(value=Decimal(90), where="the annexe"),)}
    )
    other = replace(catalogue, indicators={**catalogue.indicators, described.id: described})
    section = Section(
        "kpis", "banes", parse_period("2023-24"), "annual", DataStore(other, Figures((), {}))
    )
    for shown in (section.reconcile(described.id), section.reconcile_group("All", "kpi_all")):
        kind, text = message(shown)
        assert kind == "warning"
        assert "80 in the target used here, and 90 in the annexe" in text


@pytest.fixture
def printed_change(banes, banes_material):
    """What is said of a change that was printed, of two figures; in percent or as a number."""
    read = read_indicator(banes_material, "missing_reports", banes.area, banes.period)

    def say(previous, current, printed, unit=Unit.COUNT):
        before, now, change = (
            replace(read.current, value=value) for value in (previous, current, printed)
        )
        result = replace(read, previous=before, current=now)
        found = group_message("Reports", [PrintedFigure(result, change=change, change_unit=unit)])
        return found.kind, found.text

    return say


@pytest.mark.parametrize(
    ("previous", "current", "printed", "unit", "says"),
    [
        (178, 282, "104", Unit.COUNT, ""),
        (178, 282, "105", Unit.COUNT, "is +104, and the source printed +105"),
        ("1.25", "2.50", "1.3", Unit.COUNT, ""),  # as it is rounded
        (178, 282, "-104", Unit.COUNT, "printed −104"),
        (178, 282, "58.4", Unit.PERCENT, ""),
        (178, 282, "58", Unit.PERCENT, ""),
        (178, 282, "59.4", Unit.PERCENT, "a change of +58.4%, and the source printed +59.4%"),
        (0, 5, "100", Unit.PERCENT, ""),  # there is no percent change from zero to check
    ],
)
def test_a_printed_change_is_checked_as_it_is_rounded(
    printed_change, previous, current, printed, unit, says
):
    kind, text = printed_change(known(previous), known(current), known(printed), unit)
    assert kind == ("warning" if says else "agreement")
    assert says in text


@pytest.mark.parametrize("unit", [Unit.COUNT, Unit.PERCENT])
@pytest.mark.parametrize("absent", range(3))
def test_without_every_figure_a_printed_change_is_not_checked(printed_change, unit, absent):
    values = [known(178), known(282), known(999)]
    values[absent] = missing(Reason.SUPPRESSED)
    assert printed_change(*values, unit)[0] == "no figures"
