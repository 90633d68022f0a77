"""Figures of the country are imported as a YAML file asks, or nothing is written."""

from __future__ import annotations

import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.comparators import load_national
from bcssp_lib.data.importing import import_national
from bcssp_lib.model.errors import InputProblemsError, NotKnownError, UserError

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
    assert import_national(small_project, catalogue, wanted) == {"cp_plans": 3}
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
