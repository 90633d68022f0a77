"""Made-up files in the shapes of official ones are read as they are meant."""

from __future__ import annotations

import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.importers.changes import value_text
from bcssp_lib.data.importers.importing import ImportRequest, plan_import
from bcssp_lib.data.loader import load_figures
from bcssp_lib.model.errors import InputProblemsError, UserError
from tests.data.importers.files import bring_in, make_import_project
from tests.data.importers.shapes import (
    SHAPES,
    TITLES,
    crime_sheets,
    csv_file,
    homelessness_sheets,
    open_document,
    workbook,
)

BY_FORMAT = {shape.format: shape for shape in SHAPES}
HOMELESSNESS, CRIME = BY_FORMAT["mhclg_homelessness_duties"], BY_FORMAT["home_office_crime"]
TOOL, NOMIS = BY_FORMAT["dfe_interactive_tool"], BY_FORMAT["nomis_population"]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project in which nothing is stored."""
    return make_import_project(tmp_path_factory.mktemp("shapes") / "project")


def plan(project, content, ending="csv", **options):
    path = project.root / f"figures.{ending}"
    path.write_bytes(content)
    return plan_import(load_catalogue(project), ImportRequest(path, **options))


def figures(planned):
    return {
        (each.area, each.indicator, each.period.label, each.category): value_text(each.value)
        for each in planned.figures
    }


def refused(project, content, ending="csv", **options):
    with pytest.raises(InputProblemsError) as told:
        plan(project, content, ending, **options)
    return told.value.problems


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.format)
def test_each_shape_is_recognised_and_read(project, shape):
    planned = plan(project, shape.content(), shape.ending, **shape.options)
    assert planned.format.id == shape.format
    assert figures(planned) == shape.figures


def test_homelessness_tables_with_moved_columns_and_hidden_ones(project):
    sheets = homelessness_sheets(moved=2, hidden=True)
    hidden = {"xlsx": workbook(sheets, columns="CD"), "ods": open_document(sheets, [2, 3])}
    for ending, content in hidden.items():
        planned = plan(project, content, ending)
        assert figures(planned) == HOMELESSNESS.figures
        assert "the hidden column C was left out: it holds 'East Midlands'" in planned.notes


def test_homelessness_tables_of_one_quarter_leave_the_others(tmp_path):
    project = make_import_project(tmp_path / "project")
    path = tmp_path / "march.xlsx"
    path.write_bytes(workbook(homelessness_sheets()))
    bring_in(project, path)
    older = homelessness_sheets()
    for name, title in TITLES.items():
        earlier = title.replace("January to March 2024", "October to December 2023")
        older[name][0] = [earlier.replace("31 March 2024", "31st December 2023")]
    path = tmp_path / "december.xlsx"
    path.write_bytes(workbook(older))
    planned = bring_in(project, path)
    assert planned.lost == ()
    assert next(planned.lines()).endswith("6 new, 0 revised, 0 lost, 0 the same")
    stored = (project.data / "banes/mhclg_statutory_homelessness.csv").read_text("utf-8")
    assert "banes,homeless_owed_duty,2023-24 Q3,,146," in stored
    assert "banes,homeless_owed_duty,2023-24 Q4,,146," in stored
    sources = (project.data / "banes/sources.yaml").read_text("utf-8")
    assert "march.xlsx" in sources
    assert "december.xlsx" in sources


def test_the_period_of_a_title_and_of_a_person_must_agree(project):
    sheets = homelessness_sheets()
    assert figures(plan(project, workbook(sheets), "xlsx", period="2023-24 Q4"))
    (problem,) = refused(project, workbook(sheets), "xlsx", period="2022-23 Q4")
    assert problem.wrong == "the title is of a time to 31 March 2024, and --period says 2022-23 Q4"
    for name in TITLES:
        sheets[name][0] = ["Table"]
    with pytest.raises(UserError, match="does not say of which period it is"):
        plan(project, workbook(sheets), "xlsx")


def test_a_homelessness_table_that_is_absent_is_told(project):
    sheets = homelessness_sheets()
    del sheets["A1"]
    planned = plan(project, workbook(sheets), "xlsx")
    assert "no sheet A1 has the form of mhclg_homelessness_duties" in planned.notes
    assert ("banes", "homeless_owed_duty", "2023-24 Q4", "") not in figures(planned)


def test_crime_is_added_up_and_negative_numbers_are_kept_and_told(project):
    for ending, content in (
        ("xlsx", workbook(crime_sheets())),
        ("ods", open_document(crime_sheets())),
        ("csv", csv_file(crime_sheets()["2023_24"])),
    ):
        planned = plan(project, content, ending)
        meant = {k: v for k, v in CRIME.figures.items() if ending != "csv" or "2023-24" in k[2]}
        assert figures(planned) == meant
        assert any("negative numbers were kept" in note for note in planned.notes)
        assert any("that are not the project's own were left out" in n for n in planned.notes)


def test_the_older_heading_of_crime_is_read_too(project):
    rows = crime_sheets()["2023_24"]
    rows[0] = [
        {"Police Force": "Force Name", "Offence Count": "Number of Offences"}.get(name, name)
        for name in rows[0]
    ]
    planned = plan(project, csv_file([[c.replace("Bristol", "Bristol, City of") for c in row]
                                      for row in rows]))  # fmt: skip
    assert planned.format.id == "home_office_crime_to_2024"
    assert ("bristol", "recorded_crime_by_quarter", "2023-24 Q4", "Robbery") in figures(planned)


def test_a_quarter_that_is_none_is_refused(project):
    rows = crime_sheets()["2023_24"]
    rows[1][1] = "5"
    (problem,) = refused(project, csv_file(rows))
    assert problem.wrong == "'5' is no quarter of a financial year"


def test_a_sum_needs_each_of_its_parts(project):
    rows = [row for row in NOMIS.rows if row[1] != "Wiltshire" or row[4] != "Age 17"]
    (problem,) = refused(project, csv_file(rows))
    assert problem.wrong == "E06000054, children_population, at 2023-06-30 lacks Age 17"
    rows = [*NOMIS.rows, [*NOMIS.rows[3][:6], "5", "Normal Value"]]
    (problem,) = refused(project, csv_file(rows))
    assert problem.wrong.startswith("a second figure for E92000001, children_population")


def test_a_sum_with_a_suppressed_part_is_suppressed(project):
    rows = [
        [*row[:6], "c", row[7]] if row[1] == "Wiltshire" and row[4] == "Age 3" else row
        for row in NOMIS.rows
    ]
    read = figures(plan(project, csv_file(rows)))
    assert read["wiltshire", "children_population", "at 2023-06-30", ""] == "c"


def test_what_the_tool_measures_must_be_said(project):
    with pytest.raises(UserError, match="--indicator"):
        plan(project, TOOL.content())
    with pytest.raises(UserError, match="leave out --indicator"):
        plan(project, NOMIS.content(), indicator="children_population")
    with pytest.raises(UserError, match="leave out --period"):
        plan(project, TOOL.content(), period="2023-24", **TOOL.options)
    shares = "first_time_entrants_youth_justice_rate_per_100000"
    read = figures(plan(project, TOOL.content(), indicator=shares))
    assert read["banes", shares, "12 months to 2024-12-31", ""] == "85.5"


def test_of_which_year_adults_are_must_be_said(project):
    shape = BY_FORMAT["safeguarding_adults_collection"]
    with pytest.raises(UserError, match="--period 2023-24"):
        plan(project, shape.content())
    (problem,) = refused(project, shape.content(), period="2022-23 Q4")
    assert problem.wrong == "a quarter that ends on 31 March 2023 is no year"


def test_the_code_of_an_own_area_may_not_be_blank(project):
    sheets = homelessness_sheets()
    for row in sheets["A1"]:
        if row[:1] == ["E06000022"]:
            row[:2] = ["", "Bath and North East Somerset"]
    (problem,) = refused(project, workbook(sheets), "xlsx")
    assert "is no code of Bath and North East Somerset" in problem.wrong


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.format)
def test_each_shape_is_stored_as_it_can_be_loaded(tmp_path, shape):
    project = make_import_project(tmp_path / "project")
    path = tmp_path / f"figures.{shape.ending}"
    path.write_bytes(shape.content())
    bring_in(project, path, **shape.options)
    catalogue = load_catalogue(project)
    own = load_figures(catalogue, ("banes",))
    stored = {
        (each.area, each.indicator, each.period.label, each.category): value_text(each.value)
        for each in own.observations
        if each.indicator in {name for _, name, _, _ in shape.figures}
    }
    meant = {key: value for key, value in shape.figures.items() if key[0] == "banes"}
    assert stored.items() >= meant.items()
    again = plan_import(catalogue, ImportRequest(path, **shape.options))
    assert again.files == {}
    assert again.older == ()
