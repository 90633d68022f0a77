"""What stands on paper when a review copy is printed."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

pytestmark = pytest.mark.browser


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.soak  # test_publication.py has the usual run look at pages on paper
@pytest.mark.parametrize("area", ["banes", "fairport"])
def test_paper_shows_the_data_of_every_chart_though_nobody_can_open_it(
    browser, request, area, tmp_path
):
    path = request.getfixturevalue(area) / "review/report.html"
    page = browser.new_page()
    page.goto(path.as_uri())
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    page.close()
    pages = PdfReader(tmp_path / "printed.pdf").pages
    assert len(pages) > 10
    printed = squeezed("".join(page.extract_text() for page in pages))
    assert squeezed("About the figures") in printed
    assert squeezed("Skip to the report") not in printed
    tables = BeautifulSoup(path.read_text("utf-8"), "html.parser").select("details table")
    assert len(tables) > 3
    for table in tables:
        assert squeezed(table.caption.get_text()) in printed
        first = table.tbody.tr.get_text(" ")
        assert squeezed(first) in printed
