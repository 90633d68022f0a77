"""``bcssp init``: a project of one's own, the example, and newer defaults."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bcssp_lib.files.project import Project
from tests.projects import bcssp


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
