"""What nobody supplied is left out with its heading, and named once."""

from __future__ import annotations

from pathlib import Path

from bcssp_lib.narrative.binding import BoundBlock
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.publish.block_texts import BlockText
from bcssp_lib.publish.left_out import Passage, leave_out, leave_out_empty_fills


def text(words: str, *lacks: str, shows: bool = False) -> Passage:
    block = BoundBlock(Block("one", words, "01.ipynb", 1, default=True), (words,))
    narrative = BlockText(block, words, Path())
    return Passage(words, narrative=narrative, lacks=lacks, shows=shows)


def lacking(title: str) -> Passage:
    return Passage(html="<p>none</p>", lacks=(title,))


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
    assert draft.lacks == ("By year",)


NOTHING = Passage(html="<p>No differences were found.</p>", lacks=("",))


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
