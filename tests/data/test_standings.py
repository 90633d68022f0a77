"""Published places are read with the country's figures, and their faults have a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import load_national
from bcssp_lib.data.data_store import open_data_store
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import InputProblemsError
from bcssp_lib.model.standing import Standing

HEADER = ",".join(Standing.model_fields)
ROW = "banes,cp_plans,at 2024-03-31,38.6,92,59,151,10.1,30,40,50,90,2025,10,37.2,38,own"


@pytest.fixture
def country(tmp_path: Path) -> Project:
    figures = tmp_path / "data/national/figures"
    figures.mkdir(parents=True)
    (figures.parent / "authorities.csv").write_text(
        "slug,kind,name,region\nengland,nation,England,\n"
    )
    (figures / "sources.yaml").write_text(
        "sources:\n  own: {title: Own, publisher: P, synthetic: false}\n"
    )
    return Project(tmp_path)


def write(project: Project, *rows: str) -> None:
    (project.data / "national/standing.csv").write_text("\n".join([HEADER, *rows]) + "\n")


def test_without_the_file_there_are_none(country: Project, catalogue: Catalogue) -> None:
    assert load_national(country, catalogue).standings == ()


def test_a_place_is_read_with_its_source(country: Project, catalogue: Catalogue) -> None:
    write(country, ROW)
    (found,) = load_national(country, catalogue).standings
    assert (found.area, found.period.label, found.source.title) == (
        "banes", "at 2024-03-31", "Own",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "column", "wrong"),
    [
        (ROW.replace("banes", "bnes"), "area", "'bnes' is not known"),
        (ROW.replace("cp_plans", "cp_plan"), "indicator", "'cp_plan' is not known"),
        (ROW.replace(",own", ",other"), "source", "'other' is not known"),
        (ROW.replace("38.6", "many"), "value", "decimal"),
        (ROW.replace("at 2024-03-31", "2024"), "period", "is not a period"),
    ],
)
def test_a_fault_is_told_with_its_line_and_column(
    country: Project, catalogue: Catalogue, row: str, column: str, wrong: str
) -> None:
    write(country, ROW, row)
    with pytest.raises(InputProblemsError) as caught:
        load_national(country, catalogue)
    (problem,) = caught.value.problems
    assert (problem.row, problem.column) == (3, column)
    assert wrong in problem.wrong


def test_a_place_that_is_given_twice_is_refused(country: Project, catalogue: Catalogue) -> None:
    write(country, ROW, ROW)
    with pytest.raises(InputProblemsError, match="given already"):
        load_national(country, catalogue)


def test_a_store_records_that_a_place_was_read(
    five_areas: Project, five_catalogue: Catalogue
) -> None:
    store = open_data_store(five_areas, five_catalogue, "banes")
    assert store.standing("cp_plans", "banes", "at 2024-03-31")
    assert store.standing("cp_plans", "banes", "at 2009-03-31") is None
    assert sum('"standing"' in key for key in store.reads) == 2
