from dataclasses import replace
from decimal import Decimal

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.loader import Figures
from bcssp_lib.model.indicator import TargetElsewhere
from bcssp_lib.model.period import parse_period
from bcssp_lib.section.section import Section
from tests.section.outputs import message


def test_parts_that_do_not_add_up_are_a_warning_with_every_number(banes):
    kind, text = message(banes.reconcile("concerns_raised"))
    assert kind == "warning"
    assert "343 + 673 + 517 is 1,533 and not 1,603" in text
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
