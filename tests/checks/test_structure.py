"""Headings, links and pictures are found wherever a Markdown reader sees one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.checks.language import structure_of
from bcssp_lib.checks.prose import MARKDOWN

PIECES = [
    "# ", "Title\n", "===\n", "---\n", "-", "- ", "[a](b)", "<b>", "<img src=x>", "![x](y)",
    "text ", "\n", "\n\n", "> ", "<https://x.org> ", "*", "`", "[r]: /x\n", "[r]", "    ",
    "| a | b |\n", "|---|---|\n", "1. ", "\\", "&lt;a href=x>", "\t", " \n",
]  # fmt: skip
SEEN = {"heading_open", "image", "link_open"}


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_a_text_without_structure_is_one_in_which_markdown_sees_none(text):
    tokens = [child for one in MARKDOWN.parse(text) for child in (one, *(one.children or ()))]
    seen = any(one.type in SEEN for one in tokens)
    assert seen <= bool(list(structure_of(text)))
