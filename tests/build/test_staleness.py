"""What is said of reports that were built, are out of date, or never were."""

from __future__ import annotations

import re

from bcssp_lib.build import rendering
from bcssp_lib.build.request import Request
from bcssp_lib.build.staleness import WHOLE, explain_section, status_rows
from bcssp_lib.model.errors import RenderError
from tests.projects import code, write_notebook


def rows(project, area: str = "banes") -> dict[str, dict[str, str]]:
    return {row["section"]: row for row in status_rows(project, Request((area,)))}


def test_a_row_for_the_report_and_one_for_each_section(project):
    found = rows(project)
    assert list(found) == [WHOLE, "police", "training"]
    assert {row["state"] for row in found.values()} == {"ok"}
    assert {row["report"] for row in found.values()} == {"banes 2023-24 annual"}
    assert all(row["built"] and not row["why"] for row in found.values())
    assert found[WHOLE]["notes"] == "real figures"
    made_up = rows(project, "fairport")[WHOLE]["notes"]
    assert made_up == "synthetic figures; check: 0 wrong, 0 typed, 7 doubtful"
    assert re.fullmatch(r"\d+\.\d s", found["police"]["notes"])


def test_what_was_never_built_is_said_to_be_so(small_project):
    found = rows(small_project)
    assert {row["state"] for row in found.values()} == {"not built"}
    assert "never run" in found["police"]["why"]


def test_an_edited_narrative_makes_the_report_stale_but_no_section(project):
    path = project.reports / "banes/2023-24/narrative/training.md"
    path.parent.mkdir()
    path.write_text("::: {#overview}\nOurs.\n:::\n", "utf-8")
    found = rows(project)
    assert (found[WHOLE]["state"], found[WHOLE]["why"]) == (
        "not ok",
        "changed since: its sections, its words, what its check reads, or the toolkit and "
        "its packages",
    )
    assert found["training"]["state"] == "ok"


def test_words_that_cannot_be_read_are_why_a_section_is_stopped(project):
    path = project.reports / "banes/2023-24/narrative/training.md"
    path.parent.mkdir()
    path.write_text("::: {#nosuchblock}\nOurs.\n:::\n", "utf-8")
    found = rows(project)
    assert found[WHOLE]["why"] == "stopped: training"
    assert found["training"]["state"] == "stopped"
    assert "training.md:1: the section has no block 'nosuchblock'" in found["training"]["why"]
    sentence = explain_section(project, Request(("banes",)), "training")
    assert "is stopped" in sentence
    assert "training.md:1: the section has no block 'nosuchblock'" in sentence


def test_a_missing_review_copy_is_noticed(project):
    (project.reports / "banes/2023-24/review/report.html").unlink()
    assert rows(project)[WHOLE]["why"] == "review/report.html is missing or was changed"


def test_a_changed_notebook_is_noticed(project):
    write_notebook(project.notebooks / "02_training.ipynb", code("one", "one = 1"))
    found = rows(project)
    assert (found["training"]["state"], found["training"]["why"]) == (
        "out of date",
        "changed since: the code of notebooks/02_training.ipynb",
    )
    assert found["police"]["state"] == "ok"
    assert found[WHOLE]["why"] == "not up to date: training"


def test_a_deleted_executed_notebook_is_noticed(project):
    (project.reports / "banes/2023-24/sections/01_police.ipynb").unlink()
    assert "missing or was changed" in rows(project)["police"]["why"]


def test_a_failed_section_keeps_its_error(project, built):
    write_notebook(project.notebooks / "01_police.ipynb", code("sums", "1 / 0"))
    built("banes")
    found = rows(project)
    assert found["police"]["state"] == "failed"
    assert "cell 'sums': ZeroDivisionError" in found["police"]["why"]
    assert found[WHOLE]["state"] == "not ok"


def test_a_report_that_could_not_be_rendered_says_why(project, built, monkeypatch):
    def fails(composed, folder, take_notes=None):
        raise RenderError("pandoc made nothing")

    monkeypatch.setattr(rendering, "render_review", fails)
    path = project.reports / "banes/2023-24/narrative/training.md"
    path.parent.mkdir()
    path.write_text("::: {#overview}\nOurs.\n:::\n", "utf-8")
    built("banes")
    found = rows(project)
    assert "pandoc made nothing" in found[WHOLE]["why"]
    assert found["training"]["state"] == "ok"
