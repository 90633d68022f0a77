"""Small files in the form of the department's, and importing them."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.importers.importing import ImportRequest, plan_import
from bcssp_lib.data.importers.plan import ImportPlan, store_files
from bcssp_lib.files.project import Project
from tests.projects import ROOT, make_small_project

FIGURES = "area,indicator,period,category,value,mark,source,note\n"
HELD = {
    "children_social_care.csv": "banes,cp_plans,at 2024-03-31,,141,,annual_report_2023_24,\n",
    "police.csv": """\
banes,missing_children,12 months to 2024-03-31,,105,,police_profile_2023_24,
banes,missing_children,12 months to 2023-03-31,,98,,police_profile_2023_24,
banes,missing_reports,12 months to 2024-03-31,,282,,police_profile_2023_24,
banes,missing_reports,12 months to 2023-03-31,,178,,police_profile_2023_24,
""",
}
SOURCES = """\
# What is known of them.
sources:
  annual_report_2023_24:
    title: Annual report 2023-24
    publisher: The partnership
    synthetic: false
  police_profile_2023_24:
    title: Police figures
    publisher: The police
    synthetic: false
"""
HEADER = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
    "region_name,old_la_code,new_la_code,la_name,category,CPP_At31"
)
CATEGORY = "Child Protection Plans by length of time"
ENGLAND = "National,E92000001,England,,,,,"
SOUTH_WEST = "Regional,E92000001,England,E12000009,South West,,,"
BANES = (
    "Local authority,E92000001,England,E12000009,South West,800,E06000022,"
    "Bath and North East Somerset"
)
WILTSHIRE = "Local authority,E92000001,England,E12000009,South West,865,E06000054,Wiltshire"


def make_import_project(folder: Path) -> Project:
    """A project with the real areas, few figures of one of them, and none of others."""
    project = make_small_project(folder, areas=())
    shutil.rmtree(project.params / "areas")
    shutil.copytree(ROOT / "params/areas", project.params / "areas")
    for path in (project.params / "areas").glob("*.yaml"):
        area = yaml.safe_load(path.read_text("utf-8"))
        area.pop("neighbours", None)
        path.write_text(yaml.safe_dump(area, sort_keys=False), "utf-8")
    own = project.data / "banes"
    own.mkdir(parents=True, exist_ok=True)
    for name, rows in HELD.items():
        (own / name).write_text(FIGURES + rows, "utf-8")
    (own / "sources.yaml").write_text(SOURCES, "utf-8")
    return project


def row(place: str, year: int | str, value: int | str) -> str:
    """A row of the department's, for a place in a reporting year."""
    return f"{year},Reporting year,{place},{CATEGORY},{value}"


ROWS = (
    row(ENGLAND, 2023, 50780),
    row(SOUTH_WEST, 2023, 4310),
    row(BANES, 2023, 121),
    row(WILTSHIRE, 2023, 340),
    row(ENGLAND, 2022, 50920),
    row(SOUTH_WEST, 2022, 4340),
    row(BANES, 2022, 119),
    row(WILTSHIRE, 2022, "c"),
)


def write_file(folder: Path, *rows: str, name: str = "plans.csv", header: str = HEADER) -> Path:
    """A file of these rows, or of the usual ones."""
    path = folder / name
    path.write_text("\n".join([header, *(rows or ROWS), ""]), "utf-8")
    return path


def plan(project: Project, path: Path, **options: object) -> ImportPlan:
    """What importing a file would change."""
    request = ImportRequest(path, **options)  # type: ignore[arg-type]
    return plan_import(load_catalogue(project), request)


def bring_in(project: Project, path: Path, **options: object) -> ImportPlan:
    """Import a file."""
    planned = plan(project, path, **options)
    store_files(project, planned.imported, planned.files)
    return planned
