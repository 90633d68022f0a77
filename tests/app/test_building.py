"""``bcssp build``, ``status`` and ``list facts`` on a small project: output and exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.projects import code, make_small_project, prose, write_notebook


def without_colour(text: str) -> str:
    return " ".join(text.split())


def test_a_good_build_ends_with_0_and_says_where_the_report_is(call, small):
    told = call("build", "banes", "--jobs", "1")
    place = small.reports / "banes/2023-24/review/report.html"
    assert told.code == 0, told.err
    assert f"B&NES 2023-24, review copy: {place}\n" in told.out
    assert place.is_file()
    status = call("status", "banes", "--json")
    assert status.code == 0
    assert [row["state"] for row in json.loads(status.out)] == ["ok", "ok", "ok"]
    table = call("status", "banes", "--verbose")
    assert "banes 2023-24 annual\n" in re.sub(" +\n", "\n", table.out)
    assert "│ at_a_glance " in table.out or "│ police " in table.out
    assert "+00:00" not in table.out
    facts = call("list", "facts", "banes", "--json")
    found = {row["fact"]: row for row in json.loads(facts.out)}
    assert found["police.missing_reports"]["text"] == "282"
    assert found["police.missing_reports"]["origins"][0]["file"] == "data/banes/police.csv"
    assert "police.missing_reports" in call("list", "facts", "banes").out


def test_a_failed_section_ends_with_3_and_is_told_once_with_its_log(call, small):
    write_notebook(small.notebooks / "01_police.ipynb", code("sums", "1 / 0"))
    told = call("build", "banes", "--jobs", "2")
    assert told.code == 3
    assert "Sections that failed" in told.out
    error = "cell 'sums': ZeroDivisionError: division by zero"
    assert f"B&NES 2023-24, police: {error}" in told.out
    assert (told.out + told.err).count(error) == 1
    assert "B&NES 2023-24: done; 1 section failed\n" in told.out
    log = next(line for line in told.out.splitlines() if "the whole error" in line)
    whole = (small.reports / "banes/2023-24/logs/01_police.log").read_text("utf-8")
    assert log.endswith(str(small.reports / "banes/2023-24/logs/01_police.log"))
    assert "Traceback" in whole
    assert "ZeroDivisionError: division by zero" in whole
    page = (small.reports / "banes/2023-24/review/report.html").read_text("utf-8")
    assert "This section could not be built." in page
    assert "review copy:" in told.out
    assert "Traceback" not in told.out + told.err


def test_a_section_whose_words_cannot_be_read_is_for_its_author(call, small):
    narrative = small.reports / "banes/2023-24/narrative"
    narrative.mkdir(parents=True)
    (narrative / "police.md").write_text("::: {#nosuchblock}\nWords.\n:::\n", "utf-8")
    told = call("build", "banes", "--jobs", "1")
    assert told.code == 3
    assert "to write it: bcssp author banes police --period 2023-24\n" in told.out
    assert "bcssp debug" not in told.out + told.err


def test_after_a_failed_section_the_other_reports_are_complete(call, tmp_path, monkeypatch):
    project = make_small_project(tmp_path / "two", ("banes", "fairport"))
    monkeypatch.chdir(project.root)
    fails = 'assert area != "fairport", "not here"'
    write_notebook(project.notebooks / "01_police.ipynb", code("choose", fails))
    told = call("build", "banes", "fairport", "--jobs", "2", "--quiet")
    assert told.code == 3
    assert "B&NES" not in told.out
    good = (project.reports / "banes/2023-24/review/report.html").read_text("utf-8")
    assert "could not be built" not in good
    failed = (project.reports / "fairport/2023-24/review/report.html").read_text("utf-8")
    assert "This section could not be built." in failed
    again = call("build", "--retry-failed", "--jobs", "2")
    assert again.code == 3
    assert "Building 1 report " in again.out
    assert "1 section to run" in again.out
    write_notebook(project.notebooks / "01_police.ipynb", code("one", "one = 1"))
    assert call("build", "--retry-failed", "--jobs", "2").code == 0


def test_elsewhere_than_on_a_terminal_a_build_is_plain_lines(call, small):
    told = call("build", "banes", "--jobs", "1")
    place = small.reports / "banes/2023-24/review/report.html"
    assert told.out.splitlines() == [
        f"Building 1 report into {small.reports}: 2 sections to run",
        "B&NES 2023-24: done",
        f"B&NES 2023-24, review copy: {place}",
    ]
    assert "\x1b" not in told.out


def test_a_quiet_build_that_goes_well_says_nothing(call, small):
    assert call("build", "banes", "--jobs", "1", "--quiet") == (0, "", "")


def test_several_periods_or_all_of_them_are_built(call, small):
    two = call("build", "banes", "--period", "2022-23", "--period", "2023-24", "--jobs", "2")
    assert two.code == 0, two.err
    assert "Building 2 reports" in two.out
    every = json.loads(call("list", "periods", "--json").out)
    told = call("build", "banes", "--period", "all", "--jobs", "2")
    assert told.code == 0, told.err
    assert f"Building {len(every)} reports" in told.out
    assert len(list(small.reports.rglob("report.html"))) == len(every)


def test_the_log_holds_every_event_as_a_line_of_json(call, small):
    write_notebook(small.notebooks / "02_training.ipynb", code("sums", "1 / 0"))
    assert call("build", "banes", "--jobs", "1", "--log", "logs/build.jsonl").code == 3
    lines = (small.root / "logs/build.jsonl").read_text("utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    assert [one["event"] for one in (events[0], events[-1])] == ["planned", "report done"]
    assert sorted(event["event"] for event in events[1:-1]) == [
        "section begun", "section begun", "section done", "section done",
    ]  # fmt: skip
    assert (events[0]["reports"], events[0]["sections"]) == (1, 2)
    done = {event["section"]: event for event in events if event["event"] == "section done"}
    assert done["police"]["state"] == "ok"
    assert done["police"]["seconds"] > 0
    assert (done["training"]["state"], done["training"]["cell"]) == ("failed", "sums")
    assert Path(done["training"]["log"]).is_file()
    assert Path(events[-1]["review"]).is_file()
    assert call("build", "banes", "--log", "logs/build.jsonl").code == 3
    assert len((small.root / "logs/build.jsonl").read_text("utf-8").splitlines()) > len(lines)


def test_a_log_that_cannot_be_written_is_told(call, small):
    told = call("build", "banes", "--log", "params/settings.yaml/build.jsonl")
    assert told.code == 1
    assert "cannot be used" in told.err
    assert "Traceback" not in told.err


@pytest.mark.soak  # test_spawned.py has the usual run do so with less of a system
def test_spawned_processes_give_the_same_report(call, small):
    assert call("build", "banes", "--jobs", "1").code == 0
    place = small.reports / "banes/2023-24/review/report.html"
    before = place.read_bytes()
    told = call("build", "banes", "--jobs", "1", "--fresh", "--start", "spawn")
    assert told.code == 0, told.err
    assert "2 sections to run" in told.out
    assert place.read_bytes() == before


@pytest.mark.usefixtures("built")
def test_resuming_with_nothing_cut_off_says_so_and_ends_with_0(call):
    told = call("build", "--resume")
    assert told.code == 0
    assert "No build was cut off, so there is nothing to resume." in told.out


def test_why_a_section_is_or_is_not_up_to_date_is_explained(call, small):
    assert (
        "will be run by the next build: it was never run." in call("explain", "banes", "police").out
    )
    assert call("build", "banes", "--jobs", "1").code == 0
    told = call("explain", "banes", "police")
    assert (told.code, told.err) == (0, "")
    assert re.search(
        r"'police' of B&NES, 2023-24, is up to date: it ran at \d{4}-\d\d-\d\d \d\d:\d\d UTC, and",
        told.out,
    )
    wrong = call("explain", "banes", "polise")
    assert wrong.code == 1
    assert "no section 'polise' (nearest: police)" in wrong.err


def test_an_unknown_fact_ends_with_3_names_cell_and_nearest_and_builds_the_others(call, small):
    write_notebook(
        small.notebooks / "02_training.ipynb",
        code("facts", 'section.publish("training_sessions")'),
        prose("overview", "{{ training_session }}"),
    )
    (small.notebooks / "01_police.ipynb").unlink()
    edition = small.params / "editions/annual.yaml"
    edition.write_text(edition.read_text("utf-8").replace("- police\n", ""), "utf-8")
    narrative = small.reports / "banes/2023-24/narrative/training.md"
    narrative.parent.mkdir(parents=True)
    told = call("build", "banes", "--jobs", "1")
    assert told.code == 3
    words = without_colour(told.out + told.err)
    assert "notebooks/02_training.ipynb, cell 'overview', line 1" in words
    assert "no fact 'training_session' (nearest: training_sessions" in words
    assert "Traceback" not in words
    narrative.write_text("::: {#overview}\n{{ training_sessions }} held.\n:::\n", "utf-8")
    assert call("build", "banes").code == 0


def test_a_build_into_another_folder_leaves_reports_alone(call, small):
    told = call("build", "banes", "--section", "training", "--jobs", "1", "--out", "elsewhere")
    assert told.code == 0
    assert f"Building 1 report into {small.root / 'elsewhere'}: 2 sections to run" in told.out
    assert (small.root / "elsewhere/banes/2023-24/review/report.html").is_file()
    assert not small.reports.exists()


def test_synthetic_figures_are_refused_by_publish_with_1(call, tmp_path, monkeypatch):
    monkeypatch.chdir(make_small_project(tmp_path / "made-up", ("fairport",)).root)
    told = call("build", "fairport", "--publish")
    assert told.code == 1
    assert "Synthetic figures cannot be published: those of Fairport are made up" in told.err
    assert "--allow-synthetic" in told.err


def test_a_dry_run_says_what_and_why_and_writes_nothing(call, small):
    told = call("build", "banes", "--dry-run")
    assert told.code == 0
    assert "B&NES 2023-24: 2 of 2 sections to run" in told.out
    assert "it was never run: all sections" in told.out
    assert "nothing was written" in told.out
    assert not small.reports.exists()
    refused = call("build", "--dry-run", "--resume")
    assert refused.code == 2
    assert "leave out --resume" in refused.err


def test_sections_that_only_leaves_out_are_named_once_and_how_to_build_them(call, small):
    told = call("build", "banes", "--only", "01_police", "--jobs", "1")
    assert told.code == 0, told.out
    words = without_colour(told.out)
    assert words.count("training") == 1
    assert (
        "not up to date, as --only leaves them out: training. To build them: bcssp build" in words
    )
    assert "Sections that failed" not in told.out


def test_only_is_refused_with_what_it_cannot_go_with(call, small):
    for wrong in (("--publish",), ("--section", "training")):
        told = call("build", "banes", "--only", "police", *wrong)
        assert told.code == 2
        assert "--only" in told.err
    assert not small.reports.exists()


def test_a_year_without_figures_says_what_to_do_next(call, small):
    told = call("build", "banes", "--period", "2024-25", "--jobs", "1")
    assert "none for 2024-25" in told.out or "no figure for 2024-25" in told.out
    assert "Which are to come, and from whom: bcssp data status banes -p 2024-25\n" in told.out
    again = call("build", "banes", "--period", "2024-25", "--jobs", "1")
    assert "data status" not in again.out


def test_a_build_says_which_facts_changed_and_names_explain_where_they_are_many(
    call, built, monkeypatch
):
    figures = built.data / "banes/police.csv"
    figures.write_text(figures.read_text("utf-8").replace(",282,", ",292,"), "utf-8")
    told = call("build", "banes", "--jobs", "1")
    assert "B&NES 2023-24: 1 fact has changed since the last build\n" in told.out
    assert ": 282 → 292 (data/banes/police.csv, row 4" in told.out
    monkeypatch.setattr("bcssp_lib.app.build._MOST_CHANGES", 0)
    figures.write_text(figures.read_text("utf-8").replace(",292,", ",282,"), "utf-8")
    told = call("build", "banes", "--jobs", "1")
    assert "and 1 more; of each section: bcssp explain banes police -p 2023-24\n" in told.out


def test_the_same_error_of_many_sections_is_told_once_with_a_count(call, tmp_path, monkeypatch):
    project = make_small_project(tmp_path / "two", ("banes", "fairport"))
    monkeypatch.chdir(project.root)
    write_notebook(project.notebooks / "01_police.ipynb", code("sums", "1 / 0"))
    told = call("build", "banes", "fairport", "--jobs", "2")
    assert told.code == 3
    assert told.out.count("division by zero") == 1
    assert "B&NES 2023-24, police and 1 more with the same error: cell 'sums'" in told.out
