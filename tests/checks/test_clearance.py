"""A report of which a hidden number can be worked out is not cleared for publication."""

from __future__ import annotations

from dataclasses import replace

from bcssp_lib.model.finding import Kind
from tests.checks.texts import book, check_whole, report

KEY = "plans|banes|2023-24|Other"


def test_a_small_number_that_can_be_worked_out_is_an_error_that_nobody_may_keep(catalogue):
    text = replace(report(catalogue, "", book()), unprotected=frozenset({KEY}))
    (found,) = [one for one in check_whole(text).findings if one.kind is Kind.DISCLOSURE]
    assert found.is_open_error
    assert replace(found, accepted="we like it").is_open_error
    assert "plans, banes, 2023-24, Other" in found.what
    assert "bcssp disclosure banes" in found.suggestion


def test_a_report_that_is_protected_has_no_such_finding(catalogue):
    findings = check_whole(report(catalogue, "", book())).findings
    assert not [one for one in findings if one.kind is Kind.DISCLOSURE]
