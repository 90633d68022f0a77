"""``bcssp build --engine jupyter``: the same batch in ordinary Jupyter kernels."""

from __future__ import annotations

import json

from tests.build.conftest import chart_project
from tests.build.trials import tree
from tests.projects import bcssp, code, make_small_project, write_notebook


def test_a_kernel_gives_the_same_reports(tmp_path, forked_review):
    project = chart_project(tmp_path / "jupyter")
    done = bcssp(project, "build", "banes", "--engine", "jupyter")
    assert done.returncode == 0, done.stderr
    made = tree(project.reports)
    del made["index.html"]
    assert any(name.endswith("police.ipynb") for name in made)
    assert made == forked_review


def test_a_cell_that_fails_in_a_kernel_is_named_and_its_notebook_kept(tmp_path):
    project = make_small_project(tmp_path / "p")
    failing = code("fine", "x = 1"), code("wrong", "x / 0")
    write_notebook(project.notebooks / "01_police.ipynb", *failing)
    done = bcssp(project, "build", "banes", "--only", "police", "--engine", "jupyter")
    assert done.returncode == 3
    assert "cell 'wrong': ZeroDivisionError: division by zero" in " ".join(done.stdout.split())
    (kept,) = project.reports.rglob("01_police*.ipynb")
    cells = {cell["id"]: cell for cell in json.loads(kept.read_text("utf-8"))["cells"]}
    assert cells["fine"]["execution_count"] is not None
    assert cells["wrong"]["outputs"][0]["ename"] == "ZeroDivisionError"


def test_an_engine_that_is_not_there_is_a_wrong_use(tmp_path):
    done = bcssp(make_small_project(tmp_path / "p"), "build", "--engine", "other")
    assert done.returncode == 2
    assert "jupyter" in done.stderr
