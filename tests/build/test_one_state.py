"""What was changed under a build: a result by another hand, a row of the ledger, or a figure."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing

import pytest

from bcssp_lib.build import build as build_module
from bcssp_lib.build.build import build
from bcssp_lib.build.ledger import FILE, read_ledger
from bcssp_lib.build.request import Options, Request
from bcssp_lib.build.staleness import read_outcomes, status_rows
from bcssp_lib.model.errors import OutputError, ReadOnlyError, SyntheticFiguresError
from tests.build.conftest import Watched
from tests.projects import leftovers, sampled

BANES = Request(("banes",))


def folder(project, area="banes"):
    return project.reports / area / "2023-24"


def replaced_unseen(path, old, new):
    """Change a file so that neither its size nor its time tells."""
    stat = path.stat()
    content = path.read_bytes()
    assert content.count(old) >= 1
    assert len(old) == len(new)
    path.write_bytes(content.replace(old, new))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (stat.st_size, stat.st_mtime_ns)


@pytest.mark.parametrize("publish", [False, True])
def test_an_executed_notebook_that_was_edited_is_run_again_whatever_its_size_and_time(
    project, built, publish
):
    executed = folder(project) / "sections/01_police.ipynb"
    before = executed.read_bytes()
    replaced_unseen(executed, b"282", b"999")
    outcomes, watched = built("banes", publish=publish)
    assert watched.run == {("banes", "police")}
    assert not outcomes["banes"].error
    assert executed.read_bytes() == before


def ask(project, statement, *values):
    with closing(sqlite3.connect(project.reports / FILE)) as connection, connection:
        connection.execute(statement, values)


def test_no_mark_in_the_ledger_lets_made_up_figures_be_published(project, built):
    """The hash of the figures is bound to what they are; and they are asked themselves."""
    with closing(sqlite3.connect(project.reports / FILE)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(checked)")]
    assert columns == ["name", "inputs"]
    ask(project, "UPDATE checked SET inputs = (SELECT inputs FROM checked WHERE name = 'banes')")
    with pytest.raises(SyntheticFiguresError, match="Fairport"):
        built("fairport", publish=True)
    built("fairport", fresh=True)
    manifest = json.loads((folder(project, "fairport") / "review/manifest.json").read_text("utf-8"))
    assert manifest["synthetic"] is True


DAMAGE = {
    "a report": "UPDATE reports SET content = '{\"built\": 1'",
    "a report's field": "UPDATE reports SET content = '{\"unknown\": 1}'",
    "a time": "UPDATE builds SET ended = 'yesterday'",
    "a request": "UPDATE builds SET request = '[]'",
    "a result": "UPDATE runs SET output = 'nothing'",
    "what was read": "UPDATE runs SET reads = '[1]', rough = ''",
    "rows": "UPDATE supplied SET rows = 'many', inputs = ''",
    "a number": "UPDATE runs SET seconds = 'long'",
    "letters": "UPDATE runs SET section = CAST(X'FF' AS TEXT)",
    "a table": "DROP TABLE checked",
}


@pytest.mark.parametrize("damage", sampled(DAMAGE, {"a report", "a result", "rows"}))
def test_a_row_that_cannot_be_read_is_damage_and_the_ledger_is_begun_again(project, damage):
    ask(project, DAMAGE[damage])
    watched = Watched()
    (outcome,) = build(project, BANES, Options(jobs=2), watched)
    assert not outcome.error
    assert any("ledger" in note and "set-aside" in note for note in watched.notes), watched.notes
    assert watched.run == {("banes", "police"), ("banes", "training")}
    assert (project.reports / f"{FILE}.set-aside").exists()
    assert {row["state"] for row in status_rows(project, BANES)} == {"ok"}


def test_who_reads_is_told_of_a_row_that_cannot_be_read(project):
    ask(project, DAMAGE["a report"])
    with pytest.raises(OutputError, match="a row of reports cannot be read"):
        status_rows(project, BANES)


def test_a_build_that_is_cut_off_while_it_is_planned_is_taken_up(project, built, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(build_module, "make_plan", interrupted)
        with pytest.raises(KeyboardInterrupt):
            built("banes", fresh=True)
    outcomes, watched = built(resume=True)
    assert set(outcomes) == {"banes"}
    assert watched.run == {("banes", "police"), ("banes", "training")}
    assert leftovers(project.reports) == []


def test_a_build_that_was_refused_is_not_taken_up(project, built):
    (project.data / "banes/training.csv").write_text("no,columns\n", "utf-8")
    with pytest.raises(Exception, match="problem"):
        built("banes")
    outcomes, watched = built(resume=True)
    assert outcomes == {}
    assert "nothing to resume" in watched.notes[-1]


class Changes(Watched):
    """Changes a file once the first section has ended."""

    def __init__(self, path, old, new):
        super().__init__()
        self._change = (path, old, new)

    def on_section_end(self, result):
        super().on_section_end(result)
        path, old, new = self._change
        text = path.read_text("utf-8")
        path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("data/banes/training.csv", "2023-24,,76,", "2023-24,,77,"),
        ("params/settings.yaml", "disclosure_threshold: 5", "disclosure_threshold: 6"),
    ],
)
def test_a_report_whose_figures_change_while_it_is_built_says_so(project, name, old, new):
    review = folder(project) / "review/report.html"
    before, path = review.read_bytes(), project.root / name
    assert old in path.read_text("utf-8")
    narrative = folder(project) / "narrative/training.md"  # so that it is rendered in any case
    narrative.parent.mkdir()
    narrative.write_text("::: {#overview}\nOurs.\n:::\n", "utf-8")
    (outcome,) = build(project, BANES, Options(jobs=1, fresh=True), Changes(path, old, new))
    assert f"{name} changed while the report was built" in outcome.error
    assert "Build it again: bcssp build banes --period 2023-24" in outcome.error
    assert review.read_bytes() == before
    (outcome,) = build(project, BANES, Options(jobs=2), Watched())
    assert not outcome.error
    with read_ledger(project.reports) as ledger:
        assert ledger.report(outcome.plan.id).error == ""


def test_a_result_that_is_altered_while_the_report_is_built_is_not_rendered(project):
    executed = folder(project) / "sections/01_police.ipynb"
    review = folder(project) / "review/report.html"
    before = review.read_bytes()

    class Alters(Watched):
        def on_section_end(self, result):
            if result.section == "training":
                executed.write_bytes(executed.read_bytes().replace(b"282", b"999"))

    (project.notebooks / "02_training.ipynb").write_text(
        (project.notebooks / "02_training.ipynb")
        .read_text("utf-8")
        .replace("sessions were", "were"),
        "utf-8",
    )
    (outcome,) = build(project, BANES, Options(jobs=1, fresh=True), Alters())
    assert "sections/01_police.ipynb changed while the report was built" in outcome.error
    assert review.read_bytes() == before
    (outcome,) = build(project, BANES, Options(jobs=1), Watched())
    assert not outcome.error
    assert "999" not in review.read_text("utf-8")


def test_a_file_that_is_only_touched_meanwhile_does_no_harm(project):
    path = project.data / "banes/training.csv"
    (outcome,) = build(project, BANES, Options(jobs=1, fresh=True), Changes(path, "76", "76"))
    assert not outcome.error


def test_what_is_up_to_date_is_read_where_nothing_may_be_built(project):
    (outcome,) = read_outcomes(project, BANES)
    assert outcome.review.is_file()
    assert [section.section for section in outcome.sections] == ["police", "training"]
    (project.data / "banes/police.csv").unlink()
    with pytest.raises(ReadOnlyError, match="has to be built first"):
        read_outcomes(project, BANES)
