from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
import yaml

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.loader import Figures
from bcssp_lib.model.errors import NotKnownError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.register import Entry, RegisterSchema
from bcssp_lib.model.value import Mark, Reason, Source, known, missing
from bcssp_lib.section.outputs import Cell
from bcssp_lib.section.section import Section
from bcssp_lib.section.tables import entries_table
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.held_wording import figure_for
from tests.projects import read_csv
from tests.section.outputs import column, facts, message, notes, rows

BEFORE, NOW = "12 months to 31 March 2023", "12 months to 31 March 2024"


def tally(project, groups=("kpi_all", "kpi_adults", "kpi_children")):
    """Green: target met; amber: missed by up to 15% of the target; red: by more."""
    kpis = yaml.safe_load((project.params / "indicators/kpis.yaml").read_text("utf-8"))
    targets = {
        name: Decimal(str(one["target"]))
        for name, one in kpis["indicators"].items()
        if one["group"] in groups
    }
    counts = Counter()
    for row in read_csv(project.data / "banes/kpis.csv"):
        if row["indicator"] not in targets:
            continue
        if row["value"] == "N/A":
            counts["not_applicable"] += 1
        elif row["value"] in {"/", "TBC"}:
            counts["no_return"] += 1
        else:
            target, amount = targets[row["indicator"]], Decimal(row["value"])
            lowest = target * Decimal("0.85")
            counts["green" if amount >= target else "amber" if amount >= lowest else "red"] += 1
    return counts


def test_the_returns_of_each_rating_are_counted(banes, example_project):
    expected = tally(example_project)
    shown = banes.publish_ratings("kpi", "kpi_all", "kpi_adults", "kpi_children")
    found = {name: FactWords(fact).text for name, fact in facts(shown).items() if fact.known}
    assert sum(expected.values()) == 272
    assert len(expected) == 5
    assert found == {f"kpi_{key}": str(count) for key, count in expected.items()}


def test_what_each_agency_returned_can_be_named(banes):
    returned = facts(banes.publish_ratings("kpi", "kpi_all"))["kpi_1_01"]
    assert not returned.known
    assert FactWords(returned).target == "85%"
    assert figure_for(returned, "category", ["RUH"]).words == "90%"


@pytest.mark.parametrize("group", ["kpi_all", "kpi_adults", "kpi_children"])
def test_the_table_of_ratings_adds_up_to_the_returns_of_its_group(banes, example_project, group):
    heads, *found = rows(banes.ratings_table("Ratings", group))
    assert heads[2:] == ["Green (G)", "Amber (A)", "Red (R)", "Not applicable", "No return"]
    sums = [sum(int(row[place]) for row in found) for place in range(2, 7)]
    expected = tally(example_project, (group,))
    keys = ("green", "amber", "red", "not_applicable", "no_return")
    assert sums == [expected[key] for key in keys]


def test_without_returns_no_rating_is_counted_as_zero(nowhere):
    found = facts(nowhere.publish_ratings("kpi", "kpi_all")).values()
    assert {FactWords(one).text for one in found} == {"not available"}


def test_each_return_is_shown_with_its_letter(banes, example_project):
    shown = banes.returns_table("Returns", "kpi_all")
    heads = rows(shown)[0]
    assert heads[0] == "Agency"
    assert heads[1].startswith("1.1 (target 85%)")
    found = column(shown, heads[1])
    assert found["RUH"] == "90% G"
    assert found["Children's Social Care"] == "33% R"
    printed = {
        row["category"]: row["value"]
        for row in read_csv(example_project.data / "banes/kpis.csv")
        if row["indicator"] == "kpi_1_01"
    }
    assert found.keys() == printed.keys()
    for agency, value in printed.items():
        assert found[agency].partition("%")[0] == value


def test_symbols_are_kept_apart_in_tables(banes):
    texts = {cell for row in rows(banes.returns_table("Returns", "kpi_all")) for cell in row}
    assert {"N/A", "/", "TBC"} <= texts


def test_each_symbol_is_explained_once(banes):
    _, *found = rows(banes.symbols_table("Symbols", "kpi_all"))
    assert [row[0] for row in found] == ["N/A", "/", "TBC"]
    assert all(len(row[1]) > 10 for row in found)


def test_the_rating_rule_is_stated_with_its_boundary(banes):
    kind, text = message(banes.rating_rule("kpi_shortfall"))
    assert kind == "statement"
    assert "15% of its value" in text
    assert "exactly 15% of its value is rated amber" in text
    with pytest.raises(NotKnownError, match="nearest: kpi_shortfall"):
        banes.rating_rule("kpi_short")


def test_a_table_of_figures_compares_each_with_the_year_before(banes):
    shown = banes.figures_table("Missing", group="missing")
    assert rows(shown)[:3] == [
        ["Measure", "Counts", BEFORE, NOW, "Change", "Change, %", "Force area, %"],
        ["Missing children", "children", "98", "105", "+7", "+7.1%", "not available"],
        ["Missing children reports", "reports", "178", "282", "+104", "+58.4%", "+5.6%"],
    ]


def test_a_table_says_what_each_row_counts_only_where_they_differ(banes):
    assert "Counts" in rows(banes.figures_table("Missing", group="missing"))[0]
    alike = banes.figures_table("Children", "missing_children", "repeat_missing_children")
    assert "Counts" not in rows(alike)[0]


def test_a_table_without_the_year_before_has_no_change(banes):
    assert rows(banes.figures_table("Training", "training_sessions")) == [
        ["Measure", "2023-24"],
        ["Training sessions held", "76"],
    ]


def test_a_table_shows_targets_and_ratings_where_there_are_any(banes):
    shown = banes.figures_table("Decisions", "decisions_in_4_days")
    assert column(shown, "Target") == {rows(shown)[1][0]: "100%"}
    assert column(shown, "Rating") == {rows(shown)[1][0]: "Red"}


def test_a_table_holds_the_notes_of_its_figures(banes):
    found = notes(banes.figures_table("Concerns", "concerns_raised"))
    assert any(
        "estimated; Derived: the 2023-24 figure is stated as 51 fewer." in one for one in found
    )


def test_a_table_of_the_force_area_holds_its_figures(banes):
    shown = banes.figures_table("Force", group="protection_powers", of_force_area=True)
    assert column(shown, "2023-24") == {
        "Police protection powers used": "384",
        "Police protection records not linked to a beat code": "27",
    }


def test_an_unsupplied_row_is_left_out_of_a_table(banes):
    shown = banes.figures_table("Mixed", "training_sessions", "concerns_by_ethnicity")
    assert [row[0] for row in rows(shown)] == ["Measure", "Training sessions held"]


def test_a_missing_figure_stands_in_its_table_as_its_reason(made_of):
    section = made_of(
        ("training_sessions", "2022-23", missing(Reason.SUPPRESSED)),
        ("training_sessions", "2023-24", 76),
    )
    _, row = rows(section.figures_table("Training", "training_sessions"))
    assert row[1] == "not shown, to protect people who could be identified"
    assert row[2:4] == ["76", "no comparison"]


@pytest.mark.parametrize(
    "show",
    [
        lambda section: section.change_chart("What", "missing_reports"),
        lambda section: section.trend_chart("What", "missing_reports"),
    ],
)
def test_a_chart_of_hidden_figures_does_not_say_that_nothing_was_supplied(made_of, show):
    hidden = missing(Reason.SUPPRESSED)
    shown = show(made_of(("missing_reports", "12 months to 2024-03-31", hidden)))
    assert shown.content.reason is Reason.SUPPRESSED
    assert "supplied" not in shown.content.text
    assert shown.content.text.endswith(
        "Figures are not shown, to protect people who could be identified."
    )


@pytest.mark.parametrize(
    "show",
    [
        lambda section: section.figures_table("What", group="missing"),
        lambda section: section.breakdown_table("What", "concerns_by_ethnicity"),
        lambda section: section.returns_table("What", "kpi_all"),
        lambda section: section.ratings_table("What", "kpi_all"),
        lambda section: section.register_table("What", "reviews"),
        lambda section: section.change_chart("What", "missing_reports"),
        lambda section: section.trend_chart("What", "missing_reports"),
    ],
)
def test_an_area_without_figures_says_so(nowhere, show):
    kind, text = message(show(nowhere))
    assert kind == "no figures"
    assert text.startswith("What: no ")
    assert text.endswith("were supplied for Saltmere in 2023-24.")


def test_a_breakdown_is_shown_with_its_total_and_protected(made_of):
    amounts = {"White": 40, "Asian": 3, "Black": 20, "Mixed": 9, "Other": 0}
    section = made_of(
        ("concerns_by_ethnicity", "2023-24", 72),
        *[("concerns_by_ethnicity", "2023-24", value, name) for name, value in amounts.items()],
    )
    shown = section.breakdown_table("By ethnic group", "concerns_by_ethnicity")
    hidden = "not shown"
    found = column(shown, "2023-24")
    assert {"Asian"} < {name for name, text in found.items() if text == hidden}
    assert sum(text == hidden for text in found.values()) == 2
    kept = {name: text for name, text in found.items() if text != hidden}
    assert kept.items() <= {**{name: str(n) for name, n in amounts.items()}, "Total": "72"}.items()
    assert kept["Other"] == "0"
    assert any("Some numbers are not shown" in note for note in notes(shown))


@pytest.mark.parametrize(
    "ordered",
    [
        ["Under 1 year", "1 to 4 years", "5 to 9 years", "10 to 15 years", "16 years and over"],
        ["3 months or less", "more than 3 months to 6 months", "6 months to less than 1 year",
         "1 year to less than 2 years", "2 years or more"],
    ],
    ids=["ages", "stretches"],
)  # fmt: skip
def test_ages_and_stretches_of_time_are_in_their_order(made_of, ordered):
    section = made_of(
        *[("concerns_by_ethnicity", "2023-24", 40, name) for name in sorted(ordered)],
    )
    shown = section.breakdown_table("By age", "concerns_by_ethnicity")
    assert list(column(shown, "2023-24")) == ordered


def test_the_area_is_described_with_the_code_of_the_period(catalogue, nowhere):
    found = column(nowhere.area_table("The area"), "Detail")
    assert found["Local authority area"] == "Saltmere"
    assert found["Code of the area"] == "E06999004"
    assert found["Department for Education code"] == "994"
    assert found["Police force area"] == "Avon and Somerset"


@pytest.mark.parametrize(
    ("period", "told", "untold"),
    [
        ("2016-17", "sections 13 to 16", "16E to 16K"),
        ("2021-22", "Working Together to Safeguard Children 2018", "sections 13 to 16"),
        ("2023-24", "Working Together to Safeguard Children 2023", "Children 2018"),
    ],
)
def test_the_law_is_that_of_the_period(catalogue, period, told, untold):
    store = DataStore(catalogue, Figures((), {}))
    section = Section("about", "saltmere", parse_period(period), "annual", store)
    found = " ".join(column(section.law_table("The law"), "Who must follow it"))
    assert told in found
    assert untold not in found


def test_the_entries_of_a_register_are_shown_for_the_period(fairport, example_project):
    table = read_csv(example_project.data / "fairport/registers/attendance.csv")
    expected = [row["agency"] for row in table if row["period"] == "2023-24"]
    shown = fairport.register_table("Attendance", "attendance", "agency", "meetings")
    assert [row[0] for row in rows(shown)] == ["Agency", *expected]


def test_the_entries_of_last_year_are_shown_where_asked(fairport, example_project):
    table = read_csv(example_project.data / "fairport/registers/scrutiny.csv")
    expected = [row["reference"] for row in table if row["period"] == "2022-23"]
    shown = fairport.register_table("Questions", "scrutiny", "reference", last_year=True)
    assert [row[0] for row in rows(shown)] == ["Reference", *expected]


def test_a_step_that_had_not_been_taken_when_the_period_ended_is_not_shown(
    fairport_in, fairport_reviews
):
    later = [
        row["reference"]
        for row in fairport_reviews
        if row["notified"] <= "2023-03-31" < row["published"]
    ]
    shown = fairport_in("2022-23").register_table("R", "reviews", "reference", "published")
    found = column(shown, "Published")
    assert later
    assert {found[reference] for reference in later} == {"not yet"}


def test_what_is_open_is_carried_over_from_year_to_year(fairport_in, example_project):
    table = read_csv(example_project.data / "fairport/registers/scrutiny.csv")
    still_open = {row["reference"] for row in table if row["status"] == "open"}
    columns = ("reference", "standing", "status")
    for year in ("2024-25", "2025-26"):
        shown = fairport_in(year).register_table("Q", "scrutiny", *columns, carried_over=True)
        found = column(shown, "State")
        assert set(found) == still_open
        assert all("carried over from 2023-24" in text for text in found.values())


def test_an_area_without_a_register_says_so_of_earlier_years_too(nowhere):
    shown = nowhere.register_table("Left over", "scrutiny", carried_over=True)
    assert "no questions were supplied for Saltmere in 2023-24" in message(shown)[1]


def test_counts_agree_with_the_words_in_the_table(fairport):
    shown = fairport.register_table("A", "actions", "reference", "standing")
    late = sum("Overdue" in text for text in column(shown, "State").values())
    published = facts(fairport.publish_count("late", "Late", "actions", standing="overdue"))
    assert late
    assert published["late"].amount == late


def test_a_breakdown_says_what_to_know_about_each_of_its_figures(made_of):
    section = made_of(
        ("kpi_1_01", "2023-24", known("90", Mark.PROVISIONAL), "RUH"),
        ("kpi_1_01", "2023-24", 80, "DHI"),
    )
    found = notes(section.breakdown_table("By agency", "kpi_1_01"))
    assert found[1:] == ["RUH, 2023-24: provisional."]


def test_what_is_noted_of_several_figures_is_said_once(made_of):
    section = made_of(
        ("kpi_1_01", "2022-23", known("90", Mark.PROVISIONAL), "RUH"),
        ("kpi_1_01", "2023-24", known("90", Mark.PROVISIONAL), "RUH"),
        ("kpi_1_01", "2023-24", known("90", Mark.PROVISIONAL), "DHI"),
    )
    found = notes(section.breakdown_table("By agency", "kpi_1_01"))
    assert found[1:] == ["RUH, 2023-24 and 2022-23; DHI, 2023-24: provisional."]


SOURCE = Source(id="s", title="S", publisher="P", synthetic=True)
SCHEMA = RegisterSchema(
    id="actions",
    title="Actions",
    records="actions",
    columns={
        "period": {"title": "Year", "type": "period"},
        "action": {"title": "Action", "type": "text"},
        "due": {"title": "Due", "type": "date", "required": False},
        "done": {"title": "Done", "type": "date", "required": False},
        "people": {"title": "People", "type": "integer", "required": False},
        "cost": {"title": "Cost", "type": "pounds"},
        "rating": {"title": "Rating", "type": "choice", "choices": ["green", "complete"]},
    },
    date_order=("done",),
)
CELLS = {
    "period": "2023-24",
    "action": "train everyone",
    "due": date(2024, 3, 1),
    "done": None,
    "people": 1200,
    "cost": Decimal("1250.5"),
    "rating": "green",
}


def entry_rows(*columns, **changes):
    entry = Entry("actions", {**CELLS, **changes}, SOURCE, "actions.csv", 2)
    return entries_table("Actions", SCHEMA, columns, [entry])


def test_the_columns_named_are_shown_in_that_order():
    found = entry_rows("rating", "action")
    assert [column.heading for column in found.columns] == ["Rating", "Action"]


def test_without_names_every_column_but_the_period_is_shown():
    found = entry_rows()
    titles = [column.heading for column in found.columns]
    assert titles == ["Action", "Due", "Done", "People", "Cost", "Rating"]
    assert [column.heading for column in found.columns if column.figures] == ["People", "Cost"]


def test_a_column_that_is_not_known_is_refused_with_the_nearest():
    with pytest.raises(NotKnownError, match=r"column of 'actions' 'duee' \(nearest: due"):
        entry_rows("duee")


@pytest.mark.parametrize(
    ("column", "found", "cell"),
    [
        ("action", "train everyone", Cell("train everyone")),
        ("action", None, Cell("none recorded")),
        ("due", date(2024, 3, 1), Cell("1 March 2024")),
        ("done", None, Cell("not yet")),
        ("people", 1200, Cell("1,200")),
        ("people", 0, Cell("0")),
        ("cost", Decimal("1250.5"), Cell("£1,251")),
        ("cost", Decimal(0), Cell("£0")),
        ("rating", "green", Cell("Green", tone="green")),
        ("rating", "complete", Cell("Complete")),
        ("period", "2023-24", Cell("2023-24")),
    ],
)
def test_a_cell_is_worded_by_its_columns_type(column, found, cell):
    assert entry_rows(column, **{column: found}).rows == ((cell,),)


def test_a_step_without_a_date_that_a_later_one_followed_is_not_recorded():
    entry = Entry("actions", {**CELLS, "due": None, "done": date(2024, 3, 1)}, SOURCE, "a.csv", 2)
    schema = SCHEMA.model_copy(update={"date_order": ("due", "done")})
    assert entries_table("Actions", schema, ["due"], [entry]).rows == ((Cell("not recorded"),),)


def test_a_column_that_says_nothing_in_any_row_is_left_out():
    assert entry_rows("due", due=None).columns == ()
    two = [
        Entry("actions", {**CELLS, "due": day}, SOURCE, "a.csv", 2)
        for day in (None, date(2024, 3, 1))
    ]
    found = entries_table("Actions", SCHEMA, ["due"], two)
    assert [row[0].text for row in found.rows] == ["none recorded", "1 March 2024"]


def test_where_an_entry_stands_is_a_column_of_its_own():
    entries = [Entry("actions", CELLS, SOURCE, "actions.csv", row) for row in (2, 3)]
    standings = [Cell("Open"), Cell("Overdue", tone="red")]
    found = entries_table("Actions", SCHEMA, ["action", "standing"], entries, standings)
    assert [column.heading for column in found.columns] == ["Action", "State"]
    assert [row[1] for row in found.rows] == standings
    with pytest.raises(NotKnownError, match="'standing'"):
        entry_rows("standing")


def test_the_policies_say_what_is_hidden_and_of_which_figures(fairport):
    found = {row[0]: row[1:] for row in rows(fairport.policies_table("Policies"))[1:]}
    hidden, shown, names = found["Small numbers"]
    assert hidden == "Numbers from 1 to 4, and others from which they could be worked out"
    assert shown == "As they are"
    assert "by ethnic group" in names
    assert found["As published"][0].startswith("Nothing. ")
