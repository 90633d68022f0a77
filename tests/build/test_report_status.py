"""What is said of reports that were built, are out of date, or never were."""

from __future__ import annotations

import re

import pytest

from bcssp_lib.build.report_status import WHOLE, in_no_edition, read_facts, status_rows
from bcssp_lib.build.request import Request
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError
from bcssp_lib.stats.fact_wording import FactWords
from tests.projects import ROOT, code, write_cells, write_notebook, write_yaml


def rows(project, area: str = "banes") -> dict[str, dict[str, str]]:
    return {row["section"]: row for row in status_rows(project, Request((area,)))}


def test_a_row_for_the_report_and_one_for_each_section(project):
    found = rows(project)
    assert list(found) == [WHOLE, "police", "training"]
    assert {row["state"] for row in found.values()} == {"ok"}
    assert {row["report"] for row in found.values()} == {"banes 2023-24 annual"}
    assert all(row["built"] and not row["why"] for row in found.values())
    assert found[WHOLE]["notes"] == "real figures"
    made_up = rows(project, "bristol")[WHOLE]["notes"]
    assert made_up == "synthetic figures; check: 0 errors, 7 warnings"
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


def test_a_report_that_could_not_be_rendered_says_why(project, built):
    path = project.reports / "banes/2023-24/narrative/training.md"
    path.parent.mkdir()
    path.write_text("::: {#overview}\n{{ nobody }}\n:::\n", "utf-8")
    built("banes")
    found = rows(project)
    assert "there is no fact 'nobody'" in found[WHOLE]["why"]
    assert found["training"]["state"] == "ok"


def test_the_facts_of_a_built_report_are_those_of_all_its_sections(project):
    facts = {
        f"{fact.section}.{fact.name}": FactWords(fact).text
        for fact in read_facts(project, Request(("banes",)))
    }
    assert facts["police.missing_reports"] == "282"
    assert "training.training_sessions" in facts


def test_the_facts_of_a_report_that_was_never_built_are_asked_for_in_vain(small_project):
    with pytest.raises(UserError, match="Run: bcssp build banes --period 2023-24"):
        read_facts(small_project, Request(("banes",)))


def told(project):
    return list(in_no_edition(project, load_catalogue(project)))


def test_every_notebook_of_the_project_is_in_an_edition():
    assert told(Project(ROOT)) == []


def test_a_notebook_in_no_edition_is_named_with_what_to_do(small_project):
    write_notebook(small_project.notebooks / "03_stops.ipynb")
    (notice,) = told(small_project)
    assert notice.startswith("notebooks/03_stops.ipynb is in no edition")
    assert "'  - stops'" in notice
    write_yaml(
        small_project.params / "editions/easy.yaml",
        {"title": "Easy read", "readers": "All", "sections": ["police", "stops"]},
    )
    assert told(small_project) == []


def test_a_section_by_another_name_is_named(small_project):
    write_notebook(small_project.notebooks / "01_police-Copy1.ipynb")
    write_cells(small_project.notebooks / "sums.ipynb", code("sums", "1"))
    (small_project.notebooks / "broken.ipynb").write_text("no notebook", "utf-8")
    (notice,) = told(small_project)
    assert notice.startswith("notebooks/01_police-Copy1.ipynb is not named like a section")
