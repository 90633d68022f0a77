"""``bcssp diff``: what it prints, in lists and as JSON."""

from __future__ import annotations

import json

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests.app.test_check import write_text
from tests.projects import code


@pytest.fixture
def drafts(built):
    """A report of two drafts: a figure and a text of the second are others."""
    figures = built.data / "banes/police.csv"
    figures.write_text(figures.read_text("utf-8").replace(",282,", ",292,", 1), "utf-8")
    write_text(built, "training", "overview", "In {{ area }} we held {{ training_sessions }}.")
    return built


def test_it_tells_words_figures_and_tables_since_the_draft_before(call, drafts):
    told = call("diff", "banes")
    assert told.code == 0
    words = " ".join(told.out.split())
    assert "B&NES 2023-24: changed since draft 1" in words
    assert "Missing children reports: 282 → 292" in words
    assert "police: 1 text, 1 figure and 1 table" in words
    assert "[-rose by 104" not in words, "words that stayed are not told as gone"
    assert "[-104 (58.4%)-] [+114 (64.0%)+]" in words
    assert "training: 1 text" in words


def test_the_same_is_in_the_review_copy(call, drafts):
    call("build", "banes")
    page = (drafts.reports / "banes/2023-24/review/report.html").read_text("utf-8")
    assert "What changed since draft 1: 2 sections" in page
    assert "<del>104 (58.4%)</del> <ins>114 (64.0%)</ins>" in page
    assert "Draft 2, version " in page
    assert 'href="#block-police-what-changed"' in page
    assert 'id="block-police-what-changed"' in page


def test_an_unchanged_rebuild_is_the_same_draft_to_the_byte(call, drafts):
    call("build", "banes")
    page = drafts.reports / "banes/2023-24/review/report.html"
    before = page.read_bytes()
    call("build", "banes", "--fresh")
    assert page.read_bytes() == before
    assert call("diff", "banes", "--against", "2").out == (
        "B&NES 2023-24: nothing that readers see has changed since draft 2.\n"
    )


def test_json_holds_all_of_it(call, drafts):
    content = json.loads(call("diff", "banes", "--json").out)
    police = next(each for each in content["sections"] if each["section"] == "police")
    assert content["against"] == "draft 1"
    assert police["figures"][0]["before"] == "282"


def test_a_first_draft_has_none_before_it(call, small):
    assert call("diff", "banes").out == (
        "B&NES 2023-24: there is no earlier draft to compare with.\n"
    )


def test_a_copy_is_named_by_number_mark_or_place(call, drafts):
    first = next((drafts.reports / "banes/2023-24/drafts").glob("0001-*"))
    for against in ("1", first.name[5:13], str(first)):
        assert "changed since draft 1" in call("diff", "banes", "--against", against).out


@pytest.mark.parametrize(
    ("against", "why"),
    [("nowhere.json", "is not there"), ("published", "No publication of banes for 2023-24")],
)
def test_a_copy_that_is_not_there_is_told_so(call, drafts, against, why):
    told = call("diff", "banes", "--against", against)
    assert (told.code, told.out) == (1, "")
    assert why in told.err


def test_a_copy_of_another_area_is_refused(call, drafts, tmp_path):
    head = {"mark": "00000000", "area": "bristol", "period": "2023-24", "edition": "annual"}
    (tmp_path / "manifest.json").write_text(json.dumps(head), "utf-8")
    told = call("diff", "banes", "--against", str(tmp_path))
    assert "is a copy of another report: bristol" in told.err


def test_charts_are_side_by_side_in_the_review_copy_and_on_a_page(call, small, tmp_path):
    notebook = small.notebooks / "01_police.ipynb"
    cell = 'section.change_chart("Missing children", "missing_reports")'
    content = nbformat.read(notebook, 4)
    content.cells.append(code("chart", cell))
    nbformat.write(content, notebook)
    call("build", "banes")
    figures = small.data / "banes/police.csv"
    figures.write_text(figures.read_text("utf-8").replace(",282,", ",292,", 1), "utf-8")
    call("build", "banes")
    place = tmp_path / "changes.html"
    assert call("diff", "banes", "--page", str(place)).code == 0
    for path in (small.reports / "banes/2023-24/review/report.html", place):
        tree = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        before, now = tree.select(".before-now figure")
        assert before.figcaption.get_text() == "Before, in draft 1"
        assert "282" in before.svg["aria-label"]
        assert "292" in now.svg["aria-label"]
        assert {"282", "292"} <= {each.get_text() for each in tree.select(".before-now text")}
