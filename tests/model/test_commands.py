"""Commands as messages show them."""

from __future__ import annotations

import os

import pytest

from bcssp_lib.model.commands import type_words
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId


@pytest.mark.parametrize(
    ("system", "shown"),
    [
        ("posix", "bcssp take 'my text.docx' --yes"),
        ("nt", 'bcssp take "my text.docx" --yes'),
    ],
)
def test_words_with_blanks_are_quoted_as_the_shell_takes_them(monkeypatch, system, shown):
    monkeypatch.setattr(os, "name", system)
    assert type_words("bcssp", "take", "my text.docx", "--yes") == shown


def test_a_period_with_a_blank_is_quoted():
    assert parse_period("2023-24").typed == "2023-24"
    report = ReportId("banes", parse_period("2023-24 Q4"))
    assert report.typed in {"banes --period '2023-24 Q4'", 'banes --period "2023-24 Q4"'}
