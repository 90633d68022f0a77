"""Builds that are taken up again: those that were cut off, and those with failed sections."""

from __future__ import annotations

import pytest

from bcssp_lib.build.ledger import open_ledger, read_ledger
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId
from tests.build.conftest import Watched
from tests.projects import code, ledger_rows, leftovers, write_notebook

EVERY = {(area, name) for area in ("banes", "fairport") for name in ("police", "training")}


class CutOff(Watched):
    """Cuts a build off after so many sections that ran."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._left = after

    def on_section_end(self, result):
        super().on_section_end(result)
        self._left -= not result.reused
        if self._left == 0:
            raise KeyboardInterrupt


def cut_off(built, *areas: str, after: int = 1, **options: object) -> set[tuple[str, str]]:
    """Begin a build that is cut off; return the sections that it had done."""
    watched = CutOff(after)
    with pytest.raises(KeyboardInterrupt):
        built(*areas, watcher=watched, **options)
    return watched.run


def broken(project) -> None:
    write_notebook(project.notebooks / "01_police.ipynb", code("sums", "1 / 0"))


@pytest.mark.parametrize("after", [1, 2, 3])
def test_what_is_done_is_not_repeated_and_the_rest_is_run(project, built, after):
    done = cut_off(built, fresh=True, after=after)
    assert leftovers(project.reports) == []
    outcomes, watched = built(resume=True)
    assert len(done) == after
    assert watched.run == EVERY - done
    assert set(outcomes) == {"banes", "fairport"}
    assert all(outcome.review and not outcome.error for outcome in outcomes.values())
    assert built()[1].run == set()


def test_it_is_taken_up_with_what_was_asked_for_then(project, built):
    done = cut_off(built, "banes", sections=("police", "training"), periods=("2023-24",))
    outcomes, watched = built(resume=True)
    assert watched.run == {("banes", "police"), ("banes", "training")} - done
    assert set(outcomes) == {"banes"}


def test_its_publication_is_made_though_publishing_is_not_asked_for_again(project, built):
    cut_off(built, "banes", fresh=True, publish=True)
    outcomes, _ = built(resume=True)
    assert set(outcomes["banes"].publication) >= {"PDF", "Word"}


def test_a_build_may_be_cut_off_and_taken_up_more_than_once(project, built):
    done = cut_off(built, fresh=True)
    again = cut_off(built, resume=True)
    _, watched = built(resume=True)
    assert watched.run == EVERY - done - again
    assert not done & again
    assert len(ledger_rows(project.reports, "builds")["builds"]) == 2


def test_a_section_that_was_running_is_entered_as_cut_off_and_run(project, built):
    class AtOnce(Watched):
        def on_section_start(self, run):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        built("banes", fresh=True, watcher=AtOnce())
    with read_ledger(project.reports) as ledger:
        assert (
            ledger.last_runs(ReportId("banes", parse_period("2023-24")))["police"].state
            == "running"
        )
    _, watched = built(resume=True)
    assert watched.run == {("banes", "police"), ("banes", "training")}
    states = [row[6] for row in ledger_rows(project.reports, "runs")["runs"]]
    assert "running" not in states
    assert states.count("cut off") == 1


def test_what_failed_in_a_build_that_was_cut_off_is_not_repeated(project, built):
    broken(project)
    done = cut_off(built, "banes")
    outcomes, watched = built(resume=True)
    assert done == {("banes", "police")}
    assert watched.run == set()
    assert [section.section for section in outcomes["banes"].failed_sections] == ["police"]
    assert "could not be built" in outcomes["banes"].review.read_text("utf-8")


def test_with_nothing_cut_off_there_is_nothing_to_resume(project, built):
    before = ledger_rows(project.reports, "builds", "runs", "reports")
    outcomes, watched = built(resume=True)
    assert outcomes == {}
    assert watched.notes == ["No build was cut off, so there is nothing to resume."]
    assert ledger_rows(project.reports, "builds", "runs", "reports") == before


def test_in_a_folder_without_any_build_there_is_nothing_to_resume(built, tmp_path):
    outcomes, watched = built(resume=True, out=tmp_path / "new")
    assert outcomes == {}
    assert "nothing to resume" in watched.notes[0]


@pytest.mark.parametrize(
    "named", [{"periods": ("2023-24",)}, {"sections": ("police",)}], ids=["period", "section"]
)
def test_a_build_is_not_resumed_as_another_one(project, built, named):
    cut_off(built, fresh=True)
    with pytest.raises(UserError, match="resumed as it was asked for"):
        built(resume=True, **named)
    with pytest.raises(UserError, match="resumed as it was asked for"):
        built("banes", resume=True)
    with read_ledger(project.reports) as ledger:
        assert not ledger.last_build().ended


def test_only_reports_with_failed_sections_are_built_again(project, built):
    good = (project.notebooks / "01_police.ipynb").read_bytes()
    broken(project)
    built("banes")
    (project.notebooks / "01_police.ipynb").write_bytes(good)
    built("fairport")
    outcomes, watched = built(retry_failed=True, periods=("2023-24",))
    assert set(outcomes) == set()
    outcomes, watched = built("banes", "fairport", retry_failed=True)
    assert set(outcomes) == {"banes"}
    assert watched.run == {("banes", "police")}
    assert not outcomes["banes"].failed_sections
    assert built("banes", "fairport", retry_failed=True)[0] == {}


def test_what_fails_again_is_run_again_and_told_again(project, built):
    broken(project)
    built()
    for _ in range(2):
        outcomes, watched = built(retry_failed=True)
        assert watched.run == {("banes", "police"), ("fairport", "police")}
        assert all(outcome.failed_sections for outcome in outcomes.values())


def test_before_any_build_nothing_has_failed(built, tmp_path):
    with pytest.raises(UserError, match="Nothing was built here yet"):
        built(retry_failed=True, out=tmp_path / "new")


def test_a_build_that_ended_is_not_cut_off_whatever_failed_in_it(project, built):
    broken(project)
    built("banes")
    with open_ledger(project.reports, print) as ledger:
        assert ledger.last_build().ended
    assert built(resume=True)[0] == {}
