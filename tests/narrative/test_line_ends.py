"""Files with line ends of Windows, and files that are reached by a link."""

from __future__ import annotations

import json
import stat

from bcssp_lib.build.authoring import open_working_notebook
from bcssp_lib.narrative.saving import save
from tests.build.conftest import Watched

WORDS = "::: {#what-changed}\r\nOur own words.\r\n\r\nMore words.\r\n:::\r\n"


def type_in(files, before, after):
    notebook = json.loads(files.working.read_text("utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace(before, after)
    files.working.write_text(json.dumps(notebook), "utf-8")
    return save(files)


def opened(files):
    open_working_notebook(
        files.project, files.report.area, files.section.name, files.report.period.label, Watched()
    )


def test_windows_line_ends_are_no_part_of_a_text_and_are_kept(files):
    files.narrative.parent.mkdir(parents=True, exist_ok=True)
    files.narrative.write_bytes(WORDS.encode())
    assert [block.source for block in files.read_blocks()] == ["Our own words.\n\nMore words."]
    opened(files)
    assert "\\r" not in files.working.read_text("utf-8")
    saved = type_in(files, "own words", "other words")
    assert (saved.changed, saved.conflicts) == (True, ())
    expected = WORDS.replace("own words", "other words")
    assert files.narrative.read_bytes() == expected.encode()


def test_a_file_that_git_wrote_with_other_line_ends_merges_without_a_conflict(files):
    files.narrative.parent.mkdir(parents=True, exist_ok=True)
    files.narrative.write_bytes(WORDS.encode())
    opened(files)
    files.narrative.write_bytes(WORDS.replace("\r\n", "\n").replace("More", "Still more").encode())
    saved = type_in(files, "Our own", "Our very own")
    assert saved.conflicts == ()
    assert files.narrative.read_bytes() == (
        b"::: {#what-changed}\nOur very own words.\n\nStill more words.\n:::\n"
    )


def test_a_narrative_that_is_reached_by_a_link_keeps_link_and_rights(files, tmp_path):
    real = tmp_path / "shared" / "police.md"
    real.parent.mkdir()
    real.write_bytes(WORDS.encode())
    real.chmod(0o640)
    files.narrative.parent.mkdir(parents=True, exist_ok=True)
    files.narrative.symlink_to(real)
    opened(files)
    type_in(files, "own words", "other words")
    assert files.narrative.is_symlink()
    assert b"other words" in real.read_bytes()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
