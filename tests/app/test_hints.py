"""What newcomers type, in an 80-column window, and what they are told to write instead."""

from __future__ import annotations

import pytest

MISTAKES = [
    (("build", "banes", "--year", "2023-24"), 2, "a period is --period 2023-24"),
    (("build", "--area", "banes"), 2, "areas are named without an option"),
    (("build", "banes", "-s", "police"), 2, "a section is --section police"),
    (("build", "banes", "--force"), 2, "--fresh"),
    (("build", "banes", "-o", "x"), 2, "--out FOLDER"),
    (("build", "banes", "--output=x"), 2, "--out FOLDER"),
    (("build", "banes", "--verbose"), 2, "--log FILE"),
    (("status", "--all"), 2, "where no area is named, all are meant"),
    (("run", "banes"), 2, "Here it is: bcssp build"),
    (("publish", "banes"), 2, "bcssp build AREA --publish"),
    (("help", "build"), 2, "bcssp build --help"),
    (("build", "banes", "2023-24"), 2, "'2023-24' is a period: write --period 2023-24"),
    (("explain", "banes", "police", "2023-24"), 2, "write --period 2023-24"),
    (("build", "police"), 1, "--section police"),
    (("explain", "police", "banes"), 1, "Turned round? The area comes first"),
    (("build", "banes,fairport"), 1, "Write each by itself: 'banes' and 'fairport'"),
    (("build", "banes", "--only", "police,training"), 1, "'police' and 'training'"),
    (("build", "all"), 1, "where none is named, all are meant"),
    (("build", "banes", "-p", "2023/24"), 1, "Did you mean 2023-24?"),
    (("build", "banes", "-p", "23-24"), 1, "Did you mean 2023-24?"),
    (("build", "banes", "-p", "2023-2024"), 1, "Did you mean 2023-24?"),
    (("build", "banes", "-p", "2023–24"), 1, "Did you mean 2023-24?"),
    (("build", "banes", "-p", "FY 23/24"), 1, "Did you mean 2023-24?"),
    (("build", "banes", "-p", "2023"), 1, "Did you mean 2023-24, or 2022-23?"),
    (("accept", "banes"), 2, "name findings"),
    (("confirm", "banes", "police"), 1, "no text waits to be confirmed"),
]


@pytest.mark.parametrize(
    ("words", "code", "hint"), MISTAKES, ids=[" ".join(words) for words, _, _ in MISTAKES]
)
def test_a_mistake_is_told_with_what_to_write(call, small, words, code, hint):
    told = call(*words)
    assert told.code == code
    assert hint in " ".join(told.err.replace("│", " ").split())
    assert "Traceback" not in told.err
    assert not list(small.reports.glob("banes/*"))


@pytest.mark.parametrize("period", ["2023-25", "last", "20", "12/2023", "2019/2021"])
def test_no_period_is_guessed_where_none_can_be_meant(call, small, period):
    told = call("build", "banes", "-p", period)
    assert told.code == 1
    assert "Did you mean" not in told.err


def test_a_period_that_belongs_to_an_option_is_let_be(call, small):
    assert call("build", "banes", "-p", "2023-24", "--dry-run").code == 0
    assert call("new-period", "2024-25", "banes").code == 0
