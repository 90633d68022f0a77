"""``bcssp build``, ``status`` and ``list facts`` on a small project: output and exit codes."""

from __future__ import annotations

import json

from tests.projects import ROOT, code, prose, write_notebook


def without_colour(text: str) -> str:
    return " ".join(text.split())


def test_a_good_build_ends_with_0_and_says_where_the_report_is(call, small):
    told = call("build", "banes", "--jobs", "1")
    place = small.reports / "banes/2023-24/review/report.html"
    assert told.code == 0, told.err
    assert f"B&NES, review copy: {place}\n" in told.out
    assert place.is_file()
    status = call("status", "banes", "--json")
    assert status.code == 0
    assert [row["state"] for row in json.loads(status.out)] == ["ok", "ok", "ok"]
    table = call("status", "banes")
    assert "police" in table.out
    facts = call("list", "facts", "banes", "--json")
    found = {row["fact"]: row for row in json.loads(facts.out)}
    assert found["police.missing_reports"]["value"] == "282"
    assert found["police.missing_reports"]["origins"][0]["file"] == "data/banes/police.csv"
    assert "police.missing_reports" in call("list", "facts", "banes").out


def test_a_failed_section_ends_with_3_and_a_table_of_what_failed(call, small):
    write_notebook(small.notebooks / "01_police.ipynb", code("sums", "1 / 0"))
    told = call("build", "banes", "--jobs", "2")
    assert told.code == 3
    assert "Sections that failed" in told.out
    row = next(line for line in told.out.splitlines() if "police" in line and "│" in line)
    assert "banes" in row
    assert "cell 'sums': ZeroDivisionError" in row
    assert "review copy:" in told.out
    assert "Traceback" not in told.out + told.err


def test_an_unknown_fact_ends_with_1_names_block_and_nearest_and_builds_the_others(call, small):
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
    assert told.code == 1
    words = without_colour(told.out + told.err)
    assert "notebooks/02_training.ipynb, block 'overview', line 1" in words
    assert "no fact 'training_session' (nearest: training_sessions" in words
    assert "Traceback" not in words
    narrative.write_text("::: {#overview}\n{{ training_sessions }} held.\n:::\n", "utf-8")
    assert call("build", "banes").code == 0


def test_a_build_into_another_folder_leaves_reports_alone(call, small):
    told = call("build", "banes", "--section", "training", "--jobs", "1", "--out", "elsewhere")
    assert told.code == 0
    assert f"Building 1 reports into {small.root / 'elsewhere'}" in told.out
    assert (small.root / "elsewhere/banes/2023-24/review/report.html").is_file()
    assert not small.reports.exists()


def test_synthetic_figures_are_refused_by_publish_with_1(call, monkeypatch):
    monkeypatch.chdir(ROOT)
    told = call("build", "bristol", "--publish")
    assert told.code == 1
    assert "Synthetic figures cannot be published: those of Bristol are made up" in told.err
    assert "--allow-synthetic" in told.err
