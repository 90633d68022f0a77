"""Links within a report that is cut into pages, and what is mended on them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup

from bcssp_lib.model.area import Look
from bcssp_lib.publish.book_pages import finish_pages, link_to_pages
from tests.publish.texts import small_report


def link(target: str) -> dict[str, Any]:
    words = [{"t": "Str", "c": "there"}]
    return {"t": "Para", "c": [{"t": "Link", "c": [["", [], []], words, [target, ""]]}]}


def heading(name: str) -> dict[str, Any]:
    return {"t": "Header", "c": [2, [name, [], []], [{"t": "Str", "c": "Police"}]]}


def target_of(block: dict[str, Any]) -> str:
    target: str = block["c"][0]["c"][2][0]
    return target


@pytest.mark.parametrize(
    ("written", "led"),
    [
        ("#police", "crime.qmd#police"),
        ("#here", "#here"),
        ("#nowhere", "#nowhere"),
        ("https://example.org/#police", "https://example.org/#police"),
    ],
)
def test_a_link_leads_to_the_page_that_has_what_it_names(written, led):
    pages = {"index": [heading("here"), link(written)], "crime": [heading("police")]}
    link_to_pages(pages)
    assert target_of(pages["index"][1]) == led


def test_an_id_within_a_box_or_a_cell_is_found_too():
    cell = [["fact-police", [], []], {"t": "AlignDefault"}, 1, 1, []]
    pages = {"index": [link("#fact-police")], "notes": [{"t": "Table", "c": [[[cell]]]}]}
    link_to_pages(pages)
    assert target_of(pages["index"][0]) == "notes.qmd#fact-police"


def test_the_words_of_a_logo_are_on_the_page_as_they_were_given(tmp_path):
    words = 'B&NES: a *sun* on "green"'
    look = Look(logo="a.svg", logo_text=words)
    made = tmp_path / "index.html"
    made.write_text('<img src="a.svg" alt="B\\&amp;NES" class="sidebar-logo light">\n', "utf-8")
    (tmp_path / "search.json").write_text("[]", "utf-8")
    finish_pages(replace(small_report(), look=look, chapters=()).masthead, tmp_path, [made])
    (logo,) = BeautifulSoup(made.read_text("utf-8"), "html.parser")("img")
    assert logo["alt"] == words
