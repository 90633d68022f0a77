"""Whole reports: the default narrative is clean, findings come in order, and it is quick."""

from __future__ import annotations

import time

import nbformat
import pytest

from bcssp_lib.checking.finding import Kind
from bcssp_lib.checking.prose import block_prose
from bcssp_lib.checking.prose_findings import prose_findings
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.narrative.blocks import Block
from tests.checking.checked import PERIOD, checked, the_catalogue, the_facts
from tests.projects import ROOT

NAMES = {
    "area_short": "B&NES",
    "partnership": "B&NES Community Safety and Safeguarding Partnership",
    "region": "South West",
    "period": "2023-24",
    "previous_period": "2022-23",
}
PLANTED = "In all 283 missing children reports were made, and domestic abuse crimes fell sharply."


def narrative(area, added=""):
    """The default text of every section, as it is read for an area."""
    names = {**NAMES, "area": the_catalogue().areas[area].name}
    book = FactBook(the_facts().facts, names)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        section = path.stem.partition("_")[2]
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                text = f"{cell.source}\n\n{added}"
                yield block_prose(section, Block(cell.id, text, path.name, 1, default=True), book)


def all_findings(area, added=""):
    catalogue = the_catalogue()
    blocks = list(narrative(area, added))
    return prose_findings(blocks, the_facts(), catalogue, catalogue.areas[area], PERIOD)


@pytest.mark.parametrize("area", ["banes", "bristol"])
def test_the_default_narrative_is_clean(area):
    assert [(one.section, one.block, one.what) for one in all_findings(area)] == []


def test_a_whole_report_with_errors_everywhere_is_checked_in_less_than_a_second():
    blocks = list(narrative("banes", PLANTED))
    catalogue = the_catalogue()
    prose_findings(blocks[:1], the_facts(), catalogue, catalogue.areas["banes"], PERIOD)
    began = time.process_time()
    found = prose_findings(blocks, the_facts(), catalogue, catalogue.areas["banes"], PERIOD)
    assert time.process_time() - began < 1
    assert len(found) == 2 * len(blocks)


def test_findings_come_in_the_order_of_reading():
    found = checked(
        "Missing children reports fell. There were 283 missing children reports.",
        "Of the 30 cases, 20 were children, 8 adults and 5 carers.",
        "Child victims of crimes fell.",
    )
    assert [(one.block, one.kind) for one in found] == [
        ("block-0", Kind.CLAIM),
        ("block-0", Kind.FIGURE),
        *[("block-1", Kind.FIGURE)] * 4,
        ("block-1", Kind.CONSISTENCY),
        ("block-2", Kind.CLAIM),
    ]


def test_a_report_without_facts_or_text_is_checked_too():
    catalogue = the_catalogue()
    area = catalogue.areas["bristol"]
    empty = FactBook({}, {})
    assert prose_findings([], empty, catalogue, area, PERIOD) == []
    block = block_prose("police", Block("one", "Reports rose by 12.", "x.md", 1, False), empty)
    found = prose_findings([block], empty, catalogue, area, PERIOD)
    assert [one.kind for one in found] == [Kind.FIGURE, Kind.CLAIM]
