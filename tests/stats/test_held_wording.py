"""Bare numbers for prose: which figure names choose, and what is said of names of nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bcssp_lib.model.fact import Fact, HeldFigure, Quantity
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import known, missing
from bcssp_lib.model.verdicts import Against
from bcssp_lib.stats.held_wording import HeldText, NotHeldError, figure_for, list_held
from tests.facts import in_percent, made_fact


def figure(period: str, amount: str | None = None, whose: Against | None = None, **more):
    amounts = None if amount is None else Decimal(amount)
    return HeldFigure(parse_period(period), amounts, whose, **more)


SERIES = (
    figure("2021-22", "1600"),
    figure("2022-23", "1700.5", rate=Decimal("36.4"), from_highest=7, from_lowest=23, of=29),
    figure("2023-24 Q2", "480"),
    figure("2022-23", "317", Against.FORCE_AREA),
    figure("2023-24", "384", Against.FORCE_AREA),
    figure("2022-23", "2500", Against.REGION),
    figure("2023-24", None, Against.NEIGHBOURS, rate=Decimal("44.2")),
    figure("2023-24", "900", category="Mixed, or several"),
    figure("2022-23", "1000", category="Mixed, or several"),
    figure("2023-24", "5", category="Other"),
    figure("2022-23", "9", category="Other"),
)


def fact(**fields: object) -> Fact:
    rate = Quantity(known("38.61"), Unit.COUNT, 1, 10_000, "children")
    made = {"previous": "1700.5", "series": SERIES, "rate": rate, **fields}
    return made_fact("plans", "1889.5", **made)


@pytest.mark.parametrize(
    ("kind", "names", "words"),
    [
        ("period", ["2021-22"], "1,600"),
        ("period", ["previous"], "1,701"),
        ("period", ["2023-24"], "1,890"),
        ("period", ["2023-24 Q2"], "480"),
        ("period", ["July to September 2023"], "480"),
        ("period", ["2022-23", "rate"], "36.4"),
        ("period", ["2022-23", "change"], "101"),  # 100.5, half up
        ("period", ["percent change", "2022-23"], None),
        ("period", ["2022-23", "percent change"], "6.3%"),
        ("period", ["2022-23", "rank"], "7th"),
        ("period", ["2022-23", "rank_lowest"], "23rd"),
        ("period", ["2022-23", "of"], "29"),
        ("place", ["force"], "384"),
        ("place", ["force_area", "2022-23"], "317"),
        ("place", ["force", "change"], "67"),
        ("place", ["force", "percent change"], "21.1%"),
        ("place", ["force", "previous"], "317"),
        ("place", ["neighbours", "rate"], "44.2"),
        ("category", ["Mixed, or several"], "900"),
        ("category", ["Mixed, or several", "change", "2023-24"], "100"),
        ("category", ["Mixed, or several", "percent change"], "10.0%"),
        ("role", ["value"], "1,890"),
        ("role", ["previous"], "1,701"),
        ("role", ["change"], "189"),
        ("role", ["percent change"], "11.1%"),
        ("role", ["rate"], "38.6"),
        ("role", ["change", "force", "2023-24"], "67"),
    ],
)
def test_names_choose_a_number(kind, names, words):
    if words is None:
        with pytest.raises(NotHeldError, match="is no period of it"):
            figure_for(fact(), kind, names)
    else:
        assert figure_for(fact(), kind, names) == HeldText(words)


@pytest.mark.parametrize(
    ("kind", "names", "why"),
    [
        ("period", ["2021-22", "change"], "not available"),  # none is held of 2020-21
        ("category", ["Other", "percent change"], "too few"),
        ("place", ["force", "rate"], "no rate"),
        ("place", ["force", "target"], "no target"),
        ("role", ["points"], "not in percentage points"),
        ("role", ["rank"], "no rank"),
    ],
)
def test_where_there_is_no_number_it_says_why(kind, names, why):
    assert figure_for(fact(), kind, names) == HeldText(why, known=False)


@pytest.mark.parametrize(
    ("kind", "names", "told"),
    [
        ("period", ["2019-20"], r"held: 2023-24 Q2, 2021-22, 2022-23, 2023-24"),
        ("period", ["force"], "is no period of it"),
        ("place", ["neighbours"], 'a rate of it is held, and no number. Add "rate"'),
        ("place", ["wales"], r"\(places: force, region, neighbours\)"),
        ("place", ["england"], "no figure of that place and category is held"),
        (
            "place",
            ["force", "2021-22"],
            r"is held there \(held: 2022-23, 2023",
        ),
        ("place", ["force", "Mixd"], "held: .*; places: .*; categories: .*; roles: "),
        ("place", ["region"], r"no figure of 2023-24 is held there \(held: 2022-23\)"),
        ("category", ["Mixd, or several"], "nearest: Mixed, or several"),
        ("category", ["Other", "force"], "no figure of that place and category is held"),
        ("role", ["chnge"], "roles: value, change.*nearest: change"),
        ("period", ["2021-22", "2022-23"], "'2022-23' is the second period"),
    ],
)
def test_a_name_of_nothing_is_refused_with_what_is_held(kind, names, told):
    with pytest.raises(NotHeldError, match=told):
        figure_for(fact(), kind, names)


def test_a_year_names_the_date_at_its_end_where_the_measure_is_of_dates():
    series = (figure("at 2022-03-31", "377"), figure("at 2021-12-31", "380"))
    made = made_fact("plans", 354, period=parse_period("at 2023-03-31"), series=series)
    for name in ("2021-22", "at 2022-03-31", "31 March 2022"):
        assert figure_for(made, "period", [name]).words == "377"


def test_percentages_and_pounds_are_shown_as_the_facts_own():
    share = in_percent("rate", "84.2", previous="80", decimals=1, target=Decimal(90))
    assert figure_for(share, "role", ["points"]).words == "4.2 percentage points"
    assert figure_for(share, "role", ["change"]).words == "4.2 percentage points"
    assert not figure_for(share, "role", ["percent change"]).known
    assert figure_for(share, "role", ["target"]).words == "90.0%"
    cost = made_fact("cost", 3400, unit=Unit.POUNDS, previous=2200)
    assert figure_for(cost, "role", ["change"]).words == "£1,200"


def test_a_median_of_percentages_keeps_its_decimal():
    series = (figure("2023-24", "63.5", Against.PEERS),)
    assert figure_for(in_percent("x", 60, series=series), "place", ["peers"]).words == "63.5%"


def test_what_was_counted_otherwise_a_year_before_has_no_change():
    series = (figure("2021-22", "90"), figure("2022-23", "100", broken=True))
    text = figure_for(made_fact("x", 110, series=series), "period", ["2022-23", "change"])
    assert not text.known
    assert "what is counted has changed" in text.words


def test_the_published_change_of_the_force_area_is_its_percent_change():
    series = (figure("2023-24", "384", Against.FORCE_AREA),)
    made = made_fact("x", 110, series=series, force_change=Decimal("-5.6"))
    assert figure_for(made, "place", ["force", "percent change"]).words == "5.6%"


def test_a_figure_that_is_not_known_says_why():
    hidden = made_fact("x", missing(), series=(figure("2022-23", "100"),))
    assert figure_for(hidden, "role", ["value"]) == HeldText("not available", known=False)
    assert figure_for(hidden, "period", ["2022-23"]).words == "100"
    assert figure_for(made_fact("x", missing()), "period", ["previous"]).known is False


def test_all_that_is_listed_can_be_written():
    listed = list(list_held(fact()))
    assert ("place", "force", "384") in listed
    assert ("period", "2021-22", "1,600") in listed
    assert not any(name == "rank" for _, name, _ in listed)
