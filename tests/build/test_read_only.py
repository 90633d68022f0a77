"""A project that may only be read: a reviewer on a share."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.build.trials import posix
from tests.projects import BCSSP, environment

# Root may write anywhere, unless it gives that right away.
_POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
pytestmark = [
    posix,
    pytest.mark.skipif(
        os.name != "nt" and os.geteuid() == 0 and not shutil.which("setpriv"),
        reason="root may write into any folder",
    ),
]


@pytest.fixture
def read_only(project):
    """The project, in which nobody may write; nothing else has its ledger open."""
    for name in ("-wal", "-shm"):
        (project.reports / f".ledger.sqlite{name}").unlink(missing_ok=True)
    folders = [project.root, *(path for path in project.root.rglob("*") if path.is_dir())]
    set_rights(folders, 0o555)
    yield project
    set_rights(folders, 0o755)


def set_rights(folders: list[Path], rights: int) -> None:
    for folder in folders:
        folder.chmod(rights)


def call(project, *arguments: str) -> subprocess.CompletedProcess[str]:
    before = _POWERLESS if os.geteuid() == 0 else []
    return subprocess.run(
        [*before, str(BCSSP), *arguments], cwd=project.root, env=environment(project),
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("status", "banes", "-v"), "training"),
        (("status", "banes"), "Nothing needs attention"),
        (("list", "facts", "banes"), "missing_reports"),
        (("explain", "banes", "police"), "is up to date"),
        (("check", "banes"), "0 wrong"),
    ],
)
def test_what_only_reads_works(read_only, arguments, told):
    done = call(read_only, *arguments)
    assert done.returncode == 0, done.stderr
    assert told in done.stdout


def test_only_what_writes_says_that_it_cannot(read_only):
    done = call(read_only, "build", "banes")
    assert done.returncode == 1
    assert "allow writing there" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_check_of_what_is_out_of_date_says_that_it_has_to_be_built(project):
    (project.data / "banes/police.csv").write_bytes(
        (project.data / "banes/police.csv").read_bytes().replace(b",282,", b",283,")
    )
    set_rights([project.reports], 0o555)
    done = call(project, "check", "banes")
    set_rights([project.reports], 0o755)
    assert done.returncode == 1
    assert "has to be built first (not up to date: police)" in done.stderr
