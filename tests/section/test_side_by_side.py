"""The authorities of a police force area side by side: rates, England, places, and no sums."""

from __future__ import annotations

import re
import shutil

import pytest
import yaml

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.comparators import Comparators
from bcssp_lib.data.data_store import DataStore, open_data_store, read_protection
from bcssp_lib.data.hidden_figures import read_hidden
from bcssp_lib.data.loader import Figures, load_figures
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Reason
from bcssp_lib.section.outputs import Table
from bcssp_lib.section.section import Section
from tests.projects import copy_example, write_yaml

FORCE = "avon-and-somerset"
REAL = ["banes", "bristol", "north-somerset", "somerset", "south-gloucestershire"]
INVENTED = ["fairport", "north-saltmere", "saltmere", "south-kingsmarshire"]
MEASURES = ("cp_plans", "cla", "rereferrals_percent", "icpc_within_15_days_percent")


def section_of(catalogue, store) -> Section:
    return Section("region_overview", FORCE, parse_period("2023-24"), "regional", store)


@pytest.fixture(scope="module")
def invented(tmp_path_factory) -> Project:
    """The invented authorities as the only ones of the force area."""
    project = copy_example(tmp_path_factory.mktemp("invented"))
    (project.params / "areas/banes.yaml").unlink()
    shutil.rmtree(project.data / "banes")
    path = project.params / f"areas/{FORCE}.yaml"
    content = yaml.safe_load(path.read_text("utf-8"))
    write_yaml(path, {name: text for name, text in content.items() if name != "figures_in"})
    return project


@pytest.fixture(scope="module")
def invented_section(invented) -> Section:
    catalogue = load_catalogue(invented)
    return section_of(catalogue, open_data_store(catalogue, FORCE))


def rows(content: Table) -> list[list[str]]:
    return content.to_plain()["rows"]


def test_a_force_area_with_authorities_has_a_report(five_catalogue):
    assert FORCE in [area.slug for area in five_catalogue.reported()]
    assert [area.slug for area in five_catalogue.members(FORCE)] == REAL
    assert five_catalogue.members("banes") == ()


def test_all_that_show_each_other_are_protected_together(five_catalogue):
    together = {five_catalogue.areas_together(area) for area in (FORCE, *REAL)}
    assert together == {(FORCE, *REAL)}


@pytest.mark.parametrize("area", INVENTED)
def test_the_same_figures_are_hidden_as_in_the_reports_of_the_areas(invented, area):
    catalogue = load_catalogue(invented)
    of_force = read_protection(catalogue, FORCE, anew=True)
    assert of_force == read_protection(catalogue, area, anew=True)
    assert of_force.hidden


def test_the_same_numbers_are_looked_for_in_its_files_as_in_those_of_the_areas(invented):
    catalogue = load_catalogue(invented)
    found = {read_hidden(catalogue, area) for area in (FORCE, *INVENTED)}
    assert len(found) == 1
    assert {figure.area for figure in found.pop().hidden} & set(INVENTED)


def test_readers_of_an_area_have_the_regional_report_too(invented):
    folder = invented.reports / FORCE / "2023-24/published"
    folder.mkdir(parents=True)
    try:
        for area in (FORCE, *INVENTED):
            together = Comparators(load_catalogue(invented), area).together(tuple)
            assert folder in together.folders
    finally:
        folder.rmdir()


def test_every_figure_of_an_area_is_read_as_its_own_report_reads_it(invented):
    catalogue, hidden = load_catalogue(invented), 0
    store = open_data_store(catalogue, FORCE)
    for area in INVENTED:
        own = DataStore(
            catalogue,
            load_figures(catalogue, (area,)),
            Comparators(catalogue, area),
        )
        for indicator in catalogue.indicators:
            assert store.series(indicator, area) == own.series(indicator, area)
            assert store.categories(indicator, area) == own.categories(indicator, area)
            series = (*store.series(indicator, area), *store.categories(indicator, area))
            hidden += sum(each.value.reason is Reason.SUPPRESSED for each in series)
    assert hidden


def test_made_up_figures_of_any_area_make_the_report_a_synthetic_one(invented_section, region):
    assert invented_section._store.synthetic(FORCE)
    assert not region._store.synthetic(FORCE)


def test_real_figures_are_never_next_to_made_up_ones(example_project, catalogue):
    mixed = section_of(catalogue, open_data_store(catalogue, FORCE))
    told = mixed.areas_table("Plans", "cp_plans").content.text
    assert "some of these areas are made up, and those of others are not" in told
    assert mixed.overview_table("All", "cp_plans").content.kind == "no figures"


def test_a_table_has_a_row_an_area_then_the_region_and_england(region):
    found = rows(region.areas_table("Plans", "cp_plans").content)
    assert [row[0] for row in found] == [
        *(region._store.area(area).name for area in REAL), "South West", "England",
    ]  # fmt: skip
    assert found[0] == [
        "Bath and North East Somerset", "141", "38.6", "32.5 to 45.5", "No clear difference",
        "joint 59th lowest of 151",
    ]  # fmt: skip
    assert found[-1][2] == "41.4"


def test_no_row_or_column_is_a_total_of_the_areas(region):
    overview = region.overview_table("All", *MEASURES).content.to_plain()
    assert overview["headings"] == [
        "Measure", *(region._store.area(area).short_name for area in REAL), "South West",
        "England",
    ]  # fmt: skip
    assert len(overview["rows"]) == len(MEASURES)


def test_each_figure_is_a_fact_that_names_its_area(region):
    facts = {fact.name: fact for fact in region.areas_table("Plans", "cp_plans").facts}
    assert list(facts) == [f"{area.replace('-', '_')}_cp_plans" for area in REAL]
    assert facts["banes_cp_plans"].amount == 141
    assert facts["banes_cp_plans"].named == "B&NES: Children on a child protection plan"


def test_a_verdict_is_a_word_and_only_what_has_a_better_way_has_a_colour(region):
    shown = region.overview_table("All", *MEASURES).content
    told, coloured = 0, 0
    for row in shown.rows:
        neither = "plan" in row[0].text or "looked after" in row[0].text
        for cell in row[1:6]:
            verdict = cell.text.endswith(("▲", "▼"))
            told, coloured = told + verdict, coloured + bool(cell.tone)
            assert bool(cell.tone) == (verdict and not neither)
    assert told
    assert coloured


def test_plain_numbers_are_not_side_by_side(region):
    shown = region.areas_table("Crimes", "recorded_crime")
    assert "areas differ in size" in shown.content.text
    assert region.areas_dots("Crimes", "recorded_crime").content.text == shown.content.text
    assert region.overview_table("Crimes", "recorded_crime").content.kind == "no figures"


def test_the_chart_says_in_words_what_it_shows(region):
    chart = region.areas_dots("Looked after, by area", "cla").content
    for area in REAL:
        assert region._store.area(area).short_name in chart.alternative
    assert chart.headline == "Higher than England in Bristol; lower in all others"
    assert chart.alternative.startswith("A dot for each area")
    assert "A line shows England 69.3." in chart.alternative
    assert len(chart.data.rows) == len(REAL) + 2


def test_a_figure_that_is_not_held_has_a_name_and_no_dot(region):
    chart = region.areas_dots("Feel safe, by area", "adults_feel_safe_percent").content
    assert "Somerset not available" in chart.alternative
    assert "Somerset: not available" in chart.svg


def test_made_up_figures_are_named_on_the_chart(invented_section):
    chart = invented_section.areas_dots("Plans, by area", "cp_plans").content
    assert chart.alternative.startswith("Synthetic figures.")
    assert "SYNTHETIC" in chart.svg


def test_what_stands_out_is_beyond_chance_and_near_an_end(region):
    found = rows(region.standouts_table("Stand out", *MEASURES).content)
    assert found
    for row in found:
        assert row[4] in ("Higher", "Lower")
        place, of = map(int, re.search(r"(\d+)\w\w (?:high|low)est of (\d+)", row[5]).groups())
        assert place <= of / 10


def test_where_nothing_stands_out_a_sentence_says_so(region):
    shown = region.standouts_table("Stand out", "social_worker_caseload").content
    assert "no figure differs from England beyond chance" in shown.text


def test_without_figures_a_table_says_so(five_catalogue):
    bare = section_of(five_catalogue, DataStore(five_catalogue, Figures((), {})))
    for shown in (
        bare.areas_table("Plans", "cp_plans"),
        bare.areas_dots("Plans, by area", "cp_plans"),
        bare.overview_table("All", "cp_plans"),
        bare.standouts_table("Stand out", "cp_plans"),
    ):
        assert shown.content.kind == "no figures"


def test_a_report_of_one_authority_has_nothing_side_by_side(banes):
    with pytest.raises(UserError, match="is one authority"):
        banes.areas_table("Plans", "cp_plans")
