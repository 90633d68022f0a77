"""What is held is listed by its source, and what the year before has is missed."""

from __future__ import annotations

from bcssp_lib.data.holdings import describe_missing, has_figures, list_gaps, list_holdings
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Observation, Source, known, missing

POLICE = Source(id="police", title="P", publisher="The police", synthetic=False)
COUNCIL = Source(id="council", title="C", publisher="The council", synthetic=False)


def figure(indicator, period, source, value=None, area="banes"):
    return Observation(indicator, area, parse_period(period), value or known(1), source)


FIGURES = [
    figure("reports", "2022-23", POLICE),
    figure("reports", "2023-24", POLICE),
    figure("arrests", "2022-23", POLICE),
    figure("arrests", "2022-23", POLICE, area="bristol"),
    figure("plans", "at 2023-03-31", COUNCIL),
    figure("people", "at 2022-06-30", COUNCIL),
    figure("people", "at 2023-06-30", COUNCIL, missing()),
]
YEAR = parse_period("2023-24")


def test_what_is_held_is_listed_by_source():
    held = list_holdings(FIGURES, "banes")
    assert [(each.source.id, each.rows, each.names, each.latest) for each in held] == [
        ("council", 3, ("people", "plans"), "at 2023-06-30"),
        ("police", 3, ("arrests", "reports"), "2023-24"),
    ]


def test_what_the_year_before_has_is_missing():
    gaps = list_gaps(FIGURES, "banes", YEAR)
    assert [(source.publisher, indicators) for source, indicators in gaps] == [
        ("The council", ("plans",)),
        ("The police", ("arrests",)),
    ]
    assert list_gaps(FIGURES, "bristol", YEAR.previous()) == []


def test_what_is_missing_is_told_in_a_sentence():
    assert describe_missing(FIGURES, "banes", YEAR) == (
        "2 indicators have figures for 2022-23, and none for 2023-24."
    )
    assert describe_missing(FIGURES, "banes", parse_period("2022-23")) == ""
    assert "There is no figure for 2023-24 yet" in describe_missing(FIGURES, "bristol", YEAR)


def test_a_row_without_a_number_is_there():
    assert has_figures(FIGURES[-1:], "banes", YEAR)
    assert not has_figures(FIGURES, "bristol", YEAR)
