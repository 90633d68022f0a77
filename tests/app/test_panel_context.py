"""What a build would refuse is told in the panel, in the words of the build."""

from __future__ import annotations

import pytest

from bcssp_lib.app.panel_context import find_problems
from bcssp_lib.app.preview import preview_block


def told(context, block):
    found = preview_block(block, "police", context.book)
    return find_problems(found.bound, context)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("![A map](map.png)", "Line 1: the text holds the picture 'map.png'"),
        ("<script>x</script>", "the HTML '<script>'"),
        ("[x](javascript:x)", "the link 'javascript:x'"),
        ("---\ntitle: x\n---\n", "settings between lines of three dashes"),
    ],
)
def test_what_may_not_stand_in_narrative_is_told(context, written, text, words):
    (problem,) = told(context, written(text))
    assert words in problem
    assert "police.md" not in problem


def test_all_that_is_wrong_with_a_text_is_told_beside_what_cannot_be_bound(context, written):
    block = written("{{ nothing }}\n\n![](map.png) <script>x</script>\n\nThere were 283 reports.")
    assert len(preview_block(block, "police", context.book).problems) == 1
    picture, tag = told(context, block)  # no number of a text that is none yet
    assert "Line 3: the text holds the picture 'map.png'" in picture
    assert "Line 3: the text holds the HTML '<script>'" in tag


def test_of_good_text_there_is_nothing_to_tell(context, written):
    assert told(context, written("**{{ missing_reports }}**, see <https://a.org>.")) == []


def test_what_the_check_finds_is_told_while_it_is_typed(context, written):
    (problem,) = told(context, written("The police received 283 reports of a missing child."))
    assert problem.startswith("Wrong: “283”")
    assert "282" in problem
    assert "{{ missing_reports }}" in problem or "{{ police.missing_reports }}" in problem
