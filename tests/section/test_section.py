import inspect
import textwrap
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import matplotlib as mpl
import pandas as pd
import pytest
import seaborn

from bcssp_lib import open_section
from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.loader import load_figures
from bcssp_lib.model.errors import InputProblemsError, NotKnownError, UserError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import known, missing
from bcssp_lib.model.verdicts import Direction
from bcssp_lib.section.outputs import FACTS_TYPE, PLACEHOLDER_TYPE
from bcssp_lib.section.section import Section, SectionAreas
from bcssp_lib.section.section_base import SectionBase
from bcssp_lib.stats.fact_wording import FactWords
from tests.projects import read_csv
from tests.section.outputs import bundle, fact, facts, words


@pytest.mark.parametrize(("area", "period"), [("", ""), ("banes", ""), ("", "2023-24")])
def test_without_parameters_the_message_says_what_to_fill_in(area, period):
    with pytest.raises(UserError) as caught:
        open_section("police", area, period)
    message = str(caught.value)
    assert "no area or period yet" in message
    assert 'area: str = "banes"' in message
    assert 'period: str = "2023-24"' in message
    assert "run all cells again" in message


def test_a_section_is_opened_from_the_folder_it_runs_in(inside_small_project):
    section = open_section("police", "banes", "2023-24")
    found = (section.name, section.area.slug, section.period.label, section.edition)
    assert found == ("police", "banes", "2023-24", "annual")
    assert words(section.publish("missing_reports")).text == "282"


@pytest.mark.parametrize(
    ("area", "period", "edition", "message"),
    [
        ("bains", "2023-24", "annual", "no area 'bains'"),
        ("banes", "2033-34", "annual", "no period '2033-34'"),
        ("banes", "23/24", "annual", "'23/24' is not a period"),
        ("banes", "2023-24", "yearly", "no edition 'yearly'"),
    ],
)
def test_a_name_that_is_not_known_is_refused(inside_small_project, area, period, edition, message):
    with pytest.raises(UserError, match=message):
        open_section("police", area, period, edition)


def test_a_section_with_bad_figures_does_not_open(inside_small_project):
    path = inside_small_project.data / "banes/training.csv"
    path.write_text(path.read_text("utf-8").replace(",76,", ",-76,"), "utf-8")
    with pytest.raises(InputProblemsError, match="-76 is negative"):
        open_section("police", "banes", "2023-24")


def test_every_output_is_stamped_with_what_it_was_made_for(banes):
    shown = [
        banes.publish("missing_reports"),
        banes.figures_table("Missing", group="missing"),
        banes.change_chart("Missing", "missing_reports"),
        banes.reconcile("concerns_raised"),
        banes.placeholder("headlines"),
    ]
    for row in shown:
        private = [found for kind, found in bundle(row).items() if kind.startswith("application/v")]
        stamp = {
            "area": "banes",
            "period": "2023-24",
            "edition": "annual",
            "section": "police",
        }
        assert private
        assert all(each["stamp"] == stamp for each in private)


SHOWS = {
    "figures_table": lambda section: section.figures_table("T", "cp_plans"),
    "standing_table": lambda section: section.benchmark_table("T", "cp_plans"),
    "change_chart": lambda section: section.change_chart("T", "cp_plans"),
    "trend_chart": lambda section: section.trend_chart("T", "cp_plans", kind="snapshot"),
    "control_chart": lambda section: section.spc_chart("T", "cp_plans"),
    "areas_chart": lambda section: section.areas_chart("T", "cp_plans", kind="snapshot"),
    "ranked_chart": lambda section: section.ranked_chart("T", "cp_plans"),
    "funnel_chart": lambda section: section.funnel_chart("T", "cp_plans"),
}


@pytest.mark.parametrize("name", SHOWS)
def test_what_shows_an_indicator_publishes_its_fact(fairport, nowhere, name):
    for section in (fairport, nowhere):  # prose speaks of a figure that was not supplied, too
        published = facts(SHOWS[name](section))
        assert published == facts(section.publish("cp_plans"))


def test_what_shows_categories_publishes_the_whole(fairport):
    name = "concerns_by_ethnicity"
    shown = [
        fairport.breakdown_table("T", name),
        fairport.shares_chart("T", name),
        fairport.group_rates_table("T", name, "adults_by_ethnicity", "White"),
    ]
    assert [list(facts(row)) for row in shown] == [[name]] * 3


def test_figures_of_the_force_area_are_no_facts_of_the_area(fairport):
    shown = fairport.figures_table("T", group="protection_powers", of_force_area=True)
    assert FACTS_TYPE not in bundle(shown)


def test_a_fact_holds_the_value_and_all_that_it_is_compared_with(banes):
    found = fact(banes.publish("missing_reports"))
    assert (found.value, found.previous) == (known(282), known(178))
    assert (found.change.amount, found.change.direction) == (104, Direction.ROSE)
    assert found.change.chance is False
    assert found.force_change == Decimal("5.6")
    assert FactWords(found).change_phrase == "rose by 104 (58.4%) to 282"
    assert (found.counts, found.singular) == ("reports", "report")
    assert found.period == parse_period("12 months to 2024-03-31")
    assert found.known
    assert found.headline
    assert not found.synthetic


def test_a_group_publishes_a_fact_for_each_of_its_indicators(banes, catalogue):
    names = {one.id for one in catalogue.group("missing")}
    assert facts(banes.publish(group="missing")).keys() == names
    both = banes.publish("training_sessions", group="missing")
    assert facts(both).keys() == names | {"training_sessions"}


def test_the_facts_origins_are_the_rows_of_the_files(banes, catalogue, example_project):
    files = {path.name: read_csv(path) for path in (example_project.data / "banes").glob("*.csv")}
    checked = Counter()
    for indicator in catalogue.indicators:
        for origin in fact(banes.publish(indicator)).origins:
            folder, _, name = origin.file.rpartition("/")
            row = files[name][origin.row - 2]
            assert folder == "data/banes"
            assert row["indicator"] in {
                indicator,
                getattr(catalogue.change_indicator(indicator), "id", ""),
                *catalogue.indicator(indicator).linked.get("rate", ()),
                *catalogue.indicator(indicator).linked.get("made_from", ()),
                *catalogue.indicator(indicator).linked.get("margin_of_error", ()),
            }
            assert row["note"] == origin.note
            checked[row["period"], row["area"]] += 1
    assert checked["12 months to 2024-03-31", "banes"] >= 16
    assert checked["12 months to 2023-03-31", "banes"] >= 16
    assert checked["12 months to 2024-03-31", "avon-and-somerset"] >= 7


def test_the_text_of_a_fact_is_the_number_of_its_row(banes, example_project):
    found = fact(banes.publish("da_crimes"))
    path = example_project.root / found.origins[0].file
    row = read_csv(path)[found.origins[0].row - 2]
    assert FactWords(found).text == f"{int(row['value']):,}" == "1,926"


def test_a_fact_that_was_not_supplied_says_so_and_has_no_origin(nowhere):
    found = fact(nowhere.publish("missing_reports"))
    assert (found.value, found.origins) == (missing(), ())
    assert found.change.amount is None


def test_a_fact_made_of_made_up_figures_says_so(fairport):
    assert fact(fairport.publish("missing_reports")).synthetic


def test_a_share_is_published_with_one_decimal_and_both_its_origins(banes):
    shown = banes.publish_share(
        "section_175_share", "Responses", "section_175_responses", "section_175_circulated"
    )
    found = fact(shown)
    assert (FactWords(found).text, found.title) == ("98.8%", "Responses")
    assert [origin.row for origin in found.origins] == [4, 3]


def test_a_share_of_what_is_missing_or_zero_is_not_available(nowhere, made_of):
    names = ("share", "Share", "section_175_responses", "section_175_circulated")
    assert words(nowhere.publish_share(*names)).text == "not available"
    zero = made_of(
        ("section_175_responses", "2023-24", 0), ("section_175_circulated", "2023-24", 0)
    )
    assert not fact(zero.publish_share(*names)).known


def test_a_share_of_what_is_for_another_period_is_refused(banes):
    with pytest.raises(UserError, match=r"for 12 months to 31 March 2024 is no share of .*2023-24"):
        banes.publish_share("share", "Share", "missing_reports", "concerns_raised")


def test_an_unknown_indicator_is_refused_with_the_nearest(banes):
    with pytest.raises(NotKnownError, match="nearest: missing_reports"):
        banes.publish("mising_reports")


def test_facts_are_shown_as_text_where_nothing_else_is_understood(banes):
    shown = bundle(banes.publish("missing_children", "missing_reports"))
    assert shown["text/plain"] == "missing_children: 105\nmissing_reports: 282"
    assert FACTS_TYPE in shown


def in_2023_24(day):
    return "2023-04-01" <= day <= "2024-03-31"


def test_entries_are_counted_by_a_date_in_the_period(fairport, fairport_reviews):
    expected = sum(in_2023_24(row["published"]) for row in fairport_reviews)
    shown = fairport.publish_count("published", "Published", "reviews", during="published")
    assert words(shown).text == str(expected)
    assert expected


def test_entries_are_counted_by_a_value(fairport, fairport_reviews):
    kind = "safeguarding adult review"
    expected = sum(in_2023_24(row["notified"]) and row["kind"] == kind for row in fairport_reviews)
    shown = fairport.publish_count("sars", "SARs", "reviews", during="notified", kind=kind)
    assert words(shown).text == str(expected)
    assert expected


def test_entries_that_had_not_come_so_far_are_counted(fairport, fairport_reviews):
    expected = sum(
        row["notified"] <= "2024-03-31"
        and (not row["published"] or row["published"] > "2024-03-31")
        for row in fairport_reviews
    )
    shown = fairport.publish_count("open", "Open", "reviews", not_yet="published")
    assert words(shown).text == str(expected)
    assert expected


def test_the_origins_of_a_count_are_the_rows_it_counts(fairport, fairport_reviews):
    shown = fairport.publish_count("published", "Published", "reviews", during="published")
    rows = [fairport_reviews[origin.row - 2] for origin in fact(shown).origins]
    assert rows
    assert all(in_2023_24(row["published"]) for row in rows)


def test_a_sum_of_pounds_is_published(fairport, example_project):
    expected = sum(
        Decimal(row["amount"])
        for row in read_csv(example_project.data / "fairport/registers/finance.csv")
        if row["period"] == "2023-24" and row["kind"] == "contribution"
    )
    shown = fairport.publish_total("income", "Income", "finance", "amount", kind="contribution")
    assert words(shown).text == f"£{expected:,.0f}"
    assert expected


def test_a_register_that_was_not_supplied_is_not_zero(banes):
    assert words(banes.publish_count("n", "Reviews", "reviews")).text == "not available"
    found = fact(banes.publish_total("n", "Income", "finance", "amount"))
    assert found.value == missing()


def test_a_register_in_which_nothing_matches_counts_zero(fairport):
    shown = fairport.publish_count("n", "Reviews", "reviews", theme="nothing of the kind")
    assert (words(shown).text, fact(shown).known) == ("0", True)


@pytest.mark.parametrize("where", [{"knd": "x"}, {"during": "publishd"}, {"not_yet": "publishd"}])
def test_a_column_that_is_not_known_is_refused(fairport, where):
    with pytest.raises(NotKnownError, match="column of 'reviews'"):
        fairport.publish_count("n", "Reviews", "reviews", **where)


def test_a_sum_of_a_column_that_is_not_known_is_refused(fairport):
    with pytest.raises(
        NotKnownError, match=r"column of pounds of 'finance' 'amunt' \(nearest: amount"
    ):
        fairport.publish_total("n", "Income", "finance", "amunt")


def test_a_fill_marks_its_place(banes):
    assert bundle(banes.placeholder("glossary"))[PLACEHOLDER_TYPE]["fill"] == "glossary"
    with pytest.raises(NotKnownError, match="nearest: headlines"):
        banes.placeholder("headline")


def examples():
    """The example in the docstring of each public method of a section."""
    for name, method in inspect.getmembers(Section, inspect.isfunction):
        if not name.startswith("_"):
            yield pytest.param(name, inspect.getdoc(method).partition("For example:\n")[2], id=name)


@pytest.mark.parametrize(("name", "text"), list(examples()))
def test_every_public_method_has_an_example_that_runs(fairport, region, name, text):
    assert f"section.{name}(" in text
    frame = pd.DataFrame({"age": ["0 to 4", "5 to 9"], "value": [2, 3]})
    section = region if hasattr(SectionAreas, name) and not hasattr(SectionBase, name) else fairport
    names = {"section": section, "seaborn": seaborn, "frame": frame}
    with mpl.rc_context():  # section.figure() sets the house style until a chart is shown
        exec(textwrap.dedent(text), names)


@pytest.fixture
def strict_registers(catalogue, example_project):
    """A section whose registers are under a policy that hides small numbers."""
    own = {
        name: schema.model_copy(update={"disclosure": {"any other source": "small numbers"}})
        for name, schema in catalogue.registers.items()
    }
    strict = replace(catalogue, registers=own)
    store = DataStore(strict, load_figures(catalogue, ("fairport",)))
    return Section("police", "fairport", parse_period("2023-24"), "annual", store)


def test_a_small_count_of_entries_is_hidden_under_a_policy(strict_registers, fairport):
    counted = {
        where: fact(fairport.publish_count("n", "N", "reviews", during=where)).amount
        for where in ("notified", "published")
    }
    assert any(0 < amount < 5 for amount in counted.values())
    for where, amount in counted.items():
        shown = fact(strict_registers.publish_count("n", "N", "reviews", during=where))
        assert not (shown.known and 0 < amount < 5)
        assert shown.known or not shown.origins


def test_small_numbers_in_a_register_are_hidden_under_a_policy(strict_registers, fairport):
    for section, hidden in ((fairport, False), (strict_registers, True)):
        page = section.register_table("Attendance", "attendance")._repr_mimebundle_()["text/html"]
        assert ("not shown, to protect people" in page) == hidden


def test_a_table_of_few_entries_is_not_shown_under_a_policy(strict_registers, fairport):
    few = [
        name
        for name, schema in fairport._store._catalogue.registers.items()
        if "period" in schema.columns
        and 0 < len(fairport._view(name, fairport.period).own_entries) < 5
    ]
    assert few
    for name in few:
        page = strict_registers.register_table("T", name)._repr_mimebundle_()["text/html"]
        assert "so few entries could lead back to a person" in page


def test_a_count_of_all_but_a_few_entries_is_hidden_and_so_are_its_rows(strict_registers):
    """Six of eight were answered: with a count of all, that tells of the two that were not."""
    view = strict_registers._view("reviews", strict_registers.period)
    whole = fact(strict_registers.publish_count("n", "N", "reviews"))
    assert whole.amount >= 5
    for kind in view.schema.columns["kind"].choices:
        counted = fact(strict_registers.publish_count("n", "N", "reviews", kind=kind))
        rest = len(view.own_entries) - len(view.matching({"kind": kind}))
        sizes = view.sizes({"kind": kind})
        assert rest in sizes
        assert sum(sizes[2:]) == len(view.own_entries)
        assert counted.known == all(size == 0 or size >= 5 for size in sizes)
        assert counted.known or not counted.origins


def test_names_in_a_list_and_numbers_of_ones_own_are_refused_with_what_to_write(fairport):
    with pytest.raises(UserError, match='one after the other, without brackets: "cp_plans", "cla"'):
        fairport.figures_table("T", ["cp_plans", "cla"])
    with pytest.raises(UserError, match=r"3\.5 is no name .* facts=… of section.table"):
        fairport.publish("mine", 3.5)
