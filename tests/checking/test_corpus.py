"""The check keeps its precision and recall on the labelled corpus."""

from __future__ import annotations

import pytest

from bcssp_lib.checking.finding import Kind
from benchmarks.checker import PARTS, marked, read_corpus, scores
from tests.checking.checked import the_catalogue, the_facts

LEAST = {
    Kind.FIGURE: (0.95, 0.8),
    Kind.CLAIM: (0.85, 0.7),
    Kind.CONSISTENCY: (0.85, 0.7),
}


@pytest.fixture(scope="module", params=PARTS)
def part(request):
    return request.param


def test_the_corpus_is_large_and_half_of_it_is_clean(part):
    entries = read_corpus(part)
    clean = sum(not one.expected for one in entries)
    assert len(entries) >= 100
    assert clean >= len(entries) / 3
    texts = [one.texts for one in entries]
    assert len(set(texts)) == len(texts)


def test_no_text_is_in_both_parts():
    one, other = ({each.texts for each in read_corpus(part)} for part in PARTS)
    assert one.isdisjoint(other)


def test_recall_and_precision_are_kept(part):
    found = scores(list(marked(part, the_facts(), the_catalogue())))
    for kind, (recall, precision) in LEAST.items():
        assert found[kind].recall >= recall, (part, kind, found[kind])
        assert found[kind].precision >= precision, (part, kind, found[kind])
        assert found[kind].found >= 9
