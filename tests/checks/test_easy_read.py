"""Long sentences of an easy read report."""

from __future__ import annotations

from dataclasses import replace

from bcssp_lib.checks.easy_read import MOST_WORDS, check_easy_read
from bcssp_lib.model.finding import Severity
from tests.checks.texts import book, report

SHORT = " ".join(["word"] * MOST_WORDS)
TEXT = f"""::: {{#overview}}
{SHORT.capitalize()}.

{SHORT.capitalize()} more.
:::
"""


def findings(catalogue, *easy: str):
    found = replace(report(catalogue, TEXT, book()), easy_read=frozenset(easy))
    return list(check_easy_read(found))


def test_a_sentence_of_more_than_fifteen_words_is_named(catalogue):
    (finding,) = findings(catalogue, "police")
    assert finding.sentence == f"{SHORT.capitalize()} more."
    assert finding.what.startswith("The sentence has 16 words")
    assert finding.severity is Severity.DOUBTFUL


def test_sections_of_other_reports_may_have_longer_sentences(catalogue):
    assert findings(catalogue) == []
    assert findings(catalogue, "adults") == []
