"""What a build keeps confirms no guess, and follows from the project's secret."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bcssp_lib.build.inputs import Inputs
from bcssp_lib.build.ledger import FILE
from bcssp_lib.build.request import Request
from bcssp_lib.build.staleness import explain_section, status_rows
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.data_store import open_data_store
from bcssp_lib.files.fingerprints import SECRET_FILE, digest, read_secret, text_digest
from bcssp_lib.files.packages import library_digest, packages_digest
from bcssp_lib.files.project import Project
from tests.projects import bcssp, ledger_rows

TABLES = ("builds", "runs", "reports", "checked")


def ledger_text(project: Project) -> str:
    """All that the ledger holds, as one text."""
    return json.dumps(ledger_rows(project.reports, *TABLES))


def made(project: Project) -> dict[str, bytes]:
    """The files of the reports, by path."""
    files = (path for path in project.reports.rglob("*") if path.is_file())
    return {
        path.relative_to(project.reports).as_posix(): path.read_bytes()
        for path in files
        if not path.name.startswith((FILE, ".lock"))
    }


def test_the_ledger_holds_no_hash_that_can_be_worked_out_from_figures(project):
    catalogue = load_catalogue(project)
    store = open_data_store(catalogue, "banes")
    with closing(sqlite3.connect(project.reports / FILE)) as ledger:
        rows = ledger.execute("SELECT reads FROM runs WHERE area = 'banes'").fetchall()
    kept = {key: sealed for (reads,) in rows for key, sealed in json.loads(reads).items()}
    assert len(kept) > 10
    secret = read_secret(project)
    assert kept == {key: secret.seal(store.hash_of(key)) for key in kept}
    known = {store.hash_of(key) for key in kept}
    files = [path for path in project.root.rglob("*.*") if path.is_file()]
    known |= {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    folders = [project.data / name for name in ("banes", "fairport", "avon")]
    known |= {digest(folder.rglob("*.*")) for folder in folders}
    inputs = Inputs(catalogue)
    rough = (inputs.params, library_digest(), packages_digest())
    known.add(text_digest(*rough, *map(inputs.of_folder, inputs.folders_of("banes"))))
    text = ledger_text(project)
    assert not [plain for plain in known if plain in text]


def test_with_another_secret_all_is_built_again_to_the_same_bytes(project, built):
    before, kept = made(project), (project.root / SECRET_FILE).read_bytes()
    (project.root / SECRET_FILE).write_bytes(b"k" * 32)
    why = "it was built with another secret of the project (.bcssp-secret)"
    rows = status_rows(project, Request(("banes",)))
    assert all(row["why"].startswith((why, "not up to date: police, training")) for row in rows)
    assert why in explain_section(project, Request(("banes",)), "police")
    _, heard = built("banes", "fairport")
    assert len(heard.run) == 4
    assert made(project) == before
    _, heard = built("banes", "fairport")
    assert not heard.run
    assert kept.hex() not in ledger_text(project)


def test_a_lost_secret_is_made_anew_by_a_build_and_by_nothing_else(project, built):
    (project.root / SECRET_FILE).unlink()
    for command in (("status",), ("list", "facts", "banes"), ("explain", "banes", "police")):
        ended = bcssp(project, *command)
        assert ended.returncode == 0, ended.stderr
        assert not (project.root / SECRET_FILE).exists()
    assert "another secret of the project" in ended.stdout.replace("\n", " ")
    _, heard = built("banes")
    assert len(heard.run) == 2
    _, heard = built("banes")
    assert not heard.run


@pytest.mark.parametrize("command", [("status",), ("build", "banes")])
def test_a_damaged_secret_ends_a_command_with_a_message(project, command):
    (project.root / SECRET_FILE).write_bytes(b"cut")
    before = made(project)
    ended = bcssp(project, *command)
    assert ended.returncode == 1
    assert "expected 32 bytes, found 3" in " ".join(ended.stderr.split())
    assert "Traceback" not in ended.stderr
    assert made(project) == before


def test_no_output_or_log_tells_the_secret(project, tmp_path):
    secret, log = (project.root / SECRET_FILE).read_bytes(), tmp_path / "log.jsonl"
    told = [
        bcssp(project, *command)
        for command in (
            ("build", "banes", "--fresh", "--log", str(log)),
            *(("list", "areas"), ("status",), ("explain", "banes", "police")),
        )
    ]
    texts = [ended.stdout + ended.stderr for ended in told] + [ledger_text(project)]
    contents = [text.encode() for text in texts] + [log.read_bytes(), *made(project).values()]
    for form in (secret, secret.hex().encode(), repr(secret)[2:-1].encode()):
        assert not [content for content in contents if form in content]
    assert SECRET_FILE not in told[1].stdout


def test_a_section_may_not_read_the_secret(tmp_path: Path, run):
    from tests.projects import ROOT, code

    ended = run(code("looks", f"open({str(ROOT / SECRET_FILE)!r}, 'rb')"))
    assert "may not read .bcssp-secret" in ended.error
