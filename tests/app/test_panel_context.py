"""What a build would refuse is told in the panel, in the words of the build."""

from __future__ import annotations

import time

import pytest

from bcssp_lib.app.panel_context import find_findings, read_panel_context
from bcssp_lib.app.preview import preview_block
from bcssp_lib.model.finding import Kind, Severity

BUSY = 4  # times the promise, on a machine that does other things too


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
