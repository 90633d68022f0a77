"""How spans are shown in the review copy and in the publication."""

from __future__ import annotations

import pytest

from bcssp_lib.build.bound_report import link_fact, name_fact
from bcssp_lib.narrative.binding import Span
from bcssp_lib.narrative.expressions import Citation


@pytest.mark.parametrize("show", [link_fact, name_fact])
@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (
            Span("13.2%", helper="cited", citation=Citation("A [b]*c*", "page 3")),
            r"13.2%^[Source: A \[b\]\*c\*, page 3.]",
        ),
        (
            Span("7", helper="cited", citation=Citation("A", "https://e.org/a_b")),
            r"7^[Source: A, [https://e.org/a\_b](<https://e.org/a_b>).]",
        ),
        (
            Span("Source: A.", helper="cited_block", citation=Citation("A")),
            "Source: A.",
        ),
    ],
)
def test_a_cited_figure_has_its_source_in_a_footnote(show, span, shown):
    assert show(span) == shown
