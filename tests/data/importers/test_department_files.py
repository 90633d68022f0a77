"""The department's own files give the published figures of five areas, the region and England.

They are read where they lie, next to the project; the tests are skipped without them.
"""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest
import yaml

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.importers.files import open_file
from bcssp_lib.data.importers.formats import load_formats, recognise
from bcssp_lib.data.importers.importing import ImportRequest, plan_import
from bcssp_lib.data.importers.mapping import map_figures
from bcssp_lib.model.person_data import NOTHING_ALLOWED
from tests.data.importers.files import make_import_project
from tests.neighbours import NEIGHBOURS
from tests.projects import ROOT, write_yaml

FILES, PUBLISHED = ROOT.parent / "shared/ees", ROOT.parent / "shared/public"
NAMES = {
    "b1_children_in_need_2013_to_2025.csv": 56,
    "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv": 224,
    "c4_children_in_need_section_47s_and_icpcs_2013_to_2025.csv": 112,
    "cla_number_and_rate_per_10k_children.csv": 105,
    "d5_cpps_at31march_by_duration_2013_to_2025.csv": 336,
    "ons_mid-year_population_estimates_2012_to_2024.csv": 56,
}
PLACES = {"england": "E92000001", "south-west": "E12000009"}
RENAMED = {"population_0_to_17": "children_population"}
OWN = ("banes", "bristol", "north-somerset", "somerset", "south-gloucestershire")
pytestmark = [
    pytest.mark.skipif(not FILES.is_dir(), reason="the department's files are not at hand"),
    pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published figures are not at hand"),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project that declares every indicator of the formats."""
    project = make_import_project(tmp_path_factory.mktemp("department") / "project")
    known = load_catalogue(project).indicators
    shared = {"counts": "children", "singular": "child", "unit": "count", "polarity": "neither",
              "denominator": None, "definition": "D.", "caveat": "C.", "source": "S",
              "disclosure": "as published", "breakdown": "kind",
              "rounded_to": 10}  # fmt: skip
    new = {
        figure.indicator: shared
        | {"title": figure.indicator, "periods": [str(figure.period)]}
        | ({"unit": "percent", "denominator": "all"} if "percent" in figure.indicator else {})
        for form in load_formats(project, NOTHING_ALLOWED).values()
        for figure in form.figures
        if figure.indicator not in known
    }
    if new:
        write_yaml(project.params / "indicators/new.yaml", {"indicators": new})
    return project


@pytest.fixture(scope="module")
def published():
    found = {}
    for place in (*OWN, *PLACES):
        with (PUBLISHED / f"{place}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                indicator = RENAMED.get(row["indicator"], row["indicator"])
                key = (PLACES.get(place, place), indicator, row["period"], row["category"])
                found[key] = row["value"]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_published_figure_is_read(project, published, name):
    catalogue = load_catalogue(project)
    formats = load_formats(project, NOTHING_ALLOWED)
    mapped = map_figures(recognise(open_file(FILES / name), formats), catalogue)
    assert len(mapped.places) >= 165
    compared = 0
    for figure, read in mapped.figures.items():
        key = (figure.place, figure.indicator, figure.period.label, figure.category)
        if key in published:
            compared += 1
            expected = published[key]
            if read.value.amount is None:
                assert str(read.value.reason) == expected, key
            else:
                assert read.value.amount == Decimal(expected), key
    assert compared == NAMES[name]


@pytest.mark.parametrize("name", NAMES)
def test_they_are_taken_without_a_problem_or_a_question(project, name):
    catalogue = load_catalogue(project)
    plan = plan_import(catalogue, ImportRequest(FILES / name))
    assert plan.doubts(catalogue) == []
    assert {change.file.split("/")[1] for change in plan.changes} == {*OWN, "national"}


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("New_Statistical_Neighbour_Groupings_April_2021.csv", "2021 model"),
        ("sn_model_2025_wide.csv", "2025 model"),
    ],
)
def test_neighbours_of_both_models_are_read(project, name, model):
    plan = plan_import(load_catalogue(project), ImportRequest(FILES / name))
    texts = {path.stem: text for path, text in plan.files.items()}
    assert set(texts) == {*OWN, "authorities"}
    listed = csv.DictReader(texts["authorities"].splitlines())
    slugs = {code: row["slug"] for row in listed for code in row["code"].split()}
    found = yaml.safe_load(texts["banes"])["neighbours"]
    assert found["model"] == model
    assert found["authorities"] == [slugs[str(code)] for code in NEIGHBOURS[model]]
