"""The check keeps its precision and recall on the labelled corpus."""

from __future__ import annotations

from functools import cache

import pytest

from bcssp_lib.model.finding import Kind
from benchmarks.checker import PARTS, markdown_table, marked, read_corpus, scores
from tests.checks.checked import the_catalogue, the_facts
from tests.projects import ROOT

LEAST = {
    Kind.FIGURE: (0.95, 0.8),
    Kind.CLAIM: (0.85, 0.7),
    Kind.CONSISTENCY: (0.85, 0.7),
}


@cache
def measured(part):
    return scores(list(marked(part, the_facts(), the_catalogue())))


@pytest.fixture(scope="module", params=PARTS)
def part(request):
    return request.param


def test_the_corpus_is_large_and_half_of_it_is_clean(part):
    entries = read_corpus(part)
    clean = sum(not entry.expected for entry in entries)
    assert len(entries) >= 100
    assert clean >= len(entries) / 3
    texts = [entry.texts for entry in entries]
    assert len(set(texts)) == len(texts)


def test_no_text_is_in_both_parts():
    one, other = ({each.texts for each in read_corpus(part)} for part in PARTS)
    assert one.isdisjoint(other)


def test_recall_and_precision_are_kept(part):
    found = measured(part)
    for kind, (recall, precision) in LEAST.items():
        assert found[kind].recall >= recall, (part, kind, found[kind])
        assert found[kind].precision >= precision, (part, kind, found[kind])
        assert found[kind].found >= 9


def test_the_published_table_is_what_is_measured():
    found = {word: measured(word) for word in PARTS}
    assert markdown_table(found) in (ROOT / "docs" / "checking.md").read_text("utf-8")
