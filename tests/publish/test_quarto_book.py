"""Quarto's project, with what a council adds to it, and what is done where Quarto runs by hand."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml

from bcssp_lib.data.quarto_extras import QuartoExtras
from bcssp_lib.model.area import Look
from bcssp_lib.publish.masthead import read_masthead
from bcssp_lib.publish.publication import render_publication
from bcssp_lib.publish.quarto_book import write_project
from tests.publish.texts import SVG, page, pdf_pages, small_report, squeezed, words

QUARTO = shutil.which("quarto")


def extension(folder: Path) -> dict[str, Any]:
    text = (folder / "_extensions/bcssp/_extension.yml").read_text("utf-8")
    contributes: dict[str, Any] = yaml.safe_load(text)["contributes"]
    return contributes


def settings(folder: Path, extras: QuartoExtras) -> dict[str, Any]:
    write_project(replace(small_report(), extras=extras), folder)
    content: dict[str, Any] = yaml.safe_load((folder / "_quarto.yml").read_text("utf-8"))
    return content


def test_pages_stand_before_and_after_the_reports_own(tmp_path):
    extras = QuartoExtras(before={"welcome": "# Welcome\n"}, after={"end": "# End\n"})
    made = settings(tmp_path, extras)
    assert made["book"]["chapters"] == [
        "index.qmd",
        "before-welcome.qmd",
        "01_police.qmd",
        "after-end.qmd",
    ]
    assert (tmp_path / "before-welcome.qmd").read_text("utf-8") == "# Welcome\n"
    accents = {
        name: (tmp_path / f"{name}.qmd").read_text("utf-8") for name in ("index", "01_police")
    }
    assert accents["index"].startswith("---\nbody-classes: accent-0\n---\n")
    assert accents["01_police"].startswith("---\nbody-classes: accent-2\n---\n")


def test_settings_come_on_top_and_what_the_toolkit_needs_stays(tmp_path):
    over = {"book": {"repo-url": "x"}, "format": {"html": {"toc": False, "theme": "flatly"}}}
    made = settings(tmp_path, QuartoExtras(settings=over, styles={"wide.scss": "$a: 1;"}))
    assert made["project"]["output-dir"] == "book"
    assert made["book"]["repo-url"] == "x"
    assert made["book"]["title"] == "Annual report 2023-24"
    html, look = made["format"]["bcssp-html"], extension(tmp_path)["formats"]["html"]
    assert (html["toc"], look["fig-cap-location"]) == (False, "top")
    assert (look["theme"], html["theme"]) == (["flatly", "book.scss"], ["wide.scss"])
    assert (tmp_path / "wide.scss").read_text("utf-8") == "$a: 1;"


def test_a_template_of_word_is_in_the_project(tmp_path):
    kept = io.BytesIO()
    docx.Document().save(kept)
    settings(tmp_path, QuartoExtras(reference=kept.getvalue()))
    assert extension(tmp_path)["formats"]["docx"]["reference-doc"] == "reference.docx"
    assert (tmp_path / "_extensions/bcssp/reference.docx").read_bytes() == kept.getvalue()


@pytest.mark.parametrize(("look", "wanted"), [(Look(), False), (Look(colours=("#0a4d68",)), True)])
def test_pages_and_pdf_have_the_accent_of_the_look(tmp_path, look, wanted):
    write_project(replace(small_report(), look=look), tmp_path)
    for name in ("book.css", "typst-template.typ"):
        path = tmp_path / "_extensions/bcssp" / name
        assert ("#0a4d68" in path.read_text("utf-8")) == wanted


@pytest.mark.parametrize("cover", ["", "sea.svg"])
def test_the_first_page_has_the_picture_of_the_cover(tmp_path, cover):
    report = replace(small_report(), look=Look(cover=cover), look_pictures={"sea.svg": SVG})
    write_project(report, tmp_path)
    folder = tmp_path / "_extensions/bcssp"
    assert ('url("sea.svg")' in (folder / "book.css").read_text("utf-8")) == bool(cover)
    assert (folder / "sea.svg").exists() == bool(cover)


def test_all_that_the_extension_names_is_in_it(tmp_path):
    write_project(small_report(), tmp_path)
    folder = tmp_path / "_extensions/bcssp"
    formats = extension(tmp_path)["formats"]
    filters = [each for kind in formats.values() for each in kind["filters"]]
    files = {each["path"] if isinstance(each, dict) else each for each in filters}
    files |= {"book.scss", "book.css", *formats["typst"]["template-partials"], "finish.py"}
    assert [name for name in sorted(files) if not (folder / name).is_file()] == []
    assert (folder / formats["typst"]["font-paths"] / "SourceSansPro-Regular.ttf").is_file()


@pytest.mark.parametrize("brief", [False, True])
def test_a_brief_report_has_neither_cover_nor_contents_on_paper(tmp_path, brief):
    write_project(replace(small_report(), brief=brief), tmp_path)
    made = yaml.safe_load((tmp_path / "_quarto.yml").read_text("utf-8"))["format"]
    assert made["bcssp-typst"]["brief"] == brief
    assert made["bcssp-docx"]["toc"] != brief


def test_the_masthead_of_a_project_is_read_as_it_was_written(tmp_path):
    look = Look(colours=("#0a4d68",), logo="a.svg", logo_text="A boat")
    masthead = replace(small_report(), look=look, brief=True).masthead
    masthead.write(tmp_path)
    assert read_masthead(tmp_path) == masthead


def test_without_the_toolkit_quarto_ends_with_a_word_on_what_is_not_finished(tmp_path):
    write_project(small_report(), tmp_path)
    finish = tmp_path / "_extensions/bcssp/finish.py"
    command = [sys.executable, "-I", "-S", str(finish)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("ERROR: What is in book/ is not finished")
    assert "QUARTO_PYTHON" in done.stderr


WELCOME = """# Welcome

Hello

::: {.callout-tip title="Mind this"}
Read on.
:::

See @tbl-some and @fig-one.

| a | b |
|---|---|
| 1 | 2 |

: Numbers {#tbl-some}

![A shape](figures/one.svg){#fig-one fig-alt="A triangle"}
"""
FILTER = "function Str(word) if word.text == 'Hello' then return pandoc.Str('Greetings') end end\n"


@pytest.mark.quarto
@pytest.mark.skipif(QUARTO is None, reason="the Quarto program is not installed")
def test_quarto_by_hand_makes_the_same_files_with_an_extension_of_the_council(tmp_path):
    block = '<h1 class="title">$title$</h1><p>Line of the council</p>'
    partials = {"title-block.html": block, "biblio.typ": "Last words"}
    formats = {
        "html": {"template-partials": ["title-block.html"]},
        "typst": {"template-partials": ["biblio.typ"]},
    }
    extras = QuartoExtras(
        settings={"filters": ["greet"], "format": formats},
        partials=partials,
        before={"welcome": WELCOME},
        extensions={
            "greet/_extension.yml": b"title: Greet\ncontributes: {filters: [greet.lua]}\n",
            "greet/greet.lua": FILTER.encode(),
        },
    )
    look = Look(cover="sea.svg", logo="ours.svg", logo_text="B&NES: *ours*")
    pictures = {"sea.svg": SVG, "ours.svg": SVG}
    report = replace(small_report(), extras=extras, look=look, look_pictures=pictures)
    render_publication(report, tmp_path)
    book = tmp_path / "book"
    made = {path: path.read_bytes() for path in book.rglob("*") if path.is_file()}
    assert [path.read_bytes() for path in book.rglob("sea.svg")] == [SVG]  # next to book.css
    welcome = page(book / "before-welcome.html")
    logos = welcome("img", class_="sidebar-logo")
    assert {each["alt"] for each in logos} == {"B&NES: *ours*"}
    assert [words(each) for each in welcome("p", string=re.compile("Greetings"))] == ["Greetings"]
    assert words(welcome.find(class_="advice-tip")) == "Mind this Read on."
    assert "Line of the council" in words(welcome)
    assert welcome.find("img", src="figures/one.svg") is not None  # not one of the report's own
    assert "Last words" in pdf_pages(book / "report.pdf")[-1]
    told = "".join(docx.Document(str(book / "report.docx")).element.body.itertext())
    for text in (words(welcome), "".join(pdf_pages(book / "report.pdf")), told):
        for wanted in ("SeeTable1andFigure1.", "Table1.Numbers", "Figure1.Ashape"):
            assert wanted in squeezed(text)
    shutil.rmtree(book)
    command = [str(QUARTO), "render", str(tmp_path)]
    subprocess.run(command, check=True, env={**os.environ, "QUARTO_PYTHON": sys.executable})
    assert {path: path.read_bytes() for path in book.rglob("*") if path.is_file()} == made
