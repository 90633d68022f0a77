"""What a build would refuse is told in the panel, in the words of the build."""

from __future__ import annotations

import time

import pytest
from bs4 import BeautifulSoup

from bcssp_lib.app.panel_context import find_findings, preview_block, read_panel_context
from bcssp_lib.model.finding import Kind, Severity
from bcssp_lib.narrative.binding import bind_block
from bcssp_lib.narrative.blocks import LONGEST

BUSY = 4  # times the promise, on a machine that does other things too
_TOUCH_ALL = """() => document.querySelectorAll("#here *").forEach(one => {
  one.addEventListener("click", event => event.preventDefault());
  ["click", "mouseover", "focus"].forEach(kind => one.dispatchEvent(new Event(kind)));
})"""
DEFAULT = 'Reports of missing children {{ change("missing_reports") }}.'


def told(context, block):
    found = preview_block(block, "police", context.book)
    return [finding.what for finding in find_findings(found.bound, context)]


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
    name, picture, tag = told(context, block)  # no number of a text that is none yet
    assert name.startswith("Line 1: there is no fact 'nothing'")
    assert "Line 3: the text holds the picture 'map.png'" in picture
    assert "Line 3: the text holds the HTML '<script>'" in tag


def test_of_good_text_there_is_nothing_to_tell(context, written):
    assert told(context, written("**{{ missing_reports }}**, see <https://a.org>.")) == []


def findings_of(context, text):
    block = context.block("what-changed", "what-changed", text)
    return find_findings(preview_block(block, "police", context.book).bound, context)


def test_every_kind_of_finding_is_told_while_it_is_typed_the_heaviest_first(context):
    text = (
        "## Reports\n\nThe police received 283 reports of a missing child. There were 105 missing "
        "children. Reports {{ missing_reports }} fell. We utilise it, [here](https://a.org)."
    )
    findings = findings_of(context, text)
    severities = [finding.severity for finding in findings]
    assert severities == sorted(severities, key=list(Severity).index)
    assert {(each.kind, each.severity, each.words) for each in findings} >= {
        (Kind.FIGURE, Severity.WRONG, ""),
        (Kind.FIGURE, Severity.TYPED, "105"),
    }
    assert Kind.LANGUAGE in {each.kind for each in findings}
    (typed,) = [each for each in findings if each.words == "105"]
    assert typed.binding == "{{ police.missing_children }}"


def test_a_person_is_told_and_a_text_that_cannot_be_bound(context):
    kinds = [each.kind for each in findings_of(context, "Write to anna.smith@example.org {{ x }}")]
    assert set(kinds) == {Kind.NOT_SHOWN, Kind.PERSON}


def test_what_is_typed_now_waits_for_nobody_and_what_is_in_the_file_does(files):
    files.narrative.parent.mkdir(exist_ok=True)
    files.narrative.write_text("::: {#what-changed}\n{{ missing_reports }} came.\n:::\n", "utf-8")
    context = read_panel_context(files.project, "banes", "police", "2023-24", "annual")
    (stale,) = findings_of(context, "{{ missing_reports }} came.")
    assert (stale.kind, stale.what[:6]) == (Kind.STALE, "Nobody")
    assert findings_of(context, "{{ missing_reports }} were made.") == []


def test_one_text_is_checked_in_less_than_a_fifth_of_a_second(context):
    text = " ".join(f"There were 282 reports of missing children in {i} wards." for i in range(30))
    findings_of(context, text)
    begun = time.monotonic()
    assert len(findings_of(context, text)) >= 30
    assert time.monotonic() - begun < 0.2 * BUSY


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
         ["line 1: there is no fact 'mising_reports' (nearest: missing_reports"]),
        ("One.\n\nTwo {{ missing", ["{{ missing"],
         ["line 3: an opening {{ has no closing }}"]),
        ('{{ chance("missing_reports") }} {{ x }}',
         ['{{ chance("missing_reports") }}', "{{ x }}"],
         ["line 1: there is no helper 'chance'", "line 1: there is no fact 'x'"]),
        ("- {{ 1 + 1 }}\n- {{ missing_reports }}", ["{{ 1 + 1 }}"],
         ["line 1: this expression is not allowed"]),
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
    for told, words in zip(map(str, found.bound.problems), problems, strict=True):
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
