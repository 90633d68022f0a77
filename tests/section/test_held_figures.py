"""What is held beside a fact's own figure: protected, compact, and never later than the fact."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from bcssp_lib.model.fact import Fact
from bcssp_lib.model.value import Reason, missing
from bcssp_lib.model.verdicts import Against
from bcssp_lib.section.outputs import FACTS_TYPE, Facts
from bcssp_lib.stats.fact_wording import FactWords
from tests.section.outputs import fact


def held(made: Fact, period: str, whose: Against | None = None, category: str = ""):
    """The held figure of a place and period; None if there is none."""
    found = [
        each
        for each in made.series
        if (each.period.label, each.whose, each.category) == (period, whose, category)
    ]
    assert len(found) < 2
    return found[0] if found else None


def test_earlier_years_and_the_force_area_are_held(made_of):
    made = fact(
        made_of(
            ("police_protection_used", "2023-24", 40),
            ("police_protection_used", "2022-23", 30),
            ("police_protection_used", "2021-22", 25),
        ).publish("police_protection_used")
    )
    assert [(each.period.label, each.amount) for each in made.series] == [
        ("2021-22", Decimal(25)),
        ("2022-23", Decimal(30)),
    ]


def test_what_is_later_or_has_no_amount_is_not_held(made_of):
    made = fact(
        made_of(
            ("police_protection_used", "2024-25", 50),
            ("police_protection_used", "2023-24", 40),
            ("police_protection_used", "2022-23", missing(Reason.SUPPRESSED)),
        ).publish("police_protection_used")
    )
    assert made.series == ()


def test_quarters_of_a_measure_are_held_with_its_year(fairport):
    found = fact(fairport.publish("concerns_raised"))
    assert {each.period.kind.value for each in found.series} >= {"year"}
    reports = fact(fairport.publish("missing_reports"))
    assert held(reports, "2023-24 Q2") is not None
    assert held(reports, "12 months to 2022-03-31").amount == 600


def test_the_region_the_country_and_those_alike_are_held_with_rates_and_ranks(fairport):
    found = fact(fairport.publish("cp_plans"))
    now, before = "at 2024-03-31", "at 2023-03-31"
    assert held(found, now, Against.ENGLAND).amount == 14937
    for whom in (Against.ENGLAND, Against.REGION, Against.NEIGHBOURS, Against.PEERS):
        shown = found.against(whom).other.value.amount
        assert abs(held(found, now, whom).rate - shown) <= Decimal("0.05")
        assert held(found, before, whom) is not None
    earlier = held(found, before)
    assert earlier.of == 61
    assert earlier.from_highest + earlier.from_lowest == earlier.of + 1
    assert held(found, now) is None  # the fact itself has it


def test_categories_are_held_by_their_labels(fairport, fairport_in):
    found = fact(fairport.publish("concerns_by_ethnicity"))
    shown = fairport._store.breakdown("concerns_by_ethnicity", "fairport", "2023-24")
    for each in shown:
        assert getattr(held(found, "2023-24", category=each.category), "amount", None) == (
            each.value.amount
        )
    assert held(found, "2022-23", category=shown[0].category) is not None


def test_every_held_figure_is_one_that_may_be_shown(fairport, catalogue):
    """No held figure of the area is another than disclosure control lets through."""
    store, checked = fairport._store, 0
    for indicator in catalogue.indicators:
        for each in fact(fairport.publish(indicator)).series:
            if each.whose is None and not each.category:
                shown = store.observation(indicator, "fairport", each.period).value.amount
                assert each.amount == shown is not None
                checked += 1
    assert checked > 200


def test_what_is_held_is_read_and_recorded(fairport_in):
    section = fairport_in("2023-24")
    section.publish("cp_plans")
    assert any("series" in key and "cp_plans" in key for key in section.reads)
    assert any("national_periods" in key and "cp_plans" in key for key in section.reads)


def test_a_real_area_holds_no_made_up_figure_of_others(banes):
    assert {each.whose for each in fact(banes.publish("cp_plans")).series} <= {
        None,
        Against.FORCE_AREA,
    }


@pytest.mark.parametrize("indicator", ["child_victims", "da_crimes", "s42_2_conversion"])
def test_any_indicator_with_figures_of_others_is_compared_and_ranked(fairport, indicator):
    words = FactWords(fact(fairport.publish(indicator)))
    assert "no figure" not in words.compared(Against.ENGLAND)
    assert "authorities with a figure" in words.rank_phrase
    assert "we have no figures" not in words.worst


def test_a_held_figure_is_written_without_its_empty_fields(fairport):
    made = fact(fairport.publish("police_protection_used"))
    (found,) = Facts([made])._repr_mimebundle_()[FACTS_TYPE]["facts"]
    assert {"period": "2021-22", "amount": "121"} in found["series"]
    assert Fact.model_validate(json.loads(json.dumps(found))) == made


def test_a_held_zero_is_written(made_of):
    made = fact(
        made_of(
            ("police_protection_used", "2023-24", 4), ("police_protection_used", "2022-23", 0)
        ).publish("police_protection_used")
    )
    assert made.model_dump()["series"][0]["amount"] == 0
    assert made.model_dump(mode="json")["series"] == [{"period": "2022-23", "amount": "0"}]
