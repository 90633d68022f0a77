"""What is denied, where the data hold some of it."""

from __future__ import annotations

import pytest

from bcssp_lib.model.finding import Kind, Severity
from tests.checks.checked import of_kind


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("No safeguarding adult review reports were ratified.", "No safeguarding adult"),
        ("There were no missing children reports.", "no missing children reports"),
        ("Child sexual exploitation crimes have been eliminated.", "have been eliminated"),
    ],
)
def test_what_is_denied_is_shown_with_what_is_held(text, words):
    (finding,) = of_kind(Kind.FIGURE, text)
    assert finding.severity is Severity.WRONG
    assert f"“{words}" in finding.what


@pytest.mark.parametrize(
    "text",
    [
        "No conclusion was drawn, and no change was made.",
        "None of what follows is in the returns.",
        "There is no evidence that missing children reports were lost.",
        "No further safeguarding adult review reports were ratified.",
        "If no missing children reports were made, we would know less.",
    ],
)
def test_other_denials_are_left_alone(text):
    assert not of_kind(Kind.FIGURE, text)
