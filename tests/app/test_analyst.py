"""``bcssp new-section``, and the build after it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_output
from playwright.sync_api import expect

from bcssp_lib.files.project import Project
from benchmarks.typed import PATIENCE, lab_served
from tests.projects import bcssp, copied_project, made_once, make_small_project

AREAS = ("banes", "fairport")


def test_a_new_section_is_built_at_once_in_any_area(tmp_path):
    project = make_small_project(tmp_path / "project", AREAS)
    made = bcssp(project, "new-section", "stops", "--title", "Stop and “search”")
    assert made.returncode == 0, made.stderr
    assert str(project.notebooks / "03_stops.ipynb") in made.stdout
    assert "params/editions/annual.yaml" in made.stdout
    built = bcssp(project, "build")
    assert built.returncode == 0, built.stdout + built.stderr
    for area in AREAS:
        page = (project.reports / area / "2023-24/review/report.html").read_text("utf-8")
        assert "Stop and “search”</h2>" in page
        assert re.search(r"<caption>Table \d+\. The figures by period</caption>", page)


def test_a_mistake_is_told_in_a_sentence(small, call):
    told = call("new-section", "Stop & Search")
    assert told.code == 1
    assert "'Stop & Search' cannot name a section" in told.err
    assert call("new-section").code == 2
    assert call("new-section", "stops").code == 0
    again = call("new-section", "stops")
    assert again.code == 1
    assert "There is a section 'stops': notebooks/03_stops.ipynb" in again.err
    assert '"title": "Stops"' in call("list", "sections", "--json").out


def run_by_hand(project: Project) -> bytes:
    """Save a notebook as JupyterLab does; return its bytes before."""
    path = project.notebooks / "01_police.ipynb"
    before = path.read_bytes()
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells[1:3]:
        cell.execution_count = 7
        cell.outputs = [new_output("stream", text="shown past the section")]
        cell.source = cell.source.replace('""', '"nowhere"', 1)
    nbformat.write(notebook, path)
    return before


def test_what_jupyterlab_saved_reaches_no_build_and_no_area_is_rebuilt(small, call):
    assert call("build", "banes", "--quiet").code == 0
    executed = small.reports / "banes/2023-24/sections/01_police.ipynb"
    before = executed.read_bytes()
    run_by_hand(small)
    built = call("build", "banes")
    assert built.code == 0
    assert "0 sections to run" in built.out
    told = "notebooks/01_police.ipynb holds the results of 2 cells, a typed-in area"
    assert told in built.out
    assert "bcssp clean-notebooks" in built.out
    assert call("build", "banes", "--fresh", "--quiet").code == 0
    assert executed.read_bytes() == before


def test_the_command_takes_it_out(small, call):
    before = run_by_hand(small)
    checked = call("clean-notebooks", "--check")
    assert checked.code == 1
    assert "notebooks/01_police.ipynb holds the results of 2 cells, a typed-in area" in checked.out
    assert "Take it out with: bcssp clean-notebooks" in checked.err
    assert (small.notebooks / "01_police.ipynb").read_bytes() != before
    assert call("clean-notebooks").code == 0
    assert (small.notebooks / "01_police.ipynb").read_bytes() == before
    assert call("clean-notebooks", "--check").code == 0
    assert "holds" not in call("build", "banes").out


@pytest.fixture(scope="module")
def failed_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which the last cell of the police failed; only to be copied."""

    def make(folder: Path) -> None:
        project = make_small_project(folder / "project")
        source = project.root / "notebooks/01_police.ipynb"
        text = source.read_text("utf-8").replace("section.figures_table", "section.figures_tabel")
        source.write_text(text, "utf-8")
        built = bcssp(project, "build", "banes", "--quiet")
        assert built.returncode == 3
        assert "bcssp debug banes police --period 2023-24" in built.stdout + built.stderr

    return made_once(tmp_path_factory, "failed-section", make) / "project"


@pytest.fixture
def project(failed_project: Path, tmp_path: Path) -> Project:
    return copied_project(failed_project, tmp_path)


def debug(project: Project, *more: str) -> tuple[Path, str]:
    """The copy that ``bcssp debug`` makes, and what it says."""
    done = bcssp(project, "debug", "banes", "police", "--no-browser", *more)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip()), done.stderr


def test_a_failed_section_is_copied_as_far_as_it_ran(project: Project) -> None:
    source = project.root / "notebooks/01_police.ipynb"
    before = source.read_bytes()
    copy, told = debug(project)
    assert "The cell that failed: table" in told
    assert copy == project.reports / "banes/2023-24/debug/01_police.ipynb"
    cells = json.loads(copy.read_text("utf-8"))["cells"]
    (values,) = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", ())]
    assert 'area: str = "banes"' in values["source"]
    assert source.read_bytes() == before


def test_a_copy_that_the_analyst_changed_is_left(project: Project) -> None:
    copy, _ = debug(project)
    notebook = nbformat.read(copy, as_version=4)
    notebook.cells[-2].outputs = []  # run again, and not changed
    nbformat.write(notebook, copy)
    assert debug(project)[0] == copy
    notebook.cells[-2].source = "1 + 1"
    nbformat.write(notebook, copy)
    changed = copy.read_bytes()
    second, told = debug(project)
    assert second == copy.with_name("01_police-2.ipynb")
    assert f"Left as you have changed it: {copy}" in told
    second.write_text("broken", "utf-8")
    third, told = debug(project)
    assert third == copy.with_name("01_police-3.ipynb")
    assert str(second) in told
    assert (copy.read_bytes(), second.read_text("utf-8")) == (changed, "broken")


def test_a_section_that_was_built_elsewhere_is_copied_there(project: Project, tmp_path) -> None:
    out = tmp_path / "elsewhere"
    assert bcssp(project, "build", "banes", "--quiet", "--out", str(out)).returncode == 3
    copy, told = debug(project, "--out", str(out))
    assert copy == out / "banes/2023-24/debug/01_police.ipynb"
    assert "The cell that failed: table" in told


@pytest.mark.browser
@pytest.mark.soak  # starts JupyterLab, as other tests of the usual run do
def test_jupyterlab_shows_the_cell_that_failed(project: Project, tmp_path, browser) -> None:
    copy, _ = debug(project)
    with lab_served(copy, project.root, tmp_path) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 420})
        page.goto(address)
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=PATIENCE)
        active = page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
        expect(active).to_contain_text("figures_tabel", timeout=PATIENCE)
        expect(active).to_be_in_viewport(timeout=PATIENCE)
        page.close()


def test_a_section_that_has_not_failed_is_copied_with_a_word(tmp_path: Path) -> None:
    project = make_small_project(tmp_path / "project")
    done = bcssp(project, "debug", "banes", "police", "--no-browser")
    assert (done.returncode, "has not failed" in done.stderr) == (0, True), done.stderr
    assert bcssp(project, "debug", "banes", "nosuch", "--no-browser").returncode == 1
