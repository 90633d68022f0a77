"""``bcssp template`` writes forms, and ``bcssp import`` takes them back."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from bcssp_lib.app.cli import app
from bcssp_lib.model.errors import UserError
from tests.data.returns.partners import VALUE, fill
from tests.projects import make_small_project

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
    letter = project.root / "kpi-saltmere-2024-25-police-questions.md"
    assert f"- {asked}, from 0 to 100?" in letter.read_text("utf-8")
    stored = run("import", path, "--yes")
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
