"""The ledger: what it keeps, what it forgets, and what becomes of one that is damaged."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bcssp_lib.build.built_facts import read_facts
from bcssp_lib.build.ledger import (
    FILE,
    KEPT_RUNS,
    Ledger,
    ReportRecord,
    RunInputs,
    open_ledger,
    read_ledger,
    time_now,
)
from bcssp_lib.build.request import ReadRecord, Request, SectionResult
from bcssp_lib.build.staleness import explain_section, status_rows
from bcssp_lib.files.fingerprints import FileFingerprint
from bcssp_lib.model.errors import OutputError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId
from tests.build.conftest import Watched
from tests.projects import ledger_rows

KEY = ReportId("banes", parse_period("2023-24"))
OTHER = replace(KEY, area="fairport")
MARK = FileFingerprint(size=1, written=2, digest="abc")
SOURCE = RunInputs(code="code", library="library", packages={"pandas": "3"})
READS = {'["threshold"]': "one"}
DONE = SectionResult(KEY, "police", 1.5, account=ReadRecord(READS), worker="7")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path, never_told) as ledger:
        yield ledger


def never_told(message: str) -> None:
    pytest.fail(f"nothing was to be told, and yet: {message}")


def ran(ledger: Ledger, build: int, key=KEY, section: str = "police") -> int:
    run = ledger.begin_run(build, key, section)
    ledger.end_run(run, DONE, MARK, "rough", SOURCE)
    return run


def test_a_run_is_running_until_it_has_ended_well_or_not(ledger):
    build = ledger.begin_build({})
    run = ledger.begin_run(build, KEY, "police")
    begun = ledger.last_runs(KEY)["police"]
    assert (begun.state, begun.ended, begun.ok) == ("running", "", False)
    ledger.end_run(run, DONE, MARK, "rough", SOURCE)
    done = ledger.last_runs(KEY)["police"]
    assert (done.state, done.seconds, done.worker, done.output) == ("ok", 1.5, "7", MARK)
    assert done.ended >= done.started
    assert done.ok
    assert ledger.source(done) == (SOURCE, READS)
    run = ledger.begin_run(build, KEY, "police")
    error = "cell 'sums': ZeroDivisionError"
    ledger.end_run(
        run, SectionResult(KEY, "police", error=error, cell="sums", log="police.log", worker="8")
    )
    failed = ledger.last_runs(KEY)["police"]
    assert (failed.state, failed.cell, failed.log) == ("failed", "sums", "police.log")
    assert failed.error == "cell 'sums': ZeroDivisionError"
    assert failed.output is None


def test_no_other_state_can_be_entered(ledger):
    with pytest.raises(sqlite3.IntegrityError):
        ledger._write(
            "INSERT INTO runs (build, area, period, edition, section, state, started) "
            "VALUES (1, 'a', 'p', 'e', 's', 'fine', '')"
        )


def test_what_a_killed_build_left_running_is_cut_off_and_nothing_else_is(ledger):
    build = ledger.begin_build({})
    ran(ledger, build)
    ledger.begin_run(build, KEY, "training")
    ledger.cut_off()
    found = ledger.last_runs(KEY)
    assert {name: run.state for name, run in found.items()} == {
        "police": "ok", "training": "cut off",
    }  # fmt: skip


def test_the_last_build_is_the_one_begun_last_and_has_ended_only_when_it_has(ledger):
    assert ledger.last_build() is None
    ledger.end_build(ledger.begin_build({"areas": ["fairport"]}))
    build = ledger.begin_build({"areas": ["banes"]})
    last = ledger.last_build()
    assert (last.id, last.request, last.ended) == (build, {"areas": ["banes"]}, "")
    ledger.end_build(build)
    assert ledger.last_build().ended


def test_of_each_section_twenty_runs_are_kept_and_what_the_last_one_read(ledger):
    builds = [ledger.begin_build({}) for _ in range(KEPT_RUNS + 3)]
    runs = [ran(ledger, build) for build in builds]
    other = [ran(ledger, build, section="training") for build in builds[:2]]
    ledger.end_build(builds[-1])
    kept = ledger._rows("SELECT id, section, reads, made_from FROM runs ORDER BY id")
    assert KEPT_RUNS == 20
    assert {row["id"] for row in kept} == {*runs[-KEPT_RUNS:], *other}
    with_reads = [row["id"] for row in kept if row["reads"] != "{}"]
    assert with_reads == [runs[-1], other[-1]]
    assert [row["id"] for row in kept if row["made_from"]] == with_reads
    left = [row["id"] for row in ledger._rows("SELECT id FROM builds ORDER BY id")]
    assert left == sorted({*builds[-KEPT_RUNS:], *builds[:2]})


def test_runs_of_reports_that_were_not_built_are_left_as_they_are(ledger):
    first = ledger.begin_build({})
    for _ in range(KEPT_RUNS + 2):
        ran(ledger, first, OTHER)
    build = ledger.begin_build({})
    ran(ledger, build)
    ledger.end_build(build)
    (row,) = ledger._rows("SELECT count(*) AS runs FROM runs WHERE area = 'fairport'")
    assert row["runs"] == KEPT_RUNS + 2


def test_the_last_run_of_a_section_is_that_of_its_own_report(ledger):
    build = ledger.begin_build({})
    mine, other = ran(ledger, build), ran(ledger, build, OTHER)
    assert ledger.last_runs(KEY)["police"].id == mine
    assert ledger.last_runs(OTHER)["police"].id == other
    assert ledger.last_runs(replace(KEY, area="saltmere")) == {}


def test_the_usual_seconds_are_those_of_runs_that_went_well(ledger):
    build = ledger.begin_build({})
    ran(ledger, build)
    ran(ledger, build, OTHER)
    ledger.end_run(ledger.begin_run(build, KEY, "police"), replace(DONE, error="no", seconds=100))
    assert ledger.usual_seconds() == {"police": 1.5}


def test_a_report_is_as_it_was_entered_last(ledger):
    assert ledger.report(KEY) is None
    ledger.enter_report(KEY, ReportRecord(built=time_now(), error="no"))
    record = ReportRecord(
        built=time_now(), made_from="one", review="report.html", warnings=("a", "b"),
        publication={"PDF": "report.pdf"}, files={"review/report.html": MARK},
    )  # fmt: skip
    ledger.enter_report(KEY, record)
    assert ledger.report(KEY) == record
    assert ledger.report(OTHER) is None


def test_what_was_checked_is_known_for_these_very_inputs_alone(ledger):
    assert not ledger.is_checked("banes", "one")
    ledger.enter_checked("banes", "one")
    assert ledger.is_checked("banes", "one")
    assert not ledger.is_checked("banes", "two")
    ledger.enter_checked("banes", "two")
    assert ledger.is_checked("banes", "two")
    assert not ledger.is_checked("banes", "one")


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def cut_in_its_head(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def overwritten(path: Path) -> None:
    path.write_bytes(b"no ledger at all\n" * 1000)


def overwritten_in_the_middle(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))


def of_another_version(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 7")
    connection.close()


damages = pytest.mark.parametrize(
    "damage",
    [
        truncated,
        cut_in_its_head,
        emptied,
        overwritten,
        overwritten_in_the_middle,
        of_another_version,
    ],
)


@damages
def test_a_damaged_ledger_is_set_aside_and_told_and_everything_is_run_again(project, built, damage):
    path = project.reports / FILE
    damage(path)
    damaged = path.read_bytes()
    _, watched = built("banes")
    assert watched.run == {("banes", "police"), ("banes", "training")}
    (note,) = watched.notes
    assert "The ledger could not be read" in note
    assert f"It was moved to {FILE}.set-aside, and every section is run again." in note
    assert path.with_name(f"{FILE}.set-aside").read_bytes() == damaged
    _, watched = built("banes")
    assert (watched.run, watched.notes) == (set(), [])


@pytest.mark.parametrize("kind", ["mkfifo", "mkdir"])
def test_what_is_no_file_is_named_and_left(project, built, kind):
    (project.reports / FILE).unlink()
    getattr(os, kind)(project.reports / FILE)
    with pytest.raises(OutputError, match="is no file"):
        built("banes")
    with pytest.raises(OutputError, match="is no file"):
        status_rows(project, Request(("banes",)))
    assert not (project.reports / FILE).is_file()


@damages
def test_a_reader_leaves_a_damaged_ledger_where_it_is_and_says_what_to_do(project, damage):
    path = project.reports / FILE
    damage(path)
    before = path.read_bytes()
    with pytest.raises(OutputError, match=r"cannot be read.*Run bcssp build"):
        status_rows(project, Request(("banes",)))
    assert path.read_bytes() == before


def test_a_ledger_that_is_lost_has_everything_run_again(project, built):
    (project.reports / FILE).unlink()
    _, watched = built("banes")
    assert watched.run == {("banes", "police"), ("banes", "training")}
    assert watched.notes == []


def test_a_write_that_fails_is_told_with_what_to_do(ledger):
    ledger._connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(OutputError, match="cannot be written: database or disk is full"):
        ledger.begin_build({"areas": ["x" * 1_000_000]})


def test_a_reader_changes_nothing(project):
    figures = project.data / "banes/police.csv"
    figures.write_text(figures.read_text("utf-8").replace(",590,", ",591,"), "utf-8")
    before = {path: path.stat().st_mtime_ns for path in project.reports.rglob("*")}
    content = (project.reports / FILE).read_bytes()
    status_rows(project, Request())
    explain_section(project, Request(("banes",)), "police")
    read_facts(project, Request(("banes",)))
    assert {path: path.stat().st_mtime_ns for path in project.reports.rglob("*")} == before
    assert (project.reports / FILE).read_bytes() == content


def test_a_reader_of_a_folder_without_a_ledger_makes_none(small_project):
    rows = status_rows(small_project, Request(("banes",)))
    assert {row["state"] for row in rows} == {"not built"}
    assert not small_project.reports.exists()


READ = (
    "import sys, pathlib\n"
    "from bcssp_lib.build.ledger import read_ledger\n"
    "from bcssp_lib.model.period import parse_period\n"
    "from bcssp_lib.model.report_id import ReportId\n"
    "with read_ledger(pathlib.Path(sys.argv[1])) as ledger:\n"
    "    found = ledger.last_runs(ReportId('banes', parse_period('2023-24')))\n"
    "    print(*(f'{name} {one.state}' for name, one in sorted(found.items())), sep=', ')"
)


def read_elsewhere(out: Path) -> str:
    """What another process reads in a ledger."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(out)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_another_process_reads_what_was_entered_while_the_build_goes_on(project, built):
    seen: list[str] = []

    class Looking(Watched):
        def on_section_start(self, run):
            seen.append(read_elsewhere(project.reports))

        def on_section_end(self, result):
            seen.append(read_elsewhere(project.reports))

    built("banes", fresh=True, watcher=Looking())
    assert seen[0] == "police running, training ok"
    assert seen[-1] == "police ok, training ok"


def test_a_kill_while_it_writes_loses_at_most_the_last_entry(tmp_path):
    text = (
        "import os, sys, pathlib\n"
        "from bcssp_lib.build.ledger import open_ledger\n"
        "from bcssp_lib.model.period import parse_period\n"
        "from bcssp_lib.model.report_id import ReportId\n"
        "report = ReportId('banes', parse_period('2023-24'))\n"
        "with open_ledger(pathlib.Path(sys.argv[1]), print) as ledger:\n"
        "    build = ledger.begin_build({})\n"
        "    for number in range(50):\n"
        "        ledger.begin_run(build, report, f'section_{number}')\n"
        "    os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", text, str(tmp_path)], check=False)
    with read_ledger(tmp_path) as ledger:
        assert len(ledger.last_runs(KEY)) == 50
    with open_ledger(tmp_path, never_told) as ledger:
        ledger.cut_off()
        assert {run.state for run in ledger.last_runs(KEY).values()} == {"cut off"}


def test_the_ledger_goes_with_its_folder(project, built, tmp_path):
    shutil.copytree(project.reports, tmp_path / "elsewhere")
    assert ledger_rows(project.reports, "runs") == ledger_rows(tmp_path / "elsewhere", "runs")
    _, watched = built(out=tmp_path / "elsewhere")
    assert watched.run == set()
