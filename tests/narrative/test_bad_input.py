"""Whatever state an author's files are in: a message, and every word still there."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from bcssp_lib.build.authoring import open_working_notebook
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.narrative.blocks import GivenNames
from bcssp_lib.narrative.saving import replace_working, save
from bcssp_lib.narrative.working_notebook import read_working
from tests.build.conftest import Watched
from tests.narrative.test_saving import built, in_file, wrote
from tests.projects import bcssp


def half_saved(files, seconds: float) -> threading.Thread:
    """Save as JupyterLab does: the version before aside, then in place, slowly."""
    content = files.working.read_bytes()
    aside = files.working.with_name(f".~{files.working.name}")
    aside.write_bytes(content)
    files.working.write_bytes(content[: len(content) // 2])

    def go_on() -> None:
        time.sleep(seconds)
        files.working.write_bytes(content)
        aside.unlink()

    thread = threading.Thread(target=go_on)
    thread.start()
    return thread


def test_what_jupyterlab_is_saving_at_the_moment_is_waited_for(files):
    wrote(files, "what-changed", "Ours.")
    thread = half_saved(files, 0.5)
    assert save(files).changed
    thread.join()
    assert "Ours." in files.narrative.read_text("utf-8")


def test_a_save_of_jupyterlab_that_was_cut_off_is_told_with_the_version_before(files):
    content = files.working.read_bytes()
    aside = files.working.with_name(f".~{files.working.name}")
    aside.write_bytes(content)
    files.working.write_bytes(content[:100])
    assert f"the version before is {aside.name}" in save(files).stopped
    assert not files.narrative.exists()


def test_a_notebook_that_is_saved_while_it_is_written_anew_is_not_lost(files):
    before = files.working.read_bytes()
    wrote(files, "what-changed", "Written at the last moment.")
    now = files.working.read_bytes()
    assert replace_working(files, before, b"{}", []) is None
    assert files.working.read_bytes() == now
    assert replace_working(files, now, b"{}", []) == ""
    assert files.working.read_bytes() == b"{}"


def test_what_was_not_taken_is_kept_when_the_notebook_is_written_anew(files):
    notebook = json.loads(files.working.read_text("utf-8"))
    cell = {"cell_type": "code", "id": "mine", "metadata": {}, "source": "Words in a code cell."}
    notebook["cells"].append({**cell, "outputs": [], "execution_count": None})
    files.working.write_text(json.dumps(notebook), "utf-8")
    _, (saved,) = open_working_notebook(files.project, "banes", "police", "", Watched())
    assert "If it holds text, make it a cell of text" in saved.refused[0]
    assert (
        "The working notebook as it was is kept: reports/banes/2023-24/history"
        in (saved.refused[-1])
    )
    (kept,) = (files.history / "notebooks").iterdir()
    assert "Words in a code cell." in kept.read_text("utf-8")
    assert "Words in a code cell." not in files.working.read_text("utf-8")


@pytest.mark.filterwarnings("ignore")
def test_a_notebook_that_a_very_old_tool_saved_is_read(files):
    wrote(files, "what-changed", "Ours.")
    old = nbformat.convert(nbformat.read(files.working, as_version=4), 3)
    files.working.write_text(json.dumps(old), "utf-8")
    saved = save(files)
    assert not saved.stopped
    assert "::: {#what-changed}\nOurs.\n:::" in files.narrative.read_text("utf-8")
    assert not built(files)[0].failed_sections


def test_no_damage_to_a_notebook_is_taken_for_words(files):
    """Cut short or with bytes changed at random, it is refused, or its text is taken whole."""
    wrote(files, "what-changed", "Ours.")
    save(files)
    content, kept = files.working.read_bytes(), files.narrative.read_bytes()
    chance = random.Random(7)
    for _ in range(150):
        damaged = bytearray(content[: chance.randrange(len(content))])
        files.working.write_bytes(damaged)
        assert "not a working notebook that can be read" in save(files).stopped
        assert files.narrative.read_bytes() == kept
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(chance.randrange(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        files.working.write_bytes(damaged)
        save(files)  # it may be words that were changed; what it raises is a failure
        if files.narrative.exists():
            files.narrative.read_bytes().decode("utf-8")


@pytest.mark.parametrize("kind", ["cells", "metadata", "attachments", "source"])
@pytest.mark.parametrize("value", [None, 1, "x", [1], [[]], {"a": 1}, [{"cell_type": "markdown"}]])
def test_a_notebook_of_another_shape_is_told(files, kind, value):
    notebook = json.loads(files.working.read_text("utf-8"))
    if kind in notebook:
        notebook[kind] = value
    else:
        notebook["cells"][-1][kind] = value
    files.working.write_text(json.dumps(notebook), "utf-8")
    saved = save(files)
    assert saved.stopped or not saved.changed or kind == "source"


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", ">>>>>>> theirs"])
def test_marks_of_git_are_not_taken_home(files, mark):
    wrote(files, "what-changed", f"Ours.\n{mark}\nTheirs.")
    assert "line 2 of the cell 'what-changed' is a mark that git leaves" in save(files).stopped
    assert not files.narrative.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"::: {#what-chnged}\nOurs.\n:::\n", "no block 'what-chnged' (nearest: what-changed"),
        (b"::: {#title}\n1\n:::\n::: {#title}\n2\n:::\n", "is on line 1 already"),
        (b"<<<<<<< HEAD\n::: {#title}\nA\n:::\n=======\n>>>>>>> b\n", "git left two texts"),
        (b"::: {#title}\nOurs.\n>>>>>>> theirs\n:::\n", "police.md:3: git left two texts"),
        ("::: {#title}\nCaf\u00e9\n:::\n".encode("cp1252"), "looks like Windows-1252"),
        ("::: {#title}\nOurs.\n:::\n".encode("utf-16"), "the file is UTF-16"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "the file is not text"),
    ],
)
def test_a_narrative_file_that_cannot_be_used_is_told_and_left_as_it_is(files, content, told):
    wrote(files, "what-changed", "Ours.")
    files.narrative.parent.mkdir(exist_ok=True)
    files.narrative.write_bytes(content)
    held = files.working.read_bytes()
    outcome, _ = built(files)
    (failed,) = outcome.failed_sections  # and the rest of the report is built
    assert failed.section == "police"
    assert told in failed.error
    assert outcome.review is not None
    assert told in save(files).stopped
    assert files.narrative.read_bytes() == content
    assert files.working.read_bytes() == held


def test_a_narrative_file_of_no_section_is_told(files):
    in_file(files, "what-changed", "Ours.")
    files.narrative.rename(files.narrative.with_name("polise.md"))
    _, watched = built(files)
    (note,) = watched.notes
    assert "polise.md: no report reads a file of this name. Should it be 'police.md'?" in note


def test_a_folder_in_the_place_of_a_file_is_told(files):
    wrote(files, "what-changed", "Ours.")
    files.narrative.mkdir(parents=True)
    assert "narrative/police.md: it is a folder" in save(files).stopped
    (failed,) = built(files)[0].failed_sections
    assert "narrative/police.md: it is a folder" in failed.error


def test_a_block_that_is_too_long_is_told_in_its_place(files):
    in_file(files, "what-changed", "Pasted. " * 20_000)
    outcome, _ = built(files)
    assert not outcome.failed_sections
    page = outcome.review.read_text("utf-8")
    assert "block &#39;what-changed&#39;" in page
    assert "the text holds 160,001 characters" in " ".join(page.split())


def test_a_file_in_the_place_of_the_folder_is_told(files):
    wrote(files, "what-changed", "Ours.")
    files.narrative.parent.write_text("I am a file", "utf-8")
    assert "cannot be written" in save(files).stopped
    assert files.narrative.parent.read_text("utf-8") == "I am a file"


@pytest.fixture
def read_only(files) -> Iterator[Path]:
    """The folder of the reports on a disk that cannot be written."""
    reports, program = files.project.reports, shutil.which("mount")
    copied = files.project.root / "copied"
    wrote(files, "what-changed", "Ours.")
    shutil.copytree(reports, copied)
    done = program and subprocess.run(
        [program, "-t", "tmpfs", "tmpfs", reports], check=False, capture_output=True
    )
    if not done or done.returncode != 0:
        pytest.skip("needs the right to mount a small disk of its own")
    shutil.copytree(copied, reports, dirs_exist_ok=True)
    subprocess.run([program, "-o", "remount,ro", reports], check=True)
    yield reports
    subprocess.run(["umount", "-l", reports], check=True)


@pytest.mark.parametrize(
    "command",
    [
        ("save",),
        ("choose", "banes", "police", "what-changed", "file"),
        ("new-period", "2023-24", "banes"),
        ("confirm", "banes", "police"),
        ("restore", "banes", "police", "1"),
        ("author", "banes", "police", "--no-open"),
        ("build", "banes", "--out", "elsewhere", "--quiet"),
    ],
)
def test_a_disk_that_cannot_be_written_is_told(files, read_only, command):
    done = bcssp(files.project, *command)
    told = " ".join((done.stdout + done.stderr).split())
    assert done.returncode in {1, 3}
    assert "cannot be written" in told
    assert "Traceback" not in told
    assert "Ours." in files.working.read_text("utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
@pytest.mark.parametrize("which", ["working", "narrative"])
def test_a_pipe_in_the_place_of_a_file_is_told_and_never_opened(files, which):
    place = getattr(files, which)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    os.mkfifo(place)
    given = GivenNames({}, {}, ())
    with pytest.raises(NarrativeError, match=r"no ordinary file|a pipe"):
        read_working(place, "x", given) if which == "working" else files.read_blocks()
