"""What nobody supplied is left out and named once; tables and figures have numbers."""

from __future__ import annotations

from pathlib import Path

from bcssp_lib.model.value import Lack, Reason
from bcssp_lib.narrative.binding import BoundBlock
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.publish.block_texts import BlockText
from bcssp_lib.publish.chapter_passages import (
    Passage,
    find_wrong_references,
    leave_out,
    leave_out_empty_fills,
    make_anchor,
    number_passages,
)


def text(words: str, *titles: str, shows: bool = False) -> Passage:
    block = BoundBlock(Block("one", words, "01.ipynb", 1, default=True), (words,))
    narrative = BlockText(block, words, Path())
    return Passage(words, narrative=narrative, lacks=tuple(map(Lack, titles)), shows=shows)


def lacking(title: str, reason: Reason = Reason.NOT_AVAILABLE, refused: str = "") -> Passage:
    return Passage(html="<p>none</p>", lacks=(Lack(title, reason, refused),))


TABLE = Passage(html="<table>", shows=True)


def shown(*passages: Passage, has_facts: bool = True) -> list[str]:
    draft = leave_out(passages, has_facts=has_facts, named=True)
    return [passage.text or passage.html for passage in draft.passages]


def test_a_part_that_got_nothing_goes_with_its_heading() -> None:
    assert shown(
        text("# Adults"), text("## Concerns"), lacking("By year"), text("## Time"), TABLE
    ) == [
        "# Adults", "## Time", "<table>", "*Nothing was supplied for this report on “Concerns”.*",
    ]  # fmt: skip


def test_in_a_part_that_got_something_what_is_lacking_is_named() -> None:
    found = shown(text("# A"), text("## B", "Hours", shows=True), lacking("By year"), TABLE)
    assert found[:3] == ["# A", "## B", "<table>"]
    assert found[3:] == ["*Nothing was supplied for this report on “Hours” and “By year”.*"]


def test_a_heading_below_another_goes_alone() -> None:
    passages = (text("# A"), text("## B", shows=True), text("### C"), lacking("x"), text("### D"))
    assert shown(*passages)[:3] == ["# A", "## B", "### D"]


def test_words_that_asked_for_nothing_stay() -> None:
    assert shown(text("# A"), text("## How to read"), text("## B"), lacking("x"))[:2] == [
        "# A", "## How to read",
    ]  # fmt: skip


def test_a_refusal_without_a_title_is_left_out_and_not_named() -> None:
    assert shown(text("# A"), TABLE, lacking("")) == ["# A", "<table>"]


def test_a_section_without_any_fact_is_left_out_whole() -> None:
    draft = leave_out([text("# A"), TABLE, lacking("x")], has_facts=False, named=True)
    assert draft.empty
    assert draft.passages == ()


def test_a_section_in_which_an_author_wrote_is_kept() -> None:
    draft = leave_out(
        [text("# A"), text("Mine.", shows=True), lacking("x")], has_facts=False, named=True
    )
    assert not draft.empty
    assert draft.passages[1].text == "Mine."


def test_a_publication_names_nothing_in_the_section_and_tells_it_elsewhere() -> None:
    draft = leave_out([text("# A"), TABLE, lacking("By year")], has_facts=True, named=False)
    assert [passage.text or passage.html for passage in draft.passages] == ["# A", "<table>"]
    assert draft.lacks == (Lack("By year"),)


def test_what_is_hidden_is_named_with_the_reason() -> None:
    hidden = lacking("Repeats", Reason.SUPPRESSED)
    assert shown(text("# A"), TABLE, lacking("By year"), hidden)[2:] == [
        "*Nothing was supplied for this report on “By year”.*\n\n"
        "*“Repeats” is not shown, to protect people who could be identified.*"
    ]
    part = shown(text("# A"), TABLE, text("## Missing"), lacking("By year"), hidden)
    assert part[2:] == ["*“Missing” is not shown, to protect people who could be identified.*"]


def test_what_would_mislead_is_named_with_the_reason_in_copies_for_those_who_review() -> None:
    refused = lacking("By year", refused="it needs 3 figures")
    passages = [text("# A"), TABLE, refused, lacking("By age")]
    assert shown(*passages)[2:] == [
        "*Nothing was supplied for this report on “By age”.*\n\n"
        "*“By year” cannot be shown, because it needs 3 figures.*"
    ]
    publication = leave_out(passages, has_facts=True, named=False)
    assert publication.lacks == (Lack("By age"),)


def test_a_part_of_which_all_would_mislead_is_named_in_every_copy() -> None:
    passages = [text("# A"), TABLE, text("## Trend"), lacking("By year", refused="it is one")]
    assert shown(*passages)[2:] == ["*“Trend” cannot be shown, because it is one.*"]
    (lack,) = leave_out(passages, has_facts=True, named=False).lacks
    assert lack.title == "Trend"


NOTHING = Passage(html="<p>No differences were found.</p>", lacks=(Lack(""),))


def test_a_fill_that_says_nothing_goes_with_its_heading() -> None:
    passages = [text("# Notes"), text("## Differences"), NOTHING, text("## Sources"), TABLE]
    kept = leave_out_empty_fills(passages)
    assert [each.text or each.html for each in kept] == ["# Notes", "## Sources", "<table>"]


def test_what_an_author_wrote_there_stays() -> None:
    passages = [text("# Notes"), text("## Differences", shows=True), NOTHING]
    assert [each.text for each in leave_out_empty_fills(passages)] == ["# Notes", "## Differences"]


def test_a_glossary_without_terms_is_no_chapter() -> None:
    assert leave_out_empty_fills([text("# Glossary"), text("These are the terms."), NOTHING]) == []
    assert leave_out_empty_fills([text("# A"), text("Words.")])


PLANS = Passage(html="<table><caption>Plans</caption></table>", anchor="tbl-a-plans")
CHART = Passage(html="<figure><figcaption>Plans</figcaption></figure>", anchor="fig-a-plans")
ANNEX = Passage(html=PLANS.html, anchor="tbl-a-more", annex=True)


def html(*drafts: list[Passage], annex: bool = False) -> list[str]:
    numbered = number_passages(drafts, annex=annex)
    return [one.html or one.text for passages in numbered for one in passages]


def test_tables_and_figures_are_counted_apart_and_through_all_sections() -> None:
    assert html([PLANS, CHART], [PLANS]) == [
        '<table id="tbl-a-plans"><caption>Table 1. Plans</caption></table>',
        '<figure id="fig-a-plans"><figcaption>Figure 1. Plans</figcaption></figure>',
        '<table id="tbl-a-plans"><caption>Table 2. Plans</caption></table>',
    ]


def test_what_is_of_the_annex_has_a_number_only_there() -> None:
    assert "Table 1" not in html([ANNEX, PLANS])[0]
    assert "Table 1. Plans" in html([ANNEX, PLANS])[1]
    assert "Table 2. Plans" in html([ANNEX, PLANS], annex=True)[1]


def test_a_message_in_place_of_a_table_is_not_counted() -> None:
    message = Passage(html="<p>None.</p>", anchor="tbl-a-none")
    assert "Table 1." in html([message, PLANS])[1]


def test_a_reference_names_what_it_leads_to_before_or_after_it() -> None:
    text = Passage("[](#tbl-a-plans), [](#fig-a-plans), [](#tbl-a-more)")
    assert html([text, PLANS, CHART, ANNEX])[0] == (
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
