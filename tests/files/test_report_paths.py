"""Every path of a report: its own for each area, period and edition."""

from __future__ import annotations

from pathlib import Path

import pytest

from bcssp_lib.files.report_paths import ReportPaths
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId

REPORTS, OUT = Path("reports"), Path("elsewhere")


def paths(area: str = "banes", period: str = "2023-24", edition: str = "annual") -> ReportPaths:
    return ReportPaths(ReportId(area, parse_period(period), edition), REPORTS, OUT)


def built(of: ReportPaths) -> set[Path]:
    return {of.executed("13_police"), of.review_copy, of.manifest, of.findings, of.publication,
            of.log("13_police"), of.failed("13_police")}  # fmt: skip


def written(of: ReportPaths) -> set[Path]:
    return {of.text("police"), of.review_record("police"), of.pictures, of.history("police"),
            of.working_notebook("13_police"), of.last_saved("13_police")}  # fmt: skip


@pytest.mark.parametrize(
    "other", [paths(area="fairport"), paths(period="2022-23"), paths(edition="bulletin")]
)
def test_what_is_built_of_two_reports_is_never_in_one_place(other):
    assert len(built(paths())) == 7
    assert not built(paths()) & built(other)


def test_editions_share_what_people_write_and_nothing_else_does():
    assert written(paths()) == written(paths(edition="bulletin"))
    assert not written(paths()) & written(paths(area="fairport"))
    assert not written(paths()) & written(paths(period="2023-24 Q4"))


def test_what_is_built_goes_where_the_user_wants_and_what_is_written_stays_in_the_project():
    assert all(path.is_relative_to(OUT / "banes/2023-24") for path in built(paths()))
    assert all(path.is_relative_to(REPORTS / "banes/2023-24") for path in written(paths()))
