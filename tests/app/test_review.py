"""``bcssp review`` and ``diff``: comments of reviewers, and what a report tells otherwise."""

from __future__ import annotations

import json

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests.app.test_check import words, write_text
from tests.projects import code

REPORT = "banes/2023-24"
HEAD = {"area": "banes", "period": "2023-24", "edition": "annual"}


def comment(**fields):
    return {"id": "0a1b2c3d", "section": "police", "block": "what-changed",
            "quote": "Reports of missing children", "text": "Say why.", "on": "2024-06-01",
            "draft": 1, "mark": "01234567", **fields}  # fmt: skip


def exported(folder, *comments, **fields):
    content = {"format": "bcssp-comments", "version": 1, "report": HEAD, "by": "Scrutiny panel",
               "comments": list(comments), **fields}  # fmt: skip
    path = folder / "comments.json"
    path.write_text(json.dumps(content), "utf-8")
    return str(path)


def page(project):
    return (project.reports / REPORT / "review/report.html").read_text("utf-8")


def kept(project, section="police"):
    return project.reports / REPORT / f"narrative/{section}.comments.yaml"


def test_comments_come_in_by_block_and_are_shown_with_their_answer(call, built, tmp_path):
    told = call("review", "import", exported(tmp_path, comment()))
    assert told.code == 0
    assert "police, what-changed\n  0a1b2c3d Scrutiny panel, 2024-06-01 on “Reports of" in told.out
    assert "on version 01234567, and the last build is version" in told.out
    call("review", "answer", "banes", "0a1b2c3d", "--text", "It is said now.")
    assert "answer: It is said now." in call("review", "list", "banes").out
    call("build", "banes")
    top, _, place = page(built).partition('id="block-police-what-changed"')
    assert "<summary>1 comment of reviewers</summary>" in top
    assert (
        '<a href="#block-police-what-changed">Police</a>: Scrutiny panel, 1 June 2024: Say why. '
        "(answered)" in top
    )
    assert "Say why." in place
    assert "It is said now." in place
    assert "no longer there" not in place.partition("</main>")[0]


def test_a_comment_outlives_its_words_and_its_block(call, built, tmp_path):
    gone = comment(id="11111111", block="gone-block", text="Where is it?")
    call("review", "import", exported(tmp_path, comment(), gone))
    write_text(built, "police", "what-changed", "Nothing of that.")
    call("build", "banes")
    assert "(these words are no longer there)" in page(built)
    assert "1 comment on texts that this draft does not show" in page(built)
    assert "Where is it?" in page(built)


def test_a_file_that_comes_twice_is_kept_once_and_keeps_its_answer(call, built, tmp_path):
    call("review", "import", exported(tmp_path, comment()))
    call("review", "answer", "banes", "0a1b2c3d", "--text", "Yes.")
    call("review", "import", exported(tmp_path, comment(text="Say why, please.")))
    listed = call("review", "list", "banes").out
    assert listed.count("0a1b2c3d") == 1
    assert "Say why, please." in listed
    assert "answer: Yes." in listed


def test_script_is_text(call, built, tmp_path):
    script = "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}\x1b[31m"
    call("review", "import", exported(tmp_path, comment(text=script, quote=script), by=script[:60]))
    assert "\x1b" not in kept(built).read_text("utf-8")
    call("build", "banes")
    assert page(built).count("<script>") == 1, "the page's own"
    assert "<img src=x" not in page(built)
    assert "{{ 7*7 }}" in page(built)


def test_what_is_about_a_person_is_hidden(call, built, tmp_path):
    told = call("review", "import", exported(tmp_path, comment(text="Ask jane.doe@home.org.")))
    assert "Hidden in 1 of the texts" in told.out
    assert "jane" not in kept(built).read_text("utf-8") + told.out
    assert call("build", "banes").code == 0
    told = call("review", "answer", "banes", "0a1b2c3d", "--text", "Ask jane.doe@home.org.")
    assert (told.code, "Word it without." in words(told.err)) == (1, True)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"version": 2}, "is a file of comments of version 2"),
        ({"format": "other"}, "is no file of comments"),
        ({"report": {**HEAD, "area": "nowhere"}}, "'nowhere'"),
        ({"report": {**HEAD, "period": "1999-00"}}, "1999-00"),
        ({"comments": [comment(text="")]}, "is no file of comments"),
        ({"comments": [comment(id="../../x")]}, "is no file of comments"),
        ({"comments": [comment(section="../x")]}, "is no file of comments"),
        ({"comments": [comment(run="x")]}, "is no file of comments"),
        ({"comments": [comment(text="x" * 4_001)]}, "is no file of comments"),
    ],
)
def test_another_file_is_refused_and_nothing_is_kept(call, built, tmp_path, fields, why):
    told = call("review", "import", exported(tmp_path, **fields))
    assert (told.code, told.out) == (1, "")
    assert why in words(told.err)
    assert not list((built.reports / REPORT).glob("narrative/*.comments.yaml"))


def test_a_comment_on_no_section_of_the_report_is_named(call, built, tmp_path):
    told = call("review", "import", exported(tmp_path, comment(section="nosuch")))
    assert "no section 'nosuch'" in told.out
    assert not kept(built, "nosuch").exists()


def test_a_file_that_is_no_json_or_not_there_is_refused(call, built, tmp_path):
    (tmp_path / "x.json").write_text("<html>", "utf-8")
    assert "is no file of comments" in call("review", "import", str(tmp_path / "x.json")).err
    assert "is not there" in words(call("review", "import", str(tmp_path / "y.json")).err)


def test_comments_that_cannot_be_read_stop_their_section_and_say_why(call, built):
    kept(built).parent.mkdir(parents=True, exist_ok=True)
    kept(built).write_text("comments: [{id: 1}]\n", "utf-8")
    told = call("build", "banes")
    assert told.code == 3
    assert "The comments could not be read" in words(told.out)


def test_an_unknown_comment_has_no_answer(call, built):
    assert "There are no comments." in call("review", "list", "banes").out
    told = call("review", "answer", "banes", "ffffffff", "--text", "x")
    assert "no comment on B&NES 2023-24 'ffffffff'" in words(told.err)


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
    assert "Police: 1 text, 1 figure and 1 table" in words
    assert "[-rose by 104" not in words, "words that stayed are not told as gone"
    assert "Reports of missing children rose by … (changed):" in words
    assert "[-104 (58.4%)-] [+114 (64.0%)+]" in words
    assert "Training: 1 text" in words


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


def test_a_report_that_is_not_built_is_not_compared(call, small):
    told = call("diff", "banes", "--period", "2022-23")
    assert (told.code, told.out) == (1, "")
    assert "is not built, so that there is nothing to compare. Run: bcssp build banes --period" in (
        words(told.err)
    )
    assert not (small.reports / "banes/2022-23").exists()


def test_a_first_draft_has_none_before_it(call, small):
    call("build", "banes")
    assert call("diff", "banes").out == (
        "B&NES 2023-24: there is no earlier draft to compare with.\n"
    )


def test_a_copy_is_named_by_number_mark_or_place(call, drafts):
    first = next((drafts.reports / "banes/2023-24/drafts").glob("0001-*"))
    for against in ("1", first.name[5:13], first.name[5:9], str(first)):
        assert "changed since draft 1" in call("diff", "banes", "--against", against).out


@pytest.mark.parametrize(
    ("against", "why"),
    [
        ("nowhere.json", "is not there"),
        ("published", "No publication of banes for 2023-24"),
        ("9", "9 is none of its drafts or publications. There are: 1 ("),
    ],
)
def test_a_copy_that_is_not_there_is_told_so(call, drafts, against, why):
    told = call("diff", "banes", "--against", against)
    assert (told.code, told.out) == (1, "")
    assert why in words(told.err)


def test_a_folder_of_copies_says_which_are_in_it(call, drafts):
    folder = drafts.reports / "banes/2023-24/drafts"
    told = call("diff", "banes", "--against", str(folder))
    assert f"In that folder: {next(folder.glob('0001-*')).name}" in words(told.err)


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
    assert call("diff", "banes", "--page", str(place)).out.startswith(f"Written: {place}\n")
    for path in (small.reports / "banes/2023-24/review/report.html", place):
        tree = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        before, now = tree.select(".before-now figure")
        assert before.figcaption.get_text() == "Before, in draft 1"
        assert "282" in before.svg["aria-label"]
        assert "292" in now.svg["aria-label"]
        assert {"282", "292"} <= {each.get_text() for each in tree.select(".before-now text")}
