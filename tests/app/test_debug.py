"""A copy of a failed section for JupyterLab."""

from __future__ import annotations

import json
from pathlib import Path

from tests.projects import bcssp, make_small_project


def test_a_failed_section_is_copied_as_far_as_it_ran(tmp_path: Path) -> None:
    project = make_small_project(tmp_path / "project")
    source = project.root / "notebooks/01_police.ipynb"
    notebook = json.loads(source.read_text("utf-8"))
    code = [one for one in notebook["cells"] if one["cell_type"] == "code"]
    code[-1]["source"] = "1 / 0"
    source.write_text(json.dumps(notebook), "utf-8")
    before = source.read_bytes()
    built = bcssp(project, "build", "banes", "--quiet")
    assert built.returncode == 3
    assert "bcssp debug banes police --period 2023-24" in built.stdout + built.stderr

    done = bcssp(project, "debug", "banes", "police", "--no-browser")
    assert done.returncode == 0, done.stderr
    assert f"The cell that failed: {code[-1]['id']}" in done.stderr
    copy = Path(done.stdout.strip())
    assert copy == project.reports / "banes/2023-24/debug/01_police.ipynb"
    cells = json.loads(copy.read_text("utf-8"))["cells"]
    (values,) = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", ())]
    assert 'area: str = "banes"' in values["source"]
    assert source.read_bytes() == before


def test_a_section_that_has_not_failed_is_copied_with_a_word(tmp_path: Path) -> None:
    project = make_small_project(tmp_path / "project")
    done = bcssp(project, "debug", "banes", "police", "--no-browser")
    assert (done.returncode, "has not failed" in done.stderr) == (0, True), done.stderr
    assert bcssp(project, "debug", "banes", "nosuch", "--no-browser").returncode == 1
