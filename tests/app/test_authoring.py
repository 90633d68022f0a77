"""Writing narrative from the command line, mistakes included."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bcssp_lib.files.project import Project
from tests.projects import bcssp, copy_figures, make_small_project


def told(done):
    return " ".join((done.stdout + done.stderr).split())


def wrote(project, text):
    path = project.reports / "banes/2023-24/working/01_police.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"][-1]["source"] = text
    path.write_text(json.dumps(notebook), "utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_small_project(tmp_path / "project")


def test_an_authors_whole_day(project):
    done = bcssp(project, "save")
    assert (done.returncode, "There is no working notebook" in told(done)) == (0, True)

    done = bcssp(project, "author", "banes", "police", "--no-open")
    assert done.returncode == 0
    assert Path(done.stdout.strip()) == project.reports / "banes/2023-24/working/01_police.ipynb"

    narrative = project.reports / "banes/2023-24/narrative/police.md"
    for text in ("First.", "Second."):
        wrote(project, text)
        done = bcssp(project, "save", "banes")
        assert (done.returncode, "banes police: saved to" in told(done)) == (0, True)
    assert "nothing new for" in told(bcssp(project, "save"))

    narrative.write_text("::: {#what-changed}\nA colleague's.\n:::\n", "utf-8")
    wrote(project, "Third.")
    done = bcssp(project, "save")
    assert done.returncode == 3
    for words in ("Third.", "A colleague's.", "bcssp choose banes police what-changed notebook"):
        assert words in told(done)
    assert bcssp(project, "build", "banes", "--quiet").returncode == 3
    done = bcssp(project, "choose", "banes", "police", "what-changed", "notebook")
    assert done.returncode == 0
    assert "Third." in narrative.read_text("utf-8")

    done = bcssp(project, "history", "banes", "police")
    assert "what-changed" in done.stdout
    assert bcssp(project, "restore", "banes", "police", "1").returncode == 0
    assert "First." in narrative.read_text("utf-8")
    assert bcssp(project, "build", "banes", "--quiet").returncode == 0


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("author", "bans", "police", "--no-open"), "no area 'bans' (nearest: banes"),
        (("author", "banes", "polise", "--no-open"), "no section 'polise' (nearest: police"),
        (("save", "banes", "--period", "2033-34"), "no period '2033-34'"),
        (("choose", "banes", "police", "x", "notebook"), "There is no working notebook"),
        (("restore", "banes", "police", "7"), "no version 7 of this section (kept: none)"),
        (("history", "banes", "polise"), "no section 'polise'"),
    ],
)
def test_a_mistake_is_named(project, command, words):
    done = bcssp(project, *command)
    assert done.returncode == 1
    assert words in told(done)
    assert "Traceback" not in told(done)


def test_without_any_version_the_history_says_so(project):
    assert "No version of this text was overwritten." in told(
        bcssp(project, "history", "banes", "police")
    )


def test_a_new_period_starts_with_last_years_words(project):
    before = project.reports / "banes/2022-23/narrative/police.md"
    before.parent.mkdir(parents=True)
    before.write_text("::: {#what-changed}\nLast year's.\n:::\n", "utf-8")
    done = bcssp(project, "new-period", "2023-24", "banes")
    assert (done.returncode, "Carried over:" in told(done)) == (0, True)
    assert "Left as it is:" in told(bcssp(project, "new-period", "2023-24", "banes"))
    nothing = told(bcssp(project, "new-period", "2023-24", "fairport"))
    assert nothing == "There was no text to carry over from 2022-23."
    done = bcssp(project, "confirm", "banes", "police")
    assert (done.returncode, done.stdout) == (0, "Confirmed: what-changed\n")
    assert bcssp(project, "confirm", "banes", "police").returncode == 1
    assert "no period '2033-34'" in told(bcssp(project, "new-period", "2033-34"))


def test_a_new_period_carries_over_what_the_registers_leave_open(project):
    copy_figures(project.root, "fairport")
    before = {path: path.read_bytes() for path in project.data.rglob("*.csv")}
    first, second = (bcssp(project, "new-period", "2024-25", "fairport", "banes") for _ in range(2))
    assert first.returncode == 0, told(first)
    assert first.stdout == second.stdout
    assert "fairport: open actions: 7 (overdue: 1)" in first.stdout
    assert "fairport: open questions: 2 (overdue: 1)" in first.stdout
    assert "banes" not in first.stdout
    assert {path: path.read_bytes() for path in project.data.rglob("*.csv")} == before
