"""Figures as a DataFrame: protected, tidy, recorded; and numbers in place of reasons refused."""

from __future__ import annotations

import json
import time

import matplotlib as mpl
import pandas as pd
import pytest

from bcssp_lib.model.errors import NotKnownError, UserError
from bcssp_lib.model.value import Mark, Reason, known, missing
from bcssp_lib.section.frames import KEYS, NUMBERS, check_protected
from bcssp_lib.stats.fact_wording import FactWords
from tests.section.outputs import column, fact, facts, message, rows

BY_GROUP = "concerns_by_ethnicity"


@pytest.fixture
def suppressed(made_of):
    """A breakdown of which two categories are not shown: one small, one to protect it."""
    rows = [(BY_GROUP, "2023-24", n, f"group {n}") for n in (3, 20, 40)]
    section = made_of(*rows, (BY_GROUP, "2023-24", 63))
    return section.data(BY_GROUP, breakdown=True)


def test_a_frame_has_a_row_a_period_and_stops_at_the_reports_own(banes):
    frame = banes.data("missing_reports")
    assert list(frame["period"])[-2:] == ["12 months to 2023-03-31", "12 months to 2024-03-31"]
    assert list(frame["value"])[-2:] == [178, 282]
    assert frame["period_end"].is_monotonic_increasing
    assert set(frame["area"]) == {"banes"}
    assert set(frame["reason"]) == {""}
    assert not frame["synthetic"].any()
    assert all(frame[name].dtype == "Float64" for name in NUMBERS)


def test_a_rate_has_its_interval(fairport):
    last = fairport.data("missing_reports").iloc[-1]
    assert last["lower"] < last["rate"] < last["upper"]


def test_a_percentage_has_an_interval_and_no_rate(fairport):
    last = fairport.data("s42_2_conversion").iloc[-1]
    assert last["lower"] < last["value"] < last["upper"]
    assert pd.isna(last["rate"])


def test_several_indicators_and_a_group_stand_below_one_another(banes, catalogue):
    frame = banes.data("training_sessions", group="missing")
    assert set(frame["indicator"]) == {
        "training_sessions",
        *(one.id for one in catalogue.group("missing")),
    }


def test_what_was_read_is_recorded(fairport_in):
    section = fairport_in("2022-23")
    section.data("cp_plans", areas="force")
    kinds = {tuple(json.loads(read)[:2]) for read in section.reads}
    assert {("periods", "cp_plans"), ("observation", "cp_plans")} <= kinds


def test_the_country_is_its_authorities_and_what_they_are_parts_of_comes_by_itself(fairport):
    kinds = {each.slug: each.kind for each in fairport._store.authorities()}
    country, larger = (
        set(fairport.data("cp_plans", areas=areas)["area"]) - {"fairport"}
        for areas in ("country", "larger")
    )
    assert len(country) > 10
    assert {kinds[slug] for slug in country} == {"authority"}
    assert larger == {"england", "south-west"}


def test_a_country_of_the_area_alone_is_refused_with_what_there_is(made_of, nowhere):
    section = made_of(("training_sessions", "2023-24", 7))
    with pytest.raises(UserError, match=r'No figures of other authorities.*areas="larger"'):
        section.data("training_sessions", areas="country")
    assert nowhere.data("training_sessions", areas="country").empty


@pytest.mark.parametrize("areas", ["force", "country"])
def test_others_are_those_that_may_be_compared(fairport, areas):
    frame = fairport.data("cp_plans", areas=areas)
    assert frame["area"].nunique() > 2
    assert "banes" not in set(frame["area"])  # its figures are real, and these are made up
    assert frame.loc[frame["value"].notna(), "synthetic"].all()
    assert not frame.duplicated(list(KEYS)).any()


def test_a_total_that_is_not_held_has_no_row(made_of):
    section = made_of(
        ("cla_by_age", "at 2024-03-31", 30, "Under 1 year"), ("cla_by_age", "at 2023-03-31", 70)
    )
    assert list(section.data("cla_by_age")["value"]) == [70]
    assert list(section.data("cla_by_age", breakdown=True)["value"]) == [30]


def test_a_suppressed_figure_is_missing_in_every_column(suppressed):
    hidden = suppressed[suppressed["reason"] == Reason.SUPPRESSED]
    assert len(hidden) == 2
    assert hidden[list(NUMBERS)].isna().all(axis=None)
    assert len(suppressed["value"].dropna()) == len(suppressed) - 2


def test_a_rate_of_a_suppressed_count_is_missing_too(made_of):
    section = made_of(
        ("missing_reports", "12 months to 2024-03-31", missing(Reason.SUPPRESSED)),
        ("children_population", "at 2023-06-30", 30_000),
    )
    (row,) = section.data("missing_reports").itertuples()
    assert row.reason == "c"
    assert all(pd.isna(getattr(row, name)) for name in NUMBERS)


def test_a_mark_comes_with_its_figure(made_of):
    frame = made_of(("training_sessions", "2023-24", known(7, Mark.PROVISIONAL))).data(
        "training_sessions"
    )
    assert list(frame["mark"]) == ["p"]


WRONG = [
    ((), {}, UserError, "Name what to read"),
    (("mising_reports",), {}, NotKnownError, "nearest: missing_reports"),
    (("cp_plans",), {"every": "quarterly"}, NotKnownError, "nearest: quarter"),
    (("cp_plans",), {"every": "quarter"}, UserError, "It has them by: snapshot"),
    (("cp_plans",), {"areas": "forces"}, NotKnownError, "nearest: force"),
    (("cp_plans",), {"areas": "force", "breakdown": True}, UserError, "own area alone"),
    (("cp_plans",), {"breakdown": True}, UserError, "'cp_plans' has no breakdown"),
    ((["cp_plans", "cla"],), {}, UserError, 'without brackets: "cp_plans", "cla"'),
]


@pytest.mark.parametrize(("names", "asked", "kind", "told"), WRONG)
def test_what_cannot_be_read_is_refused_with_what_can(banes, names, asked, kind, told):
    with pytest.raises(kind, match=told):
        banes.data(*names, **asked)


TURNED_INTO_NUMBERS = {
    "filled": lambda frame: frame.fillna({"value": 0}),
    "filled, without its reasons": lambda frame: frame.fillna({"value": 0})[["category", "value"]],
    "filled, renamed and sorted": lambda frame: (
        frame.fillna({"value": 0})
        .rename(columns={"value": "Adults"})[["category", "Adults"]]
        .sort_values("Adults")
    ),
    "filled, without its categories": lambda frame: frame.fillna({"value": 5})[["value"]],
    "one of two filled": lambda frame: frame.assign(value=frame["value"].fillna(1, limit=1)),
    "a rate made up": lambda frame: frame.assign(rate=1.5),
    "a reason's row typed in": lambda frame: pd.DataFrame(frame.assign(value=4).to_dict("list")),
}


@pytest.mark.parametrize("name", TURNED_INTO_NUMBERS)
def test_a_number_in_place_of_a_figure_that_is_not_shown_is_refused(suppressed, name):
    with pytest.raises(UserError, match=r"'Concerns': the column '.*' has a number where"):
        check_protected("Concerns", TURNED_INTO_NUMBERS[name](suppressed))


LEFT_MISSING = {
    "as it came": lambda frame: frame,
    "fewer columns": lambda frame: frame[["category", "value"]],
    "known ones alone": lambda frame: frame.dropna(subset="value")[["category", "value"]],
    "in words": lambda frame: frame.assign(
        value=frame["value"].astype(object).where(frame["value"].notna(), "not shown")
    ),
    "of an analyst's own": lambda _: pd.DataFrame({"group": ["a", "b"], "value": [1, 2]}),
}


@pytest.mark.parametrize("name", LEFT_MISSING)
def test_what_stays_missing_is_let_through(suppressed, name):
    check_protected("Concerns", LEFT_MISSING[name](suppressed))


def test_a_table_of_figures_publishes_its_indicators(banes):
    shown = banes.table("Reports", banes.data("missing_reports"))
    assert facts(shown) == facts(banes.publish("missing_reports"))
    assert rows(shown)[-1][:2] == [banes.area.name, "12 months to 2024-03-31"]
    assert "Missing children reports" in rows(shown)[-1]


@pytest.mark.parametrize(("areas", "name"), [("force", "Saltmere"), ("larger", "England")])
def test_a_table_names_areas_as_readers_know_them(fairport, areas, name):
    shown = fairport.table("Plans", fairport.data("cp_plans", areas=areas))
    assert {name, fairport.area.name} <= {row[0] for row in rows(shown)}


def test_a_cell_may_be_a_fact_with_the_words_of_the_table_and_where_it_came_from(fairport):
    years = fairport.data("training_sessions")[["period", "value"]]
    shown = fairport.table("Sessions by year", years, facts={"last_year": ("2022-23", "value")})
    found = facts(shown)["last_year"]
    assert (found.name, found.title) == ("last_year", "Sessions by year: 2022-23, Value")
    assert FactWords(found).text == column(shown, "Value")["2022-23"]
    assert found.amount == fairport.data("training_sessions")["value"].iloc[-2]
    assert found.synthetic
    assert found.origins


def test_a_cell_that_is_not_shown_is_a_fact_without_an_amount(suppressed, made_of):
    shown = made_of().table("T", suppressed.drop(columns=list(KEYS[:3])).drop(columns="period_end"),
                            facts={"small": ("group 3", "value")})  # fmt: skip
    assert not fact(shown).known
    assert FactWords(fact(shown)).text == Reason.SUPPRESSED.wording


@pytest.mark.parametrize(
    ("place", "told"), [(("2022-2", "value"), "row of 'T'"), (("2022-23", "valu"), "column of 'T'")]
)
def test_a_cell_that_is_not_there_is_refused_with_the_nearest(fairport, place, told):
    with pytest.raises(NotKnownError, match=rf"{told}.*nearest: "):
        fairport.table(
            "T", fairport.data("training_sessions")[["period", "value"]], facts={"n": place}
        )


def test_a_table_without_figures_says_so_and_its_facts_are_there(nowhere):
    frame = nowhere.data("training_sessions")
    shown = nowhere.table("Sessions", frame, facts={"last_year": ("2022-23", "value")})
    assert message(shown)[0] == "no figures"
    assert {FactWords(one).text for one in facts(shown).values()} == {"not available"}
    assert list(facts(shown)) == ["training_sessions", "last_year"]


def test_a_table_with_numbers_in_place_of_reasons_is_refused(suppressed, made_of):
    with pytest.raises(UserError, match="has a number where"):
        made_of().table("Concerns", suppressed.fillna({"value": 0}))


def test_a_chart_with_numbers_in_place_of_reasons_is_refused(suppressed, made_of):
    section, filled = made_of(), suppressed.fillna({"value": 0})
    with mpl.rc_context():
        figure, axes = section.figure()
        axes.bar(filled["category"], filled["value"])
        with pytest.raises(UserError, match="has a number where"):
            section.chart("Concerns", figure, data=filled, alt="Three bars.")


def test_a_hundred_thousand_rows_are_refused_at_once(banes):
    before = time.perf_counter()
    with pytest.raises(UserError, match=r"100,000 rows.*2,000"):
        banes.table("T", pd.DataFrame({"n": range(100_000)}))
    assert time.perf_counter() - before < 1
