"""The formats of the project can be read, are told apart, and are documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bcssp_lib.data.importers import plausibility
from bcssp_lib.data.importers.files import open_file
from bcssp_lib.data.importers.formats import load_formats, name_columns, recognise
from bcssp_lib.model.errors import InputProblemsError, UserError
from bcssp_lib.model.import_format import (
    FigureColumn,
    ImportFormat,
    NeighbourColumns,
    PeriodColumns,
    PlaceColumns,
)
from bcssp_lib.model.person_data import NOTHING_ALLOWED
from tests.data.importers.files import write_file
from tests.projects import ROOT

DOCUMENTED = (ROOT / "docs/importing.md").read_text("utf-8")
NAMED_IN_THE_EXAMPLE = {"id", "format"}


@pytest.fixture(scope="module")
def formats(five_areas):
    return load_formats(five_areas, NOTHING_ALLOWED)


def test_no_format_reads_what_another_one_does(formats, tmp_path):
    """Formats of sheets are held to it by ``test_shapes.py``."""
    for name, form in formats.items():
        if form.sheet or (form.periods and form.periods.in_headings):
            continue
        columns = [*form.columns, *form.optional_columns]
        path = write_file(tmp_path, ",".join("1" for _ in columns), header=",".join(columns))
        (found,) = recognise(open_file(path), formats)
        assert found.format.id == name


def test_every_word_of_a_format_is_documented():
    for model in (ImportFormat, PlaceColumns, PeriodColumns, FigureColumn):
        for field in model.model_fields:
            assert field in NAMED_IN_THE_EXAMPLE or f"{field}" in DOCUMENTED, field


def test_every_question_is_documented():
    source = Path(plausibility.__file__).read_text("utf-8")
    rules = set(re.findall(r'Doubt\(\s*[^,]+(?:\[0\])?, "(\w+)"', source))
    assert len(rules) == 7
    assert all(f"| `{rule}` |" in DOCUMENTED for rule in rules)


def test_the_form_of_two_formats_is_asked_about(formats, tmp_path):
    both = {"one": formats["ons_population"], "two": formats["ons_population"]}
    path = write_file(tmp_path, "1", header=",".join(formats["ons_population"].columns))
    with pytest.raises(UserError, match=r"More than one sheet|Say which"):
        recognise(open_file(path), both)


def test_a_heading_of_two_rows_is_joined():
    top = [(4, ["Area", "2022-23", "", "2023-24"]), (5, ["", "Reports", "%", "Reports", "%"])]
    assert name_columns(top, 1, 2) == [
        "Area", "2022-23 / Reports", "2022-23 / %", "2023-24 / Reports", "2023-24 / %",
    ]  # fmt: skip
    assert name_columns(top, 1, 1) == ["", "Reports #1", "% #1", "Reports #2", "% #2"]


def test_a_fault_in_a_format_is_told_with_its_line(small_project):
    path = small_project.params / "imports/dfe_looked_after.yaml"
    path.write_text(path.read_text("utf-8").replace("year_ends: 31 March", "year_ends: 31 April"))
    with pytest.raises(InputProblemsError, match=r"dfe_looked_after\.yaml:\d+ \[periods\.year_"):
        load_formats(small_project, NOTHING_ALLOWED)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "x"},
        {"title": "x", "neighbours": {}},
        {"title": "x", "source": {"id": "a", "title": "A", "publisher": "P"}, "figures": []},
    ],
)
def test_half_a_format_is_none(fields):
    with pytest.raises(ValidationError):
        ImportFormat.model_validate({"id": "x", **fields})


def test_the_departments_column_of_conferences_is_no_count_of_children(catalogue, formats):
    columns = {each.indicator: each.column for each in formats["dfe_section_47"].figures}
    assert columns["icpc"] == "ICPC"  # children have a column of their own, "ICPC_child"
    assert catalogue.indicator("icpc").counts == "conferences"


def test_the_neighbours_columns_are_those_of_the_department(formats):
    for model, columns in (("2021", "SN1"), ("2025", "SN_1")):
        neighbours = formats[f"statistical_neighbours_{model}"].neighbours
        assert isinstance(neighbours, NeighbourColumns)
        assert neighbours.neighbours[0] == columns
        assert len(neighbours.neighbours) == 10
