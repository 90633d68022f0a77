"""Working notebooks on disk: taken home, never lost, whatever state they are in."""

from __future__ import annotations

import json
import os
import time

import nbformat
import pytest

from bcssp_lib.build.authoring import open_working_notebook
from bcssp_lib.build.build import build
from bcssp_lib.build.request import Options, Request
from bcssp_lib.model.errors import NarrativeError, UserError
from bcssp_lib.narrative.saving import choose, save, save_all
from tests.build.conftest import Watched

REPORTS = 'Reports of missing children {{ change("missing_reports") }}.'


def wrote(files, block, text):
    """Write in the working notebook, as JupyterLab saves it."""
    notebook = json.loads(files.working.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["id"] == block:
            cell["source"] = text.splitlines(keepends=True)
    files.working.write_text(json.dumps(notebook), "utf-8")


def in_file(files, block, text):
    """Write in the narrative file, as a colleague does."""
    files.narrative.parent.mkdir(exist_ok=True)
    files.narrative.write_text(f"::: {{#{block}}}\n{text}\n:::\n", "utf-8")


def built(files):
    watched = Watched()
    (outcome,) = build(files.project, Request(("banes",)), Options(jobs=1), watched)
    return outcome, watched


def review(files):
    path = files.project.reports / "banes/2023-24/review/report.html"
    return " ".join(path.read_text("utf-8").split())


def test_a_working_notebook_shows_results_and_locks_code(files):
    notebook = nbformat.read(files.working, as_version=4)
    nbformat.validate(notebook)
    cells = {one.id: one for one in notebook.cells}
    assert cells["what-changed"].source == REPORTS
    assert cells["table"].outputs
    for cell in notebook.cells:
        locked = cell.cell_type == "code"
        assert (cell.metadata.get("editable") is False) == locked
        assert (cell.metadata.get("deletable") is False) == locked
        assert cell.metadata.get("jupyter", {}).get("source_hidden", False) == locked


def test_untouched_it_changes_nothing(files):
    before = files.working.read_bytes()
    saved = save(files)
    assert not saved.changed
    assert not files.narrative.exists()
    assert files.working.read_bytes() == before


def test_a_build_takes_the_edit_and_runs_nothing(files):
    wrote(files, "what-changed", "Ours: {{ missing_reports }}.")
    before = files.working.read_bytes()
    outcome, watched = built(files)
    assert watched.run == set()
    assert not outcome.failed_sections
    assert "Ours: " in review(files)
    assert files.narrative.read_text("utf-8") == (
        "::: {#what-changed}\nOurs: {{ missing_reports }}.\n:::\n"
    )
    assert files.working.read_bytes() == before  # JupyterLab may have it open


def test_what_was_saved_once_does_not_undo_a_colleagues_later_edit(files):
    wrote(files, "what-changed", "Ours.")
    save(files)
    in_file(files, "what-changed", "A colleague's.")
    assert not save(files).changed
    assert "A colleague's." in files.narrative.read_text("utf-8")


def test_two_texts_stop_the_section_alone_until_one_is_chosen(files):
    wrote(files, "what-changed", "Ours.")
    in_file(files, "what-changed", "A colleague's.")
    outcome, _ = built(files)
    (failed,) = outcome.failed_sections
    assert failed.section == "police"
    assert "bcssp choose banes police what-changed notebook --period 2023-24" in failed.error
    assert "This section could not be built." in review(files)
    assert "sessions were held" in review(files)
    assert "A colleague's." in files.narrative.read_text("utf-8")
    with pytest.raises(UserError, match="'what-changed' was changed both in"):
        open_working_notebook(files.project, "banes", "police", "", Watched())
    assert not choose(files, "what-changed", notebook=True).stopped
    outcome, watched = built(files)
    assert (outcome.failed_sections, watched.run) == ((), set())
    assert "Ours." in review(files)


def test_the_text_of_the_file_may_be_chosen_too(files):
    wrote(files, "what-changed", "Ours.")
    in_file(files, "what-changed", "A colleague's.")
    assert not choose(files, "what-changed", notebook=False).stopped
    assert "A colleague's." in files.narrative.read_text("utf-8")
    with pytest.raises(NarrativeError, match=r"no two texts to choose from \(those: none\)"):
        choose(files, "what-changed", notebook=True)


def test_what_is_overwritten_is_kept_and_comes_back(files):
    for text in ("First.", "Second.", "Third."):
        wrote(files, "what-changed", text)
        assert save(files).changed
    assert [(version.number, version.blocks) for version in files.list_versions()] == [
        (1, "what-changed"),
        (2, "what-changed"),
    ]
    files.restore_version(1)
    assert "First." in files.narrative.read_text("utf-8")
    assert "Third." in files.list_versions()[-1].path.read_text("utf-8")
    assert not save(files).changed
    with pytest.raises(NarrativeError, match=r"no version 9 .* \(kept: 1, 2, 3\)"):
        files.restore_version(9)


def test_opening_it_again_brings_the_words_back(files):
    wrote(files, "what-changed", "Ours.")
    open_working_notebook(files.project, "banes", "police", "", Watched())
    notebook = json.loads(files.working.read_text("utf-8"))
    assert "Ours." in [cell["source"] for cell in notebook["cells"]]
    assert not save(files).changed


def ids_lost(notebook):
    for cell in notebook["cells"]:
        del cell["id"]
    notebook["nbformat_minor"] = 4


def ids_made_anew(notebook):
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"{number}0000000-ffff"


def ids_twice(notebook):
    last = notebook["cells"][-1]
    notebook["cells"].append({**last, "source": "A copy."})


def test_a_key_that_makes_code_of_a_text_takes_nothing_out(files):
    notebook = json.loads(files.working.read_text("utf-8"))
    (cell,) = (one for one in notebook["cells"] if one["id"] == "what-changed")
    cell.update(cell_type="code", outputs=[], execution_count=None, source="Ours.")
    files.working.write_text(json.dumps(notebook), "utf-8")
    assert save(files).refused == ()
    assert files.narrative.read_text("utf-8") == "::: {#what-changed}\nOurs.\n:::\n"


@pytest.mark.parametrize("damage", [ids_lost, ids_made_anew, ids_twice])
def test_cells_are_known_without_their_ids(files, damage):
    wrote(files, "what-changed", "Ours.")
    notebook = json.loads(files.working.read_text("utf-8"))
    damage(notebook)
    files.working.write_text(json.dumps(notebook), "utf-8")
    saved = save(files)
    assert not saved.stopped
    text = files.narrative.read_text("utf-8")
    assert "::: {#what-changed}\nOurs.\n:::" in text
    assert ("A copy." in text) == (damage is ids_twice)
    outcome, _ = built(files)
    assert not outcome.failed_sections
    assert "Ours." in review(files)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b'{"cells": []}', b'{"cells": 1, "metadata": {}}', b"[]", b"\xff\xfe\0",
     b"[" * 9999, b'{"cells": [], "metadata": {"bcssp": {"before": [[1]]}}}'],
)  # fmt: skip
def test_a_notebook_that_cannot_be_read_stops_its_section_and_loses_nothing(files, content):
    wrote(files, "what-changed", "Ours.")
    save(files)
    kept = files.narrative.read_bytes()
    files.working.write_bytes(content)
    assert "not a working notebook that can be read" in save(files).stopped
    outcome, _ = built(files)
    assert [section.section for section in outcome.failed_sections] == ["police"]
    assert files.narrative.read_bytes() == kept
    assert files.working.read_bytes() == content
    files.working.unlink()
    outcome, _ = built(files)
    assert not outcome.failed_sections
    assert "Ours." in review(files)


@pytest.mark.parametrize(("text", "told"), [("a\0b", "NUL"), ("a\ud800b", "broken character")])
def test_what_no_text_file_can_hold_is_named(files, text, told):
    wrote(files, "what-changed", text)
    assert told in save(files).stopped
    assert not files.narrative.exists()


def test_five_megabytes_are_taken_in_seconds(files):
    wrote(files, "what-changed", "A line of words that was pasted.\n" * 160_000)
    started = time.monotonic()
    assert save(files).changed
    assert time.monotonic() - started < 20
    assert files.narrative.stat().st_size > 5_000_000


def test_a_note_of_what_was_saved_that_was_damaged_is_told(files):
    wrote(files, "what-changed", "Ours.")
    save(files)
    files.seen.write_text("{", "utf-8")
    assert "Delete it" in save(files).stopped
    files.seen.unlink()
    assert not save(files).stopped


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into any folder")
def test_a_folder_that_may_not_be_written_is_told(files):
    wrote(files, "what-changed", "Ours.")
    files.narrative.parent.mkdir(exist_ok=True)
    files.narrative.parent.chmod(0o500)
    assert "cannot be written" in save(files).stopped


def test_without_a_working_notebook_there_is_nothing_to_save(files):
    files.working.unlink()
    assert save_all([files]) == []


UUID = "3f2a8c1e-0b1c-4d2e-9f3a-1b2c3d4e5f60"


def added(files, text, name=UUID):
    """Add a cell of text at the end, as JupyterLab does, or change the one of that number."""
    notebook = json.loads(files.working.read_text("utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["id"] != name]
    cells.append({"cell_type": "markdown", "id": name, "metadata": {}, "source": text})
    files.working.write_text(json.dumps({**notebook, "cells": cells}), "utf-8")


def names_in_file(files):
    return [block.id for block in files.read_blocks()]


def test_a_new_block_is_named_by_its_heading_and_keeps_the_name(files):
    added(files, "## Looked after children\n\nWords.")
    save(files)
    assert names_in_file(files) == ["looked-after-children"]
    added(files, "## Children in care\n\nOther words.")
    save(files)
    assert names_in_file(files) == ["looked-after-children"]
    assert "Other words" in files.read_blocks()[0].text


def test_a_name_is_known_by_the_text_where_what_was_seen_is_lost(files):
    added(files, "## Looked after children\n\nWords.")
    save(files)
    files.seen.unlink()
    save(files)
    assert names_in_file(files) == ["looked-after-children"]


def test_two_new_blocks_of_one_heading_and_one_of_the_file_have_names_of_their_own(files):
    added(files, "## Views", UUID)
    added(files, "## Views", UUID.replace("3f", "4f"))
    in_file(files, "views after=what-changed", "A colleague's.")
    save(files)
    assert sorted(names_in_file(files)) == ["views", "views-2", "views-3"]


def test_a_block_that_has_a_number_for_a_name_keeps_it(files):
    in_file(files, f"{UUID} after=what-changed", "Old words.")
    added(files, "## Views\n\nNew words.")
    (result,) = [save(files)]
    assert names_in_file(files) == [UUID]
    assert not result.error
