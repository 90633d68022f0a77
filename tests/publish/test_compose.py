"""What a report says of itself as a whole, once its sections are drafted."""

from __future__ import annotations

from bcssp_lib.model.value import Lack
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import parse_blocks
from bcssp_lib.publish.chapter_passages import Draft, Passage
from bcssp_lib.publish.compose import SectionText, list_left_out

MEANS = "::: {#means}\n## What this means\n\nIt is so.\n:::\n"
ENQUIRIES = "::: {#enquiries}\n## Enquiries\n\nThere were three.\n:::\n"


def section(title: str, text: str = MEANS) -> SectionText:
    blocks = parse_blocks(text, "adults.md")
    bound = tuple(bind_block(block, "adults", FactBook({}, {})) for block in blocks)
    return SectionText(title.lower(), title.lower(), title, bound, None)


def test_a_heading_that_several_sections_have_is_not_named_among_what_was_left_out():
    shown = Draft((Passage("It is so."),))
    lacks = Draft(shown.passages, lacks=(Lack("Enquiries"), Lack("What this means")))
    alone = Draft(shown.passages, lacks=(Lack("What this means"),))
    sections = [section("Adults", MEANS + ENQUIRIES), section("Children"), section("Police")]
    found = list(list_left_out(list(zip(sections, [lacks, alone, shown], strict=True))))
    assert found == [("Adults", (Lack("Enquiries"),))]
