"""``bcssp list``, as a table for people and as JSON for programs."""

from __future__ import annotations

import json

import pytest

from bcssp_lib.files.project import Project
from tests.projects import ROOT, code, make_small_project, write_notebook


@pytest.fixture(autouse=True)
def inside_the_project(monkeypatch: pytest.MonkeyPatch, example_project: Project) -> None:
    monkeypatch.chdir(example_project.root)


def rows(call, *arguments: str) -> list[dict[str, object]]:
    told = call("list", *arguments, "--json")
    assert told.code == 0, told.err
    return json.loads(told.out)


def test_the_areas_say_whose_figures_are_real(call):
    found = {row["area"]: row["figures"] for row in rows(call, "areas")}
    assert found == {
        "banes": "real",
        "fairport": "synthetic",
        "north-saltmere": "synthetic",
        "saltmere": "synthetic",
        "south-kingsmarshire": "synthetic",
    }


def test_an_area_without_figures_has_none(call, tmp_path, monkeypatch):
    monkeypatch.chdir(make_small_project(tmp_path / "banes-alone").root)
    found = {row["area"]: row["figures"] for row in rows(call, "areas")}
    assert found["banes"] == "real"
    assert found["fairport"] == "none"


def test_the_periods_have_their_days(call):
    assert {"period": "2023-24", "from": "2023-04-01", "to": "2024-03-31"} in rows(call, "periods")


def test_the_sections_name_the_blocks_that_an_author_may_write(call):
    found = {row["section"]: row for row in rows(call, "sections")}
    assert len(found) == len(list((ROOT / "notebooks").glob("[0-9]*.ipynb")))
    assert found["police"]["notebook"] == "notebooks/13_police.ipynb"
    assert "what-changed" in str(found["police"]["blocks"]).split(", ")
    assert "annual" in str(found["police"]["editions"])


def test_the_indicators_are_listed_whole(call):
    found = {row["id"]: row for row in rows(call, "indicators")}
    assert found["missing_reports"]["counts"] == "reports"
    assert found["missing_reports"]["polarity"] == "lower is better"
    assert found["missing_reports"]["definition"]


@pytest.mark.parametrize("what", ["areas", "periods", "sections", "indicators"])
def test_a_person_gets_a_table(call, what):
    told = call("list", what)
    assert told.code == 0
    assert "│" in told.out or "|" in told.out
    assert "{" not in told.out


def test_a_section_in_no_edition_is_named(small, call):
    write_notebook(small.notebooks / "03_stops.ipynb")
    for command in (("list", "sections"), ("build", "banes")):
        told = call(*command)
        assert told.code == 0
        assert "notebooks/03_stops.ipynb is in no edition" in told.out + told.err
    assert call("list", "sections", "--json").out.count('"editions": ""') == 1


@pytest.mark.parametrize("command", [("build", "banes"), ("check", "banes"), ("list", "problems")])
def test_input_that_nobody_reads_is_told(call, inside_small_project, command):
    narrative = inside_small_project.reports / "banes/2023-24/narrative"
    narrative.mkdir(parents=True)
    (narrative / "police.md.txt").write_text("Words", "utf-8")
    (inside_small_project.data / "banes/police.csv").rename(
        inside_small_project.data / "banes/police.CSV"
    )
    told = call(*command)
    words = " ".join((told.out + told.err).split())
    assert told.code == 1
    assert "police.CSV" in words
    assert "'police.md'" in words


def test_status_says_what_needs_attention_and_is_short_when_nothing_does(call, small):
    told = call("status", "banes")
    assert told.code == 0
    assert told.out.splitlines()[0] == "B&NES 2023-24"
    assert "    bcssp build banes -p 2023-24\n" in told.out
    call("build", "banes", "--jobs", "1", "--quiet")
    told = call("status", "banes")
    assert told.out == (
        "Nothing needs attention in 2023-24: 1 report is up to date. All of it: bcssp status -v\n"
    )


def test_status_without_a_period_tells_of_each_that_was_built(call, small):
    for period in ("2022-23", "2023-24"):
        call("build", "banes", "-p", period, "--jobs", "1", "--quiet")
    told = call("status", "banes")
    assert told.out.startswith("Nothing needs attention in 2022-23, 2023-24: 2 reports are")
    write_notebook(small.notebooks / "01_police.ipynb", code("facts", "1 / 0"))
    call("build", "banes", "-p", "2022-23", "--jobs", "1", "--quiet")
    told = call("status", "banes")
    assert "bcssp debug banes police -p 2022-23" in told.out
    assert "banes 2022-23 annual" in call("status", "banes", "-v").out
    assert "2022-23" not in call("status", "banes", "-p", "2023-24").out


def test_status_reads_well_in_80_columns(call, small, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    told = call("status")
    assert max(map(len, told.out.splitlines())) <= 80
    assert "bcssp build south-kingsmarshire -p 2023-24\n" in told.out
