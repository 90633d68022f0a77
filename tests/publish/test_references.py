"""Numbers of tables and figures, and references to them."""

from __future__ import annotations

from pathlib import Path

from bcssp_lib.narrative.binding import BoundBlock
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.publish.block_texts import BlockText
from bcssp_lib.publish.left_out import Passage
from bcssp_lib.publish.references import find_wrong_references, make_anchor, number_passages

TABLE = Passage(html="<table><caption>Plans</caption></table>", anchor="tbl-a-plans")
CHART = Passage(html="<figure><figcaption>Plans</figcaption></figure>", anchor="fig-a-plans")
ANNEX = Passage(html=TABLE.html, anchor="tbl-a-more", annex=True)


def html(*drafts: list[Passage], annex: bool = False) -> list[str]:
    numbered = number_passages(drafts, annex=annex)
    return [one.html or one.text for passages in numbered for one in passages]


def test_tables_and_figures_are_counted_apart_and_through_all_sections() -> None:
    assert html([TABLE, CHART], [TABLE]) == [
        '<table id="tbl-a-plans"><caption>Table 1. Plans</caption></table>',
        '<figure id="fig-a-plans"><figcaption>Figure 1. Plans</figcaption></figure>',
        '<table id="tbl-a-plans"><caption>Table 2. Plans</caption></table>',
    ]


def test_what_is_of_the_annex_has_a_number_only_there() -> None:
    assert "Table 1" not in html([ANNEX, TABLE])[0]
    assert "Table 1. Plans" in html([ANNEX, TABLE])[1]
    assert "Table 2. Plans" in html([ANNEX, TABLE], annex=True)[1]


def test_a_message_in_place_of_a_table_is_not_counted() -> None:
    message = Passage(html="<p>None.</p>", anchor="tbl-a-none")
    assert "Table 1." in html([message, TABLE])[1]


def test_a_reference_names_what_it_leads_to_before_or_after_it() -> None:
    text = Passage("[](#tbl-a-plans), [](#fig-a-plans), [](#tbl-a-more)")
    assert html([text, TABLE, CHART, ANNEX])[0] == (
        "[Table 1](#tbl-a-plans), [Figure 1](#fig-a-plans), the table in the technical annex"
    )


def test_a_reference_to_nothing_is_a_problem_of_its_block_with_the_nearest() -> None:
    words = "One.\nSee [](#tbl-a-plan)."
    block = BoundBlock(Block("one", words, "a.md", 4, default=False), (words,))
    (problem,) = find_wrong_references(BlockText(block, words, Path()), {"tbl-a-plans"})
    assert problem.line == 6
    assert problem.what == (
        "the text refers to #tbl-a-plan, which is no table or chart. Nearest: tbl-a-plans."
    )


def test_names_of_sections_and_cells_become_one_id() -> None:
    assert make_anchor("fig", "looked_after", "children-areas") == "fig-looked-after-children-areas"
