import math
from decimal import Decimal

import pytest
from pydantic import ValidationError

from bcssp_lib.model.fact import Fact, Interval, Origin
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Mark, Observation, known, missing
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.section.facts import list_origins
from bcssp_lib.section.outputs import FACTS_TYPE, Facts
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
