"""Putting results in place in one step, and telling what is wrong with a folder."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from bcssp_lib.files.folders import (
    build_lock,
    built_file,
    list_entries,
    output_errors,
    put_file,
    put_folder,
    put_text,
    read_utf8,
    suggest_name,
    working_folder,
)
from bcssp_lib.model.errors import OutputError, Problem, UserError


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EACCES, "cannot be written"),
        (errno.EROFS, "cannot be written"),
        (errno.ENAMETOOLONG, "cannot be written"),
    ],
)
def test_a_full_or_closed_disk_is_told_with_what_to_do(tmp_path, number, words):
    with pytest.raises(OutputError, match=words) as told, output_errors(tmp_path):
        raise OSError(number, os.strerror(number))
    assert str(tmp_path) in str(told.value)
    assert "run the command again" in str(told.value)


def test_other_errors_of_the_system_are_not_taken_for_a_bad_folder(tmp_path):
    with pytest.raises(OSError, match="Input/output error") as raised, output_errors(tmp_path):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    assert not isinstance(raised.value, OutputError)


@pytest.mark.parametrize("place", ["/proc/nowhere/out", "long" * 100])
def test_a_place_where_no_folder_can_be_is_told(tmp_path, place):
    with pytest.raises(OutputError, match="cannot be written"), build_lock(tmp_path / place):
        pass


def test_a_file_where_the_folder_should_be_is_told(tmp_path):
    place = tmp_path / "out"
    place.write_text("I am a file", "utf-8")
    with pytest.raises(OutputError, match="cannot be written"), build_lock(place):
        pass
    assert place.read_text("utf-8") == "I am a file"


def test_a_locked_folder_is_refused_and_free_again_afterwards(tmp_path):
    with (
        build_lock(tmp_path),
        pytest.raises(OutputError, match="Another build is writing"),
        build_lock(tmp_path),
    ):
        pass
    with build_lock(tmp_path):
        pass


def test_the_lock_is_let_go_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), build_lock(tmp_path):
        raise ZeroDivisionError
    with build_lock(tmp_path):
        pass


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_working_folder_goes_however_the_work_ends(tmp_path, error):
    def work() -> None:
        with working_folder(tmp_path) as folder:
            (folder / "half").write_text("written", "utf-8")
            raise error

    with pytest.raises(error):
        work()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_build_left_is_cleared_by_the_next(tmp_path):
    left = tmp_path / ".building-killed"
    left.mkdir()
    (left / "half").touch()
    with working_folder(tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]


def test_a_file_put_in_place_replaces_the_earlier_one(tmp_path):
    made, place = tmp_path / "made", tmp_path / "deep/place"
    for text in ("old", "new"):
        made.write_text(text, "utf-8")
        put_file(made, place)
    assert place.read_text("utf-8") == "new"
    assert not made.exists()


def test_text_that_cannot_be_written_leaves_the_earlier_text(tmp_path):
    work, place = tmp_path / "work", tmp_path / "deep/place.json"
    work.mkdir()
    put_text("old\n", place, work)
    with pytest.raises(UnicodeEncodeError):
        put_text("\ud800", place, work)
    assert place.read_bytes() == b"old\n"
    assert [one.name for one in place.parent.iterdir()] == ["place.json"]


def folder_of(path: Path, text: str) -> Path:
    path.mkdir(parents=True)
    (path / f"{text}.txt").write_text(text, "utf-8")
    return path


def test_a_folder_put_in_place_leaves_nothing_of_the_earlier_one(tmp_path):
    place = tmp_path / "book"
    put_folder(folder_of(tmp_path / "made", "old"), place)
    put_folder(folder_of(tmp_path / "made", "new"), place)
    assert [one.name for one in place.iterdir()] == ["new.txt"]
    assert [one.name for one in tmp_path.iterdir()] == ["book"]


def test_a_folder_that_cannot_be_put_in_place_leaves_the_earlier_one(tmp_path):
    place = tmp_path / "book"
    put_folder(folder_of(tmp_path / "made", "old"), place)
    with pytest.raises(FileNotFoundError):
        put_folder(tmp_path / "never made", place)
    assert [one.name for one in place.iterdir()] == ["old.txt"]
    assert [one.name for one in tmp_path.iterdir()] == ["book"]


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_is_open_in_another_program_is_told_and_left_as_it_was(tmp_path, monkeypatch, kind):
    """Windows refuses to move what a program has open; Linux does not, so it is made to."""
    made, place = tmp_path / "made", tmp_path / "place"
    if kind == "folder":
        for folder, text in ((made, "new"), (place, "old")):
            folder.mkdir()
            (folder / "report.docx").write_text(text, "utf-8")
    else:
        made.write_text("new", "utf-8")
        place.write_text("old", "utf-8")
    moves = {"folder": os.rename, "file": os.replace}

    def move(source: Path, target: Path) -> None:
        if place in (source, target):
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        moves[kind](source, target)

    monkeypatch.setattr("bcssp_lib.files.folders.os.rename", move)
    monkeypatch.setattr("bcssp_lib.files.folders.os.replace", move)
    put = put_folder if kind == "folder" else put_file
    with pytest.raises(OutputError, match="may be open in another program, such as Word"):
        put(made, place)
    held = place / "report.docx" if kind == "folder" else place
    assert held.read_text("utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made", "place"]


WORDS = "a line\nfigures for B&NES – café\n"


def test_a_utf_8_file_is_read_as_it_is(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(WORDS.encode())
    assert read_utf8(path, "file.csv") == WORDS


@pytest.mark.parametrize(
    ("raw", "row", "wrong"),
    [
        (WORDS.encode("utf-8-sig"), 1, "UTF-8 with a byte order mark"),
        (WORDS.encode("utf-16"), 1, "UTF-16"),
        ("\ufeff".encode("utf-16-be") + WORDS.encode("utf-16-be"), 1, "UTF-16"),
        (WORDS.encode("utf-16-le"), 1, "not text, or is UTF-16"),
        (WORDS.encode("cp1252"), 2, "byte 0x96 is not UTF-8; the file looks like Windows-1252"),
        (b"", None, "the file is empty"),
        (b" \r\n\r\n", None, "the file is empty"),
    ],
)
def test_an_encoding_is_never_guessed(tmp_path, raw, row, wrong):
    path = tmp_path / "file.csv"
    path.write_bytes(raw)
    problem = read_utf8(path, "data/file.csv")
    assert isinstance(problem, Problem)
    assert (problem.file, problem.row) == ("data/file.csv", row)
    assert wrong in problem.wrong
    assert problem.allowed


@pytest.mark.parametrize(
    ("name", "mend"),
    [("file.csv", "bcssp import FILE puts it right"), ("police.md", "save it as UTF-8")],
)
def test_how_another_encoding_is_put_right_is_told_by_the_kind_of_file(tmp_path, name, mend):
    path = tmp_path / name
    path.write_bytes(WORDS.encode("cp1252"))
    problem = read_utf8(path, name)
    assert isinstance(problem, Problem)
    assert mend in problem.allowed


@pytest.mark.parametrize("content", ["[" * 100_000, "{}", "[]", "3", "", "{", "\udcff"])
def test_a_built_file_that_is_another_one_is_named(tmp_path, content):
    path = tmp_path / "findings.json"
    path.write_text(content, "utf-8", "surrogateescape")
    with (
        pytest.raises(UserError, match=r"findings\.json is not as it was built.*Run bcssp build"),
        built_file(path),
    ):
        json.loads(path.read_text("utf-8"))["findings"].items()


def test_a_folder_that_is_a_link_to_itself_holds_nothing(tmp_path):
    (tmp_path / "banes").symlink_to("banes")
    assert list_entries(tmp_path / "banes") == []


KNOWN = ["mental", "mental_health", "police", "children_in_care"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("mental_helth.md", "mental_health"),
        ("polise.md", "police"),
        ("POLICE.md.txt", "police"),
        ("police - Copy.md", "police"),
        ("police (conflicted copy 2024-05-01).md", "police"),
        ("police-DESKTOP-1.md", "police"),
        ("weather.md", ""),
    ],
)
def test_the_nearest_name_is_suggested_and_that_of_a_copy(name: str, meant: str) -> None:
    assert suggest_name(name, KNOWN) == meant
