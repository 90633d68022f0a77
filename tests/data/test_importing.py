"""Figures of the country are imported as a YAML file asks, or nothing is written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.comparators import load_national
from bcssp_lib.data.importing import Imported, import_national, read_statistics, snapshots_on
from bcssp_lib.model.errors import InputProblemsError, NotKnownError, UserError
from bcssp_lib.model.value import Reason, Source, known, missing
from bcssp_lib.stats.comparison import Statistic, average_of
from bcssp_lib.stats.rates import crude_rate
from tests.neighbours import neighbours_in
from tests.projects import write_csv

FILE = """\
time_period,geographic_level,country_name,region_name,la_name,old_la_code,plans
2024,National,England,,,,49900
2024,Local authority,England,South West,Bath and North East Somerset,800,c
2024,Local authority,England,South West,Dorset,838,40
2023,Local authority,England,North West,Cumbria,909,70
"""
WANTED = """\
source: {id: dfe, title: Plans, publisher: DfE, synthetic: false}
figures:
  - {file: plans.csv, column: plans, indicator: cp_plans, years: [2024], month: 3, day: 31}
"""


@pytest.fixture
def wanted(tmp_path):
    (tmp_path / "plans.csv").write_text(FILE, "utf-8")
    path = tmp_path / "import.yaml"
    path.write_text(WANTED, "utf-8")
    return path


def test_figures_are_written_for_the_places_of_the_years_asked_for(small_project, wanted):
    catalogue = load_catalogue(small_project)
    earlier = small_project.data / "national/figures/missing_reports.csv"
    earlier.parent.mkdir(parents=True)
    earlier.write_text("of places and sources that are written over", "utf-8")
    assert import_national(small_project, catalogue, wanted) == Imported({"cp_plans": 3}, 0)
    found = load_national(small_project, catalogue)
    assert [authority.slug for authority in found.authorities] == ["england", "banes", "dorset"]
    assert [observation.value.amount for observation in found.figures.observations] == [
        49900,
        None,
        40,
    ]


@pytest.mark.parametrize(
    ("old", "new", "kind", "told"),
    [
        ("plans.csv", "plan.csv", UserError, r"There is no file .*plan\.csv"),
        ("column: plans", "column: plan", NotKnownError, "nearest: plans"),
        ("indicator: cp_plans", "indicator: cp_plan", NotKnownError, "nearest: cp_plans"),
        ("month: 3", "month: 13", InputProblemsError, r"import\.yaml:3 \[figures\.0\.month\]"),
        ("month: 3,", "month: 6,", InputProblemsError, r"import\.yaml:3"),
        ("day: 31", "days: 31", InputProblemsError, r"figures\.0\.day"),
    ],
)
def test_what_cannot_be_imported_is_named_and_nothing_is_written(
    small_project, wanted, old, new, kind, told
):
    wanted.write_text(WANTED.replace(old, new), "utf-8")
    before = sorted(small_project.data.rglob("*"))
    with pytest.raises(kind, match=told):
        import_national(small_project, load_catalogue(small_project), wanted)
    assert sorted(small_project.data.rglob("*")) == before


SOURCE = Source(id="dfe", title="Children in need", publisher="DfE", synthetic=False)
HEAD = ["time_period", "geographic_level", "country_name", "region_name", "la_name",
        "old_la_code", "category", "plans"]  # fmt: skip
ENGLAND = ["2024", "National", "England", "", "", "", "all", "49900"]
BANES = ["2024", "Local authority", "England", "South West", "Bath and North East Somerset",
         "800", "all", "141"]  # fmt: skip
AREAS = {"800": "banes", "933": "somerset"}
DAYS = snapshots_on([2024], 3, 31)


def changed(row, **cells):
    return [cells.get(name, cell) for name, cell in zip(HEAD, row, strict=True)]


def read(folder, *rows):
    return read_statistics(write_csv(folder / "plans.csv", HEAD, *rows), AREAS)


def test_a_place_has_the_toolkits_own_slug_or_one_of_its_name(tmp_path):
    region = changed(ENGLAND, geographic_level="Regional", region_name="South West")
    other = changed(BANES, la_name="Bristol, City of", old_la_code="801")
    found = read(tmp_path, ENGLAND, region, BANES, other)
    assert [(one.slug, one.kind, one.region) for one in found.places([2024])] == [
        ("england", "nation", ""),
        ("south-west", "region", ""),
        ("banes", "authority", "South West"),
        ("bristol-city-of", "authority", "South West"),
    ]
    assert found.places([2023]) == ()


def test_a_code_of_the_department_stays_when_the_others_change(tmp_path):
    rows = [changed(BANES, la_name="Somerset", old_la_code="933", time_period=year)
            for year in ("2023", "2024")]  # fmt: skip
    assert {row.place.slug for row in read(tmp_path, *rows).rows} == {"somerset"}


def test_a_name_that_passed_to_another_authority_is_that_of_the_latest(tmp_path):
    before = changed(BANES, la_name="Dorset", old_la_code="835", time_period="2018")
    after = changed(BANES, la_name="Dorset", old_la_code="838")
    assert [row.place.slug for row in read(tmp_path, after, before).rows] == [
        "dorset", "dorset-835",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("141", known(141)),
        ("1,141", known(1141)),
        ("38.6", known("38.6")),
        ("0", known(0)),
        ("c", missing(Reason.SUPPRESSED)),
        ("x", missing(Reason.NOT_AVAILABLE)),
        ("z", missing(Reason.NOT_APPLICABLE)),
        ("u", missing(Reason.LOW_RELIABILITY)),
        ("low", missing(Reason.ROUNDS_TO_ZERO)),
        ("k", missing(Reason.ROUNDS_TO_ZERO)),
    ],
)
def test_a_figure_is_a_number_or_the_reason_for_its_absence(tmp_path, text, value):
    found = read(tmp_path, changed(BANES, plans=text))
    (one,) = found.observations("cp_plans", "plans", DAYS, SOURCE)
    assert one.value == value
    assert (one.area, one.period.label, one.file, one.row) == (
        "banes", "at 2024-03-31", "plans.csv", 2,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "-", "n/a", "NaN", "1e3", "~"])
def test_what_is_neither_is_an_error_with_its_line(tmp_path, text):
    found = read(tmp_path, BANES, changed(BANES, plans=text))
    with pytest.raises(InputProblemsError, match=r"plans\.csv:3 \[plans\]") as caught:
        found.observations("cp_plans", "plans", DAYS, SOURCE)
    assert "neither a number nor a known symbol" in str(caught.value)


def test_only_the_years_and_rows_that_are_asked_for_are_taken(tmp_path):
    other = changed(BANES, category="some")
    before = changed(BANES, time_period="2023")
    found = read(tmp_path, BANES, other, before)
    wanted = found.observations("cp_plans", "plans", DAYS, SOURCE, {"category": "all"})
    assert [item.row for item in wanted] == [2]


def test_an_unknown_column_is_told_with_the_nearest(tmp_path):
    found = read(tmp_path, BANES)
    with pytest.raises(NotKnownError, match=r"column of plans\.csv 'plan' \(nearest: plans"):
        found.observations("cp_plans", "plan", DAYS, SOURCE)


def test_a_file_without_its_columns_is_refused(tmp_path):
    path = write_csv(tmp_path / "x.csv", HEAD[1:], BANES[1:])
    with pytest.raises(InputProblemsError, match=r"x\.csv:1 \[time_period\]: the column is miss"):
        read_statistics(path, AREAS)


def test_a_level_or_year_that_is_not_known_is_refused_with_its_line(tmp_path):
    with pytest.raises(InputProblemsError, match=r"plans\.csv:3 .*'School'"):
        read(tmp_path, BANES, changed(BANES, geographic_level="School"))


@pytest.mark.parametrize("row", [BANES[:-1], [*BANES, "7"]])
def test_a_row_without_a_cell_for_each_column_is_refused_with_its_line(tmp_path, row):
    with pytest.raises(InputProblemsError, match=r"plans\.csv:3: .*longer or shorter"):
        read(tmp_path, BANES, row)


# The real files


@pytest.fixture(scope="module")
def plans(golden):
    return read_statistics(golden / "department/child_protection_plans_2024.csv", AREAS)


@pytest.fixture(scope="module")
def people(golden):
    return read_statistics(golden / "department/population_2023.csv", AREAS)


def test_every_row_of_the_real_files_is_read(plans, people):
    assert len(plans.rows) == 165
    assert len(people.rows) == 165
    counts = plans.observations("cp_plans", "CPP_At31", DAYS, SOURCE)
    assert sum(not one.known for one in counts) == 2


@pytest.mark.parametrize(
    ("model", "statistic", "average", "label"),
    [
        ("2021 model", Statistic.MEDIAN,
         "34.5", "median of 9 of 10 statistical neighbours (2021 model)"),
        ("2021 model", Statistic.MEAN,
         "36.3", "mean of 9 of 10 statistical neighbours (2021 model)"),
        ("2025 model", Statistic.MEDIAN,
         "37.1", "median of 10 statistical neighbours (2025 model)"),
        ("2025 model", Statistic.MEAN,
         "35.5", "mean of 10 statistical neighbours (2025 model)"),
    ],
)  # fmt: skip
def test_one_measure_and_year_has_four_averages_of_real_neighbours(
    plans, people, model, statistic, average, label
):
    counts = plans.observations("cp_plans", "CPP_At31", DAYS, SOURCE)
    living = people.observations("p", "population_estimate", snapshots_on([2023], 6, 30), SOURCE)
    sizes = {one.area: one.value for one in living}
    rates = {
        count.area: crude_rate(count.value, sizes[count.area], 10_000).value for count in counts
    }
    near = neighbours_in(model, plans)
    found = average_of(
        [rates.get(authority, missing()) for authority in near.authorities], statistic
    )
    assert found.value.amount.quantize(Decimal("0.1")) == Decimal(average)
    assert found.label(f"statistical neighbours ({near.model})") == label
