"""``bcssp open``, with a browser that notes what it is shown."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path
from urllib.request import urlopen

import pytest

from bcssp_lib.files.project import Project
from tests.projects import bcssp, bcssp_process, copied_project


@pytest.fixture
def project(opened_project, tmp_path) -> Project:
    return copied_project(opened_project, tmp_path)


@pytest.fixture
def shown(monkeypatch) -> list[str]:
    """The addresses that the browser was shown."""
    addresses: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: addresses.append(address) or True)
    return addresses


def test_the_review_copy_of_a_report_is_opened(project, tmp_path, monkeypatch):
    noted, script = tmp_path / "noted.txt", tmp_path / "browser"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nopen({str(noted)!r}, 'a').write(sys.argv[1] + '\\n')\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{script} %s")
    done = bcssp_process(project, "open", "banes")
    assert done.returncode == 0, done.stderr
    place = project.reports / "banes/2023-24/review/report.html"
    assert done.stdout.strip() == str(place)
    assert noted.read_text("utf-8").splitlines() == [place.as_uri()]
    assert done.stderr == ""


def test_one_section_is_opened_with_its_text_as_it_is_now(project, shown):
    text = project.reports / "banes/2023-24/narrative/police.md"
    text.parent.mkdir(exist_ok=True)
    text.write_text("::: {#what-changed}\nNow {{ missing_reports }}.\n:::\n", "utf-8")
    done = bcssp(project, "open", "banes", "police", "--period", "2023-24", "--edition", "annual")
    assert done.returncode == 0, done.stderr
    (address,) = shown
    assert address == Path(done.stdout.strip()).as_uri()
    with urlopen(address) as page:
        html = page.read().decode()
    assert ">282</span>" in html
    assert "Now " in html


def test_nothing_is_opened_where_none_is_wanted(project, shown):
    done = bcssp(project, "open", "banes", "police", "--no-browser")
    assert Path(done.stdout.strip()).is_file()
    assert shown == []


def test_a_report_that_is_out_of_date_is_told(project, shown):
    notebook = project.notebooks / "01_police.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace("Missing children", "Missing"), "utf-8")
    for command in (("open", "banes"), ("open", "banes", "police")):
        done = bcssp(project, *command)
        assert done.returncode == 0
        assert "It is not up to date (" in done.stderr
        assert "Run: bcssp build banes" in done.stderr
    assert len(shown) == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("bath",), "no area 'bath'"),
        (("banes", "polise"), "no section 'polise' (nearest: police)"),
        (("banes", "--period", "2022-23"), "Run: bcssp build banes --period 2022-23"),
        (("banes", "police", "--period", "2022-23"), "The section 'police' is not built"),
        (("banes", "--out", "nowhere"), "There is no review copy at"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(project, shown, arguments, told):
    done = bcssp(project, "open", *arguments)
    assert done.returncode == 1
    assert told in done.stderr
    assert shown == []
