"""The labelled prose of others is sound, and the docs say how the check does on it."""

from __future__ import annotations

import pytest

from benchmarks.checker import PARTS, STYLES, cases_of, markdown_table, read_book
from tests.projects import ROOT


def test_there_are_a_thousand_texts_and_a_third_is_held_out():
    seen, held_out = list(cases_of("development")), list(cases_of("held_out"))
    assert len(seen) + len(held_out) >= 1000
    assert len(held_out) * 3 >= len(seen) + len(held_out) - 3 * len(STYLES)
    assert not {case.text for case in seen} & {case.text for case in held_out}


@pytest.mark.parametrize("part", PARTS)
def test_each_label_is_of_words_that_stand_in_its_text(part):
    for case in cases_of(part):
        for label in case.labels:
            assert label.words in case.text


def test_each_text_is_of_a_section():
    sections = {case.section for part in PARTS for case in cases_of(part)}
    assert sections >= read_book().facts.keys() - {"kpis"}


@pytest.mark.soak  # test_check.py and its like have the usual run see a check that got worse
def test_the_published_table_is_what_is_measured():
    assert markdown_table() in (ROOT / "docs/checking.md").read_text("utf-8")
