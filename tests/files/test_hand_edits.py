"""Files that were edited by hand are kept aside, and named; none is deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from bcssp_lib.files.hand_edits import keep_hand_edits, record_made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "publication"
    for name in ("_quarto.yml", "figures/one.svg", "book/index.html", "report.docx"):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text("made", "utf-8")
    record_made(made)
    return made


def test_what_is_as_it_was_made_is_not_kept(folder):
    assert keep_hand_edits(folder) is None
    assert [one.name for one in folder.parent.iterdir()] == ["publication"]


def test_what_was_edited_or_added_is_kept_next_to_it_with_its_place(folder):
    (folder / "figures/one.svg").write_text("mine", "utf-8")
    (folder / "extra.qmd").write_text("mine too", "utf-8")
    kept = keep_hand_edits(folder)
    assert kept == (folder.parent / "publication-edited-1", ("extra.qmd", "figures/one.svg"))
    assert (kept[0] / "figures/one.svg").read_text("utf-8") == "mine"
    assert (kept[0] / "extra.qmd").read_text("utf-8") == "mine too"


def test_what_was_kept_before_stays_when_more_is_edited(folder):
    for number, text in enumerate(["first", "second"], start=1):
        (folder / "report.docx").write_text(text, "utf-8")
        kept = keep_hand_edits(folder)
        assert kept is not None
        assert kept[0].name == f"publication-edited-{number}"
    texts = [one.read_text("utf-8") for one in sorted(folder.parent.glob("*-edited-*/report.docx"))]
    assert texts == ["first", "second"]


def test_what_quarto_makes_of_the_files_by_hand_is_no_edit(folder):
    for name in ("book/index.html", ".quarto/index", "~$report.docx"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("rendered", "utf-8")
    assert keep_hand_edits(folder) is None


def test_a_folder_of_which_nothing_was_noted_is_let_be(tmp_path):
    assert keep_hand_edits(tmp_path) is None
    assert keep_hand_edits(tmp_path / "none") is None
