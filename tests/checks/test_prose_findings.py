"""What was found comes in the order of reading, of any report."""

from __future__ import annotations

from bcssp_lib.checks.check import prose_findings
from bcssp_lib.checks.prose import block_prose
from bcssp_lib.model.finding import Kind
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from tests.checks.checked import PERIOD, checked, the_catalogue


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
    block = block_prose(
        "police", bind_block(Block("one", "Reports rose by 12.", "x.md", 1, False), "police", empty)
    )
    found = prose_findings([block], empty, catalogue, area, PERIOD)
    assert [one.kind for one in found] == [Kind.FIGURE, Kind.CLAIM]
