"""What a finding weighs, and how findings are counted."""

from __future__ import annotations

import pytest

from bcssp_lib.model.errors import NotKnownError
from bcssp_lib.model.finding import (
    KINDS,
    NOT_A_FIGURE,
    Finding,
    FindingFilter,
    Kind,
    Severity,
    Tally,
    count_findings,
    findings_content,
    findings_text,
    parse_findings,
    read_kind,
)

STAMP = {"area": "banes", "period": "2023-24", "edition": "annual"}


def finding(**fields):
    given = {"kind": Kind.FIGURE, "severity": Severity.TYPED, "section": "police", "block": "a"}
    return Finding(**{**given, "sentence": "It was 5.", "what": "x", "why": "y", **fields})


WRONG = finding(severity=Severity.WRONG)
TYPED = finding(words="5", at=7, binding="{{ x }}")
DOUBTFUL = finding(severity=Severity.DOUBTFUL, kind=Kind.CLAIM, section="training", block="b")
ACCEPTED = finding(accepted="Known.")
NO_FIGURE = finding(accepted=NOT_A_FIGURE, severity=Severity.WRONG)
UNBOUND = finding(words="5", at=7)  # nothing shows it
DISCLOSED = finding(kind=Kind.DISCLOSURE, severity=Severity.WRONG, accepted="x")  # nobody may
ALL = (WRONG, TYPED, DOUBTFUL, ACCEPTED, NO_FIGURE, DISCLOSED, UNBOUND)


def test_each_finding_counts_once_and_in_its_state():
    assert [each.state for each in ALL] == [
        "wrong", "typed", "doubtful", "accepted", "no figures", "wrong", "typed",
    ]  # fmt: skip
    tally = count_findings(ALL)
    assert tally == Tally(wrong=2, typed=2, bindable=1, doubtful=1, accepted=1, no_figures=1)
    assert tally.errors == sum(each.is_open_error for each in ALL) == 3
    assert str(tally) == "2 wrong, 2 typed, 1 doubtful, 1 accepted, 1 no figures"
    assert str(Tally()) == "0 wrong, 0 typed, 0 doubtful"


def test_what_is_wrong_or_can_be_bound_prevents_a_publication_while_it_is_open():
    assert [each.is_open_error for each in ALL] == [True, True, False, False, False, True, False]
    assert [each.is_open for each in ALL] == [True, True, True, False, False, True, True]


def test_the_counts_are_of_all_findings_whatever_is_listed():
    content = findings_content(STAMP, ALL, [TYPED])
    assert (content["format"], content["report"]) == (1, STAMP)
    assert content["counts"] == count_findings(ALL).model_dump()
    assert [each["id"] for each in content["findings"]] == [TYPED.id]


def test_findings_are_read_back_as_they_were_written():
    assert parse_findings(findings_text(STAMP, ALL)) == ALL


@pytest.mark.parametrize(
    ("meant", "held"),
    [
        (FindingFilter(), ALL),
        (FindingFilter(sections=("training",)), (DOUBTFUL,)),
        (FindingFilter(blocks=("a",), kinds=("wrong",)), (WRONG, DISCLOSED)),
        (FindingFilter(kinds=("claim", "disclosure")), (DOUBTFUL, DISCLOSED)),
        (FindingFilter(kinds=("no figures", "accepted")), (ACCEPTED, NO_FIGURE)),
        (FindingFilter(sections=("training",), blocks=("a",)), ()),
    ],
)
def test_a_filter_holds_those_of_any_of_each(meant, held):
    assert tuple(filter(meant.holds, ALL)) == held
    assert bool(meant) == (held != ALL)


@pytest.mark.parametrize(
    ("meant", "told"),
    [
        (FindingFilter(sections=("police", "polise")), r"no section 'polise' \(nearest: police"),
        (FindingFilter(blocks=("aa",)), r"no block 'aa' \(nearest: a"),
        (FindingFilter(kinds=("figur",)), r"no kind of finding 'figur' \(nearest: figure"),
    ],
)
def test_a_name_that_is_none_is_told_with_the_nearest(meant, told):
    with pytest.raises(NotKnownError, match=told):
        meant.refuse_unknown(["police", "training"], ["a", "b"])


def test_a_kind_is_typed_as_people_do():
    assert read_kind(" Out-of-Date ") == "out of date"
    assert {read_kind(kind.upper().replace(" ", "-")) for kind in KINDS} == set(KINDS)
