from __future__ import annotations

import pytest

from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId


@pytest.mark.parametrize("period", ["2023-24", "2023-24 Q4", "12 months to 2024-03-31"])
def test_a_stamp_names_the_report_and_its_section(period):
    report = ReportId("banes", parse_period(period), "bulletin")
    assert report.stamp() == {"area": "banes", "period": period, "edition": "bulletin"}
    assert report.stamp("police")["section"] == "police"


def test_a_report_has_a_name_for_people_and_one_for_files():
    report = ReportId("banes", parse_period("2023-24 Q4"))
    assert str(report) == "banes 2023-24 Q4 annual"
    assert report.slug == "banes-2023-24-Q4-annual"
