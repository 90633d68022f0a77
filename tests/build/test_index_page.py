"""The page of all reports."""

from __future__ import annotations

from bs4 import BeautifulSoup

from tests.build.test_build import broken


def rows(project):
    page = BeautifulSoup((project.reports / "index.html").read_text("utf-8"), "html.parser")
    return [[cell.get_text() for cell in row(["th", "td"])] for row in page("tr")][1:], page


def test_it_lists_every_report_with_links_that_lead_somewhere(project, built):
    built("banes", "fairport", fresh=True)
    listed, page = rows(project)
    assert [row[:3] for row in listed] == [
        ["Bath and North East Somerset", "2023-24", "Annual report"],
        ["Fairport", "2023-24", "Annual report"],
    ]
    assert listed[0][3].startswith("draft; ")
    assert listed[0][4].startswith("draft 1, version ")
    links = [link["href"] for link in page("a")]
    assert len(links) == 2
    assert all((project.reports / link).is_file() for link in links)


def test_it_is_the_same_file_when_nothing_changed(project, built):
    built("banes", fresh=True)
    before = (project.reports / "index.html").stat()
    built("banes", fresh=True)
    assert (project.reports / "index.html").stat().st_mtime_ns == before.st_mtime_ns


def test_it_says_what_is_published_and_what_failed(project, built):
    built("banes", publish=True)
    listed, page = rows(project)
    assert "; published, version " in listed[0][3]
    assert {link.get_text() for link in page("a")} >= {
        "Review copy", "PDF", "Word", "Workbook", "Workbook (OpenDocument)", "All figures (CSV)",
        "Columns of the CSV (JSON)",
    }  # fmt: skip
    labels = [cell.get("data-label") for cell in page.tbody.tr("td")]
    assert labels == ["Period", "Edition", "State", "Version", "Open"]  # of a card on a phone
    assert '@font-face { font-family: "Source Sans Pro"' in page.style.string
    broken(project)
    built("banes", publish=True)
    assert "the last build failed or was refused" in rows(project)[0][0][3]
