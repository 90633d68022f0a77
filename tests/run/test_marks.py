"""A file that was changed, cut short or removed is noticed; one that was not is not read."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from bcssp_lib.run import marks
from bcssp_lib.run.marks import digest, file_digest, mark_of, still_there, text_digest


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "made.html"
    path.write_text("whole", "utf-8")
    os.utime(path, (1, 1))
    return path


def test_a_file_that_was_left_alone_is_not_even_read(file, monkeypatch):
    mark = mark_of(file)
    monkeypatch.setattr(marks, "file_digest", lambda _: pytest.fail("it was read"))
    assert still_there(mark, file)


def test_a_file_that_was_written_anew_with_the_same_bytes_is_still_there(file):
    mark = mark_of(file)
    os.utime(file, (2, 2))
    assert still_there(mark, file)


@pytest.mark.parametrize("text", ["", "whol", "WHOLE", "whole and more"])
def test_a_file_with_other_bytes_is_not(file, text):
    mark = mark_of(file)
    file.write_text(text, "utf-8")
    assert not still_there(mark, file)


def test_a_file_that_is_gone_is_not(file):
    mark = mark_of(file)
    file.unlink()
    assert not still_there(mark, file)
    assert not still_there(mark, file / "below")


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
