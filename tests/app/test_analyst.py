"""``bcssp init`` and ``new-section``, and the build after them."""

from __future__ import annotations

import json
import re
import sys
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


def test_what_jupyterlab_saved_reaches_no_build_and_no_area_is_rebuilt(built, call):
    executed = built.reports / "banes/2023-24/sections/01_police.ipynb"
    before = executed.read_bytes()
    run_by_hand(built)
    again = call("build", "banes")
    assert again.code == 0
    assert "0 sections to run" in again.out
    told = "notebooks/01_police.ipynb holds the results of 2 cells, a typed-in area"
    assert told in again.out
    assert "bcssp clean-notebooks" in again.out
    assert call("build", "banes", "--fresh", "--quiet").code == 0
    assert executed.read_bytes() == before


def test_the_command_takes_it_out(built, call):
    before = run_by_hand(built)
    checked = call("clean-notebooks", "--check")
    assert checked.code == 1
    assert "notebooks/01_police.ipynb holds the results of 2 cells, a typed-in area" in checked.out
    assert "Take it out with: bcssp clean-notebooks" in checked.err
    assert (built.notebooks / "01_police.ipynb").read_bytes() != before
    assert call("clean-notebooks").code == 0
    assert (built.notebooks / "01_police.ipynb").read_bytes() == before
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
    assert (done.returncode, "No failed run" in done.stderr) == (0, True), done.stderr
    assert bcssp(project, "debug", "banes", "nosuch", "--no-browser").returncode == 1


def test_a_new_project_is_built_at_once(tmp_path, call, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = call("init", "ours", "--area", "Wiltshire")
    assert (told.code, told.err) == (0, "")
    assert "Made a project of" in told.out
    steps = ("1. cd ours", "params/areas/wiltshire.yaml", "bcssp import FILE", "4. bcssp build")
    assert all(step in told.out for step in steps)
    project = Project(tmp_path / "ours")
    done = bcssp(project, "build", "--section", "about")
    assert done.returncode == 0, done.stdout + done.stderr
    page = project.reports / "wiltshire/2023-24/review/report.html"
    assert "Wiltshire" in page.read_text("utf-8")


def test_a_name_that_is_nearly_an_authoritys_is_told_which(tmp_path, call, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = call("init", "our reports", "--area", "Wiltshir")
    assert told.code == 0
    assert "No authority of England is called 'Wiltshir'. Did you mean Wiltshire?" in told.out
    assert "bcssp init FOLDER --area Wiltshire. If the name is right, go on here." in told.out
    assert "1. cd 'our reports'" in told.out or '1. cd "our reports"' in told.out
    told = call("init", "another", "--area", "Saltmere")
    assert "Did you mean" not in told.out
    assert "describe your area in params/areas/saltmere.yaml" in told.out


def test_the_folder_is_the_one_that_is_worked_in(tmp_path, call, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = call("init", "--area", "Wiltshire")
    assert told.code == 0
    assert "cd " not in told.out
    assert (tmp_path / "params/areas/wiltshire.yaml").is_file()


def test_the_example_is_built_and_says_that_its_figures_are_made_up(tmp_path, call, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call("init", "example", "--example").code == 0
    project = Project(tmp_path / "example")
    done = bcssp(project, "build", "fairport", "--only", "police")
    assert done.returncode == 0, done.stdout + done.stderr
    page = project.reports / "fairport/2023-24/review/report.html"
    assert "Every figure about Fairport in this report is made up" in page.read_text("utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--area", "Wiltshire", "--example"),
        ("--example", "--update"),
        ("--update", "--area", "Wiltshire"),
        ("--area", "Wiltshire", "--area", "Swindon"),
        (),
        ("",),
    ],
)
def test_wrong_usage_ends_with_2_and_writes_nothing(tmp_path, call, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    assert call("init", *arguments).code == 2
    assert list(tmp_path.iterdir()) == []


def test_whoever_types_is_asked_for_the_name_of_the_area(tmp_path, call, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.prompt", lambda question: "Torbay")
    assert call("init").code == 0
    assert (tmp_path / "params/areas/torbay.yaml").is_file()


def test_a_folder_that_is_not_empty_is_refused_before_anything_is_asked(
    tmp_path, call, monkeypatch
):
    (tmp_path / "notes.txt").write_text("x", "utf-8")
    monkeypatch.chdir(tmp_path)
    told = call("init")
    assert told.code == 1
    assert "is not empty: it holds notes.txt" in told.err


def test_an_update_names_each_file_that_it_did_not_take_over(tmp_path, call, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call("init", "ours", "--area", "Wiltshire")
    settings, terms = (
        tmp_path / "ours/params" / f"{name}.yaml" for name in ("settings", "glossary")
    )
    _give_older(tmp_path / "ours", settings, terms)
    settings.write_text(settings.read_text("utf-8") + "# ours\n", "utf-8")
    told = call("init", "ours", "--update")
    assert told.code == 0
    assert "Replaced, as you had not changed it: params/glossary.yaml" in told.out
    assert "params/settings.yaml; the newer one is params/settings.yaml.new" in told.out
    assert "older" not in terms.read_text("utf-8")
    assert "older" in settings.read_text("utf-8")
    assert call("list", "areas").code == 1  # no project here, but one folder below
    monkeypatch.chdir(tmp_path / "ours")
    assert call("list", "problems").code == 0


def _give_older(root: Path, *paths: Path) -> None:
    """Make these files those of an older version, as if the project had been given them."""
    from bcssp_lib.files import new_project

    given = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.yaml")}
    for path in paths:
        path.write_bytes(path.read_bytes() + b"# older\n")
        given[path.relative_to(root).as_posix()] = path.read_bytes()
    new_project._keep_given(Project(root), example=False, files=given)


def test_a_project_that_was_cut_off_says_how_to_finish_it(tmp_path, call, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".bcssp").mkdir()
    (tmp_path / ".bcssp/begun").write_text("--example", "utf-8")
    told = call("init")
    assert told.code == 1
    assert "To finish it: bcssp init . --example." in told.err
    assert call("init", ".", "--example").code == 0
    assert call("list", "problems").code == 0
