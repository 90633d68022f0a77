"""The facts of reports that were built, and of one that never was."""

from __future__ import annotations

import pytest

from bcssp_lib.build.built_facts import read_facts
from bcssp_lib.build.request import Request
from bcssp_lib.model.errors import UserError
from bcssp_lib.stats.fact_wording import FactWords


def test_the_facts_of_a_built_report_are_those_of_all_its_sections(project):
    facts = {
        f"{fact.section}.{fact.name}": FactWords(fact).text
        for fact in read_facts(project, Request(("banes",)))
    }
    assert facts["police.missing_reports"] == "282"
    assert "training.training_sessions" in facts


def test_the_facts_of_a_report_that_was_never_built_are_asked_for_in_vain(small_project):
    with pytest.raises(UserError, match="Run: bcssp build banes --period 2023-24"):
        read_facts(small_project, Request(("banes",)))


@pytest.mark.parametrize("content", ["x", "{}", "[" * 100_000, '{"cells": [], "metadata": {}}'])
def test_an_executed_notebook_that_is_another_one_is_named(project, content):
    path = next(project.reports.glob("banes/*/sections/01_police.ipynb"))
    path.write_text(content, "utf-8")
    with pytest.raises(UserError, match=r"01_police\.ipynb is not as it was built"):
        read_facts(project, Request(("banes",)))
