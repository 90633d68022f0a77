"""Whatever state an author's files are in: a message, and every word still there."""

from __future__ import annotations

import json
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
from bcssp_lib.narrative.saving import replace_working, save
from tests.build.conftest import Watched
from tests.narrative.test_saving import built, in_file, wrote
from tests.projects import bcssp


def half_saved(desk, seconds: float) -> threading.Thread:
    """Save as JupyterLab does: the version before aside, then in place, slowly."""
    content = desk.working.read_bytes()
    aside = desk.working.with_name(f".~{desk.working.name}")
    aside.write_bytes(content)
    desk.working.write_bytes(content[: len(content) // 2])

    def go_on() -> None:
        time.sleep(seconds)
        desk.working.write_bytes(content)
        aside.unlink()

    thread = threading.Thread(target=go_on)
    thread.start()
    return thread


def test_what_jupyterlab_is_saving_at_the_moment_is_waited_for(desk):
    wrote(desk, "what-changed", "Ours.")
    thread = half_saved(desk, 0.5)
    assert save(desk).changed
    thread.join()
    assert "Ours." in desk.narrative.read_text("utf-8")


def test_a_save_of_jupyterlab_that_was_cut_off_is_told_with_the_version_before(desk):
    content = desk.working.read_bytes()
    aside = desk.working.with_name(f".~{desk.working.name}")
    aside.write_bytes(content)
    desk.working.write_bytes(content[:100])
    assert f"the version before is {aside.name}" in save(desk).stopped
    assert not desk.narrative.exists()


def test_a_notebook_that_is_saved_while_it_is_written_anew_is_not_lost(desk):
    before = desk.working.read_bytes()
    wrote(desk, "what-changed", "Written at the last moment.")
    now = desk.working.read_bytes()
    assert replace_working(desk, before, b"{}", []) is None
    assert desk.working.read_bytes() == now
    assert replace_working(desk, now, b"{}", []) == ""
    assert desk.working.read_bytes() == b"{}"


def test_what_was_not_taken_is_kept_when_the_notebook_is_written_anew(desk):
    notebook = json.loads(desk.working.read_text("utf-8"))
    cell = {"cell_type": "code", "id": "mine", "metadata": {}, "source": "Words in a code cell."}
    notebook["cells"].append({**cell, "outputs": [], "execution_count": None})
    desk.working.write_text(json.dumps(notebook), "utf-8")
    _, (saved,) = open_working_notebook(desk.project, "banes", "police", "", Watched())
    assert "If it holds text, make it a cell of text" in saved.refused[0]
    assert (
        "The working notebook as it was is kept: reports/banes/2023-24/history"
        in (saved.refused[-1])
    )
    (kept,) = (desk.history / "notebooks").iterdir()
    assert "Words in a code cell." in kept.read_text("utf-8")
    assert "Words in a code cell." not in desk.working.read_text("utf-8")


@pytest.mark.filterwarnings("ignore")
def test_a_notebook_that_a_very_old_tool_saved_is_read(desk):
    wrote(desk, "what-changed", "Ours.")
    old = nbformat.convert(nbformat.read(desk.working, as_version=4), 3)
    desk.working.write_text(json.dumps(old), "utf-8")
    saved = save(desk)
    assert not saved.stopped
    assert "::: {#what-changed}\nOurs.\n:::" in desk.narrative.read_text("utf-8")
    assert not built(desk)[0].failed_sections


def test_no_damage_to_a_notebook_is_taken_for_words(desk):
    """Cut short or with bytes changed at random, it is refused, or its text is taken whole."""
    wrote(desk, "what-changed", "Ours.")
    save(desk)
    content, kept = desk.working.read_bytes(), desk.narrative.read_bytes()
    chance = random.Random(7)
    for _ in range(150):
        damaged = bytearray(content[: chance.randrange(len(content))])
        desk.working.write_bytes(damaged)
        assert "not a working notebook that can be read" in save(desk).stopped
        assert desk.narrative.read_bytes() == kept
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(chance.randrange(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        desk.working.write_bytes(damaged)
        save(desk)  # it may be words that were changed; what it raises is a failure
        if desk.narrative.exists():
            desk.narrative.read_bytes().decode("utf-8")


@pytest.mark.parametrize("kind", ["cells", "metadata", "attachments", "source"])
@pytest.mark.parametrize("value", [None, 1, "x", [1], [[]], {"a": 1}, [{"cell_type": "markdown"}]])
def test_a_notebook_of_another_shape_is_told(desk, kind, value):
    notebook = json.loads(desk.working.read_text("utf-8"))
    if kind in notebook:
        notebook[kind] = value
    else:
        notebook["cells"][-1][kind] = value
    desk.working.write_text(json.dumps(notebook), "utf-8")
    saved = save(desk)
    assert saved.stopped or not saved.changed or kind == "source"


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", ">>>>>>> theirs"])
def test_marks_of_git_are_not_taken_home(desk, mark):
    wrote(desk, "what-changed", f"Ours.\n{mark}\nTheirs.")
    assert "line 2 of the cell 'what-changed' is a mark that git leaves" in save(desk).stopped
    assert not desk.narrative.exists()


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
        (b"::: {#title}\n" + b"Pasted. " * 20_000 + b"\n:::\n", "holds 160,001 characters"),
    ],
)
def test_a_narrative_file_that_cannot_be_used_is_told_and_left_as_it_is(desk, content, told):
    wrote(desk, "what-changed", "Ours.")
    desk.narrative.parent.mkdir(exist_ok=True)
    desk.narrative.write_bytes(content)
    held = desk.working.read_bytes()
    with pytest.raises(NarrativeError) as error:
        built(desk)
    assert told in str(error.value)
    if "characters" not in told:  # which may be saved, and not shown
        assert told in save(desk).stopped
        assert desk.narrative.read_bytes() == content
    assert desk.working.read_bytes() == held


def test_a_narrative_file_of_no_section_is_told(desk):
    in_file(desk, "what-changed", "Ours.")
    desk.narrative.rename(desk.narrative.with_name("polise.md"))
    _, watched = built(desk)
    (note,) = watched.notes
    assert "polise.md: there is no section 'polise', so this text is in no report" in note
    assert "nearest: police" in note


def test_a_folder_in_the_place_of_a_file_is_told(desk):
    wrote(desk, "what-changed", "Ours.")
    desk.narrative.mkdir(parents=True)
    assert "could not be read (Is a directory)" in save(desk).stopped
    with pytest.raises(NarrativeError, match=r"could not be read \(Is a directory\)"):
        built(desk)


def test_a_file_in_the_place_of_the_folder_is_told(desk):
    wrote(desk, "what-changed", "Ours.")
    desk.narrative.parent.write_text("I am a file", "utf-8")
    assert "cannot be written" in save(desk).stopped
    assert desk.narrative.parent.read_text("utf-8") == "I am a file"


@pytest.fixture
def read_only(desk) -> Iterator[Path]:
    """The folder of the reports on a disk that cannot be written."""
    reports, program = desk.project.reports, shutil.which("mount")
    copied = desk.project.root / "copied"
    wrote(desk, "what-changed", "Ours.")
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
def test_a_disk_that_cannot_be_written_is_told(desk, read_only, command):
    done = bcssp(desk.project, *command)
    told = " ".join((done.stdout + done.stderr).split())
    assert done.returncode in {1, 3}
    assert "cannot be written" in told
    assert "Traceback" not in told
    assert "Ours." in desk.working.read_text("utf-8")
