"""``bcssp build --engine jupyter``: the same batch in ordinary Jupyter kernels."""

from __future__ import annotations

import json
import subprocess

from tests.build.trials import tree
from tests.projects import BCSSP, code, environment, make_small_project, write_notebook


def build(project, *arguments):
    return subprocess.run(
        [str(BCSSP), "build", "banes", *arguments],
        env=environment(project),
        cwd=project.root,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def project_in(folder, *cells):
    project = make_small_project(folder)
    write_notebook(project.notebooks / "01_police.ipynb", *cells)
    return project


def test_a_kernel_gives_the_same_reports(tmp_path):
    cells = (
        code("chart", 'section.change_chart("Reports of missing children", "missing_reports")'),
        code("table", 'section.figures_table("Missing children", group="missing")'),
    )
    own, jupyter = project_in(tmp_path / "own", *cells), project_in(tmp_path / "jupyter", *cells)
    for project, engine in ((own, "own"), (jupyter, "jupyter")):
        done = build(project, "--engine", engine)
        assert done.returncode == 0, done.stderr
    assert any(name.endswith("police.ipynb") for name in tree(own.reports))
    assert tree(jupyter.reports) == tree(own.reports)


def test_a_cell_that_fails_in_a_kernel_is_named_and_its_notebook_kept(tmp_path):
    project = project_in(tmp_path / "p", code("fine", "x = 1"), code("wrong", "x / 0"))
    done = build(project, "--engine", "jupyter")
    assert done.returncode == 3
    assert "cell 'wrong': ZeroDivisionError: division by zero" in " ".join(done.stdout.split())
    (kept,) = project.reports.rglob("01_police*.ipynb")
    cells = {cell["id"]: cell for cell in json.loads(kept.read_text("utf-8"))["cells"]}
    assert cells["fine"]["execution_count"] is not None
    assert cells["wrong"]["outputs"][0]["ename"] == "ZeroDivisionError"


def test_an_engine_that_is_not_there_is_a_wrong_use(tmp_path):
    done = build(make_small_project(tmp_path / "p"), "--engine", "other")
    assert done.returncode == 2
    assert "jupyter" in done.stderr
