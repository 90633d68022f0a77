"""The toolkit's own drawings: each has words, and no picture of it can do anything."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.symbols import describe_symbol, draw_symbol, list_symbols, symbol_markdown

_ELEMENTS = {"svg", "rect", "circle", "path"}
BOOK = FactBook({}, {})


def bound(text: str):
    return bind_block(Block("who", text, "easy_read.md", 1, default=False), "easy_read", BOOK)


@pytest.mark.parametrize("name", list_symbols())
def test_each_drawing_has_words_and_only_shapes(name):
    assert len(describe_symbol(name).split()) >= 2
    drawing = ElementTree.fromstring(draw_symbol(name))
    assert {each.tag.rpartition("}")[2] for each in drawing.iter()} <= _ELEMENTS


def test_a_drawing_has_no_words_in_the_text_that_is_checked():
    block = bound('{{ symbol("people") }} We are a group.')
    assert block.text == " We are a group."
    assert block.facts == ()
    assert block.problems == ()


def test_a_drawing_that_there_is_not_is_named_with_those_there_are():
    (problem,) = bound('{{ symbol("dragon") }} Here.').problems
    assert "there is no drawing 'dragon' (known: adult, " in problem.what


def test_a_drawing_is_a_picture_with_its_words():
    assert symbol_markdown("people") == "![Two people](figures/symbol-people.svg)"
