"""Small files in the form of the department's, and importing them."""

from __future__ import annotations

from pathlib import Path

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.importers.importing import ImportRequest, plan_import
from bcssp_lib.data.importers.plan import ImportPlan
from bcssp_lib.data.importers.storing import store_files
from bcssp_lib.files.project import Project

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
    return plan_import(project, load_catalogue(project), request)


def bring_in(project: Project, path: Path, **options: object) -> ImportPlan:
    """Import a file."""
    planned = plan(project, path, **options)
    store_files(project, planned.imported, planned.files)
    return planned
