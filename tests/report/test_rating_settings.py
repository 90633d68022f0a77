"""The rule by which returns are rated is a setting, which the page states and keeps."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from bcssp_lib.files.project import Project
from tests.projects import ROOT, bcssp, copy_figures, copy_params, write_yaml
from tests.report.conftest import PERIOD, parsed


def report_of_returns(folder: Path, setting: str, other: str) -> BeautifulSoup:
    """The review copy of the section on returns alone, with one setting of the rule changed."""
    copy_params(folder)
    copy_figures(folder, "banes")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    write_yaml(
        folder / "params/editions/annual.yaml",
        {"title": "Annual report", "readers": "Testers", "sections": ["kpis"]},
    )
    rules = folder / "params/ratings.yaml"
    before = rules.read_text("utf-8")
    rules.write_text(before.replace(setting, other, 1), "utf-8")
    assert rules.read_text("utf-8") != before
    done = bcssp(Project(folder), "build", "banes", "--period", PERIOD)
    assert done.returncode == 0, done.stdout + done.stderr
    return parsed(folder / "reports/banes" / PERIOD / "review/report.html")


@pytest.mark.parametrize(
    ("setting", "other", "told", "cell"),
    [
        # Of a target of 80%, 68% is exactly 15% below it, and 67% is 13 points below it.
        ("at_boundary: amber", "at_boundary: red", "of its value is rated red", "68% R"),
        ("basis: relative", "basis: points", "15 percentage points", "67% A"),
    ],
    ids=["the boundary", "points"],
)
def test_a_setting_of_the_rule_is_stated_on_the_page_and_rates_the_returns(
    tmp_path, setting, other, told, cell
):
    page = report_of_returns(tmp_path / "project", setting, other)
    statements = [" ".join(one.get_text(" ").split()) for one in page(class_="statement")]
    assert any(told in statement for statement in statements), statements
    row = next(
        one for one in page("tr") if one.th and "Children's Social Care" in one.th.get_text()
    )
    assert cell in [" ".join(one.get_text(" ").split()) for one in row("td")]
