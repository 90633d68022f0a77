"""The figures as they were published, against those that are loaded."""

from collections import Counter
from decimal import Decimal

import pytest

from bcssp_lib.model.period import parse_period
from tests.projects import read_csv

PUBLISHED = [
    "adult_social_care.csv",
    "children_social_care.csv",
    "police_other.csv",
    "quality_assurance.csv",
    "reviews.csv",
    "training.csv",
]
AREAS = {"banes": "banes", "avon-and-somerset-force": "avon-and-somerset"}


@pytest.fixture
def amounts(banes_figures):
    """How often each amount is loaded, by area and the day its period ends."""
    return Counter(
        (observation.area, observation.period.end, observation.value.amount)
        for observation in banes_figures.observations
        if not observation.category
    )


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_published_number_is_loaded(golden, amounts, name):
    published = Counter(
        (
            AREAS[row.get("geography", "banes")],
            parse_period(row["period"]).end,
            Decimal(row["value"]),
        )
        for row in read_csv(golden / "banes" / name)
    )
    assert published
    assert published - amounts == Counter()


def test_every_published_police_figure_is_loaded_under_its_title(golden, banes_figures, catalogue):
    titles = {indicator.title: indicator.id for indicator in catalogue.indicators.values()}
    for row in read_csv(golden / "banes/police_12_month_rolling.csv"):
        indicator = titles[row["measure"]]
        period = parse_period(f"12 months to {row['period_end']}")
        current = banes_figures.observation(indicator, "banes", period)
        previous = banes_figures.observation(indicator, "banes", period.previous())
        assert str(current.value.amount) == row["current"], row
        assert str(previous.value.amount) == row["previous"], row
        assert catalogue.indicators[indicator].counts == row["counts"], row


def test_every_published_change_of_the_force_area_is_loaded(golden, banes_figures, catalogue):
    titles = {indicator.title: indicator.id for indicator in catalogue.indicators.values()}
    for row in read_csv(golden / "banes/police_force_area_change.csv"):
        change = catalogue.change_indicator(titles[row["measure"]])
        period = parse_period(f"12 months to {row['period_end']}")
        found = banes_figures.observation(change.id, "avon-and-somerset", period)
        assert str(found.value.amount) == row["force_area_pct_change"], row


def test_every_published_return_is_loaded_as_it_was_printed(golden, banes_figures, catalogue):
    codes = {
        indicator.code: indicator.id
        for indicator in catalogue.indicators.values()
        if indicator.code
    }
    published = {
        (codes[row["kpi"]], row["organisation"]): row["return"]
        for row in read_csv(golden / "banes/kpi_returns.csv")
    }
    loaded = {
        (observation.indicator, observation.category): observation.value.printed
        or str(observation.value.amount)
        for observation in banes_figures.observations
        if observation.category
    }
    assert len(published) == 272
    assert loaded == published


def test_every_published_target_is_declared(golden, catalogue):
    declared = {
        indicator.code: indicator for indicator in catalogue.indicators.values() if indicator.code
    }
    rows = read_csv(golden / "banes/kpi_targets.csv")
    assert {row["kpi"] for row in rows} == declared.keys()
    for row in rows:
        indicator = declared[row["kpi"]]
        assert indicator.target == Decimal(row["target_pct"]), row
        assert indicator.title == row["title"], row


def test_every_published_term_is_in_the_glossary(golden, catalogue):
    for row in read_csv(golden / "banes/glossary_terms.csv"):
        assert catalogue.glossary[row["term"]] == row["expansion"]
