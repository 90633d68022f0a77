"""Each of many hundred spoiled files is read as it was meant, or refused with one table.

The usual run takes some of them, `make soak` all.
"""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.importers.changes import value_text
from bcssp_lib.data.importers.importing import ImportRequest, plan_import
from bcssp_lib.model.errors import InputProblemsError, UserError
from tests.data.importers.files import make_import_project
from tests.data.importers.mutated_shapes import Marks, SpoiledFile, spoil, spoil_text
from tests.data.importers.shapes import SHAPES, Shape, csv_file
from tests.projects import ROOT

SPOILED = [each for shape in SHAPES for each in spoil(shape)]
USUAL = 8  # every so manieth is in the usual run
CASES = [
    pytest.param(each, id=str(each), marks=[pytest.mark.soak] if at % USUAL else [])
    for at, each in enumerate(SPOILED)
]


FILES = ROOT.parent / "shared/ees"
OFFICIAL = {
    "b1_children_in_need_2013_to_2025.csv": "At31_episodes",
    "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv": "referral_count",
    "c4_children_in_need_section_47s_and_icpcs_2013_to_2025.csv": "Section47",
    "cla_number_and_rate_per_10k_children.csv": "children_count",
    "d5_cpps_at31march_by_duration_2013_to_2025.csv": "CPP_At31",
    "ons_mid-year_population_estimates_2012_to_2024.csv": "population_estimate",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project in which nothing is stored."""
    return make_import_project(tmp_path_factory.mktemp("spoiled") / "project")


@pytest.fixture(scope="module")
def catalogue(project):
    return load_catalogue(project)


def held(project):
    return {path: path.read_bytes() for path in project.data.rglob("*") if path.is_file()}


def test_there_are_many():
    assert len(SPOILED) >= 600
    assert sum(each.outcome == "either" for each in SPOILED) < len(SPOILED) / 8


@pytest.mark.parametrize("spoiled", CASES)
def test_a_spoiled_file_is_read_as_it_was_meant_or_refused(project, catalogue, spoiled):
    examine(project, catalogue, spoiled)


def examine(project, catalogue, spoiled: SpoiledFile) -> None:
    """Import a spoiled file, and hold what comes of it to what must."""
    path = project.root / f"figures.{spoiled.ending}"
    path.write_bytes(spoiled.content)
    before = held(project)
    request = ImportRequest(path, **spoiled.shape.options)
    planned, error = None, None
    try:
        planned = plan_import(replace(catalogue, project=project), request)
    except UserError as refusal:
        error = refusal
    if planned is None:
        refuse(spoiled, error)
    else:
        take(spoiled, planned)
    assert held(project) == before


def figures_of(planned):
    return {
        (each.area, each.indicator, each.period.label, each.category): value_text(each.value)
        for each in planned.figures
    }


def refuse(spoiled: SpoiledFile, error: UserError) -> None:
    """It may be refused, in one table that says for each problem what would be right."""
    assert spoiled.outcome != "right", error
    if isinstance(error, InputProblemsError):
        assert 1 <= len(error.problems) <= 40
        assert all(problem.wrong and problem.allowed for problem in error.problems)
    else:
        assert str(error).endswith(".")


def take(spoiled: SpoiledFile, planned) -> None:
    """It may be read as it was meant; of what may be absent (a year), the rest is.

    Without a column others are suppressed, so that nothing is given away.
    """
    assert spoiled.outcome != "refused", "it was read"
    meant = spoiled.shape.figures
    read = figures_of(planned)
    if spoiled.outcome == "right":
        assert read == meant
    wrong = [
        key
        for key in read.keys() & meant.keys()
        if meant[key] not in (read[key], "c") and read[key] not in ("x", "c")
    ]
    assert not wrong


@pytest.mark.soak
@pytest.mark.skipif(not FILES.is_dir(), reason="the department's files are not at hand")
@pytest.mark.parametrize("name", OFFICIAL)
def test_spoiled_copies_of_official_files(project, catalogue, name):
    """Rows of the South West and of England, from a real file, spoiled in the same ways."""
    with (FILES / name).open(encoding="utf-8-sig", newline="") as file:
        heading, *body = csv.reader(file)
    at = {column: index for index, column in enumerate(heading)}
    rows = [
        row
        for row in body
        if row[at["time_period"]] in ("2022", "2023")
        and "South West" in (row[at["region_name"]] or "South West")
    ]
    value = at[OFFICIAL[name]]
    own = next(
        number
        for number, row in enumerate(rows, start=1)
        if row[at["old_la_code"]] == "800" and row[value].isdigit()
    )
    table = [heading, *rows]
    path = project.root / "figures.csv"
    path.write_bytes(csv_file(table))
    planned = plan_import(replace(catalogue, project=project), ImportRequest(path))
    loose = tuple(column for column in heading if column not in planned.format.columns)
    shape = Shape(planned.format.id, {"": table}, figures_of(planned), value)
    marks = Marks(own, "old_la_code", "time_period", loose)
    for what, content, outcome in spoil_text(shape, marks):
        if what == "blanks around the code" or not what.endswith("the code"):
            examine(project, catalogue, SpoiledFile(shape, what, content, outcome))
