"""The same project built twice, elsewhere and otherwise, gives the same files to the byte."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from pypdf import PdfReader

from bcssp_lib.files.project import Project
from tests.build.trials import posix, tree
from tests.projects import BCSSP, code, environment, make_small_project, prose, write_notebook

pytestmark = posix
AREAS = ("fairport",)  # whose publication has a watermark too
PERIOD_END = datetime(2024, 3, 31, tzinfo=UTC)
QUARTO = shutil.which("quarto")
ENGINES = [
    pytest.param(None, id="Typst and pandoc"),
    pytest.param(
        QUARTO and Path(QUARTO),
        id="Quarto",
        marks=[
            pytest.mark.quarto,
            pytest.mark.skipif(not QUARTO, reason="the Quarto program is not on PATH"),
        ],
    ),
]
AT_HOME = {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1", "LANG": "C.UTF-8"}
ELSEWHERE = {"TZ": "America/New_York", "PYTHONHASHSEED": "7", "LANG": "C", "USER": "other"}


def project_in(folder: Path) -> Project:
    """A small project with a chart, a table and prose in both sections."""
    project = make_small_project(folder, AREAS)
    write_notebook(
        project.notebooks / "01_police.ipynb",
        code("facts", 'section.publish("missing_children", "missing_reports")'),
        code("chart", 'section.change_chart("Reports of missing children", "missing_reports")'),
        code("table", 'section.figures_table("Missing children", group="missing")'),
        prose("what-changed", 'Reports of missing children {{ change("missing_reports") }}.[^1]\n\n'
              "[^1]: A footnote."),
    )  # fmt: skip
    return project


def published(folder: Path, home: Path, quarto: Path | None, settings: dict[str, str]) -> Path:
    """Build and publish in a process with these settings; return the folder of reports."""
    project = project_in(folder)
    home.mkdir()
    done = subprocess.run(
        [str(BCSSP), "build", *AREAS, "--publish", "--allow-synthetic"],
        env={**environment(project, quarto=quarto), **settings, "HOME": str(home)},
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return project.reports


@pytest.fixture(scope="module", params=ENGINES)
def twice(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """The reports of one project, built in two places, at two times, by two users."""
    folder = tmp_path_factory.mktemp("twice")
    first = published(folder / "here", folder / "home", request.param, AT_HOME)
    # later than what an archive can tell: every other second
    second = published(folder / "some/where/else", folder / "other", request.param, ELSEWHERE)
    return first, second


def test_every_file_is_the_same_wherever_whenever_and_by_whomever_it_is_built(twice):
    first, second = map(tree, twice)
    kinds = {Path(name).suffix for name in first}
    assert {".ipynb", ".html", ".json", ".pdf", ".docx", ".svg", ".png"} <= kinds
    assert first == second


def test_no_file_tells_where_it_was_built(twice):
    for reports in twice:
        inside = [one for one in reports.rglob("*") if one.is_file() and one.name[0] != "."]
        for path in inside:
            content = path.read_bytes()
            if path.suffix == ".docx":
                with ZipFile(path) as archive:
                    content = b"".join(archive.read(name) for name in archive.namelist())
            assert str(reports.parent).encode() not in content, path
            assert b".building-" not in content, path


def test_files_bear_the_date_of_the_figures(twice):
    for reports in twice:
        for path in reports.rglob("*.pdf"):
            assert PdfReader(path).metadata.creation_date == PERIOD_END
        for path in reports.rglob("*.docx"):
            properties = docx.Document(str(path)).core_properties
            assert properties.created == properties.modified == PERIOD_END
            with ZipFile(path) as archive:
                assert {one.date_time for one in archive.infolist()} == {(2024, 3, 31, 0, 0, 0)}
