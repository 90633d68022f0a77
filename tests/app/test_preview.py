"""Text while it is typed: bound as a build binds it, its problems marked, and nothing runs."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from bcssp_lib.app.preview import preview_block, problem_sentence
from bcssp_lib.narrative.binding import bind_block
from bcssp_lib.narrative.blocks import LONGEST

_TOUCH_ALL = """() => document.querySelectorAll("#here *").forEach(one => {
  one.addEventListener("click", event => event.preventDefault());
  ["click", "mouseover", "focus"].forEach(kind => one.dispatchEvent(new Event(kind)));
})"""
DEFAULT = 'Reports of missing children {{ change("missing_reports") }}.'


def shown(context, block):
    found = preview_block(block, "police", context.book)
    return found, BeautifulSoup(found.html, "html.parser")


def texts(tags):
    return [tag.get_text() for tag in tags]


@pytest.mark.parametrize(
    ("text", "seen", "facts"),
    [
        ("There were {{ missing_reports }}.", "There were 282.", ["282"]),
        ("**{{ missing_reports }}** in {{ area_short }}.", "282 in B&NES.", ["282"]),
        ("- {{ missing_reports }}\n- {{ training.training_sessions }}", "282 76", ["282", "76"]),
        ("| a | b |\n|---|---|\n| {{ missing_reports }} | x |", "a b 282 x", ["282"]),
        ("One {not} brace, and 5 < 6 & 7.", "One {not} brace, and 5 < 6 & 7.", []),
        ("Windows {{ missing_reports }}\r\nline ends.", "Windows 282 line ends.", ["282"]),
        ("", "", []),
    ],
)
def test_a_text_is_seen_with_its_facts(context, written, text, seen, facts):
    found, page = shown(context, written(text))
    assert " ".join(page.get_text(" ", strip=True).split()).replace(" .", ".") == seen
    assert texts(page.select(".bcssp-fact")) == facts
    assert (found.absent, found.bound.problems) == ((), ())


@pytest.mark.parametrize(
    "text",
    [DEFAULT, "{{ missing_reports }} and {{ previous('missing_reports') }}.",
     "- {{ missing_children }}\n\n1. {{ training.courses_cancelled }}\n\n> {{ region }}"],
)  # fmt: skip
def test_it_is_the_text_that_a_build_makes(context, written, text):
    block = written(text)
    found, _ = shown(context, block)
    built = bind_block(block, "police", context.book)
    assert found.bound.text == built.text
    assert found.bound.spans == built.spans
    assert found.bound.facts == built.facts


@pytest.mark.parametrize(
    ("text", "marked", "problems"),
    [
        ("Of {{ mising_reports }} and {{ missing_reports }}.", ["{{ mising_reports }}"],
         ["Line 1: there is no fact 'mising_reports' (nearest: missing_reports"]),
        ("One.\n\nTwo {{ missing", ["{{ missing"],
         ["Line 3: an opening {{ has no closing }}"]),
        ('{{ chance("missing_reports") }} {{ x }}',
         ['{{ chance("missing_reports") }}', "{{ x }}"],
         ["Line 1: there is no helper 'chance'", "Line 1: there is no fact 'x'"]),
        ("- {{ 1 + 1 }}\n- {{ missing_reports }}", ["{{ 1 + 1 }}"],
         ["Line 1: this expression is not allowed"]),
        ('{{ compare("missing_reports", "france") }}',
         ['{{ compare("missing_reports", "france") }}'], ["takes one of previous"]),
        ("A \ue001 b", ["A  b"], ["private use"]),
        ("{{ a\nb }} {{ missing_reports }}", ["{{ a", "b }}"], ["the braces cannot be read"]),
    ],
)  # fmt: skip
def test_what_cannot_be_bound_is_marked_and_the_rest_is_seen(
    context, written, text, marked, problems
):
    found, page = shown(context, written(text))
    assert texts(page.select("mark")) == marked
    assert len(found.bound.problems) == len(problems)
    for told, words in zip(map(problem_sentence, found.bound.problems), problems, strict=True):
        assert words in told
        assert "police.md" not in told  # the author is looking at it
    assert len(page.select(".bcssp-fact")) == text.count("{{ missing_reports }}")


def test_the_default_text_is_known_as_such(context, written):
    assert written(DEFAULT).default
    assert not written("Ours.").default
    assert context.block("1f2e3d4c", "what-changed", DEFAULT).id == "what-changed"
    assert context.block("1f2e3d4c", "", "New.").id == "1f2e3d4c"


@pytest.mark.parametrize(
    "text",
    ["<script>window.ran = 1</script>", "<img src=x onerror='window.ran = 1'>",
     "[x](javascript:window.ran=1)", "<a href='javascript:window.ran=1'>x</a>",
     "![x](x.png \"{{ missing_reports }}\")", "[{{ missing_reports }}](data:text/html,x)",
     "<svg onload=window.ran=1>", "`{{ missing_reports }}`<iframe srcdoc='<script>'>",
     "[x](https://a.org \"{{ missing_reports }}' onclick=window.ran=1\")",
     "{{ '<script>window.ran = 1</script>' }}", "<{{ missing_reports }} onclick=window.ran=1>",
     "![a](https://evil.test/a.png)", "[x]: javascript:window.ran=1\n\n[x]",
     "&lt;script>window.ran = 1</script>", "<style>*{display:none}</style>"],
)  # fmt: skip
def test_nothing_that_is_typed_runs_or_is_fetched(context, written, browser, text):
    found, page = shown(context, written(text))
    assert not page.select("script, img, iframe, svg, style, object, embed, form")
    tab = browser.new_page()
    asked = []
    tab.on("request", lambda one: asked.append(one.url))
    tab.set_content(f"<div id=here>{found.html}</div>")
    tab.evaluate(_TOUCH_ALL)
    assert tab.evaluate("window.ran") is None
    assert asked == []
    assert not any(one in found.html for one in "\ue000\ue001\ue002\ue003")
    tab.close()


def test_a_pasted_book_is_not_bound_while_it_is_typed(context, written):
    found, _ = shown(context, written("word " * LONGEST))
    assert found.html == ""
    assert "may hold 100,000" in str(found.bound.problems[0])
