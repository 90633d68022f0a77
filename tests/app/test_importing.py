"""``bcssp import`` shows, asks, stores and goes back; ``bcssp data status`` lists."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from bcssp_lib.app.cli import app
from bcssp_lib.model.errors import UserError
from tests.data.importers.files import BANES, ROWS, make_import_project, row, write_file

FILE = "data/banes/dfe_children_in_need.csv"


@pytest.fixture
def small_project(tmp_path):
    return make_import_project(tmp_path / "project")


def run(*arguments, answers=""):
    return CliRunner().invoke(app, list(map(str, arguments)), input=answers)


def stored(project):
    return (project.root / FILE).exists()


def test_it_shows_what_changes_and_asks(inside_small_project, tmp_path):
    path = write_file(tmp_path)
    refused = run("import", path, answers="n\n")
    assert f"{FILE}: 2 new, 0 revised, 0 lost" in refused.stdout
    assert (refused.exit_code, stored(inside_small_project)) == (1, False)
    assert run("import", path, answers="y\n").exit_code == 0
    assert stored(inside_small_project)
    again = run("import", path)
    assert again.stdout.endswith("Nothing to change: data/ holds just this.\n")


def test_without_anybody_to_ask_nothing_is_stored(inside_small_project, tmp_path):
    assert run("import", write_file(tmp_path)).exit_code == 1
    assert not stored(inside_small_project)


def test_going_back(inside_small_project, tmp_path):
    run("import", write_file(tmp_path), "--yes")
    undone = run("import", "--undo")
    assert undone.stdout.startswith("plans.csv is no longer imported. As before:\n")
    assert not stored(inside_small_project)


def test_losses_are_accepted_in_so_many_words(inside_small_project, tmp_path):
    run("import", write_file(tmp_path), "--yes")
    fewer = write_file(tmp_path, *ROWS[:4])
    refused = run("import", fewer, "--yes")
    assert isinstance(refused.exception, UserError)
    assert "figures that are held are not in the file: 5." in str(refused.exception)
    assert run("import", fewer, "--yes", "--accept-losses").exit_code == 0


def test_an_older_release_is_asked_about(inside_small_project, tmp_path):
    run("import", write_file(tmp_path), "--yes")
    stored_before = (inside_small_project.root / FILE).read_text("utf-8")
    older = write_file(tmp_path, *ROWS[4:])
    refused = run("import", older, "--yes", "--accept-losses")
    assert "holds a newer release (reporting year 2023)" in refused.stdout
    assert "add --accept-older" in str(refused.exception)
    asked = run("import", older, answers="n\n")
    assert "Store the older release in place of the newer one?" in asked.stdout
    assert (inside_small_project.root / FILE).read_text("utf-8") == stored_before
    assert run("import", older, "--yes", "--accept-losses", "--accept-older").exit_code == 0


def test_what_looks_wrong_needs_a_reason_that_is_kept(inside_small_project, tmp_path):
    path = write_file(tmp_path, *ROWS[:2], row(BANES, 2023, 1190), *ROWS[3:])
    refused = run("import", path, "--yes")
    assert "before, 119 (at 2022-03-31)" in refused.stdout
    assert "since figures look wrong" in str(refused.exception)
    assert not stored(inside_small_project)
    assert run("import", path, answers="It was counted twice\ny\n").exit_code == 0
    kept = (inside_small_project.data / "confirmed.csv").read_text()
    assert "cp_plans,banes,at 2023-03-31,,1190,factor,It was counted twice\n" in kept
    run("import", "--undo")
    assert not (inside_small_project.data / "confirmed.csv").exists()
    assert run("import", path, "--yes", "--confirm", "It is so").exit_code == 0
    (inside_small_project.root / FILE).unlink()
    again = run("import", path, "--yes")
    assert "look wrong" not in again.stdout
    assert again.exit_code == 0


def test_a_draft_is_written_once(inside_small_project, tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text("when,how many\n2023-24,3\n")
    place = tmp_path / "map.yaml"
    drafted = run("import", path, "--draft-map", place)
    assert drafted.exit_code == 0
    assert 'column: "how many"' in place.read_text("utf-8")
    assert isinstance(run("import", path, "--draft-map", place).exception, UserError)


def test_a_file_or_undo_must_be_named(inside_small_project):
    assert run("import").exit_code == 2


@pytest.mark.parametrize("period", ["", "2024-25"])
def test_the_state_of_the_figures(inside_small_project, period):
    options = ["--period", period] if period else []
    shown = run("data", "status", "banes", *options)
    assert "police_profile_2023_24" in shown.stdout
    assert ("Missing for 2024-25" in shown.stdout) == bool(period)
    listed = json.loads(run("data", "status", "banes", "--json", *options).stdout)[0]
    assert {each["area"] for each in listed["held"]} == {"banes"}
    assert bool(listed["missing"]) == bool(period)


def test_the_state_of_a_quarter_is_not_asked(inside_small_project):
    assert run("data", "status", "--period", "2023-24 Q4").exit_code == 2
