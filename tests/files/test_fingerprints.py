"""A file that was changed, cut short or removed is noticed; one that was not is not read."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bcssp_lib.files import fingerprints as marks
from bcssp_lib.files.fingerprints import (
    SECRET_FILE,
    Secret,
    digest,
    file_digest,
    folder_state,
    is_state_unchanged,
    is_unchanged,
    keep_hand_edits,
    make_secret,
    read_secret,
    record_made,
    take_fingerprint,
    text_digest,
)
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError

SECRET = Secret(b"k" * 32)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "made.html"
    path.write_text("whole", "utf-8")
    os.utime(path, (1, 1))
    return path


def test_a_file_that_was_left_alone_is_not_even_read(file, monkeypatch):
    mark = take_fingerprint(file, SECRET)
    monkeypatch.setattr(marks, "file_digest", lambda _: pytest.fail("it was read"))
    assert is_unchanged(mark, file, SECRET)


def test_a_file_that_was_written_anew_with_the_same_bytes_is_still_there(file):
    mark = take_fingerprint(file, SECRET)
    os.utime(file, (2, 2))
    assert is_unchanged(mark, file, SECRET)


@pytest.mark.parametrize("text", ["", "whol", "WHOLE", "whole and more"])
def test_a_file_with_other_bytes_is_not(file, text):
    mark = take_fingerprint(file, SECRET)
    file.write_text(text, "utf-8")
    assert not is_unchanged(mark, file, SECRET)


def test_a_file_that_is_gone_is_not(file):
    mark = take_fingerprint(file, SECRET)
    file.unlink()
    assert not is_unchanged(mark, file, SECRET)
    assert not is_unchanged(mark, file / "below", SECRET)


def test_a_digest_is_of_names_and_bytes_whatever_their_order(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("1", "utf-8")
    two.write_text("2", "utf-8")
    both = digest([one, two])
    assert digest([two, one, one]) == both
    assert digest([one, two, tmp_path / "missing"]) == both
    one.write_text("2", "utf-8")
    two.write_text("1", "utf-8")
    assert digest([one, two]) != both


def test_texts_are_told_apart_where_one_ends_and_the_next_begins():
    assert text_digest("a", "b") == text_digest("a", "b")
    assert len({text_digest("ab"), text_digest("a", "b"), text_digest("b", "a")}) == 3


def test_the_digest_of_a_file_is_what_sha256sum_prints(file):
    assert file_digest(file) == hashlib.sha256(b"whole").hexdigest()


def test_a_folder_that_was_left_alone_looks_the_same(file):
    looks = folder_state(file.parent)
    file.read_text("utf-8")
    assert is_state_unchanged(looks)


def unseen(file: Path) -> None:
    """Write as many letters, and leave no trace in the time at which the file was written."""
    before = file.stat()
    file.write_text("WHOLE", "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


TOUCHED: dict[str, Callable[[Path], object]] = {
    "written": lambda file: file.write_text("other", "utf-8"),
    "written with as many letters and its time set back": unseen,
    "written with the same letters": lambda file: file.write_text("whole", "utf-8"),
    "removed": lambda file: file.unlink(),
    "added": lambda file: (file.parent / "below" / "new.csv").write_text("", "utf-8"),
    "replaced": lambda file: (file.parent / "below" / "other.csv").replace(file),
}


@pytest.mark.parametrize("name", TOUCHED)
def test_a_folder_in_which_anything_was_touched_does_not(file, name):
    (file.parent / "below").mkdir()
    (file.parent / "below" / "other.csv").write_text("whole", "utf-8")
    looks = folder_state(file.parent)
    time.sleep(0.02)  # the clock of files goes in steps
    TOUCHED[name](file)
    assert not is_state_unchanged(looks)


def test_a_folder_that_is_not_there_looks_so_until_it_is(tmp_path):
    looks = folder_state(tmp_path / "national")
    assert is_state_unchanged(looks)
    (tmp_path / "national").mkdir()
    assert not is_state_unchanged(looks)


@pytest.mark.parametrize("target", ["nowhere", "figures.csv"])
def test_a_link_to_nowhere_or_to_itself_is_a_file_that_is_not_there(tmp_path, target):
    path = tmp_path / "figures.csv"
    path.write_text("1", "utf-8")
    mark = take_fingerprint(path, SECRET)
    path.unlink()
    path.symlink_to(target)
    assert folder_state(tmp_path)[str(path)] is None
    assert not is_unchanged(mark, path, SECRET)


MAKE = """
import sys
from pathlib import Path
from bcssp_lib.files.project import Project
from bcssp_lib.files.fingerprints import make_secret, read_secret

project = Project(Path(sys.argv[1]))
print(make_secret(project), read_secret(project).key.hex())
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_a_secret_is_made_once_and_read_from_then_on(project):
    assert make_secret(project) == ""
    first = (project.root / SECRET_FILE).read_bytes()
    assert len(first) == 32
    assert make_secret(project) == ""
    assert read_secret(project) == Secret(first)
    assert [path.name for path in project.root.iterdir()] == [SECRET_FILE]


@pytest.mark.skipif(os.name != "posix", reason="there are no modes")
@pytest.mark.parametrize("links", [True, False])
def test_only_its_user_may_read_it(project, links, monkeypatch):
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(95, "no links")))
    before = os.umask(0)
    try:
        make_secret(project)
    finally:
        os.umask(before)
    place = project.root / SECRET_FILE
    assert place.stat().st_mode & 0o777 == 0o600
    assert len(place.read_bytes()) == 32
    assert [path.name for path in project.root.iterdir()] == [SECRET_FILE]


def test_commands_that_make_one_at_once_end_with_one(project):
    begun = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE, str(project.root)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    told = {process.communicate(timeout=30)[0].strip() for process in begun}
    assert {process.returncode for process in begun} == {0}
    assert told == {(project.root / SECRET_FILE).read_bytes().hex()}


def test_one_that_comes_a_moment_later_uses_the_first(project, monkeypatch):
    first, exists = b"1" * 32, Path.exists
    (project.root / SECRET_FILE).write_bytes(first)
    monkeypatch.setattr(Path, "exists", lambda path: path.name != SECRET_FILE and exists(path))
    assert make_secret(project) == ""
    assert read_secret(project).key == first


@pytest.mark.parametrize("content", [b"", b"cut", b"x" * 33])
def test_a_damaged_one_is_named_with_what_to_do(project, content):
    (project.root / SECRET_FILE).write_bytes(content)
    with pytest.raises(UserError, match=f"expected 32 bytes, found {len(content)}.*delete it"):
        read_secret(project)


def test_a_folder_of_its_name_is_no_secret(project):
    (project.root / SECRET_FILE).mkdir()
    with pytest.raises(UserError, match="cannot be read"):
        read_secret(project)


def test_where_it_cannot_be_kept_the_user_is_told(project, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(marks.tempfile, "mkstemp", refuse)
    assert "nothing built now will count as up to date" in make_secret(project)
    assert read_secret(project) != read_secret(project)  # nothing that either seals is known again


def test_a_seal_is_known_by_its_key_alone():
    ours, other = Secret(b"1" * 32), Secret(b"2" * 32)
    sealed = ours.seal("figure")
    assert sealed == ours.seal("figure") != ours.seal("other figure")
    assert sealed != other.seal("figure")
    assert ours.has_sealed(sealed)
    assert not other.has_sealed(sealed)
    assert not ours.has_sealed(hashlib.sha256(b"figure").hexdigest())
    assert not ours.has_sealed("")


def test_a_secret_does_not_show_its_key():
    assert "111" not in repr(Secret(b"1" * 32)) + str(Secret(b"1" * 32))


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
