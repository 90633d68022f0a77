from __future__ import annotations

import pytest

from bcssp_lib.model.errors import NotKnownError, UserError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ALL_FORMATS, Format, ReportId, formats_of, parse_formats


@pytest.mark.parametrize("period", ["2023-24", "2023-24 Q4", "12 months to 2024-03-31"])
def test_a_stamp_names_the_report_and_its_section(period):
    report = ReportId("banes", parse_period(period), "bulletin")
    assert report.stamp() == {"area": "banes", "period": period, "edition": "bulletin"}
    assert report.stamp("police")["section"] == "police"


def test_a_report_has_a_name_for_people_and_one_for_files():
    report = ReportId("banes", parse_period("2023-24 Q4"))
    assert str(report) == "banes 2023-24 Q4 annual"
    assert report.slug == "banes-2023-24-Q4-annual"
    assert report.typed == "banes --period '2023-24 Q4'"
    assert ReportId("banes", report.period, "annex").typed.endswith(" --edition annex")


@pytest.mark.parametrize("name", ["..", "../x", "a/b", "a\\b", "", "A", "a b", "a.b", "-a", "a\n"])
def test_a_name_that_could_lead_elsewhere_is_refused(name):
    period = parse_period("2023-24")
    with pytest.raises(UserError, match="can be no area or edition"):
        ReportId(name, period)
    with pytest.raises(UserError, match="can be no area or edition"):
        ReportId("banes", period, name)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("pdf", (Format.PDF,)),
        ("docx, html", (Format.HTML, Format.WORD)),
        ("PDF,pdf", (Format.PDF,)),
        ("html,pdf,docx", ALL_FORMATS),
    ],
)
def test_formats_are_read_in_any_order_and_each_once(typed, found):
    assert parse_formats(typed) == found


@pytest.mark.parametrize("typed", ["word", "pdf,", "", "pdf docx"])
def test_a_name_that_is_none_is_answered_with_those_there_are(typed):
    with pytest.raises(NotKnownError, match="docx"):
        parse_formats(typed)


def test_a_publication_tells_its_formats_by_its_files():
    assert formats_of({"HTML": 1, "Word": 2, "Workbook": 3}) == (Format.HTML, Format.WORD)
    assert formats_of({}) == ()
