"""A publication in some formats alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bcssp_lib.build.build import build
from bcssp_lib.build.plan import ReportOutcome
from bcssp_lib.build.request import Options, Request
from bcssp_lib.files.project import Project
from bcssp_lib.model.report_id import Format
from bcssp_lib.publish.quarto_book import write_project
from tests.projects import Quiet, bcssp
from tests.publish.texts import quarto_is, small_report

DATA = ("Workbook", "ODS", "CSV", "CSVW")  # whichever formats are asked for


def publish(project: Project, *formats: Format) -> ReportOutcome:
    options = Options(jobs=1, publish=True, formats=formats)
    with quarto_is(None):
        (outcome,) = build(project, Request(("banes",), ("2023-24",)), options, Quiet())
    assert outcome.error == ""
    return outcome


def test_only_the_formats_that_are_asked_for_are_made_and_others_anew(small_built: Project):
    outcome = publish(small_built, Format.PDF)
    assert list(outcome.publication) == ["PDF", *DATA]
    folder = outcome.publication["PDF"].parent
    assert not (folder / "report.html").exists()
    assert not (folder / "report.docx").exists()
    made = outcome.publication["PDF"].stat().st_mtime_ns
    assert publish(small_built, Format.PDF).publication["PDF"].stat().st_mtime_ns == made
    outcome = publish(small_built, Format.HTML, Format.WORD)
    assert list(outcome.publication) == ["HTML", "Word", *DATA]
    assert not (folder / "report.pdf").exists()
    assert list(publish(small_built).publication) == ["HTML", "PDF", "Word", *DATA]


def test_quartos_project_has_only_these_formats_and_links_to_no_others(tmp_path: Path):
    write_project(replace(small_report(), formats=(Format.HTML, Format.WORD)), tmp_path)
    settings = yaml.safe_load((tmp_path / "_quarto.yml").read_text("utf-8"))
    assert list(settings["format"]) == ["bcssp-html", "bcssp-docx"]
    front = (tmp_path / "index.qmd").read_text("utf-8")
    assert "[Word](report.docx)" in front
    assert "report.pdf" not in front


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["--formats", "pdf"], "--publish"),
        (["--publish", "--formats", "word"], "format 'word'"),
    ],
)
def test_what_cannot_be_made_is_told_at_once(small_built: Project, typed: list[str], told: str):
    done = bcssp(small_built, "build", "banes", *typed)
    assert done.returncode in (1, 2)
    assert told in done.stdout + done.stderr
