"""``bcssp import`` and ``template``: figures and forms come in; ``bcssp data status`` lists."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from bcssp_lib.app.cli import app
from bcssp_lib.model.errors import UserError
from tests.data.importers.files import BANES, ROWS, make_import_project, row, write_file
from tests.data.returns.partners import VALUE, fill
from tests.projects import make_small_project

FILE = "data/banes/dfe_children_in_need.csv"


@pytest.fixture
def small_project(tmp_path):
    return make_import_project(tmp_path / "project")


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


def test_an_area_is_named_as_people_do(inside_small_project, tmp_path):
    told = run("import", write_file(tmp_path), "--area", "B&NES", answers="n\n").stdout
    assert (f"{FILE}: 2 new" in told, "data/national" in told) == (True, False)


def test_without_anybody_to_ask_nothing_is_stored(inside_small_project, tmp_path):
    assert run("import", write_file(tmp_path)).exit_code == 1
    assert not stored(inside_small_project)


def test_going_back(inside_small_project, tmp_path):
    run("import", write_file(tmp_path), "--yes")
    undone = run("import", "--undo")
    assert undone.stdout.startswith("plans.csv is no longer imported. As before:\n")
    assert "meant to go: bcssp build AREA --accept-losses\n" in undone.stdout
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


KPIS = "data/saltmere/kpis.csv"
ASK = ("--period", "2024-25")


@pytest.fixture
def project(tmp_path, monkeypatch):
    made = make_small_project(tmp_path / "project", areas=("saltmere",))
    monkeypatch.chdir(made.root)
    return made


def run(*arguments, answers=""):
    result = CliRunner().invoke(app, list(map(str, arguments)), input=answers)
    assert not isinstance(result.exception, (TypeError, KeyError, AttributeError)), result.exception
    return result


def test_from_the_form_to_the_figures_and_the_questions(project):
    told = run("template", "kpi", "Saltmere", *ASK, "--agency", "police")
    assert told.stdout.splitlines() == [
        "Wrote kpi-saltmere-2024-25-police.xlsx",
        "When it comes back: bcssp import FILE",
    ]
    path = fill(
        project.root / "kpi-saltmere-2024-25-police.xlsx",
        {"1.1": {VALUE: "90%"}, "1.2": {VALUE: "about a dozen"}},
    )
    before = (project.root / KPIS).read_bytes()
    refused = run("import", path, answers="n\n")
    assert refused.exit_code == 1
    assert (project.root / KPIS).read_bytes() == before
    shown = refused.stdout.splitlines()
    assert shown[0] == (
        "kpi-saltmere-2024-25-police.xlsx: a return, Indicators by agency, Saltmere, 2024-25: "
        "Police (the format kpi)"
    )
    assert f"{KPIS}: 1 new, 0 revised, 0 lost, 0 the same" in shown
    asked = "Row 7, '1.2 Prevent awareness': you wrote 'about a dozen'. What percentage was it"
    assert any(asked in line for line in shown)
    assert shown[-1].endswith("Nothing was stored, and no questions were written.")
    letter = project.root / "kpi-saltmere-2024-25-police-questions.md"
    assert not letter.exists()
    stored = run("import", path, "--yes")
    assert f"- {asked}, from 0 to 100?" in letter.read_text("utf-8")
    assert re.search(r"Stored\. To go back: bcssp import --undo \(2 files\)", stored.stdout)
    assert "Nothing to change" in run("import", path, "--yes").stdout
    assert run("import", "--undo").exit_code == 0
    assert (project.root / KPIS).read_bytes() == before


def test_a_form_for_each_agency(project):
    run("template", "attendance", "saltmere", *ASK, "--agency", "all", "--folder", "to-send")
    names = sorted(path.name for path in (project.root / "to-send").iterdir())
    assert len(names) == 10
    assert "attendance-saltmere-2024-25-police.xlsx" in names


def test_a_form_that_is_there_is_not_written_over(project):
    arguments = ("template", "voices", "saltmere", *ASK)
    assert run(*arguments).exit_code == 0
    again = run(*arguments)
    assert isinstance(again.exception, UserError)
    assert "There is a file voices-saltmere-2024-25.xlsx already" in str(again.exception)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("kpis", "saltmere"), "There is no form 'kpis' (nearest: kpi)"),
        (("events", "saltmere"), "There is no form 'events'"),
        (("kpi", "saltmere", "--agency", "polise"), "There is no agency 'polise'"),
        (("kpi", "saltmere", "--period", "2031-32"), "There is no period '2031-32'"),
        (("kpi",), "Name the area that the form is for"),
        (("kpi", "banes"), "No agency of banes is known for this form"),
    ],
)
def test_what_is_not_known_is_named(project, arguments, told):
    result = run("template", *arguments)
    assert isinstance(result.exception, UserError)
    assert told in str(result.exception)


def test_rows_that_a_list_lacks_are_accepted_in_so_many_words(project):
    arguments = ("template", "partner_work", "saltmere", *ASK, "--agency", "Police", "--folder")
    name = "partner_work-saltmere-2024-25-police.xlsx"
    run(*arguments, "first")
    new = {("Police", "new 1"): {"What it did": "Trained 40 officers"}}
    run("import", fill(project.root / "first" / name, new), "--yes")
    run(*arguments, "second")
    changed = {"Trained 40 officers": {"What it did": "Trained 45 officers"}}
    path = fill(project.root / "second" / name, changed)
    refused = run("import", path, "--yes")
    assert "rows that are held are not in the file: 1." in str(refused.exception)
    assert run("import", path, "--yes", "--accept-losses").exit_code == 0


def test_a_return_of_which_nothing_is_certain(project):
    run("template", "kpi", "saltmere", *ASK, "--agency", "police")
    path = project.root / "kpi-saltmere-2024-25-police.xlsx"
    told = run("import", fill(path, {"1.1": {VALUE: "tbc"}}), "--yes")
    assert told.stdout.endswith("Nothing to change: nothing new is certain.\n")


def test_the_state_says_who_has_yet_to_return_what(project):
    shown = run("data", "status", "saltmere", *ASK).stdout
    assert "Not returned yet for 2024-25, by agency:" in shown
    assert "To ask: bcssp template kpi saltmere --period 2024-25" in shown
    (state,) = json.loads(run("data", "status", "saltmere", *ASK, "--json").stdout)
    assert not any("kpi_" in each["indicators"] for each in state["missing"])
    police = next(e for e in state["awaited"] if (e["agency"], e["form"]) == ("Police", "kpi"))
    assert (police["what"], len(police["things"])) == ("16, from 1.1 to 1.16", 16)
    actions = next(each for each in state["registers"] if each["register"] == "actions")
    assert (actions["latest"], actions["source"]) == ("2023-24", "synthetic_figures")
