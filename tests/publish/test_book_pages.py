"""Links within a report that is cut into pages."""

from __future__ import annotations

from typing import Any

import pytest

from bcssp_lib.publish.book_pages import link_to_pages


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
