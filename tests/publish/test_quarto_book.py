"""Quarto's project with what a council adds to it; no Quarto is needed to write it."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml

from bcssp_lib.data.quarto_extras import ExtraPage, QuartoExtras
from bcssp_lib.model.look import Look
from bcssp_lib.publish.quarto_book import write_project
from tests.publish.texts import small_report


def settings(folder: Path, extras: QuartoExtras) -> dict[str, Any]:
    write_project(replace(small_report(), extras=extras), folder)
    content: dict[str, Any] = yaml.safe_load((folder / "_quarto.yml").read_text("utf-8"))
    return content


def test_pages_stand_before_and_after_the_reports_own(tmp_path):
    extras = QuartoExtras(
        before=(ExtraPage("welcome", "# Welcome\n"),), after=(ExtraPage("end", "# End\n"),)
    )
    made = settings(tmp_path, extras)
    assert made["book"]["chapters"] == [
        "index.qmd",
        "before-welcome.qmd",
        "01_police.qmd",
        "after-end.qmd",
    ]
    assert (tmp_path / "before-welcome.qmd").read_text("utf-8") == "# Welcome\n"


def test_settings_come_on_top_and_what_the_toolkit_needs_stays(tmp_path):
    over = {"book": {"repo-url": "x"}, "format": {"html": {"toc": False, "theme": "flatly"}}}
    made = settings(tmp_path, QuartoExtras(settings=over, styles={"wide.scss": "$a: 1;"}))
    assert made["project"]["output-dir"] == "book"
    assert made["book"]["repo-url"] == "x"
    assert made["book"]["title"] == "Annual report 2023-24"
    html = made["format"]["html"]
    assert (html["toc"], html["fig-cap-location"]) == (False, "top")
    assert html["theme"] == ["flatly", "book.scss", "wide.scss"]
    assert (tmp_path / "wide.scss").read_text("utf-8") == "$a: 1;"


def test_a_template_of_word_is_in_the_project(tmp_path):
    kept = io.BytesIO()
    docx.Document().save(kept)
    made = settings(tmp_path, QuartoExtras(reference=kept.getvalue()))
    assert made["format"]["docx"]["reference-doc"] == "reference.docx"
    assert (tmp_path / "reference.docx").read_bytes() == kept.getvalue()


@pytest.mark.parametrize(("look", "wanted"), [(Look(), False), (Look(colours=("#0a4d68",)), True)])
def test_pages_and_pdf_have_the_accent_of_the_look(tmp_path, look, wanted):
    write_project(replace(small_report(), look=look), tmp_path)
    for name in ("book.css", "typst-template.typ"):
        assert ("#0a4d68" in (tmp_path / name).read_text("utf-8")) == wanted
