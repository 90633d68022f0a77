"""A file that was changed, cut short or removed is noticed; one that was not is not read."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bcssp_lib.files import fingerprints as marks
from bcssp_lib.files.fingerprints import (
    digest,
    file_digest,
    folder_state,
    is_state_unchanged,
    is_unchanged,
    take_fingerprint,
    text_digest,
)
from bcssp_lib.files.secret import Secret

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
