"""The rules together: in the order of reading, with what authors have accepted."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from bcssp_lib.checks.prose import split_block
from bcssp_lib.model.checking import Requirement
from bcssp_lib.model.finding import (
    Finding,
    Kind,
    Severity,
    Tally,
    count_findings,
    findings_text,
    parse_findings,
)
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.review_record import SectionReview, add_acceptances, text_hash
from tests.checks.checked import checked, of_kind, the_catalogue
from tests.checks.texts import book, check_prose, check_whole, fact, report

FACTS = book(fact("missing", "282"))
OWN = "::: {#first}\n{{ missing }} here.\n:::\n\n::: {#second}\nIt was not supplied.\n:::\n"
DUTIES = tuple(
    Requirement(id=name, body="b", requirement="r", checked=True, source="s", blocks=(place,))
    for name, place in (("A", "elsewhere.x"), ("B", "police.second"), ("C", "police.first"))
)


def check(catalogue, review=None):
    return check_whole(report(catalogue, OWN, FACTS, review, DUTIES))


def test_findings_come_in_the_order_of_reading(catalogue):
    places = [
        (finding.kind, finding.section, finding.block) for finding in check(catalogue).findings
    ]
    assert places == [
        (Kind.STALE, "police", "first"),
        (Kind.COVERAGE, "police", "second"),
        (Kind.COVERAGE, "elsewhere", "x"),
    ]


def test_what_was_accepted_has_its_reason_and_so_has_the_duty(catalogue):
    found = check(catalogue).findings[1]
    texts = {"second": text_hash("It was not supplied.")}
    review = add_acceptances(SectionReview(), [found], "None was held.", texts)
    again = check(catalogue, review)
    assert [finding.accepted for finding in again.findings] == ["", "None was held.", ""]
    assert [finding.what for finding in again.accepted] == [found.what]
    assert [duty.reason for duty in again.duties] == ["", "None was held.", ""]
    assert count_findings(again.findings) == Tally(doubtful=2, accepted=1)


def test_findings_are_kept_and_read_back(catalogue, tmp_path):
    findings = check(catalogue).findings
    path = tmp_path / "findings.json"
    path.write_text(findings_text({"area": "banes"}, findings), "utf-8")
    assert parse_findings(path.read_text("utf-8")) == findings


@pytest.mark.parametrize(
    ("fields", "same"),
    [
        ({"why": "x", "suggestion": "x", "accepted": "x", "severity": Severity.DOUBTFUL}, True),
        ({"what": "x"}, False),
        ({"sentence": "x"}, False),
        ({"block": "x"}, False),
        ({"section": "x"}, False),
        ({"kind": Kind.CLAIM}, False),
    ],
)
def test_a_finding_is_called_by_what_was_found(fields, same):
    one = Finding(Kind.FIGURE, Severity.WRONG, "police", "first", "s", "w", "y")
    assert (Finding(**{**asdict(one), **fields}).id == one.id) is same


def test_figures_and_claims_come_in_the_order_of_reading():
    found = checked(
        "Missing children reports fell. There were 283 missing children reports.",
        "Of the 30 cases, 20 were children, 8 adults and 5 carers.",
        "Child victims of crimes fell.",
    )
    assert [(one.block, one.kind) for one in found] == [
        ("block-0", Kind.CLAIM),
        ("block-0", Kind.FIGURE),
        ("block-1", Kind.CONSISTENCY),
        ("block-2", Kind.CLAIM),
    ]


def test_a_report_without_facts_or_text_is_checked_too():
    catalogue = the_catalogue()
    area = catalogue.areas["banes"]
    empty = FactBook({}, {})
    assert check_prose([], empty, catalogue, area) == []
    block = split_block(
        "police", bind_block(Block("one", "Reports rose by 12.", "x.md", 1, False), "police", empty)
    )
    found = check_prose([block], empty, catalogue, area)
    assert [one.severity for one in found] == [Severity.DOUBTFUL]


def test_a_sentence_of_hundreds_of_numbers_is_named_and_not_read():
    row = " ".join(map(str, range(200, 500)))
    (finding,) = of_kind(Kind.FIGURE, f"Reports of missing children were {row} in the year.")
    assert "more than 100 numbers, and none of them was checked" in finding.what
    sentences = " ".join(f"We took {number} calls." for number in range(200, 700))
    text = f"{sentences} There were 283 missing children reports."
    (finding,) = of_kind(Kind.FIGURE, text)
    assert finding.what.startswith("“283” is typed")
