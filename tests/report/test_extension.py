"""A new area, period, indicator and section are a matter of files, and of nothing else."""

from __future__ import annotations

import ast
import csv
import json
from pathlib import Path

import pytest
import yaml

from bcssp_lib.files.project import Project
from tests.projects import (
    EXAMPLE,
    ROOT,
    bcssp,
    code,
    copy_example,
    prose,
    write_csv,
    write_notebook,
    write_yaml,
)
from tests.report.conftest import alternatives, parsed

HEADER = ("area", "indicator", "period", "category", "value", "mark", "source", "note")


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with a file added for each thing that may be added, and one report built."""
    root = copy_example(tmp_path_factory.mktemp("extended") / "project").root
    for notebook in (root / "notebooks").glob("*.ipynb"):
        if notebook.stem[3:] not in ("at_a_glance", "glossary", "data_notes", "technical"):
            notebook.unlink()
    for edition in (root / "params/editions").glob("*.yaml"):
        if edition.stem != "annual":
            edition.unlink()
    add_area(root)
    add_period(root)
    add_indicator(root)
    add_section(root)
    project = Project(root)
    done = bcssp(project, "build", "wiltshire", "--period", "2025-26")
    assert done.returncode == 0, done.stdout + done.stderr
    return project


def add_area(root: Path) -> None:
    write_yaml(
        root / "params/areas/wiltshire.yaml",
        {
            "name": "Wiltshire",
            "short_name": "Wiltshire",
            "partnership": "Wiltshire Safeguarding Vulnerable People Partnership",
            "codes": [{"code": "E06000054"}],
            "department_code": 865,
            "region": "South West",
        },
    )
    source = {"title": "Return", "publisher": "The partnership", "synthetic": False}
    write_yaml(root / "data/wiltshire/sources.yaml", {"sources": {"return": source}})


def add_period(root: Path) -> None:
    path = root / "params/periods.yaml"
    content = yaml.safe_load(path.read_text("utf-8"))
    write_yaml(path, {"periods": [*content["periods"], "2025-26"]})


def add_indicator(root: Path) -> None:
    write_yaml(
        root / "params/indicators/water_safety.yaml",
        {
            "indicators": {
                "water_rescues": {
                    "title": "Rescues of children from water",
                    "counts": "rescues",
                    "singular": "rescue",
                    "unit": "count",
                    "polarity": "lower is better",
                    "denominator": None,
                    "definition": "Rescues from open water of a person under eighteen.",
                    "caveat": "One rescue may be of several children.",
                    "source": "Fire and rescue service",
                    "periods": ["year"],
                    "disclosure": "as published",
                    "group": "water",
                    "headline": True,
                }
            }
        },
    )
    rows = [
        ("wiltshire", "water_rescues", period, "", value, "", "return", "")
        for period, value in (("2024-25", "12"), ("2025-26", "9"))
    ]
    write_csv(root / "data/wiltshire/water.csv", HEADER, *rows)


def add_section(root: Path) -> None:
    write_notebook(
        root / "notebooks/30_water_safety.ipynb",
        code("facts", 'section.publish(group="water")'),
        code("table", 'section.figures_table("Rescues from water", group="water")'),
        code("chart", 'section.change_chart("Rescues, beside the year before", group="water")'),
        prose("what-changed", '## What changed\n\nRescues {{ change("water_rescues") }}.'),
    )
    edition = root / "params/editions/annual.yaml"
    content = yaml.safe_load(edition.read_text("utf-8"))
    del content["parts"]
    content["sections"] = ["at_a_glance", "water_safety", "glossary", "data_notes", "technical"]
    write_yaml(edition, content)
    duty = {
        "body": "children",
        "requirement": "How children are kept safe near water",
        "checked": True,
        "source": "The partnership",
        "blocks": ["water_safety.what-changed"],
    }
    write_yaml(root / "params/requirements.yaml", {"requirements": {"WATER-1": duty}})


def test_the_report_of_the_new_area_and_period_shows_the_new_indicator_in_the_new_section(extended):
    page = parsed(extended.reports / "wiltshire/2025-26/review/report.html")
    text = " ".join(page.get_text(" ").split())
    assert "Annual report 2025-26" in text
    assert "Wiltshire Safeguarding Vulnerable People Partnership" in text
    chapters = [one.h2.get_text() for one in page.main.find_all("section", recursive=False)]
    made = "How the figures were made and checked"
    assert chapters == ["At a glance", "Water safety", "Glossary", "About the figures", made]
    assert "fell from 12 to 9, too few to tell a real change from chance" in text
    assert alternatives(page)[0].endswith("12 before, 9 now.")


def test_the_new_headline_is_shown_at_a_glance_and_its_source_in_the_data_notes(extended):
    page = parsed(extended.reports / "wiltshire/2025-26/review/report.html")
    glance, *_, notes = page.main.find_all("section", recursive=False)
    assert "Rescues of children from water" in glance.get_text(" ")
    assert "data/wiltshire/water.csv, lines 2, 3" in " ".join(notes.get_text(" ").split())


def test_the_new_things_are_listed(extended):
    listed = {
        what: json.loads(bcssp(extended, "list", what, "--json").stdout)
        for what in ("areas", "sections")
    }
    assert {"area": "wiltshire", "figures": "real"}.items() <= next(
        item for item in listed["areas"] if item["area"] == "wiltshire"
    ).items()
    assert "water_safety" in [item["section"] for item in listed["sections"]]


def without_docstrings(text: str) -> str:
    """A module's code: examples in its documentation name what an analyst may write."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        documented = isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        if documented and ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
    return ast.unparse(tree).replace("'", '"')


def test_the_library_names_no_area(extended):
    """What a file can add, no line of code may know."""
    paths = [*ROOT.glob("params/areas/*.yaml"), *EXAMPLE.glob("params/areas/*.yaml")]
    slugs = {path.stem for path in paths}
    with (extended.data / "banes/police.csv").open(encoding="utf-8", newline="") as file:
        indicators = {row["indicator"] for row in csv.DictReader(file)}
    for path in (ROOT / "bcssp_lib").rglob("*.py"):
        text = without_docstrings(path.read_text("utf-8")).replace('"banes"', "")
        for name in (slugs - {"banes"}) | indicators:
            assert f'"{name}"' not in text, (path, name)
