"""The project's secret: made once, whole, for its user alone, and told to nobody."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bcssp_lib.files import secret as secrets_file
from bcssp_lib.files.project import Project
from bcssp_lib.files.secret import SECRET_FILE, Secret, make_secret, read_secret
from bcssp_lib.model.errors import UserError

MAKE = """
import sys
from pathlib import Path
from bcssp_lib.files.project import Project
from bcssp_lib.files.secret import make_secret, read_secret

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

    monkeypatch.setattr(secrets_file.tempfile, "mkstemp", refuse)
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
