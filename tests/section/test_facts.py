"""What is held beside a fact's own figure: protected, compact, and never later than the fact."""

from __future__ import annotations

import json
import math
from decimal import Decimal

import pytest
from pydantic import ValidationError

from bcssp_lib.model.fact import Fact, Interval, Origin
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Mark, Observation, Reason, known, missing
from bcssp_lib.model.verdicts import Against, Rating
from bcssp_lib.section.facts import list_origins
from bcssp_lib.section.outputs import FACTS_TYPE, Facts
from bcssp_lib.stats.fact_wording import FactWords
from tests.facts import made_fact
from tests.section.outputs import fact, words

ORIGIN = Origin(file="data/banes/police.csv", row=4, source="Police", synthetic=False)


@pytest.mark.parametrize("name", ["", "Missing", "missing-reports", "missing reports", "a.b", "1"])
def test_a_name_that_prose_could_not_use_is_refused(name):
    with pytest.raises(ValidationError, match="name"):
        made_fact(name)


@pytest.mark.parametrize(
    "made",
    [
        made_fact(origins=(ORIGIN,)),
        made_fact(previous=0, value=5),  # its interval has no upper end
        made_fact(value=missing(printed="TBC"), interval=Interval(1.5, math.inf, 0.95, "exact")),
        made_fact(period=parse_period("2023-24 Q4"), target=Decimal("97.5"), rating=Rating.AMBER),
    ],
)
def test_a_fact_is_read_back_from_a_notebook_as_it_was(made):
    (found,) = Facts([made])._repr_mimebundle_()[FACTS_TYPE]["facts"]
    assert Fact(**found) == made


def test_every_fact_of_a_report_is_read_back_as_it_was(fairport, catalogue):
    for indicator in catalogue.indicators:
        published = fairport.publish(indicator)
        assert fact(published) == published.content.facts[0]


def test_an_anchor_is_made_of_section_and_name():
    made = made_fact(section="at_a_glance")
    assert made.anchor == "fact-at-a-glance-missing-reports"
    assert made.full_name == "at_a_glance.missing_reports"


def test_one_made_up_origin_makes_a_fact_made_up():
    made_up = ORIGIN.model_copy(update={"synthetic": True})
    assert made_fact(origins=(ORIGIN, made_up)).synthetic
    assert not made_fact(origins=(ORIGIN,)).synthetic


def test_an_observation_without_a_row_has_no_origin():
    absent = Observation("missing_reports", "banes", parse_period("2023-24"), known(3))
    assert list_origins([absent]) == ()


def test_a_mark_is_published_in_words(made_of):
    section = made_of(("training_sessions", "2023-24", known(76, Mark.PROVISIONAL)))
    assert words(section.publish("training_sessions")).mark == "provisional"


def test_a_rating_and_a_target_are_published(banes):
    found = words(banes.publish("decisions_in_4_days"))
    assert found.fact.rating is Rating.RED
    assert found.fact.target == 100
    assert (found.target, found.rating) == ("100%", "Red")
    assert (found.change, found.percent_change) == ("+15 points", "in points")


def test_a_fact_without_a_target_is_not_rated(banes):
    found = words(banes.publish("missing_reports"))
    assert (found.target, found.rating) == ("", "")


def test_the_sentence_says_which_of_its_figures_are_no_final_ones(banes):
    assert "The figure is estimated." in words(banes.publish("outcomes_fully_achieved")).sentence
    concerns = words(banes.publish("concerns_raised"))
    assert "The figure for the year before is estimated." in concerns.sentence
    assert "estimated" not in words(banes.publish("missing_reports")).sentence


def test_the_trend_of_what_is_planned_is_not_called_one_of_too_few_figures(banes):
    assert words(banes.publish("training_sessions")).trend == "planned"


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
