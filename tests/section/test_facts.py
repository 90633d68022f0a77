import pytest
from pydantic import ValidationError

from bcssp_lib.model.observation import Observation
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Mark, known
from bcssp_lib.section.facts import FACTS_TYPE, Fact, Facts, Origin, origins_of
from tests.section.outputs import fact

ORIGIN = Origin(file="data/banes/police.csv", row=4, source="Police", synthetic=False)


def made(**changes):
    content = {
        "name": "missing_reports",
        "section": "at_a_glance",
        "title": "Missing children reports",
        "text": "282",
        "known": True,
        "counts": "reports",
        "singular": "report",
        "period": "2023-24",
        "origins": (ORIGIN,),
    }
    return Fact(**{**content, **changes})


@pytest.mark.parametrize("name", ["", "Missing", "missing-reports", "missing reports", "a.b", "1"])
def test_a_name_that_prose_could_not_use_is_refused(name):
    with pytest.raises(ValidationError, match="name"):
        made(name=name)


def test_a_fact_is_read_back_from_a_notebook_as_it_was():
    found = Facts([made()])._repr_mimebundle_()[FACTS_TYPE]["facts"]
    assert Fact(**found[0]) == made()


def test_an_anchor_is_made_of_section_and_name():
    assert made().anchor == "fact-at-a-glance-missing-reports"


def test_one_made_up_origin_makes_a_fact_made_up():
    made_up = ORIGIN.model_copy(update={"synthetic": True})
    assert made(origins=(ORIGIN, made_up)).synthetic
    assert not made().synthetic


def test_an_observation_without_a_row_has_no_origin():
    absent = Observation("missing_reports", "banes", parse_period("2023-24"), known(3))
    assert origins_of([absent]) == ()


def test_a_mark_is_published_in_words(made_of):
    section = made_of(("training_sessions", "2023-24", known(76, Mark.PROVISIONAL)))
    assert fact(section.publish("training_sessions")).mark == "provisional"


def test_a_rating_and_a_target_are_published_in_words(banes):
    found = fact(banes.publish("decisions_in_4_days"))
    assert (found.target_text, found.rating) == ("100%", "Red")
    assert (found.change_text, found.percent_text) == ("+15 points", "in points")


def test_a_fact_without_a_target_is_not_rated(banes):
    found = fact(banes.publish("missing_reports"))
    assert (found.target_text, found.rating) == ("", "")


def test_the_sentence_says_which_of_its_figures_are_no_final_ones(banes):
    assert "The figure is estimated." in fact(banes.publish("outcomes_fully_achieved")).sentence
    concerns = fact(banes.publish("concerns_raised"))
    assert "That of the year before is estimated." in concerns.sentence
    assert "estimated" not in fact(banes.publish("missing_reports")).sentence


def test_the_trend_of_what_is_planned_is_not_called_one_of_too_few_figures(banes):
    assert fact(banes.publish("training_sessions")).trend_word == "planned"
