"""Whatever an author writes, moves or takes out is read back from the file as it was left."""

from __future__ import annotations

import gc
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bcssp_lib.narrative.blocks import (
    Block,
    arrange_blocks,
    blocks_text,
    override_defaults,
    parse_blocks,
)
from bcssp_lib.narrative.edits import merge_edits, merge_texts
from bcssp_lib.narrative.section_notebook import SectionNotebook
from bcssp_lib.narrative.working_notebook import CODE, PROSE, Cell

CELLS = (
    Cell("title", PROSE, "# Police"),
    Cell("setup", CODE, "section = 1"),
    Cell("overview", PROSE, "What it shows."),
    Cell("detail", PROSE, "More of it."),
    Cell("chart", CODE, "section.chart()"),
    Cell("what-changed", PROSE, "What changed."),
    Cell("table", CODE, "section.table()"),
)


def notebook(cells=CELLS):
    blocks = tuple(
        Block(cell.id, cell.source, "notebooks/13_police.ipynb", 1, default=True)
        for cell in cells
        if cell.kind == PROSE
    )
    ids = tuple(cell.id for cell in cells)
    path = Path("13_police.ipynb")
    return SectionNotebook("police", path, "notebooks/13_police.ipynb", "", "", blocks, ids)


def through_the_file(blocks):
    return parse_blocks(blocks_text(blocks), "police.md")


def read_back(blocks, section=None):
    """The cells that a reader, or the next working notebook, is shown: (id, text or none)."""
    section = section or notebook()
    written = through_the_file(blocks)
    texts = {
        one.id: one.source for one in override_defaults(section.blocks, written, section.cells)
    }
    code = {one.id for one in CELLS if one.kind == CODE}
    order = arrange_blocks(section.cells, written)
    return [(name, texts.get(name)) for name in order if name in texts or name in code]


def shown(cells):
    return [(cell.id, cell.source if cell.kind == PROSE else None) for cell in cells]


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=60)
MARKDOWN = st.one_of(
    ANY_TEXT,
    st.lists(
        st.sampled_from(
            [
                ":::", "::: {#overview}", "::::: x", "| a | b |\n|---|---|", "[^1]: note",
                "![x](attachment:y.png)", "<div>raw</div>", "👩🏽‍🚒", "{{ missing_reports }}",
                "\u2028", "\x0b", "\x85", "  ", "```\ncode\n```", "\t", "# H", "",
            ]
        ),
        max_size=6,
    ).map("\n".join),
)  # fmt: skip


@st.composite
def edited(draw):
    """A working notebook after an author was at it: texts, new cells, moves, removals."""
    kept = [
        Cell(one.id, PROSE, draw(MARKDOWN)) if draw(st.booleans()) else one
        for one in CELLS
        if one.kind == PROSE and draw(st.integers(0, 4))
    ]
    new = [Cell(f"new-{at}", PROSE, draw(MARKDOWN)) for at in range(draw(st.integers(0, 3)))]
    prose = draw(st.permutations([*kept, *new])) if draw(st.booleans()) else [*kept, *new]
    cells = [one for one in CELLS if one.kind == CODE]
    for one in prose:
        cells.insert(draw(st.integers(0, len(cells))), one)
    return tuple(cells)


usual = settings(max_examples=100, deadline=None)
many = settings(max_examples=1000, deadline=None)


@usual
@given(edited())
def test_a_round_trip_is_exact_to_the_letter(now):
    comes_back(now)


@usual
@given(edited(), edited())
def test_the_next_edit_starts_from_what_was_saved(first, second):
    goes_on(first, second)


@usual
@given(edited(), edited())
def test_no_text_of_either_side_is_lost(mine, theirs):
    is_kept(mine, theirs)


@pytest.mark.soak
@many
@given(edited(), edited())
def test_many_edits_come_back_go_on_and_are_kept(one, other):
    comes_back(one)
    goes_on(one, other)
    is_kept(one, other)


def comes_back(now):
    taken = merge_edits(notebook(), (), CELLS, now)
    assert taken.conflicts == taken.refused == ()
    assert read_back(taken.blocks) == shown(now)


def goes_on(first, second):
    once = merge_edits(notebook(), (), CELLS, first)
    again = merge_edits(notebook(), through_the_file(once.blocks), once.seen, second)
    assert again.conflicts == ()
    assert read_back(again.blocks) == shown(second)
    same = merge_edits(notebook(), through_the_file(again.blocks), again.seen, second)
    assert same.blocks == again.blocks


def is_kept(mine, theirs):
    file = through_the_file(merge_edits(notebook(), (), CELLS, theirs).blocks)
    taken = merge_edits(notebook(), file, CELLS, mine)
    left = {text for _, text in read_back(taken.blocks)}
    left |= {conflict.notebook for conflict in taken.conflicts} | {
        conflict.file for conflict in taken.conflicts
    }
    before = {one.source for one in CELLS}
    for cells in (mine, theirs):
        for cell in cells:
            if cell.kind == PROSE and cell.source not in before and cell.source not in left:
                assert any(set(cell.source.splitlines()) <= set((text or "").splitlines())
                           for text in left)  # fmt: skip


def test_what_is_as_it_was_needs_no_block():
    assert merge_edits(notebook(), (), CELLS, CELLS).blocks == ()


def test_a_file_is_written_as_a_person_would():
    new = Cell("new", PROSE, "Ours.")
    now = (*CELLS[:3], new, *CELLS[4:5], Cell("what-changed", PROSE, "::: x"), CELLS[6])
    assert blocks_text(merge_edits(notebook(), (), CELLS, now).blocks) == (
        "::: {#new after=overview}\nOurs.\n:::\n\n"
        ":::: {#what-changed}\n::: x\n::::\n\n"
        "::: {#detail .removed}\n:::\n"
    )


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("a", "a", "a", "a"),
        ("a", "b", "a", "b"),
        ("a", "a", "b", "b"),
        ("a", "b", "b", "b"),
        ("a", None, "a", None),
        ("a", "a", None, None),
        (None, "new", None, "new"),
        ("1\n2\n3\n4\n", "one\n2\n3\n4\n", "1\n2\n3\nfour\n", "one\n2\n3\nfour\n"),
    ],
)
def test_a_text_that_one_side_changed_is_taken(base, mine, theirs, merged):
    assert merge_texts(base, mine, theirs) == merged


@pytest.mark.parametrize(
    ("mine", "theirs"), [("Mine.", "Theirs."), (None, "Theirs."), ("Mine.", None)]
)
def test_a_text_that_both_changed_is_kept_twice(mine, theirs):
    def changed(text):
        cells = (Cell(one.id, one.kind, text) if one.id == "overview" else one for one in CELLS)
        return tuple(cell for cell in cells if cell.source is not None)

    file = through_the_file(merge_edits(notebook(), (), CELLS, changed(theirs)).blocks)
    taken = merge_edits(notebook(), file, CELLS, changed(mine))
    (conflict,) = taken.conflicts
    assert (conflict.block, conflict.notebook, conflict.file) == ("overview", mine, theirs)
    assert read_back(taken.blocks) == shown(changed(theirs))
    assert merge_edits(notebook(), file, taken.seen, changed(mine)).conflicts == taken.conflicts


def test_a_default_that_changed_under_unchanged_text_is_followed():
    newer = notebook(tuple(
        Cell(one.id, one.kind, "Newer.") if one.id == "detail" else one for one in CELLS
    ))  # fmt: skip
    taken = merge_edits(newer, (), CELLS, CELLS)
    assert dict(read_back(taken.blocks, newer))["detail"] == "Newer."


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (
            tuple(Cell(one.id, one.kind, "1 + 1") if one.id == "chart" else one for one in CELLS),
            "The code of the cell 'chart' was changed.",
        ),
        ((*CELLS, Cell("mine", CODE, "1 + 1")), "The code cell 'mine' was added."),
        (CELLS[:-1], "The code cell 'table' was taken out."),
        ((CELLS[6], *CELLS[:6]), "Code cells were put in another order."),
        ((*CELLS, Cell("mine", "raw", "x")), "The code cell 'mine' was added."),
    ],
)
def test_changed_code_is_refused_and_the_words_are_taken(now, told):
    written = tuple(Cell(one.id, one.kind, "Ours.") if one.id == "detail" else one for one in now)
    taken = merge_edits(notebook(), (), CELLS, written)
    (message,) = taken.refused
    assert message.startswith(told)
    assert "belongs in notebooks/13_police.ipynb" in message
    assert dict(read_back(taken.blocks))["detail"] == "Ours."
    code = [name for name, text in read_back(taken.blocks) if text is None]
    assert code == ["setup", "chart", "table"]
    assert merge_edits(notebook(), through_the_file(taken.blocks), taken.seen, written).refused


@pytest.fixture
def _nothing_else_is_counted():
    """Other tests' objects, looked through for garbage meanwhile, take longer than the cells."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_nothing_else_is_counted")
def test_ten_thousand_cells_are_merged_in_a_time_that_grows_with_their_number():
    """Ten times the cells take about ten times as long; a square would be a hundred times."""

    def seconds(count):
        added = [Cell(f"text-{number}", PROSE, f"Text {number}.") for number in range(count)]
        now = [*CELLS, *added]
        began = time.process_time()
        edits = merge_edits(notebook(), (), CELLS, now)
        moved = merge_edits(notebook(), edits.blocks, now, [*CELLS, *reversed(added)])
        took = time.process_time() - began
        assert [block.id for block in moved.blocks] == [cell.id for cell in reversed(added)]
        return took

    few, many = (min(seconds(count) for _ in range(3)) for count in (1_000, 10_000))
    assert many < 30 * max(few, 0.005)
