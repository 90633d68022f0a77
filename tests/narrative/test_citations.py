"""Citing figures of other sources: one in a sentence, or a whole table or quotation."""

from __future__ import annotations

import pytest

from bcssp_lib.narrative.binding import BoundBlock, FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.citations import Citation, read_citation
from bcssp_lib.narrative.review_record import list_seen_facts

TABLE = "| a | b |\n|---|---|\n| c | 4,321 |"
LINE = '{{ cited_block("Force forecast 2024") }}'


def bound(text: str) -> BoundBlock:
    return bind_block(
        Block("overview", text, "police.md", 1, default=False), "police", FactBook({}, {})
    )


def test_a_cited_figure_is_a_span_with_its_source_and_without_a_fact():
    found = bound('It will rise by {{ cited("13.2%", "Force forecast 2024", "page 3") }}.')
    (span,) = found.spans
    assert found.text == "It will rise by 13.2%."
    assert (span.words, span.facts, span.names, span.absent) == ("13.2%", (), (), ())
    assert span.citation == Citation("Force forecast 2024", "page 3")
    assert list_seen_facts(found) == {}


@pytest.mark.parametrize(
    ("citation", "words", "address"),
    [
        (Citation("A book"), "Source: A book.", ""),
        (Citation("A book", "page 3."), "Source: A book, page 3.", ""),
        (
            Citation("A page", "https://example.org/a"),
            "Source: A page, https://example.org/a.",
            "https://example.org/a",
        ),
        (Citation("A page", "http://example.org/a"), "Source: A page, http://example.org/a.", ""),
        (Citation("A", "https://e.org/a) b"), "Source: A, https://e.org/a) b.", ""),
    ],
)
def test_a_citation_in_words(citation, words, address):
    assert (citation.words, citation.address) == (words, address)


@pytest.mark.parametrize(
    ("helper", "names"),
    [
        ("cited", ["13.2%"]),
        ("cited", ["13.2%", " "]),
        ("cited", ["", "A book"]),
        ("cited", ["1", "A book", "page 3", "page 4"]),
        ("cited_block", [""]),
        ("cited_block", ["A book", "page 3", "page 4"]),
    ],
)
def test_a_citation_without_a_source_is_refused_with_the_right_form(helper, names):
    with pytest.raises(ValueError, match=rf"takes a .*{{{{ {helper}\("):
        read_citation(helper, names)


def test_a_refusal_is_a_problem_of_the_block():
    (problem,) = bound('One\n\n{{ cited("13.2%") }}').problems
    assert problem.line == 4
    assert "the helper 'cited' takes a figure, a source" in problem.what


@pytest.mark.parametrize(
    "text",
    [f"{TABLE}\n{LINE}", f"{TABLE}\n{LINE}\n\nMore.", f"{LINE}\n{TABLE}", f"> “77”\n  {LINE} "],
)
def test_what_cites_a_table_becomes_a_paragraph_of_its_own(text):
    found = bound(text)
    assert not found.problems
    lines = found.text.splitlines()
    place = next(number for number, line in enumerate(lines) if "Source:" in line)
    assert lines[place].strip() == "Source: Force forecast 2024."
    assert all(not line.strip() for line in (*lines[place - 1 : place], *lines[place + 1 :][:1]))


@pytest.mark.parametrize("text", [f"See {LINE}", f"{LINE} says so.", f"| a | {LINE} |"])
def test_what_cites_a_table_is_refused_within_a_line(text):
    (problem,) = bound(text).problems
    assert "Write it on a line of its own, directly above or below" in problem.what
