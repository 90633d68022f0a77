"""nbconvert's exporter, as the command line and JupyterLab call it."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from importlib.metadata import entry_points

import pytest
from nbconvert.exporters import get_exporter
from nbconvert.utils.exceptions import ConversionException

from bcssp_lib.app.section_exporter import SectionExporter
from benchmarks.typed import lab_served
from tests.projects import copied_project


@pytest.fixture(scope="module")
def project(opened_project, tmp_path_factory):
    return copied_project(opened_project, tmp_path_factory.mktemp("exported"))


def asked(address):
    """What JupyterLab's own page asks its server for."""
    server = address.partition("/nbconvert")[0].partition("/api")[0]
    return urllib.request.urlopen(urllib.request.Request(address, headers={"Referer": server}))


def test_it_is_registered_under_its_name_with_a_friendly_one():
    for name in ("bcssp-section", "bcssp_section"):
        (found,) = entry_points(group="nbconvert.exporters", name=name)
        assert issubclass(found.load(), SectionExporter)
        assert get_exporter(name) is found.load()
    assert SectionExporter.export_from_notebook == "Section of the report"


def test_nbconvert_makes_a_page_of_an_executed_section_and_none_of_one_not_run(project, tmp_path):
    made = project.reports / "banes/2023-24/sections/01_police.ipynb"
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "bcssp-section"]
    done = subprocess.run(
        [*command, made, project.notebooks / "02_training.ipynb", "--output-dir", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert "02_training.ipynb was not run, so there is nothing to show. Run all its cells" in last
    assert [path.name for path in tmp_path.iterdir()] == ["01_police.html"]
    page = (tmp_path / "01_police.html").read_text("utf-8")
    assert "Reports of missing children" in page
    assert '<meta name="bcssp-area" content="banes">' in page


def test_a_working_notebook_is_told_the_way(project):
    working = project.reports / "banes/2023-24/working/01_police.ipynb"
    with pytest.raises(ConversionException, match="Run: bcssp save, then: bcssp open banes police"):
        SectionExporter().from_filename(str(working))


def test_a_notebook_outside_a_project_is_of_the_one_that_is_worked_in(
    project, tmp_path, monkeypatch
):
    made = project.reports / "banes/2023-24/sections/01_police.ipynb"
    copy = tmp_path / "sent.ipynb"
    copy.write_bytes(made.read_bytes())
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConversionException, match="No project was found"):
        SectionExporter().from_filename(str(copy))
    monkeypatch.setenv("BCSSP_ROOT", str(project.root))
    page, _ = SectionExporter().from_filename(str(copy))
    assert "Reports of missing children" in page


@pytest.fixture(scope="module")
def server(project, tmp_path_factory):
    """The address of a JupyterLab that serves the project."""
    made = project.reports / "banes/2023-24/sections/01_police.ipynb"
    with lab_served(made, project.root, tmp_path_factory.mktemp("jupyter")) as address:
        yield address.partition("/lab/tree/")[0]


def test_jupyterlab_saves_and_exports_as_it(server):
    with asked(f"{server}/api/nbconvert") as answer:
        offered = json.load(answer)
    assert offered["bcssp_section"] == {"output_mimetype": "text/html"}
    assert "bcssp-section" not in offered  # its server has no address for it
    path = "reports/banes/2023-24/sections/01_police.ipynb"
    with asked(f"{server}/nbconvert/bcssp_section/{path}?download=true") as answer:
        assert "01_police.html" in answer.headers["Content-Disposition"]
        assert "Reports of missing children" in answer.read().decode()


def test_jupyterlab_tells_what_is_wrong(server):
    with pytest.raises(urllib.error.HTTPError) as refused:
        asked(f"{server}/nbconvert/bcssp_section/notebooks/01_police.ipynb")
    assert "was not run, so there is nothing to show" in refused.value.read().decode()
